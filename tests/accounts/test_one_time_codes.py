from leader_award.accounts import one_time_codes
from leader_award.accounts.one_time_codes import STEP, code_at, step_of_code

SECRET = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ"
"""The test key of RFC 6238, appendix B."""
NOW = 1_111_111_109.0
PRESENT = int(NOW) // STEP


def typed(code: str, after: int = 0) -> int | None:
    return step_of_code(SECRET, code, now=NOW, after=after)


def test_codes_are_those_of_the_standard() -> None:
    assert code_at(SECRET, 59 // STEP) == "287082"
    assert code_at(SECRET, PRESENT) == "081804"


def test_code_of_now_and_of_one_step_before_and_after_is_right() -> None:
    found = [typed(code_at(SECRET, PRESENT + offset)) for offset in range(-2, 3)]
    assert found == [None, PRESENT - 1, PRESENT, PRESENT + 1, None]


def test_code_may_be_typed_with_a_blank_in_the_middle() -> None:
    assert typed(" 081 804 ") == PRESENT


def test_step_that_was_used_and_every_earlier_one_is_refused() -> None:
    assert typed("081804", after=PRESENT) is None
    assert typed(code_at(SECRET, PRESENT - 1), after=PRESENT) is None
    assert typed(code_at(SECRET, PRESENT + 1), after=PRESENT) == PRESENT + 1


def test_what_is_no_code_is_refused() -> None:
    for wrong in ("", "81804", "081805", "０81804", "081804081804"):
        assert typed(wrong) is None


def test_secrets_are_long_enough_and_differ() -> None:
    secrets = {one_time_codes.new_secret() for _ in range(5)}
    assert len(secrets) == 5
    assert {len(secret) for secret in secrets} == {32}  # 160 bits


def test_recovery_code_is_read_whatever_way_it_is_written() -> None:
    assert one_time_codes.grouped("abcdefghjkmn", "-") == "abcd-efgh-jkmn"
    assert one_time_codes.plain_recovery_code(" ABCD-efgh jkmn") == "abcdefghjkmn"
