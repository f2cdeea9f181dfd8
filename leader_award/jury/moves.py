"""Changes of an assignment by hand: what they cost, what they break, whether they may be made.

A move adds and removes pairs; the same move is weighed on a proposal and on today's assignment.
"""

import hashlib
from collections.abc import Collection, Iterable
from dataclasses import dataclass

from leader_award.jury import assignment, assignment_io, plan, rules, wording
from leader_award.jury.plan import Plan
from leader_award.jury.queries import Pair
from leader_award.platform.errors import DomainError, NotAllowed

SEPARATOR = "."
MOST = 20
"""Pairs in one move; swaps have four at most."""

FEW = ("missing", "under_minimum")
"""Kinds of violations of which fewer found is worse; of the others more is."""


@dataclass(frozen=True)
class Move:
    """Pairs that come and pairs that go."""

    added: frozenset[Pair] = frozenset()
    removed: frozenset[Pair] = frozenset()

    def made_on(self, pairs: Collection[Pair]) -> frozenset[Pair]:
        """Return the pairs after the move."""
        return (frozenset(pairs) - self.removed) | self.added

    def is_done(self, pairs: Collection[Pair]) -> bool:
        """Return whether these are pairs after the move already."""
        return self.made_on(pairs) == frozenset(pairs)

    def arguments(self) -> dict[str, list[str]]:
        """Return the move as arguments of an address: `dodaj` and `zabierz`."""
        return {"dodaj": written(self.added), "zabierz": written(self.removed)}


def written(pairs: Iterable[Pair]) -> list[str]:
    """Return pairs as text, `ENTRY.JUROR`."""
    return sorted(SEPARATOR.join(pair) for pair in pairs)


def move_of(added: Collection[str], removed: Collection[str]) -> Move | None:
    """Return the move that an address asks for, or None when it is no move."""
    pairs = [[tuple(one.split(SEPARATOR)) for one in part] for part in (added, removed)]
    together = [pair for part in pairs for pair in part]
    if not 0 < len(together) <= MOST or any(len(pair) != 2 for pair in together):
        return None
    coming, going = ({(pair[0], pair[1]) for pair in part} for part in pairs)
    return None if coming & going else Move(frozenset(coming), frozenset(going))


def check(today: Plan, pairs: Collection[Pair], move: Move) -> None:
    """Raise NotAllowed when a rule forbids the move, whatever the organiser wants."""
    entries = {entry.id for entry in today.entries}
    serving = {juror.id for juror in today.serving}
    for pair in move.added:
        if pair[0] not in entries:
            raise NotAllowed(wording.HINDRANCES["entry"])
        if pair[1] not in serving:
            raise NotAllowed(wording.HINDRANCES["undeclared"])
        if pair in today.bars:
            raise NotAllowed(wording.HINDRANCES["conflict"])
    if move.added & frozenset(pairs) or not move.removed <= frozenset(pairs):
        raise DomainError(wording.MOVED)


@dataclass(frozen=True)
class Weighed:
    """A move before and after, with the rules that it breaks, mends and leaves broken."""

    before: assignment.Evaluation
    after: assignment.Evaluation
    broken: tuple[assignment.Violation, ...]
    mended: tuple[assignment.Violation, ...]
    left: tuple[assignment.Violation, ...]


def weigh(
    problem: assignment.Problem, before: Collection[Pair], after: Collection[Pair]
) -> Weighed:
    """Compare two assignments of one problem."""
    old, new = assignment.evaluate(problem, before), assignment.evaluate(problem, after)
    known = {_rule(one): one for one in old.violations}
    broken = [
        one for one in new.violations if _rule(one) not in known or _worse(one, known[_rule(one)])
    ]
    still = {_rule(one) for one in new.violations}
    return Weighed(
        before=old,
        after=new,
        broken=tuple(broken),
        mended=tuple(one for one in old.violations if _rule(one) not in still),
        left=tuple(one for one in new.violations if one not in broken),
    )


def _rule(one: assignment.Violation) -> tuple[str, str | None, str | None]:
    return one.kind, one.entry, one.juror


def _worse(new: assignment.Violation, old: assignment.Violation) -> bool:
    return new.found < old.found if new.kind in FEW else new.found > old.found


def bounds(today: Plan) -> assignment.Problem:
    """Return today's problem to weigh moves by: nothing fixed, no bound widened."""
    return plan.problem_of(today, rules.KEEP_NONE)


def digest(today: Plan) -> str:
    """Return a short digest of today's assignment and all that decides what a move costs."""
    problem = assignment_io.to_document(bounds(today))
    return digest_of(today.pairs, assignment_io.input_sha256(problem))


def digest_of(pairs: Collection[Pair], sha256: str) -> str:
    """Return a short digest of pairs and of the input they belong to."""
    text = " ".join([sha256, *written(pairs)])
    return hashlib.sha256(text.encode()).hexdigest()[:16]
