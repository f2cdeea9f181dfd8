"""Use cases of the discussion: its agenda, conclusions, and changes of cards."""

from collections.abc import Mapping
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from leader_award.discussion import queries, rules
from leader_award.discussion.holding import (
    NOTHING,
    about,
    discussion_for,
    item_for,
    item_of,
    words_of,
)
from leader_award.discussion.models import AgendaItem, Discussion, ScoreChange
from leader_award.discussion.standing import Standing, standing
from leader_award.editions.models import Round
from leader_award.jury.policy import may_read
from leader_award.platform import audit, clock, db, idempotency
from leader_award.platform.audit import Actor
from leader_award.platform.errors import Conflict, DomainError, NotAllowed, NotFound
from leader_award.scoring import revising
from leader_award.scoring import rules as scoring_rules


def opening_fault(found: Standing) -> Any | None:
    """Say why no agenda can be made of this round now; None if it can."""
    if found.round.edition.state != "scoring":
        return _l("An agenda is made while the entries are being assessed.")
    if not rules.enough_sealed(found.sealed, found.due):
        return _l("An agenda can be made once at least four cards in five are sealed.")
    return None


def open_agenda(*, round_id: str, most: int, shows_cards: bool, actor: Actor, key: str) -> str:
    """Make the agenda of the round's `most` most disputed entries; return the discussion's id.

    Raises NotAllowed (state, too few cards sealed, there is one already), DomainError beside
    `most`, NotFound.
    """
    with db.transaction() as writer:
        round = db.lock(writer, Round, round_id)

        def create() -> str:
            found = standing(round)
            fault = opening_fault(found)
            if fault is not None:
                raise NotAllowed(fault)
            if not 1 <= most <= rules.MOST:
                raise DomainError(
                    _l("Choose a number from 1 to %(most)s.", most=rules.MOST), field="most"
                )
            if writer.scalar(select(Discussion.id).where(Discussion.round_id == round_id)):
                raise NotAllowed(_l("This round has an agenda already."))
            discussion = Discussion(
                round_id=round_id,
                opened_at=clock.now(),
                opened_by_id=actor.person_id,
                shows_cards=shows_cards,
            )
            discussion.items = [
                AgendaItem(entry_id=entry_id, position=position, state=rules.LISTED)
                for position, entry_id in enumerate(found.order[:most])
            ]
            writer.add(discussion)
            writer.flush()
            details = {
                "edition": round.edition_id,
                "round": round_id,
                "entries": len(discussion.items),
                "shows_cards": shows_cards,
            }
            audit.record(writer, actor, "discussion.opened", discussion, details)
            return discussion.id

        return idempotency.once(writer, key, create)


def add_item(*, round_id: str, entry_id: str, why: str, actor: Actor) -> str:
    """Put an entry of the round at the end of the agenda, with a word why; return the item's id.

    Raises NotAllowed (state, it stands there already), DomainError beside `entry_id` or `why`,
    NotFound.
    """
    with db.transaction() as writer:
        discussion = discussion_for(writer, round_id)
        word = words_of(why, "why", rules.LONGEST_WORD, _l("Say in a word why."))
        now = standing(discussion.round)
        if entry_id not in now.entries:
            raise DomainError(
                _l("Choose an entry that is assessed in this round."), field="entry_id"
            )
        items = {item.entry_id: item for item in discussion.items}
        item = items.get(entry_id)
        if item is not None and not rules.allows(item.state, "add", actor.role):
            raise DomainError(_l("This entry is on the agenda already."), field="entry_id")
        if item is None:
            item = AgendaItem(discussion_id=discussion.id, entry_id=entry_id)
            writer.add(item)
        item.state, item.why = rules.LISTED, word
        item.position = max((one.position for one in discussion.items), default=-1) + 1
        writer.flush()
        audit.record(writer, actor, "agenda.entry_added", item.entry, about(item, discussion))
        return item.id


def remove_item(*, item_id: str, why: str, actor: Actor) -> None:
    """Take an entry off the agenda, with a word why.

    Raises NotAllowed (state), DomainError beside `why`, NotFound.
    """
    with db.transaction() as writer:
        item = item_for(writer, item_id, "remove", actor)
        item.removed_reason = words_of(why, "why", rules.LONGEST_WORD, _l("Say in a word why."))
        item.state, item.current_since = rules.REMOVED, None
        audit.record(
            writer, actor, "agenda.entry_removed", item.entry, about(item, item.discussion)
        )


