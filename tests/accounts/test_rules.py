from datetime import UTC, datetime, timedelta

import pytest

from leader_award.accounts import passwords, rules
from leader_award.platform.errors import DomainError

NOW = datetime(2026, 3, 2, 12, tzinfo=UTC)


def refusal(
    password: str, email: str = "jan.kowalski@krakow.pl", name: str = "Jan Kowalski"
) -> str:
    with pytest.raises(DomainError) as refused:
        passwords.accepted_hash(password, email=email, name=name)
    assert refused.value.field == "password"
    return str(refused.value)


@pytest.mark.parametrize(
    "password",
    ["zielona lampa i stary most", "Wj7!rkQz0pLm", "żółć gęślą jaźń 7", "konstytucja rower zima"],
)
def test_ordinary_good_password_is_accepted(password: str) -> None:
    kept = passwords.accepted_hash(password, email="jan@krakow.pl", name="Jan Kowalski")
    assert kept.startswith("$argon2id$")
    assert passwords.matches(password, kept)
    assert not passwords.matches(password + "x", kept)


@pytest.mark.parametrize(
    "password",
    [
        "qwertyuiop123",  # on the list
        "password1234",
        "P@ssw0rd1234!",  # the same in disguise
        "Samorząd2026!!",
        "haslohaslo12",  # a word twice
        "123456789012",  # a run
        "987654321098",
        "abcabcabcabc",  # one unit repeated
        "aaaaaaaaaaaaa",
        "LiderLider2015",
    ],
)
def test_password_that_is_guessed_first_is_refused(app: object, password: str) -> None:
    assert "zgaduje" in refusal(password)


@pytest.mark.parametrize(
    "password", ["jan.kowalski@krakow.pl", "kowalski12345", "KowalskiJan2026", "krakow-jan-2026"]
)
def test_password_made_of_own_name_or_address_is_refused(app: object, password: str) -> None:
    assert (
        rules.password_problem(password, email="jan.kowalski@krakow.pl", name="Jan Kowalski")
        == "own"
    )


def test_password_of_eleven_characters_is_too_short_and_of_201_too_long(app: object) -> None:
    assert "12" in refusal("Wj7!rkQz0pL")
    assert "200" in refusal("Wj7!rkQz0pLm" * 17)
    assert rules.password_problem("ab cd ef gh " * 16 + "końcówka", email="", name="") is None


def test_password_without_account_never_matches() -> None:
    assert not passwords.matches("nobody has this password", None)


def test_tenth_failure_within_the_window_closes_the_account_until_the_window_moves_on() -> None:
    failures = [NOW - timedelta(minutes=minute) for minute in range(10)]
    assert rules.free_at(failures[:9], 10, NOW) is None
    assert rules.free_at(failures, 10, NOW) == failures[-1] + rules.ATTEMPT_WINDOW
    assert rules.free_at(failures, 10, NOW + timedelta(minutes=6)) is None


@pytest.mark.parametrize(
    "text", ["[x](https://evil.example)", "www.evil.pl", "evil.example now", "a@b", "a\r\nBcc: b"]
)
def test_text_that_a_mail_program_would_make_a_link_of_is_seen(text: str) -> None:
    assert rules.holds_link(text)


@pytest.mark.parametrize(
    "text", ["dr hab. Zofia Żak-Łęcka", "J. Kowalski", "podinspektor ds. funduszy", "O'Neill"]
)
def test_ordinary_name_holds_no_link(text: str) -> None:
    assert not rules.holds_link(text)


def test_address_is_kept_in_small_letters_without_blanks() -> None:
    assert rules.normal_email("  Anna.Nowak@Example.ORG\t") == "anna.nowak@example.org"
