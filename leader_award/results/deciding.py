"""Pending decisions: finalists, laureates, distinctions, and entries without an award."""

from collections.abc import Collection, Sequence
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import exists, func, select
from sqlalchemy.orm import Session

from leader_award.editions.models import Edition, Prize
from leader_award.entries.models import Entry
from leader_award.platform import audit, clock, db
from leader_award.platform.audit import Actor
from leader_award.platform.errors import Conflict, DomainError, NotAllowed, NotFound
from leader_award.results import approval, rules
from leader_award.results.models import Announcement, Decision


def mark_finalists(*, edition_id: str, entry_ids: Collection[str], actor: Actor) -> None:
    """Make these entries, and no others, the finalists; awarded ones must stay among them.

    Raises NotAllowed when the edition has no final, decisions are closed, or an entry is not in
    the contest.
    """
    wanted = set(entry_ids)
    with db.transaction() as writer:
        edition = edition_to_decide(writer, edition_id)
        if not edition.has_final:
            raise NotAllowed(_l("This edition has no final."))
        if wanted - {entry.id for entry in entries_in_contest(writer, edition_id)}:
            raise NotAllowed(_l("Only an admitted entry of this edition can be a finalist."))
        decisions = {d.entry_id: d for d in decisions_of(writer, edition_id)}
        for earlier in decisions.values():
            _drop_unless_wanted(writer, earlier, wanted)
        for entry_id in wanted:
            decision = decisions.get(entry_id)
            if decision is None:
                _add(writer, edition_id, entry_id, rules.FINALIST)
            elif decision.outcome == rules.NOT_AWARDED:
                decision.outcome, decision.decided_at = rules.FINALIST, clock.now()
        audit.record(writer, actor, "results.finalists_marked", edition, {"finalists": len(wanted)})


def _drop_unless_wanted(writer: Session, decision: Decision, wanted: Collection[str]) -> None:
    if decision.entry_id in wanted or decision.outcome == rules.NOT_AWARDED:
        return
    if decision.outcome in rules.AWARDED:
        raise NotAllowed(
            _l("A laureate or a distinguished entry must be a finalist. Change its decision first.")
        )
    writer.delete(decision)


def decide(
    *,
    entry_id: str,
    outcome: str,
    prize_id: str | None = None,
    reason: str = "",
    departure: str = "",
    actor: Actor,
    version: int | None = None,
) -> str:
    """Decide about an entry, or change what was decided; return the decision's id.

    Nobody but organisers learns of it before the announcement. `reason` is the jury's
    justification that becomes public, `departure` why it departs from the ranking, for the
    protocol. `version` is the decision's version that the page showed (0: none yet), None to
    overwrite. Raises DomainError beside the field; NotAllowed when decisions are closed;
    Conflict when the decision has changed.
    """
    with db.transaction() as writer:
        entry = writer.get(Entry, entry_id)
        if entry is None:
            raise NotFound(_l("This entry does not exist."))
        edition = edition_to_decide(writer, entry.edition_id)
        decision = _decision_to_change(writer, entry, version)
        decided = decision.outcome if decision else None
        if entry.state not in rules.IN_CONTEST:
            raise NotAllowed(_l("Only admitted entries are decided about."))
        if outcome not in rules.outcomes_for(has_final=edition.has_final, decided=decided):
            raise DomainError(_l("This outcome is not possible for this entry."), field="outcome")
        prize = _prize(writer, entry, outcome, prize_id)
        for field, text in (("reason", reason), ("departure", departure)):
            if len(text) > rules.LONGEST_REASON:
                raise DomainError(_l("The justification is too long."), field=field)
        if decision is None:
            decision = _add(writer, edition.id, entry_id, outcome)
        decision.outcome, decision.prize_id = outcome, prize.id if prize else None
        decision.position = prize.position if prize else 0
        decision.reason, decision.departure = reason.strip(), departure.strip()
        decision.decided_at = clock.now()
        writer.flush()
        audit.record(writer, actor, "results.decided", decision, {"entry": entry_id})
        return decision.id


