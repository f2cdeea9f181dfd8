from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from hypothesis import given
from hypothesis import strategies as st

from leader_award.editions import queries, rules, service
from leader_award.editions.models import Round
from leader_award.platform import db
from leader_award.platform.errors import DomainError, NotAllowed
from tests.editions.builders import (
    ORGANISER,
    add_round,
    bare_edition,
    both,
    lead_to,
    make_edition,
    reloaded,
)

CHECKED = datetime(2026, 11, 1, tzinfo=UTC)
SCORED = datetime(2026, 12, 1, tzinfo=UTC)
TIMETABLE = SimpleNamespace(check_until=CHECKED, scoring_until=SCORED)


def day(number: int) -> datetime:
    return CHECKED + timedelta(days=number)


def dated(opens_at: datetime | None, until: datetime | None) -> SimpleNamespace:
    return SimpleNamespace(opens_at=opens_at, until=until)


def rounds(edition_id: str) -> list[Round]:
    db.session().expire_all()
    return queries.rounds(edition_id)


@pytest.mark.parametrize(
    ("dates", "fault"),
    [
        ([(None, None)], None),
        ([(None, None), (None, None)], None),
        ([(None, day(10)), (day(10), None)], None),
        ([(day(0), day(10)), (day(12), day(30))], None),
        ([(day(-1), None)], (0, "opens_at", "early")),
        ([(None, day(-1))], (0, "until", "early")),
        ([(None, day(31))], (0, "until", "late")),
        ([(day(5), day(5))], (0, "until", "reversed")),
        ([(None, None), (day(10), None)], (1, "opens_at", "overlap")),
        ([(None, day(10)), (day(9), None)], (1, "opens_at", "overlap")),
        ([(None, day(10)), (None, day(9))], (1, "until", "overlap")),
    ],
)
def test_rounds_lie_within_the_assessment_one_after_another(
    dates: list[tuple[datetime | None, datetime | None]], fault: Any
) -> None:
    assert rules.misdated([dated(*one) for one in dates], TIMETABLE) == fault  # type: ignore[arg-type]


@given(st.lists(st.integers(-20, 120), min_size=1, max_size=6))
def test_shares_are_right_exactly_when_they_are_percents_that_make_100(shares: list[int]) -> None:
    right = all(0 <= share <= 100 for share in shares) and sum(shares) == 100
    assert (rules.share_fault(shares) is None) is right


def test_every_edition_has_one_round_with_the_whole_score(app: Flask) -> None:
    (first,) = rounds(bare_edition())
    assert (first.kind, first.share, first.rubric.version) == ("desk", 100, 1)


def test_later_round_has_a_rubric_of_its_own_and_no_share_until_it_is_given_one(app: Flask) -> None:
    edition_id = make_edition()
    second = add_round(edition_id, "site_visit", jurors_per_entry=2)
    found = rounds(edition_id)
    assert [(one.kind, one.share, one.needed) for one in found] == [
        ("desk", 100, 3),
        ("site_visit", 0, 2),
    ]
    assert next(c.name["pl"] for c in found[1].rubric.criteria) == "Zgodność ze zgłoszeniem"
    assert len(found[0].rubric.criteria) == 5
    service.set_shares(edition_id=edition_id, shares={found[0].id: 60, second: 40}, actor=ORGANISER)
    assert [one.share for one in rounds(edition_id)] == [60, 40]


@pytest.mark.parametrize("kind", ["desk", "site_visit", "presentation"])
def test_proposed_rubrics_describe_the_whole_scale_and_weigh_100(app: Flask, kind: str) -> None:
    edition_id = bare_edition()
    round_id = add_round(edition_id, kind)
    rubric = rounds(edition_id)[1].rubric
    assert rounds(edition_id)[1].id == round_id
    assert rules.complete([criterion.weight for criterion in rubric.criteria])
    for criterion in rubric.criteria:
        assert rules.badly_described(criterion.levels, criterion.maximum) is None  # type: ignore[arg-type]
        assert criterion.levels
        assert {"pl", "en"} <= criterion.name.keys()


