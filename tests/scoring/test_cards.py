from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from leader_award.editions import service as editions
from leader_award.jury import service as jury
from leader_award.platform import clock, db
from leader_award.platform.audit import AuditEvent
from leader_award.platform.errors import Conflict, DomainError, NotAllowed
from leader_award.platform.outbox import OutgoingMail
from leader_award.scoring import overview, queries, reopening, sealing, service
from leader_award.scoring.models import ScoreCard
from tests.editions.builders import lead_to, reloaded
from tests.jury.builders import acting, clear, make_assessed_edition, seat_juror
from tests.scoring.builders import (
    Scene,
    card,
    fill_in,
    make_scoring_edition,
    open_card,
    reopen,
    rubric,
    seal,
    sealed_scores,
)


@pytest.fixture
def scene(app: Flask) -> Scene:
    return make_scoring_edition(entries=2, jurors=2)


def points(card_id: str) -> dict[str, int]:
    return queries.points_of(card(card_id))


def test_card_is_made_once(scene: Scene) -> None:
    assert open_card(scene.assignment()) == open_card(scene.assignment())
    assert db.session().scalar(select(func.count(ScoreCard.id))) == 1


def test_card_starts_with_the_first_points(scene: Scene) -> None:
    card_id = open_card(scene.assignment())
    assert card(card_id).state == "assigned"
    fill_in(card_id, {rubric(scene)[0]: 4})
    assert card(card_id).state == "started"
    assert points(card_id) == {rubric(scene)[0]: 4}


def test_points_can_be_changed_and_taken_back(scene: Scene) -> None:
    card_id = open_card(scene.assignment())
    first, second, *_rest = rubric(scene)
    fill_in(card_id, {first: 4, second: 9})
    fill_in(card_id, {first: 5, second: None})
    assert points(card_id) == {first: 5}


def test_saving_nothing_new_changes_nothing(scene: Scene) -> None:
    card_id = open_card(scene.assignment())
    version = fill_in(card_id)
    saved_at = card(card_id).saved_at
    assert fill_in(card_id, version=1) == version
    assert card(card_id).saved_at == saved_at


def test_each_save_has_a_version_even_when_only_points_changed(scene: Scene) -> None:
    card_id = open_card(scene.assignment())
    first = fill_in(card_id, 5)
    assert fill_in(card_id, 6) > first


def test_older_page_does_not_overwrite_a_newer_one(scene: Scene) -> None:
    card_id = open_card(scene.assignment())
    opened = card(card_id).version
    first = rubric(scene)[0]
    fill_in(card_id, {first: 8}, version=opened)
    with pytest.raises(Conflict) as refused:
        fill_in(card_id, {first: 3}, version=opened)
    assert refused.value.changes == {first: 8}
    assert points(card_id) == {first: 8}


@pytest.mark.parametrize("value", [-1, 11])
def test_points_off_the_scale_are_refused_beside_their_criterion(scene: Scene, value: int) -> None:
    card_id = open_card(scene.assignment())
    criterion = rubric(scene)[2]
    with pytest.raises(DomainError) as refused:
        fill_in(card_id, {criterion: value})
    assert refused.value.field == criterion
    assert points(card_id) == {}


def test_criterion_of_another_edition_is_refused(scene: Scene) -> None:
    other = make_scoring_edition(entries=1, jurors=1)
    card_id = open_card(scene.assignment())
    with pytest.raises(DomainError):
        fill_in(card_id, {rubric(other)[0]: 5})
    assert points(card_id) == {}


def test_comment_that_is_too_long_is_refused_beside_its_field(scene: Scene) -> None:
    card_id = open_card(scene.assignment())
    with pytest.raises(DomainError) as refused:
        fill_in(card_id, comment_to_applicant="x" * 5001)
    assert refused.value.field == "comment_to_applicant"
    assert card(card_id).state == "assigned"


def test_incomplete_card_is_not_sealed_and_names_what_is_missing(scene: Scene) -> None:
    card_id = open_card(scene.assignment())
    first, *rest = rubric(scene)
    fill_in(card_id, {first: 0})
    with pytest.raises(service.Incomplete) as refused:
        seal(card_id)
    assert refused.value.missing == rest
    assert card(card_id).state == "started"


