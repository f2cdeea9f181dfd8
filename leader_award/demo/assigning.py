"""What an organiser has decided by hand about the jury that is assessing: a forbidden pair."""

from datetime import timedelta

from leader_award.demo import people
from leader_award.editions import queries as editions
from leader_award.jury import plan, rules
from leader_award.jury import service as jury
from leader_award.platform import clock

REASON = "Przykład: juror prowadził w tym powiecie szkolenie, choć nie u wnioskodawcy."


def forbid_a_pair() -> None:
    """Forbid one pair, not assigned, in each edition that is being scored."""
    organiser = people.acting(people.ORGANISER, "organiser")
    for edition in editions.all_editions():
        if edition.state != "scoring":
            continue
        today = plan.plan_of(edition.id)
        free = sorted(
            (entry.reference, entry.id, juror.id)
            for entry in today.entries
            for juror in today.serving
            if (entry.id, juror.id) not in today.pairs
        )
        with clock.set_to(clock.now() - timedelta(days=14)):
            for _reference, entry_id, juror_id in free[:1]:
                jury.bar_juror(
                    juror_id=juror_id,
                    entry_id=entry_id,
                    kind=rules.FORBIDDEN,
                    note=REASON,
                    actor=organiser,
                )
