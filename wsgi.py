"""For WSGI servers of your own choice; `leader-award serve` needs no such file."""

from leader_award.platform import self_check
from leader_award.platform.settings import Settings
from leader_award.server import make_app, refuse_unsafe

settings = Settings.from_environment()
refuse_unsafe(self_check.faults(settings))
app = make_app(settings)