def test_sealed_card_counts_and_can_no_longer_change(scene: Scene) -> None:
    card_id = open_card(scene.assignment())
    fill_in(card_id, 8)
    assert sealed_scores(scene.edition_id) == []
    seal(card_id)
    scores = sealed_scores(scene.edition_id)
    assert {(entry, juror, value) for entry, juror, _criterion, value in scores} == {
        (scene.entry_ids[0], scene.juror_ids[0], 8)
    }
    with pytest.raises(NotAllowed):
        fill_in(card_id, 9)
    assert set(points(card_id).values()) == {8}


def test_sealing_twice_is_sealing_once(scene: Scene) -> None:
    card_id = open_card(scene.assignment())
    fill_in(card_id)
    seal(card_id)
    sealed_at = card(card_id).sealed_at
    seal(card_id)
    assert card(card_id).sealed_at == sealed_at


def test_card_changed_elsewhere_is_not_sealed_unseen(scene: Scene) -> None:
    card_id = open_card(scene.assignment())
    seen = fill_in(card_id, 5)
    fill_in(card_id, 6)
    with pytest.raises(Conflict):
        service.seal_card(card_id=card_id, version=seen, actor=acting(scene.juror_ids[0]))
    assert card(card_id).state == "started"


def test_reopened_card_counts_no_more_until_it_is_sealed_again(scene: Scene) -> None:
    card_id = open_card(scene.assignment())
    fill_in(card_id)
    seal(card_id)
    reopen(card_id, "Brak uwag", scene.organiser)
    assert card(card_id).state == "reopened"
    assert sealed_scores(scene.edition_id) == []
    (opened,) = card(card_id).reopenings
    assert opened.reason == "Brak uwag"
    assert opened.by_id != scene.organiser.person_id
    fill_in(card_id, 9)
    seal(card_id)
    assert {row[3] for row in sealed_scores(scene.edition_id)} == {9}


def test_juror_reads_in_a_mail_why_the_card_was_reopened(scene: Scene) -> None:
    card_id = open_card(scene.assignment())
    fill_in(card_id)
    seal(card_id)
    reopen(card_id, "Prosimy o uwagi", scene.organiser)
    query = select(OutgoingMail).where(OutgoingMail.template == "scoring/mail/reopened.txt")
    mail = db.session().scalars(query).one()
    assert "Prosimy o uwagi" in mail.body
    assert f"http://localhost/jury/karty/{card_id}" in mail.body


@pytest.mark.parametrize("reason", ["", "  ", "x" * 1001])
def test_card_is_not_reopened_without_a_proper_reason(scene: Scene, reason: str) -> None:
    card_id = open_card(scene.assignment())
    fill_in(card_id)
    seal(card_id)
    with pytest.raises(DomainError) as refused:
        reopening.ask_to_reopen(card_id=card_id, reason=reason, actor=scene.organiser)
    assert refused.value.field == "reason"
    assert card(card_id).state == "sealed"


def test_card_that_is_not_sealed_cannot_be_reopened(scene: Scene) -> None:
    card_id = open_card(scene.assignment())
    with pytest.raises(NotAllowed):
        reopening.ask_to_reopen(card_id=card_id, reason="x", actor=scene.organiser)


def test_card_saved_shortly_before_the_end_counts(
    scene: Scene, at: Callable[[datetime], None]
) -> None:
    card_id = open_card(scene.assignment())
    end = reloaded(scene.edition_id).scoring_until
    at(end - timedelta(seconds=30))
    fill_in(card_id, 6)
    assert set(points(card_id).values()) == {6}


def test_card_saved_at_the_end_is_refused_and_keeps_what_it_had(
    scene: Scene, at: Callable[[datetime], None]
) -> None:
    card_id = open_card(scene.assignment())
    fill_in(card_id, 6)
    at(reloaded(scene.edition_id).scoring_until)
    for late in (lambda: fill_in(card_id, 7), lambda: seal(card_id)):
        with pytest.raises(NotAllowed):
            late()
    with pytest.raises(NotAllowed):
        open_card(scene.assignment(1))
    assert set(points(card_id).values()) == {6}


