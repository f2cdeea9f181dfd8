"""Pages for people who take part: registering, the ticket, cancelling, calendar, opinion."""

from typing import Any

from flask import Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user
from markupsafe import Markup

from leader_award.accounts.links import LinkError, LinkUnknown, LinkUsed
from leader_award.dissemination import (
    attending,
    certificates,
    participant_queries,
    queries,
    registering,
    tickets,
)
from leader_award.dissemination.blueprint import CALENDAR, PDF, blueprint, file, form_page
from leader_award.dissemination.calendar import own_calendar
from leader_award.dissemination.models import Conference, Registration
from leader_award.dissemination.registration_forms import (
    ActionForm,
    FeedbackForm,
    RegistrationForm,
)
from leader_award.dissemination.times import hours_of, registration_state, span
from leader_award.partnerships import queries as organisation_queries
from leader_award.platform import clock, db, i18n
from leader_award.platform.access import guarded
from leader_award.platform.audit import SYSTEM, Actor
from leader_award.platform.errors import DomainError

MY_EVENTS = "moje-wydarzenia.ics"


@blueprint.route("/konferencje/<slug>/zapisy", methods=["GET", "POST"])
@guarded("conference.see", queries.by_slug)
def register(conference: Conference) -> Any:
    """Register for an event: at once for those signed in, else by a link sent by mail."""
    form = _registration_form(conference)
    if form.validate_on_submit():
        try:
            return _registered(conference, form)
        except DomainError as error:
            form.blame(error)
    return form_page(
        "dissemination/register.html",
        form,
        conference=conference,
        registration=_own(conference),
        open_state=registration_state(conference),
    )


def _registration_form(conference: Conference) -> RegistrationForm:
    if not current_user.is_authenticated:
        form = RegistrationForm()
    else:
        own = organisation_queries.organisations_of(current_user.id)
        form = RegistrationForm(
            name=current_user.name, organisation=own[0].name if len(own) == 1 else ""
        )
        del form.email
    form.fit(conference)
    return form


def _registered(conference: Conference, form: RegistrationForm) -> Any:
    about = {"name": form.name.data or "", "organisation": form.organisation.data or ""}
    if current_user.is_authenticated:
        actor = Actor(current_user.id, "participant")
        done = registering.register(conference_id=conference.id, actor=actor, **about)
        return redirect(url_for(".ticket", token=tickets.token_of(done)))
    registering.ask(
        conference_id=conference.id,
        email=form.email.data or "",
        language=i18n.current_language(),
        **about,
    )
    return redirect(url_for(".registration_asked", slug=conference.slug))


def _own(conference: Conference) -> Registration | None:
    if not current_user.is_authenticated:
        return None
    return participant_queries.of_person(conference.id, current_user.email)


@blueprint.get("/konferencje/<slug>/zapisy/sprawdz-poczte")
@guarded("conference.see", queries.by_slug)
def registration_asked(conference: Conference) -> Any:
    """Say that a mail is on its way; the same whether the address is registered already."""
    return render_template("dissemination/registration_asked.html", conference=conference)


@blueprint.route("/konferencje/<slug>/zapisy/potwierdz/<token>", methods=["GET", "POST"])
@guarded("conference.see", queries.by_slug)
def confirm(conference: Conference, token: str) -> Any:
    """Ask for a click (mail scanners open links too), then give the place."""
    form = ActionForm()
    try:
        registration_id = registering.peek(conference, token).payload["registration"]
        if form.validate_on_submit():
            done = registering.confirm(conference_id=conference.id, token=token)
            return _to_ticket(done)
    except LinkUsed:
        return _to_ticket(registering.registration_of_link(conference, token) or "")
    except LinkError as error:
        page = render_template("dissemination/dead_link.html", error=error, conference=conference)
        return page, 404 if isinstance(error, LinkUnknown) else 410
    except DomainError as error:
        form.blame(error)
    registration = participant_queries.find(registration_id)
    return form_page(
        "dissemination/confirm.html", form, conference=conference, registration=registration
    )


def _to_ticket(registration_id: str) -> Any:
    return redirect(url_for(".ticket", token=tickets.token_of(registration_id)))


