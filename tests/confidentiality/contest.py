"""One contest, built with a secret: what everybody may know never depends on the secret.

The public part is built once and copied; each world adds its secret to its copy, in turns with
what is public. Ids, tokens and instants are drawn for each turn, so that public things have the
same ids in both worlds however many secret ones there are.
"""

import random
from base64 import urlsafe_b64encode
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from unittest import mock

import time_machine
from sqlalchemy import select, update

from leader_award.accounts import sessions
from leader_award.accounts.service import create_person
from leader_award.editions import queries as edition_queries
from leader_award.editions.models import Criterion
from leader_award.jury import queries as jury_queries
from leader_award.jury import service as jury
from leader_award.jury.models import Juror
from leader_award.platform import db
from leader_award.platform.audit import Actor
from leader_award.platform.db import new_id
from leader_award.ranking import queries as ranking_queries
from leader_award.ranking import service as ranking
from leader_award.results import press
from leader_award.results import service as results
from leader_award.scoring.models import ScoreCard
from tests.confidentiality.secret import Secret
from tests.editions.builders import lead_to, make_edition, reloaded
from tests.entries.builders import entry, make_complete_entry, make_submitted_entry
from tests.jury.builders import acting, admit, clear, invite
from tests.partnerships.builders import few_units
from tests.partnerships.builders import make_clerk as make_municipal_clerk
from tests.practices.builders import drafted, publish, release, whole
from tests.results.builders import prizes
from tests.results.pictures import picture
from tests.scoring.builders import fill_in, open_card, reopen, seal

BEGIN = datetime(2026, 3, 2, 8, tzinfo=UTC)
PRESENT = BEGIN + timedelta(hours=12)
FLIP = BEGIN + timedelta(days=9)
"""By now the embargo of every world has passed."""
STATES = ("scoring", "deciding", "embargoed", "announced")
APPLICANTS = {"owner": "106101", "other": "146501", "rival": "020101", "second_rival": "020102"}
TOLD_BY = {("embargoed", "owner_again"), ("embargoed", "rival")}
SEATED = ("juror", "idle_juror", "recused")
ENTITLED = ("organiser", "second_organiser", "administrator")
UNENTITLED = ("visitor", "stranger", "owner", "other", *SEATED)
"""Nobody of these may learn the secret. `juror` assesses the owner's first entry and nothing
else, `idle_juror` nothing, `recused` stepped back from the owner's first entry."""


@dataclass
class Contest:
    """What the worlds share: ids by role, and by edition and applicant."""

    people: dict[str, str] = field(default_factory=dict)
    organisations: dict[str, str] = field(default_factory=dict)
    editions: dict[str, str] = field(default_factory=dict)
    entries: dict[str, dict[str, str]] = field(default_factory=dict)
    seats: dict[str, dict[str, str]] = field(default_factory=dict)
    tokens: dict[str, str] = field(default_factory=dict)
    things: list[dict[str, Any]] = field(default_factory=list)

    def acting(self, who: str, role: str = "") -> Actor:
        return Actor(self.people[who], role or who)


@contextmanager
def drawn_from(seed: str) -> Iterator[None]:
    """Let ids, tokens and salts be drawn from a seed."""
    drawn = random.Random(seed)

    def token(size: int = 32) -> str:
        return urlsafe_b64encode(drawn.randbytes(size)).rstrip(b"=").decode()

    with (
        mock.patch("secrets.choice", drawn.choice),
        mock.patch("secrets.token_urlsafe", token),
        mock.patch("secrets.token_hex", lambda size=32: drawn.randbytes(size).hex()),
    ):
        yield


@contextmanager
def turn(name: str, minutes: int) -> Iterator[None]:
    """Stop the clock so long after BEGIN, and draw ids and tokens from the turn's name."""
    with (
        drawn_from(name),
        time_machine.travel(BEGIN + timedelta(minutes=minutes), tick=False),
    ):
        yield


def build_public_part() -> Contest:
    """Fill an empty database with all that stood before the juries were made up."""
    found = Contest()
    with turn("people", 0):
        few_units()
        for who, terc in APPLICANTS.items():
            found.people[who], found.organisations[who] = make_municipal_clerk(
                terc, email=f"{who}@example.org", name=f"Barbara {who}"
            )
        for who in ("stranger", *SEATED):
            found.people[who] = _person(who)
        for who in ENTITLED:
            found.people[who] = _person(who, who.removeprefix("second_"))
    with turn("practice", 1):
        _practice(found)
    for number, state in enumerate(STATES):
        with turn(state, 10 + number):
            _edition(found, state)
    return found


def _person(who: str, *roles: str) -> str:
    with db.transaction() as writer:
        name, email = f"Osoba {who.replace('_', ' ')}", f"{who}@example.org"
        made = create_person(writer, email=email, name=name, password=None, roles=roles)
        writer.flush()
        return made.id


