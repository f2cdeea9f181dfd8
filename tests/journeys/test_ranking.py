"""Two rounds are scored and ranked, a tie is voted on, two editions compared, in a browser."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest
from click.testing import CliRunner

from leader_award.accounts.service import create_person
from leader_award.cli import main
from leader_award.editions import queries as edition_queries
from leader_award.editions import service as editions
from leader_award.jury import service as juries
from leader_award.platform import db
from tests.editions.builders import ORGANISER, add_round, lead_to, make_edition
from tests.entries.builders import make_clerk, make_organisation, make_submitted_entry
from tests.journeys.conftest import Site, Visitor
from tests.jury.builders import acting, admit, clear, invite, make_confirmed_person, make_organiser
from tests.scoring.builders import fill_in, open_card, seal

pytestmark = pytest.mark.browser

PASSWORD = "siedem zielonych krzesel"
SHARED = 6
"""Jurors of both editions: the last of them is Halina, who scores in the browser."""


@dataclass
class Contest:
    """A later edition being scored, and an earlier one that was; two rounds of the later."""

    site: Site
    edition_id: str
    rounds: Sequence[str]
    entries: dict[str, str]
    jurors: Sequence[str]

    @property
    def page(self) -> str:
        return f"/organizator/edycje/{self.edition_id}/ranking"


def person(email: str, name: str, *roles: str) -> str:
    with db.transaction() as writer:
        return create_person(writer, email=email, name=name, password=PASSWORD, roles=roles).id


def make_contest(
    own: dict[str, str], people: Sequence[str]
) -> tuple[str, dict[str, str], list[str]]:
    """An edition with an admitted entry of each organisation and a jury that has cleared all."""
    edition_id = make_edition(jurors_per_entry=SHARED)
    entries = {
        name: make_submitted_entry(edition_id, title=name, clerk=make_clerk(organisation_id))
        for name, organisation_id in own.items()
    }
    lead_to(edition_id, "checking")
    organiser = make_organiser()
    for entry_id in entries.values():
        admit(entry_id, organiser)
    jurors = [invite(edition_id, one) for one in people]
    for juror_id in jurors:
        juries.sign_declaration(juror_id=juror_id, agrees=True, actor=acting(juror_id))
        clear(juror_id)
    return edition_id, entries, jurors


def give(juror_id: str, entry_id: str, points: int, round_id: str | None = None) -> None:
    card_id = open_card(assign(juror_id, entry_id, round_id))
    fill_in(card_id, points)
    seal(card_id)


def assign(juror_id: str, entry_id: str, round_id: str | None = None) -> str:
    return juries.assign(
        juror_id=juror_id, entry_id=entry_id, round_id=round_id, actor=make_organiser()
    )


@pytest.fixture
def contest(site: Site) -> Contest:
    with site.app.app_context():
        person("olga@example.org", "Olga Organizator", "organiser")
        halina = person("halina@example.org", "Halina Zielińska")
        people = [*(make_confirmed_person(f"Juror {n}") for n in range(1, SHARED)), halina]
        own = {name: make_organisation(name) for name in ("Bilet", "Woda", "Szlak")}
        earlier, entries, jurors = make_contest(
            {"Bilet": own["Bilet"], "Woda": own["Woda"]}, people
        )
        lead_to(earlier, "scoring")
        for name, points in (("Bilet", 6), ("Woda", 8)):
            for number, juror_id in enumerate(jurors):
                give(juror_id, entries[name], points + (number * len(name)) % 3 - 1)
        lead_to(earlier, "deciding")

        edition_id, entries, jurors = make_contest(own, people)
        second = add_round(edition_id, jurors_per_entry=1)
        first = edition_queries.rounds(edition_id)[0].id
        editions.set_shares(edition_id=edition_id, shares={first: 60, second: 40}, actor=ORGANISER)
        assign(jurors[-1], entries["Bilet"])
        lead_to(edition_id, "scoring")
        for name, points in (("Bilet", 9), ("Woda", 7), ("Szlak", 7)):
            for juror_id in jurors if name != "Bilet" else jurors[:-1]:
                give(juror_id, entries[name], points)
        return Contest(site, edition_id, (first, second), entries, jurors)


def test_two_rounds_are_scored_ranked_voted_on_frozen_and_reproduced(
    contest: Contest, visitor: Callable[[], Visitor]
) -> None:
    olga, halina = visitor(), visitor()
    sign_in(olga, "olga@example.org")
    sign_in(halina, "halina@example.org")
    olga.go(f"{contest.page}?runda={contest.rounds[0]}")
    olga.reads("Halina Zielińska")
    score(halina, 9)
    break_the_tie(olga, contest)
    choose_finalists(olga, contest)
    with contest.site.app.app_context():
        give(contest.jurors[0], contest.entries["Bilet"], 5, contest.rounds[1])
        assign(contest.jurors[-1], contest.entries["Szlak"], contest.rounds[1])
    score(halina, 9)
    read_rankings(olga, contest)
    compare_editions(olga)
    reproduce(olga, contest)
    assert olga.complaints == halina.complaints == []


def sign_in(who: Visitor, email: str) -> None:
    who.go("/logowanie")
    who.fill("Adres e-mail", email)
    who.fill("Hasło", PASSWORD)
    who.press("Zaloguj się")
    who.page.wait_for_url("**/start")


def score(juror: Visitor, points: int) -> None:
    """Fill in the only card that waits, by keyboard, and seal it."""
    juror.go("/jury")
    juror.press("Oceń następne zgłoszenie")
    juror.page.wait_for_selector("html[data-enhanced]")
    criteria = juror.page.locator("[data-criterion]")
    criteria.first.locator("input").first.focus()
    for _ in range(criteria.count()):
        juror.page.keyboard.press(str(points))
        juror.page.keyboard.press("ArrowDown")
    juror.page.get_by_text(re.compile(r"Zapisano \d\d:\d\d")).wait_for()
    juror.page.get_by_label("Potwierdzam te punkty").check()
    juror.press("Zatwierdź i przejdź do następnej")
    juror.page.wait_for_url("**/jury")
    assert juror.page.get_by_role("button", name="Oceń następne zgłoszenie").count() == 0


def break_the_tie(olga: Visitor, contest: Contest) -> None:
    """The line of two runs through a shared second place: the jury votes for Szlak."""
    olga.go(f"/organizator/rundy/{contest.rounds[1]}/kto-przechodzi?ile=2")
    olga.reads("Linia przecina wspólne miejsce")
    olga.look("going-on-tie")
    olga.follow("Zapisz głosowanie")
    olga.page.get_by_label("Szlak").select_option("2")
    olga.page.get_by_label("Woda").select_option("3")
    olga.fill("Co o głosowaniu mówi protokół", "Uchwała 3")
    olga.look("vote")
    olga.press("Zapisz głosowanie")
    olga.reads("O kolejności zdecydowało głosowanie jury: Szlak; Woda.")
    olga.look("ranking-round")


def choose_finalists(olga: Visitor, contest: Contest) -> None:
    olga.follow("Kto przechodzi do rundy")
    olga.page.get_by_label("Ile zgłoszeń przechodzi dalej").fill("2")
    olga.press("Wyznacz linię")
    olga.press("Zatwierdź wybór")
    olga.reads("Do tej rundy przechodzą 2 zgłoszenia.")
    olga.reads("Zatwierdzenie propozycji niczego nie zmieni.")
    olga.look("going-on")


def read_rankings(olga: Visitor, contest: Contest) -> None:
    """The first round is as it was; the final result weighs both."""
    olga.go(contest.page)
    # Szlak: 0.6 x 70 + 0.4 x 90; Bilet: 0.6 x 90 + 0.4 x 50
    olga.page.get_by_text("Jak obliczono każdy wynik").click()
    olga.reads("1. Szlak: (60 × 70,00 + 40 × 90,00) ÷ 100 = 78,00")
    olga.reads("2. Bilet: (60 × 90,00 + 40 × 50,00) ÷ 100 = 74,00")
    olga.look("ranking-final")
    olga.follow("Ocena merytoryczna")
    olga.reads("90,00")
    olga.reads("Wzór karty oceny: wersja 1")
    olga.follow("Ranking po kalibracji")
    olga.look("ranking-calibrated")


def compare_editions(olga: Visitor) -> None:
    """Six jurors of both editions and equal rubrics: everybody fits into one list."""
    olga.go("/organizator/ranking-dwoch-edycji")
    olga.reads("oceniało w obu edycjach 6 tych samych jurorów")
    merged = olga.page.get_by_role("table").filter(has_text="Uczestnicy obu edycji i jednej")
    assert merged.get_by_role("row").count() == 4
    olga.look("two-editions")


def reproduce(olga: Visitor, contest: Contest) -> None:
    with contest.site.app.app_context():
        lead_to(contest.edition_id, "deciding")
    olga.go(contest.page)
    path = olga.download("Protokół (JSON)")
    again = CliRunner().invoke(main, ["reproduce", str(path)])
    assert again.exit_code == 0
    assert again.stdout_bytes == path.read_bytes()
    assert b"Uchwa\xc5\x82a 3" in path.read_bytes()