@pytest.mark.parametrize("shares", [(50, 40), (110, -10), (101, 0)])
def test_shares_that_do_not_make_100_are_refused(app: Flask, shares: tuple[int, int]) -> None:
    edition_id = make_edition()
    add_round(edition_id)
    given_shares = dict(zip((one.id for one in rounds(edition_id)), shares, strict=True))
    with pytest.raises(DomainError):
        service.set_shares(edition_id=edition_id, shares=given_shares, actor=ORGANISER)
    assert [one.share for one in rounds(edition_id)] == [100, 0]


def test_presentations_are_the_final_which_then_cannot_be_denied(app: Flask) -> None:
    edition_id = make_edition()
    add_round(edition_id, "site_visit")
    assert not reloaded(edition_id).has_final
    add_round(edition_id, "presentation")
    edition = reloaded(edition_id)
    assert edition.has_final
    with pytest.raises(NotAllowed) as refused:
        service.update_edition(
            edition_id=edition_id, version=edition.version, has_final=False, actor=ORGANISER
        )
    assert refused.value.field == "has_final"


def test_dates_that_do_not_fit_are_refused_beside_their_field(app: Flask) -> None:
    edition_id = make_edition()
    edition = reloaded(edition_id)
    with pytest.raises(DomainError) as refused:
        add_round(edition_id, opens_at=edition.check_until + timedelta(days=9))
    assert refused.value.field == "opens_at"
    with pytest.raises(DomainError) as refused:
        add_round(edition_id, until=edition.scoring_until + timedelta(days=1))
    assert refused.value.field == "until"
    assert len(rounds(edition_id)) == 1


def test_timetable_cannot_move_away_from_the_rounds(app: Flask) -> None:
    edition_id = make_edition(open_now=False)
    edition = reloaded(edition_id)
    add_round(edition_id, until=edition.scoring_until)
    times = {stage: getattr(edition, stage) for stage in rules.STAGES}
    times["scoring_until"] -= timedelta(days=1)
    with pytest.raises(DomainError) as refused:
        service.set_timetable(
            edition_id=edition_id, version=reloaded(edition_id).version, actor=ORGANISER, **times
        )
    assert refused.value.field == "scoring_until"


def test_deleted_round_gives_its_share_back_to_the_first(app: Flask) -> None:
    edition_id = make_edition()
    second = add_round(edition_id)
    first = rounds(edition_id)[0].id
    service.set_shares(edition_id=edition_id, shares={first: 30, second: 70}, actor=ORGANISER)
    for _ in range(2):
        service.delete_round(round_id=second, actor=ORGANISER)
    assert [(one.id, one.share) for one in rounds(edition_id)] == [(first, 100)]
    with pytest.raises(NotAllowed):
        service.delete_round(round_id=first, actor=ORGANISER)


def test_later_rounds_change_places_but_never_the_first(app: Flask) -> None:
    edition_id = make_edition()
    visit, final = add_round(edition_id, "site_visit"), add_round(edition_id)
    first = rounds(edition_id)[0].id
    service.move_round(round_id=final, by=-1, actor=ORGANISER)
    assert [one.id for one in rounds(edition_id)] == [first, final, visit]
    service.move_round(round_id=final, by=-1, actor=ORGANISER)
    service.move_round(round_id=first, by=1, actor=ORGANISER)
    assert [one.id for one in rounds(edition_id)] == [first, final, visit]


def test_nothing_of_the_rounds_changes_once_the_decisions_have_begun(app: Flask) -> None:
    edition_id = make_edition()
    round_id = add_round(edition_id)
    lead_to(edition_id, "deciding")
    with pytest.raises(NotAllowed):
        add_round(edition_id)
    with pytest.raises(NotAllowed):
        service.delete_round(round_id=round_id, actor=ORGANISER)


def test_call_does_not_open_while_a_rounds_rubric_is_incomplete(app: Flask) -> None:
    edition_id = make_edition(open_now=False)
    service.save_round(
        edition_id=edition_id, kind="site_visit", name=both("Wizyty"), actor=ORGANISER
    )
    assert queries.missing_for_call(edition_id) == ["rubric"]


