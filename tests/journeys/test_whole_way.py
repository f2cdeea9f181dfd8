"""Five people take one edition from the call to the laureates' conference, in a browser."""

import re
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from leader_award.accounts.service import create_person
from leader_award.partnerships import register
from leader_award.partnerships.service import import_register
from leader_award.platform import db
from leader_award.platform.audit import SYSTEM
from tests.journeys.conftest import Site, Visitor

pytestmark = pytest.mark.browser

PASSWORD = "siedem zielonych krzesel"
OPENS = datetime(2027, 3, 1, 8, tzinfo=UTC)
PDF = Path(__file__).with_name("porozumienie.pdf")


@pytest.fixture
def prepared(site: Site) -> Site:
    """The site as an operator leaves it: the register imported, two organisers."""
    site.travel_to(OPENS)
    with site.app.app_context():
        import_register(register.shipped(), actor=SYSTEM, on=date(2027, 3, 1))
        with db.transaction() as writer:
            for name in ("Olga", "Igor"):
                create_person(
                    writer,
                    email=f"{name.lower()}@example.org",
                    name=f"{name} Organizator",
                    password=PASSWORD,
                    roles=("organiser",),
                )
    return site


def test_from_call_to_conference(prepared: Site, visitor: Callable[[], Visitor]) -> None:
    olga, igor, anna = visitor(), visitor(), visitor()
    jurors = {name: visitor() for name in ("Halina Zielińska", "Tomasz Wrona")}
    anyone = visitor()

    sign_in(olga, "olga@example.org")
    board = set_up_edition(olga)
    register_clerk(prepared, anna)
    entry = write_and_submit(prepared, anna)

    prepared.travel_to(OPENS + timedelta(days=11))  # their sessions have ended meanwhile
    sign_in(olga, "olga@example.org")
    sign_in(anna, "anna@example.org")
    refuse_late_change(anna, entry)
    return_for_completion(prepared, olga, board)
    complete(prepared, anna, entry)
    admit(olga, board)

    invite_jurors(prepared, olga, board, jurors)
    for juror in jurors.values():
        declare(juror)
    assign(olga, board)
    for number, juror in enumerate(jurors.values()):
        score(juror, points=9 - number)

    decide(prepared, olga, anyone, board)
    announce(prepared, olga, igor, board)
    read_results(prepared, anna, anyone)
    hold_conference(olga, anyone)
    people = {"organiser": olga, "second": igor, "clerk": anna, "anyone": anyone, **jurors}
    assert {name: who.complaints for name, who in people.items() if who.complaints} == {}


def sign_in(who: Visitor, email: str) -> None:
    who.go("/logowanie")
    who.fill("Adres e-mail", email)
    who.fill("Hasło", PASSWORD)
    who.press("Zaloguj się")
    who.page.wait_for_url("**/start")


def set_up_edition(olga: Visitor) -> str:
    """Create the edition and open its call; return the address of its board."""
    olga.go("/organizator")
    olga.follow("Nowa edycja")
    olga.page.get_by_label("Rok").fill("2027")
    olga.fill("Nazwa po polsku", "Edycja III – 2027")
    olga.fill("Nazwa po angielsku", "Third edition – 2027")
    days = {
        "Początek naboru": 0,
        "Koniec naboru": 10,
        "Koniec oceny formalnej": 30,
        "Koniec oceny merytorycznej": 50,
        "Ogłoszenie wyników": 60,
    }
    for stage, offset in days.items():
        group = olga.page.get_by_role("group", name=stage)
        group.get_by_label("Dzień").fill(str((OPENS + timedelta(days=offset)).date()))
        group.get_by_label("Godzina").fill("08:00")
    olga.press("Utwórz edycję")
    settings = olga.page.url
    board = settings.removesuffix("/ustawienia")

    olga.go(f"{settings}/podstawy")
    olga.fill("Temat po polsku", "Razem sprawniej")
    olga.fill("Treść ogłoszenia po polsku", "Szukamy rozwiązań, które samorządy wymyśliły razem.")
    olga.press("Zapisz")
    olga.go(f"{settings}/kategorie/nowe")
    olga.fill("Nazwa po polsku", "Współpraca samorządów")
    olga.press("Zapisz")
    olga.go(f"{settings}/formularz/nowe")
    olga.fill("Tytuł po polsku", "Rozwiązanie")
    olga.press("Zapisz")
    olga.go(f"{settings}/formularz")
    olga.follow("Dodaj pytanie")
    olga.look("question-form")
    olga.choose("dłuższy tekst")
    olga.fill("Pytanie po polsku", "Na czym polega rozwiązanie?")
    olga.page.get_by_label("Najwięcej słów").fill("50")
    olga.press("Zapisz")
    olga.go(f"{settings}/zalaczniki/nowe")
    olga.fill("Nazwa po polsku", "Porozumienie")
    olga.press("Zapisz")
    for part in ("karta-oceny", "ocena-formalna"):
        olga.go(f"{settings}/{part}")
        olga.press("Użyj propozycji")
    olga.look("rubric")
    olga.go(f"{settings}/nagrody/nowe")
    olga.choose("laureat")
    olga.fill("Nagroda po polsku", "Dyplom i statuetka")
    olga.press("Zapisz")
    olga.go(f"{settings}/zasady")
    olga.page.get_by_label("Liczba jurorów na zgłoszenie").fill("2")
    olga.choose("wnioskodawcy otrzymują uwagi")
    olga.press("Zapisz")
    olga.go(f"{settings}/podglad")
    olga.reads("Na czym polega rozwiązanie?")
    olga.look("preview")
    advance(olga, board, "Ogłoś nabór")
    olga.reads("trwa nabór")
    olga.look("board")
    return board


