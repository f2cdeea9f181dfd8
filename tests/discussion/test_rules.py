"""The state table of agenda items, and when a discussion can begin."""

import pytest

from leader_award.discussion import models, rules


def test_every_state_of_the_table_is_a_state_of_items() -> None:
    named = {state for state, _event in rules.EVENTS} | {e.after for e in rules.EVENTS.values()}
    assert named == set(models.STATES)


@pytest.mark.parametrize("state", [one for one in models.STATES if one != rules.OPEN])
def test_cards_change_only_while_the_item_is_open(state: str) -> None:
    assert rules.allows(rules.OPEN, "change", "juror")
    assert not rules.allows(state, "change", "juror")


@pytest.mark.parametrize("event", sorted({event for _state, event in rules.EVENTS} - {"change"}))
def test_jurors_do_not_keep_the_agenda(event: str) -> None:
    assert not any(rules.allows(state, event, "juror") for state in models.STATES)


def test_what_was_open_cannot_be_taken_off() -> None:
    assert not rules.allows(rules.OPEN, "remove", "organiser")


@pytest.mark.parametrize(
    ("sealed", "due", "enough"),
    [(0, 0, False), (4, 5, True), (3, 5, False), (79, 100, False), (5, 5, True)],
)
def test_an_agenda_needs_four_cards_in_five(sealed: int, due: int, enough: bool) -> None:
    assert rules.enough_sealed(sealed, due) is enough


def test_nobody_opens_alone() -> None:
    assert rules.agreed_by_two("a", "b")
    assert not rules.agreed_by_two("a", "a")
    assert not rules.agreed_by_two(None, "b")
