"""Nothing typed is lost: offline, after a crash, after the end of a session, between people."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route, expect
from sqlalchemy import update

from leader_award.accounts import sessions
from leader_award.accounts.models import SignInSession
from leader_award.editions import queries as edition_queries
from leader_award.platform import clock, db
from tests.entries import builders as entries
from tests.journeys.conftest import Site
from tests.scoring import builders as scoring

pytestmark = pytest.mark.browser

BEFORE = "Wspólna komunikacja łączy siedem gmin. "
AFTER = "Zażółć gęślą jaźń – 0 znaków mniej!"
OFFLINE = "Brak połączenia. Treść jest zapisana na tym urządzeniu"


@dataclass
class Computer:
    """A browser with its storage, as one office shares it."""

    context: BrowserContext
    site: Site

    def sign_in(self, person_id: str) -> None:
        with self.site.app.test_request_context():
            token = sessions.start_session(person_id)
            serializer = self.site.app.session_interface.get_signing_serializer(self.site.app)  # type: ignore[attr-defined]
            value = serializer.dumps({sessions.COOKIE_KEY: token})
        self.context.add_cookies([{"name": "session", "value": value, "url": self.site.url}])

    def let_sessions_end(self) -> None:
        with self.site.app.app_context(), db.transaction() as writer:
            writer.execute(update(SignInSession).values(ended_at=clock.now()))

    def open(self, path: str) -> Page:
        page = self.context.new_page()
        page.goto(self.site.url + path)
        page.wait_for_selector("html[data-enhanced]")
        return page

    def cut_the_network(self) -> None:
        """Let nothing through, not even what a closing page sends, which the browser lets pass."""
        answer = self.site.app.__class__.wsgi_app.__get__(self.site.app)

        def unreachable(environ: Any, start_response: Any) -> Any:
            if environ["PATH_INFO"].endswith("/autozapis"):
                environ["PATH_INFO"] = "/out-of-reach"
            return answer(environ, start_response)

        self.site.app.wsgi_app = unreachable  # type: ignore[method-assign]
        self.context.set_offline(True)

    def reconnect(self) -> None:
        del self.site.app.wsgi_app
        self.context.set_offline(False)

    def kept(self, page: Page) -> int:
        found: int = page.evaluate(
            "Object.keys(localStorage).filter(key => key.startsWith('kept|')).length"
        )
        return found


@pytest.fixture
def computer(chromium: Browser, site: Site) -> Iterator[Computer]:
    context = chromium.new_context(locale="pl-PL", viewport={"width": 1280, "height": 900})
    context.set_default_timeout(8000)
    yield Computer(context, site)
    context.close()


@dataclass(frozen=True)
class Form:
    """A form with a text to type: who fills it in, where, and what is saved of it."""

    person: str
    path: str
    field: str
    saved: Callable[[], str]


@pytest.fixture
def section(site: Site) -> Form:
    with site.app.app_context():
        entry_id = entries.make_draft()
        edition = edition_queries.whole(entries.entry(entry_id).edition_id)
        assert edition
        question = next(q for s in edition.sections for q in s.questions if q.kind == "long_text")
        question_id, section_id = question.id, question.section_id
        person = str(entries.clerk_of(entry_id).person_id)

    def saved() -> str:
        with site.app.app_context():
            answers = {a.question_id: a.value for a in entries.entry(entry_id).answers}
            return str(answers.get(question_id) or "")

    path = f"/zgloszenia/{entry_id}/czesc/{section_id}"
    return Form(person, path, f"#question-{question_id}", saved)


@pytest.fixture
def card(site: Site) -> Form:
    with site.app.app_context():
        scene = scoring.make_scoring_edition(entries=1, jurors=1)
        card_id = scoring.open_card(scene.assignment())
        person = str(scoring.acting(scene.juror_ids[0]).person_id)

    def saved() -> str:
        with site.app.app_context():
            return scoring.card(card_id).comment_to_jury

    return Form(person, f"/jury/karty/{card_id}", "#comment_to_jury", saved)


@pytest.fixture(params=["section", "card"])
def form(request: pytest.FixtureRequest) -> Form:
    found: Form = request.getfixturevalue(request.param)
    return found


def type_on(page: Page, form: Form, text: str) -> None:
    page.locator(form.field).press("Control+End")
    page.locator(form.field).press_sequentially(text)


def status(page: Page):  # type: ignore[no-untyped-def]
    return page.locator("[data-save-status]")


def type_with_the_network_cut(computer: Computer, form: Form) -> Page:
    """Type the first half with a connection and the second without; say what is told then."""
    page = computer.open(form.path)
    type_on(page, form, BEFORE)
    computer.cut_the_network()
    type_on(page, form, AFTER)
    page.locator(form.field).blur()
    expect(status(page)).to_contain_text(OFFLINE)
    return page


def test_network_cut_in_mid_typing_and_a_closed_tab_lose_no_character(
    computer: Computer, form: Form
) -> None:
    computer.sign_in(form.person)
    type_with_the_network_cut(computer, form).close()
    computer.reconnect()
    page = computer.open(form.path)
    expect(page.locator(form.field)).to_have_value(BEFORE + AFTER)
    expect(page.get_by_role("status")).to_contain_text("Przywróciliśmy treść")
    expect(status(page)).to_contain_text("Zapisano")
    assert form.saved() == BEFORE + AFTER
    assert computer.kept(page) == 0, "what the server has is no longer kept here"


def test_without_the_keeping_module_the_same_loses_text(computer: Computer, section: Form) -> None:
    def keeps_nothing(route: Route) -> None:
        body = route.fetch().text().replace("localStorage.setItem", "localStorage.fails")
        route.fulfill(body=body, content_type="text/javascript")

    computer.context.route("**/keeping.js", keeps_nothing)
    computer.sign_in(section.person)
    page = computer.open(section.path)
    type_on(page, section, BEFORE)
    computer.cut_the_network()
    type_on(page, section, AFTER)
    page.locator(section.field).blur()
    expect(status(page)).to_contain_text("ta przeglądarka nie przechowuje treści")
    page.close()
    computer.context.new_page().wait_for_timeout(500)  # until the closed page's last try is over
    computer.reconnect()
    page = computer.open(section.path)
    assert AFTER not in page.locator(section.field).input_value()


def test_connection_that_comes_back_sends_what_was_typed(computer: Computer, form: Form) -> None:
    computer.sign_in(form.person)
    page = type_with_the_network_cut(computer, form)
    computer.reconnect()
    expect(status(page)).to_contain_text("Zapisano")
    assert form.saved() == BEFORE + AFTER
    assert computer.kept(page) == 0


def test_restored_text_can_be_discarded(computer: Computer, section: Form) -> None:
    computer.sign_in(section.person)
    type_with_the_network_cut(computer, section).close()
    computer.reconnect()
    stored = section.saved()
    page = computer.open(section.path)
    page.get_by_role("button", name="Odrzuć przywróconą treść").click()
    expect(page.locator(section.field)).to_have_value(stored)
    expect(status(page)).to_contain_text("Zapisano")
    assert section.saved() == stored
    assert computer.kept(page) == 0


def test_session_that_ended_is_renewed_in_another_tab_without_losing_a_letter(
    computer: Computer, form: Form
) -> None:
    computer.sign_in(form.person)
    page = computer.open(form.path)
    computer.let_sessions_end()
    type_on(page, form, BEFORE)
    expect(status(page)).to_contain_text("Sesja wygasła. Tego, co wpisano, nie stracisz.")
    expect(status(page).get_by_role("link")).to_have_text("Zaloguj się ponownie w nowej karcie")
    type_on(page, form, AFTER)
    computer.sign_in(form.person)  # the cookie is a new one: the form's token is worth nothing
    page.evaluate("dispatchEvent(new Event('focus'))")
    expect(status(page)).to_contain_text("Zapisano")
    assert form.saved() == BEFORE + AFTER


def test_another_person_at_the_same_computer_sees_and_sends_nothing(
    computer: Computer, section: Form, site: Site
) -> None:
    with site.app.app_context():
        entry = entries.entry(section.path.split("/")[2])
        colleague, _organisation = entries.make_clerk(entry.applicant_id)
    computer.sign_in(section.person)
    first = type_with_the_network_cut(computer, section)
    stored = section.saved()
    computer.sign_in(colleague)
    computer.reconnect()
    first.evaluate("dispatchEvent(new Event('focus'))")
    expect(status(first)).to_contain_text("zalogowała się inna osoba")
    page = computer.open(section.path)
    expect(page.locator(section.field)).to_have_value(stored)
    assert section.saved() == stored
    page.close()
    computer.sign_in(section.person)
    first.evaluate("dispatchEvent(new Event('focus'))")
    expect(status(first)).to_contain_text("Zapisano")
    assert section.saved() == BEFORE + AFTER


def test_signing_out_erases_what_is_kept_after_a_warning(computer: Computer, section: Form) -> None:
    computer.sign_in(section.person)
    first = type_with_the_network_cut(computer, section)
    stored = section.saved()
    first.close()
    computer.reconnect()
    page = computer.open("/start")
    asked: list[str] = []
    page.once("dialog", lambda dialog: (asked.append(dialog.message), dialog.accept()))
    page.locator("details.account-menu summary").click()
    page.get_by_role("button", name="Wyloguj").click()
    page.wait_for_selector("text=Zaloguj się")
    assert "(liczba pól: 1)" in asked[0]
    assert computer.kept(page) == 0
    computer.sign_in(section.person)
    page = computer.open(section.path)
    expect(page.locator(section.field)).to_have_value(stored)


def test_kept_text_expires_after_a_week(computer: Computer, section: Form) -> None:
    computer.sign_in(section.person)
    type_with_the_network_cut(computer, section).close()
    computer.reconnect()
    page = computer.open("/start")
    assert computer.kept(page) == 1
    page.evaluate(
        """() => { for (const key of Object.keys(localStorage)) {
            const kept = JSON.parse(localStorage[key]);
            localStorage[key] = JSON.stringify({ ...kept, at: kept.at - 7.1 * 86400000 });
        } }"""
    )
    page.reload()
    page.wait_for_selector("html[data-enhanced]")
    assert computer.kept(page) == 0


def test_text_changed_elsewhere_meanwhile_stands_beside_the_kept_one(
    computer: Computer, section: Form, site: Site
) -> None:
    computer.sign_in(section.person)
    type_with_the_network_cut(computer, section).close()
    entry_id, question_id = section.path.split("/")[2], section.field.removeprefix("#question-")
    with site.app.app_context():
        entries.save(entry_id, {question_id: "Tak napisał kolega."})
    computer.reconnect()
    page = computer.open(section.path)
    notice = page.get_by_role("alert")
    expect(notice).to_contain_text("Nic nie zostało nadpisane.")
    expect(notice).to_contain_text("Tak napisał kolega.")
    expect(notice).to_contain_text(BEFORE + AFTER)
    expect(page.locator(section.field)).to_have_value("Tak napisał kolega.")
    assert section.saved() == "Tak napisał kolega."
    page.get_by_role("button", name="Zostaw moją wersję").click()
    expect(status(page)).to_contain_text("Zapisano")
    assert section.saved() == BEFORE + AFTER


def test_conflict_while_typing_shows_both_texts_and_overwrites_neither(
    computer: Computer, section: Form, site: Site
) -> None:
    computer.sign_in(section.person)
    page = computer.open(section.path)
    entry_id, question_id = section.path.split("/")[2], section.field.removeprefix("#question-")
    with site.app.app_context():
        entries.save(entry_id, {question_id: "Tak napisał kolega."})
    type_on(page, section, BEFORE)
    notice = page.get_by_role("alert")
    expect(notice).to_contain_text("Tak napisał kolega.")
    assert section.saved() == "Tak napisał kolega."
    type_on(page, section, AFTER)
    page.get_by_role("button", name="Zostaw moją wersję").click()
    expect(status(page)).to_contain_text("Zapisano")
    assert section.saved() == BEFORE + AFTER


def test_plain_form_with_a_dead_session_comes_back_filled_after_signing_in(
    chromium: Browser, site: Site, section: Form
) -> None:
    context = chromium.new_context(java_script_enabled=False, base_url=site.url)
    context.set_default_timeout(8000)
    computer = Computer(context, site)
    computer.sign_in(section.person)
    page = context.new_page()
    page.goto(section.path)
    page.locator(section.field).fill(BEFORE + AFTER)
    computer.let_sessions_end()
    page.get_by_role("button", name="Zapisz i przejdź dalej").or_(
        page.get_by_role("button", name="Zapisz i dalej")
    ).first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(
        "Nic z tego, co wpisano, nie przepadło"
    )
    expect(page.locator("main")).to_contain_text(BEFORE + AFTER)
    computer.sign_in(section.person)
    page.get_by_role("button", name="Wyślij wpisaną treść").click()
    page.get_by_role("button", name="Wyślij wpisaną treść").click()
    assert section.saved() == BEFORE + AFTER
    context.close()
