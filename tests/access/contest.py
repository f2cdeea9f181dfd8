"""The scene's editions: one in each state, with entries, a jury, cards and results."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from leader_award.accounts.models import SignInSession
from leader_award.accounts.sessions import digest
from leader_award.editions import queries as edition_queries
from leader_award.editions.models import Edition
from leader_award.entries import nudges
from leader_award.entries.models import Entry
from leader_award.exchange import service as exchange
from leader_award.jury import service as jury
from leader_award.jury.models import Assignment, Conflict, Juror
from leader_award.platform import clock, db
from leader_award.platform.db import new_id
from leader_award.results import queries as result_queries
from leader_award.results import service as results
from leader_award.results.showing import slugs_of
from tests.access.scene import Scene, join, person
from tests.editions.builders import add_round, lead_to, make_edition, reloaded
from tests.entries.builders import entry, make_complete_entry, make_submitted_entry
from tests.jury.builders import admit, clear, invite
from tests.results.builders import prizes
from tests.scoring.builders import fill_in, open_card, seal

STATES = ("planned", "open", "checking", "scoring", "embargoed", "announced", "archived")
"""The edition's own states, `deciding` as it is once the announcement is approved for later."""
SPOILT = ("unsigned", "left", "silent", "lifted", "barred", "own_unit", "unassessed", "moved")
"""Jurors of the scoring edition each of whom lacks one thing that reading an entry takes."""


def editions(scene: Scene) -> None:
    """Add an edition in each state."""
    for state in STATES:
        _edition(scene, state)


def _edition(scene: Scene, state: str) -> None:
    edition_id = make_edition(open_now=state != "planned")
    if state == "scoring":
        add_round(edition_id)
    entries = {} if state == "planned" else _entries(scene, edition_id, state)
    if state not in ("planned", "open"):
        lead_to(edition_id, "checking")
        for entry_id in entries.values():
            admit(entry_id, scene.acting("organiser"))
    seats = _jury(scene, edition_id)
    if state not in ("planned", "open", "checking"):
        _assess(scene, state, edition_id, entries, seats)
    if state in ("embargoed", "announced", "archived"):
        _decide(scene, edition_id, entries, later=state == "embargoed")
    if state in ("announced", "archived"):
        lead_to(edition_id, state)
    _note(scene, state, edition_id, entries, seats)


def _entries(scene: Scene, edition_id: str, state: str) -> dict[str, str]:
    entries = {}
    for who in ("owner", "other"):
        clerk = (scene.people[who] or "", scene.organisations[who])
        entries[who] = make_submitted_entry(edition_id, clerk=clerk, title=f"Rozwiązanie: {who}")
    if state == "open":
        clerk = (scene.people["owner"] or "", scene.organisations["owner"])
        draft = make_complete_entry(edition_id, clerk=clerk, category=1, title="Szkic")
        _note_entry(scene, "draft", draft)
    if state == "scoring":
        entries["rejected"] = make_submitted_entry(edition_id, title="Odrzucone potem")
    return entries


def _jury(scene: Scene, edition_id: str) -> dict[str, str]:
    return {who: _seat(scene, edition_id, who) for who in ("juror", "idle_juror", "conflicted")}


def _seat(scene: Scene, edition_id: str, who: str) -> str:
    juror_id = invite(edition_id, scene.people[who] or "")
    jury.sign_declaration(juror_id=juror_id, agrees=True, actor=scene.acting(who, "juror"))
    clear(juror_id)
    return juror_id


def _assess(
    scene: Scene, state: str, edition_id: str, entries: dict[str, str], seats: dict[str, str]
) -> None:
    organiser = scene.acting("organiser")
    made = {
        who: jury.assign(juror_id=seats[who], entry_id=entries["owner"], actor=organiser)
        for who in ("juror", "conflicted")
    }
    spoilt = _spoilt_seats(scene, edition_id, entries) if state == "scoring" else {}
    lead_to(edition_id, "scoring")
    for who, assignment_id in made.items():
        _card(scene, state if who == "juror" else "conflicted", assignment_id)
    for who, assignment_id in spoilt.items():
        _card(scene, who, assignment_id)
    jury.declare_conflicts(
        juror_id=seats["conflicted"],
        conflicts={entries["owner"]: ("family", "")},
        actor=scene.acting("conflicted", "juror"),
    )
    if state == "scoring":
        _sealed_card(scene, seats["juror"], entries["other"])
        _spoil(scene, edition_id, entries)
        _sheets(scene, edition_id, seats["juror"])


def _card(scene: Scene, state: str, assignment_id: str) -> str:
    card_id = open_card(assignment_id)
    given = db.session().get_one(Assignment, assignment_id)
    scene.add("card", state, assignment_id=assignment_id, card_id=card_id)
    scene.add("card", state, file_id=_file(given.entry_id), entry_id=given.entry_id)
    scene.add("card", state, request_id=new_id(), number=1, width=800)
    return card_id


def _sheets(scene: Scene, edition_id: str, juror_id: str) -> None:
    """Send in a sheet of jurors, and one of the juror's own cards."""
    given: dict[str, Any] = {"edition_id": edition_id, "name": "arkusz.csv"}
    jurors = exchange.send_in(
        kind="jurors", data=b"E-mail\na@example.org\n", actor=scene.acting("organiser"), **given
    )
    cards = exchange.send_in(
        kind="cards",
        data=b"Entry\n2015/001\n",
        juror_id=juror_id,
        round_id=edition_queries.rounds(edition_id)[0].id,
        actor=scene.acting("juror"),
        **given,
    )
    scene.add("sheet", "jurors", import_id=jurors)
    scene.add("sheet", "cards", import_id=cards)


