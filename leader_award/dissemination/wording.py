"""What states of registrations are called."""

from flask_babel import lazy_gettext as _l

from leader_award.dissemination import places

STATES = {
    places.PENDING: _l("not confirmed"),
    places.CONFIRMED: _l("has a place"),
    places.WAITING: _l("waiting list"),
    places.CANCELLED: _l("cancelled"),
}
