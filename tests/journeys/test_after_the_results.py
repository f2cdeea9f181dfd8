"""What comes after the decisions, in a browser: announcement, diplomas, conference, practice."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from pathlib import Path

import pytest
from pypdf import PdfReader

from leader_award.diplomas import batches
from leader_award.platform import clock
from leader_award.platform.audit import Actor
from leader_award.results.service import queue_announcement_mails
from tests.diplomas.builders import seat, text_of
from tests.editions.builders import lead_to, make_edition, reloaded
from tests.entries.builders import make_clerk, make_organisation, make_submitted_entry
from tests.journeys.conftest import Site, Visitor
from tests.journeys.test_ranking import person, sign_in
from tests.practices.builders import join, make_unit
from tests.results.builders import admit, decide_all

pytestmark = pytest.mark.browser

LAUREATE = "Wspólny bilet Łodzi i gmin"
DISTINCTION = "Jedna oczyszczalnia dla trzech gmin"
NOT_AWARDED = "Szlak rowerowy doliny"
JUROR = "Łucja Śliwińska-Brzęczyszczykiewicz"
CODE = r"\b[2-9A-Z]{4}-[2-9A-Z]{4}-[2-9A-Z]{4}\b"


@dataclass
class Award:
    """A site with an edition about which everything is decided and nothing is announced."""

    site: Site
    edition_id: str
    slug: str
    entries: dict[str, str]

    @property
    def board(self) -> str:
        return f"/organizator/edycje/{self.edition_id}"

    @property
    def laureates(self) -> str:
        return f"/edycje/{self.slug}/laureaci"

    def stop_before(self, instant: datetime) -> None:
        """Let the site's clock stand a millisecond before `instant`."""
        before = instant - timedelta(milliseconds=1)
        self.site.monkeypatch.setattr(clock, "now", lambda: before)

    def results_sent_to(self, email: str) -> int:
        """Return how many mails tell this person that their entry is a laureate."""
        words = f"„{LAUREATE}” otrzymało tytuł laureata"
        return sum(words in mail.get_content() for mail in self.site.mailbox.to(email))

    def work(self) -> None:
        """Do what the worker does each minute."""
        with self.site.app.app_context():
            queue_announcement_mails()
            batches.work_off_batches()
        self.site.deliver()


@pytest.fixture
def award(site: Site) -> Award:
    """A laureate of Anna's in Łódź, a distinction, an entry without an award, and a juror."""
    with site.app.app_context():
        olga = Actor(person("olga@example.org", "Olga Organizator", "organiser"), "organiser")
        person("igor@example.org", "Igor Organizator", "organiser")
        anna = person("anna@example.org", "Anna Kowalska")
        clerks = {
            LAUREATE: (anna, join(anna, make_unit())),
            DISTINCTION: make_clerk(make_organisation("Związek Gmin Doliny")),
            NOT_AWARDED: make_clerk(make_organisation("Stowarzyszenie Rowerzystów")),
        }
        edition_id = make_edition()
        entries = {
            title: make_submitted_entry(edition_id, title=title, clerk=clerk)
            for title, clerk in clerks.items()
        }
        lead_to(edition_id, "checking")
        for entry_id in entries.values():
            admit(entry_id, olga)
        lead_to(edition_id, "deciding")
        decide_all(list(entries.values()), olga)
        seat(edition_id, JUROR)
        return Award(site, edition_id, reloaded(edition_id).slug, entries)


@pytest.fixture
def arrive(visitor: Callable[[], Visitor]) -> Iterator[Callable[[str], Visitor]]:
    """Return a function that opens a browser; with an address its owner signs in.

    In the end axe may have found nothing on any page that was looked at.
    """
    arrived: list[Visitor] = []

    def arrive(email: str = "") -> Visitor:
        who = visitor()
        arrived.append(who)
        if email:
            sign_in(who, email)
        return who

    yield arrive
    assert [who.complaints for who in arrived if who.complaints] == []


def test_results_go_live_at_their_instant_and_everybody_gets_a_diploma(
    award: Award, arrive: Callable[..., Visitor]
) -> None:
    at = at_noon(days=2)
    prepare(arrive("olga@example.org"), award, at)
    award.work()
    approve(arrive("igor@example.org"), award)
    anyone = arrive()
    go_live(anyone, award, at)
    codes = print_diplomas(arrive("olga@example.org"), award)
    verify(anyone, codes)


