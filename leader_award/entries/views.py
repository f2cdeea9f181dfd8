"""The applicant's pages of entries: the list, a new entry, the tasks of one, withdrawing."""

from collections.abc import Sequence
from typing import Any

from flask import Flask, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_login import current_user

from leader_award.accounts import hooks as account_hooks
from leader_award.editions import hooks
from leader_award.editions import queries as edition_queries
from leader_award.editions.models import Edition
from leader_award.editions.rules import accepts_entries
from leader_award.entries import (
    answer_views,
    attachment_views,
    check_views,
    content,
    form_views,
    history_views,
    nudge_views,
    nudges,
    organiser_views,
    panels,
    partner_views,
    policy,
    presenting,
    preview_views,
    previews,
    queries,
    receipts_stamping,
    service,
    submit_views,
    wording,
    working,
)
from leader_award.entries import hooks as entry_hooks
from leader_award.entries.blueprint import blueprint
from leader_award.entries.files import send_stored
from leader_award.entries.forms import NewEntryForm
from leader_award.entries.models import Entry
from leader_award.partnerships import queries as partnership_queries
from leader_award.partnerships.models import Organisation
from leader_award.platform import access, clock, tasks
from leader_award.platform.access import guarded
from leader_award.platform.errors import DomainError
from leader_award.platform.forms import BaseForm

__all__ = [
    "answer_views",
    "attachment_views",
    "form_views",
    "history_views",
    "nudge_views",
    "organiser_views",
    "partner_views",
    "policy",
    "preview_views",
    "register",
    "send_stored",
    "submit_views",
]


def register(app: Flask) -> None:
    """Add the pages, the words they use, and the places of entries on the pages of editions."""
    app.register_blueprint(blueprint)
    check_views.register(app)
    tasks.register(receipts_stamping.TASK, receipts_stamping.stamp_submissions, every_minute=True)
    tasks.register(previews.TASK, previews.survey_waiting, every_minute=True)
    tasks.register(nudges.TASK, nudges.remind_of_drafts, every_minute=True)
    app.add_template_filter(wording.exact, "exact")
    app.add_template_filter(wording.size, "file_size")
    app.add_template_global(presenting.shown, "shown_answer")
    hooks.add(hooks.freeze_reasons, panels.frozen_parts)
    hooks.add(hooks.applicants, panels.applicants)
    hooks.add(hooks.board_panels, panels.board_panel)
    hooks.add(hooks.start_panels, panels.tasks)
    hooks.add(account_hooks.first_steps, panels.first_steps)


@blueprint.get("/zgloszenia")
@guarded("entry.list_own")
def mine() -> Any:
    """List the entries of the organisations that the person acts for."""
    now = clock.now()
    organisations = partnership_queries.organisations_of(current_user.id)
    ids = [organisation.id for organisation in organisations]
    extensions = queries.extensions_of(ids)
    standings = [
        presenting.standing(entry, extensions.get((entry.edition_id, entry.applicant_id)), now)
        for entry in queries.entries_of_organisations(ids)
    ]
    several = len(organisations) > 1
    over = ("admitted", "rejected", "withdrawn", "finalist")
    return render_template(
        "entries/mine.html",
        current=[
            presenting.own_row(standing, now, with_applicant=several)
            for standing in standings
            if standing.entry.state not in over
        ],
        earlier=[
            presenting.own_row(standing, now, with_applicant=several)
            for standing in standings
            if standing.entry.state in over
        ],
        calls=_open_calls(),
    )


def _open_calls() -> list[dict[str, Any]]:
    """Return the calls that are open to everybody, with their terms."""
    now = clock.now()
    return [
        {
            "edition": edition,
            "url": url_for("entries.new", edycja=edition.slug),
            "deadline": presenting.deadline(edition.deadline, now),
        }
        for edition in edition_queries.public_editions()
        if accepts_entries(edition, now)
    ]


