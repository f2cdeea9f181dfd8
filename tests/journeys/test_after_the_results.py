"""What comes after the decisions, in a browser: announcement, diplomas, conference, practice."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta

import pytest
from pypdf import PdfReader

from leader_award.diplomas import batches
from leader_award.platform import clock
from leader_award.platform.audit import Actor
from leader_award.platform.lemmas import query_terms
from leader_award.results.service import queue_announcement_mails
from tests.diplomas.builders import seat, text_of
from tests.dissemination.builders import add
from tests.dissemination.test_editor_by_keyboard import tab_to
from tests.editions.builders import lead_to, make_edition, reloaded
from tests.entries.builders import make_clerk, make_organisation, make_submitted_entry
from tests.journeys.conftest import Site, Visitor
from tests.journeys.test_ranking import person, sign_in
from tests.practices.builders import join, make_unit
from tests.results.builders import admit, announce, decide_all

pytestmark = pytest.mark.browser

LAUREATE = "Wspólny bilet Łodzi i gmin"
DISTINCTION = "Jedna oczyszczalnia dla trzech gmin"
NOT_AWARDED = "Szlak rowerowy doliny"
JUROR = "Łucja Śliwińska"
PLACES, REGISTERED = 20, 25
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
        words = f"„{LAUREATE}” zdobyło tytuł laureata"
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
    pages = PdfReader(olga.download("Wszystkie dyplomy w jednym pliku do druku")).pages
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
    assert code in text_of(anyone.download("Pobierz dyplom (PDF)").read_bytes())
    anyone.go(f"/dyplom/{code[:-1]}{'3' if code.endswith('2') else '2'}")
    anyone.reads("Nie wydaliśmy dyplomu z kodem")
    anyone.look("diploma-unknown")


@dataclass
class Event:
    """A conference that an organiser made in the browser; `at` is its beginning."""

    site: Site
    id: str
    slug: str
    at: datetime

    @property
    def page(self) -> str:
        return f"/organizator/konferencje/{self.id}"

    def add(self, count: int) -> None:
        """Take in people who registered by telephone."""
        with self.site.app.app_context():
            for _ in range(count):
                add(self.id)


@pytest.fixture
def announced(award: Award) -> Award:
    with award.site.app.app_context():
        announce(award.edition_id)
    award.work()
    return award


def test_laureates_are_placed_by_keyboard_and_a_full_conference_moves_its_list_up(
    announced: Award, arrive: Callable[..., Visitor]
) -> None:
    site = announced.site
    olga = arrive("olga@example.org")
    event = make_conference(olga, announced, at_noon(days=20))
    arrange_by_keyboard(olga, event)
    ewa, piotr, jan = arrive(), arrive(), arrive()
    assert register(ewa, event, "Ewa Żak", free=PLACES) == "has a place"
    assert register(piotr, event, "Piotr Lis", free=PLACES - 1, looked_at=True) == "has a place"
    event.add(PLACES - 2)
    assert register(jan, event, "Jan Łoś", free=0) == "waits"
    event.add(REGISTERED - PLACES - 1)
    give_up(piotr, olga, event)
    move_up(jan, site)

    site.travel_to(event.at - timedelta(hours=1))
    olga = arrive("olga@example.org")
    let_in(olga, ewa)
    olga.look("checked-in")
    let_in(olga, jan)
    olga.go(f"{event.page}/wejscie")
    olga.reads(f"2 z {PLACES} osób z miejscem już jest")
    olga.look("check-in-desk")
    site.travel_to(event.at + timedelta(hours=3))
    give_certificates(olga, event, ewa)


def make_conference(olga: Visitor, award: Award, at: datetime) -> Event:
    olga.go("/organizator/konferencje/nowa")
    olga.fill("Nazwa", "Konferencja laureatów")
    olga.page.get_by_label("Dzień").first.fill(str(clock.to_warsaw(at).date()))
    olga.fill("Miejscowość", "Łódź")
    olga.page.get_by_label("Edycja").select_option(award.edition_id)
    olga.choose("Przyjmujemy zgłoszenia na tej stronie")
    olga.page.get_by_role("spinbutton", name="Miejsca").fill(str(PLACES))
    olga.look("conference-form")
    olga.press("Zapisz")
    public = olga.page.get_by_role("link", name="Podgląd").get_attribute("href") or ""
    page = olga.page.url
    return Event(award.site, page.rpartition("/")[2], public.rpartition("/")[2], at)


def arrange_by_keyboard(olga: Visitor, event: Event) -> None:
    """Add the laureates, place both and publish the programme without touching the mouse."""
    page, keyboard = olga.page, olga.page.keyboard
    page.wait_for_selector("html[data-enhanced]")
    tab_to(page, "Także wyróżnienia")
    keyboard.press("Space")
    tab_to(page, "Dodaj laureatów")
    keyboard.press("Enter")
    page.get_by_text("Dodano 2 prezentacje, które czekają").wait_for()
    olga.look("programme-tray")
    put(olga, LAUREATE, "1200p")
    page.wait_for_selector(f"[data-start='12:00'] >> text={LAUREATE}")
    put(olga, DISTINCTION, "1200p")
    refusal = page.wait_for_selector("#refusal")
    assert refusal is not None
    assert f"W tym czasie odbywa się „{LAUREATE}” (12:00–12:15)." in refusal.inner_text()
    olga.look("programme-refused")
    tab_to(page, "Początek o godzinie")
    keyboard.type("1215p")
    tab_to(page, "Umieść")
    keyboard.press("Enter")
    page.wait_for_selector(f"[data-start='12:15'] >> text={DISTINCTION}")
    olga.look("programme-arranged")
    tab_to(page, "Opublikuj program")
    keyboard.press("Enter")
    page.get_by_text("Program jest już opublikowany.").wait_for()


def put(olga: Visitor, title: str, hour: str) -> None:
    """Place a point that waits; the letter of `hour` counts only on a clock of twelve hours."""
    tab_to(olga.page, f"Umieść w programie: {title}")
    olga.page.keyboard.press("Enter")
    tab_to(olga.page, "Początek o godzinie")
    olga.page.keyboard.type(hour)
    tab_to(olga.page, "Umieść")
    olga.page.keyboard.press("Enter")


def register(who: Visitor, event: Event, name: str, free: int, *, looked_at: bool = False) -> str:
    """Register by the public page and the link in the mail; say what the ticket shows.

    With `looked_at` the pages were looked at before, when somebody else registered.
    """
    who.go(f"/konferencje/{event.slug}")
    who.reads(LAUREATE)
    who.follow("Zgłoś udział" if free else "Zapisz się na listę rezerwową")
    who.reads(f"Zostało {free} wolnych miejsc." if free else "Wszystkie miejsca są zajęte")
    address = f"{name.split()[0].lower()}@example.org"
    who.fill("Imię i nazwisko", name)
    who.fill("Adres e-mail", address)
    if not looked_at:
        who.look(f"registration-{'open' if free else 'full'}")
    who.page.locator("main form").get_by_role("button").last.click()
    who.reads("Sprawdź pocztę")
    event.site.deliver()
    who.go(event.site.mailbox.link(address))
    if not looked_at:
        who.look("registration-confirm")
    who.press("Potwierdzam zgłoszenie")
    if not looked_at:
        who.look(f"ticket-{'place' if free else 'waiting'}")
    if "Masz miejsce." in who.page.inner_text("main"):
        return "has a place"
    who.reads("Jesteś na liście rezerwowej, na pozycji 1")
    return "waits"


def give_up(piotr: Visitor, olga: Visitor, event: Event) -> None:
    """One cancels by the ticket, the organiser cancels another: two on the list move up."""
    waiting = REGISTERED - PLACES
    olga.go(f"{event.page}/uczestnicy")
    assert figures(olga) == [f"{PLACES} z {PLACES}", str(waiting), "0", "0"]
    olga.look("participants-full")
    piotr.follow("Odwołaj zgłoszenie")
    piotr.look("ticket-cancel")
    piotr.press("Tak, odwołaj")
    piotr.reads("To zgłoszenie zostało odwołane.")
    olga.page.reload()
    assert figures(olga) == [f"{PLACES} z {PLACES}", str(waiting - 1), "0", "1"]
    olga.page.once("dialog", lambda dialog: dialog.accept())
    added = olga.page.get_by_role("row").filter(has_text="Jan Kos").filter(has_text="ma miejsce")
    added.first.get_by_role("button").click()
    olga.page.get_by_text("Zgłoszenie zostało odwołane.").wait_for()
    assert figures(olga) == [f"{PLACES} z {PLACES}", str(waiting - 2), "0", "2"]
    olga.look("participants-moved-up")


def figures(olga: Visitor) -> list[str]:
    """Return who has a place, waits, has not confirmed and cancelled, as the tiles say it."""
    return olga.page.locator("main dd").all_inner_texts()


def move_up(jan: Visitor, site: Site) -> None:
    site.deliver()
    mail = site.mailbox.to("jan@example.org")[-1]
    assert mail["Subject"] == "Masz już miejsce: Konferencja laureatów"
    jan.go(site.mailbox.link("jan@example.org"))
    jan.reads("Masz miejsce.")


def let_in(olga: Visitor, guest: Visitor) -> None:
    """Open the address that the ticket's QR code holds, and note that the guest is here."""
    guest.page.reload()
    code = guest.page.locator(".ticket-code").inner_text().replace("-", "")
    name = guest.page.locator("dd").first.inner_text()
    olga.go(f"/wejscie/{code}")
    olga.reads(name)
    olga.press("Odnotuj obecność")
    olga.reads("Obecność odnotowano o")


