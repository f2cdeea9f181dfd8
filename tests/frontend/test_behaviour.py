"""What the scripts add to pages, in a real browser: only comfort, and nobody's work is lost."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, Request, Route, expect

from tests.frontend.playground import Desk

CUT_OFF = (
    "Brak połączenia. Treść jest zapisana na tym urządzeniu i zostanie wysłana,"
    " gdy połączenie wróci."
)

pytestmark = pytest.mark.browser
Visit = Callable[..., Page]


def status(page: Page) -> Locator:
    return page.locator("[data-save-status]")


def with_clock(visit: Visit, path: str) -> Page:
    """Open the page in a browser whose clock the test may move."""
    page = visit("/karta", own=True)
    page.clock.install()
    page.goto(path)
    page.wait_for_selector("html[data-enhanced]")
    return page


def type_title(page: Page, text: str = " i dalej") -> None:
    page.locator("#title").press("End")
    page.locator("#title").press_sequentially(text)


# Saving while writing


def test_what_is_typed_is_saved_once_after_a_pause(visit: Visit, desk: Desk) -> None:
    page = visit("/formularz")
    type_title(page, "Wspólny bilet")
    expect(status(page)).to_have_text("Niezapisane zmiany")
    expect(status(page)).to_have_text("Zapisano 12:05")
    assert [(save["title"], save["version"]) for save in desk.saved] == [("Wspólny bilet", "3")]
    assert page.locator("[name=version]").input_value() == "4"
    type_title(page, "!")
    expect(page.locator("[name=version]")).to_have_value("5")
    assert [save["version"] for save in desk.saved] == ["3", "4"]


def test_leaving_a_field_saves_without_waiting_for_the_pause(visit: Visit, desk: Desk) -> None:
    page = with_clock(visit, "/formularz")
    page.clock.pause_at("2100-01-01")
    type_title(page)
    page.clock.run_for(100)
    assert desk.saved == []
    with page.expect_response("**/zapis"):
        page.locator("#title").blur()
        page.clock.run_for(100)
    assert len(desk.saved) == 1


def test_text_typed_before_the_scripts_arrived_is_saved_too(visit: Visit, desk: Desk) -> None:
    page = visit("/karta", own=True)
    waiting: list[Route] = []
    page.route("**/autosave.js", lambda route: waiting.append(route))
    page.goto("/formularz")
    type_title(page, "Szybko wpisany")
    while not waiting:
        page.wait_for_timeout(10)
    waiting[0].continue_()
    expect(status(page)).to_have_text("Zapisano 12:05")
    assert desk.saved[0]["title"] == "Szybko wpisany"


def test_without_a_connection_the_text_stays_and_is_saved_when_it_is_back(
    visit: Visit, desk: Desk
) -> None:
    page = visit("/formularz", own=True)
    page.context.set_offline(True)
    type_title(page, "W pociągu")
    page.locator("#title").blur()
    expect(status(page)).to_have_text(CUT_OFF)
    assert desk.saved == []
    page.context.set_offline(False)
    expect(status(page)).to_have_text("Zapisano 12:05")
    assert desk.saved[0]["title"] == "W pociągu"


def test_failing_server_is_asked_again_after_a_growing_pause(visit: Visit, desk: Desk) -> None:
    page = with_clock(visit, "/formularz")
    desk.answers = [({}, 503), ({}, 503)]
    type_title(page)
    for pause in (1000, 2100):
        with page.expect_response("**/zapis"):
            page.clock.fast_forward(pause)
        expect(status(page)).to_have_text(CUT_OFF)
    page.clock.fast_forward(2100)
    assert desk.saved == [], "the second pause is longer than the first"
    page.clock.fast_forward(2000)
    expect(status(page)).to_have_text("Zapisano 12:05")


def test_what_somebody_else_saved_is_not_overwritten(visit: Visit, desk: Desk) -> None:
    page = with_clock(visit, "/formularz")
    desk.version = 9
    type_title(page, "Moja wersja")
    page.locator("#title").blur()
    notice = page.get_by_role("alert")
    expect(notice).to_contain_text("Jan Zieliński zmienił to zgłoszenie.")
    expect(notice.get_by_role("link")).to_have_attribute("href", "/formularz")
    requests: list[Request] = []
    page.on("request", lambda request: requests.append(request))
    type_title(page, " dłuższa")
    page.locator("#title").blur()
    page.clock.fast_forward(60_000)
    assert requests == []
    assert page.locator("#title").input_value() == "Moja wersja dłuższa"
    questions = []
    page.once("dialog", lambda dialog: (questions.append(dialog.type), dialog.accept()))
    page.goto("/listy")
    assert questions == ["beforeunload"]


def test_leaving_the_page_saves_the_last_words(visit: Visit, desk: Desk) -> None:
    page = visit("/formularz")
    type_title(page, "Ostatnie słowo")
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto("/listy")
    page.wait_for_selector("html[data-enhanced]")
    assert [save["title"] for save in desk.saved] == ["Ostatnie słowo"]


def test_sending_waits_for_the_save_under_way_and_takes_its_version(
    visit: Visit, desk: Desk
) -> None:
    page = visit("/formularz")
    desk.may_answer.clear()
    with page.expect_request("**/zapis"):
        type_title(page, "Tytuł")
        page.locator("#title").blur()
    page.get_by_role("button", name="Zapisz", exact=True).click()
    assert desk.submitted == []
    with page.expect_navigation():
        desk.may_answer.set()
    assert [form["version"] for form in desk.submitted] == ["4"]


def test_refusal_stands_beside_its_field_until_it_is_mended(visit: Visit, desk: Desk) -> None:
    page = visit("/formularz")
    desk.answers = [({"message": "Popraw pola.", "fields": {"title": "Tytuł jest za długi."}}, 422)]
    type_title(page)
    page.locator("#title").blur()
    expect(status(page)).to_have_text("Popraw pola.")
    expect(page.locator("#title-live-error")).to_have_text("Tytuł jest za długi.")
    expect(page.locator("#title")).to_have_attribute("aria-invalid", "true")
    expect(page.locator("#title")).to_have_attribute("aria-describedby", "title-live-error")
    type_title(page, "!")
    page.locator("#title").blur()
    expect(page.locator("#title-live-error")).to_have_count(0)
    expect(page.locator("#title")).not_to_have_attribute("aria-invalid", "true")


def test_who_has_been_signed_out_is_told_and_keeps_the_text(visit: Visit, desk: Desk) -> None:
    page = visit("/formularz")
    desk.answers = [({}, 401), ({}, 401)]
    type_title(page, "Tekst")
    page.locator("#title").blur()
    expect(status(page)).to_contain_text("Sesja wygasła. Tego, co wpisano, nie stracisz.")
    link = status(page).get_by_role("link", name="Zaloguj się ponownie w nowej karcie")
    expect(link).to_have_attribute("href", "/logowanie")
    assert page.locator("#title").input_value() == "Tekst"
    expect(status(page)).to_have_text("Zapisano 12:05")


# Counting words and characters


@pytest.mark.parametrize(
    ("field", "expected"),
    [
        (
            "problem",
            {"  raz\tdwa\n\ntrzy ": "Słowa: 3 z 5", "a b c d e f g": "Słowa: 7 z 5; za dużo o 2"},
        ),
        (
            "summary",
            {"zażółć\n👩": "Znaki: 8 z 10", "x" * 11: "Znaki: 11 z 10; za dużo o 1"},
        ),
    ],
)
def test_counter_counts_as_the_server_does(
    visit: Visit, field: str, expected: dict[str, str]
) -> None:
    page = visit("/formularz")
    counter = page.locator(f"#{field}-counter")
    for text, words in expected.items():
        page.fill(f"#{field}", text)
        expect(counter).to_have_text(words)
        assert ("is-over" in (counter.get_attribute("class") or "")) == ("za dużo" in words)
        count = len(text.split()) if field == "problem" else len(text)
        assert f": {count} z" in words


# Searching while typing


def test_unit_is_chosen_from_the_keyboard(visit: Visit) -> None:
    page = visit("/formularz")
    leader = page.locator("#leader")
    leader.fill("lodz")
    expect(leader).to_have_attribute("aria-expanded", "true")
    leader.press("ArrowDown")
    active = leader.get_attribute("aria-activedescendant")
    expect(page.locator(f"#{active}")).to_have_attribute("aria-selected", "true")
    leader.press("Enter")
    expect(leader).to_have_value("Łódź")
    expect(leader).to_have_attribute("aria-expanded", "false")
    expect(page.locator("#unit")).to_have_value("106101")
    leader.press("End")
    leader.press("x")
    expect(page.locator("#unit")).to_have_value("")


def test_arrows_go_around_and_two_of_one_name_are_told_apart(visit: Visit) -> None:
    page = visit("/formularz")
    leader = page.locator("#leader")
    leader.fill("bolesł")
    options = page.get_by_role("option")
    expect(options).to_have_text(["Bolesławiecgmina miejska", "Bolesławiecgmina wiejska"])
    leader.press("ArrowUp")
    expect(options.nth(1)).to_have_attribute("aria-selected", "true")
    leader.press("ArrowDown")
    expect(options.nth(0)).to_have_attribute("aria-selected", "true")
    options.nth(1).click()
    expect(page.locator("#unit")).to_have_value("020104")
    expect(page.locator(".combobox__note")).to_have_text("gmina wiejska")


def test_escape_closes_the_list_and_keeps_the_text(visit: Visit) -> None:
    page = visit("/formularz")
    leader = page.locator("#leader")
    leader.fill("bole")
    expect(leader).to_have_attribute("aria-expanded", "true")
    leader.press("Escape")
    expect(leader).to_have_attribute("aria-expanded", "false")
    expect(leader).to_have_value("bole")


def test_search_without_an_answer_says_why(visit: Visit) -> None:
    page = visit("/formularz")
    note = page.locator(".combobox__note")
    page.locator("#leader").fill("zzzz")
    expect(note).to_have_text("Nic nie znaleziono")
    page.locator("#leader").fill("awaria")
    expect(note).to_have_text("Wyszukiwarka nie odpowiada. Wpisz pełną nazwę.")


# Sending files


def test_files_are_sent_at_once_and_refusals_name_the_file(visit: Visit) -> None:
    page = visit("/formularz")
    attachment = page.locator("#attachment")
    attachment.set_input_files({"name": "zle.exe", "mimeType": "x/y", "buffer": b"1"})
    error = page.locator("#attachment-live-error")
    expect(error).to_have_text("zle.exe: Przyjmujemy tylko pliki PDF.")
    expect(attachment).to_have_attribute("aria-describedby", "attachment-live-error")
    attachment.set_input_files(
        [
            {"name": f"umowa-{number}.pdf", "mimeType": "application/pdf", "buffer": b"2" * 9999}
            for number in (1, 2)
        ]
    )
    expect(page.locator("#files li")).to_have_text(["umowa-1.pdf", "umowa-2.pdf"])
    expect(error).to_have_count(0)
    assert attachment.get_attribute("aria-describedby") is None


# Errors


def test_errors_take_the_focus_and_lead_to_their_fields(visit: Visit) -> None:
    page = visit("/formularz")
    page.get_by_role("button", name="Zapisz", exact=True).click()
    page.wait_for_selector("html[data-enhanced] .error-summary")
    assert page.title().startswith("Błąd:")
    expect(page.locator("[data-error-summary]")).to_be_focused()
    page.get_by_role("link", name="Problem: Opisz problem.").click()
    expect(page.locator("#problem")).to_be_focused()
    expect(page.locator("#problem")).to_have_attribute("aria-invalid", "true")


# Scoring from the keyboard


def chosen(page: Page, criterion: str) -> str | None:
    radio = page.locator(f"input[name={criterion}]:checked")
    return radio.get_attribute("value") if radio.count() else None


def test_digits_score_and_arrows_go_to_the_next_criterion(visit: Visit) -> None:
    page = visit("/karta")
    page.locator("input[name=c1][value='7']").focus()
    page.keyboard.press("5")
    assert chosen(page, "c1") == "5"
    expect(page.locator("#c1 .is-current")).to_contain_text("w pełni")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("8")
    assert (chosen(page, "c1"), chosen(page, "c2")) == ("5", "8")
    expect(page.locator("[data-scorecard-progress]")).to_have_text("2 / 2")
    # (20 * 0.5 + 30 * 0.8) / 50
    expect(page.locator("[data-scorecard-percent]")).to_have_text("68,00")


def test_minus_abstains_and_leaves_the_criterion_out_of_the_result(visit: Visit) -> None:
    page = visit("/karta")
    page.locator("input[name=c2]").first.focus()
    page.keyboard.press("-")
    assert chosen(page, "c2") == "abstain"
    expect(page.locator("[data-scorecard-progress]")).to_have_text("2 / 2")
    expect(page.locator("[data-scorecard-percent]")).to_have_text("70,00")
    page.keyboard.press("8")
    assert chosen(page, "c2") == "8"


def test_one_and_nought_make_ten_unless_there_is_a_pause(visit: Visit) -> None:
    page = with_clock(visit, "/karta")
    page.locator("input[name=c1][value='7']").focus()
    page.keyboard.type("10")
    assert chosen(page, "c1") == "10"
    page.keyboard.press("1")
    page.clock.fast_forward(800)
    page.keyboard.press("0")
    assert chosen(page, "c1") == "0"


def test_digits_in_a_comment_are_text(visit: Visit) -> None:
    page = visit("/karta")
    page.locator("#words").press_sequentially("12 gmin")
    assert page.locator("#words").input_value() == "12 gmin"
    assert chosen(page, "c2") is None


def test_control_and_enter_save_and_go_on(visit: Visit, desk: Desk) -> None:
    page = visit("/karta")
    page.locator("#words").fill("Dobre")
    with page.expect_navigation():
        page.keyboard.press("Control+Enter")
    (form,) = desk.submitted
    assert (form["c1"], form["words"], form["next"]) == ("7", "Dobre", "1")


# Lists, long work, questions


def test_list_follows_the_filter_and_the_address_keeps_it(visit: Visit) -> None:
    page = visit("/listy")
    expect(page.locator("#found li")).to_have_count(2)
    page.locator("#q").press_sequentially("łód")
    expect(page.locator("#found li")).to_have_text(["Łódź"])
    expect(page.locator("#q")).to_be_focused()
    assert page.url.endswith("/listy?q=%C5%82%C3%B3d")


def test_long_work_is_followed_until_it_is_done(visit: Visit, desk: Desk) -> None:
    page = with_clock(visit, "/listy")
    expect(page.locator("#work")).to_have_text("100 %")
    page.clock.fast_forward(1000)
    assert desk.polls == 3


@pytest.mark.parametrize(("answer", "sent"), [("dismiss", 0), ("accept", 1)])
def test_question_is_asked_before_what_cannot_be_undone(
    visit: Visit, desk: Desk, answer: str, sent: int
) -> None:
    page = visit("/listy")
    asked = []
    page.once("dialog", lambda dialog: (asked.append(dialog.message), getattr(dialog, answer)()))
    page.get_by_role("button", name="Usuń").click()
    assert asked == ["Usunąć?"]
    assert len(desk.submitted) == sent


# Menus


def test_account_menu_closes_on_escape_and_on_a_click_elsewhere(visit: Visit) -> None:
    page = visit("/karta")
    menu = page.get_by_role("link", name="Moje konto")
    summary = page.locator(".account-menu summary")
    summary.click()
    page.keyboard.press("Tab")
    expect(menu).to_be_focused()
    page.keyboard.press("Escape")
    expect(menu).to_be_hidden()
    expect(summary).to_be_focused()
    summary.click()
    page.locator("h1").click()
    expect(menu).to_be_hidden()


@pytest.mark.parametrize("scripts", [True, False])
def test_phone_menu_opens_with_and_without_scripts(visit: Visit, scripts: bool) -> None:
    page = visit("/karta", wait=scripts, width=390, java_script_enabled=scripts)
    place = page.get_by_role("link", name="Edycje")
    expect(place).to_be_hidden()
    page.get_by_role("button", name="Menu").click()
    expect(place).to_be_visible()
    page.keyboard.press("Escape")
    expect(place).to_be_hidden()


def test_form_works_without_scripts(visit: Visit, desk: Desk) -> None:
    page = visit("/formularz", wait=False, java_script_enabled=False)
    expect(page.locator("#problem-counter")).to_have_text("Najwyżej 5 słów")
    page.fill("#title", "Bilet")
    page.fill("#problem", "Brak")
    page.get_by_role("button", name="Zapisz", exact=True).click()
    assert [form["title"] for form in desk.submitted] == ["Bilet"]
    assert not page.locator(".error-summary").count()


def test_nothing_sticks_out_at_320_pixels(visit: Visit) -> None:
    page = visit("/formularz", width=320)
    for path in ("/formularz", "/karta", "/listy"):
        page.goto(path)
        assert page.evaluate("document.documentElement.scrollWidth") <= 320, path
