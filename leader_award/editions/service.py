"""The life of an edition: made, copied, timed, led from stage to stage."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from leader_award.editions import defaults, hooks, queries, rules, wording
from leader_award.editions.changing import (
    check_version,
    clean,
    edition_for_change,
    frozen_parts,
    required,
)
from leader_award.editions.copying import copy_parts
from leader_award.editions.extensions import grant_extension, grant_extension_to_unit
from leader_award.editions.models import CARD_MEANS, DeadlineChange, Edition, Round, Rubric
from leader_award.editions.rounds import (
    MOST_JURORS,
    delete_round,
    move_round,
    save_round,
    set_shares,
)
from leader_award.editions.rubrics import discard_version, prepare_version, put_into_force
from leader_award.editions.rules import STAGES, Timetable
from leader_award.editions.setup import (
    apply_default_checks,
    apply_default_rubric,
    default_rubric,
    delete_part,
    move_part,
    save_category,
    save_check_item,
    save_criterion,
    save_prize,
    save_question,
    save_requirement,
    save_section,
)
from leader_award.platform import audit, clock, db, idempotency
from leader_award.platform.audit import Actor
from leader_award.platform.db import Translated
from leader_award.platform.errors import DomainError, NotAllowed, NotFound

__all__ = [
    "advance",
    "apply_default_checks",
    "apply_default_rubric",
    "copy_edition",
    "create_edition",
    "default_rubric",
    "delete_part",
    "delete_round",
    "discard_version",
    "grant_extension",
    "grant_extension_to_unit",
    "move_part",
    "move_round",
    "prepare_version",
    "put_into_force",
    "save_category",
    "save_check_item",
    "save_criterion",
    "save_prize",
    "save_question",
    "save_requirement",
    "save_round",
    "save_section",
    "set_shares",
    "set_timetable",
    "update_edition",
]


def create_edition(
    *,
    year: int,
    number: int,
    name: Translated,
    opens_at: datetime,
    deadline: datetime,
    check_until: datetime,
    scoring_until: datetime,
    announcement_at: datetime,
    actor: Actor,
    key: str,
    theme: Translated | None = None,
    call_text: Translated | None = None,
) -> str:
    """Make a planned edition and return its id; instants are aware.

    Raises DomainError beside a field: the number is taken, dates out of order, no Polish name.
    """
    timetable = Timetable(opens_at, deadline, check_until, scoring_until, announcement_at)

    def create() -> str:
        edition = _add(writer, year, number, name, timetable)
        edition.rounds = [first_round()]
        edition.theme, edition.call_text = clean(theme), clean(call_text)
        writer.flush()
        audit.record(writer, actor, "edition.created", edition, {"year": year, "number": number})
        return edition.id

    with db.transaction() as writer:
        return idempotency.once(writer, key, create)


def copy_edition(
    *,
    source_id: str,
    year: int,
    number: int,
    name: Translated,
    opens_at: datetime,
    deadline: datetime,
    check_until: datetime,
    scoring_until: datetime,
    announcement_at: datetime,
    actor: Actor,
    key: str,
) -> str:
    """Make a planned edition with the texts, form, rubric, prizes and rules of another one.

    Returns the new id. Raises as `create_edition`, and NotFound for the source.
    """
    timetable = Timetable(opens_at, deadline, check_until, scoring_until, announcement_at)

    def create() -> str:
        source = queries.whole(source_id, writer)
        if source is None:
            raise NotFound(_l("This edition does not exist."))
        edition = _add(writer, year, number, name, timetable)
        copy_parts(writer, source, edition, clock.now())
        audit.record(writer, actor, "edition.copied", edition, {"source": source_id})
        return edition.id

    with db.transaction() as writer:
        return idempotency.once(writer, key, create)


def first_round() -> Round:
    """Return the round that every edition has, with an empty rubric."""
    return Round(
        position=0,
        kind="desk",
        name=dict(defaults.FIRST_ROUND),
        rubrics=[Rubric(version=1, in_force_since=clock.now())],
    )


def _add(
    writer: Session, year: int, number: int, name: Translated, timetable: Timetable
) -> Edition:
    _check_order(timetable)
    if not 1990 <= year <= 2100:
        raise DomainError(_l("Enter a year with four digits."), field="year")
    if number < 1:
        raise DomainError(_l("Editions are numbered from 1."), field="number")
    if writer.scalar(select(Edition.id).where(Edition.number == number)):
        raise DomainError(_l("There is an edition with this number already."), field="number")
    taken = set(writer.scalars(select(Edition.slug).where(Edition.year == year)))
    edition = Edition(
        slug=f"{year}-{number}" if str(year) in taken else str(year),
        year=year,
        number=number,
        state="planned",
        name=required(name, "name"),
        created_at=clock.now(),
        **{stage: getattr(timetable, stage) for stage in STAGES},
    )
    writer.add(edition)
    writer.flush()
    return edition


def update_edition(
    *,
    edition_id: str,
    version: int,
    actor: Actor,
    name: Translated | None = None,
    theme: Translated | None = None,
    call_text: Translated | None = None,
    note: Translated | None = None,
    one_entry_per_category: bool | None = None,
    has_final: bool | None = None,
    jurors_per_entry: int | None = None,
    feedback_to_applicants: bool | None = None,
    card_mean: str | None = None,
) -> None:
    """Change the texts and rules that are given; what is None stays.

    Raises Conflict if `version` is not the stored one and something differs, NotAllowed when
    the edition is closed, DomainError beside a field.
    """
    with db.transaction() as writer:
        edition = edition_for_change(writer, edition_id, "basics")
        texts = {"theme": theme, "call_text": call_text, "note": note}
        wanted: dict[str, Any] = {k: clean(v) for k, v in texts.items() if v is not None}
        if name is not None:
            wanted["name"] = required(name, "name")
        settings = {
            "one_entry_per_category": one_entry_per_category,
            "has_final": has_final,
            "jurors_per_entry": jurors_per_entry,
            "feedback_to_applicants": feedback_to_applicants,
            "card_mean": card_mean,
        }
        wanted |= {k: v for k, v in settings.items() if v is not None}
        check_version(edition, version, wanted)
        _check_settings(writer, edition, wanted)
        changed = sorted(k for k, v in wanted.items() if getattr(edition, k) != v)
        for column in changed:
            setattr(edition, column, wanted[column])
        if changed:
            audit.record(writer, actor, "edition.changed", edition, {"fields": changed})


def _check_settings(writer: Session, edition: Edition, wanted: dict[str, Any]) -> None:
    jurors = wanted.get("jurors_per_entry", edition.jurors_per_entry)
    if not 1 <= jurors <= MOST_JURORS:
        raise DomainError(
            _l("Enter a number from 1 to %(most)s.", most=MOST_JURORS),
            field="jurors_per_entry",
        )
    once = wanted.get("one_entry_per_category", edition.one_entry_per_category)
    if once != edition.one_entry_per_category and "form" in frozen_parts(writer, edition):
        raise NotAllowed(
            _l("There are entries already, so this rule can no longer be changed."),
            field="one_entry_per_category",
        )
    rounds = queries.rounds(edition.id, writer)
    if not wanted.get("has_final", True) and any(one.kind == "presentation" for one in rounds):
        raise NotAllowed(
            _l("There is a round of presentations, which is the final."), field="has_final"
        )
    _check_mean(writer, edition, wanted.get("card_mean", edition.card_mean), jurors, rounds)


def _check_mean(
    writer: Session, edition: Edition, mean: str, jurors: int, rounds: Sequence[Round]
) -> None:
    if mean not in CARD_MEANS:
        raise DomainError(_l("Choose one of the answers."), field="card_mean")
    if mean != edition.card_mean and hooks.scored(writer, edition.id):
        raise NotAllowed(
            _l("Scoring has begun, so this rule can no longer be changed."), field="card_mean"
        )
    fewest = min(one.jurors_per_entry or jurors for one in rounds)
    if mean == "trimmed" and fewest < rules.LEAST_TRIMMED_CARDS:
        raise DomainError(wording.TRIMMED, field="card_mean")


def set_timetable(
    *,
    edition_id: str,
    version: int,
    opens_at: datetime,
    deadline: datetime,
    check_until: datetime,
    scoring_until: datetime,
    announcement_at: datetime,
    actor: Actor,
    reason: str = "",
) -> None:
    """Change the instants of the timetable.

    A published call's deadline moves only forward of now, and with a reason that is kept.
    Raises Conflict, NotAllowed (a frozen instant) or DomainError beside the stage's field.
    """
    timetable = Timetable(opens_at, deadline, check_until, scoring_until, announcement_at)
    with db.transaction() as writer:
        edition = edition_for_change(writer, edition_id, "timetable")
        wanted = {stage: getattr(timetable, stage) for stage in STAGES}
        check_version(edition, version, wanted)
        _check_order(timetable)
        _check_moves(writer, edition, timetable)
        _check_rounds(writer, edition, timetable)
        moved = [s for s in STAGES if getattr(edition, s) != wanted[s]]
        change = (
            _keep_deadline_change(writer, edition, deadline, reason, actor)
            if rules.needs_reason(edition, timetable)
            else None
        )
        for stage in moved:
            setattr(edition, stage, wanted[stage])
        if change is not None:
            for tell in hooks.deadline_moved:
                tell(writer, edition, change)
        if moved:
            instants = {stage: wanted[stage].isoformat() for stage in moved}
            audit.record(writer, actor, "edition.timetable_changed", edition, instants)


def _check_order(timetable: Timetable) -> None:
    wrong = rules.disorder(timetable)
    if wrong:
        earlier = STAGES[STAGES.index(wrong[0]) - 1]
        raise DomainError(
            _l("This must come after “%(stage)s”.", stage=wording.STAGES[earlier]), field=wrong[0]
        )


def _check_moves(writer: Session, edition: Edition, timetable: Timetable) -> None:
    for stage, code in rules.forbidden_moves(edition, timetable, clock.now()):
        raise NotAllowed(wording.MOVES[code], field=stage)
    frozen = frozen_parts(writer, edition)
    if "deadline" in frozen and edition.deadline != timetable.deadline:
        raise NotAllowed(frozen["deadline"], field="deadline")


def _check_rounds(writer: Session, edition: Edition, timetable: Timetable) -> None:
    """Refuse instants of the assessment that leave dates of a round outside."""
    rounds = queries.rounds(edition.id, writer)
    moved = [s for s in ("check_until", "scoring_until")
             if getattr(edition, s) != getattr(timetable, s)]  # fmt: skip
    if moved and rules.misdated(rounds, timetable) is not None:
        raise DomainError(
            _l("A round of the assessment has dates that do not fit this. Change them first."),
            field=moved[-1],
        )


def _keep_deadline_change(
    writer: Session, edition: Edition, deadline: datetime, reason: str, actor: Actor
) -> DeadlineChange:
    if not reason.strip():
        raise DomainError(
            _l("The call has been published. Say why the deadline moves; applicants will read it."),
            field="reason",
        )
    change = DeadlineChange(
        edition_id=edition.id,
        changed_at=clock.now(),
        changed_by_id=actor.person_id,
        before=edition.deadline,
        after=deadline,
        reason=reason.strip(),
    )
    writer.add(change)
    return change


def obstacles(reader: Session, edition: Edition, event: str) -> list[Any]:
    """Return the sentences that tell why `event` cannot happen now; none means it can."""
    found: list[Any] = []
    code = rules.guard(event, edition, clock.now())
    if code is not None:
        found.append(wording.GUARDS[code])
    if event == "open_call":
        pages = queries.missing_for_call(edition.id, reader)
        found += [_l("Still to be filled in: %(page)s.", page=wording.PAGES[p]) for p in pages]
    if event == "start_scoring":
        if queries.open_extensions(edition.id, reader):
            found.append(_l("An applicant still has time: an extended deadline has not passed."))
        rubric = queries.rounds(edition.id, reader)[0].rubric
        if not rules.complete([criterion.weight for criterion in rubric.criteria]):
            found.append(_l("Still to be filled in: %(page)s.", page=wording.PAGES["rubric"]))
    for hook in hooks.event_obstacles:
        reason = hook(reader, edition.id, event)
        if reason is not None:
            found.append(reason)
    return found


def advance(*, edition_id: str, event: str, actor: Actor) -> None:
    """Lead the edition on by an event of `rules.EVENTS`.

    Sent a second time it changes nothing. Raises NotAllowed if the table, the timetable or
    something unfinished forbids it.
    """
    with db.transaction() as writer:
        edition = db.lock(writer, Edition, edition_id)
        if edition.state == rules.EVENTS[event].after:
            return
        if not rules.allows(edition.state, event, actor.role):
            raise NotAllowed(_l("This edition is not at the stage at which this can be done."))
        for reason in obstacles(writer, edition, event):
            raise NotAllowed(reason)
        edition.state = rules.EVENTS[event].after
        audit.record(writer, actor, f"edition.{event}", edition)
