"""The steps of an edition as simulated people take them, each at its instant."""

import random
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial

from leader_award.demo import announcing, building, people
from leader_award.editions.models import Edition, Round
from leader_award.entries import queries as entry_queries
from leader_award.entries import service as entries
from leader_award.jury.rounds import choose_entries
from leader_award.platform import clock, db
from leader_award.platform.errors import NotAllowed
from leader_award.ranking.queries import edition_ranking
from leader_award.rehearsal import cast
from leader_award.rehearsal.cast import Clerk
from leader_award.rehearsal.timetable import ASSIGNMENT, CHECKING, DECIDING, SCORING
from leader_award.results import service as results

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
LETTER = "Proszę uzupełnić załącznik o podpis wójta (wezwanie próbne)."
SCORED_ALREADY = 1 / 3
"""The share of each juror's cards that are sealed when the scoring is left to the organiser."""


class CannotRehearse(Exception):
    """The edition asks for something that cannot be invented."""


@dataclass
class Rehearsal:
    """An edition on its way; `log` has the instant and the sentence of all that was done."""

    edition_id: str
    source: random.Random
    log: list[tuple[datetime, str]] = field(default_factory=list)

    @property
    def edition(self) -> Edition:
        """The edition as stored now."""
        db.session().expire_all()
        return building.whole(self.edition_id)

    @contextmanager
    def step(self, instant: datetime, sentence: str) -> Iterator[None]:
        """Do something at an instant and note it."""
        with clock.set_to(instant):
            yield
        self.log.append((instant, sentence))


def run(rehearsal: Rehearsal, *, count: int, stop_at: str) -> None:
    """Take the edition from its call to the step `stop_at`, which is left to the organiser.

    `count` entries are submitted. Raises CannotRehearse.
    """
    clerks = _hold_call(rehearsal, count)
    if stop_at == CHECKING:
        return
    entry_ids = _check(rehearsal, clerks)
    _invite_jury(rehearsal, entry_ids)
    if stop_at == ASSIGNMENT:
        return
    _start_scoring(rehearsal)
    quality = {key: rehearsal.source.uniform(0.35, 0.95) for key in entry_ids}
    if stop_at == SCORING:
        _score(rehearsal, rehearsal.edition.rounds[0], quality, SCORED_ALREADY)
        return
    for number, round in enumerate(rehearsal.edition.rounds):
        if number:
            _let_go_on(rehearsal, rehearsal.edition.rounds[number - 1], round)
        _score(rehearsal, round, quality)
    with rehearsal.step(
        rehearsal.edition.scoring_until + HOUR, "the assessment was closed, decisions began"
    ):
        building.advance(rehearsal.edition_id, "start_deciding")
    if stop_at != DECIDING:
        _decide(rehearsal)


def _hold_call(rehearsal: Rehearsal, count: int) -> dict[str, Clerk]:
    """Open the call; clerks submit, one leaves a draft and one comes too late.

    Returns who submitted, by the entry's id.
    """
    edition = rehearsal.edition
    with rehearsal.step(edition.opens_at, "the call was opened"):
        building.advance(edition.id, "open_call")
        everybody = cast.clerks(count + 2, rehearsal.source)
    edition = rehearsal.edition
    length = edition.deadline - edition.opens_at - 2 * HOUR
    moments = sorted(HOUR + length * rehearsal.source.random() for _ in everybody)
    made = {}
    for number, (clerk, moment) in enumerate(zip(everybody, moments, strict=True)):
        with clock.set_to(edition.opens_at + moment):
            entry_id = _enter(rehearsal, edition, clerk, number)
            made[entry_id] = clerk
            if number < count:
                building.submit(entry_id, clerk.actor)
    *submitted, _draft, late = made
    rehearsal.log.append((edition.deadline, f"{count} entries came in, one stayed a draft"))
    with rehearsal.step(
        edition.deadline + timedelta(minutes=1), "one entry came a minute late and was refused"
    ):
        try:
            building.submit(late, made[late].actor)
        except NotAllowed:
            pass
        else:
            raise AssertionError("an entry was taken after the deadline")
    with rehearsal.step(edition.deadline + 2 * HOUR, "the formal check began"):
        building.advance(edition.id, "start_checking")
    return {entry_id: made[entry_id] for entry_id in submitted}


def _enter(rehearsal: Rehearsal, edition: Edition, clerk: Clerk, number: int) -> str:
    files = {one.label["pl"]: cast.file_for(one) for one in edition.attachment_requirements}
    for wanted in edition.attachment_requirements:
        if wanted.min_count and files[wanted.label["pl"]] is None:
            raise CannotRehearse(f"no file can be invented for: {wanted.label['pl']}")
    category = edition.categories[number % len(edition.categories)].id
    return building.enter(
        edition,
        clerk.organisation_id,
        category_id=category,
        title=cast.title(number),
        partnership=f"Partnerstwo próbne {number + 1}",
        answers=cast.answers(edition, category, rehearsal.source),
        files={
            one.label["pl"]: partial(_given, files[one.label["pl"]])
            for one in edition.attachment_requirements
            if one.min_count
        },
        actor=clerk.actor,
    )