def give_certificates(olga: Visitor, event: Event, ewa: Visitor) -> None:
    """Who was there downloads a certificate; the organiser prints those of both guests."""
    ewa.page.reload()
    ewa.look("ticket-after")
    assert "Ewa Żak" in text_of(ewa.download("Zaświadczenie o udziale (PDF)").read_bytes())
    olga.go(f"{event.page}/uczestnicy")
    all_of_them = olga.download("Zaświadczenia o udziale (PDF)", role="button")
    texts = [page.extract_text() for page in PdfReader(all_of_them).pages]
    assert sorted(
        name
        for name in ("Ewa Żak", "Jan Łoś", "Piotr Lis", "Jan Kos")
        for text in texts
        if name in text
    ) == ["Ewa Żak", "Jan Łoś"]


CARD = {
    "Problem": "Zanim powstała współpraca, pasażer kupował trzy bilety.",
    "Rozwiązanie": "Jeden bilet na tramwaj, autobus i kolej w dziesięciu gminach.",
    "Wyniki w liczbach": "Z 40 do 55 tys. pasażerów dziennie.",
    "Kontakt": "Wydział transportu, transport@example.org",
}
PUBLIC = ("Problem", "Rozwiązanie", "Wyniki w liczbach")
LESSON = "Przejęliśmy zasady podziału wpływów z biletów. Umowa była gotowa po pół roku."