def _sealed_card(scene: Scene, juror_id: str, entry_id: str) -> None:
    actor = scene.acting("organiser")
    card_id = _card(scene, "sealed", jury.assign(juror_id=juror_id, entry_id=entry_id, actor=actor))
    fill_in(card_id)
    seal(card_id)


def _spoilt_seats(scene: Scene, edition_id: str, entries: dict[str, str]) -> dict[str, str]:
    made = {}
    for who in (*SPOILT, "peer"):
        person(scene, who)
        juror_id = _seat(scene, edition_id, who)
        entry_id = entries["rejected" if who == "unassessed" else "owner"]
        made[who] = jury.assign(
            juror_id=juror_id, entry_id=entry_id, actor=scene.acting("organiser")
        )
    return made


def _spoil(scene: Scene, edition_id: str, entries: dict[str, str]) -> None:
    """Take from each spoilt juror one thing; the use cases would end the assignment with it."""
    now = clock.now()
    with db.transaction() as writer:
        found = writer.scalars(select(Juror).where(Juror.edition_id == edition_id))
        seats = {juror.person_id: juror for juror in found}
        by = {who: seats[scene.people[who] or ""] for who in SPOILT}
        by["unsigned"].declared_at = None
        by["left"].left_at = now
        for who in ("unsigned", "left"):
            scene.add("seat", who, juror_id=by[who].id, **_seat_address(scene, entries))
            scene.add("seat", who, round_id=edition_queries.rounds(edition_id)[0].id)
        for who in ("silent", "lifted"):
            said = select(Conflict).where(Conflict.juror_id == by[who].id)
            for one in writer.scalars(said.where(Conflict.entry_id == entries["owner"])):
                writer.delete(one)
        for who, kind in (("lifted", "none"), ("barred", "forbidden")):
            writer.add(
                Conflict(
                    juror_id=by[who].id,
                    entry_id=entries["owner"],
                    source="organiser",
                    kind=kind,
                    declared_at=now,
                )
            )
        _move_to_later_round(writer, by["moved"], edition_id)
        writer.get_one(Entry, entries["rejected"]).state = "rejected"
    join(scene.people["own_unit"] or "", scene.organisations["owner"], active=True)


def _move_to_later_round(writer: Session, juror: Juror, edition_id: str) -> None:
    """End the juror's assignment of the first round; the same entry is theirs in the second."""
    later = edition_queries.rounds(edition_id)[1]
    own = writer.scalars(select(Assignment).where(Assignment.juror_id == juror.id)).one()
    own.ended_at = clock.now()
    writer.add(
        Assignment(
            juror_id=juror.id,
            entry_id=own.entry_id,
            round_id=later.id,
            source="hand",
            assigned_at=clock.now(),
        )
    )


def _decide(scene: Scene, edition_id: str, entries: dict[str, str], *, later: bool) -> None:
    lead_to(edition_id, "deciding")
    organiser = scene.acting("organiser")
    results.decide(
        entry_id=entries["owner"],
        outcome="laureate",
        prize_id=prizes(edition_id)["laureate"],
        reason="Za odwagę.",
        actor=organiser,
    )
    results.decide_rest(edition_id=edition_id, actor=organiser)
    at = clock.now() + timedelta(days=1) if later else None
    results.prepare_announcement(edition_id=edition_id, at=at, actor=organiser)
    results.approve_announcement(
        edition_id=edition_id, actor=scene.acting("second_organiser", "organiser")
    )


def _file(entry_id: str) -> str:
    return entry(entry_id).attachments[0].file_id


def _note(
    scene: Scene, state: str, edition_id: str, entries: dict[str, str], seats: dict[str, str]
) -> None:
    edition = reloaded(edition_id)
    first = edition_queries.rounds(edition_id)[0]
    scene.add(
        "edition",
        state,
        edition_id=edition_id,
        slug=edition.slug,
        award=_award(edition),
        round_id=first.id,
        rubric_id=first.rubric.id,
        item_id=edition.categories[0].id,
        juror_id=seats["juror"],
        entry_id=entries.get("owner", new_id()),
    )
    scene.add("seat", state, juror_id=seats["juror"], **_seat_address(scene, entries))
    scene.add("seat", state, round_id=first.id)
    if entries:
        _note_entry(scene, "submitted" if state == "open" else state, entries["owner"])
    if state in ("embargoed", "announced", "archived"):
        scene.add("result", state, entry_id=entries["owner"])
    if state == "announced":
        scene.add("result", "unawarded", entry_id=entries["other"])


def _award(edition: Edition) -> str:
    """Return the address of the award, or where it would be."""
    awards = result_queries.prepared_results(edition).laureates
    return next(iter(slugs_of(awards).values()), "nobody")


def _seat_address(scene: Scene, entries: dict[str, str]) -> dict[str, str]:
    return {
        "entry_id": entries.get("owner", new_id()),
        "organisation_id": scene.organisations["other"],
    }


def _note_entry(scene: Scene, state: str, entry_id: str) -> None:
    found = entry(entry_id)
    scene.add(
        "entry",
        state,
        entry_id=entry_id,
        section_id=found.edition.sections[0].id,
        requirement_id=found.edition.attachment_requirements[0].id,
        partner_id=found.partners[0].id,
        attachment_id=found.attachments[0].id,
        file_id=found.attachments[0].file_id,
        number=1,
        width=800,
        token=nudges.token_of(entry_id, found.created_by_id),
    )


def session_of(token: str) -> str:
    """Return the id of the session that a cookie's token belongs to."""
    query = select(SignInSession.id).where(SignInSession.token_digest == digest(token))
    return db.session().scalars(query).one()
