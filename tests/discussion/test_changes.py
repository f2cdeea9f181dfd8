"""Changes of sealed cards in a discussion: by whom, with what reason, and what they do."""

import pytest
from flask import Flask
from sqlalchemy import select

from leader_award.discussion import queries, service
from leader_award.discussion.models import ScoreChange
from leader_award.discussion.standing import movement
from leader_award.editions.models import Edition
from leader_award.jury import service as jury
from leader_award.platform import clock, commitments, db
from leader_award.platform.audit import AuditEvent
from leader_award.platform.errors import Conflict, DomainError, NotAllowed, NotFound
from leader_award.scoring import sealing
from leader_award.scoring.rules import ABSTAIN
from tests.discussion.builders import Held, change, make_discussion, open_for_changes
from tests.editions.builders import reloaded
from tests.jury.builders import acting, seat_juror
from tests.scoring.builders import card, rubric


@pytest.fixture
def held(app: Flask) -> Held:
    found = make_discussion()
    open_for_changes(found)
    return found


def kept() -> list[ScoreChange]:
    return list(db.session().scalars(select(ScoreChange).order_by(ScoreChange.at)))


def test_card_changes_with_a_reason_and_the_old_one_stays_in_the_history(held: Held) -> None:
    criteria = rubric(held.scene)
    change(held, 5, juror=1, reason="Nie doceniałem umów partnerskich.")
    (found,) = kept()
    assert found.reason == "Nie doceniałem umów partnerskich."
    assert found.before == dict.fromkeys(criteria, 3)
    assert found.after == dict.fromkeys(criteria, 5)
    assert {score.points for score in card(held.card_id(0, 1)).scores} == {5}


def test_changed_card_is_sealed_all_the_time_under_a_new_seal(held: Held) -> None:
    first = sealing.current(card(held.card_id()))
    second = change(held, 5)
    assert card(held.card_id()).state == "sealed"
    assert sealing.current(card(held.card_id())) == second != first
    (old,) = [one for one in card(held.card_id()).commitments if one.digest == first]
    assert old.replaced == "discussed"
    events = db.session().scalars(
        select(AuditEvent).where(AuditEvent.action == "card.changed_in_discussion")
    )
    assert [one.details["commitment"] for one in events] == [second]


def test_revealed_cards_fit_their_seals_the_changed_ones_too(held: Held) -> None:
    change(held, 5)
    change(held, 6)
    with db.transaction() as writer:
        db.lock(writer, Edition, held.scene.edition_id).state = "announced"
    checked = commitments.check(sealing.revealed(reloaded(held.scene.edition_id)))
    assert (checked.fault, checked.cards) == (None, 9 + 2)


@pytest.mark.parametrize("reason", ["", "  \n", "x" * 2001])
def test_no_change_without_a_written_reason(held: Held, reason: str) -> None:
    with pytest.raises(DomainError) as refused:
        change(held, 5, reason=reason)
    assert refused.value.field == "reason"
    assert {score.points for score in card(held.card_id()).scores} == {9}
    assert kept() == []


def test_the_same_points_are_no_change(held: Held) -> None:
    before = sealing.current(card(held.card_id()))
    with pytest.raises(DomainError):
        change(held, 9)
    assert sealing.current(card(held.card_id())) == before


def test_entry_that_is_not_open_keeps_its_cards(held: Held) -> None:
    with pytest.raises(NotAllowed, match="nie jest otwarte do zmian"):
        change(held, 5, entry=2)


def test_nobody_changes_a_card_of_an_entry_that_is_not_theirs(held: Held) -> None:
    stranger = acting(seat_juror(held.scene.edition_id, "Ola Obca"))
    found = card(held.card_id())
    given = {
        "item_id": held.item(),
        "version": found.version,
        "points": dict.fromkeys(rubric(held.scene), 1),
        "comment_to_jury": "",
        "reason": "Bo tak.",
    }
    with pytest.raises(NotFound):
        service.change_card(**given, actor=stranger)  # type: ignore[arg-type]
    with pytest.raises(NotAllowed):
        service.change_card(**given, actor=held.first)  # type: ignore[arg-type]
    assert kept() == []


