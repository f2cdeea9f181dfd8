"""The juror's desk as its pages show it: the next step, the words for progress and terms."""

import json
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from leader_award.editions import queries as edition_queries
from leader_award.editions.models import Criterion, Edition, Round
from leader_award.jury import queries as jury_queries
from leader_award.jury import rules as jury_rules
from leader_award.jury.models import Juror
from leader_award.platform.i18n import moment, translate
from leader_award.scoring import overview, queries, rules, wording
from leader_award.scoring.forms import PREFIX
from leader_award.scoring.queries import DeskCard

DECLARE, WAIT, CONFLICTS, SCORE, DONE, OVER = (
    "declare",
    "wait",
    "conflicts",
    "score",
    "done",
    "over",
)
TO_DO = (rules.ASSIGNED, rules.STARTED, rules.REOPENED)


@dataclass(frozen=True)
class Seat:
    """One place on a jury with what there is to do on it now.

    `step` is one of the constants above; `unanswered` counts the entries without a word about
    conflicts; `cards` are those the juror may see, in the order of the edition's `rounds`; the
    cards in `now` can be filled in at present.
    """

    juror: Juror
    rounds: tuple[Round, ...]
    cards: tuple[DeskCard, ...]
    now: tuple[DeskCard, ...]
    unanswered: int
    step: str

    @property
    def sealed(self) -> int:
        """Number of sealed cards."""
        return sum(card.state == rules.SEALED for card in self.cards)

    @property
    def counts(self) -> Counter[str]:
        """Number of cards by state."""
        return Counter(card.state for card in self.cards)

    @property
    def following(self) -> tuple[DeskCard, str] | None:
        """The card to go on with, and why it is this one."""
        return rules.next_card(self.now)

    @property
    def ends_at(self) -> datetime:
        """The nearest end of a round in which something is left to do, or the end of it all."""
        ends = [card.round.ends_at for card in self.now if card.state in TO_DO]
        return min(ends, default=self.juror.edition.scoring_until)

    @property
    def until(self) -> str:
        """That end in words."""
        return wording.until(self.ends_at)


@dataclass(frozen=True)
class Group:
    """The cards of one round on a desk; `name` is empty where the edition has one round only."""

    round: Round
    name: str
    term: str
    open_now: bool
    sealed: int
    cards: tuple[DeskCard, ...]


def seat(juror: Juror, now: datetime) -> Seat:
    """Return the place with its cards; the juror comes with the edition."""
    serving = jury_rules.may_serve(juror)
    unanswered = jury_queries.unanswered(juror.edition_id).get(juror.id, 0) if serving else 0
    reading = serving and juror.edition.state in rules.READING
    cards = tuple(queries.desk_cards(juror)) if reading else ()
    rounds = tuple(edition_queries.rounds(juror.edition_id)) if reading else ()
    fillable = tuple(card for card in cards if rules.accepts_scores(card.round, now))
    step = _step(juror, rounds, cards, unanswered, now)
    return Seat(juror, rounds, cards, fillable, unanswered, step)


def _step(
    juror: Juror, rounds: Sequence[Round], cards: Sequence[DeskCard], unanswered: int, now: datetime
) -> str:
    state = juror.edition.state
    if state not in jury_rules.OPEN:
        return OVER
    if juror.declared_at is None:
        return DECLARE
    if unanswered:
        return CONFLICTS
    if state != "scoring":
        return WAIT if state in ("planned", "open", "checking") else OVER
    to_do = [card for card in cards if card.state in TO_DO]
    if any(rules.accepts_scores(card.round, now) for card in to_do):
        return SCORE
    if any(now < card.round.ends_at for card in to_do):
        return WAIT
    if to_do or not any(now < round.ends_at for round in rounds):
        return OVER
    return DONE if cards else WAIT


def groups(here: Seat, chosen: str, now: datetime) -> list[Group]:
    """Return the cards in the state `chosen` (all for ""), round by round, the open ones first."""
    found = []
    for round in here.rounds:
        own = [card for card in here.cards if card.round is round]
        shown = tuple(card for card in own if chosen in ("", card.state))
        if own and (shown or not chosen):
            open_now = rules.accepts_scores(round, now)
            name = translate(round.name) if len(here.rounds) > 1 else ""
            sealed = sum(card.state == rules.SEALED for card in own)
            found.append(Group(round, name, term(round, now), open_now, sealed, shown))
    return sorted(found, key=lambda group: not group.open_now)


def term(round: Round, now: datetime) -> str:
    """Return in words when the round can be scored in."""
    if round.opens_at is not None and now < round.opens_at:
        return str(_("begins on %(when)s", when=moment(round.opens_at)))
    if now < round.ends_at:
        return wording.until(round.ends_at)
    return str(_("ended on %(when)s", when=moment(round.ends_at)))


