"""Use cases of the juror: the impartiality declaration and conflicts of interest."""

from collections.abc import Collection, Mapping

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from leader_award.editions.models import Edition
from leader_award.entries.rules import clean_text
from leader_award.jury import queries, recusal, rules, wording
from leader_award.jury.jurors import juror_for_change
from leader_award.jury.models import Conflict, Juror
from leader_award.platform import audit, clock, db
from leader_award.platform.audit import Actor
from leader_award.platform.errors import DomainError, NotAllowed, NotFound
from leader_award.platform.i18n import translate


def declaration_text(edition: Edition) -> str:
    """Return the whole declaration for the edition in the current language."""
    opening = _("As a member of the jury (edition: %(edition)s) I declare:",
                edition=translate(edition.name))  # fmt: skip
    points = [f"{number}. {point}" for number, point in enumerate(wording.DECLARATION, 1)]
    return "\n\n".join([opening, *points])


def sign_declaration(*, juror_id: str, agrees: bool, actor: Actor) -> None:
    """Keep the juror's signature, or the refusal, with the text that they were shown.

    Signing twice changes nothing; who has signed can no longer refuse but asks the organiser to
    be released. Raises NotAllowed, NotFound.
    """
    with db.transaction() as writer:
        juror = juror_for_change(writer, juror_id)
        if juror.left_at is not None:
            raise NotAllowed(wording.HINDRANCES["left"])
        if juror.declared_at is not None:
            if agrees:
                return
            raise NotAllowed(
                _l("You have signed already. To leave the jury, write to the organiser.")
            )
        juror.declaration_text = declaration_text(writer.get_one(Edition, juror.edition_id))
        if agrees:
            juror.declared_at = clock.now()
        else:
            juror.refused_at = clock.now()
        audit.record(writer, actor, f"juror.{'declared' if agrees else 'refused'}", juror)


def declare_conflicts(
    *, juror_id: str, conflicts: Mapping[str, tuple[str, str]], actor: Actor
) -> int:
    """Keep what the juror says about entries: (kind, note) by entry id, "none" being explicit.

    A live assignment that is in conflict now ends at once; returns how many did. Raises
    DomainError beside `kind-<entry id>` or `note-<entry id>`, NotAllowed, NotFound.
    """
    with db.transaction() as writer:
        juror = juror_for_change(writer, juror_id)
        if not rules.may_serve(juror):
            raise NotAllowed(_l("Sign the impartiality declaration first."))
        known = {entry.id for entry in queries.assessed_entries(juror.edition_id, writer)}
        if not set(conflicts) <= known:
            raise NotFound(_l("This entry is not among those to be assessed."))
        for entry_id, (kind, note) in conflicts.items():
            _check(entry_id, kind, note)
        changed = _keep(writer, juror, conflicts, rules.JUROR)
        if changed:
            barring = sum(kind != rules.NONE for kind, _note in conflicts.values())
            details = {"entries": sorted(changed), "conflicts": barring}
            audit.record(writer, actor, "juror.conflicts_declared", juror, details)
        return recusal.end_barred(writer, juror.edition_id, actor)


def declare_ties(*, juror_id: str, organisation_ids: Collection[str], actor: Actor) -> int:
    """Keep with whom of those who take part anything ties the juror; "none" with all the others.

    So jurors who may not know whose an entry is declare their conflicts: entries in which these
    organisations take part are barred by the register. Returns how many assignments ended.
    Raises NotAllowed, NotFound.
    """
    with db.transaction() as writer:
        juror = juror_for_change(writer, juror_id)
        if not rules.may_serve(juror):
            raise NotAllowed(_l("Sign the impartiality declaration first."))
        known = {one.id for one in queries.participants(juror.edition_id, writer)}
        chosen = set(organisation_ids)
        if not chosen <= known:
            raise NotFound(_l("This organisation does not take part in the entries."))
        for added in sorted(chosen - set(juror.organisation_ids)):
            juror.organisation_ids = [*juror.organisation_ids, added]
            details = {"organisation": added}
            audit.record(writer, actor, "juror.organisation_added", juror, details)
        writer.flush()
        entries = queries.assessed_entries(juror.edition_id, writer)
        barred = queries.bars(juror.edition_id, writer, entries).keys()
        settled = queries.answers(juror.id, writer).keys() | {e for e, j in barred if j == juror_id}
        free = {entry.id: (rules.NONE, "") for entry in entries if entry.id not in settled}
        return declare_conflicts(juror_id=juror_id, conflicts=free, actor=actor)


def _check(entry_id: str, kind: str, note: str) -> None:
    fault = rules.conflict_fault(kind, note, rules.DECLARED)
    if fault is not None:
        field = "kind" if fault == "kind" else "note"
        raise DomainError(wording.CONFLICT_FAULTS[fault], field=f"{field}-{entry_id}")


def _keep(
    writer: Session, juror: Juror, conflicts: Mapping[str, tuple[str, str]], source: str
) -> set[str]:
    """Store the answers; return the ids of the entries whose answer changed."""
    stored = {
        conflict.entry_id: conflict
        for conflict in writer.scalars(
            select(Conflict).where(Conflict.juror_id == juror.id, Conflict.source == source)
        )
    }
    changed = set()
    for entry_id, (kind, words) in conflicts.items():
        note = "" if kind == rules.NONE else clean_text(words)
        conflict = stored.get(entry_id)
        if conflict is None:
            conflict = Conflict(juror_id=juror.id, entry_id=entry_id, source=source)
            writer.add(conflict)
        elif (conflict.kind, conflict.note) == (kind, note):
            continue
        conflict.kind, conflict.note, conflict.declared_at = kind, note, clock.now()
        changed.add(entry_id)
    writer.flush()
    return changed


def bar_juror(*, juror_id: str, entry_id: str, kind: str, note: str, actor: Actor) -> int:
    """Keep the organiser's knowledge of a conflict, with the reason; "none" lifts it again.

    Returns how many live assignments ended. Raises DomainError beside `kind` or `note`.
    """
    with db.transaction() as writer:
        juror = juror_for_change(writer, juror_id)
        fault = rules.conflict_fault(kind, note)
        if fault is None and kind != rules.NONE and not note.strip():
            fault = "note_missing"
        if fault is not None:
            field = "kind" if fault == "kind" else "note"
            raise DomainError(wording.CONFLICT_FAULTS[fault], field=field)
        known = {entry.id for entry in queries.assessed_entries(juror.edition_id, writer)}
        if entry_id not in known:
            raise NotFound(_l("This entry is not among those to be assessed."))
        if _keep(writer, juror, {entry_id: (kind, note)}, rules.ORGANISER):
            details = {"entry": entry_id, "kind": kind}
            audit.record(writer, actor, "juror.barred", juror, details)
        return recusal.end_barred(writer, juror.edition_id, actor)
