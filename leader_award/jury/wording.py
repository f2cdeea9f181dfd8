"""Words for what the rules of the jury name by codes."""

from typing import Any

from flask_babel import lazy_gettext as _l

from leader_award.jury import rules

DECLARATION = (
    _l(
        "I shall assess the entries impartially and with due care, on the basis of what they"
        " contain and of the criteria of the rubric alone."
    ),
    _l(
        "Before assessing I shall say for each entry whether anything ties me to the applicant or"
        " to a partner: employment, holding an office or a seat on the council, paid advice or"
        " training, kinship, or any other tie that could raise doubts about my impartiality."
    ),
    _l(
        "If I learn of such a tie later, I shall report it without delay and stop assessing the"
        " entry."
    ),
    _l(
        "I shall keep confidential what the entries contain, what I and others have scored and"
        " what the committee has discussed, and use none of it for any other purpose."
    ),
    _l(
        "Until the results are announced I shall not talk about the entries with applicants or"
        " their partners."
    ),
)

JUROR_STATES = {
    "invited": _l("invited"),
    "refused": _l("declined to sign"),
    "declared": _l("declaration signed"),
    "ready": _l("conflicts declared"),
    "left": _l("left the jury"),
}
JUROR_TAGS = {
    "invited": "neutral",
    "refused": "danger",
    "declared": "progress",
    "ready": "success",
    "left": "neutral",
}

EXPERTISE = (
    _l("does not know it"),
    _l("knows it somewhat"),
    _l("knows it well"),
    _l("specialist"),
)

CONFLICTS = {
    "none": _l("No conflict"),
    "own_jst": _l("The applicant or a partner is my local government or organisation"),
    "employer": _l(
        "I work, or have worked in the last three years, for the applicant or a partner"
    ),
    "councillor": _l("I am a councillor or a member of the authorities there"),
    "adviser": _l("I have advised or trained them for pay in the last three years"),
    "family": _l("Somebody close to me holds office or works there"),
    "other": _l("Another tie (please describe)"),
}
"""As the juror chooses."""

CONFLICTS_SHORT = {
    "none": _l("no conflict"),
    "own_jst": _l("own local government or organisation"),
    "employer": _l("employment"),
    "councillor": _l("councillor or authorities"),
    "adviser": _l("paid advice"),
    "family": _l("family"),
    "other": _l("another tie"),
    "forbidden": _l("pair forbidden"),
}
"""As lists show it."""

SOURCES = {
    rules.JUROR: _l("declared by the juror"),
    rules.REGISTER: _l("from the register"),
    rules.ORGANISER: _l("entered by the organiser"),
}

END_REASONS = {
    rules.ENDED_BY_CONFLICT: _l("recusal"),
    rules.ENDED_BY_LEAVING: _l("the juror left the jury"),
    rules.ENDED_BY_PLAN: _l("a new plan of assignments"),
}

HINDRANCES = {
    "stage": _l("Entries are assigned from the formal check until the assessment ends."),
    "entry": _l("This entry has not been admitted to the assessment."),
    "left": _l("This person has left the jury."),
    "undeclared": _l("This juror has not signed the impartiality declaration yet."),
    "conflict": _l("This juror has a conflict of interest with this entry and cannot assess it."),
}

LOADS = {
    "range": _l("Enter a number from 1 to %(most)s.", most=rules.LARGEST_CAPACITY),
    "negative": _l("Enter 0 or more."),
    "above_capacity": _l("The minimum cannot be larger than the capacity."),
}

CONFLICT_FAULTS = {
    "kind": _l("Choose one of the answers."),
    "note_missing": _l("Describe the tie in a few words."),
    "note_long": _l("Shorten this to at most %(limit)s characters.", limit=rules.LONGEST_NOTE),
}

NO_SWAP = {
    "on_entry": _l("Assess this entry already"),
    "conflict": _l("Barred by a conflict of interest or a forbidden pair"),
    "loads": _l("No swap keeps everybody's number of entries within its bounds"),
    "fixed": _l("Their place was set by hand, or has points already"),
}
"""Why somebody cannot take part in a swap."""

POINTS_LOST = _l("The juror has begun to score this entry. Say why it is taken from them.")
MOVED = _l(
    "The assignment has changed since you looked at it. Nothing has been done; look at the figures"
    " once more."
)

CLOSED = _l("The results of this edition have been announced, so its jury can no longer change.")


def end_reason(reason: str) -> Any:
    """Return a reason of an ended assignment in words."""
    return END_REASONS.get(reason, reason)
