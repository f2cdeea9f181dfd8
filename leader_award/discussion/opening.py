"""Opening entries for changes of their cards takes two organisers: one asks, another agrees."""

from collections import defaultdict
from collections.abc import Collection, Sequence

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from leader_award.accounts.service import address, recipient
from leader_award.discussion import rules
from leader_award.discussion.holding import NOTHING, about, discussion_for, require_event
from leader_award.discussion.models import AgendaItem, Discussion
from leader_award.discussion.standing import Standing, standing
from leader_award.editions.models import Round
from leader_award.entries.models import Entry
from leader_award.jury.models import Assignment, Juror
from leader_award.platform import audit, clock, db, outbox
from leader_award.platform.audit import Actor
from leader_award.platform.errors import DomainError, NotAllowed, NotFound
from leader_award.scoring import rules as scoring_rules
from leader_award.scoring.models import ScoreCard


def ask_to_open(*, round_id: str, item_ids: Collection[str], actor: Actor) -> int:
    """Ask for entries to be opened for changes; return how many. Another organiser decides.

    Raises NotAllowed (time, state, a card is not sealed), DomainError for none, NotFound.
    """
    with db.transaction() as writer:
        discussion = discussion_for(writer, round_id)
        _require_open(discussion.round)
        now = standing(discussion.round)
        for item in _chosen(discussion, item_ids, "ask", actor):
            _require_all_sealed(now, item)
            item.state = rules.EVENTS[item.state, "ask"].after
            item.asked_at, item.asked_by_id = clock.now(), actor.person_id
            audit.record(writer, actor, "agenda.opening_asked", item.entry, about(item, discussion))
        return len(set(item_ids))


def approve_opening(*, round_id: str, item_ids: Collection[str], actor: Actor) -> int:
    """Open entries that another organiser asked for; return how many.

    Each juror of one of them gets one mail. Raises NotAllowed (time, state, an own request, a
    card not sealed), DomainError for none, NotFound.
    """
    with db.transaction() as writer:
        discussion = discussion_for(writer, round_id)
        _require_open(discussion.round)
        now = standing(discussion.round)
        opened = _chosen(discussion, item_ids, "approve", actor)
        for item in opened:
            if not rules.agreed_by_two(item.asked_by_id, actor.person_id):
                raise NotAllowed(_l("Another organiser has to agree: nobody opens an entry alone."))
            _require_all_sealed(now, item)
            item.state = rules.EVENTS[item.state, "approve"].after
            item.opened_at, item.opened_by_id = clock.now(), actor.person_id
            audit.record(writer, actor, "agenda.entry_opened", item.entry, about(item, discussion))
        _write_to_jurors(writer, discussion, opened)
        return len(opened)


def decline_opening(*, round_id: str, item_ids: Collection[str], actor: Actor) -> int:
    """Leave entries closed to changes; whoever asked may take the request back this way.

    Raises NotAllowed (state), DomainError for none, NotFound.
    """
    with db.transaction() as writer:
        discussion = discussion_for(writer, round_id)
        for item in _chosen(discussion, item_ids, "decline", actor):
            item.state = rules.EVENTS[item.state, "decline"].after
            item.asked_at = item.asked_by_id = None
            audit.record(
                writer, actor, "agenda.opening_declined", item.entry, about(item, discussion)
            )
        return len(set(item_ids))


def _require_open(round: Round) -> None:
    if not scoring_rules.accepts_scores(round, clock.now()):
        raise NotAllowed(
            _l("Cards can be changed only while the round is open. Move its end if you need to.")
        )


def _require_all_sealed(now: Standing, item: AgendaItem) -> None:
    if not now.all_sealed(item.entry_id):
        reference = now.entries[item.entry_id].reference if item.entry_id in now.entries else "–"
        raise NotAllowed(
            _l(
                "%(reference)s cannot be opened: not every card of it is sealed.",
                reference=reference,
            )
        )


def _chosen(
    discussion: Discussion, item_ids: Collection[str], event: str, actor: Actor
) -> list[AgendaItem]:
    chosen = [item for item in discussion.items if item.id in set(item_ids)]
    if not item_ids:
        raise DomainError(_l("Choose at least one entry."))
    if len(chosen) != len(set(item_ids)):
        raise NotFound(NOTHING)
    for item in chosen:
        require_event(item, event, actor)
    return chosen


def _write_to_jurors(writer: Session, discussion: Discussion, opened: Sequence[AgendaItem]) -> None:
    entry_ids = [item.entry_id for item in opened]
    given = writer.execute(
        select(Juror, Entry)
        .select_from(Assignment)
        .join(Juror, Juror.id == Assignment.juror_id)
        .join(Entry, Entry.id == Assignment.entry_id)
        .join(ScoreCard, ScoreCard.assignment_id == Assignment.id)
        .where(
            Assignment.round_id == discussion.round_id,
            Assignment.ended_at.is_(None),
            Assignment.entry_id.in_(entry_ids),
            ScoreCard.state == scoring_rules.SEALED,
        )
        .options(joinedload(Juror.edition))
        .order_by(Entry.reference, Juror.id)
    )
    entries: dict[str, list[Entry]] = defaultdict(list)
    jurors: dict[str, Juror] = {}
    for juror, entry in given:
        jurors[juror.id] = juror
        entries[juror.id].append(entry)
    for juror_id, juror in jurors.items():
        outbox.queue(
            writer,
            recipient(juror.person),
            "discussion/mail/opened.txt",
            about=juror,
            person=juror.person,
            edition=juror.edition,
            references=[entry.reference for entry in entries[juror_id]],
            until=discussion.round.ends_at,
            link=address("discussion.mine"),
        )
