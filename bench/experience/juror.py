"""The juror's three journeys."""

import re
from collections.abc import Callable, Sequence

from playwright.sync_api import Locator
from sqlalchemy import func, select

from bench.experience import worlds
from bench.experience.measuring import Journey, Person
from bench.experience.site import Site
from leader_award.accounts.models import Person as Account
from leader_award.demo import people, present
from leader_award.jury.models import Assignment, Conflict, Juror
from leader_award.platform import db
from leader_award.scoring.models import ScoreCard

Arrive = Callable[[], Person]
DESK = "Biurko jurora"
NEXT = "Oceń następne zgłoszenie"
SURE = "Potwierdzam te punkty"
TIED_TO = present.TOPICS[0][0]
"""The entry that the new juror recuses herself from."""


def arrive_at_first_card(site: Site, arrive: Arrive) -> Sequence[Person]:
    """From the mail: choose a password, sign, declare one tie and no other, reach a card.

    The organiser then lets the program assign, which a mail says; the card is reached from that.
    """
    nowa = arrive()
    nowa.begin()
    nowa.open_link(site.mailbox.link(worlds.NEW_JUROR, "/zaproszenie/"))
    nowa.type("Hasło", people.PASSWORD)
    nowa.press("Przyjmij zaproszenie")
    nowa.sign_in(worlds.NEW_JUROR, people.PASSWORD)
    nowa.follow(re.compile("deklaracj", re.IGNORECASE), nowa.page.locator("main"))
    nowa.press("Podpisuję deklarację")
    tie = nowa.page.locator(".tie").filter(has_text=TIED_TO)
    nowa.choose(TIED_TO, tie)
    tie.locator("select").select_option(index=1)
    nowa.press("Zapisz odpowiedzi")
    site.ask(worlds.assign_all)
    nowa.open_link(site.mailbox.link(worlds.NEW_JUROR, "/jury"))
    nowa.press(NEXT)
    nowa.reads("Karta oceny")
    site.ask(_holds_declared)
    return [nowa]


def _holds_declared() -> None:
    """The new juror has signed, has one conflict, has answered about all, has opened a card."""
    reader = db.session()
    juror = reader.scalars(
        select(Juror).join(Account).where(Account.email == worlds.NEW_JUROR)
    ).one()
    assert juror.declared_at
    answers = reader.scalars(select(Conflict.kind).where(Conflict.juror_id == juror.id)).all()
    assert len(answers) == len(present.TOPICS)
    assert sum(kind != "none" for kind in answers) == 1
    own = select(func.count(ScoreCard.id)).join(
        Assignment, Assignment.id == ScoreCard.assignment_id
    )
    assert reader.scalar(own.where(Assignment.juror_id == juror.id)) == 1


def seal_three(site: Site, arrive: Arrive) -> Sequence[Person]:
    """From the start page: give all points on three cards and seal each."""
    halina = _signed_in(arrive)
    halina.begin()
    halina.follow(DESK)
    halina.press(NEXT)
    for number in range(3):
        _give_points(halina, 6 + number)
        halina.choose(SURE)
        halina.press("Zatwierdź i przejdź do następnej")
    sealed = select(func.count(ScoreCard.id)).where(ScoreCard.state == "sealed")
    assert site.ask(lambda: db.session().scalar(sealed)) == 3
    return [halina]


def compare_and_change(site: Site, arrive: Arrive) -> Sequence[Person]:
    """From the start page: read all own points, then raise one on the lowest card that is open."""
    halina = _signed_in(arrive)
    halina.begin()
    halina.follow(DESK)
    halina.follow("Moje oceny obok siebie")
    seen = {
        row.locator("th a").inner_text(): [
            _points_in(cell) for cell in row.locator("td").all()[:-1]
        ]
        for row in halina.page.locator("main form tbody tr").all()
    }
    assert seen == site.ask(_own_points)
    rows = halina.page.locator("main form tbody tr").filter(has=halina.page.locator("select"))
    titles = [row.locator("th a").inner_text() for row in rows.all()]
    lowest = min(titles, key=lambda title: sum(seen[title]))
    halina.page.locator("main form tbody tr").filter(has_text=lowest).locator(
        "select"
    ).first.select_option("10")
    halina.press("Zapisz zmiany")
    assert site.ask(_own_points)[lowest] == [10, *seen[lowest][1:]]
    return [halina]


def _points_in(cell: Locator) -> int:
    """The points that a cell of the table shows, to be changed or not."""
    chosen = cell.locator("select")
    return int(chosen.input_value() if chosen.count() else cell.inner_text())


def _own_points() -> dict[str, list[int]]:
    """The points of the first juror by title of the entry, in the order of the criteria."""
    own = select(ScoreCard).join(Assignment, Assignment.id == ScoreCard.assignment_id).join(Juror)
    cards = db.session().scalars(own.join(Account).where(Account.email == people.JURORS[0].email))
    return {
        str(card.assignment.entry.title): [
            score.points for score in sorted(card.scores, key=lambda one: one.criterion.position)
        ]
        for card in cards
    }


def _give_points(halina: Person, points: int) -> None:
    criteria = halina.page.locator("[data-criterion]")
    for number in range(criteria.count()):
        criteria.nth(number).locator(".scale label").nth(points).click()


def _signed_in(arrive: Arrive) -> Person:
    one = arrive()
    one.stand_at("/logowanie")
    one.sign_in(people.JURORS[0].email, people.PASSWORD)
    one.stand_at("/start")
    return one


JOURNEYS = (
    Journey(
        6,
        "juror",
        "from the invitation: password, declaration, one recusal, first card",
        "invited",
        worlds.invited,
        arrive_at_first_card,
    ),
    Journey(7, "juror", "score three cards and seal each", "assigned", worlds.assigned, seal_three),
    Journey(
        8,
        "juror",
        "compare own scores of all entries, change one",
        "scored",
        worlds.scored,
        compare_and_change,
    ),
)
