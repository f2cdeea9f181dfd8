"""Words for what the rules name by codes."""

from flask_babel import lazy_gettext as _l

STATES = {
    "planned": _l("in preparation"),
    "upcoming": _l("call announced"),
    "open": _l("call open"),
    "closed": _l("call closed"),
    "checking": _l("formal check"),
    "scoring": _l("merit assessment"),
    "deciding": _l("decisions of the committee"),
    "announced": _l("results announced"),
    "archived": _l("completed"),
}
"""By state, and by `rules.phase` for the call."""

STATE_TAGS = {
    "planned": "neutral",
    "upcoming": "info",
    "open": "success",
    "closed": "neutral",
    "checking": "progress",
    "scoring": "progress",
    "deciding": "progress",
    "announced": "award",
    "archived": "neutral",
}

STAGES = {
    "opens_at": _l("Call opens"),
    "deadline": _l("Deadline for entries"),
    "check_until": _l("Formal check ends"),
    "scoring_until": _l("Merit assessment ends"),
    "announcement_at": _l("Results are announced"),
}

EVENTS = {
    "open_call": _l("Publish the call"),
    "start_checking": _l("Close the call and start the formal check"),
    "start_scoring": _l("Start the merit assessment"),
    "start_deciding": _l("Close the assessment and start the decisions"),
    "announce": _l("Announce the results"),
    "archive": _l("Close the edition"),
}

MEANINGS = {
    "open_call": _l(
        "The edition appears on the public site. Applicants can start entries from the moment the"
        " call opens until the deadline. Moving the deadline later will need a reason."
    ),
    "start_checking": _l(
        "No more entries come in, except from applicants who were granted an extension. The"
        " categories, the entry form and the attachments asked for can no longer be changed."
    ),
    "start_scoring": _l(
        "Jurors can open the admitted entries assigned to them and score them. The items of the"
        " formal check can no longer be changed; a rubric once scored by changes only by a new"
        " version."
    ),
    "start_deciding": _l(
        "Jurors can no longer change their score cards. The committee decides on laureates and"
        " distinctions; nobody outside sees the decisions until they are announced."
    ),
    "announce": _l(
        "Laureates and distinctions become public and every applicant gets a message. You choose"
        " the moment on the page of decisions."
    ),
    "archive": _l(
        "The edition stays public with its results, and nothing in it can be changed any more."
    ),
}

GUARDS = {
    "deadline_passed": _l("The deadline has already passed. Move it in the timetable first."),
    "call_still_open": _l(
        "The call is still running. The formal check can start when the deadline has passed."
    ),
}

FREEZE_REASONS = {
    "basics": _l("This edition has been closed, so its description can no longer be changed."),
    "timetable": _l("The results have been announced, so the timetable can no longer be changed."),
    "deadline": _l(
        "The formal check has begun, so the deadline can no longer be moved. You can still extend"
        " it for one applicant."
    ),
    "categories": _l(
        "There are entries already, or the call has closed. Changed categories would leave entries"
        " in groups that their applicants did not choose."
    ),
    "form": _l(
        "There are entries already, or the call has closed. Changed questions would leave answers"
        " that cannot be compared."
    ),
    "attachments": _l(
        "There are entries already, or the call has closed. Everybody must be asked for the same"
        " files."
    ),
    "rounds": _l("The assessment is over, so its rounds can no longer be changed."),
    "rubric": _l("The assessment is over, so its rubrics can no longer be changed."),
    "checks": _l("The formal check has begun. Every entry must be checked against the same items."),
    "prizes": _l(
        "Prizes have been given to entries, so they can no longer be changed. Until the results are"
        " announced you can withdraw those decisions first."
    ),
}

MOVES = {
    "over": _l("This stage is over, so its term can no longer be moved."),
    "past": _l("This moment has already passed. Choose a later one."),
}

RUBRIC_SCORED = _l(
    "Jurors have scored by this rubric, so it stays as it is. If something has to change, prepare a"
    " new version."
)
RUBRIC_REPLACED = _l("A newer version has replaced this one. It is kept to be read.")
ROUND_SCORED = _l("Somebody has scored in this round, so this can no longer be changed.")

ROUND_KINDS = {
    "desk": _l("scoring at the desk"),
    "site_visit": _l("site visit"),
    "presentation": _l("finalists' presentation"),
}
ROUND_DATES = {
    "early": _l("This is before the assessment begins (“Formal check ends” in the timetable)."),
    "late": _l("This is after the end of the assessment in the timetable."),
    "reversed": _l("A round must end after it begins."),
    "overlap": _l("The round before this one lasts longer. Set its end first."),
}
SHARES = {
    "range": _l("A share is a number from 0 to 100."),
    "sum": _l("The shares must make 100 together."),
}
CARD_MEANS = {
    "mean": _l("the mean of all cards"),
    "trimmed": _l("the mean without the highest and the lowest card"),
    "median": _l("the median of the cards"),
}

TRIMMED = _l("To leave out the highest and the lowest card, each entry needs at least 4 jurors.")
CARD_MEANS_PUBLIC = {
    "mean": _l("Its score is the mean of the jurors' cards."),
    "trimmed": _l(
        "Its score is the mean of the jurors' cards without the highest and the lowest; of fewer"
        " than four cards all count."
    ),
    "median": _l("Its score is the median of the jurors' cards."),
}

CRITERION_FIELDS = {
    "name": _l("name"),
    "description": _l("description"),
    "maximum": _l("most points"),
    "levels": _l("described levels"),
    "weight": _l("weight"),
}

LEVELS = {
    "reversed": _l("In one of the levels the lowest number of points is above the highest."),
    "gap": _l("The levels leave points without a description. They must cover the whole scale."),
    "overlap": _l("Two levels describe the same number of points."),
    "outside": _l("A level reaches beyond the scale."),
}

PAGES = {
    "basics": _l("Name, theme and text of the call"),
    "timetable": _l("Timetable"),
    "categories": _l("Categories"),
    "form": _l("Entry form"),
    "attachments": _l("Attachments"),
    "rounds": _l("Rounds of the assessment"),
    "rubric": _l("Rubric"),
    "checks": _l("Items of the formal check"),
    "prizes": _l("Prizes"),
    "options": _l("Rules of the edition"),
}

QUESTION_KINDS = {
    "short_text": _l("one line of text"),
    "long_text": _l("longer text"),
    "number": _l("number"),
    "date": _l("date"),
    "choice": _l("one choice from a list"),
    "choices": _l("several choices from a list"),
    "yes_no": _l("yes or no"),
}

AWARDS = {"laureate": _l("laureate"), "distinction": _l("distinction")}

MAIL_STATES = {
    "waiting": _l("waiting to be sent"),
    "sending": _l("being sent"),
    "sent": _l("sent"),
    "failed": _l("not delivered to the mail server"),
}
MAIL_TAGS = {"waiting": "info", "sending": "info", "sent": "success", "failed": "danger"}
