"""Pages of the site by the names that people call them, for whoever may open them."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import url_for
from flask_babel import lazy_gettext as _l

from leader_award.editions import queries as edition_queries
from leader_award.editions.models import Edition
from leader_award.platform import access
from leader_award.platform.i18n import translate
from leader_award.platform.matching import Found, Query, best_first


@dataclass(frozen=True)
class Page:
    """A page by its endpoint, what it is called, further words for it, and who opens it.

    `of_edition` says that there is one for each edition, which is the thing of the action.
    """

    endpoint: str
    name: Any
    words: Any = ""
    action: str = "account.use"
    of_edition: bool = False


PAGES: Sequence[Page] = (
    Page("editions.start", _l("My tasks"), _l("start, to do, deadlines")),
    Page("accounts.account", _l("My account"), _l("password, language, address, sessions")),
    Page("accounts.second_factor", _l("Two-step sign-in"), _l("second factor, passkey, codes")),
    Page("privacy.my_data", _l("My data and consents"), _l("personal data, erasure, copy")),
    Page("partnerships.mine", _l("My organisation"), _l("municipality, colleagues, invite")),
    Page("entries.mine", _l("My entries"), _l("application"), "entry.list_own"),
    Page("entries.new", _l("New entry"), _l("start, apply, application")),
    Page("scoring.desk", _l("Juror's desk"), _l("score cards, assessment"), "jury.desk"),
    Page("dissemination.my_events", _l("My events"), _l("tickets, registrations, conference")),
    Page("self_assessment.index", _l("Self-assessment of partnerships"), _l("model, survey")),
    Page("editions.index", _l("Editions"), _l("call, regulations, laureates")),
    Page("dissemination.index", _l("Conferences"), _l("events, programme, workshops")),
    Page("practices.index", _l("Good practices"), _l("database, examples, map")),
    Page("knowledge.index", _l("Knowledge base"), _l("articles, documents")),
    Page("partnerships.partnerships", _l("Partnerships"), _l("register")),
    Page("partnerships.partnership_statistics", _l("Statistics of partnerships"), _l("figures")),
    Page("open_data.index", _l("Open data"), _l("API, download, JSON, CSV")),
    Page("diplomas.ask", _l("Check a diploma"), _l("verification, code")),
    Page("privacy.accessibility", _l("Accessibility declaration")),
    Page("privacy.notice", _l("Privacy notice"), _l("personal data")),
    Page("editions.boards", _l("Organiser's board"), _l("editions"), "edition.organise"),
    Page("editions.new", _l("New edition"), _l("add, copy"), "edition.organise"),
    Page("accounts.people", _l("Organisers"), _l("invite, roles"), "people.manage"),
    Page("partnerships.requests", _l("Requests to act for a local government"),
         _l("access, approve"), "membership.see_requests"),
    Page("partnerships.import_partnerships", _l("Import partnerships"), _l("file, register"),
         "partnership.keep"),
    Page("dissemination.arrange", _l("Arrange events"), _l("conference, programme, participants"),
         "conference.arrange"),
    Page("practice_desk.index", _l("Practice cards"), _l("drafts, publish"), "practice.organise"),
    Page("practice_desk.adoptions", _l("Adoptions of practices"), "", "practice.organise"),
    Page("knowledge.arrange", _l("Edit the knowledge base"), _l("articles, sections"),
         "knowledge.edit"),
    Page("self_assessment.models", _l("Self-assessment model"), _l("versions, dimensions"),
         "assessment_model.keep"),
    Page("ranking.two_editions", _l("Ranking of two editions"), _l("comparison"), "ranking.see"),
    Page("correspondence.outbox", _l("Mails"), _l("outbox, failed, waiting"), "mail.oversee"),
    Page("correspondence.mails", _l("Words of the mails"), _l("templates, wording"), "mail.word"),
    Page("audit_log.index", _l("Record of events"), _l("audit, log, history"), "log.read"),
    Page("accounts.find_people", _l("People"), _l("accounts, block, reset"), "person.administer"),
    Page("privacy.people", _l("Personal data"), _l("requests, erasure"), "privacy.administer"),
    Page("privacy.readings", _l("Who read what"), _l("register, access"), "privacy.administer"),
    Page("editions.board", _l("Board of the edition"), _l("progress, stages"), "edition.organise",
         of_edition=True),
    Page("editions.timetable", _l("Timetable"), _l("dates, deadlines, terms"), "edition.organise",
         of_edition=True),
    Page("editions.setup", _l("Settings of the edition"), _l("form, questions, categories, prizes"),
         "edition.organise", of_edition=True),
    Page("editions.extensions", _l("Extended deadlines"), _l("extension, more time"),
         "edition.organise", of_edition=True),
    Page("entries.organiser_list", _l("Entries"), _l("list, applicants"), "entry.organise",
         of_edition=True),
    Page("formal_check.queue", _l("Formal check"), _l("completion, checklist"), "entry.check",
         of_edition=True),
    Page("jury.people", _l("Jury"), _l("jurors, declarations, conflicts"), "jury.arrange",
         of_edition=True),
    Page("jury.invite", _l("Invite a juror"), _l("jury, invitation"), "jury.arrange",
         of_edition=True),
    Page("jury.assignments", _l("Assignment of entries"), _l("jurors, plan, proposal"),
         "jury.arrange", of_edition=True),
    Page("scoring.progress", _l("Progress of the assessment"), _l("score cards, gaps, reminder"),
         "scoring.oversee", of_edition=True),
    Page("ranking.show", _l("Ranking"), _l("scores, places, protocol"), "ranking.see",
         of_edition=True),
    Page("ranking.in_pictures", _l("In pictures"), _l("map, distribution, agreement"),
         "ranking.see", of_edition=True),
    Page("decisions.show", _l("Decisions of the jury"), _l("results, laureates, prizes"),
         "results.decide", of_edition=True),
    Page("decisions.announce", _l("Announcement of the results"), _l("publish, embargo"),
         "results.decide", of_edition=True),
    Page("diplomas.index", _l("Diplomas"), _l("template, print, issue"), "diplomas.make",
         of_edition=True),
    Page("practice_desk.draft", _l("Draft practice cards"), "", "practice.organise",
         of_edition=True),
)  # fmt: skip

OPEN_TO_ALL = ("account.use", "site.see", "entry.start", "organisation.own",
               "assessment.list_own", "partnership.see")  # fmt: skip
"""Actions of pages that everybody who is signed in opens; `account.use` stands for them."""


def find(query: Query, person: Any) -> list[Found]:
    """Return the pages called so that the person may open; those of the edition under way.

    At most one statement, besides what the rules themselves ask.
    """
    named = [(page, score) for page in PAGES if (score := _score(query, page))]
    edition = _edition_under_way(person) if any(page.of_edition for page, _ in named) else None
    return best_first(
        Found(
            url=_address(page, edition),
            title=str(page.name),
            detail=translate(edition.name) if page.of_edition and edition else "",
            score=score,
        )
        for page, score in named
        if _opens(person, page, edition)
    )


def _score(query: Query, page: Page) -> float:
    return query.score(str(page.name)) or query.score(f"{page.name} {page.words}") / 2


def _edition_under_way(person: Any) -> Edition | None:
    if not access.can(person, "edition.organise"):
        return None
    editions = edition_queries.all_editions()
    return next((one for one in editions if one.state != "archived"), None) or next(
        iter(editions), None
    )


def _opens(person: Any, page: Page, edition: Edition | None) -> bool:
    if page.of_edition:
        return edition is not None and access.can(person, page.action, edition)
    return access.can(person, page.action)


def _address(page: Page, edition: Edition | None) -> str:
    if page.of_edition and edition:
        return url_for(page.endpoint, edition_id=edition.id)
    return url_for(page.endpoint)