def _edition_asked_for() -> Edition | None:
    slug = request.args.get("edycja", "")
    found = edition_queries.by_slug(slug) if slug else None
    if found is None:
        calls = _open_calls()
        found = calls[0]["edition"] if len(calls) == 1 and not slug else None
    return edition_queries.whole(found.id) if found else None


@blueprint.route("/zgloszenia/nowe", methods=["GET", "POST"])
@guarded("entry.start")
def new() -> Any:
    """Choose for whom, in which category and under what title to start an entry."""
    edition = _edition_asked_for()
    organisations = partnership_queries.organisations_of(current_user.id)
    if edition is None or not organisations:
        return render_template(
            "entries/new_impossible.html", organisations=organisations, calls=_open_calls()
        ), (200 if not organisations else 404)
    form = NewEntryForm().offer(organisations, edition.categories)
    if request.method == "POST" and form.validate():
        try:
            entry_id = service.start_entry(
                edition_id=edition.id,
                organisation_id=form.organisation_id.data,
                category_id=form.category,
                title=form.title.data or "",
                actor=access.actor("applicant"),
                key=form.key,
            )
        except DomainError as error:
            form.blame(error)
        else:
            flash(
                _("The draft has been started. Everything you write is saved as you go."), "success"
            )
            return redirect(url_for(".form", entry_id=entry_id))
    return _new_page(edition, organisations, form), (422 if form.errors else 200)


def _new_page(edition: Edition, organisations: Sequence[Organisation], form: NewEntryForm) -> str:
    now = clock.now()
    extensions = queries.extensions_of([organisation.id for organisation in organisations])
    granted = [extensions.get((edition.id, one.id)) for one in organisations]
    accepted = any(accepts_entries(edition, now, extension) for extension in [None, *granted])
    return render_template(
        "entries/new.html",
        edition=edition,
        form=form,
        closed=None if accepted else working.call_over(edition, None, now),
        deadline_line=presenting.deadline(edition.deadline, now),
        descriptions=presenting.descriptions(edition),
    )


@blueprint.get("/zgloszenia/<entry_id>")
@guarded("entry.view", queries.whole)
def overview(entry: Entry) -> Any:
    """Show what there is to do in an entry, or, when it is closed, what was submitted."""
    if not policy.is_applicant(current_user, entry):
        return redirect(url_for(".organiser_entry", entry_id=entry.id))
    now = clock.now()
    standing = presenting.standing_of(entry, now)
    return render_template(
        "entries/overview.html",
        entry=entry,
        standing=standing,
        until=presenting.deadline(standing.until, now) if standing.until else None,
        tasks=presenting.form_parts(entry) if standing.editable else [],
        gap_count=len(working.gaps(entry)) if standing.editable else 0,
        content=_content_to_show(entry, standing),
        reminders_on=nudges.are_on(entry.id, current_user.id) if entry.state == "draft" else None,
        panels=[panel for hook in entry_hooks.overview_panels if (panel := hook(entry, now))],
    )


def _content_to_show(entry: Entry, standing: presenting.Standing) -> dict[str, Any] | None:
    if standing.editable:
        return None
    if standing.submission is not None:
        return content.parsed(standing.submission)
    return content.compose(entry)


@blueprint.route("/zgloszenia/<entry_id>/wycofaj", methods=["GET", "POST"])
@guarded("entry.edit", queries.whole)
def withdraw(entry: Entry) -> Any:
    """Ask before withdrawing an entry, and do it."""
    form = BaseForm()
    if form.validate_on_submit():
        try:
            service.withdraw_entry(entry_id=entry.id, actor=access.actor("applicant"))
        except DomainError as error:
            form.blame(error)
        else:
            flash(_("The entry has been withdrawn."), "success")
            return redirect(url_for(".overview", entry_id=entry.id))
    standing = presenting.standing_of(entry, clock.now())
    page = render_template("entries/withdraw.html", entry=entry, form=form, standing=standing)
    return page, (422 if form.form_errors else 200)
