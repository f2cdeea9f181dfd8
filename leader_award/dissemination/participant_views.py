"""The organiser's pages of who takes part: list, adding, moving, cancelling, files, opinions."""

from typing import Any

from flask import Response, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _

from leader_award.dissemination import (
    certificates,
    documents,
    participant_queries,
    places,
    queries,
    registering,
    wording,
)
from leader_award.dissemination.blueprint import PDF, XLSX, blueprint, file, form_page
from leader_award.dissemination.models import Conference, Registration
from leader_award.dissemination.registration_forms import MoveForm, RegistrationForm
from leader_award.platform import access
from leader_award.platform.access import guarded
from leader_award.platform.errors import DomainError, NotFound
from leader_award.platform.i18n import moment
from leader_award.platform.sheets import Cell, csv_bytes, xlsx_bytes


@blueprint.get("/organizator/konferencje/<conference_id>/uczestnicy")
@guarded("conference.arrange", queries.find)
def participants(conference: Conference) -> Any:
    """List who is registered, who waits and who cancelled, with a search."""
    search = request.args.get("szukaj", "")
    return render_template(
        "dissemination/participants.html",
        conference=conference,
        search=search,
        registrations=participant_queries.listed(conference.id, search),
        counts=participant_queries.counts(conference.id),
        states=wording.STATES,
    )


@blueprint.route(
    "/organizator/konferencje/<conference_id>/uczestnicy/nowy", methods=["GET", "POST"]
)
@guarded("conference.arrange", queries.find)
def add_participant(conference: Conference) -> Any:
    """Add somebody who registered by telephone or at the door."""
    form = RegistrationForm()
    form.fit(conference)
    if form.validate_on_submit():
        try:
            registration_id = registering.add(
                conference_id=conference.id,
                email=form.email.data or "",
                name=form.name.data or "",
                organisation=form.organisation.data or "",
                actor=access.actor("organiser"),
                key=form.key,
            )
        except DomainError as error:
            form.blame(error)
        else:
            _tell(registration_id)
            return redirect(url_for(".participants", conference_id=conference.id))
    return form_page("dissemination/add_participant.html", form, conference=conference)


def _tell(registration_id: str) -> None:
    registration = participant_queries.find(registration_id)
    if registration is not None and registration.state == places.WAITING:
        flash(_("Every place is taken: %(name)s is on the waiting list.", name=registration.name))
    elif registration is not None:
        flash(_("%(name)s has a place.", name=registration.name), "success")


def _registration(conference: Conference, registration_id: str) -> Registration:
    registration = participant_queries.find(registration_id)
    if registration is None or registration.conference_id != conference.id:
        raise NotFound(_("This does not exist, or you may not see it."))
    return registration


@blueprint.post("/organizator/konferencje/<conference_id>/uczestnicy/<registration_id>/odwolaj")
@guarded("conference.arrange", queries.find)
def cancel_participant(conference: Conference, registration_id: str) -> Any:
    """Cancel somebody's registration; who waits moves up."""
    registration = _registration(conference, registration_id)
    try:
        registering.cancel(registration_id=registration.id, actor=access.actor("organiser"))
        flash(_("The registration has been cancelled."), "success")
    except DomainError as error:
        flash(str(error), "error")
    return redirect(url_for(".participants", conference_id=conference.id))


@blueprint.route(
    "/organizator/konferencje/<conference_id>/uczestnicy/<registration_id>/przenies",
    methods=["GET", "POST"],
)
@guarded("conference.arrange", queries.find)
def move_participant(conference: Conference, registration_id: str) -> Any:
    """Move somebody to another event."""
    registration = _registration(conference, registration_id)
    form = MoveForm()
    form.offer(participant_queries.other_events(conference))
    if form.validate_on_submit():
        try:
            moved_id = registering.move(
                registration_id=registration.id,
                to_conference_id=form.to.data,
                actor=access.actor("organiser"),
            )
        except DomainError as error:
            form.blame(error)
        else:
            _tell(moved_id)
            return redirect(url_for(".participants", conference_id=form.to.data))
    return form_page(
        "dissemination/move_participant.html",
        form,
        conference=conference,
        registration=registration,
    )


