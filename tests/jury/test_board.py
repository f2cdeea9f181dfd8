"""The board counts in the database what the jury's own pages work out from the whole plan."""

import pytest
from flask import Flask

from leader_award.jury import board, plan, presenting, queries, rules, service
from leader_award.platform import db
from tests.editions.builders import ORGANISER
from tests.entries.builders import entry
from tests.jury.builders import acting, clear, join, juror, make_assessed_edition, seat_juror


@pytest.fixture
def scene(app: Flask) -> tuple[str, list[str]]:
    """Three entries; jurors of every kind of readiness, one of them tied by the register."""
    edition_id, entry_ids = make_assessed_edition(3)
    seat_juror(edition_id, "Ewa Gotowa")
    seat_juror(edition_id, "Jan Milczący", clears=entry_ids[:1])
    seat_juror(edition_id, "Ala Nowa", signs=False)
    tied = seat_juror(edition_id, "Piotr Związany", clears=entry_ids[1:])
    join(juror(tied).person_id, entry(entry_ids[0]).applicant_id)
    barred = seat_juror(edition_id, "Olga Rodzinna", clears=entry_ids[:2])
    service.declare_conflicts(
        juror_id=barred, conflicts={entry_ids[2]: ("family", "")}, actor=acting(barred)
    )
    service.leave_jury(
        juror_id=seat_juror(edition_id, "Iza Była"), reason="Wyjazd", actor=ORGANISER
    )
    return edition_id, entry_ids


def test_seats_are_those_of_the_page_of_jurors(scene: tuple[str, list[str]]) -> None:
    edition_id, _entry_ids = scene
    rows = presenting.juror_rows(plan.plan_of(edition_id))
    found = board.seats(edition_id)
    serving = [row for row in rows if rules.may_serve(row.juror)]
    assert (found.all, found.ready, found.unsigned, found.unanswered) == (
        len(rows),
        sum(not row.unanswered for row in serving),
        sum(row.juror.declared_at is None for row in rows),
        sum(row.unanswered > 0 for row in serving),
    )
    assert (found.all, found.ready, found.unsigned) == (5, 3, 1)
    owed = queries.unanswered(edition_id)
    assert {row.juror.id: row.unanswered for row in rows}.items() <= owed.items()


def test_coverage_is_that_of_the_page_of_assignments(scene: tuple[str, list[str]]) -> None:
    edition_id, entry_ids = scene
    ready = [one for one in queries.jurors(edition_id) if one.person.name == "Ewa Gotowa"]
    service.assign(juror_id=ready[0].id, entry_id=entry_ids[0], actor=ORGANISER)
    second = seat_juror(edition_id, "Zofia Druga")
    third = seat_juror(edition_id, "Marek Trzeci")
    for juror_id in (second, third):
        clear(juror_id)
        service.assign(juror_id=juror_id, entry_id=entry_ids[0], actor=ORGANISER)
    db.session().expire_all()
    page = presenting.coverage(plan.plan_of(edition_id))
    assert board.coverage(edition_id) == (page.entries, len(page.lacking)) == (3, 2)
