"""One's own data: what is kept, a copy of it, consents, asking for erasure."""

from typing import Any

from flask import Response, flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from leader_award.platform import access, clock
from leader_award.platform.access import SENT, guarded
from leader_award.practices import queries as practice_queries
from leader_award.practices import service as practices
from leader_award.practices.models import Practice
from leader_award.practices.wording import FIELDS
from leader_award.privacy import consents, erasing, exporting, queries
from leader_award.privacy.blueprint import blueprint
from leader_award.privacy.models import Consent


@blueprint.get("/konto/moje-dane")
@guarded("account.use")
def my_data() -> Any:
    """Say what can be done about one's own data."""
    return render_template("privacy/my_data.html", asked=queries.request_of(current_user.id))


@blueprint.post("/konto/moje-dane/kopia")
@guarded("account.use", fresh=SENT)
def export() -> Any:
    """Hand out everything that is kept about the person, as a ZIP."""
    content = exporting.make_archive(actor=access.actor("person"))
    name = f"moje-dane-{clock.to_warsaw(clock.now()):%Y-%m-%d}.zip"
    return Response(
        content,
        mimetype="application/zip",
        headers={"Content-Disposition": f"attachment; filename={name}"},
    )


@blueprint.post("/konto/moje-dane/usuniecie")
@guarded("account.use")
def ask_for_erasure() -> Any:
    """Ask for one's data to be erased."""
    erasing.ask(actor=access.actor("person"))
    flash(_("We have your request. An administrator decides about it within a month."), "success")
    return redirect(url_for(".my_data"))


@blueprint.post("/konto/moje-dane/usuniecie/cofnij")
@guarded("account.use")
def take_erasure_back() -> Any:
    """Take the request back."""
    erasing.take_back(actor=access.actor("person"))
    flash(_("Your request is taken back; your data stay."), "success")
    return redirect(url_for(".my_data"))


@blueprint.get("/konto/zgody")
@guarded("account.use")
def my_consents() -> Any:
    """List everything one agreed to, each with a button to withdraw it."""
    given = consents.of_person(current_user.id)
    standing = {consent.kind for consent in given if consent.withdrawn_at is None}
    return render_template(
        "privacy/my_consents.html",
        consents=given,
        kinds=consents.KINDS,
        offered=[kind for kind in consents.KINDS if kind not in standing],
        released=queries.released_practices(practice_queries.own_practices(current_user.id)),
        fields=FIELDS,
    )


@blueprint.post("/konto/zgody/<subject>")
@guarded("account.use")
def give_consent(subject: str) -> Any:
    """Agree to the text in force."""
    consents.give(kind=subject, actor=access.actor("person"))
    flash(_("Thank you. You can withdraw the consent here at any time."), "success")
    return redirect(url_for(".my_consents"))


@blueprint.post("/konto/zgody/<consent_id>/wycofaj")
@guarded("consent.withdraw", consents.find)
def withdraw_consent(consent: Consent) -> Any:
    """Withdraw one consent."""
    consents.withdraw(consent_id=consent.id, actor=access.actor("person"))
    flash(_("The consent is withdrawn."), "success")
    return redirect(url_for(".my_consents"))


@blueprint.post("/konto/zgody/dobra-praktyka/<practice_id>/wycofaj")
@guarded("practice.release", practice_queries.whole)
def withdraw_practice(practice: Practice) -> Any:
    """Withdraw the consent to publish every text of a good practice."""
    practices.withdraw(practice_id=practice.id, actor=access.actor("applicant"))
    flash(_("The consent is withdrawn; the practice is not public any more."), "success")
    return redirect(url_for(".my_consents"))
