"""The demonstration's editions of today: one whose call is open, one that is being scored."""

from datetime import date, timedelta
from functools import cache

import typst

from leader_award.demo import building, form, people, rounds
from leader_award.demo.building import moment
from leader_award.editions import service as editions
from leader_award.editions.models import Edition
from leader_award.entries import service as entries
from leader_award.partnerships.service import join_organisation
from leader_award.platform import clock
from leader_award.platform.db import new_id

CALL_TEXT = {
    "pl": "Szukamy rozwiązań, w których samorządy osiągnęły razem więcej, niż każdy z osobna:"
    " wspólnych usług, inwestycji, planowania i zarządzania. Zgłosić może je gmina, powiat,"
    " związek, stowarzyszenie lub lokalna grupa działania jako lider partnerstwa.\n\n"
    "Rozwiązanie musi działać co najmniej sześć miesięcy przed ogłoszeniem naboru.",
    "en": "We look for solutions in which local governments have achieved more together than each"
    " alone: shared services, investments, planning and management. A municipality, county,"
    " union, association or local action group may enter them as leader of a partnership.\n\n"
    "The solution must have been in operation for at least six months before the call.",
}
DEMONSTRATION = {
    "pl": "Edycja demonstracyjna: zgłoszenia, osoby i punkty są zmyślone.",
    "en": "Demonstration edition: its entries, people and points are invented.",
}
TOPICS = (
    ("Wspólny transport do szkół średnich", "Transport", 0),
    ("Jedno centrum usług dla sześciu gmin", "Cyfryzacja", 0),
    ("Dolina rzeki bez granic gmin", "Środowisko i odpady", 2),
    ("Seniorzy w sieci opieki sąsiedzkiej", "Zdrowie i pomoc społeczna", 1),
    ("Szlak rowerowy przez trzy powiaty", "Turystyka i kultura", 0),
    ("Wspólny plan dla strefy podmiejskiej", "Planowanie przestrzenne", 2),
    ("Szkoła zawodowa z lokalnymi firmami", "Oświata", 1),
    ("Punkt selektywnej zbiórki dla pięciu gmin", "Środowisko i odpady", 0),
    ("Inkubator spółdzielni socjalnych", "Gospodarka", 1),
    ("Bilet łączony miasto–powiat", "Transport", 2),
    ("Biblioteki z jednym katalogiem", "Turystyka i kultura", 0),
    ("Obserwatorium danych o usługach", "Cyfryzacja", 1),
)
FILLING = (
    "Tekst demonstracyjny. Partnerzy opisali tu sytuację wyjściową, podział zadań i sposób"
    " podejmowania decyzji. Uzgodnili wspólny budżet, harmonogram i zasady rozliczeń, a postępy"
    " omawiali co kwartał na spotkaniu wójtów, burmistrzów i starostów."
)


def load_scored() -> None:
    """Load an edition in the middle of its merit assessment."""
    today = clock.to_warsaw(clock.now()).date()
    start = today - timedelta(days=90)
    edition = _open(4, start, today - timedelta(days=30), name_suffix=" (pokazowa)")
    entry_ids = []
    with clock.set_to(moment(start + timedelta(days=40), 11)):
        for number, (title, theme, category) in enumerate(TOPICS, 1):
            entry_ids.append(_enter(edition, number, title, theme, category))
            building.submit(entry_ids[-1])
    with clock.set_to(moment(today - timedelta(days=29), 9)):
        building.advance(edition.id, "start_checking")
        for entry_id in entry_ids:
            building.admit(edition, entry_id)
    with clock.set_to(moment(today - timedelta(days=15), 9)):
        building.advance(edition.id, "start_scoring")
        building.seat_jury(edition, entry_ids, capacity=8)
        quality = {key: 0.9 - 0.05 * (7 * i % 12) for i, key in enumerate(entry_ids)}
        building.score(edition.rounds[0], quality, share=0.6)


def load_open() -> None:
    """Load an edition whose call is open, with a clerk's unfinished draft and other entries."""
    today = clock.to_warsaw(clock.now()).date()
    edition = _open(3, today - timedelta(days=20), today + timedelta(days=21))
    with clock.set_to(moment(today - timedelta(days=2), 13)):
        for number, (title, theme, category) in enumerate(TOPICS[:4], 1):
            building.submit(_enter(edition, number + 20, title, theme, category))
    with clock.set_to(moment(today - timedelta(days=1), 10)):
        _begin_clerks_entry(edition)


