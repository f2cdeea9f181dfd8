"""Which pages show what is confidential: each answer of theirs is a reading to be kept.

One table instead of calls in the views: what is watched can be read here, and a view cannot
forget it when it grows a second way to answer.
"""

from dataclasses import dataclass

from flask import Response, current_app, request
from flask_login import current_user
from sqlalchemy.exc import SQLAlchemyError

from leader_award.accounts.policy import is_organiser
from leader_award.privacy import readings

JUROR, ORGANISER, ADMINISTRATOR = "juror", "organiser", "administrator"


@dataclass(frozen=True)
class Watched:
    """What a page shows: the kind of thing, in which role it is read, where its id stands.

    `thing` and `within` name parts of the address; without `thing` it is the page itself.
    """

    kind: str
    role: str
    thing: str = ""
    within: str = ""


_ENTRY = Watched("entry", ORGANISER, "entry_id")
_RANKING = Watched("ranking", ORGANISER, "edition_id")
_RESULTS = Watched("results", ORGANISER, "edition_id")
_DIPLOMAS = Watched("diplomas", ORGANISER, "edition_id")
_PEOPLE = Watched("participants", ORGANISER, "conference_id")

PAGES = {
    "entries.organiser_entry": _ENTRY,
    "formal_check.sheet": _ENTRY,
    "entries.file": Watched("file", ORGANISER, "file_id", "entry_id"),
    "entries.file_pages": Watched("file", ORGANISER, "file_id", "entry_id"),
    "entries.file_page": Watched("file", ORGANISER, "file_id", "entry_id"),
    "scoring.card": Watched("card", JUROR, "card_id"),
    "scoring.card_file": Watched("file", JUROR, "file_id", "card_id"),
    "scoring.card_file_pages": Watched("file", JUROR, "file_id", "card_id"),
    "scoring.card_file_page": Watched("file", JUROR, "file_id", "card_id"),
    "scoring.review_card": Watched("card", ORGANISER, "card_id"),
    "training.overview": Watched("jury", ORGANISER, "round_id"),
    "discussion.agenda": Watched("ranking", ORGANISER, "round_id"),
    "discussion.changes": Watched("ranking", ORGANISER, "round_id"),
    "discussion.item": Watched("card", ORGANISER, "item_id"),
    "discussion.own_item": Watched("card", JUROR, "item_id"),
    "ranking.show": _RANKING,
    "ranking.calibrated": _RANKING,
    "ranking.in_pictures": _RANKING,
    "ranking.export_csv": _RANKING,
    "ranking.export_xlsx": _RANKING,
    "ranking.protocol_file": _RANKING,
    "ranking.protocol_document": _RANKING,
    "ranking.two_editions": Watched("ranking", ORGANISER),
    "ranking.vote": _RANKING,
    "ranking.going_on": Watched("ranking", ORGANISER, "round_id"),
    "exchange.take_out": Watched("sheets", ORGANISER, "word", "edition_id"),
    "exchange.kept_file": Watched("sheets", ORGANISER, "import_id"),
    "decisions.show": _RESULTS,
    "decisions.finalists": _RESULTS,
    "decisions.preview": _RESULTS,
    "decisions.announce": _RESULTS,
    "decisions.decide": Watched("results", ORGANISER, "entry_id"),
    "dissemination.participants": _PEOPLE,
    "dissemination.participants_csv": _PEOPLE,
    "dissemination.participants_xlsx": _PEOPLE,
    "dissemination.attendance_list": _PEOPLE,
    "dissemination.attendance_pdf": _PEOPLE,
    "dissemination.badges_pdf": _PEOPLE,
    "dissemination.check_in_desk": _PEOPLE,
    "diplomas.people": _DIPLOMAS,
    "diplomas.archive": Watched("diplomas", ORGANISER, "batch_id"),
    "diplomas.print_file": Watched("diplomas", ORGANISER, "batch_id"),
    "jury.people": Watched("jury", ORGANISER, "edition_id"),
    "partnerships.requests": Watched("requests", ORGANISER),
    "correspondence.outbox": Watched("mails", ORGANISER),
    "correspondence.mail": Watched("mail", ORGANISER, "mail_id"),
    "finding.organisation": Watched("organisation", ORGANISER, "organisation_id"),
    "privacy.person": Watched("person", ADMINISTRATOR, "row_id"),
    "privacy.readings": Watched("readings", ADMINISTRATOR),
}
"""By endpoint."""


def note(response: Response) -> Response:
    """Keep a reading, if the page that answered is watched and showed what was asked for.

    A page that cannot be kept is shown all the same, and the fault logged: a full disk must not
    stop the jury from reading.
    """
    watched = PAGES.get(request.endpoint or "")
    if watched is None or response.status_code != 200 or _is_own(watched):
        return response
    given = request.view_args or {}
    try:
        readings.keep(
            watched.kind,
            given.get(watched.thing, "-"),
            watched.role,
            given.get(watched.within, ""),
        )
    except SQLAlchemyError:
        current_app.logger.exception("a reading could not be kept")
    return response


def _is_own(watched: Watched) -> bool:
    """Return whether an applicant reads their own file, at the address that organisers use too."""
    return watched.role == ORGANISER and not is_organiser(current_user)