def advance(olga: Visitor, board: str, step: str) -> None:
    """Take the edition a step on from its board, confirming on the page that explains it."""
    olga.go(board)
    olga.follow(step)
    olga.page.locator("main form button[type=submit]").first.click()


def register_clerk(site: Site, anna: Visitor) -> None:
    anna.go("/")
    anna.look("home")
    anna.follow("Zarejestruj się")
    unit = anna.page.get_by_role("combobox", name="Samorząd, w którym pracujesz")
    unit.press_sequentially("boleslawiec")
    anna.page.get_by_role("option").filter(has_text="020101").wait_for()
    unit.press("ArrowDown")
    unit.press("Enter")
    anna.fill("Imię i nazwisko", "Anna Kowalska")
    anna.fill("Stanowisko", "inspektor")
    anna.fill("Służbowy adres e-mail", "anna@example.org")
    anna.fill("Hasło", PASSWORD)
    anna.look("register")
    anna.press("Zarejestruj się")
    site.deliver()
    anna.go(site.mailbox.link("anna@example.org"))
    anna.press("Potwierdź")
    sign_in(anna, "anna@example.org")


def write_and_submit(site: Site, anna: Visitor) -> str:
    """Write an entry and submit it; return its address."""
    anna.go("/edycje/2027")
    anna.look("edition")
    anna.follow("Rozpocznij zgłoszenie")
    anna.fill("Tytuł zgłoszenia", "Wspólne autobusy miasta i gminy")
    anna.choose("Współpraca samorządów")
    anna.press("Rozpocznij zgłoszenie")
    entry = anna.page.url.removesuffix("/formularz")
    anna.page.wait_for_selector("html[data-enhanced]")
    answer = anna.page.get_by_label("Na czym polega rozwiązanie?")
    answer.fill("Jedna sieć linii, jeden bilet i jeden rozkład dla miasta i gminy.")
    anna.page.get_by_text(re.compile(r"Zapisano \d\d:\d\d")).wait_for()
    anna.look("entry-form")
    unit = anna.page.get_by_role("combobox").first
    unit.press_sequentially("bolesławiec")
    anna.page.get_by_role("option").filter(has_text="020102").click()
    anna.page.get_by_label("Rola", exact=False).first.fill("Dowóz z sołectw")
    anna.press("Sprawdź i złóż")
    anna.reads("Dowóz z sołectw")
    anna.reads("Porozumienie")
    anna.look("check-missing")
    anna.go(entry)
    anna.look("entry")
    anna.go(f"{entry}/formularz")
    anna.page.wait_for_selector("html[data-enhanced]")
    anna.page.locator("input[type=file]").first.set_input_files(PDF)
    anna.page.get_by_role("link", name="porozumienie.pdf").wait_for()
    anna.go(f"{entry}/sprawdz")
    anna.look("check")
    anna.page.get_by_role("button", name=re.compile("^Złóż")).click()
    anna.page.wait_for_url("**/potwierdzenie")
    anna.reads("SLZ-2027-001")
    anna.look("confirmation")
    site.deliver()
    receipt = site.mailbox.to("anna@example.org")[-1].get_content()
    assert re.search(r"\b[0-9a-f]{64}\b", receipt)
    return entry


