"""Which section of the handbook answers the questions that a page raises."""

from flask import request, url_for

SECTIONS = {
    "partnerships.register_clerk": "clerk#register",
    "partnerships.registered": "clerk#register",
    "partnerships.mine": "clerk#colleagues",
    "partnerships.invite": "clerk#colleagues",
    "partnerships.join": "clerk#colleagues",
    "accounts.account": "clerk#account",
    "accounts.second_factor": "clerk#account",
    "accounts.set_up_app": "clerk#account",
    "accounts.forgotten_password": "clerk#account",  # nosec B105 - an anchor
    "entries.new": "clerk#start",
    "entries.mine": "clerk#start",
    "entries.overview": "clerk#start",
    "entries.form": "clerk#write",
    "entries.section": "clerk#write",
    "entries.basics": "clerk#write",
    "entries.attachments": "clerk#attach",
    "entries.partner": "clerk#partners",
    "entries.add_": "clerk#partners",
    "entries.check": "clerk#submit",
    "entries.confirmation": "clerk#submit",
    "entries.evidence": "clerk#submit",
    "entries.withdraw": "clerk#withdraw",
    "results.own": "clerk#results",
    "practice_release.": "clerk#practice",
    "dissemination.register": "clerk#conference",
    "dissemination.ticket": "clerk#conference",
    "self_assessment.": "clerk#self-assessment",
    "jury.declaration": "juror#declaration",
    "jury.conflict": "juror#conflicts",
    "scoring.desk": "juror#desk",
    "scoring.card": "juror#card",
    "scoring.own_scores_page": "juror#own-scores",
    "scoring.compare_own": "juror#own-scores",
    "exchange.own_sheets": "juror#offline",
    "discussion.mine": "juror#discussion",
    "discussion.own_item": "juror#discussion",
    "editions.boards": "organiser#board",
    "editions.board": "organiser#board",
    "editions.stage": "organiser#stages",
    "editions.new": "organiser#new-edition",
    "editions.setup": "organiser#new-edition",
    "editions.basics": "organiser#new-edition",
    "editions.timetable": "organiser#new-edition",
    "editions.parts": "organiser#new-edition",
    "editions.new_part": "organiser#new-edition",
    "editions.edit_part": "organiser#new-edition",
    "editions.options": "organiser#new-edition",
    "editions.preview": "organiser#new-edition",
    "editions.extensions": "organiser#extensions",
    "editions.remind": "organiser#reminders",
    "entries.organiser_": "organiser#entries",
    "finding.": "organiser#entries",
    "formal_check.": "organiser#formal-check",
    "jury.people": "organiser#jury",
    "jury.invite": "organiser#jury",
    "jury.edit": "organiser#jury",
    "jury.leave": "organiser#jury",
    "jury.assignments": "organiser#assignment",
    "jury.by_": "organiser#assignment",
    "jury.pair": "organiser#assignment",
    "jury.move": "organiser#assignment",
    "jury.forbidden": "organiser#assignment",
    "jury.propos": "organiser#assignment",
    "scoring.progress": "organiser#scoring",
    "scoring.review_card": "organiser#scoring",
    "discussion.agenda": "organiser#discussion",
    "discussion.item": "organiser#discussion",
    "ranking.": "organiser#ranking",
    "decisions.": "organiser#decisions",
    "decisions.announce": "organiser#announcement",
    "decisions.press_material": "organiser#announcement",
    "diplomas.index": "organiser#diplomas",
    "diplomas.batch": "organiser#diplomas",
    "diplomas.people": "organiser#diplomas",
    "diplomas.template": "organiser#diplomas",
    "dissemination.arrange": "organiser#conference",
    "dissemination.create": "organiser#conference",
    "dissemination.edit": "organiser#conference",
    "dissemination.participants": "organiser#conference",
    "dissemination.check_in": "organiser#conference",
    "practice_desk.": "organiser#practices",
    "knowledge.arrange": "organiser#practices",
    "exchange.sheets": "organiser#sheets",
    "exchange.check": "organiser#sheets",
    "correspondence.": "organiser#mails",
    "audit_log.": "organiser#log",
    "seeing_as.": "organiser#seeing-as",
}
"""The start of an endpoint's name -> chapter#section; the longest start that fits counts."""


def section_for(endpoint: str) -> str | None:
    """Return the `chapter#anchor` for an endpoint, or None."""
    for length in range(len(endpoint), 0, -1):
        if found := SECTIONS.get(endpoint[:length]):
            return found
    return None


def of_this_page() -> str | None:
    """Return the address of the section for the page that is being shown, or None."""
    section = section_for(request.endpoint or "")
    if section is None:
        return None
    name, _, anchor = section.partition("#")
    return url_for("handbook.chapter", name=name, _anchor=anchor)
