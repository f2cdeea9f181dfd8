"""`python -m leader_award` is the `leader-award` command."""

from leader_award.cli import main

main(prog_name="leader-award")