def _open(number: int, opens: date, deadline: date, name_suffix: str = "") -> Edition:
    actor = people.acting(people.ORGANISER, "organiser")
    year = deadline.year
    with clock.set_to(moment(opens - timedelta(days=10), 9)):
        edition_id = editions.create_edition(
            year=year,
            number=number,
            name={
                "pl": f"Edycja {'I' * number if number < 4 else 'IV'} – {year}{name_suffix}",
                "en": f"Edition {number} – {year}",
            },
            theme={
                "pl": "Razem sprawniej: usługi, które przekraczają granice gmin",
                "en": "Better together: services across municipal borders",
            },
            call_text=CALL_TEXT,
            opens_at=moment(opens, 8),
            deadline=moment(deadline, 16),
            check_until=moment(deadline + timedelta(days=14), 16),
            scoring_until=moment(deadline + timedelta(days=44), 16),
            announcement_at=moment(deadline + timedelta(days=60), 12),
            actor=actor,
            key=f"demo-{number}",
        )
        form.write_regulations(edition_id)
        rounds.plan_final(edition_id)
        editions.update_edition(
            edition_id=edition_id,
            version=building.whole(edition_id).version,
            note=DEMONSTRATION,
            feedback_to_applicants=True,
            actor=actor,
        )
    with clock.set_to(moment(opens, 8)):
        building.advance(edition_id, "open_call")
    return building.whole(edition_id)


def _enter(edition: Edition, number: int, title: str, theme: str, category: int) -> str:
    answers = {
        form.SUMMARY: FILLING,
        form.FORM_OF_COOPERATION: "Porozumienie międzygminne",
        form.SINCE: "2023-01-01",
        form.PROBLEM: FILLING,
        form.SOLUTION: FILLING,
        form.NOVELTY: FILLING,
        form.RESULTS: FILLING,
        form.COST: FILLING,
        form.RESIDENTS: str(12_000 + 1_750 * number),
        form.GOES_ON: "yes",
        form.LASTING: FILLING,
        form.THEMES: [theme],
    }
    chosen = edition.categories[category]
    if chosen.name["pl"] == form.CROSS_SECTOR:
        answers[form.SECTORS] = FILLING
    return building.enter(
        edition,
        building.organisation(f"Wnioskodawca demonstracyjny {number}"),
        category_id=chosen.id,
        title=title,
        partnership=f"Partnerstwo demonstracyjne {number}",
        answers=answers,
        files={form.AGREEMENT: lambda: ("porozumienie-demonstracyjne.pdf", agreement())},
    )


@cache
def agreement() -> bytes:
    """Return a real PDF that stands for a signed agreement."""
    source = (
        '#set text(lang: "pl", size: 12pt)\n'
        "= Porozumienie międzygminne (wzór demonstracyjny)\n\n"
        "Strony postanawiają wspólnie realizować zadanie opisane w zgłoszeniu.\n"
    )
    return bytes(typst.compile(source.encode()))


def _begin_clerks_entry(edition: Edition) -> None:
    actor = people.acting(people.CLERK, "applicant")
    join_organisation(
        terc=people.CLERKS_TERC,
        position="inspektor ds. współpracy",
        actor=actor,
        key=new_id(),
    )
    organisation_id = building.organisation("", terc=people.CLERKS_TERC)
    entry_id = entries.start_entry(
        edition_id=edition.id,
        organisation_id=organisation_id,
        category_id=edition.categories[0].id,
        title="Wspólna komunikacja miasta i gminy",
        actor=actor,
        key=new_id(),
    )
    questions = {q.label["pl"]: q.id for s in edition.sections for q in s.questions}
    entries.save_entry(
        entry_id=entry_id,
        version=1,
        changes={questions[form.SUMMARY]: FILLING, questions[form.SINCE]: "2024-09-01"},
        actor=actor,
    )
    entries.add_unit_partner(
        entry_id=entry_id,
        terc="020102",
        part="Gmina organizuje przystanki i dowóz na swoim terenie.",
        actor=actor,
    )
