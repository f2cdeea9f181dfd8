"""The organiser's pages of jurors: the list, invitations, what each can take on."""

from typing import Any

from flask import abort, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from leader_award.editions import hooks
from leader_award.editions import queries as edition_queries
from leader_award.editions.models import Edition
from leader_award.jury import explaining, plan, presenting, queries, rules, service, wording
from leader_award.jury.blueprint import blueprint
from leader_award.jury.forms import BarForm, InviteForm, JurorForm, LeaveForm, juror_form
from leader_award.jury.models import Juror
from leader_award.platform import access
from leader_award.platform.access import guarded
from leader_award.platform.errors import DomainError
from leader_award.platform.web import safe_target


def _edition(edition_id: str) -> Edition | None:
    return edition_queries.whole(edition_id)


@blueprint.get("/organizator/edycje/<edition_id>/jury")
@guarded("jury.arrange", _edition)
def people(edition: Edition) -> Any:
    """List the jury with everybody's state, load and expertise."""
    today = plan.plan_of(edition.id)
    return render_template(
        "jury/people.html",
        edition=edition,
        rows=presenting.juror_rows(today),
        left=[juror for juror in queries.jurors(edition.id) if juror.left_at is not None],
        coverage=presenting.coverage(today),
        open_jury=edition.state in rules.OPEN,
        can_propose=edition.state in rules.ASSIGNING and bool(today.entries and today.serving),
        wording=wording,
    )


@blueprint.route("/organizator/edycje/<edition_id>/jury/zaproszenie", methods=["GET", "POST"])
@guarded("jury.arrange", _edition)
def invite(edition: Edition) -> Any:
    """Invite a juror by mail."""
    form, wanted = juror_form(InviteForm, edition.categories), _wanted(edition)
    if wanted is not None and not form.is_submitted():
        form.suggest(wanted.capacity, wanted.category_ids)
    if form.validate_on_submit():
        try:
            service.invite_juror(
                edition_id=edition.id,
                email=form["email"].data,
                name=form["name"].data,
                language=form["language"].data,
                **form.bounds(),
                expertise=form.expertise(),
                actor=access.actor("organiser"),
                key=form.key,
            )
        except DomainError as error:
            form.blame(error)
        else:
            flash(_("The invitation to %(email)s is on its way.", email=form["email"].data),
                  "success")  # fmt: skip
            return redirect(url_for(".people", edition_id=edition.id))
    page = render_template("jury/invite.html", edition=edition, form=form, wanted=wanted)
    return page, (422 if form.errors or form.form_errors else 200)


def _wanted(edition: Edition) -> explaining.Wanted | None:
    """Return whom a repair asks for, when the address names one."""
    proposal = queries.find_proposal(request.args.get("propozycja", ""))
    if proposal is None or proposal.edition_id != edition.id:
        return None
    today = plan.plan_of(edition.id, round_id=proposal.round_id)
    number, person = (request.args.get(name, 0, type=int) for name in ("naprawa", "osoba"))
    wanted = explaining.wanted(proposal.outcome.get("repairs", []), number, today)
    return wanted[person] if 0 <= person < len(wanted) else None


@blueprint.route("/organizator/jurorzy/<juror_id>", methods=["GET", "POST"])
@guarded("jury.arrange", queries.find)
def edit(juror: Juror) -> Any:
    """Change what a juror can take on and knows about."""
    form = juror_form(JurorForm, _categories(juror), juror)
    if form.validate_on_submit():
        try:
            service.update_juror(
                juror_id=juror.id,
                **form.bounds(),
                expertise=form.expertise(),
                actor=access.actor("organiser"),
            )
        except DomainError as error:
            form.blame(error)
        else:
            flash(_("The juror has been saved."), "success")
            return redirect(url_for(".people", edition_id=juror.edition_id))
    return _juror_page(juror, form=form)


def _categories(juror: Juror) -> Any:
    edition = edition_queries.whole(juror.edition_id) or abort(404)
    return edition.categories


