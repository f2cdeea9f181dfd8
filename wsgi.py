"""For WSGI servers of your own choice; `leader-award serve` needs no such file."""

from leader_award.app import create_app

app = create_app()
