"""Events of the demonstration: a workshop to come with a waiting list, and one that is over."""

from datetime import date, datetime, timedelta

from leader_award.demo import people
from leader_award.demo.building import moment
from leader_award.dissemination import arranging, attending, registering
from leader_award.dissemination import participant_queries as participants
from leader_award.dissemination import service as events
from leader_award.dissemination.feedback import QUESTIONS
from leader_award.platform import clock
from leader_award.platform.audit import SYSTEM, Actor

FIRST_NAMES = ("Anna", "Piotr", "Żaneta", "Łukasz", "Maria", "Stanisław", "Ewa", "Grzegorz")
SURNAMES = ("Kowalczyk", "Wójcik-Dąbrowska", "Źródło", "Lis", "Gżegżółka")
PLACES = ("Brwinów", "Nysa", "Piaski", "Włodawa", "Czerwieńsk", "Radom", "Wałbrzych")
COMMENTS = (
    "Dużo konkretów, najwięcej dały ćwiczenia na naszych własnych umowach.",
    "Przydałoby się więcej czasu na pytania.",
    "",
)
Point = tuple[str, str, str, str, int, str | None]
TO_COME: tuple[Point, ...] = (
    ("opening", "Powitanie i cele warsztatów", "10:00", "10:15", 0, None),
    ("talk", "Od porozumienia do wspólnego budżetu", "10:15", "11:45", 0, None),
    ("break", "Przerwa", "11:45", "12:00", 0, None),
    ("talk", "Samoocena partnerstwa: ćwiczenie", "12:00", "13:30", 0, "Sala A"),
    ("talk", "Wspólny transport: ćwiczenie", "12:00", "13:30", 0, "Sala B"),
    ("talk", "Podział zadań i rozliczenia", "9:00", "10:30", 1, "Sala A"),
    ("talk", "Jak mówić o współpracy mieszkańcom", "9:00", "10:30", 1, "Sala B"),
    ("closing", "Wnioski i zakończenie", "10:45", "11:30", 1, None),
)
HELD: tuple[Point, ...] = (
    ("opening", "Otwarcie", "9:30", "9:45", 0, None),
    ("talk", "Strategia partnerstwa krok po kroku", "9:45", "11:15", 0, None),
    ("break", "Przerwa", "11:15", "11:30", 0, None),
    ("talk", "Warsztat: mapa celów", "11:30", "13:30", 0, None),
)


def load_events() -> None:
    """Load both workshops; everything in them is made up and says so."""
    today = clock.to_warsaw(clock.now()).date()
    _load_to_come(today)
    _load_held(today)


def _load_to_come(today: date) -> None:
    with clock.set_to(moment(today - timedelta(days=10), 9)):
        workshop_id = _workshop(
            "workshop_two_days",
            "Warsztaty dla kadry partnerstw (pokazowe)",
            "Workshop for staff of partnerships (demonstration)",
            today + timedelta(days=24),
            TO_COME,
        )
        arranging.save_room(conference_id=workshop_id, name="Sala C", actor=_organiser())
    with clock.set_to(moment(today - timedelta(days=3), 12)):
        for number in range(23):
            _register(workshop_id, number)


def _load_held(today: date) -> None:
    day = today - timedelta(days=6)
    with clock.set_to(moment(day - timedelta(days=30), 9)):
        workshop_id = _workshop(
            "workshop_one_day",
            "Warsztat strategiczny dla liderów (pokazowy)",
            "Strategy workshop for leaders (demonstration)",
            day,
            HELD,
        )
        ids = [_register(workshop_id, number) for number in range(18)]
    codes = [one.code for one in participants.listed(workshop_id) if one.id in ids[:16]]
    with clock.set_to(moment(day, 9, 20)):
        for code in codes:
            attending.check_in(code=code, actor=_organiser())
    with clock.set_to(moment(day, 18)):
        for number, registration_id in enumerate(ids[:12]):
            attending.give_feedback(
                registration_id=registration_id,
                marks={
                    key: 5 - (number * (at + 5) + at) % 7 // 3 for at, key in enumerate(QUESTIONS)
                },
                comment=COMMENTS[number] if number < len(COMMENTS) else "",
                actor=SYSTEM,
            )
        events.advance(conference_id=workshop_id, event="close", actor=_organiser())


def _organiser() -> Actor:
    return people.acting(people.ORGANISER, "organiser")


def _workshop(kind: str, polish: str, english: str, day: date, points: tuple[Point, ...]) -> str:
    organiser = _organiser()
    workshop_id = events.create_conference(
        kind=kind,
        name={"pl": polish, "en": english},
        description={
            "pl": "Wydarzenie demonstracyjne: program, osoby i opinie są zmyślone.",
            "en": "A demonstration event: its programme, people and opinions are invented.",
        },
        held_on=day,
        place="Warszawa",
        address="sala demonstracyjna",
        takes_registrations=True,
        actor=organiser,
        key=f"demo-{kind}",
    )
    rooms = {
        name: arranging.save_room(conference_id=workshop_id, name=name, actor=organiser)
        for name in sorted({point[5] for point in points if point[5]})
    }
    for at, (point_kind, title, starts, ends, shift, room) in enumerate(points):
        events.save_item(
            conference_id=workshop_id,
            kind=point_kind,
            title={"pl": title},
            starts_at=_at(day, shift, starts),
            ends_at=_at(day, shift, ends),
            room_id=rooms[room] if room else None,
            speakers=[(f"Prelegent demonstracyjny {at}", "")] if point_kind == "talk" else [],
            materials=[{"title": "Slajdy (przykład)", "url": "https://example.org/slajdy.pdf"}]
            if title == HELD[1][1]
            else [],
            actor=organiser,
        )
    events.advance(conference_id=workshop_id, event="publish", actor=organiser)
    return workshop_id


def _at(day: date, shift: int, hour: str) -> datetime:
    hours, minutes = hour.split(":")
    return moment(day + timedelta(days=shift), int(hours), int(minutes))


def _register(workshop_id: str, number: int) -> str:
    return registering.add(
        conference_id=workshop_id,
        email=f"uczestnik{number + 1}@demo.example",
        name=f"{FIRST_NAMES[number % 8]} {SURNAMES[number % 5]}",
        organisation=f"Urząd Gminy {PLACES[number % 7]}",
        actor=_organiser(),
        key=f"demo-{workshop_id}-{number}",
    )