def withdraw_decision(*, entry_id: str, actor: Actor, version: int | None = None) -> None:
    """Leave the entry undecided again. Raises NotFound, NotAllowed, Conflict."""
    with db.transaction() as writer:
        entry = writer.get(Entry, entry_id)
        if entry is None:
            raise NotFound(_l("This entry does not exist."))
        edition_to_decide(writer, entry.edition_id)
        decision = _decision_to_change(writer, entry, version)
        if decision is not None:
            audit.record(writer, actor, "results.decision_withdrawn", decision, {"entry": entry_id})
            writer.delete(decision)


def decide_rest(*, edition_id: str, actor: Actor) -> int:
    """Decide that every entry still undecided gets no award; return how many there were."""
    with db.transaction() as writer:
        edition = edition_to_decide(writer, edition_id)
        decided = {decision.entry_id for decision in decisions_of(writer, edition_id)}
        rest = [e for e in entries_in_contest(writer, edition_id) if e.id not in decided]
        for entry in rest:
            _add(writer, edition_id, entry.id, rules.NOT_AWARDED)
        audit.record(writer, actor, "results.rest_decided", edition, {"entries": len(rest)})
        return len(rest)


def edition_to_decide(writer: Session, edition_id: str) -> Edition:
    """Return the edition, locked, if its decisions may change now. Raises NotAllowed."""
    edition = db.lock(writer, Edition, edition_id)
    if edition.state != "deciding":
        raise NotAllowed(_l("Decisions are made after the merit assessment has been closed."))
    if approval.state_of(writer.get(Announcement, edition_id)) == rules.PUBLIC:
        raise NotAllowed(_l("The results are public already."))
    return edition


def entries_in_contest(reader: Session, edition_id: str) -> Sequence[Entry]:
    """Return the entries of the edition that need a decision, by number."""
    return reader.scalars(
        select(Entry)
        .where(Entry.edition_id == edition_id, Entry.state.in_(rules.IN_CONTEST))
        .order_by(Entry.number, Entry.id)
    ).all()


def decisions_of(reader: Session, edition_id: str) -> Sequence[Decision]:
    """Return the decisions of the edition."""
    return reader.scalars(select(Decision).where(Decision.edition_id == edition_id)).all()


def _decision_to_change(writer: Session, entry: Entry, version: int | None) -> Decision | None:
    decision = writer.scalar(select(Decision).where(Decision.entry_id == entry.id))
    if version is not None and version != (decision.version if decision else 0):
        raise Conflict(
            _l(
                "Somebody else has decided about this entry meanwhile. Saving replaces that"
                " decision."
            ),
            changes=_shown(decision),
        )
    return decision


def _shown(decision: Decision | None) -> dict[str, Any]:
    if decision is None:
        return {"outcome": "", "reason": "", "departure": ""}
    return {
        "outcome": decision.outcome,
        "prize_id": decision.prize_id or "",
        "reason": decision.reason,
        "departure": decision.departure,
    }


def _add(writer: Session, edition_id: str, entry_id: str, outcome: str) -> Decision:
    decision = Decision(
        edition_id=edition_id, entry_id=entry_id, outcome=outcome, decided_at=clock.now()
    )
    writer.add(decision)
    return decision


def _prize(writer: Session, entry: Entry, outcome: str, prize_id: str | None) -> Prize | None:
    if not prize_id:
        return None
    prize = writer.get(Prize, prize_id)
    if prize is None or prize.edition_id != entry.edition_id or prize.award != outcome:
        raise DomainError(_l("This prize does not go with this outcome."), field="prize_id")
    given = writer.scalar(
        select(func.count(Decision.id)).where(
            Decision.prize_id == prize_id, Decision.entry_id != entry.id
        )
    )
    if (given or 0) >= prize.count:
        raise DomainError(
            _l("All of these prizes have been given (%(count)s).", count=prize.count),
            field="prize_id",
        )
    return prize


def frozen_parts(reader: Session, edition_id: str) -> set[str]:
    """Return the parts of the regulations that decisions freeze: prizes that have been given."""
    given = reader.scalar(
        select(exists().where(Decision.edition_id == edition_id, Decision.prize_id.is_not(None)))
    )
    return {"prizes"} if given else set()
