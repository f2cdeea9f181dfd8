"""The organiser's four journeys."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from sqlalchemy import func, select

from bench.experience import worlds
from bench.experience.measuring import Journey, Person
from bench.experience.site import Site
from leader_award.demo import people
from leader_award.editions.models import Extension
from leader_award.entries.models import Entry, FormalCheck
from leader_award.jury.models import Assignment, Juror
from leader_award.partnerships.models import Organisation
from leader_award.platform import clock, db
from leader_award.platform.outbox import OutgoingMail

Arrive = Callable[[], Person]
BOARD = "Pulpit organizatora"
LATE = "Niezatwierdzone karty oceny"
INVITED = tuple(
    (name, f"juror{number}@example.org")
    for number, name in enumerate(
        ("Ewa Lis", "Jan Kos", "Iza Sowa", "Piotr Żuk", "Maria Bąk"), start=1
    )
)


def check_three(site: Site, arrive: Arrive) -> Sequence[Person]:
    """From the start page: find every item met on three entries and admit each."""
    olga = _signed_in(arrive)
    olga.begin()
    olga.follow("Ocena formalna", olga.page.locator("main"))
    for _entry in range(3):
        olga.press("Wszystkie wymagania spełnione")
    states = site.ask(lambda: list(db.session().scalars(select(Entry.state))))
    assert states == ["admitted"] * 3
    assert site.ask(lambda: db.session().scalar(select(func.count(FormalCheck.id)))) == 3
    return [olga]


def remind_the_late(site: Site, arrive: Arrive) -> Sequence[Person]:
    """From the start page: write to the four jurors who have cards left, to nobody else."""
    olga = _signed_in(arrive)
    olga.begin()
    olga.follow(BOARD)
    olga.follow(worlds.EDITION)
    olga.follow(LATE)
    olga.press("Wyślij przypomnienia")
    wanted = select(OutgoingMail.to).where(OutgoingMail.template.contains("reminder"))
    reminded = site.ask(lambda: sorted(db.session().scalars(wanted)))
    assert reminded == [account.email for account in people.JURORS[2:]]
    return [olga]


def extend(site: Site, arrive: Arrive) -> Sequence[Person]:
    """From a page of another matter: look the entry of Włodawa up, give the town a week more."""
    olga = _signed_in(arrive)
    olga.stand_at("/baza-wiedzy")
    olga.begin()
    olga.type("Szukaj", "włodawa", olga.page.locator("header"))
    olga.press("Szukaj", olga.page.locator("header"))
    olga.follow(worlds.OF_WLODAWA)
    olga.reads("Włodawa")
    olga.follow("Przedłuż wnioskodawcy termin składania")
    until = clock.to_warsaw(clock.now()).date() + timedelta(days=9)
    olga.type("Dzień", until.isoformat())
    olga.type("Godzina", "16:00")
    olga.type("Powód", "Awaria łącza w urzędzie zgłoszona telefonicznie.")
    olga.press("Przedłuż termin")
    ((name, day),) = site.ask(_granted)
    assert "Włodawa" in name
    assert day == until
    return [olga]


def _granted() -> list[tuple[str, date]]:
    """Whose deadline was extended, and to which day."""
    kept = select(Organisation.name, Extension.until).join(
        Extension, Extension.organisation_id == Organisation.id
    )
    return [(name, clock.to_warsaw(until).date()) for name, until in db.session().execute(kept)]


def form_jury(site: Site, arrive: Arrive) -> Sequence[Person]:
    """From the start page: invite five jurors, let the program assign, apply its proposal.

    Between the two the jurors sign and answer, which is their work.
    """
    olga = _signed_in(arrive)
    olga.begin()
    olga.follow(BOARD)
    olga.follow(worlds.EDITION)
    olga.follow("Komisja konkursowa")
    olga.follow("Zaproś jurorów")
    olga.type(
        "Jurorzy, każdy w osobnym wierszu",
        "\n".join(f"{name} <{email}>" for name, email in INVITED),
    )
    olga.press("Wyślij zaproszenia")
    site.ask(worlds.let_all_declare)
    olga.follow("Przydział")
    olga.press("Zaproponuj przydział")
    olga.press("Zastosuj propozycję")
    assert site.ask(lambda: db.session().scalar(select(func.count(Juror.id)))) == len(INVITED)
    live = select(func.count(Assignment.id)).where(Assignment.ended_at.is_(None))
    assert site.ask(lambda: db.session().scalar(live)) == 12 * 3
    return [olga]


def _signed_in(arrive: Arrive) -> Person:
    one = arrive()
    one.stand_at("/logowanie")
    one.sign_in(people.ORGANISER.email, people.PASSWORD)
    one.stand_at("/start")
    return one


JOURNEYS = (
    Journey(
        9,
        "organiser",
        "check three entries formally, all in order",
        "submitted",
        worlds.submitted,
        check_three,
    ),
    Journey(
        10,
        "organiser",
        "remind exactly the jurors who are late",
        "late",
        worlds.late,
        remind_the_late,
    ),
    Journey(
        11,
        "organiser",
        "a town phones: find its entry from any page, extend its deadline",
        "towns",
        worlds.towns,
        extend,
    ),
    Journey(
        12,
        "organiser",
        "invite five jurors and let the program assign",
        "admitted",
        worlds.admitted,
        form_jury,
    ),
)