def test_laureate_becomes_a_practice_that_is_found_and_adopted_elsewhere(
    announced: Award, arrive: Callable[..., Visitor]
) -> None:
    query_terms("bilet")  # reads the dictionaries, for which a browser would have to wait
    with announced.site.app.app_context():
        join(person("basia@example.org", "Basia Wrona"), make_unit("100101", "Zgierz"))
    olga, anna = arrive("olga@example.org"), arrive("anna@example.org")
    basia, anyone = arrive("basia@example.org"), arrive()
    draft(olga, announced)
    consent(anna, announced)
    assert found(anyone, "bilet") == []
    publish(olga, announced)
    for words in ("współpracy", "biletami", "lodz", "dziesieciu gmin"):
        assert found(anyone, words) == [LAUREATE], words
    assert found(anyone, "oczyszczalnia") == []
    read_card(anyone)
    adopt(basia, anyone, olga)
    take_back(anna, anyone, announced)


def draft(olga: Visitor, award: Award) -> None:
    olga.go(f"{award.board}/dobre-praktyki")
    olga.page.get_by_role("checkbox", name=LAUREATE).check()
    olga.look("practice-draft")
    olga.press("Przygotuj karty z zaznaczonych zgłoszeń")
    olga.reads("Przygotowano 1 kartę. Wnioskodawca dostał prośbę o zgodę.")
    award.work()


