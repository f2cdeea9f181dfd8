"""The editions of 2014 and 2015 and the conference of 2013, each loaded at its own time."""

from collections.abc import Mapping
from datetime import date, datetime, time, timedelta

from leader_award.demo import announcing, building, people
from leader_award.demo.building import moment
from leader_award.demo.history import (
    DAY_IN_LODZ,
    ENTRIES_2014,
    ENTRIES_2015,
    FINALISTS_2015,
    PROGRAMME_IN_LODZ,
)
from leader_award.dissemination import service as conferences
from leader_award.editions import service as editions
from leader_award.editions.models import Edition
from leader_award.jury import rounds as jury_rounds
from leader_award.platform import clock
from leader_award.results import service as results

QUESTION = "Opis rozwiązania"
NOT_IN_SOURCES = "Opis nie występuje w naszych źródłach."
MADE_UP = "Zgłoszenie demonstracyjne: tytuł i treść nie pochodzą ze źródeł."
LAUREATES_TWO = "Dyplom, statuetka i wizyta studyjna dla dwóch osób"
LAUREATES_ONE = "Dyplom, statuetka i wizyta studyjna dla jednej osoby"
DISTINCTIONS = "Dyplom i wizyta studyjna dla jednej osoby"
FINAL_2015 = {"pl": "Prezentacje finalistów", "en": "Finalists' presentations"}
FINAL_QUALITY = {LAUREATES_TWO: 0.95, LAUREATES_ONE: 0.85, DISTINCTIONS: 0.7}
"""What points for a presentation lie around, by the prize that it won."""
PRIZES = (
    ("laureate", LAUREATES_TWO, "Diploma, statuette and study visit for two", 4),
    ("laureate", LAUREATES_ONE, "Diploma, statuette and study visit for one", 2),
    ("distinction", DISTINCTIONS, "Diploma and study visit for one", 6),
)


def load_conference() -> None:
    """Load the conference in Łódź with its ten points."""
    organiser = people.acting(people.ORGANISER, "organiser")
    with clock.set_to(moment(date(2013, 10, 1), 9)):
        conference_id = conferences.create_conference(
            name={
                "pl": "Współpraca jednostek samorządu terytorialnego – konferencja w Łodzi",
                "en": "Cooperation of local governments – conference in Łódź",
            },
            description={
                "pl": "Konferencja projektu predefiniowanego Mechanizmu Finansowego EOG 2009–2014:"
                " wyniki naboru, zasady wsparcia partnerstw, stan współpracy w Polsce"
                " i doświadczenia norweskie.",
                "en": "A conference of the predefined project of the EEA Financial Mechanism"
                " 2009–2014: results of the call, support for partnerships, the state of"
                " cooperation in Poland and experience from Norway.",
            },
            held_on=DAY_IN_LODZ,
            place="Łódź",
            actor=organiser,
            key="demo-lodz",
        )
        for point in PROGRAMME_IN_LODZ:
            conferences.save_item(
                conference_id=conference_id,
                kind=point.kind,
                title={"pl": point.polish, "en": point.english},
                starts_at=clock.from_warsaw(DAY_IN_LODZ, time.fromisoformat(point.starts)),
                ends_at=clock.from_warsaw(DAY_IN_LODZ, time.fromisoformat(point.ends)),
                speakers=list(point.speakers),
                actor=organiser,
            )
        conferences.advance(conference_id=conference_id, event="publish", actor=organiser)
    with clock.set_to(moment(date(2013, 11, 13), 9)):
        conferences.advance(conference_id=conference_id, event="close", actor=organiser)


def load_2014() -> None:
    """Load the first edition, whose entries and results no source gives."""
    edition = _edition(
        2014,
        1,
        name={"pl": "Edycja I – 2014", "en": "First edition – 2014"},
        theme={
            "pl": "Współpraca międzysamorządowa",
            "en": "Inter-municipal cooperation",
        },
        note={
            "pl": "Nasze źródła nie podają wyników pierwszej edycji. Zgłoszenia, punkty, laureaci"
            " i wyróżnienia tej edycji są w całości danymi demonstracyjnymi.",
            "en": "Our sources give no results of the first edition. Its entries, points,"
            " laureates and distinctions are demonstration data throughout.",
        },
    )
    entry_ids = _enter_made_up(edition, 2014, ENTRIES_2014, first=1)
    outcomes = [LAUREATES_TWO] * 2 + [LAUREATES_ONE] + [DISTINCTIONS] * 3
    _decide_and_announce(edition, 2014, entry_ids, outcomes)


