"""The partnerships of the seed's slides 4 to 6: their numbers are sourced, the rest is assumed.

Our sources name none of the partnerships that had support. So each row here says that it stands
for one, and lies at a real unit, marked as assumed. The finalists of 2015 are named by sources,
but no source says what support they had.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

from sqlalchemy import select

from leader_award.demo import people
from leader_award.demo.history import FINALISTS_2015
from leader_award.partnerships import register
from leader_award.partnerships.keeping import Facts
from leader_award.partnerships.models import Partnership
from leader_award.partnerships.partnership_files import COLUMNS, MemberText, Row, as_cells
from leader_award.partnerships.rules import GRANT, POPT_1, POPT_2, PROJECT
from leader_award.partnerships.service import add_event, import_partnerships
from leader_award.platform import db, sheets

UNNAMED = "Partnerstwo, którego nazwy nie ma w naszych źródłach, nr {number}"
ASSUMED = (
    "Dane demonstracyjne: źródło podaje tylko, ile partnerstw miało to wsparcie. Nazwy, lidera,"
    " członków i siedziby tego partnerstwa nie ma w naszych źródłach; miejsce na mapie jest umowne."
)
NAMED = (
    "Finalista konkursu w 2015 r. Nasze źródła nie podają, z jakiego wsparcia korzystało to"
    " partnerstwo ani kto poza liderem do niego należy."
)
OWN = "Partnerstwo demonstracyjne: zmyślone, aby pokazać samoocenę."
CLERKS_PARTNERSHIP = "Partnerstwo demonstracyjne ziemi bolesławieckiej"

GROUPS = (
    ((PROJECT, GRANT), 12),
    ((PROJECT, GRANT, POPT_2), 1),
    ((PROJECT, POPT_1), 15),
    ((PROJECT, POPT_2), 20),
    ((PROJECT,), 13),
    ((POPT_1,), 19),
    ((POPT_2,), 60),
)
"""How many partnerships had each combination: together they give slide 4 (which one is in two
groups, no source says)."""

EVENTS = (
    ("workshop", "Warsztaty dla kadry średniego szczebla", date(2013, 11, 27), 6),
    ("strategy_workshop", "Warsztaty strategiczne dla liderów", date(2014, 1, 22), 9),
    ("study_visit", "Wizyta studyjna w Norwegii", date(2014, 5, 12), 3),
)
"""Kinds, months and sizes as on slides 7 and 8; that this partnership took part is made up."""
FIRST = 7
"""The first units of the register belong to the clerk's own partnership."""
MEMBERS = 8
"""Units of each, so that the initiatives have over 1,000, as the slide says."""


def load_partnerships() -> None:
    """Import the partnerships, as an organiser would from a file."""
    content = sheets.csv_bytes(COLUMNS, [as_cells(row) for row in (*unnamed(), *named(), _own())])
    organiser = people.acting(people.ORGANISER, "organiser")
    import_partnerships(content, actor=organiser)
    partnership_id = db.session().scalar(
        select(Partnership.id).where(Partnership.name == CLERKS_PARTNERSHIP)
    )
    for kind, title, day, number in EVENTS:
        add_event(
            partnership_id=str(partnership_id),
            kind=kind,
            title=title,
            held_on=day,
            people=number,
            actor=organiser,
            key=db.new_id(),
        )


def unnamed() -> Iterator[Row]:
    """Yield the 140 partnerships that the slides count, spread over the country."""
    gminas = [unit.terc for unit in register.shipped() if len(unit.terc) == 6]
    supports = [kinds for kinds, number in GROUPS for _ in range(number)]
    for number, kinds in enumerate(supports, 1):
        # 37 has no divisor in common with 140: neighbours on the map are of different groups
        start = FIRST + (number * 37 % len(supports)) * len(gminas) // len(supports)
        facts = Facts(
            name=UNNAMED.format(number=number),
            legal_form="unknown",
            supports=frozenset(kinds),
            note=ASSUMED,
            seat_terc=gminas[start],
            seat_assumed=True,
        )
        members = (MemberText(terc=terc) for terc in gminas[start : start + MEMBERS])
        yield Row(0, facts, tuple(members))


def named() -> Iterator[Row]:
    """Yield the partnerships among the finalists of 2015 that sources name, each once."""
    finalists = {past.partnership: past for past in FINALISTS_2015 if past.kind != "other"}
    for name, past in finalists.items():
        member = (
            MemberText(terc=past.terc)
            if past.terc
            else MemberText(kind=past.kind, name=past.leader)
        )
        form = past.kind if past.kind in ("association", "local_action_group") else "unknown"
        yield Row(0, Facts(name=name, legal_form=form, note=NAMED), (member,))


def _own() -> Row:
    facts = Facts(
        name=CLERKS_PARTNERSHIP,
        legal_form="agreement",
        functional_area="Ziemia bolesławiecka",
        note=OWN,
        assistant="Opiekun demonstracyjny",
        advisers=("Doradca demonstracyjny, transport", "Doradca demonstracyjny, turystyka"),
        description="Miasto i gminy wokół niego wspólnie prowadzą transport, ofertę turystyczną"
        " i usługi dla seniorów.",
    )
    members = ("020101", "020102", "020103", "020104")
    return Row(
        0,
        replace(facts, seat_terc=people.CLERKS_TERC),
        (
            *(MemberText(terc=terc) for terc in members),
            MemberText(kind="ngo", name="Fundacja demonstracyjna „Razem dla okolicy”"),
        ),
    )
