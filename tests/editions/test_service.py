from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import event as sql_event
from sqlalchemy import select

from leader_award.editions import hooks, queries, service
from leader_award.editions.models import DeadlineChange, Edition, Question
from leader_award.platform import audit, clock, db
from leader_award.platform.errors import Conflict, DomainError, NotAllowed
from tests.editions.builders import (
    ORGANISER,
    bare_edition,
    both,
    lead_to,
    make_edition,
    reloaded,
    timetable,
)


def whole(edition_id: str) -> Edition:
    db.session().expire_all()
    edition = queries.whole(edition_id)
    assert edition is not None
    return edition


def test_edition_is_created_once_under_one_key(app: Flask) -> None:
    values = {"year": 2026, "number": 3, "name": both("Trzecia"), **timetable()}
    ids = {service.create_edition(**values, actor=ORGANISER, key="k") for _ in range(2)}
    assert len(ids) == 1
    assert [edition.slug for edition in queries.all_editions()] == ["2026"]


def test_number_that_is_taken_is_refused_beside_its_field(app: Flask) -> None:
    bare_edition(number=1)
    with pytest.raises(DomainError) as refusal:
        bare_edition(number=1)
    assert refusal.value.field == "number"


def test_second_edition_of_a_year_gets_an_address_of_its_own(app: Flask) -> None:
    bare_edition(year=2026, number=1)
    assert reloaded(bare_edition(year=2026, number=2)).slug == "2026-2"


def test_edition_whose_deadline_precedes_its_opening_is_refused(app: Flask) -> None:
    with pytest.raises(DomainError) as refusal:
        bare_edition(deadline=timetable()["opens_at"])
    assert refusal.value.field == "deadline"
    assert queries.all_editions() == []


def test_copy_has_the_same_parts_under_new_ids_and_its_own_category_references(app: Flask) -> None:
    source_id = make_edition(has_final=True, jurors_per_entry=4)
    copy_id = service.copy_edition(
        source_id=source_id,
        year=2031,
        number=31,
        name=both("Kopia"),
        **timetable(),
        actor=ORGANISER,
        key="copy",
    )
    source, copy = whole(source_id), whole(copy_id)
    assert (copy.state, copy.has_final, copy.jurors_per_entry) == ("planned", True, 4)
    assert copy.theme == source.theme
    for name in ("categories", "attachment_requirements", "criteria", "prizes", "check_items"):
        theirs, ours = getattr(source, name), getattr(copy, name)
        assert len(ours) == len(theirs) > 0
        assert {one.id for one in ours}.isdisjoint({one.id for one in theirs})
    labels = [[question.label for question in section.questions] for section in copy.sections]
    assert labels == [[q.label for q in section.questions] for section in source.sections]
    only_second = [q for s in copy.sections for q in s.questions if q.category_ids]
    assert [q.category_ids for q in only_second] == [[copy.categories[1].id]]


def test_whole_edition_costs_the_same_number_of_statements_however_large(app: Flask) -> None:
    edition_id = make_edition(open_now=False)

    def statements() -> int:
        seen: list[str] = []

        def note(_c: Any, _u: Any, statement: str, *_rest: Any) -> None:
            seen.extend([statement] * statement.startswith("SELECT"))

        db.session().expunge_all()
        sql_event.listen(db.engine(), "before_cursor_execute", note)
        edition = queries.whole(edition_id)
        assert edition is not None
        assert sum(len(section.questions) for section in edition.sections) >= 9
        sql_event.remove(db.engine(), "before_cursor_execute", note)
        return len(seen)

    before = statements()
    for number in range(5):
        section_id = service.save_section(
            edition_id=edition_id, title=both(f"Część {number}"), actor=ORGANISER
        )
        service.save_question(
            section_id=section_id, kind="short_text", label=both("Co?"), actor=ORGANISER
        )
    assert statements() == before <= 10


def test_call_opens_only_when_everything_is_set_up(app: Flask) -> None:
    edition_id = bare_edition()
    with pytest.raises(NotAllowed):
        service.advance(edition_id=edition_id, event="open_call", actor=ORGANISER)
    assert reloaded(edition_id).state == "planned"


def test_advancing_twice_changes_and_records_once(app: Flask) -> None:
    edition_id = make_edition(open_now=False)
    for _ in range(2):
        service.advance(edition_id=edition_id, event="open_call", actor=ORGANISER)
    events = db.session().scalars(
        select(audit.AuditEvent).where(audit.AuditEvent.action == "edition.open_call")
    )
    assert len(events.all()) == 1