def load_2015() -> None:
    """Load the second edition: twelve finalists as published, fifteen entries made up."""
    edition = _edition(
        2015,
        2,
        name={"pl": "Edycja II – 2015: Razem dla rozwoju", "en": "Second edition – 2015"},
        theme={"pl": "Razem dla rozwoju", "en": "Together for development"},
        scoring_until=moment(date(2015, 12, 16), 11),
        note={
            "pl": "Dwunastu finalistów podajemy za źródłami (miasta.pl, samorzad.pap.pl,"
            " sarpsborg.pl, trojmiasto-ogrodow.eu). Pozostałych 15 zgłoszeń, terminy naboru"
            " i punkty jurorów w obu rundach to dane demonstracyjne.",
            "en": "The twelve finalists are given by our sources (miasta.pl, samorzad.pap.pl,"
            " sarpsborg.pl, trojmiasto-ogrodow.eu). The other 15 entries, the dates of the call"
            " and the jurors' points in both rounds are demonstration data.",
        },
    )
    entry_ids, prizes = [], []
    with clock.set_to(moment(date(2015, 10, 20), 10)):
        for past in FINALISTS_2015:
            entry_id = building.enter(
                edition,
                building.organisation(
                    past.leader, kind=past.kind, place=past.place, terc=past.terc
                ),
                category_id=edition.categories[0].id,
                title=past.title,
                partnership=past.partnership,
                answers={QUESTION: " ".join(filter(None, (NOT_IN_SOURCES, past.note)))},
            )
            building.submit(entry_id)
            entry_ids.append(entry_id)
            laureate = LAUREATES_TWO if past.visit == 2 else LAUREATES_ONE
            prizes.append(laureate if past.outcome == "laureate" else DISTINCTIONS)
    entry_ids += _enter_made_up(edition, 2015, ENTRIES_2015 - len(entry_ids), first=8)
    _decide_and_announce(edition, 2015, entry_ids, prizes)


def _announcement(year: int) -> datetime:
    return moment(date(year, 12, 16), 12)


def _edition(
    year: int,
    number: int,
    *,
    name: dict[str, str],
    theme: dict[str, str],
    note: dict[str, str],
    scoring_until: datetime | None = None,
) -> Edition:
    organiser = people.acting(people.ORGANISER, "organiser")
    with clock.set_to(moment(date(year, 8, 1), 9)):
        edition_id = editions.create_edition(
            year=year,
            number=number,
            name=name,
            theme=theme,
            call_text={
                "pl": "Konkurs nagradza metody i narzędzia współpracy samorządów ze sobą oraz"
                " z sektorem społecznym, gospodarczym i nauką.",
                "en": "The competition awards methods and tools of cooperation among local"
                " governments and with the social and economic sectors and science.",
            },
            opens_at=moment(date(year, 9, 1), 8),
            deadline=moment(date(year, 10, 30), 16),
            check_until=moment(date(year, 11, 13), 16),
            scoring_until=scoring_until or moment(date(year, 12, 7), 16),
            announcement_at=_announcement(year),
            actor=organiser,
            key=f"demo-{year}",
        )
        editions.save_category(
            edition_id=edition_id,
            name={"pl": "Współpraca międzysamorządowa", "en": "Inter-municipal cooperation"},
            actor=organiser,
        )
        section_id = editions.save_section(
            edition_id=edition_id, title={"pl": "Zgłoszenie", "en": "Entry"}, actor=organiser
        )
        editions.save_question(
            section_id=section_id,
            kind="long_text",
            label={"pl": QUESTION, "en": "Description of the solution"},
            limit_words=500,
            actor=organiser,
        )
        editions.apply_default_rubric(edition_id=edition_id, actor=organiser)
        editions.apply_default_checks(edition_id=edition_id, actor=organiser)
        for award, polish, english, count in PRIZES:
            editions.save_prize(
                edition_id=edition_id,
                award=award,
                name={"pl": polish, "en": english},
                count=count,
                actor=organiser,
            )
        editions.update_edition(
            edition_id=edition_id,
            version=building.whole(edition_id).version,
            note=note,
            one_entry_per_category=False,
            has_final=True,
            actor=organiser,
        )
        if scoring_until:
            _plan_presentations(edition_id, until=moment(date(year, 12, 7), 16))
    with clock.set_to(moment(date(year, 9, 1), 8)):
        building.advance(edition_id, "open_call")
    return building.whole(edition_id)


