"""Practice cards from the laureates of 2015: every text says that it is demonstration."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from leader_award.demo import people
from leader_award.demo.building import moment
from leader_award.editions.models import Edition
from leader_award.entries.models import Entry
from leader_award.partnerships.service import join_organisation, organisation_for_unit
from leader_award.platform import clock, db
from leader_award.platform.db import new_id
from leader_award.practices import rules, service
from leader_award.practices.models import Practice

MADE_UP = "Tekst demonstracyjny: nie pochodzi ze zgłoszenia ani ze źródeł."


@dataclass(frozen=True)
class Card:
    """What the demonstration says on a card; `seat` is the unit of the leader's office."""

    title: str
    theme: str
    cooperation: str
    seat: str
    cost: str
    problem: str
    solution: str
    results: str
    avoid: str


CARDS = (
    Card(
        "Aglomeracja Wałbrzyska",
        "planning",
        "agreement",
        "026501",
        "480000",
        "Każda gmina planowała osobno, a mieszkańcy dojeżdżali do pracy, szkół i lekarzy ponad"
        " granicami gmin.",
        "Gminy przyjęły **wspólną strategię** i powołały stały zespół, który raz w miesiącu"
        " uzgadnia:\n\n- inwestycje drogowe,\n- rozkłady jazdy autobusów,\n- wnioski o dotacje.",
        "Jeden dokument zamiast dwunastu; 8 z 10 zaplanowanych działań w toku po pierwszym roku.",
        "Nie zaczynać od podziału pieniędzy, lecz od listy spraw, których nikt nie załatwi sam.",
    ),
    Card(
        "Królewiecki Obszar Funkcjonalny",
        "environment",
        "contract",
        "142201",
        "7250000",
        "Ścieki i odpady z kilku gmin trafiały do urządzeń, które były za małe albo za daleko.",
        "Powiat i gminy podpisały umowę partnerską, razem zamówiły dokumentację i podzieliły"
        " budowę sieci wodociągowej oraz kanalizacji na etapy.",
        "Długość sieci wzrosła z 40 do 61 km; opłata jest ta sama we wszystkich gminach.",
        "Nie odkładać uzgodnień z właścicielami gruntów na koniec.",
    ),
    Card(
        "Metropolia Poznań",
        "transport",
        "association",
        "306401",
        "12800000",
        "Dojeżdżający do pracy kupowali trzy bilety na jedną podróż, a samochody stały w korkach.",
        "Stowarzyszenie uzgodniło z przewoźnikami **jeden bilet** na pociąg, tramwaj i autobus"
        " oraz parkingi przy stacjach kolejowych.",
        "Liczba podróży koleją aglomeracyjną wzrosła o jedną czwartą w dwa lata.",
        "Nie uruchamiać wspólnego biletu, zanim nie ma wspólnej zasady rozliczeń.",
    ),
    Card(
        "Szczeciński Obszar Metropolitalny",
        "education",
        "association",
        "326201",
        "2100000",
        "W jednych gminach brakowało miejsc w żłobkach i szkołach, w innych stały puste.",
        "Członkowie stowarzyszenia prowadzą wspólny nabór i uzgadniają kierunki kształcenia"
        " z przedsiębiorcami.",
        "94 % miejsc zajętych; 310 uczniów na praktykach u pracodawców.",
        "Nie ustalać kierunków bez rozmowy z uczniami.",
    ),
    Card(
        "Paprykowy Szlak",
        "tourism",
        "lag",
        "142509",
        "95000",
        "Rolnicy sprzedawali paprykę tylko hurtem, a turyści nie mieli po co się zatrzymać.",
        "Lokalna grupa działania oznakowała szlak gospodarstw, które częstują, uczą gotować"
        " i sprzedają przetwory pod wspólną marką.",
        "24 gospodarstwa na szlaku i 3 festyny w roku.",
        "Nie drukować map, zanim gospodarze nie uzgodnią godzin otwarcia.",
    ),
)
WLODAWA = "061901"
"""Whose card waits for consent, so that a visitor can give it."""
ADOPTED = "Wpis demonstracyjny. Zaczęliśmy od zespołu, który spotyka się co miesiąc; po pół roku" \
    " trzy gminy uzgodniły rozkłady jazdy autobusów."  # fmt: skip
