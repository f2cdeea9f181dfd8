"""Which entries go on to a later round of the assessment."""

from collections.abc import Collection

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from leader_award.editions import queries as edition_queries
from leader_award.editions.models import Edition, Round
from leader_award.jury import hooks, queries, recusal, rules
from leader_award.jury.models import Assignment, AssignmentProposal, RoundEntry
from leader_award.platform import audit, clock, db
from leader_award.platform.audit import Actor
from leader_award.platform.errors import DomainError, NotAllowed, NotFound


def choose_entries(*, round_id: str, entry_ids: Collection[str], actor: Actor) -> None:
    """Let exactly these entries go on to a later round; a second time nothing happens.

    Who no longer goes on is taken from the jurors of the round. Raises NotAllowed (the first
    round, the stage, an entry with points in the round or chosen for the next one), DomainError
    beside `entry_ids` for an entry that the round before does not assess, NotFound.
    """
    wanted = set(entry_ids)
    with db.transaction() as writer:
        before, chosen, after = _neighbours(writer, round_id)
        db.lock(writer, Edition, chosen.edition_id)
        if chosen.edition.state not in rules.ASSIGNING:
            raise NotAllowed(
                _l("Entries go on to a later round only until the end of the assessment.")
            )
        rows = {
            row.entry_id: row
            for row in writer.scalars(select(RoundEntry).where(RoundEntry.round_id == round_id))
        }
        added, removed = wanted - rows.keys(), rows.keys() - wanted
        if not added <= {entry.id for entry in queries.entries_of_round(before, writer)}:
            raise DomainError(
                _l("Choose entries that the round before assesses."), field="entry_ids"
            )
        _take_out(writer, chosen, after, removed, actor)
        for entry_id in removed:
            writer.delete(rows[entry_id])
        now = clock.now()
        writer.add_all(
            RoundEntry(round_id=round_id, entry_id=entry_id, chosen_at=now)
            for entry_id in sorted(added)
        )
        if added or removed:
            details = {"entries": len(wanted), "added": sorted(added), "removed": sorted(removed)}
            audit.record(writer, actor, "round.entries_chosen", chosen, details)


def _neighbours(writer: Session, round_id: str) -> tuple[Round, Round, Round | None]:
    """Return the round before, the round, and the one after it, if any."""
    found = writer.get(Round, round_id)
    if found is None:
        raise NotFound(_l("This does not exist, or you may not see it."))
    rounds = edition_queries.rounds(found.edition_id, writer)
    here = rounds.index(found)
    if here == 0:
        raise NotAllowed(_l("The first round assesses every admitted entry."))
    after = rounds[here + 1] if here + 1 < len(rounds) else None
    return rounds[here - 1], found, after


def _take_out(
    writer: Session, chosen: Round, after: Round | None, removed: Collection[str], actor: Actor
) -> None:
    """End the assignments of entries that do not go on. Raises NotAllowed if one must stay."""
    if not removed:
        return
    further = after and writer.scalar(
        select(RoundEntry.id).where(
            RoundEntry.round_id == after.id, RoundEntry.entry_id.in_(removed)
        )
    )
    if further:
        raise NotAllowed(
            _l("An entry chosen for the round after this one stays. Take it out there first.")
        )
    scored = hooks.progress_of(writer, chosen.edition_id)
    live = [
        assignment
        for assignment in queries.active_assignments(chosen.edition_id, writer, chosen.id)
        if assignment.entry_id in removed
    ]
    if any(assignment.id in scored for assignment in live):
        raise NotAllowed(_l("An entry that has points in this round stays in it."))
    for assignment in live:
        recusal.end(writer, assignment, rules.ENDED_BY_PLAN, actor)


def in_use(reader: Session, round_id: str) -> bool:
    """Return whether entries have been chosen for the round, or were ever assigned in it."""
    found = (
        select(table.id).where(table.round_id == round_id).limit(1)
        for table in (RoundEntry, Assignment, AssignmentProposal)
    )
    return any(reader.scalar(one) is not None for one in found)
