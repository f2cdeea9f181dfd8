"""What the law wants every public site to say: privacy notice, accessibility declaration."""

from typing import Any

from flask import current_app, render_template

from leader_award.platform.access import guarded
from leader_award.privacy import retention
from leader_award.privacy.activities import ACTIVITIES
from leader_award.privacy.blueprint import blueprint


@blueprint.get("/prywatnosc")
@guarded("site.see")
def notice() -> Any:
    """Show the privacy notice, its tables made from the register and the rules of retention."""
    return render_template(
        "privacy/notice.html",
        operator=current_app.config["SETTINGS"],
        activities=ACTIVITIES.values(),
        rules=retention.RULES,
    )


@blueprint.get("/deklaracja-dostepnosci")
@guarded("site.see")
def accessibility() -> Any:
    """Show the accessibility declaration."""
    return render_template("privacy/accessibility.html", operator=current_app.config["SETTINGS"])
