"""What the organiser changes by hand: today's assignment of a round, or a proposal for it.

Pages and figures are the same for both; only the pairs, the problem and the addresses differ.
"""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from flask import url_for
from flask_babel import gettext as _

from leader_award.jury import assignment_io, moves, plan, proposals, rules, solving
from leader_award.jury import assignment_model as engine
from leader_award.jury.models import AssignmentProposal, Juror
from leader_award.jury.moves import Move
from leader_award.jury.plan import Plan
from leader_award.jury.queries import Listed, Pair


@dataclass(frozen=True)
class Ground:
    """Pairs, and the problem that they are weighed by; `proposal` is None for today's."""

    plan: Plan
    proposal: AssignmentProposal | None

    @cached_property
    def pairs(self) -> frozenset[Pair]:
        """The pairs as they are before a move."""
        if self.proposal is None:
            return self.plan.pairs
        return proposals.pairs_after(self.proposal)

    @cached_property
    def problem(self) -> engine.Problem:
        """The problem that a move is weighed by."""
        if self.proposal is None:
            return moves.bounds(self.plan)
        return assignment_io.read_problem(self.proposal.problem)

    @cached_property
    def explained(self) -> engine.Problem:
        """The problem that tells which swaps can be: pairs with points stay."""
        if self.proposal is None:
            return plan.problem_of(self.plan, rules.KEEP_SCORED)
        return self.problem

    @cached_property
    def seen(self) -> str:
        """The digest of what is shown."""
        if self.proposal is None:
            return moves.digest(self.plan)
        return proposals.digest_of_proposal(self.proposal)

    @cached_property
    def open(self) -> bool:
        """Whether it can be changed now."""
        if self.plan.edition.state not in rules.ASSIGNING:
            return False
        if self.proposal is None:
            return True
        proposed = self.proposal.state == solving.PROPOSED
        return proposed and proposals.is_current(self.proposal, self.plan)

    @cached_property
    def loads(self) -> Counter[str]:
        """Number of entries by juror."""
        return Counter(juror for _entry, juror in self.pairs)

    def check(self, move: Move) -> None:
        """Raise NotAllowed when a rule forbids the move."""
        if self.proposal is None:
            moves.check(self.plan, self.pairs, move)
        else:
            proposals.check_edit(self.plan, self.pairs, move)

    def loses_points(self, move: Move) -> bool:
        """Return whether the move takes an entry from a juror who has begun to score it."""
        return any(self.plan.scored(pair) for pair in move.removed)

    def weigh(self, move: Move) -> moves.Weighed:
        """Return what the move costs and breaks."""
        return moves.weigh(self.problem, self.pairs, move.made_on(self.pairs))

    def jurors_of(self, entry: Listed) -> list[Juror]:
        """Return the entry's jurors, by surname."""
        return [juror for juror in self.plan.jurors if (entry.id, juror.id) in self.pairs]

    def move_url(self, added: Collection[Pair] = (), removed: Collection[Pair] = ()) -> str:
        """Return the address of the page that weighs a move."""
        move: dict[str, Any] = Move(frozenset(added), frozenset(removed)).arguments()
        if self.proposal is None:
            return self._today("move", **move)
        return url_for("jury.edit_proposal", proposal_id=self.proposal.id, **move)

    def pair_url(self, entry_id: str, juror_id: str) -> str:
        """Return the address of the page that explains a pair."""
        if self.proposal is None:
            return self._today("pair", entry_id=entry_id, juror_id=juror_id)
        return url_for("jury.proposed_pair", proposal_id=self.proposal.id,
                       entry_id=entry_id, juror_id=juror_id)  # fmt: skip

    def entry_url(self, entry_id: str) -> str:
        """Return the address of the page of an entry's jurors."""
        if self.proposal is None:
            return self._today("by_entry", entry_id=entry_id)
        return url_for("jury.proposed_entry", proposal_id=self.proposal.id, entry_id=entry_id)

    def url(self) -> str:
        """Return the address of the whole."""
        if self.proposal is None:
            return self._today("assignments")
        return url_for("jury.proposal", proposal_id=self.proposal.id)

    def parents(self) -> list[dict[str, str]]:
        """Return the way to a page below this one, for the breadcrumbs."""
        way = [{"label": _("Assignment"), "url": self._today("assignments")}]
        if self.proposal is not None:
            way.append({"label": _("Proposal"), "url": self.url()})
        return way

    def _today(self, endpoint: str, **values: Any) -> str:
        return address(endpoint, self.plan, **values)


def address(endpoint: str, today: Plan, **values: Any) -> str:
    """Return the address of a page of the assignment; it names the round unless it is the first."""
    if today.round.position:
        values["runda"] = today.round.id
    return url_for(f"jury.{endpoint}", edition_id=today.edition.id, **values)
