"""More time: for completing an entry, for one applicant, for everybody with a draft."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from leader_award.editions import queries as edition_queries
from leader_award.editions import service as editions
from leader_award.entries import completion_terms
from leader_award.platform import clock, db
from leader_award.platform.errors import DomainError, NotAllowed
from leader_award.platform.outbox import OutgoingMail
from tests.editions.builders import ORGANISER, lead_to, make_edition, reloaded, timetable
from tests.entries.builders import (
    entry,
    make_clerk,
    make_draft,
    make_submitted_entry,
    return_for_completion,
    save,
    submit,
)


@pytest.fixture
def returned(app: Flask) -> str:
    """An entry whose term for completing has just passed."""
    edition_id = make_edition()
    entry_id = make_submitted_entry(edition_id)
    lead_to(edition_id, "checking")
    return_for_completion(entry_id, clock.now() - timedelta(minutes=1))
    return entry_id


def extend(entry_id: str, days: int = 3, reason: str = "Powódź", key: str = "k") -> None:
    completion_terms.extend_completion(
        entry_id=entry_id,
        until=clock.now() + timedelta(days=days),
        reason=reason,
        actor=ORGANISER,
        key=key,
    )


def mails(template: str) -> list[OutgoingMail]:
    query = select(OutgoingMail).where(OutgoingMail.template == f"entries/mail/{template}.txt")
    return list(db.session().scalars(query))


def test_entry_can_be_completed_again_once_its_passed_term_is_extended(returned: str) -> None:
    with pytest.raises(NotAllowed):
        save(returned, {"title": "Poprawione"})
    extend(returned)
    extend(returned)
    save(returned, {"title": "Poprawione"})
    submit(returned)
    assert entry(returned).state == "submitted"
    (mail,) = mails("completion_extended")
    assert "Powódź" in mail.body


@pytest.mark.parametrize(("days", "reason", "field"), [(-1, "Powódź", "until"), (3, " ", "reason")])
def test_term_is_extended_forward_and_with_a_reason_only(
    returned: str, days: int, reason: str, field: str
) -> None:
    with pytest.raises(DomainError) as refused:
        extend(returned, days, reason)
    assert refused.value.field == field
    assert mails("completion_extended") == []


def test_term_does_not_move_back(returned: str) -> None:
    extend(returned, 5)
    with pytest.raises(DomainError) as refused:
        extend(returned, 4, key="other")
    assert refused.value.field == "until"


def test_entry_that_is_not_being_completed_has_no_term(app: Flask) -> None:
    entry_id = make_submitted_entry()
    with pytest.raises(NotAllowed):
        extend(entry_id)


def test_organiser_extends_the_term_on_a_page_with_a_term_offered(
    returned: str, make_person: Callable[..., str], signed_in: Callable[[str], FlaskClient]
) -> None:
    browser = signed_in(make_person("Olga", None, "organiser"))
    path = f"/organizator/zgloszenia/{returned}/termin-uzupelnienia"
    assert path in browser.get(f"/organizator/zgloszenia/{returned}/ocena-formalna").text
    day = clock.to_warsaw(clock.now() + timedelta(days=7)).date().isoformat()
    assert day in browser.get(path).text
    data = {"until-day": day, "until-hour": "23:59"}
    assert browser.post(path, data=data).status_code == 422
    assert browser.post(path, data=data | {"reason": "Powódź"}).status_code == 302
    assert entry(returned).complete_until > clock.now()


def test_extension_for_the_applicant_of_an_entry_asks_for_the_reason_alone(
    app: Flask, make_person: Callable[..., str], signed_in: Callable[[str], FlaskClient]
) -> None:
    edition_id = make_edition()
    entry_id = make_submitted_entry(edition_id)
    applicant = entry(entry_id).applicant_id
    browser = signed_in(make_person("Olga", None, "organiser"))
    page = f"/organizator/zgloszenia/{entry_id}"
    path = f"/organizator/edycje/{edition_id}/przedluzenia?organizacja={applicant}&powrot={page}"
    assert path.replace("&", "&amp;") in browser.get(page).text
    offered = browser.get(path).text
    until = clock.to_warsaw(reloaded(edition_id).deadline + timedelta(days=7))
    assert until.date().isoformat() in offered
    data = {
        "organisation": applicant,
        "until-day": until.date().isoformat(),
        "until-hour": f"{until:%H:%M}",
        "reason": "Awaria łącza",
    }
    assert browser.post(path, data=data).location == page
    extension = edition_queries.extension_for(edition_id, applicant)
    assert extension is not None
    assert extension.reason == "Awaria łącza"


def test_everybody_with_a_draft_is_told_when_the_deadline_moves(app: Flask) -> None:
    edition_id = make_edition()
    make_draft(edition_id, clerk=make_clerk(email="szkic@example.org"))
    make_submitted_entry(edition_id)
    edition = reloaded(edition_id)
    planned = timetable(deadline=edition.deadline + timedelta(days=5))
    for stage in ("opens_at", "check_until", "scoring_until", "announcement_at"):
        planned[stage] = getattr(edition, stage)
    editions.set_timetable(
        edition_id=edition_id,
        version=edition.version,
        **planned,
        actor=ORGANISER,
        reason="Prośby gmin",
    )
    (mail,) = mails("deadline_moved")
    assert mail.to == "szkic@example.org"
    assert "Prośby gmin" in mail.body


def test_nobody_is_told_when_another_instant_moves(app: Flask) -> None:
    edition_id = make_edition()
    make_draft(edition_id)
    edition = reloaded(edition_id)
    planned = {stage: getattr(edition, stage) for stage in timetable()}
    planned["announcement_at"] += timedelta(days=5)
    editions.set_timetable(
        edition_id=edition_id, version=edition.version, **planned, actor=ORGANISER
    )
    assert mails("deadline_moved") == []