@blueprint.get("/bilet/<token>")
@guarded("site.see", participant_queries.of_token)
def ticket(registration: Registration) -> Any:
    """Show a registration to whoever has its address: state, QR code, what can be done."""
    conference = registration.conference
    begins, ends = span(db.session(), conference)
    now = clock.now()
    page = render_template(
        "dissemination/ticket.html",
        registration=registration,
        conference=conference,
        token=tickets.token_of(registration.id),
        feed=tickets.token_of(registration.id, tickets.FEED),
        code=tickets.shown_code(registration.code),
        qr_code=Markup(tickets.qr_svg(registration.code)),  # noqa: S704  # nosec B704 - drawn by us
        place=participant_queries.place_in_queue(registration),
        begins=begins,
        may_cancel=now < begins,
        is_over=now >= ends,
    )
    return _private(page)


@blueprint.get("/bilet/<token>/zaswiadczenie.pdf")
@guarded("site.see", participant_queries.of_token)
def certificate(registration: Registration) -> Response:
    """Give somebody who took part their certificate of attendance."""
    name, pdf = certificates.own(registration_id=registration.id)
    response = file(pdf, name, PDF)
    response.headers["Cache-Control"] = "no-store"
    return response


def _private(page: str, status: int = 200) -> Response:
    """Keep a page with somebody's registration out of every cache and search engine."""
    response = Response(page, status=status)
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


@blueprint.route("/bilet/<token>/rezygnacja", methods=["GET", "POST"])
@guarded("site.see", participant_queries.of_token)
def cancel(registration: Registration) -> Any:
    """Ask whether the place is to be given up, then do it."""
    form = ActionForm()
    if form.validate_on_submit():
        try:
            registering.cancel(registration_id=registration.id, actor=Actor(None, "participant"))
        except DomainError as error:
            form.blame(error)
        else:
            flash(_("The registration has been cancelled."), "success")
            return _to_ticket(registration.id)
    page, status = form_page(
        "dissemination/cancel.html",
        form,
        registration=registration,
        conference=registration.conference,
        token=tickets.token_of(registration.id),
    )
    return _private(page, status)


def _of_feed(token: str) -> Registration | None:
    registration_id = tickets.id_in(token, tickets.FEED)
    return participant_queries.find(registration_id) if registration_id else None


@blueprint.get("/bilet/kalendarz/<token>.ics")
@guarded("site.see", _of_feed)
def feed(registration: Registration) -> Response:
    """Give the registrations of the same address to a calendar that subscribes to them."""
    found = participant_queries.of_address(registration.email)
    events = [(one.conference, tickets.ticket_address(one.id)) for one in found]
    hours = hours_of(db.session(), [one.conference for one in found])
    content = own_calendar(_("My events"), events, hours)
    return file(content, MY_EVENTS, CALENDAR, inline=True)


@blueprint.get("/moje-wydarzenia")
@guarded("account.use")
def my_events() -> Any:
    """List the registrations of the signed-in person's address."""
    found = participant_queries.of_address(current_user.email)
    today = clock.to_warsaw(clock.now()).date()
    return render_template(
        "dissemination/my_events.html",
        coming=[one for one in found if one.conference.last_day >= today],
        past=[one for one in reversed(found) if one.conference.last_day < today],
        token_of=tickets.token_of,
        feed=tickets.token_of(found[0].id, tickets.FEED) if found else None,
    )


@blueprint.route("/bilet/<token>/opinia", methods=["GET", "POST"])
@guarded("site.see", participant_queries.of_token)
def give_feedback(registration: Registration) -> Any:
    """Ask what somebody who was there thought of it; the answer is kept without a name."""
    form = FeedbackForm()
    if form.validate_on_submit():
        try:
            attending.give_feedback(
                registration_id=registration.id,
                marks=form.marks(),
                comment=form.comment.data or "",
                actor=SYSTEM,
            )
        except DomainError as error:
            form.blame(error)
        else:
            flash(_("Thank you for your opinion."), "success")
            return _to_ticket(registration.id)
    page, status = form_page(
        "dissemination/feedback_form.html",
        form,
        registration=registration,
        conference=registration.conference,
        token=tickets.token_of(registration.id),
    )
    return _private(page, status)
