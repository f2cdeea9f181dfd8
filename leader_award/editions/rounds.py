"""The rounds of an edition's assessment: added, described, timed, shared out, put in order.

A round is set up until somebody has scored in it; its dates can be moved until the decisions. All
raise NotFound, NotAllowed when it is too late, Conflict, and DomainError beside a field.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from leader_award.editions import hooks, queries, rules, wording
from leader_award.editions.changing import check_stamp, edition_for_change, required
from leader_award.editions.models import ROUND_KINDS, Edition, Round, Rubric
from leader_award.platform import audit, clock, db, idempotency
from leader_award.platform.audit import Actor
from leader_award.platform.db import Translated
from leader_award.platform.errors import DomainError, NotAllowed, NotFound

MOST_JURORS = 15


@dataclass(frozen=True)
class _Dates:
    opens_at: datetime | None
    until: datetime | None


def save_round(
    *,
    edition_id: str,
    kind: str,
    name: Translated,
    jurors_per_entry: int | None = None,
    opens_at: datetime | None = None,
    until: datetime | None = None,
    blind: bool = False,
    actor: Actor,
    item_id: str | None = None,
    seen: str | None = None,
    key: str | None = None,
) -> str:
    """Add a round at the end (without `item_id`) or change one; return its id.

    A new one has an empty rubric and no share of the final score; None is the edition's.
    A round of presentations is the final, so the edition then has one. In a `blind` round jurors
    do not learn who the applicant and the partners are.
    """
    if kind not in ROUND_KINDS:
        raise DomainError(_l("Choose the kind of round."), field="kind")
    if jurors_per_entry is not None and not 1 <= jurors_per_entry <= MOST_JURORS:
        raise DomainError(
            _l("Enter a number from 1 to %(most)s.", most=MOST_JURORS), field="jurors_per_entry"
        )
    values = {
        "kind": kind,
        "name": required(name, "name"),
        "jurors_per_entry": jurors_per_entry,
        "opens_at": opens_at,
        "until": until,
        "blind": blind,
    }
    with db.transaction() as writer:
        edition = edition_for_change(writer, edition_id, "rounds")
        if (
            edition.card_mean == "trimmed"
            and (jurors_per_entry or edition.jurors_per_entry) < rules.LEAST_TRIMMED_CARDS
        ):
            raise DomainError(wording.TRIMMED, field="jurors_per_entry")
        if item_id is None:

            def create() -> str:
                return _add(writer, edition, values, actor)

            return idempotency.once(writer, key, create) if key else create()
        _change(writer, edition, item_id, values, seen, actor)
        return item_id


def _add(writer: Session, edition: Edition, values: dict[str, Any], actor: Actor) -> str:
    before = queries.rounds(edition.id, writer)
    _check_dates(edition, [*before, _Dates(values["opens_at"], values["until"])], len(before))
    added = Round(
        edition_id=edition.id,
        position=before[-1].position + 1,
        share=0,
        rubrics=[Rubric(version=1, in_force_since=clock.now())],
        **values,
    )
    writer.add(added)
    writer.flush()
    _imply_final(edition, values["kind"])
    audit.record(writer, actor, "edition.round_added", edition, {"id": added.id})
    return added.id


def _change(
    writer: Session,
    edition: Edition,
    round_id: str,
    values: dict[str, Any],
    seen: str | None,
    actor: Actor,
) -> None:
    rounds = queries.rounds(edition.id, writer)
    here = _index(rounds, round_id)
    one = rounds[here]
    check_stamp(one, seen, values)
    changed = sorted(name for name, value in values.items() if getattr(one, name) != value)
    if here == 0 and values["kind"] != "desk":
        raise DomainError(_l("The first round is always the scoring at the desk."), field="kind")
    fixed = {"kind", "jurors_per_entry", "blind"} & set(changed)
    if fixed and _is_scored(writer, one):
        raise NotAllowed(wording.ROUND_SCORED, field=min(fixed))
    _check_past(one, values)
    planned = [_Dates(values["opens_at"], values["until"]) if r is one else r for r in rounds]
    _check_dates(edition, planned, here)
    for name in changed:
        setattr(one, name, values[name])
    _imply_final(edition, values["kind"])
    if changed:
        details = {"id": round_id, "fields": changed}
        audit.record(writer, actor, "edition.round_changed", edition, details)


def _check_past(one: Round, values: dict[str, Any]) -> None:
    """Refuse an end that is moved into the past while the assessment goes on."""
    until = values["until"]
    if one.edition.state == "scoring" and until not in (None, one.until) and until <= clock.now():
        raise NotAllowed(wording.MOVES["past"], field="until")


def _check_dates(edition: Edition, rounds: Sequence[rules.Dated], own: int) -> None:
    """Raise DomainError beside the field; dates of another round are named on top of the form."""
    fault = rules.misdated(rounds, edition)
    if fault is None:
        return
    index, field, code = fault
    if index == own:
        raise DomainError(wording.ROUND_DATES[code], field=field)
    raise DomainError(_l("These dates do not fit those of the other rounds."), field="until")


def _imply_final(edition: Edition, kind: str) -> None:
    if kind == "presentation":
        edition.has_final = True


def _index(rounds: Sequence[Round], round_id: str) -> int:
    for index, one in enumerate(rounds):
        if one.id == round_id:
            return index
    raise NotFound(_l("This does not belong to this edition."))


def _is_scored(writer: Session, one: Round) -> bool:
    return bool(hooks.scored(writer, one.edition_id) & {rubric.id for rubric in one.rubrics})


def set_shares(*, edition_id: str, shares: Mapping[str, int], actor: Actor) -> None:
    """Share the final score out among the rounds, in percent by round id; they make 100.

    Raises DomainError beside a round's id, or NotAllowed for a round that has been scored in.
    """
    with db.transaction() as writer:
        edition = edition_for_change(writer, edition_id, "rounds")
        rounds = queries.rounds(edition_id, writer)
        if set(shares) != {one.id for one in rounds}:
            raise DomainError(_l("The rounds have changed meanwhile. Look at them once more."))
        fault = rules.share_fault(list(shares.values()))
        if fault is not None:
            raise DomainError(wording.SHARES[fault], field=rounds[-1].id)
        changed = [one for one in rounds if one.share != shares[one.id]]
        for one in changed:
            if _is_scored(writer, one):
                raise NotAllowed(wording.ROUND_SCORED, field=one.id)
            one.share = shares[one.id]
        if changed:
            details = {one.id: one.share for one in rounds}
            audit.record(writer, actor, "edition.shares_changed", edition, {"shares": details})


def delete_round(*, round_id: str, actor: Actor) -> None:
    """Delete a later round that nobody has scored in; its share goes back to the first round.

    Gone already, nothing happens.
    """
    with db.transaction() as writer:
        found = writer.get(Round, round_id)
        if found is None:
            return
        edition = edition_for_change(writer, found.edition_id, "rounds")
        rounds = queries.rounds(edition.id, writer)
        one = rounds[_index(rounds, round_id)]
        _check_loose(writer, one)
        if one.share and _is_scored(writer, rounds[0]):
            raise NotAllowed(_l("Its share would change that of a round that has been scored in."))
        rounds[0].share += one.share
        writer.delete(one)
        writer.flush()
        for position, left in enumerate(other for other in rounds if other is not one):
            left.position = position
        audit.record(writer, actor, "edition.round_deleted", edition, {"id": round_id})


def move_round(*, round_id: str, by: int, actor: Actor) -> None:
    """Move a later round up (-1) or down (1) among the later ones; at an end nothing changes."""
    with db.transaction() as writer:
        found = db.lock(writer, Round, round_id)
        edition = edition_for_change(writer, found.edition_id, "rounds")
        rounds = queries.rounds(edition.id, writer)
        here = _index(rounds, round_id)
        there = here + (1 if by > 0 else -1)
        if here == 0 or not 1 <= there < len(rounds):
            return
        for one in (rounds[here], rounds[there]):
            _check_loose(writer, one)
        rounds[here], rounds[there] = rounds[there], rounds[here]
        if rules.misdated(rounds, edition) is not None:
            raise NotAllowed(_l("The dates of the rounds do not allow this order."))
        for position, one in enumerate(rounds):
            one.position = position
        details = {"id": round_id, "by": by}
        audit.record(writer, actor, "edition.round_moved", edition, details)


def _check_loose(writer: Session, one: Round) -> None:
    """Raise NotAllowed if the round has to stay where it is."""
    if one.position == 0:
        raise NotAllowed(_l("Every edition has its first round; it cannot be deleted or moved."))
    if _is_scored(writer, one):
        raise NotAllowed(wording.ROUND_SCORED)
    for hook in hooks.round_in_use:
        if hook(writer, one.id):
            raise NotAllowed(
                _l("Entries have been chosen for this round or assigned in it, so it stays.")
            )