def move_item(*, item_id: str, by: int, actor: Actor) -> None:
    """Move an item up (-1) or down (1) among those on the agenda; at an end nothing changes.

    Raises NotAllowed (state), NotFound.
    """
    with db.transaction() as writer:
        item = item_of(writer, item_id)
        listed = [one for one in item.discussion.items if one.state != rules.REMOVED]
        if item not in listed or by not in (-1, 1):
            raise NotFound(NOTHING)
        here = listed.index(item)
        there = here + by
        if not 0 <= there < len(listed):
            return
        listed[here], listed[there] = listed[there], listed[here]
        for position, one in enumerate(listed):
            one.position = position
        audit.record(writer, actor, "agenda.entry_moved", item.entry, about(item, item.discussion))


def make_current(*, item_id: str, actor: Actor) -> None:
    """Mark the entry that the jury talks about now; the mark leaves every other one.

    Raises NotAllowed (state), NotFound.
    """
    with db.transaction() as writer:
        item = item_of(writer, item_id)
        if item.state not in (rules.LISTED, rules.ASKED, rules.OPEN):
            raise NotAllowed(_l("This cannot be done with the entry in its present state."))
        for one in item.discussion.items:
            one.current_since = None
        item.current_since = clock.now()
        audit.record(writer, actor, "agenda.entry_called", item.entry, about(item, item.discussion))


def conclude(*, item_id: str, version: int, conclusion: str, actor: Actor) -> None:
    """Write down what the jury concluded about an entry, which ends changes of its cards.

    Raises Conflict if the item was changed since `version`, NotAllowed (state), DomainError
    beside `conclusion`, NotFound.
    """
    with db.transaction() as writer:
        item = item_for(writer, item_id, "conclude", actor)
        if item.version != version:
            raise Conflict(_l("Somebody has changed this entry on the agenda in the meantime."))
        words = words_of(
            conclusion,
            "conclusion",
            rules.LONGEST_CONCLUSION,
            _l("Write down what the jury concluded."),
        )
        item.conclusion, item.concluded_at, item.current_since = words, clock.now(), None
        item.state = rules.EVENTS[item.state, "conclude"].after
        audit.record(
            writer, actor, "agenda.entry_concluded", item.entry, about(item, item.discussion)
        )


def resume(*, item_id: str, actor: Actor) -> None:
    """Take up an entry again after its conclusion, which stays to be edited.

    Raises NotAllowed (state), NotFound.
    """
    with db.transaction() as writer:
        item = item_for(writer, item_id, "resume", actor)
        item.state = rules.EVENTS[item.state, "resume"].after
        item.concluded_at = item.opened_at = item.opened_by_id = None
        item.asked_at = item.asked_by_id = None
        audit.record(
            writer, actor, "agenda.entry_resumed", item.entry, about(item, item.discussion)
        )


def change_card(
    *,
    item_id: str,
    version: int,
    points: Mapping[str, scoring_rules.Answer | None],
    comment_to_jury: str,
    reason: str,
    actor: Actor,
) -> str:
    """Change the juror's own sealed card of an open entry, with a reason; return its new seal.

    Raises Incomplete, Conflict if the card was changed since `version`, DomainError beside a
    criterion's id, a comment or `reason`, NotAllowed (time, state), NotFound for an entry that
    is not the juror's.
    """
    with db.transaction() as writer:
        item = item_for(writer, item_id, "change", actor)
        card = queries.card_of(item, actor.person_id or "")
        if card is None or not may_read(card.assignment):
            raise NotFound(NOTHING)
        old_comment = card.comment_to_jury
        words = words_of(
            reason, "reason", rules.LONGEST_REASON, _l("Say why you change your points.")
        )
        done = revising.revise_card(
            writer,
            card_id=card.id,
            version=version,
            points=points,
            comment_to_jury=comment_to_jury,
            actor=actor,
        )
        change = ScoreChange(
            item_id=item.id,
            card_id=card.id,
            rubric_id=card.rubric_id,
            at=clock.now(),
            reason=words,
            before=done.before,
            after=done.after,
            comment_to_jury=old_comment,
        )
        writer.add(change)
        details = {
            "criteria": sum(
                done.before.get(key) != done.after.get(key) for key in done.before | done.after
            ),
            "commitment": done.digest,
        }
        audit.record(writer, actor, "card.changed_in_discussion", card, details)
        return done.digest