def _plan_presentations(edition_id: str, until: datetime) -> None:
    """End the desk scoring at `until`; finalists then present at the conference."""
    organiser = people.acting(people.ORGANISER, "organiser")
    (first,) = building.whole(edition_id).rounds
    editions.save_round(
        edition_id=edition_id,
        kind=first.kind,
        name=first.name,
        until=until,
        item_id=first.id,
        actor=organiser,
    )
    final_id = editions.save_round(
        edition_id=edition_id,
        kind="presentation",
        name=FINAL_2015,
        jurors_per_entry=len(people.JURORS),
        opens_at=_presentations(until.year),
        actor=organiser,
    )
    editions.apply_default_rubric(edition_id=edition_id, round_id=final_id, actor=organiser)
    editions.set_shares(edition_id=edition_id, shares={first.id: 50, final_id: 50}, actor=organiser)


def _presentations(year: int) -> datetime:
    return moment(date(year, 12, 16), 9)


def _enter_made_up(edition: Edition, year: int, count: int, *, first: int) -> list[str]:
    entry_ids = []
    with clock.set_to(moment(date(year, 10, 29), 12)):
        for number in range(first, first + count):
            entry_id = building.enter(
                edition,
                building.organisation(f"Wnioskodawca demonstracyjny {number}"),
                category_id=edition.categories[0].id,
                title=f"Zgłoszenie demonstracyjne {number}",
                partnership=f"Partnerstwo demonstracyjne {number}",
                answers={QUESTION: MADE_UP},
            )
            building.submit(entry_id)
            entry_ids.append(entry_id)
    return entry_ids


def _decide_and_announce(
    edition: Edition, year: int, entry_ids: list[str], prizes: list[str]
) -> None:
    """Check, assign, score and decide; the first entries win `prizes`, in this order."""
    organiser = people.acting(people.ORGANISER, "organiser")
    with clock.set_to(moment(date(year, 11, 2), 9)):
        building.advance(edition.id, "start_checking")
        for entry_id in entry_ids:
            building.admit(edition, entry_id)
    with clock.set_to(moment(date(year, 11, 16), 9)):
        building.advance(edition.id, "start_scoring")
        building.seat_jury(edition, entry_ids, capacity=len(entry_ids))
        count = len(entry_ids)
        building.score(
            edition.rounds[0],
            {key: 0.95 - 0.6 * place / count for place, key in enumerate(entry_ids)},
        )
    finalists = entry_ids[: len(prizes)]
    if len(edition.rounds) > 1:
        _hold_presentations(edition, dict(zip(finalists, prizes, strict=True)))
    closed = edition.scoring_until + timedelta(minutes=5)
    with clock.set_to(closed):
        building.advance(edition.id, "start_deciding")
        results.mark_finalists(edition_id=edition.id, entry_ids=finalists, actor=organiser)
        ids = {prize.name["pl"]: prize.id for prize in edition.prizes}
        for entry_id, prize in zip(finalists, prizes, strict=True):
            results.decide(
                entry_id=entry_id,
                outcome="distinction" if prize == DISTINCTIONS else "laureate",
                prize_id=ids[prize],
                actor=organiser,
            )
        results.decide_rest(edition_id=edition.id, actor=organiser)
        announcing.settle(edition, entry_ids)
        announcing.add_press_pack(edition, entry_ids[0])
    second = people.acting(people.SECOND_ORGANISER, "organiser")
    instant = _announcement(year)
    with clock.set_to(closed + timedelta(minutes=30)):
        results.prepare_announcement(edition_id=edition.id, at=instant, actor=organiser)
        results.approve_announcement(edition_id=edition.id, actor=second)
    with clock.set_to(instant):
        results.queue_announcement_mails()


def _hold_presentations(edition: Edition, prizes: Mapping[str, str]) -> None:
    """Let the finalists, best first, go on, and the whole jury score what they present."""
    final = edition.rounds[1]
    with clock.set_to(edition.rounds[0].ends_at + timedelta(hours=1)):
        jury_rounds.choose_entries(
            round_id=final.id,
            entry_ids=prizes.keys(),
            actor=people.acting(people.ORGANISER, "organiser"),
        )
        building.assign(final)
    with clock.set_to(_presentations(edition.year)):
        building.score(
            final,
            {
                entry_id: FINAL_QUALITY[prize] - 0.01 * place
                for place, (entry_id, prize) in enumerate(prizes.items())
            },
        )
