"""Diplomas of the second edition, with a template of its own, on the day of its announcement."""

from datetime import date

from leader_award.demo import people
from leader_award.demo.building import moment
from leader_award.diplomas import batches, rules, wording
from leader_award.diplomas import service as diplomas
from leader_award.diplomas.designing import Text
from leader_award.editions import queries as editions
from leader_award.platform import clock

SLUG = "2015"
PLACE_AND_DATE = {"pl": "Warszawa, 16 grudnia 2015 r.", "en": "Warsaw, 16 December 2015"}
SIGNATURES = [
    {"name": "", "function": "Przewodnicząca komisji konkursowej"},
    {"name": "", "function": "W imieniu organizatorów"},
]


def load_diplomas() -> None:
    """Issue diplomas of laureates, distinctions and jurors in one batch."""
    organiser = people.acting(people.ORGANISER, "organiser")
    edition = editions.by_slug(SLUG)
    if edition is None:
        raise LookupError(SLUG)
    kinds = (rules.LAUREATE, rules.DISTINCTION, rules.JUROR)
    with clock.set_to(moment(date(2015, 12, 16), 13)):
        for kind in kinds:
            usual = wording.DEFAULTS[kind]
            text = Text(usual.title, usual.body, PLACE_AND_DATE, SIGNATURES, usual.orientation)
            diplomas.save_template(edition_id=edition.id, kind=kind, text=text, actor=organiser)
        diplomas.make_batch(
            edition_id=edition.id, kinds=kinds, actor=organiser, key="demo-diplomas"
        )
        batches.work_off_batches()
