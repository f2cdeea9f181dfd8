"""Forms of sheets."""

from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired
from wtforms import HiddenField

from leader_award.platform.forms import BaseForm


class FileForm(BaseForm):
    """A sheet to be looked at."""

    file = FileField(_l("File (XLSX or CSV)"), validators=[FileRequired(_l("Choose a file."))])


class TakeOverForm(BaseForm):
    """Confirms what was shown; `seen` is the digest of it."""

    seen = HiddenField()