def test_copy_has_the_rounds_and_the_rubrics_in_force_without_dates(app: Flask) -> None:
    edition_id = make_edition(card_mean="median")
    edition = reloaded(edition_id)
    second = add_round(edition_id, until=edition.scoring_until, jurors_per_entry=5)
    first = rounds(edition_id)[0].id
    service.set_shares(edition_id=edition_id, shares={first: 40, second: 60}, actor=ORGANISER)
    copy_id = service.copy_edition(
        source_id=edition_id,
        year=2031,
        number=99,
        name=both("Kopia"),
        actor=ORGANISER,
        key="kopia",
        **{stage: getattr(edition, stage) for stage in rules.STAGES},
    )
    copies = rounds(copy_id)
    assert [(one.share, one.jurors_per_entry, one.until) for one in copies] == [
        (40, None, None),
        (60, 5, None),
    ]
    assert [len(one.rubric.criteria) for one in copies] == [5, 3]
    assert reloaded(copy_id).card_mean == "median"
    assert {c.edition_id for one in copies for c in one.rubric.criteria} == {copy_id}


def test_trimmed_mean_needs_four_jurors_in_every_round(app: Flask) -> None:
    edition_id = make_edition(jurors_per_entry=4)
    add_round(edition_id, jurors_per_entry=3)
    with pytest.raises(DomainError) as refused:
        service.update_edition(
            edition_id=edition_id,
            version=reloaded(edition_id).version,
            card_mean="trimmed",
            actor=ORGANISER,
        )
    assert refused.value.field == "card_mean"


def test_round_does_not_undercut_the_trimmed_mean(app: Flask) -> None:
    edition_id = make_edition(jurors_per_entry=4, card_mean="trimmed")
    with pytest.raises(DomainError) as refused:
        add_round(edition_id, jurors_per_entry=3)
    assert refused.value.field == "jurors_per_entry"
    assert len(rounds(edition_id)) == 1


@pytest.fixture
def organiser(
    make_person: Callable[..., str], signed_in: Callable[[str], FlaskClient]
) -> FlaskClient:
    return signed_in(make_person("Olga", None, "organiser"))


def test_organiser_sets_a_round_up_in_the_browser(organiser: FlaskClient) -> None:
    edition_id = make_edition()
    base = f"/organizator/edycje/{edition_id}/ustawienia/rundy"
    fields = {"name_pl": "Prezentacje", "kind": "presentation", "jurors_per_entry": "7"}
    half = organiser.post(f"{base}/nowe", data=fields | {"until-day": "2027-01-01"})
    assert half.status_code == 422
    assert "Wypełnij dzień i godzinę" in half.text
    assert organiser.post(f"{base}/nowe", data=fields).status_code == 302
    first, second = rounds(edition_id)
    assert (second.name, second.needed, second.until) == ({"pl": "Prezentacje"}, 7, None)
    assert "nie wchodzi do wyniku końcowego" in organiser.get(base).text
    shares = {f"share-{first.id}": "45", f"share-{second.id}": "55"}
    organiser.post(f"{base}/udzialy", data=shares)
    assert [one.share for one in rounds(edition_id)] == [45, 55]
    refused = organiser.post(
        f"{base}/udzialy", data=shares | {f"share-{first.id}": "x"}, follow_redirects=True
    )
    assert "Udział to liczba od 0 do 100." in refused.text
    rubric = organiser.get(
        f"/organizator/edycje/{edition_id}/ustawienia/karta-oceny?runda={second.id}"
    )
    assert "Zacznij od propozycji dla prezentacji" in rubric.text


def test_public_page_names_rounds_only_when_there_are_several(client: FlaskClient) -> None:
    edition_id = make_edition(card_mean="median")
    address = f"/edycje/{reloaded(edition_id).slug}"
    page = client.get(address).text
    assert "Ocena merytoryczna" in page
    assert "Runda 1:" not in page
    assert "Wynikiem zgłoszenia jest mediana kart jurorów." in page
    add_round(edition_id)
    page = client.get(address).text
    assert "Runda 1: Ocena merytoryczna" in page
    assert "Runda 2: Runda finałowa" in page
    assert "Odpowiedzi na pytania komisji" in page
