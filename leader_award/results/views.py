"""Pages of results: the public's, the applicant's, and the panels on other pages."""

from datetime import datetime
from typing import Any

from flask import Flask, Response, abort, jsonify, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup

from leader_award.accounts.models import Person
from leader_award.accounts.policy import is_organiser
from leader_award.editions import hooks
from leader_award.editions.models import Edition
from leader_award.entries import hooks as entry_hooks
from leader_award.entries.files import send_bytes
from leader_award.entries.models import Entry
from leader_award.platform import access, tasks
from leader_award.platform.access import guarded
from leader_award.platform.i18n import translate
from leader_award.platform.web import fragment
from leader_award.ranking import protocol_parts
from leader_award.results import (
    announcement_views,
    announcing,
    approval,
    deciding,
    evidence,
    figures,
    organiser_views,
    policy,
    press_data,
    press_views,
    protocol_part,
    queries,
    service,
    sheet,
    sheet_pdf,
    showing,
    wording,
)
from leader_award.results import hooks as result_hooks
from leader_award.results.blueprint import blueprint
from leader_award.results.press_views import revalidated
from leader_award.results.queries import Embargo, OwnResult

__all__ = ["announcement_views", "blueprint", "policy", "press_views", "register"]


def register(app: Flask) -> None:
    """Add the pages, the worker's task and the results' places on other pages."""
    approval.watch()
    app.register_blueprint(blueprint)
    app.register_blueprint(organiser_views.blueprint)
    app.add_template_filter(wording.to_second)
    tasks.register(announcing.TASK, service.queue_announcement_mails, every_minute=True)
    hooks.add(hooks.board_panels, _board_panel)
    hooks.add(hooks.home_panels, _home_panel)
    hooks.add(hooks.edition_panels, _edition_panel)
    hooks.add(hooks.start_panels, _tasks, _approvals)
    hooks.add(protocol_parts.later_sections, protocol_part.protocol_sections)
    hooks.add(entry_hooks.overview_panels, _overview_panel)
    hooks.add(hooks.event_obstacles, announcing.obstacle)
    hooks.add(hooks.freeze_reasons, deciding.frozen_parts)
    hooks.add(hooks.set_going, announcing.is_set_going)


def _board_panel(edition: Edition, _now: datetime) -> hooks.Panel | None:
    if edition.state not in ("deciding", "announced", "archived"):
        return None
    decided, entries = queries.decided(edition.id)
    state = approval.state_of(queries.announcement(edition.id))
    return hooks.Panel(
        order=60,
        title=_("Results"),
        figure=_("%(decided)s of %(all)s", decided=decided, all=entries),
        text=str(wording.ON_BOARD[state]),
        url=url_for("decisions.show", edition_id=edition.id),
        tone=wording.TONES[state],
    )


def _home_panel(_edition: Edition | None, now: datetime) -> Markup | None:
    results = queries.latest_results(now)
    if results is None or not results.laureates:
        return None
    return fragment(
        "results/_home_panel.html", showing=showing.showing(results), story=showing.story(now)
    )


def _edition_panel(edition: Edition | None, now: datetime) -> Markup | None:
    results = queries.results_if_announced(edition, now) if edition else None
    if results is None:
        return None
    return fragment("results/_edition_panel.html", showing=showing.showing(results))


def _tasks(person: Person, now: datetime) -> list[hooks.Task]:
    return [
        hooks.Task(
            order=60,
            title=_("Result of entry %(reference)s", reference=decision.entry.reference),
            text=str(wording.OUTCOMES[decision.outcome]),
            url=url_for("results.own", entry_id=decision.entry_id),
            state=hooks.DONE,
        )
        for decision in queries.own_announced(person.id, now)
    ]


def _overview_panel(entry: Entry, now: datetime) -> Markup | None:
    """Lead from an entry's overview to its result, once there is one to see."""
    decision = queries.announced_decision(entry, now)
    if decision is None:
        return None
    return fragment("results/_overview_panel.html", entry=entry, decision=decision, wording=wording)


def _approvals(person: Person, _now: datetime) -> list[hooks.Task]:
    """Return the announcements that wait for this organiser's approval."""
    if not is_organiser(person):
        return []
    return [
        hooks.Task(
            order=60,
            title=_("Check and approve the announcement of the results"),
            text=translate(edition.name),
            url=url_for("decisions.announce", edition_id=edition.id),
            until=announcement.planned_for,
            state=hooks.ATTENTION,
        )
        for announcement, edition in queries.waiting_for_approval()
        if announcement.prepared_by_id != person.id
    ]


@blueprint.get("/edycje/<slug>/laureaci")
@guarded("results.see", queries.embargo)
def laureates(public: Embargo) -> Any:
    """Show who was awarded."""
    results = queries.prepared_results(public.edition)
    return render_template(
        "results/laureates.html",
        results=results,
        showing=showing.showing(results),
        entries=showing.submitted_entries(public.edition),
        preview=False,
        evidence=evidence.evidence(public.edition),
    )


@blueprint.get("/edycje/<slug>/laureaci/<award>")
@guarded("results.see", queries.embargo)
def laureate(public: Embargo, award: str) -> Any:
    """Show one that was awarded: who, for what, where, and with which partners."""
    found = showing.showing(queries.prepared_results(public.edition))
    shown = found.by_slug(award) or abort(404)
    return render_template(
        "results/laureate.html",
        edition=public.edition,
        results=found.results,
        shown=shown,
        award=shown.award,
        links=[link for links in result_hooks.award_links if (link := links(shown.award.entry_id))],
    )


@blueprint.get("/edycje/<slug>/laureaci.json")
@guarded("results.see", queries.embargo)
def laureates_json(public: Embargo) -> Any:
    """Give the results to machines."""
    edition = public.edition
    results = queries.prepared_results(edition)
    shown = evidence.evidence(edition)
    data = jsonify(
        edition={
            "slug": edition.slug,
            "year": edition.year,
            "number": edition.number,
            "name": edition.name,
            "note": edition.note,
        },
        announced_at=results.announced_at.isoformat() if results.announced_at else None,
        laureates=[press_data.award_json(award) for award in results.laureates],
        distinctions=[press_data.award_json(award) for award in results.distinctions],
        finalists=[press_data.award_json(award) for award in results.finalists],
        audit_head=shown.head,
        sealed_scores=shown.root,
    )
    return revalidated(data)


@blueprint.get("/zgloszenia/<entry_id>/wynik")
@guarded("results.see_own", queries.own_result)
def own(result: OwnResult) -> Any:
    """Show applicants the result of their entry and its marks among those of the category."""
    found = sheet.own_sheet(result)
    return render_template(
        "results/own.html",
        sheet=found,
        result=result,
        figures=[figures.quartile_figure(one) for one in found.rounds],
        wording=wording,
        may_add_picture=access.can(current_user, "results.add_picture", result),
    )


@blueprint.get("/zgloszenia/<entry_id>/wynik.pdf")
@guarded("results.see_own", queries.own_result)
def own_pdf(result: OwnResult) -> Response:
    """Give applicants the same as a PDF."""
    found = sheet.own_sheet(result)
    return send_bytes(
        sheet_pdf.sheet_pdf(found), f"wynik-{found.entry.reference}.pdf", "application/pdf"
    )