def refuse_late_change(anna: Visitor, entry: str) -> None:
    """After the deadline the entry stands as it was submitted."""
    anna.go(f"{entry}/sprawdz")
    assert anna.page.get_by_role("button", name=re.compile("^Złóż")).count() == 0


def return_for_completion(site: Site, olga: Visitor, board: str) -> None:
    advance(olga, board, "Zamknij nabór i rozpocznij ocenę formalną")
    olga.go(f"{board}/ocena-formalna")
    olga.look("check-queue")
    olga.follow("Wspólne autobusy miasta i gminy")
    verdict(olga, unmet={0: "Brakuje podpisu wójta."})
    olga.page.locator("[value=returned]").check(force=True)
    olga.press("Ułóż treść pisma z uwag")
    olga.look("check-sheet")
    olga.press("Zapisz ocenę")
    site.deliver()
    assert "Brakuje podpisu wójta." in site.mailbox.to("anna@example.org")[-1].get_content()


def verdict(olga: Visitor, unmet: dict[int, str]) -> None:
    """Mark each item of the check as met, those in `unmet` as not met with a remark."""
    each = olga.page.locator("main form > details")
    if each.get_attribute("open") is None:
        each.locator("> summary").click()
    items = olga.page.locator("main form fieldset").filter(has=olga.page.locator("[value=met]"))
    for number in range(items.count()):
        value = "not_met" if number in unmet else "met"
        items.nth(number).locator(f"[value={value}]").check(force=True)
        if number in unmet:
            each.locator("details summary").nth(number).click()
            remark = olga.page.locator("[name*=remark]").nth(number)
            remark.fill(unmet[number])


def complete(site: Site, anna: Visitor, entry: str) -> None:
    anna.go(entry)
    anna.reads("Brakuje podpisu wójta.")
    anna.look("entry-returned")
    anna.go(f"{entry}/formularz")
    anna.reads("Brakuje podpisu wójta.")
    anna.page.wait_for_selector("html[data-enhanced]")
    answer = anna.page.get_by_label("Na czym polega rozwiązanie?")
    answer.fill("Jedna sieć linii, jeden bilet i rozkład. Podpis wójta w załączniku.")
    anna.page.get_by_role("button", name="Złóż ponownie").click()
    anna.page.wait_for_url("**/potwierdzenie")
    anna.reads("SLZ-2027-001")


def admit(olga: Visitor, board: str) -> None:
    olga.go(f"{board}/ocena-formalna")
    olga.follow("Wspólne autobusy miasta i gminy")
    olga.reads("Podpis wójta w załączniku.")
    verdict(olga, unmet={})
    olga.page.locator("[value=admitted]").check(force=True)
    olga.press("Zapisz ocenę")


def invite_jurors(site: Site, olga: Visitor, board: str, jurors: dict[str, Visitor]) -> None:
    for number, (name, juror) in enumerate(jurors.items()):
        olga.go(f"{board}/jury")
        olga.follow("Zaproś jednego jurora")
        olga.fill("Imię i nazwisko", name)
        olga.fill("e-mail", f"juror{number}@example.org")
        olga.look("invite-juror")
        olga.press("Wyślij zaproszenie")
        site.deliver()
        juror.go(site.mailbox.link(f"juror{number}@example.org"))
        juror.fill("Hasło", PASSWORD)
        juror.look("invitation")
        juror.page.locator("main form button[type=submit]").first.click()
        sign_in(juror, f"juror{number}@example.org")


def declare(juror: Visitor) -> None:
    """Sign the declaration of impartiality, then say that there is no conflict."""
    juror.go("/jury")
    juror.look("desk-new")
    juror.page.locator("main a[href*=deklaracja]").first.click()
    juror.look("declaration")
    juror.press("Podpisuję deklarację")
    juror.go("/jury")
    juror.page.locator("main a[href*=wylaczenia]").first.click()
    juror.look("conflicts")
    juror.press("Zapisz odpowiedzi")