def _practice(found: Contest) -> None:
    practice_id = drafted(found.people["owner"], found.organisations["owner"], title="Autobusy")
    release(practice_id, person_id=found.people["owner"])
    publish(practice_id, unit_terc=None)
    slug = whole(practice_id).slug
    found.things.append({"practice_id": practice_id, "slug": slug})


def _edition(found: Contest, state: str) -> None:
    edition_id = make_edition(feedback_to_applicants=True)
    with db.transaction() as writer:
        of_edition = Criterion.edition_id == edition_id
        writer.execute(update(Criterion).where(of_edition).values(maximum=97, levels=[]))
    made = {}
    for who in APPLICANTS:
        clerk = (found.people[who], found.organisations[who])
        made[who] = make_submitted_entry(edition_id, clerk=clerk, title=f"{who}, {state}")
    clerk = (found.people["owner"], found.organisations["owner"])
    made["owner_again"] = make_submitted_entry(edition_id, clerk=clerk, category=1, title="Drugie")
    found.editions[state], found.entries[state] = edition_id, made
    lead_to(edition_id, "checking")
    for entry_id in made.values():
        admit(entry_id, found.acting("organiser"))
    found.seats[state] = {who: _seat(edition_id, found.people[who], who) for who in SEATED}
    actor = found.acting("organiser")
    for who in ("juror", "recused"):
        juror_id = found.seats[state][who]
        jury.assign(juror_id=juror_id, entry_id=made["owner"], actor=actor)
    _recuse(found.seats[state]["recused"], made["owner"])


def _seat(edition_id: str, person_id: str, _who: str) -> str:
    juror_id = invite(edition_id, person_id)
    jury.sign_declaration(juror_id=juror_id, agrees=True, actor=acting(juror_id))
    clear(juror_id)
    return juror_id


def _recuse(juror_id: str, entry_id: str, note: str = "") -> None:
    answers = {entry_id: ("family", note)}
    jury.declare_conflicts(juror_id=juror_id, conflicts=answers, actor=acting(juror_id))


