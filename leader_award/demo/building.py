"""What each edition of the demonstration is built with: the same services that people use."""

import hashlib
import io
from collections.abc import Callable, Mapping
from datetime import date, datetime, time
from typing import Any

from leader_award.demo import people
from leader_award.editions import queries as edition_queries
from leader_award.editions import service as editions
from leader_award.editions.models import Edition, Round
from leader_award.entries import formal_check
from leader_award.entries import service as entries
from leader_award.entries.models import Entry
from leader_award.jury import queries as jury_queries
from leader_award.jury import service as jury
from leader_award.partnerships.models import Organisation
from leader_award.partnerships.service import add_organisation, organisation_for_unit
from leader_award.platform import clock, db
from leader_award.platform.audit import Actor
from leader_award.platform.db import new_id
from leader_award.scoring import service as scoring


def moment(day: date, hour: int, minute: int = 0) -> datetime:
    """Return an instant by the Warsaw clock."""
    return clock.from_warsaw(day, time(hour, minute))


def whole(edition_id: str) -> Edition:
    """Return the edition with all its parts."""
    edition = edition_queries.whole(edition_id)
    if edition is None:
        raise LookupError(edition_id)
    return edition


def organisation(
    name: str, *, kind: str = "other", place: str = "", terc: str | None = None
) -> str:
    """Return the id of the organisation, added if it is new; a JST comes from the register."""
    with db.transaction() as writer:
        if terc:
            return organisation_for_unit(writer, terc).id
        known = writer.query(Organisation.id).filter_by(name=name).scalar()
        return known or add_organisation(writer, kind=kind, name=name, place=place).id


def enter(
    edition: Edition,
    organisation_id: str,
    *,
    category_id: str,
    title: str,
    partnership: str,
    answers: Mapping[str, Any],
    files: Mapping[str, Callable[[], tuple[str, bytes]]] | None = None,
    actor: Actor | None = None,
) -> str:
    """Start and fill in an entry; return its id. `answers` are keyed by the question's label."""
    actor = actor or people.acting(people.ARCHIVIST, "applicant")
    entry_id = entries.start_entry(
        edition_id=edition.id,
        organisation_id=organisation_id,
        category_id=category_id,
        title=title,
        actor=actor,
        key=new_id(),
    )
    questions = {
        question.label["pl"]: question.id
        for section in edition.sections
        for question in section.questions
    }
    changes = {questions[label]: answer for label, answer in answers.items()}
    version = db.session().get_one(Entry, entry_id).version
    entries.save_entry(
        entry_id=entry_id,
        version=version,
        changes={**changes, "partnership_name": partnership},
        actor=actor,
    )
    for requirement in edition.attachment_requirements:
        for make in filter(None, [(files or {}).get(requirement.label["pl"])]):
            name, content = make()
            entries.add_attachment(
                entry_id=entry_id,
                requirement_id=requirement.id,
                stream=io.BytesIO(content),
                filename=name,
                actor=actor,
            )
    return entry_id


def submit(entry_id: str, actor: Actor | None = None) -> None:
    """Submit the entry."""
    entries.submit_entry(
        entry_id=entry_id, actor=actor or people.acting(people.ARCHIVIST, "applicant")
    )


def admit(edition: Edition, entry_id: str) -> None:
    """Find every item of the formal check met, and admit the entry."""
    check(entry_id, "admitted", dict.fromkeys(_items(edition), ("met", "")))


def _items(edition: Edition) -> list[str]:
    return [item.id for item in edition.check_items]


def send_back(edition: Edition, entry_id: str, letter: str, until: datetime) -> None:
    """Find the last item of the formal check not met, and call for completion."""
    *others, last = _items(edition)
    findings = {**dict.fromkeys(others, ("met", "")), last: ("not_met", letter)}
    check(entry_id, "returned", findings, letter, until)