def test_obstacle_of_a_later_feature_stops_an_event(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition_id = make_edition()
    lead_to(edition_id, "checking")
    monkeypatch.setattr(
        hooks,
        "event_obstacles",
        [lambda _r, _e, event: "3 entries wait" if event == "start_scoring" else None],
    )
    with pytest.raises(NotAllowed, match="3 entries wait"):
        service.advance(edition_id=edition_id, event="start_scoring", actor=ORGANISER)


def test_update_with_an_old_version_shows_what_the_other_person_saved(app: Flask) -> None:
    edition_id = make_edition(open_now=False)
    version = reloaded(edition_id).version
    service.update_edition(
        edition_id=edition_id, version=version, theme=both("Ich temat"), actor=ORGANISER
    )
    with pytest.raises(Conflict) as conflict:
        service.update_edition(
            edition_id=edition_id, version=version, theme=both("Mój temat"), actor=ORGANISER
        )
    assert conflict.value.changes == {"theme": both("Ich temat")}
    assert reloaded(edition_id).theme == both("Ich temat")


def test_published_deadline_moves_only_with_a_reason_that_is_kept(app: Flask) -> None:
    edition_id = make_edition()
    edition = reloaded(edition_id)
    before, after = edition.deadline, edition.deadline + timedelta(days=7)
    times = timetable() | {"opens_at": edition.opens_at, "deadline": after}

    def move(reason: str) -> None:
        service.set_timetable(
            edition_id=edition_id,
            version=reloaded(edition_id).version,
            reason=reason,
            actor=ORGANISER,
            **times,
        )

    with pytest.raises(DomainError) as refusal:
        move("  ")
    assert refusal.value.field == "reason"
    assert reloaded(edition_id).deadline == before
    move("Powódź na południu kraju.")
    change = db.session().scalars(select(DeadlineChange)).one()
    assert (change.before, change.after) == (before, after)
    assert reloaded(edition_id).deadline == after


def test_deadline_does_not_move_once_the_formal_check_has_begun(app: Flask) -> None:
    edition_id = make_edition()
    lead_to(edition_id, "checking")
    edition = reloaded(edition_id)
    times = {stage: getattr(edition, stage) for stage in timetable()}
    with pytest.raises(NotAllowed) as refusal:
        service.set_timetable(
            edition_id=edition_id,
            version=edition.version,
            reason="Powód",
            actor=ORGANISER,
            **times | {"deadline": clock.now() + timedelta(days=1)},
        )
    assert refusal.value.field == "deadline"


def test_rule_of_one_entry_per_category_stays_once_the_form_is_frozen(app: Flask) -> None:
    edition_id = make_edition()
    lead_to(edition_id, "checking")
    with pytest.raises(NotAllowed) as refusal:
        service.update_edition(
            edition_id=edition_id,
            version=reloaded(edition_id).version,
            one_entry_per_category=False,
            actor=ORGANISER,
        )
    assert refusal.value.field == "one_entry_per_category"


def test_public_does_not_find_a_planned_edition(app: Flask) -> None:
    planned, published = make_edition(open_now=False), make_edition()
    assert queries.by_slug(reloaded(planned).slug) is None
    assert [edition.id for edition in queries.public_editions()] == [published]


def test_open_call_that_closes_soonest_comes_first_and_else_the_newest(app: Flask) -> None:
    now = clock.now()
    older = make_edition(deadline=now + timedelta(days=2))
    newer = make_edition()
    assert queries.current(queries.public_editions(), now).id == older  # type: ignore[union-attr]
    afterwards = now + timedelta(days=300)
    last = queries.current(queries.public_editions(), afterwards)
    assert last is not None
    assert last.id == newer


def test_deleted_edition_parts_leave_nothing_behind(app: Flask) -> None:
    edition_id = make_edition(open_now=False)
    section_id = whole(edition_id).sections[0].id
    service.delete_part(kind="section", item_id=section_id, actor=ORGANISER)
    left = db.session().scalars(select(Question).where(Question.section_id == section_id))
    assert left.all() == []


def test_timetable_stays_to_the_microsecond_on_every_database(app: Flask) -> None:
    deadline = timetable()["deadline"].replace(microsecond=1)
    assert reloaded(bare_edition(deadline=deadline)).deadline == deadline