WAITING = "Wpis demonstracyjny: czeka, aż przeczyta go organizator."


def load_practices() -> None:
    """Draft a card from each laureate of 2015, release and publish those of `CARDS`."""
    organiser = people.acting(people.ORGANISER, "organiser")
    entrant = people.acting(people.ARCHIVIST, "applicant")
    entries = {entry.title: entry for entry in _laureates()}
    with clock.set_to(moment(date(2016, 2, 1), 9)):
        join_organisation(
            terc=WLODAWA,
            position="kierownik referatu rozwoju",
            actor=people.acting(people.LAUREATE, "applicant"),
            key=new_id(),
        )
        service.draft_practices(
            entry_ids=[entry.id for entry in entries.values()], mapping={}, actor=organiser
        )
    for number, card in enumerate(CARDS):
        practice = _practice(entries[card.title].id)
        with clock.set_to(moment(date(2016, 2, 8 + number), 10)):
            service.release(
                practice_id=practice.id,
                version=practice.version,
                texts=_texts(card, practice),
                released=set(rules.FIELDS) - {"contact"},
                actor=entrant,
            )
        with clock.set_to(moment(date(2016, 3, 1 + number), 12)):
            _publish(practice.id, card)
    _adopt(_practice(entries[CARDS[0].title].id), ADOPTED, show=True)
    _adopt(_practice(entries[CARDS[2].title].id), WAITING, show=False)


def _laureates() -> list[Entry]:
    titles = [*(card.title for card in CARDS), "Włodawski Obszar Funkcjonalny"]
    return list(
        db.session().scalars(
            select(Entry)
            .join(Edition, Edition.id == Entry.edition_id)
            .where(Edition.year == 2015, Entry.title.in_(titles))
        )
    )


def _practice(entry_id: str) -> Practice:
    db.session().expire_all()
    return db.session().scalars(select(Practice).where(Practice.entry_id == entry_id)).one()


def _texts(card: Card, practice: Practice) -> dict[str, str]:
    written = {name: getattr(card, name) for name in ("problem", "solution", "results", "avoid")}
    partners = next(field.text for field in practice.fields if field.name == "partners")
    return {name: f"{text}\n\n*{MADE_UP}*" for name, text in written.items()} | {
        "partners": partners or f"*{MADE_UP}*",
        "cost_pln": card.cost,
        "cost_source": f"Kwota i podział źródeł to dane demonstracyjne. *{MADE_UP}*",
    }


def _publish(practice_id: str, card: Card) -> None:
    organiser = people.acting(people.ORGANISER, "organiser")
    practice = db.session().get_one(Practice, practice_id, populate_existing=True)
    service.edit(
        practice_id=practice_id,
        version=practice.version,
        texts={},
        details={"theme": card.theme, "cooperation": card.cooperation, "unit_terc": card.seat},
        actor=organiser,
    )
    practice = db.session().get_one(Practice, practice_id, populate_existing=True)
    service.publish(practice_id=practice_id, version=practice.version, actor=organiser)


def _adopt(practice: Practice, text: str, *, show: bool) -> None:
    """Let the clerk's municipality say that it adopted the practice."""
    with db.transaction() as writer:
        organisation_id = organisation_for_unit(writer, people.CLERKS_TERC).id
    with clock.set_to(moment(date(2016, 9, 12), 11)):
        adoption_id = service.say_adopted(
            practice_id=practice.id,
            organisation_id=organisation_id,
            text=text,
            actor=people.acting(people.CLERK, "applicant"),
            key=new_id(),
        )
        if show:
            service.decide_adoption(
                adoption_id=adoption_id,
                show=True,
                version=1,
                actor=people.acting(people.ORGANISER, "organiser"),
            )