def _juror_page(
    juror: Juror,
    *,
    form: JurorForm | None = None,
    bar_form: BarForm | None = None,
) -> Any:
    today = plan.plan_of(juror.edition_id)
    form = form or juror_form(JurorForm, _categories(juror), juror)
    bar_form = bar_form or BarForm(formdata=None)
    bar_form.entry_id.choices = presenting.entry_choices(today)
    said = queries.answers(juror.id)
    page = render_template(
        "jury/juror.html",
        edition=juror.edition,
        juror=juror,
        form=form,
        bar_form=bar_form,
        state=rules.juror_state(juror, queries.unanswered(juror.edition_id).get(juror.id, 0)),
        load=today.loads[juror.id],
        barred=[
            (entry, today.bars[entry.id, juror.id])
            for entry in today.entries
            if (entry.id, juror.id) in today.bars
        ],
        cleared=sum(one.kind == rules.NONE for one in said.values()),
        organisations=list(queries.organisations_of_juror(juror).values()),
        open_jury=juror.edition.state in rules.OPEN and juror.left_at is None,
        record_page=hooks.record_page("juror", juror.id),
        wording=wording,
        rules=rules,
    )
    wrong = any(one.errors or one.form_errors for one in (form, bar_form))
    return page, (422 if wrong else 200)


@blueprint.post("/organizator/jurorzy/<juror_id>/konflikt")
@guarded("jury.arrange", queries.find)
def bar(juror: Juror) -> Any:
    """Enter a conflict that the organiser knows of."""
    form = BarForm()
    form.entry_id.choices = presenting.entry_choices(plan.plan_of(juror.edition_id))
    if form.validate():
        try:
            ended = service.bar_juror(
                juror_id=juror.id,
                entry_id=form.entry_id.data,
                kind=form.kind.data,
                note=form.note.data or "",
                actor=access.actor("organiser"),
            )
        except DomainError as error:
            form.blame(error)
        else:
            flash(_conflict_kept(ended), "success")
            return redirect(url_for(".edit", juror_id=juror.id))
    return _juror_page(juror, bar_form=form)


def _conflict_kept(ended: int) -> str:
    if not ended:
        return str(_("The conflict has been entered."))
    return str(
        ngettext(
            "The conflict has been entered and %(num)s assignment has ended.",
            "The conflict has been entered and %(num)s assignments have ended.",
            ended,
        )
    )


@blueprint.post("/organizator/jurorzy/<juror_id>/konflikt/<entry_id>/usun")
@guarded("jury.arrange", queries.find)
def lift_bar(juror: Juror, entry_id: str) -> Any:
    """Take back a conflict that an organiser has entered."""
    service.bar_juror(
        juror_id=juror.id,
        entry_id=entry_id,
        kind=rules.NONE,
        note="",
        actor=access.actor("organiser"),
    )
    flash(_("The organiser's entry has been taken back."), "success")
    return redirect(safe_target(request.form.get("back"), url_for(".edit", juror_id=juror.id)))


@blueprint.route("/organizator/jurorzy/<juror_id>/odejscie", methods=["GET", "POST"])
@guarded("jury.arrange", queries.find)
def leave(juror: Juror) -> Any:
    """Ask before a juror leaves, and do it."""
    form = LeaveForm()
    if form.validate_on_submit():
        try:
            service.leave_jury(
                juror_id=juror.id,
                reason=form.reason.data or "",
                actor=access.actor("organiser"),
            )
        except DomainError as error:
            form.blame(error)
        else:
            flash(_("%(name)s has left the jury.", name=juror.person.name), "success")
            return redirect(url_for(".people", edition_id=juror.edition_id))
    today = plan.plan_of(juror.edition_id)
    page = render_template(
        "jury/leave.html",
        edition=juror.edition,
        juror=juror,
        form=form,
        load=today.loads[juror.id],
        sealed=presenting.sealed_of(today, juror.id),
    )
    return page, (422 if form.errors or form.form_errors else 200)