def at_noon(days: int) -> datetime:
    """Return noon on the Warsaw clock, so many days from today."""
    day = clock.to_warsaw(clock.now()).date() + timedelta(days=days)
    return clock.from_warsaw(day, time(12))


def prepare(olga: Visitor, award: Award, at: datetime) -> None:
    olga.go(f"{award.board}/wyniki")
    olga.follow("Ogłoszenie")
    olga.choose("W ustalonym terminie")
    olga.page.get_by_label("Dzień").fill(str(clock.to_warsaw(at).date()))
    olga.page.get_by_label("Godzina").fill("12:00")
    olga.look("announcement-to-prepare")
    olga.press("Przygotuj ogłoszenie")
    assert olga.page.get_by_role("button", name="Zatwierdź ogłoszenie").count() == 0
    olga.reads("Igor Organizator")
    olga.look("announcement-prepared")


def approve(igor: Visitor, award: Award) -> None:
    igor.go("/start")
    igor.look("start-approval-wanted")
    igor.reads("Sprawdź i zatwierdź ogłoszenie wyników")
    igor.go(award.site.mailbox.link("igor@example.org"))
    igor.look("announcement-to-approve")
    igor.press("Zatwierdź ogłoszenie")
    igor.look("announcement-approved")


def go_live(anyone: Visitor, award: Award, at: datetime) -> None:
    """A millisecond before the instant there is nothing, at it everything."""
    award.stop_before(at)
    award.work()
    anyone.go(award.laureates)
    anyone.reads("Nie ma takiej strony")
    assert award.results_sent_to("anna@example.org") == 0
    award.site.travel_to(at)
    anyone.page.reload()
    anyone.reads(LAUREATE)
    anyone.reads(DISTINCTION)
    assert NOT_AWARDED not in anyone.page.inner_text("body")
    anyone.look("laureates-public")
    award.work()
    assert award.results_sent_to("anna@example.org") == 1


def print_diplomas(olga: Visitor, award: Award) -> dict[str, str]:
    """Have a diploma made for everybody; return the code of each by the words on its page."""
    olga.go(f"{award.board}/dyplomy")
    for kind in ("Laureaci", "Wyróżnienia", "Uczestnicy", "Jurorzy"):
        olga.choose(kind)
    olga.look("diplomas")
    olga.press("Przygotuj dyplomy")
    olga.look("diplomas-waiting")
    award.work()
    olga.page.get_by_text("6 dyplomów jest gotowych.").wait_for()
    olga.look("diplomas-ready")
    with olga.page.expect_download() as download:
        olga.follow("Wszystkie dyplomy w jednym pliku do druku")
    pages = PdfReader(Path(download.value.path())).pages
    texts = [" ".join(page.extract_text().split()) for page in pages]
    return {text: re.findall(CODE, text)[0] for text in texts}


def verify(anyone: Visitor, codes: dict[str, str]) -> None:
    """Type the code of the laureate's printed diploma, and one that nobody has."""
    for title in (LAUREATE, DISTINCTION):
        assert sum(title in text for text in codes) == 2, "one as awarded, one as a participant"
    assert sum(NOT_AWARDED in text for text in codes) == 1
    assert sum(JUROR in text for text in codes) == 1
    printed = next(text for text in codes if LAUREATE in text and "laureata" in text)
    code = codes[printed]
    assert len(set(codes.values())) == len(codes)
    anyone.go("/dyplom")
    anyone.fill("Kod", code.lower())
    anyone.page.get_by_role("button", name="Sprawdź").click()
    anyone.reads("Ten dyplom jest ważny")
    anyone.reads(LAUREATE)
    anyone.reads("Dyplom laureata")
    anyone.reads(code)
    anyone.look("diploma-verified")
    with anyone.page.expect_download() as download:
        anyone.follow("Pobierz dyplom (PDF)")
    assert code in text_of(Path(download.value.path()).read_bytes())
    anyone.go(f"/dyplom/{code[:-1]}{'3' if code.endswith('2') else '2'}")
    anyone.reads("Nie wydaliśmy dyplomu z kodem")
    anyone.look("diploma-unknown")
