"""Versions of a round's rubric: prepared beside the one in force, compared, put into force.

While nobody has scored by a rubric it is changed in place. From the first score on a change makes
a new version; the cards' points go over where a criterion means the same (`versions.carried`).
"""

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from leader_award.editions import hooks, queries, rules, versions
from leader_award.editions.changing import edition_for_change, rubric_fault
from leader_award.editions.copying import copy_criteria
from leader_award.editions.models import Edition, Round, Rubric
from leader_award.platform import audit, clock, db
from leader_award.platform.audit import Actor
from leader_award.platform.errors import DomainError, NotAllowed, NotFound

LONGEST_REASON = 1000


def prepare_version(*, round_id: str, actor: Actor) -> str:
    """Copy the rubric in force as a new version to be changed; return its id.

    If one is being prepared already, it is that one. Raises NotAllowed while the rubric in force
    can be changed itself, or when the assessment is over; NotFound.
    """
    with db.transaction() as writer:
        edition, one = _round_for_change(writer, round_id)
        if one.draft is not None:
            return one.draft.id
        if rubric_fault(writer, one.rubric) is None:
            raise NotAllowed(_l("Nobody has scored by this rubric yet. Change it itself."))
        draft = Rubric(round_id=one.id, version=one.rubrics[-1].version + 1, reason="")
        draft.criteria = copy_criteria(one.rubric, edition.id, continued=True)
        writer.add(draft)
        writer.flush()
        details = {"round": one.id, "version": draft.version}
        audit.record(writer, actor, "rubric.prepared", draft, details)
        return draft.id


def discard_version(*, rubric_id: str, actor: Actor) -> None:
    """Throw a version away that is being prepared; gone already, nothing happens.

    Raises NotAllowed if it has come into force.
    """
    with db.transaction() as writer:
        draft = writer.get(Rubric, rubric_id)
        if draft is None:
            return
        edition, one = _round_for_change(writer, draft.round_id)
        _require_draft(one, draft)
        audit.record(writer, actor, "rubric.discarded", edition, {"round": one.id})
        writer.delete(draft)


def put_into_force(*, rubric_id: str, reason: str, actor: Actor) -> None:
    """Let a prepared version replace the one in force; `reason` is kept and read by jurors.

    In force already, nothing happens. Raises DomainError beside `reason` or when the weights do
    not make 100 or nothing has changed, NotAllowed (too late, or cards cannot be given back).
    """
    with db.transaction() as writer:
        draft = writer.get(Rubric, rubric_id)
        if draft is None:
            raise NotFound(_l("This does not exist, or you may not see it."))
        edition, one = _round_for_change(writer, draft.round_id)
        if draft.in_force_since is not None:
            return
        _require_draft(one, draft)
        words = reason.strip()
        if not words or len(words) > LONGEST_REASON:
            raise DomainError(
                _l("Say in at most %(limit)s characters why the rubric changes; jurors read it.",
                   limit=LONGEST_REASON), field="reason",
            )  # fmt: skip
        before = one.rubric
        _require_change(before, draft)
        draft.in_force_since, draft.reason = clock.now(), words
        writer.flush()
        for move in hooks.rubric_replaced:
            move(writer, before, draft, actor)
        details = {"round": one.id, "edition": edition.id, "version": draft.version}
        audit.record(writer, actor, "rubric.put_into_force", draft, details)


def _require_change(before: Rubric, draft: Rubric) -> None:
    if not rules.complete([criterion.weight for criterion in draft.criteria]):
        raise DomainError(_l("The weights must make 100%% before the version can come into force."))
    found = versions.differences(before.criteria, draft.criteria)
    order = [criterion.replaces_id for criterion in draft.criteria]
    moved = order != [criterion.id for criterion in before.criteria]
    if not moved and all(one.kind == versions.SAME for one in found):
        raise DomainError(_l("Nothing differs from the version in force."))


def _round_for_change(writer: Session, round_id: str) -> tuple[Edition, Round]:
    """Return edition and round, both locked: cards are opened under the round's lock."""
    edition_id = db.lock(writer, Round, round_id).edition_id
    edition = edition_for_change(writer, edition_id, "rubric")
    return edition, next(one for one in queries.rounds(edition_id, writer) if one.id == round_id)


def _require_draft(one: Round, draft: Rubric) -> None:
    if one.draft is not draft:
        raise NotAllowed(_l("This version has come into force and stays as it is."))
