"""Forms of seeing the site as somebody else."""

from flask_babel import lazy_gettext as _l
from wtforms import TextAreaField
from wtforms.validators import InputRequired

from leader_award.platform.forms import BaseForm, stripped


class BeginForm(BaseForm):
    """Why it is needed."""

    reason = TextAreaField(
        _l("Reason"),
        validators=[InputRequired(_l("Say why you need it; the person reads it."))],
        filters=[stripped],
    )