def _given(file: tuple[str, bytes] | None) -> tuple[str, bytes]:
    if file is None:
        raise LookupError("no file")
    return file


def _check(rehearsal: Rehearsal, clerks: dict[str, Clerk]) -> list[str]:
    """Send the first entry back, which its clerk completes; admit all."""
    edition = rehearsal.edition
    first, *others = clerks
    begun = edition.deadline + DAY
    with rehearsal.step(begun, "one entry was called for completion, the others were admitted"):
        building.send_back(edition, first, LETTER, begun + 3 * DAY)
        for entry_id in others:
            building.admit(edition, entry_id)
    with rehearsal.step(begun + DAY, "the entry was completed in time"):
        found = entry_queries.find(first)
        if found is None:
            raise LookupError(first)
        entries.save_entry(
            entry_id=first,
            version=found.version,
            changes={"partnership_name": "Partnerstwo próbne (uzupełnione)"},
            actor=clerks[first].actor,
        )
        building.submit(first, clerks[first].actor)
    with rehearsal.step(begun + 2 * DAY, "it was admitted too"):
        building.admit(edition, first)
    return list(clerks)


def _invite_jury(rehearsal: Rehearsal, entry_ids: Sequence[str]) -> None:
    edition = rehearsal.edition
    instant = edition.deadline + 4 * DAY
    with rehearsal.step(instant, "six jurors signed; one declared a conflict of interest"):
        building.invite_jury(
            edition, list(entry_ids), capacity=len(entry_ids), conflicts={0: entry_ids[-1]}
        )


def _start_scoring(rehearsal: Rehearsal) -> None:
    edition = rehearsal.edition
    with rehearsal.step(edition.deadline + 6 * DAY, "the entries were assigned to the jurors"):
        building.assign(edition.rounds[0])
    with rehearsal.step(edition.check_until + HOUR, "the merit assessment began"):
        building.advance(edition.id, "start_scoring")


def _let_go_on(rehearsal: Rehearsal, before: Round, round: Round) -> None:
    """Let the better half go on to the round, and assign it."""
    with rehearsal.step(before.ends_at + HOUR, "the better half went on to the next round"):
        lines = edition_ranking(rehearsal.edition_id, round_id=before.id).overall.lines
        choose_entries(
            round_id=round.id,
            entry_ids=[line.entry_id for line in lines[: (len(lines) + 1) // 2]],
            actor=people.acting(people.ORGANISER, "organiser"),
        )
        building.assign(round)


def _score(
    rehearsal: Rehearsal, round: Round, quality: dict[str, float], share: float = 1.0
) -> None:
    edition = rehearsal.edition
    begun = max(edition.check_until, round.opens_at or edition.check_until) + 2 * HOUR
    words = "all cards were sealed" if share == 1 else "the first cards were sealed"
    with rehearsal.step(min(begun, round.ends_at - timedelta(minutes=1)), words):
        building.score(round, quality, share)


def _decide(rehearsal: Rehearsal) -> None:
    """Give the prizes to the best, in their order, and announce the results."""
    edition, organiser = rehearsal.edition, people.acting(people.ORGANISER, "organiser")
    instant = edition.scoring_until + 2 * HOUR
    lines = edition_ranking(edition.id).overall.lines
    best = [line.entry_id for line in lines]
    prizes = [prize for prize in edition.prizes for _ in range(prize.count or 1)][: len(best)]
    with rehearsal.step(instant, f"{len(prizes)} entries were awarded"):
        if edition.has_final:
            results.mark_finalists(
                edition_id=edition.id, entry_ids=best[: len(prizes)], actor=organiser
            )
        for entry_id, prize in zip(best, prizes, strict=False):
            results.decide(
                entry_id=entry_id, outcome=prize.award, prize_id=prize.id,
                reason="Uzasadnienie próbne.", actor=organiser,
            )  # fmt: skip
        results.decide_rest(edition_id=edition.id, actor=organiser)
        announcing.settle(edition, best)
        results.prepare_announcement(
            edition_id=edition.id, at=edition.announcement_at, actor=organiser
        )
        results.approve_announcement(
            edition_id=edition.id, actor=people.acting(people.SECOND_ORGANISER, "organiser")
        )
    with rehearsal.step(edition.announcement_at, "the results were announced"):
        results.queue_announcement_mails()