def test_extended_assessment_opens_the_cards_again(
    scene: Scene, at: Callable[[datetime], None]
) -> None:
    card_id = open_card(scene.assignment())
    edition = reloaded(scene.edition_id)
    at(edition.scoring_until)
    stages = {
        stage: getattr(edition, stage)
        for stage in ("opens_at", "deadline", "check_until", "announcement_at")
    }
    editions.set_timetable(
        edition_id=scene.edition_id,
        version=edition.version,
        scoring_until=edition.scoring_until + timedelta(days=2),
        actor=scene.organiser,
        **stages,
    )
    fill_in(card_id, 7)
    assert card(card_id).state == "started"


def test_no_card_opens_before_the_assessment(app: Flask) -> None:
    edition_id, (entry_id,) = make_assessed_edition(1)
    juror_id = seat_juror(edition_id)
    assignment_id = jury.assign(juror_id=juror_id, entry_id=entry_id, actor=acting(juror_id))
    with pytest.raises(NotAllowed):
        open_card(assignment_id)


def test_conflict_takes_the_card_out_whatever_its_state(scene: Scene) -> None:
    card_id = open_card(scene.assignment())
    fill_in(card_id)
    seal(card_id)
    jury.declare_conflicts(
        juror_id=scene.juror_ids[0],
        conflicts={scene.entry_ids[0]: ("family", "")},
        actor=acting(scene.juror_ids[0]),
    )
    assert card(card_id).state == "recused"
    assert sealed_scores(scene.edition_id) == []
    with pytest.raises(NotAllowed):
        fill_in(card_id)


def test_comments_reach_the_applicant_from_sealed_cards_only(scene: Scene) -> None:
    sealed, started = (open_card(scene.assignment(0, juror)) for juror in (0, 1))
    fill_in(sealed, comment_to_applicant="Dobre dane.", comment_to_jury="Słaby opis.")
    fill_in(started, comment_to_applicant="Jeszcze niegotowe.")
    seal(sealed)
    assert queries.comments_for_applicant(scene.entry_ids[0]) == ["Dobre dane."]


def test_every_change_is_recorded_without_points_or_words(scene: Scene) -> None:
    card_id = open_card(scene.assignment())
    fill_in(card_id, 9, comment_to_jury="Tajne")
    seal(card_id)
    digest = sealing.current(card(card_id))
    events = db.session().scalars(
        select(AuditEvent).where(AuditEvent.thing_id == card_id).order_by(AuditEvent.sequence)
    )
    assert [(event.action, event.details) for event in events] == [
        ("card.opened", {"entry": scene.entry_ids[0]}),
        ("card.saved", {"criteria": 5}),
        ("card.sealed", {"criteria": 5, "version": 1, "commitment": digest}),
    ]


def test_progress_counts_cards_per_juror_and_entry_with_gaps_first(scene: Scene) -> None:
    card_id = open_card(scene.assignment(0, 0))
    fill_in(card_id)
    seal(card_id)
    found = overview.progress(scene.edition_id)
    assert (found.sealed, found.total) == (1, 4)
    assert [(one.juror.id, one.left) for one in found.jurors] == [
        (scene.juror_ids[1], 2),
        (scene.juror_ids[0], 1),
    ]
    assert [(one.entry.id, one.gap) for one in found.entries] == [
        (scene.entry_ids[1], 3),
        (scene.entry_ids[0], 2),
    ]
    assert found.uncovered == 2


def test_juror_who_has_not_answered_about_an_entry_is_reminded_of_that(app: Flask) -> None:
    edition_id, entry_ids = make_assessed_edition(2)
    juror_id = seat_juror(edition_id, clears=entry_ids[:1])
    lead_to(edition_id, "scoring")
    (one,) = overview.unfinished(edition_id)
    assert (one.juror.id, one.left, one.unanswered) == (juror_id, 0, 1)
    clear(juror_id)
    assert overview.unfinished(edition_id) == []
    assert clock.now() < reloaded(edition_id).scoring_until