def _header() -> list[str]:
    return [
        _("First name and surname"),
        _("Organisation"),
        _("E-mail address"),
        _("State"),
        _("Registered"),
        _("Checked in"),
        _("Code"),
    ]


def _rows(conference: Conference) -> list[list[Cell]]:
    return [
        [
            one.name,
            one.organisation,
            one.email,
            str(wording.STATES[one.state]),
            moment(one.created_at),
            moment(one.checked_in_at) if one.checked_in_at else "",
            one.code,
        ]
        for one in participant_queries.listed(conference.id)
    ]


@blueprint.get("/organizator/konferencje/<conference_id>/uczestnicy.csv")
@guarded("conference.arrange", queries.find)
def participants_csv(conference: Conference) -> Response:
    """Give the list as CSV."""
    name = f"{conference.slug}-uczestnicy.csv"
    return file(csv_bytes(_header(), _rows(conference)), name, "text/csv")


@blueprint.get("/organizator/konferencje/<conference_id>/uczestnicy.xlsx")
@guarded("conference.arrange", queries.find)
def participants_xlsx(conference: Conference) -> Response:
    """Give the list as a workbook."""
    content = xlsx_bytes({_("Participants"): (_header(), _rows(conference))})
    return file(content, f"{conference.slug}-uczestnicy.xlsx", XLSX)


def _with_a_place(conference: Conference) -> list[Registration]:
    return participant_queries.listed(conference.id, states=(places.CONFIRMED,))


@blueprint.get("/organizator/konferencje/<conference_id>/lista-obecnosci")
@guarded("conference.arrange", queries.find)
def attendance_list(conference: Conference) -> Any:
    """Show the attendance list, to be printed and signed."""
    return render_template(
        "dissemination/attendance_list.html",
        conference=conference,
        registrations=_with_a_place(conference),
    )


@blueprint.get("/organizator/konferencje/<conference_id>/lista-obecnosci.pdf")
@guarded("conference.arrange", queries.find)
def attendance_pdf(conference: Conference) -> Response:
    """Give the attendance list as a PDF."""
    pdf = documents.attendance_pdf(conference, _with_a_place(conference))
    return file(pdf, f"{conference.slug}-lista-obecnosci.pdf", PDF)


@blueprint.get("/organizator/konferencje/<conference_id>/identyfikatory.pdf")
@guarded("conference.arrange", queries.find)
def badges_pdf(conference: Conference) -> Response:
    """Give the badges of everybody with a place as sheets to print and cut."""
    pdf = documents.badges_pdf(conference, _with_a_place(conference))
    return file(pdf, f"{conference.slug}-identyfikatory.pdf", PDF)


@blueprint.post("/organizator/konferencje/<conference_id>/zaswiadczenia")
@guarded("conference.arrange", queries.find)
def certificates_pdf(conference: Conference) -> Any:
    """Give the certificates of all who were checked in, or of the speakers, to print."""
    kind = "speaker" if request.form.get("kind") == "speaker" else "attendance"
    try:
        pdf = certificates.of_event(
            conference_id=conference.id, kind=kind, actor=access.actor("organiser")
        )
    except DomainError as error:
        flash(str(error), "error")
        return redirect(url_for(".participants", conference_id=conference.id))
    return file(pdf, f"{conference.slug}-zaswiadczenia-{kind}.pdf", PDF)


@blueprint.get("/organizator/konferencje/<conference_id>/opinie")
@guarded("conference.arrange", queries.find)
def opinions(conference: Conference) -> Any:
    """Show what people thought of the event: a picture with its table, and their comments."""
    count, results, comments = participant_queries.opinions(conference.id)
    return render_template(
        "dissemination/opinions.html",
        conference=conference,
        count=count,
        results=results,
        comments=comments,
    )