def add_secret(found: Contest, secret: Secret) -> None:
    """Add the secret to a copy of the public part, and what is public after it."""
    for number, state in enumerate(STATES):
        start = 20 + 20 * number
        _hidden = f"{secret.name}, {state}"
        with turn(f"{_hidden}, jury", start):
            _hidden_jury(found, secret, state)
        with turn(f"{state}, scoring", start + 1):
            lead_to(found.editions[state], "scoring")
            _own_card(found, state)
        with turn(f"{_hidden}, cards", start + 2):
            _hidden_cards(found, secret, state)
        if state == "scoring":
            continue
        with turn(f"{state}, deciding", start + 3):
            lead_to(found.editions[state], "deciding")
        with turn(f"{_hidden}, decisions", start + 4):
            _hidden_decisions(found, secret, state)
        if state == "announced":
            with turn(f"{state}, results", start + 5):
                _public_results(found)
    with turn("open", 200):
        _call_after_all(found)
    for who, person_id in found.people.items():
        with turn(f"session of {who}", 300):
            found.tokens[who] = sessions.start_session(person_id)
        with turn(f"later session of {who}", (FLIP - BEGIN) // timedelta(minutes=1) - 60):
            found.tokens[f"later {who}"] = sessions.start_session(person_id)


def _hidden_jury(found: Contest, secret: Secret, state: str) -> None:
    edition_id, entries = found.editions[state], found.entries[state]
    for number, (name, email) in enumerate(secret.jury_of(state)):
        juror_id = jury.invite_juror(
            edition_id=edition_id,
            email=email,
            name=name,
            capacity=15,
            expertise={},
            actor=found.acting("organiser"),
            key=new_id(),
        )
        jury.sign_declaration(juror_id=juror_id, agrees=True, actor=acting(juror_id))
        clear(juror_id)
        for who in secret.assessed_by(state, number):
            jury.assign(juror_id=juror_id, entry_id=entries[who], actor=found.acting("organiser"))
    if state != "announced":
        recused = _hidden_jurors(found, state)[0]
        _recuse(recused, entries[secret.recused_from], secret.recusal_note)


def _hidden_jurors(found: Contest, state: str) -> list[str]:
    shared = set(found.seats[state].values())
    rows = db.session().scalars(
        select(Juror.id).where(Juror.edition_id == found.editions[state]).order_by(Juror.id)
    )
    return [juror_id for juror_id in rows if juror_id not in shared]


def _own_card(found: Contest, state: str) -> None:
    """Let the juror of both worlds seal a card that they share."""
    given = jury_queries.active_assignments(found.editions[state])
    own = next(one for one in given if one.juror_id == found.seats[state]["juror"])
    card_id = open_card(own.id)
    fill_in(card_id, 60, comment_to_applicant="Gratulujemy wytrwałości.")
    seal(card_id)
    found.things.append(
        {
            "card_id": card_id,
            "entry_id": found.entries[state]["owner"],
            "file_id": entry(found.entries[state]["owner"]).attachments[0].file_id,
        }
    )


def _hidden_cards(found: Contest, secret: Secret, state: str) -> None:
    edition_id = found.editions[state]
    titles = {entry_id: who for who, entry_id in found.entries[state].items()}
    emails = [email for _name, email in secret.jury_of(state)]
    for one in jury_queries.active_assignments(edition_id):
        person = db.session().get_one(Juror, one.juror_id).person
        if person.email not in emails:
            continue
        number, who = emails.index(person.email), titles[one.entry_id]
        card_id = open_card(one.id)
        comments = secret.comments(state)
        fill_in(card_id, secret.points(state, number, who), **comments)
        if secret.seals(state, number, who):
            seal(card_id)
    if state == "scoring":
        sealed = db.session().scalars(
            select(ScoreCard.id).where(ScoreCard.state == "sealed").order_by(ScoreCard.id)
        )
        own = {thing.get("card_id") for thing in found.things}
        hidden = next(card_id for card_id in sealed if card_id not in own)
        reopen(hidden, secret.reopening, found.acting("organiser"))
        seal(hidden)


def _hidden_decisions(found: Contest, secret: Secret, state: str) -> None:
    edition_id, entries = found.editions[state], found.entries[state]
    organiser = found.acting("organiser")
    if secret.votes:
        _vote(edition_id, secret, organiser)
    if state == "announced":
        return
    for who, outcome in secret.outcomes(state).items():
        results.decide(
            entry_id=entries[who],
            outcome=outcome,
            prize_id=prizes(edition_id)[outcome],
            reason=secret.reason,
            departure=secret.departure,
            actor=organiser,
        )
    if state == "embargoed":
        results.decide_rest(edition_id=edition_id, actor=organiser)
        _picture(edition_id, entries[next(iter(secret.outcomes(state)))], secret, organiser)
        results.prepare_announcement(
            edition_id=edition_id, at=BEGIN + secret.embargo, actor=organiser
        )
        second = found.acting("second_organiser", "organiser")
        results.approve_announcement(edition_id=edition_id, actor=second)


def _picture(edition_id: str, entry_id: str, secret: Secret, organiser: Actor) -> None:
    press.add_picture(
        edition_id=edition_id,
        entry_id=entry_id,
        stream=picture(700, 500),
        filename="most.jpg",
        alternative={"pl": secret.picture, "en": secret.picture},
        credit="Jan Autor",
        actor=organiser,
        key=new_id(),
    )


def _vote(edition_id: str, secret: Secret, actor: Actor) -> None:
    for equal in list(ranking.ties_for_the_jury(ranking_queries.edition_ranking(edition_id))):
        ranking.record_vote(
            edition_id=edition_id,
            order=sorted(equal.entry_ids),
            note=secret.vote_note,
            actor=actor,
            key=new_id(),
        )


def _public_results(found: Contest) -> None:
    edition_id, entries = found.editions["announced"], found.entries["announced"]
    organiser = found.acting("organiser")
    for who, outcome in (("owner", "laureate"), ("rival", "distinction")):
        results.decide(
            entry_id=entries[who],
            outcome=outcome,
            prize_id=prizes(edition_id)[outcome],
            reason="Za odwagę.",
            departure="Tak postanowiła komisja.",
            actor=organiser,
        )
    results.decide_rest(edition_id=edition_id, actor=organiser)
    results.prepare_announcement(edition_id=edition_id, at=None, actor=organiser)
    second = found.acting("second_organiser", "organiser")
    results.approve_announcement(edition_id=edition_id, actor=second)
    results.queue_announcement_mails()


def _call_after_all(found: Contest) -> None:
    """Open the next call; the owner submits an entry to it and has a draft, all in public."""
    edition_id = make_edition()
    clerk = (found.people["owner"], found.organisations["owner"])
    sent = make_submitted_entry(edition_id, clerk=clerk, title="Po wszystkim")
    draft = make_complete_entry(edition_id, clerk=clerk, category=1, title="Szkic")
    found.editions["open"] = edition_id
    found.entries["open"] = {"owner": sent, "owner_again": draft}


def note_public_things(found: Contest) -> None:
    """Note what addresses of public things are made of."""
    for state, edition_id in found.editions.items():
        edition = reloaded(edition_id)
        first = edition_queries.rounds(edition_id)[0]
        around = {
            "state": state,
            "edition_id": edition_id,
            "slug": edition.slug,
            "round_id": first.id,
            "rubric_id": first.rubric.id,
            "item_id": edition.categories[0].id,
        }
        for who, entry_id in found.entries[state].items():
            if who != "owner" and (state, who) not in TOLD_BY:
                continue  # of any other edition one entry says as much as all of them
            one = entry(entry_id)
            found.things.append(
                around
                | {
                    "entry_id": entry_id,
                    "section_id": one.edition.sections[0].id,
                    "partner_id": one.partners[0].id,
                    "file_id": one.attachments[0].file_id,
                    "organisation_id": found.organisations[who.removesuffix("_again")],
                    "number": 1,
                }
            )
        if state == "embargoed":
            for seat, juror_id in found.seats[state].items():
                found.things.append({"juror_id": juror_id, "person_id": found.people[seat]})
