"""The juror's three journeys."""

import re
from collections.abc import Callable, Sequence

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
    cards = nowa.page.locator("main form .card").filter(has=nowa.page.get_by_role("radio"))
    for number in range(cards.count()):
        card = cards.nth(number)
        if TIED_TO in card.inner_text():
            nowa.choose("Jest konflikt", card)
            nowa.touch(card.locator("summary"))
            card.locator("select").select_option(index=1)
        else:
            nowa.choose("Brak konfliktu", card)
    nowa.press("Zapisz odpowiedzi")
    site.ask(worlds.assign_all)
    nowa.open_link(site.mailbox.link(worlds.NEW_JUROR, "/jury"))
    nowa.press("Następna karta")
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
    halina.press("Następna karta")
    for number in range(3):
        _give_points(halina, 6 + number)
        halina.press("Sprawdź i zatwierdź")
        halina.press("Zatwierdź i przejdź do następnej")
    sealed = select(func.count(ScoreCard.id)).where(ScoreCard.state == "sealed")
    assert site.ask(lambda: db.session().scalar(sealed)) == 3
    return [halina]


def compare_and_change(site: Site, arrive: Arrive) -> Sequence[Person]:
    """From the start page: read the own points of every entry, then raise one on the lowest card.

    Sealed cards are opened from the desk, the others one after another by "save and next".
    """
    halina = _signed_in(arrive)
    halina.begin()
    halina.follow(DESK)
    seen: dict[str, list[int]] = {}
    rows = halina.page.locator("main table tbody tr")
    states = {
        row.get_by_role("link").first.inner_text(): "zatwierdzona" in row.inner_text()
        for row in rows.all()
    }
    for title in [title for title, sealed in states.items() if sealed]:
        halina.follow(title)
        points = halina.page.locator("main dd strong").filter(has_text=" z ").all_inner_texts()
        seen[title] = [int(text.split()[0]) for text in points]
        halina.follow(DESK, halina.page.locator("main"))
    unsealed = [title for title, sealed in states.items() if not sealed]
    halina.follow(unsealed[0])
    while not seen.keys() >= set(unsealed):
        title = halina.page.locator("h1").inner_text()
        checked = halina.page.locator("[data-criterion] input:checked").all()
        seen[title] = [int(one.get_attribute("value") or "") for one in checked]
        if not seen.keys() >= set(unsealed):
            halina.press("Zapisz i przejdź do następnej")
    assert seen == site.ask(_own_points)
    lowest = min(unsealed, key=lambda title: sum(seen[title]))
    while halina.page.locator("h1").inner_text() != lowest:
        halina.press("Zapisz i przejdź do następnej")
    first = halina.page.locator("[data-criterion]").first
    first.locator(".scale label").nth(10).click()
    halina.press(re.compile("^Zapisz$"))
    assert site.ask(_own_points)[lowest] == [10, *seen[lowest][1:]]
    return [halina]


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
