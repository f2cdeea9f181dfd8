"""Many entries are decided about in one act, and the act is taken back while its mails wait."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from leader_award.entries import bulk, check_queries
from leader_award.entries.models import BulkCheck, FormalCheck
from leader_award.jury import service as jury
from leader_award.platform import clock, db, outbox
from leader_award.platform.audit import AuditEvent
from leader_award.platform.errors import Conflict, DomainError, NotAllowed
from leader_award.platform.outbox import SENT, OutgoingMail
from tests.editions.builders import ORGANISER, lead_to, make_edition, reloaded
from tests.entries.builders import entry, make_draft, make_submitted_entry
from tests.jury.builders import make_organiser, seat_juror
from tests.worlds import remembered


@remembered
def world() -> tuple[str, list[str], str]:
    """An edition in the formal check with three entries to check, and a draft."""
    edition_id = make_edition()
    entry_ids = [make_submitted_entry(edition_id, title=f"Nr {number}") for number in range(3)]
    draft = make_draft(edition_id, title="Szkic", category=1)
    lead_to(edition_id, "checking")
    return edition_id, entry_ids, draft


@pytest.fixture
def scene(app: Flask) -> tuple[str, list[str], str]:
    return world()


def seen(entry_ids: list[str]) -> dict[str, str]:
    return {key: entry(key).submissions[-1].id for key in entry_ids}


def check_many(
    edition_id: str, looked_at: Mapping[str, str], unmet: int = 0, outcome: str = "admitted"
) -> str:
    items = check_queries.check_items(db.session(), edition_id)
    findings = {
        item.id: ("not_met", "Brak podpisu") if number < unmet else ("met", "")
        for number, item in enumerate(items)
    }
    return bulk.check_many(
        edition_id=edition_id,
        seen=looked_at,
        findings=findings,
        outcome=outcome,
        letter="Prosimy o podpis." if unmet else "",
        complete_until=clock.now() + timedelta(days=7) if outcome == "returned" else None,
        actor=make_organiser(),
        key="k",
    )


def states(entry_ids: list[str]) -> set[str]:
    return {entry(key).state for key in entry_ids}


def mails() -> list[OutgoingMail]:
    db.session().rollback()
    query = select(OutgoingMail).where(OutgoingMail.template.startswith("entries/mail/check_"))
    return list(db.session().scalars(query))


def actions(name: str) -> int:
    query = select(func.count(AuditEvent.sequence)).where(AuditEvent.action == name)
    return db.session().scalar(query) or 0


def test_act_gives_every_entry_its_check_event_and_mail_held_back(
    scene: tuple[str, list[str], str],
) -> None:
    edition_id, entry_ids, _draft = scene
    check_many(edition_id, seen(entry_ids))
    assert states(entry_ids) == {"admitted"}
    assert actions("entry.checked") == 3
    assert actions("edition.entries_checked") == 1
    held = [mail.next_attempt_at - mail.created_at for mail in mails()]
    assert len(held) == 3
    assert min(held) >= bulk.HELD - timedelta(seconds=5)


def test_same_remark_and_letter_return_all_of_them(scene: tuple[str, list[str], str]) -> None:
    edition_id, entry_ids, _draft = scene
    check_many(edition_id, seen(entry_ids), unmet=1, outcome="returned")
    assert states(entry_ids) == {"returned"}
    assert {entry(key).checks[0].letter for key in entry_ids} == {"Prosimy o podpis."}


def test_nothing_is_recorded_when_one_entry_has_changed_since_it_was_looked_at(
    scene: tuple[str, list[str], str],
) -> None:
    edition_id, entry_ids, draft = scene
    for wrong in ({draft: "nothing"}, {entry_ids[0]: "an older version"}, {"gone": "gone"}):
        with pytest.raises(Conflict):
            check_many(edition_id, seen(entry_ids) | wrong)
    with pytest.raises(DomainError):
        check_many(edition_id, {})
    assert states(entry_ids) == {"submitted"}
    assert mails() == []


def test_act_taken_back_leaves_entries_waiting_and_sends_nothing(
    scene: tuple[str, list[str], str],
) -> None:
    edition_id, entry_ids, _draft = scene
    act_id = check_many(edition_id, seen(entry_ids))
    assert [bulk.take_back(act_id=act_id, actor=ORGANISER) for _ in range(2)] == [3, 0]
    assert states(entry_ids) == {"submitted"}
    assert mails() == []
    assert db.session().scalar(select(func.count(FormalCheck.id))) == 0
    assert actions("entry.check_taken_back") == 3
    assert bulk.latest(edition_id, clock.now()) is None


def test_act_stays_once_a_mail_has_left(scene: tuple[str, list[str], str]) -> None:
    edition_id, entry_ids, _draft = scene
    act_id = check_many(edition_id, seen(entry_ids))
    with db.transaction() as writer:
        db.lock(writer, OutgoingMail, mails()[0].id).state = SENT
    with pytest.raises(NotAllowed):
        bulk.take_back(act_id=act_id, actor=ORGANISER)
    assert states(entry_ids) == {"admitted"}
    assert len(mails()) == 3


def test_act_stays_once_its_time_is_over(
    scene: tuple[str, list[str], str], at: Callable[[datetime], None]
) -> None:
    edition_id, entry_ids, _draft = scene
    act_id = check_many(edition_id, seen(entry_ids))
    assert bulk.latest(edition_id, clock.now()) is not None
    at(clock.now() + bulk.HELD)
    assert bulk.latest(edition_id, clock.now()) is None
    with pytest.raises(NotAllowed):
        bulk.take_back(act_id=act_id, actor=ORGANISER)


def test_act_stays_once_an_entry_is_assigned_to_a_juror(
    scene: tuple[str, list[str], str],
) -> None:
    edition_id, entry_ids, _draft = scene
    act_id = check_many(edition_id, seen(entry_ids))
    jury.assign(juror_id=seat_juror(edition_id), entry_id=entry_ids[0], actor=ORGANISER)
    with pytest.raises(NotAllowed):
        bulk.take_back(act_id=act_id, actor=ORGANISER)
    assert states(entry_ids) == {"admitted"}


def test_mail_is_left_alone_until_its_time_comes(
    scene: tuple[str, list[str], str], at: Callable[[datetime], None]
) -> None:
    edition_id, entry_ids, _draft = scene
    check_many(edition_id, seen(entry_ids[:1]))
    (mail,) = mails()
    held_until = mail.next_attempt_at
    assert mail.id not in outbox._claim(500)
    at(held_until + timedelta(seconds=1))
    assert mail.id in outbox._claim(500)


@pytest.fixture
def browser(
    scene: tuple[str, list[str], str], signed_in: Callable[[str], FlaskClient]
) -> FlaskClient:
    person_id = make_organiser().person_id
    assert person_id
    return signed_in(person_id)


def test_preview_tells_to_whom_it_cannot_be_done_and_changes_nothing(
    scene: tuple[str, list[str], str], browser: FlaskClient
) -> None:
    edition_id, entry_ids, draft = scene
    path = f"/organizator/edycje/{edition_id}/zgloszenia/zbiorczo"
    said = {"wybrane": [*entry_ids, draft], "czynnosc": "admitted"}
    page = browser.post(path, data=said).text
    assert "Dotyczy 3 zgłoszeń" in page
    assert page.index("Szkic") < page.index("nie zostało złożone") < page.index("Nr 0")
    assert states(entry_ids) == {"submitted"}


def test_all_that_the_filter_shows_is_admitted_and_taken_back_from_the_list(
    scene: tuple[str, list[str], str], browser: FlaskClient
) -> None:
    edition_id, entry_ids, _draft = scene
    path = f"/organizator/edycje/{edition_id}/zgloszenia"
    said = {"wszystkie": "1", "stan": "submitted", "czynnosc": "admitted"}
    assert "Dotyczy 3 zgłoszeń" in browser.post(f"{path}/zbiorczo", data=said).text
    looked_at = [f"{key}.{submission}" for key, submission in seen(entry_ids).items()]
    said_again = {"seen": looked_at, "outcome": "admitted", "idempotency_key": "k"}
    assert browser.post(f"{path}/zbiorczo/ocena", data=said_again).status_code == 302
    assert states(entry_ids) == {"admitted"}
    act = db.session().scalars(select(BulkCheck.id)).one()
    back = f"{path}/zbiorczo/{act}/cofnij"
    assert back in browser.get(path).text
    browser.post(back)
    assert states(entry_ids) == {"submitted"}
    assert back not in browser.get(path).text


def test_letter_for_all_is_read_before_it_goes_out(
    scene: tuple[str, list[str], str], browser: FlaskClient
) -> None:
    edition_id, entry_ids, _draft = scene
    path = f"/organizator/edycje/{edition_id}/zgloszenia/zbiorczo/ocena"
    looked_at = [f"{key}.{submission}" for key, submission in seen(entry_ids).items()]
    item = check_queries.check_items(db.session(), edition_id)[0].id
    day = clock.to_warsaw(clock.now() + timedelta(days=7)).date().isoformat()
    said = {"seen": looked_at, "outcome": "returned", "unmet": [item], "remark": "Brak podpisu"}
    said |= {"complete_until-day": day, "complete_until-hour": "23:59"}
    assert browser.post(path, data=said | {"remark": ""}).status_code == 422
    shown = browser.post(path, data=said)
    assert (shown.status_code, states(entry_ids)) == (200, {"submitted"})
    assert "Brak podpisu" in shown.text
    assert browser.post(path, data=said | {"letter": "Prosimy o podpis."}).status_code == 302
    assert states(entry_ids) == {"returned"}


def test_chosen_entries_are_exported_and_reminded_of(
    scene: tuple[str, list[str], str], browser: FlaskClient
) -> None:
    edition_id, entry_ids, draft = scene
    path = f"/organizator/edycje/{edition_id}/zgloszenia/zbiorczo"
    table = browser.post(path, data={"wybrane": entry_ids[:2], "czynnosc": "export"})
    assert table.mimetype == "text/csv"
    assert "Nr 1" in table.text
    assert "Nr 2" not in table.text
    said = {"wybrane": [draft, entry_ids[0]], "czynnosc": "remind"}
    page = browser.post(path, data=said).text  # the call is over for the draft too
    assert "W 2 z wybranych zgłoszeń" in page


def test_people_with_chosen_drafts_are_reminded_after_a_look_at_the_mail(
    app: Flask, signed_in: Callable[[str], FlaskClient]
) -> None:
    edition_id = make_edition()
    draft, other = make_draft(edition_id), make_draft(edition_id, title="Inny", category=1)
    person_id = make_organiser().person_id
    assert person_id
    browser = signed_in(person_id)
    path = f"/organizator/edycje/{edition_id}/zgloszenia/zbiorczo"
    page = browser.post(path, data={"wybrane": draft, "czynnosc": "remind"}).text
    assert f"/zgloszenia/{draft}" in page
    assert f"/zgloszenia/{other}" not in page
    key = f"{draft}.{entry(draft).created_by_id}"
    browser.post(f"{path}/przypomnienie", data={"people": key, "idempotency_key": "k"})
    sent = select(OutgoingMail.about_id).where(OutgoingMail.template.endswith("draft_waits.txt"))
    assert db.session().scalars(sent).all() == [draft]
    again = browser.post(path, data={"wybrane": draft, "czynnosc": "remind"}).text
    assert "Przypomniano im w ciągu ostatniej doby" in again


def test_nothing_chosen_leads_back_to_the_list(
    scene: tuple[str, list[str], str], browser: FlaskClient
) -> None:
    path = f"/organizator/edycje/{scene[0]}/zgloszenia"
    answer = browser.post(f"{path}/zbiorczo", data={"czynnosc": "admitted"})
    assert answer.location == path
    assert browser.post(f"{path}/zbiorczo", data={"wybrane": "x"}).status_code == 404


def test_list_is_sorted_and_cut_into_pages(
    scene: tuple[str, list[str], str], browser: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("leader_award.entries.listing.ON_PAGE", 2)
    path = f"/organizator/edycje/{scene[0]}/zgloszenia"
    first = browser.get(f"{path}?sort=-tytul").text
    assert first.index("Szkic") < first.index("Nr 2")
    assert "Nr 1" not in first
    assert "4 zgłoszenia" in first
    assert "Nr 1" in browser.get(f"{path}?sort=-tytul&page=2").text
    assert browser.get(f"{path}?sort=nonsense&page=99").status_code == 200
    assert reloaded(scene[0]).state == "checking"
