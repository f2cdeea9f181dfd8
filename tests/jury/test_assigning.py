import pytest
from flask import Flask
from sqlalchemy import func, select

from leader_award.jury import service
from leader_award.jury.models import Assignment
from leader_award.platform import db
from leader_award.platform.errors import DomainError, NotAllowed, NotFound
from tests.editions.builders import lead_to, make_edition
from tests.entries.builders import make_submitted_entry
from tests.jury.builders import (
    assignments_of,
    live_pairs,
    make_assessed_edition,
    make_organiser,
    seat_juror,
)
from tests.scoring.builders import card, fill_in, make_scoring_edition, open_card


def assign(juror_id: str, entry_id: str, **more: bool) -> str:
    return service.assign(juror_id=juror_id, entry_id=entry_id, actor=make_organiser(), **more)


def test_assigning_twice_makes_one_assignment(app: Flask) -> None:
    edition_id, (entry_id,) = make_assessed_edition(1)
    juror_id = seat_juror(edition_id)
    assert assign(juror_id, entry_id) == assign(juror_id, entry_id)
    assert db.session().scalar(select(func.count(Assignment.id))) == 1


def test_juror_in_conflict_cannot_be_insisted_on(app: Flask) -> None:
    edition_id, (entry_id,) = make_assessed_edition(1)
    juror_id = seat_juror(edition_id)
    service.bar_juror(
        juror_id=juror_id, entry_id=entry_id, kind="family", note="brat", actor=make_organiser()
    )
    with pytest.raises(NotAllowed, match="konflikt"):
        assign(juror_id, entry_id, confirmed=True)
    assert live_pairs(edition_id) == set()


def test_juror_who_has_not_signed_gets_nothing(app: Flask) -> None:
    edition_id, (entry_id,) = make_assessed_edition(1)
    with pytest.raises(NotAllowed, match="deklaracji"):
        assign(seat_juror(edition_id, signs=False), entry_id)


def test_juror_over_capacity_only_when_the_organiser_insists(app: Flask) -> None:
    edition_id, (first, second) = make_assessed_edition(2)
    juror_id = seat_juror(edition_id, capacity=1)
    assign(juror_id, first)
    with pytest.raises(service.OverCapacity):
        assign(juror_id, second)
    assert live_pairs(edition_id) == {(first, juror_id)}
    assign(juror_id, second, confirmed=True)
    assert live_pairs(edition_id) == {(first, juror_id), (second, juror_id)}


def test_entry_that_was_not_admitted_is_not_assigned(app: Flask) -> None:
    edition_id = make_edition()
    entry_id = make_submitted_entry(edition_id)
    lead_to(edition_id, "checking")
    with pytest.raises(NotAllowed):
        assign(seat_juror(edition_id), entry_id)


def test_entry_of_another_edition_is_not_found(app: Flask) -> None:
    edition_id, _entries = make_assessed_edition(1)
    _other, (foreign,) = make_assessed_edition(1)
    with pytest.raises(NotFound):
        assign(seat_juror(edition_id), foreign)


def test_nothing_is_assigned_after_the_assessment(app: Flask) -> None:
    edition_id, (entry_id,) = make_assessed_edition(1)
    juror_id = seat_juror(edition_id)
    lead_to(edition_id, "deciding")
    with pytest.raises(NotAllowed):
        assign(juror_id, entry_id)


def test_ended_assignment_is_kept_and_may_be_made_again(app: Flask) -> None:
    edition_id, (entry_id,) = make_assessed_edition(1)
    juror_id = seat_juror(edition_id)
    first = assign(juror_id, entry_id)
    service.end_assignment(assignment_id=first, reason="", actor=make_organiser())
    service.end_assignment(assignment_id=first, reason="", actor=make_organiser())
    second = assign(juror_id, entry_id)
    assert second != first
    assert len(assignments_of(juror_id)) == 2


def test_scored_entry_is_taken_away_only_with_a_reason(app: Flask) -> None:
    scene = make_scoring_edition(entries=1, jurors=1)
    card_id = open_card(scene.assignment())
    fill_in(card_id)
    with pytest.raises(DomainError) as refused:
        service.end_assignment(assignment_id=scene.assignment(), reason=" ", actor=scene.organiser)
    assert refused.value.field == "reason"
    assert card(card_id).state == "started"
    service.end_assignment(
        assignment_id=scene.assignment(), reason="Zmiana składu", actor=scene.organiser
    )
    assert card(card_id).state == "recused"
    assert assignments_of(scene.juror_ids[0])[0].end_reason == "Zmiana składu"
