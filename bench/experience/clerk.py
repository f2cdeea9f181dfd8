"""The clerk's five journeys."""

from collections.abc import Callable, Sequence
from pathlib import Path

from sqlalchemy import func, select

from bench.experience import worlds
from bench.experience.measuring import Journey, Person
from bench.experience.site import Site
from leader_award.accounts.models import Person as Account
from leader_award.demo import form, people, present
from leader_award.dissemination.models import Registration
from leader_award.entries.models import Entry, EntryPartner, Submission
from leader_award.platform import db

Arrive = Callable[[], Person]
AGREEMENT = Path(__file__).parents[2] / "tests" / "journeys" / "porozumienie.pdf"
NEW_CLERK = "ewa.nowak@boleslawiec.example.org"
COLLEAGUE = ("Piotr Zając", "piotr.zajac@wlodawa.example.org")


def register(site: Site, arrive: Arrive) -> Sequence[Person]:
    """From the home page: register Bolesławiec, confirm the mail, start an entry."""
    ewa = arrive()
    ewa.stand_at("/")
    ewa.begin()
    ewa.follow("Zarejestruj się")
    ewa.pick("Samorząd, w którym pracujesz", "boles", "020101")
    ewa.type("Imię i nazwisko", "Ewa Nowak")
    ewa.type("Stanowisko", "inspektor")
    ewa.type("Służbowy adres e-mail", NEW_CLERK)
    ewa.type("Hasło", people.PASSWORD)
    ewa.press("Zarejestruj się")
    ewa.open_link(site.mailbox.link(NEW_CLERK))
    ewa.press("Potwierdź")
    ewa.sign_in(NEW_CLERK, people.PASSWORD)
    ewa.follow("Rozpocznij zgłoszenie")
    ewa.type("Tytuł zgłoszenia", worlds.DRAFT)
    ewa.choose("Współpraca samorządów")
    ewa.press("Rozpocznij zgłoszenie")
    started = select(Entry.working_title).join(Account, Account.id == Entry.created_by_id)
    found = site.ask(lambda: db.session().scalar(started.where(Account.email == NEW_CLERK)))
    assert found == worlds.DRAFT
    return [ewa]


def fill_in(site: Site, arrive: Arrive) -> Sequence[Person]:
    """From the start page: answer all that is required, attach the agreement, submit."""
    anna = _signed_in(arrive, people.CLERK)
    anna.begin()
    anna.follow(f"Zgłoszenie: {worlds.EDITION}")
    long_answers = (form.SUMMARY, form.PROBLEM, form.SOLUTION, form.NOVELTY, form.RESULTS)
    for label in (*long_answers, form.COST, form.LASTING):
        anna.type(label, present.FILLING)
    anna.choose("Porozumienie międzygminne")
    anna.type(form.SINCE, "2023-01-01")
    anna.type(form.RESIDENTS, "12000")
    anna.choose("Tak")
    anna.choose("Transport")
    anna.attach("porozumienie.pdf", AGREEMENT)
    anna.press("Sprawdź i złóż")
    anna.press("Złóż zgłoszenie")
    anna.reads("SLZ-")
    assert site.ask(lambda: db.session().scalar(select(func.count(Submission.id)))) == 1
    return [anna]


def add_partners(site: Site, arrive: Arrive) -> Sequence[Person]:
    """From the page of the entry: add two municipalities and say what each does."""
    anna = _signed_in(arrive, people.CLERK)
    anna.follow(f"Zgłoszenie: {worlds.EDITION}")
    anna.begin()
    parts = {"boles": ("020102", "Dowóz z sołectw"), "nowogr": ("020104", "Wspólny bilet")}
    for number, (typed, (terc, part)) in enumerate(parts.items(), start=1):
        row = anna.find("group", f"Partner do dodania: {number}")
        anna.pick("Jednostka samorządu", typed, terc, row)
        anna.type("Rola", part, row)
    anna.press("Dodaj partnerów")
    kept = site.ask(lambda: set(db.session().scalars(select(EntryPartner.part))))
    assert kept == {part for _terc, part in parts.values()}
    return [anna]


def complete(site: Site, arrive: Arrive) -> Sequence[Person]:
    """From the mail that returned the entry: mend the answer and submit again."""
    anna = arrive()
    anna.begin()
    anna.open_link(site.mailbox.link(people.CLERK.email, "/zgloszenia/"))
    anna.sign_in(people.CLERK.email, people.PASSWORD)
    anna.reads(worlds.LETTER)
    anna.type(form.RESULTS, "W 2022 r. 3 linie, w 2025 r. 11 linii (sprawozdania przewoźnika).")
    anna.press("Złóż ponownie")
    anna.reads("SLZ-")
    assert site.ask(lambda: db.session().scalar(select(func.count(Submission.id)))) == 2
    return [anna]


def sign_up(site: Site, arrive: Arrive) -> Sequence[Person]:
    """From the start page of a laureate's clerk: two people get a place at the conference."""
    jan = _signed_in(arrive, people.LAUREATE)
    jan.begin()
    jan.follow("Konferencje")
    jan.follow(worlds.CONFERENCE)
    jan.follow("Zgłoś udział")
    jan.type("Imię i nazwisko", people.LAUREATE.name)
    jan.press("Zgłoś udział")
    name, email = COLLEAGUE
    piotr = arrive()
    piotr.stand_at("/")
    piotr.begin()
    piotr.follow("Konferencje")
    piotr.follow(worlds.CONFERENCE)
    piotr.follow("Zgłoś udział")
    piotr.type("Imię i nazwisko", name)
    piotr.type("Adres e-mail", email)
    piotr.press("Zgłoś udział")
    piotr.open_link(site.mailbox.link(email))
    piotr.press("Potwierdzam zgłoszenie")
    placed = select(Registration.name).where(Registration.state == "confirmed")
    assert site.ask(lambda: set(db.session().scalars(placed))) == {people.LAUREATE.name, name}
    return [jan, piotr]


def _signed_in(arrive: Arrive, account: people.Account) -> Person:
    one = arrive()
    one.stand_at("/logowanie")
    one.sign_in(account.email, people.PASSWORD)
    one.stand_at("/start")
    return one


JOURNEYS = (
    Journey(
        1,
        "clerk",
        "register a municipality that has no account, confirm the mail, start an entry",
        "call",
        worlds.call,
        register,
    ),
    Journey(
        2,
        "clerk",
        "answer all that is required, attach what is required, submit",
        "draft",
        worlds.draft,
        fill_in,
    ),
    Journey(
        3,
        "clerk",
        "add two partner municipalities with their parts",
        "draft",
        worlds.draft,
        add_partners,
    ),
    Journey(
        4,
        "clerk",
        "answer a call for completion from the mail, submit again",
        "returned",
        worlds.returned,
        complete,
    ),
    Journey(
        5,
        "clerk",
        "sign two people of a laureate up for the conference",
        "announced",
        worlds.announced,
        sign_up,
    ),
)