def steps(here: Seat) -> list[dict[str, Any]]:
    """Return the three steps of a juror as a list of tasks."""
    juror = here.juror
    return [
        {
            "label": _("Sign the impartiality declaration"),
            "url": url_for("jury.declaration", juror_id=juror.id),
            **_declaration_status(juror),
        },
        {
            "label": _("Say whether you have conflicts of interest"),
            "url": url_for("jury.conflicts", juror_id=juror.id) if juror.declared_at else None,
            "hint": _("For each admitted entry, before you can open it."),
            **_conflicts_status(here),
        },
        {
            "label": _("Score the entries assigned to you"),
            "url": None,
            "deadline": here.until,
            "deadline_iso": here.ends_at.isoformat(),
            "deadline_kind": "late" if here.step == OVER and here.counts[rules.SEALED]
            < len(here.cards) else "normal",
            **_scoring_status(here),
        },
    ]  # fmt: skip


def _declaration_status(juror: Juror) -> dict[str, Any]:
    if juror.declared_at is not None:
        return {"status": _("signed"), "status_kind": "success"}
    if juror.refused_at is not None:
        return {"status": _("declined"), "status_kind": "danger"}
    return {"status": _("to do"), "status_kind": "warning"}


def _conflicts_status(here: Seat) -> dict[str, Any]:
    if here.juror.declared_at is None:
        return {"status": _("later"), "status_kind": "neutral"}
    if here.unanswered:
        words = ngettext("%(num)s entry to answer", "%(num)s entries to answer", here.unanswered)
        return {"status": words, "status_kind": "warning"}
    if here.juror.edition.state in ("planned", "open"):
        return {"status": _("later"), "status_kind": "neutral"}
    return {"status": _("all answered"), "status_kind": "success"}


def _scoring_status(here: Seat) -> dict[str, Any]:
    if not here.cards:
        return {"status": _("later"), "status_kind": "neutral"}
    words = _("%(done)s of %(all)s sealed", done=here.sealed, all=len(here.cards))
    return {
        "status": words,
        "status_kind": "success" if here.sealed == len(here.cards) else "progress",
    }


def filters(here: Seat, chosen: str) -> list[dict[str, Any]]:
    """Return the tabs over the list of cards: all, and each state that occurs."""
    counts = here.counts
    tabs = [("", _("all"), len(here.cards))]
    tabs += [(state, wording.STATES[state], counts[state]) for state in wording.STATES
             if counts[state]]  # fmt: skip
    return [
        {
            "label": label,
            "count": count,
            "url": url_for("scoring.desk", stan=state or None),
            "current": state == chosen,
        }
        for state, label, count in tabs
    ]


def round_tabs(edition: Edition, chosen: Round, by_entry: bool) -> list[dict[str, Any]]:
    """Return the tabs over the progress of several rounds; none where there is one."""
    if len(edition.rounds) < 2:
        return []
    view = "zgloszenia" if by_entry else None
    return [
        {
            "label": translate(one.name),
            "url": url_for("scoring.progress", edition_id=edition.id, runda=one.id, widok=view),
            "current": one.id == chosen.id,
        }
        for one in edition.rounds
    ]


def what_is_left(one: overview.JurorProgress) -> str:
    """Return in a few words what a juror still has to do."""
    if one.juror.declared_at is None:
        return str(_("has not signed the declaration"))
    parts = []
    if one.unanswered:
        parts.append(
            ngettext("%(num)s conflict to answer", "%(num)s conflicts to answer", one.unanswered)
        )
    if one.left:
        parts.append(ngettext("%(num)s card to seal", "%(num)s cards to seal", one.left))
        if len(one.rounds) > 1:
            parts[-1] += " (" + ", ".join(f"{translate(r.name)}: {n}" for r, n in one.rounds) + ")"
    return ", ".join(map(str, parts)) or str(_("nothing left to do"))


@dataclass(frozen=True)
class Scale:
    """One criterion as the card draws it; `name` is that of its radio buttons."""

    id: str
    name: str
    legend: str
    hint: str
    weight: int
    high: int
    levels: tuple[dict[str, Any], ...]


def scale(criterion: Criterion) -> Scale:
    """Return the criterion with its described levels in the current language."""
    return Scale(
        id=criterion.id,
        name=PREFIX + criterion.id,
        legend=translate(criterion.name),
        hint=translate(criterion.description),
        weight=criterion.weight,
        high=criterion.maximum,
        levels=tuple(
            {"low": level["from"], "high": level["to"], "text": translate(level["text"])}  # type: ignore[arg-type]
            for level in criterion.levels
        ),
    )


def weights(criteria: Sequence[Criterion]) -> str:
    """Return the weights by name of radio buttons as JSON, for the running result."""
    return json.dumps({PREFIX + criterion.id: criterion.weight for criterion in criteria})