def consent(anna: Visitor, award: Award) -> None:
    """The clerk follows the mail, writes the texts, and agrees to publish all but one."""
    anna.go(award.site.mailbox.link("anna@example.org"))
    for name, text in CARD.items():
        part = anna.page.get_by_role("group", name=name, exact=True)
        part.get_by_role("textbox").fill(text)
        agreed = part.get_by_role("checkbox", name="Zgadzamy się na publikację tego tekstu")
        assert not agreed.is_checked(), "nobody agrees by default"
        if name in PUBLIC:
            agreed.check()
    anna.look("practice-consent")
    anna.press("Zapisz i udziel zaznaczonych zgód")
    anna.reads("Organizator może teraz opublikować to, na co udzielono zgody.")


def publish(olga: Visitor, award: Award) -> None:
    olga.go("/organizator/dobre-praktyki")
    olga.look("practice-desk")
    olga.follow(LAUREATE)
    olga.page.get_by_label("Temat").select_option("transport")
    olga.page.get_by_label("Forma współpracy").select_option("agreement")
    olga.press("Zapisz")
    olga.look("practice-edit")
    olga.press("Opublikuj to, na co jest zgoda")
    olga.reads("Karta jest publiczna.")


def found(anyone: Visitor, words: str) -> list[str]:
    """Return the titles that a search on the public page finds."""
    anyone.go(f"/dobre-praktyki?q={words}")
    return anyone.page.locator(".practices h3").all_inner_texts()


def read_card(anyone: Visitor) -> None:
    found(anyone, "biletami")
    anyone.look("practice-search")
    anyone.follow(LAUREATE)
    for name, text in CARD.items():
        assert (text in anyone.page.inner_text("main")) == (name in PUBLIC), name
    anyone.reads("Miasto Łódź")
    anyone.look("practice-card")


def adopt(basia: Visitor, anyone: Visitor, olga: Visitor) -> None:
    """Another municipality says how it went; it is on the card once an organiser has read it."""
    basia.go(anyone.page.url)
    basia.follow("Wdrożyliśmy to u siebie")
    basia.fill("Jak poszło?", LESSON)
    basia.look("practice-adopt")
    basia.press("Wyślij do organizatora")
    basia.reads("Organizator przeczyta wpis")
    anyone.page.reload()
    anyone.reads("Nikt jeszcze nie zgłosił, że wdrożył tę praktykę.")
    olga.go("/organizator/dobre-praktyki/wdrozenia")
    olga.reads(LESSON)
    olga.look("practice-adoptions")
    olga.press("Pokaż na karcie")
    anyone.page.reload()
    anyone.reads("Wdrożenia u innych (1)")
    anyone.reads(LESSON)
    anyone.reads("Miasto Zgierz")
    anyone.look("practice-adopted")


def take_back(anna: Visitor, anyone: Visitor, award: Award) -> None:
    """What the clerk unticks is gone at once, then the whole card is."""
    anna.go(f"/zgloszenia/{award.entries[LAUREATE]}/dobra-praktyka")
    part = anna.page.get_by_role("group", name="Wyniki w liczbach")
    part.get_by_role("checkbox").uncheck()
    anna.press("Zapisz i udziel zaznaczonych zgód")
    anyone.page.reload()
    assert CARD["Wyniki w liczbach"] not in anyone.page.inner_text("main")
    anyone.reads(CARD["Problem"])
    anna.press("Wycofaj całą kartę")
    answer = anyone.page.reload()
    assert answer is not None
    assert answer.status == 410
    anyone.reads("Tę praktykę wycofano")
    anyone.look("practice-gone")
    assert found(anyone, "bilet") == []