def test_recused_juror_changes_nothing_any_more(held: Held) -> None:
    jury.declare_conflicts(
        juror_id=held.scene.juror_ids[0],
        conflicts={held.scene.entry_ids[0]: ("family", "")},
        actor=held.juror(0),
    )
    with pytest.raises(NotFound):
        change(held, 5)


def test_card_changed_in_another_window_is_not_overwritten(held: Held) -> None:
    seen = card(held.card_id()).version
    change(held, 5)
    with pytest.raises(Conflict):
        service.change_card(
            item_id=held.item(),
            version=seen,
            points=dict.fromkeys(rubric(held.scene), 6),
            comment_to_jury="",
            reason="Z drugiego okna.",
            actor=held.juror(0),
        )
    assert len(kept()) == 1


def give(held: Held, points: dict[str, int | str | None], comment: str = "") -> None:
    service.change_card(
        item_id=held.item(),
        version=card(held.card_id()).version,
        points=points,
        comment_to_jury=comment,
        reason="Po naradzie.",
        actor=held.juror(0),
    )


def test_changed_card_has_to_be_whole(held: Held) -> None:
    criteria = rubric(held.scene)
    for points in ({criteria[0]: None}, {criteria[0]: 99}, dict.fromkeys(criteria, ABSTAIN)):
        with pytest.raises(DomainError):
            give(held, points)  # type: ignore[arg-type]
    assert card(held.card_id()).state == "sealed"
    assert kept() == []


def test_abstention_after_the_discussion_says_why_to_the_jury(held: Held) -> None:
    first = rubric(held.scene)[0]
    with pytest.raises(DomainError, match="wstrzymujesz"):
        give(held, {first: ABSTAIN})
    give(held, {first: ABSTAIN}, "Nie umiem tego ocenić.")
    assert kept()[0].after[first] == ABSTAIN


def test_changes_end_with_the_round(held: Held) -> None:
    with db.transaction() as writer:
        edition = db.lock(writer, Edition, held.scene.edition_id)
        edition.scoring_until = clock.now()
    with pytest.raises(NotAllowed):
        change(held, 5)


def test_report_compares_scores_and_places_with_what_they_would_be(held: Held) -> None:
    change(held, 10, juror=1)
    change(held, 9, juror=1)
    moved = movement(held.standing(), queries.changes_of(held.round_id))
    (one,) = moved.moved
    assert one.entry.id == held.scene.entry_ids[0]
    assert (one.score_before, one.score_after, one.cards) == (60.0, 80.0, 1)
    assert (one.place_before, one.place_after) == (3, 1)
    assert one.place_changed
    assert moved.pushed == 2  # the two others had shared the first place


def test_change_that_moves_no_place_says_so(held: Held) -> None:
    change(held, 4, juror=1)
    moved = movement(held.standing(), queries.changes_of(held.round_id))
    assert [one.place_changed for one in moved.moved] == [False]
    assert moved.places_changed == 0


def test_change_of_a_card_that_counts_no_more_is_left_out(held: Held) -> None:
    change(held, 10, juror=1)
    jury.end_assignment(
        assignment_id=held.scene.assignment(0, 1), reason="Konflikt", actor=held.first
    )
    db.session().rollback()
    moved = movement(held.standing(), queries.changes_of(held.round_id))
    assert (moved.moved, moved.places_changed) == ((), 0)


def test_after_another_rubric_places_are_not_compared(held: Held) -> None:
    change(held, 10, juror=1)
    now = held.standing()
    changes = queries.changes_of(held.round_id)
    changes[0].rubric_id = "another"
    moved = movement(now, changes)
    db.session().rollback()
    assert not moved.known
