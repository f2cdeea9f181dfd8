"""Words for what the rules of the formal check name by codes."""

from flask_babel import lazy_gettext as _l

VERDICTS = {
    "met": _l("met"),
    "not_met": _l("not met"),
    "not_applicable": _l("does not apply"),
}

OUTCOMES = {
    "admitted": _l("Admit to the merit assessment"),
    "returned": _l("Return for completion"),
    "rejected": _l("Reject"),
}

OUTCOME_HINTS = {
    "admitted": _l("Every item is met or does not apply. The applicant gets a message."),
    "returned": _l("The applicant gets your letter and may mend the entry until the term."),
    "rejected": _l("The entry drops out. The applicant gets your reason."),
}

RESULTS = {
    "admitted": _l("admitted"),
    "returned": _l("returned for completion"),
    "rejected": _l("rejected"),
}

RESULT_TAGS = {"admitted": "success", "returned": "warning", "rejected": "danger"}

FAULTS = {
    "no_verdict": _l("Say whether this item is met."),
    "no_remark": _l("Write what is missing, so that the applicant knows what to mend."),
    "no_outcome": _l("Choose the outcome of the check."),
    "all_met": _l("Every item is met, so the entry can only be admitted."),
    "something_not_met": _l("An item is not met, so the entry cannot be admitted."),
    "no_letter": _l("Write the letter that tells the applicant what to mend."),
    "no_reason": _l("Write the reason for rejecting the entry."),
    "term_not_ahead": _l("The term must lie in the future."),
}

HINDRANCES = {
    "not_checking": _l("The formal check of this edition is not under way."),
    "may_be_replaced": _l("The applicant can still replace this entry before the deadline."),
    "being_completed": _l("The applicant is completing this entry; the term has not passed."),
    "not_waiting": _l("This entry does not wait for a check."),
}
