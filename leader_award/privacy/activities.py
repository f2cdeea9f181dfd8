"""What personal data are kept for: the records of processing that the privacy notice shows."""

from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l


@dataclass(frozen=True)
class Activity:
    """One kind of personal data: what it is, what for, on what legal basis, for how long."""

    title: Any
    data: Any
    purpose: Any
    basis: Any
    kept: Any


CONTRACT = _l("Article 6(1)(b) of the GDPR: you asked for it.")
INTEREST = _l("Article 6(1)(f) of the GDPR: the organiser's legitimate interest.")
BOTH = _l("Article 6(1)(b) and (f) of the GDPR: you asked for it, and a fair award needs it.")
CONSENT = _l("Article 6(1)(a) of the GDPR: your consent, which you can withdraw at any time.")
DUTY = _l("Article 6(1)(c) of the GDPR: the duty to account for how data are protected.")

AS_LONG_AS_ACCOUNTABLE = _l(
    "as long as the organiser must be able to account for the award, and then as long as the"
    " rules on archives say"
)

ACTIVITIES = {
    "account": Activity(
        _l("Your account"),
        _l(
            "Name, e-mail address, language, your password and second factor in a form from"
            " which they cannot be read."
        ),
        _l("You can sign in and get messages about your matters."),
        CONTRACT,
        _l("until you ask us to erase it"),
    ),
    "acting": Activity(
        _l("Whom you act for"),
        _l("The local government or organisation and your position in it."),
        _l("We know on whose behalf an entry was submitted."),
        INTEREST,
        _l("until you ask us to erase it"),
    ),
    "entries": Activity(
        _l("Entries and attachments"),
        _l(
            "Names and contacts that applicants put into an entry, for example those of the"
            " authors of a solution or of the persons who signed."
        ),
        _l("We check and assess the entry."),
        INTEREST,
        AS_LONG_AS_ACCOUNTABLE,
    ),
    "jury": Activity(
        _l("Work of the jury"),
        _l("Declarations of impartiality, conflicts of interest, points and comments of jurors."),
        _l("Entries are assessed, and we can show that this was done fairly."),
        BOTH,
        AS_LONG_AS_ACCOUNTABLE,
    ),
    "results": Activity(
        _l("Results, good practices and the knowledge base"),
        _l("Names in published texts: contacts, speakers, authors of pictures, signatures."),
        _l("Everybody can learn of the awarded solutions and use them."),
        INTEREST,
        _l("as long as the publication is public; you can object at any time"),
    ),
    "events": Activity(
        _l("Events"),
        _l(
            "Name, e-mail address and organisation of people who register for an event, whether"
            " they came, and certificates made out to them. Opinions after an event are kept"
            " without a name."
        ),
        _l("We keep places, send tickets and reminders and account for the event."),
        BOTH,
        _l("registrations 24 months after the event; certificates until you ask us to erase them"),
    ),
    "assessment": Activity(
        _l("Self-assessment of partnerships"),
        _l(
            "The name and e-mail address of those who were invited to answer, and their answers,"
            " which nobody else sees singly."
        ),
        _l("A partnership sees where its members see it alike and where they do not."),
        INTEREST,
        _l("as long as the partnership keeps the self-assessment"),
    ),
    "consents": Activity(
        _l("Your consents"),
        _l("What you agreed to, the exact text, when you gave the consent and withdrew it."),
        _l("We do what you agreed to, and can show that you did."),
        CONSENT,
        _l("until you ask us to erase them"),
    ),
    "mail": Activity(
        _l("Mail to you"),
        _l("The address and the text of messages that this site sent."),
        _l("We can answer whether and when you were told of something."),
        INTEREST,
        _l("texts 90 days, the rest 12 months after sending"),
    ),
    "security": Activity(
        _l("Security records"),
        _l(
            "Who changed what and when, under a number that means nothing outside this site;"
            " in which browsers you are signed in; attempts to sign in with their network address."
        ),
        _l("We detect abuse and can prove what happened."),
        INTEREST,
        _l(
            "attempts to sign in 90 days, ended sessions and used links 30 days, the record of"
            " changes as long as the award's documents"
        ),
    ),
    "readings": Activity(
        _l("Who has seen what"),
        _l("Which entries, score cards and lists of people somebody on duty opened, and when."),
        _l("If data leak, we can tell at once whose and who saw them."),
        DUTY,
        _l("12 months"),
    ),
}
"""By the key that `register` names."""