def check(
    entry_id: str,
    outcome: str,
    findings: Mapping[str, tuple[str, str]],
    letter: str = "",
    until: datetime | None = None,
) -> None:
    """Record a formal check of the latest submission."""
    db.session().expire_all()
    submission = db.session().get_one(Entry, entry_id).submissions[-1]
    formal_check.record_check(
        entry_id=entry_id,
        submission_id=submission.id,
        findings=dict(findings),
        outcome=outcome,
        letter=letter,
        complete_until=until,
        actor=people.acting(people.ORGANISER, "organiser"),
        key=new_id(),
    )


def advance(edition_id: str, event: str) -> None:
    """Take the edition a step on."""
    editions.advance(
        edition_id=edition_id, event=event, actor=people.acting(people.ORGANISER, "organiser")
    )


def seat_jury(edition: Edition, entry_ids: list[str], capacity: int) -> None:
    """Invite the six jurors, who declare their impartiality and no conflict, and assign them."""
    invite_jury(edition, entry_ids, capacity)
    assign(edition.rounds[0])


def invite_jury(
    edition: Edition,
    entry_ids: list[str],
    capacity: int,
    conflicts: Mapping[int, str] | None = None,
) -> None:
    """Invite the six jurors, who sign; `conflicts` has the entry that the n-th one declares."""
    organiser = people.acting(people.ORGANISER, "organiser")
    for number, account in enumerate(people.JURORS):
        juror_id = jury.invite_juror(
            edition_id=edition.id,
            email=account.email,
            name=account.name,
            capacity=capacity,
            expertise={
                category.id: 1 + (number + position) % 3
                for position, category in enumerate(edition.categories)
            },
            actor=organiser,
            key=new_id(),
        )
        actor = people.acting(account, "juror")
        jury.sign_declaration(juror_id=juror_id, agrees=True, actor=actor)
        said = dict.fromkeys(entry_ids, ("none", ""))
        if number in (conflicts or {}):
            said[(conflicts or {})[number]] = ("adviser", "")
        jury.declare_conflicts(juror_id=juror_id, conflicts=said, actor=actor)


def assign(round: Round) -> None:
    """Assign the entries of the round as the solver proposes."""
    organiser = people.acting(people.ORGANISER, "organiser")
    proposal_id = jury.propose_assignment(
        edition_id=round.edition_id, round_id=round.id, seed=1, actor=organiser
    )
    jury.apply_proposal(proposal_id=proposal_id, actor=organiser)


def score(round: Round, quality: Mapping[str, float], share: float = 1.0) -> None:
    """Let the jurors fill in and seal the first `share` of each one's cards in the round.

    `quality` (0..1) of an entry is what its points lie around; jurors differ by a point.
    """
    by_juror: dict[str, list[Any]] = {}
    for assignment in jury_queries.active_assignments(round.edition_id, round_id=round.id):
        by_juror.setdefault(assignment.juror_id, []).append(assignment)
    persons = {juror.id: juror.person for juror in jury_queries.jurors(round.edition_id)}
    for juror_id, assignments in by_juror.items():
        person = persons[juror_id]
        assignments.sort(key=lambda assignment: str(assignment.entry_id))
        for assignment in assignments[: int(len(assignments) * share + 0.5)]:
            points = {
                criterion.id: _points(
                    f"{person.email}{criterion.position}",
                    quality[assignment.entry_id],
                    criterion.maximum,
                )
                for criterion in round.rubric.criteria
            }
            _fill_in(assignment.id, points, Actor(person.id, "juror"))


def _fill_in(assignment_id: str, points: Mapping[str, int], actor: Actor) -> None:
    card_id = scoring.open_card(assignment_id=assignment_id, actor=actor)
    version = scoring.save_card(
        card_id=card_id,
        version=1,
        points=points,
        comment_to_jury="",
        comment_to_applicant="Komentarz demonstracyjny: rozwiązanie opisane jasno i rzeczowo.",
        actor=actor,
    )
    scoring.seal_card(card_id=card_id, version=version, actor=actor)


def _points(seed: str, quality: float, maximum: int) -> int:
    """Return points that no better quality ever lowers; the seed is a juror's way of scoring."""
    severity, fraction = hashlib.sha256(seed.encode()).digest()[:2]
    return min(maximum, max(0, int(quality * maximum + fraction / 256) + severity % 3 - 1))