def assign(olga: Visitor, board: str) -> None:
    advance(olga, board, "Rozpocznij ocenę merytoryczną")
    olga.go(f"{board}/jury")
    olga.look("jury")
    olga.go(f"{board}/przydzial")
    olga.look("assignment")
    olga.press("Zaproponuj przydział")
    olga.page.get_by_role("button", name="Zastosuj propozycję").wait_for()
    olga.look("proposal")
    olga.press("Zastosuj propozycję")


def score(juror: Visitor, points: int) -> None:
    """Fill in the card by keyboard alone and seal it."""
    juror.go("/jury")
    juror.look("desk")
    juror.press("Oceń następne zgłoszenie")
    juror.page.wait_for_selector("html[data-enhanced]")
    juror.page.locator("[data-criterion] input").first.focus()
    for _ in range(5):
        juror.page.keyboard.press(str(points))
        juror.page.keyboard.press("ArrowDown")
    juror.fill("Uwagi dla wnioskodawcy", "Dobra robota, opisana jasno.")
    juror.page.get_by_text(re.compile(r"Zapisano \d\d:\d\d")).wait_for()
    juror.look("score-card")
    juror.page.get_by_label("Potwierdzam te punkty").check()
    juror.press("Zatwierdź i przejdź do następnej")
    juror.page.wait_for_url("**/jury")
    juror.reads("nic już nie zostało do zrobienia")


def decide(site: Site, olga: Visitor, anyone: Visitor, board: str) -> None:
    olga.go(f"{board}/oceny")
    olga.look("progress")
    advance(olga, board, "Zakończ ocenę i rozpocznij rozstrzyganie")
    olga.go(f"{board}/ranking")
    olga.reads("85,00")
    olga.look("ranking")
    olga.go(f"{board}/wyniki")
    olga.follow("Podejmij decyzję")
    olga.page.locator("[value=laureate]").check(force=True)
    olga.look("decision")
    olga.page.locator("main form button[type=submit]").first.click()
    anyone.go("/edycje/2027/laureaci")
    anyone.reads("Nie ma takiej strony")
    olga.go(f"{board}/wyniki")
    olga.look("results")


def announce(site: Site, olga: Visitor, igor: Visitor, board: str) -> None:
    """Let one organiser prepare the announcement and the other approve it."""
    olga.go(f"{board}/wyniki")
    olga.follow("Ogłoszenie")
    olga.choose("Od razu po zatwierdzeniu")
    olga.look("announce")
    olga.press("Przygotuj ogłoszenie")
    sign_in(igor, "igor@example.org")
    igor.follow("Sprawdź i zatwierdź ogłoszenie wyników")
    igor.look("approve")
    igor.press("Zatwierdź ogłoszenie")
    with site.app.app_context():
        from leader_award.results.service import queue_announcement_mails

        queue_announcement_mails()
    site.deliver()


def read_results(site: Site, anna: Visitor, anyone: Visitor) -> None:
    anyone.go("/edycje/2027/laureaci")
    anyone.reads("Wspólne autobusy miasta i gminy")
    anyone.look("laureates")
    mail = site.mailbox.to("anna@example.org")[-1].get_content()
    assert "Dobra robota, opisana jasno." in mail
    assert "Halina" not in mail
    anna.go("/start")
    anna.look("start-after")


def hold_conference(olga: Visitor, anyone: Visitor) -> None:
    olga.go("/organizator/konferencje/nowa")
    olga.fill("Nazwa", "Konferencja laureatów")
    olga.page.get_by_label("Dzień").fill("2027-05-20")
    olga.fill("Miejscowość", "Warszawa")
    olga.press("Zapisz")
    olga.press("Dodaj laureatów")
    olga.follow("Wspólne autobusy miasta i gminy")
    olga.page.get_by_label("Od", exact=True).fill("10:00")
    olga.page.get_by_label("Do", exact=True).fill("10:20")
    olga.look("programme-point")
    olga.press("Zapisz")
    olga.look("programme")
    olga.press("Opublikuj program")
    anyone.go("/konferencje")
    anyone.follow("Konferencja laureatów")
    anyone.reads("10:00")
    anyone.reads("Wspólne autobusy miasta i gminy")
    anyone.look("conference")
    with anyone.page.expect_download() as download:
        anyone.page.locator("a[href$='.ics']").first.click()
    assert "BEGIN:VEVENT" in Path(download.value.path()).read_text()
