"""What people are asked after an event, and how the answers are summed up. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l

from leader_award.platform.errors import DomainError

QUESTIONS = {
    "overall": _l("How do you rate the event as a whole?"),
    "useful": _l("How useful is what you heard in your work?"),
    "speakers": _l("How do you rate the speakers?"),
    "organisation": _l("How do you rate the organisation?"),
}
SCALE = {
    1: _l("very poorly"),
    2: _l("poorly"),
    3: _l("so-so"),
    4: _l("well"),
    5: _l("very well"),
}
FEWEST = 5
"""With fewer answers nothing is shown: they could tell who gave them."""


@dataclass(frozen=True)
class Result:
    """Answers to one question: how many gave each mark (1 first), and their mean."""

    label: Any
    counts: tuple[int, ...]
    mean: float | None

    @property
    def total(self) -> int:
        """How many answered."""
        return sum(self.counts)


def check_marks(marks: Mapping[str, int]) -> None:
    """Raise DomainError unless each question has one mark of the scale."""
    if set(marks) != set(QUESTIONS) or not set(marks.values()) <= set(SCALE):
        raise DomainError(_l("Choose a mark for each question."))


def results(answers: Sequence[Mapping[str, int]]) -> list[Result]:
    """Return the result of each question, in order; empty below `FEWEST` answers."""
    if len(answers) < FEWEST:
        return []
    return [_result(label, [a[key] for a in answers]) for key, label in QUESTIONS.items()]


def _result(label: Any, marks: Iterable[int]) -> Result:
    given = list(marks)
    counts = tuple(given.count(mark) for mark in SCALE)
    return Result(label, counts, sum(given) / len(given) if given else None)
