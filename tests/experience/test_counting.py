"""What the measurement of journeys counts, and what it must not."""

from dataclasses import replace

import pytest
from playwright.sync_api import Browser, Page

from bench.experience.measuring import TALLY, Cost, Tally, typical
from bench.experience.report import _is_better

PAGE = """<main>
  <a id="link" href="#there">There</a>
  <label><input type="radio" name="kind"> <span id="words">Association</span></label>
  <form action="#sent"><input id="name"> <textarea id="text"></textarea>
    <select id="choice"><option>a</option><option>b</option></select>
    <button type="button" id="button">Go</button></form>
  <p id="prose">Nothing to activate.</p>
</main>"""


@pytest.fixture
def counted(chromium: Browser) -> tuple[Page, Tally]:
    """A page with a few controls, and the tally of what is done on it."""
    tally = Tally(counting=True)
    context = chromium.new_context()
    context.expose_binding("tallied", tally.told)
    context.add_init_script(TALLY)
    page = context.new_page()
    page.route("**/*", lambda route: route.fulfill(body=PAGE, content_type="text/html"))
    page.goto("http://localhost/")
    return page, tally


def settled(page: Page, tally: Tally) -> tuple[int, int, int]:
    page.evaluate("1")
    return tally.cost.clicks, tally.cost.fields, tally.cost.characters


@pytest.mark.browser
def test_click_on_words_beside_a_radio_button_is_one_click(counted: tuple[Page, Tally]) -> None:
    page, tally = counted
    page.click("#words")
    assert page.is_checked("input[type=radio]")
    assert settled(page, tally) == (1, 0, 0)


@pytest.mark.browser
def test_key_that_activates_counts_as_a_click(counted: tuple[Page, Tally]) -> None:
    page, tally = counted
    page.focus("#button")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert settled(page, tally) == (1, 0, 0)


@pytest.mark.browser
def test_each_field_counts_once_with_its_characters(counted: tuple[Page, Tally]) -> None:
    page, tally = counted
    page.fill("#name", "Łódź")
    page.fill("#text", "dwa")
    page.locator("#text").press_sequentially("!!")
    page.select_option("#choice", "b")
    assert settled(page, tally) == (0, 3, 9)


@pytest.mark.browser
def test_what_no_person_does_is_not_counted(counted: tuple[Page, Tally]) -> None:
    page, tally = counted
    page.evaluate("document.querySelector('#link').click()")
    page.evaluate("document.querySelector('#name').value = 'filled in by the site'")
    page.click("#prose")
    assert settled(page, tally) == (0, 0, 0)


@pytest.mark.browser
def test_nothing_is_counted_before_the_journey_begins(counted: tuple[Page, Tally]) -> None:
    page, tally = counted
    tally.counting = False
    page.click("#link")
    assert settled(page, tally) == (0, 0, 0)


def test_runs_that_differ_are_not_averaged() -> None:
    once = Cost(pages=2, clicks=3, seconds=1.0)
    assert typical([once, replace(once, seconds=3.0), replace(once, seconds=9.0)]).seconds == 3.0
    with pytest.raises(ValueError, match="differ"):
        typical([once, replace(once, clicks=4)])


@pytest.mark.parametrize(
    ("clicks", "is_better"),
    [((6, 6), True), ((7, 6), False), ((1, 10), False)],
    ids=["a third less", "too little", "one got longer"],
)
def test_experience_is_better_if_the_sum_falls_by_a_third_and_nothing_grows(
    clicks: tuple[int, int], is_better: bool
) -> None:
    def measured(*counts: int) -> dict[str, object]:
        rows = [{"number": n, "pages": 0, "clicks": c, "fields": 0} for n, c in enumerate(counts)]
        return {"journeys": rows}

    assert _is_better(measured(9, 9), measured(*clicks)) is is_better
