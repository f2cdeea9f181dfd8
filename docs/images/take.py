"""Take the pictures of this folder from a freshly loaded demonstration.

Serve one (`make run PORT=8123` with an empty LEADER_AWARD_DATA_DIR), then run
`.venv/bin/python docs/images/take.py http://127.0.0.1:8123`. It submits the clerk's entry.
"""

import re
import sys
from pathlib import Path

import typst
from playwright.sync_api import Browser, Page, sync_playwright

from leader_award.demo.people import CLERK, JURORS, ORGANISER, PASSWORD

HERE = Path(__file__).parent
WIDTHS = ((1280, 900), (390, 844))


def picture(page: Page, name: str) -> None:
    """Save the whole page at both widths."""
    for width, height in WIDTHS:
        page.set_viewport_size({"width": width, "height": height})
        page.screenshot(path=HERE / f"{name}-{width}.png", full_page=True)
    page.set_viewport_size({"width": 1280, "height": 900})


def signed_in(browser: Browser, site: str, email: str) -> Page:
    """Return a page of a browser in which the account is signed in."""
    page = browser.new_context(locale="pl-PL").new_page()
    page.set_default_timeout(10_000)
    page.goto(f"{site}/logowanie")
    page.fill("input[name=email]", email)
    page.fill("input[name=password]", PASSWORD)
    page.get_by_role("button", name="Zaloguj się", exact=True).first.click()
    page.wait_for_url("**/start")
    return page


def public_pages(browser: Browser, site: str) -> None:
    """Home, laureates of 2015 and the conference in Łódź."""
    page = browser.new_context(locale="pl-PL").new_page()
    page.goto(site)
    picture(page, "home")
    page.goto(f"{site}/edycje/2015/laureaci")
    picture(page, "laureates")
    page.goto(f"{site}/konferencje")
    page.locator("main a[href*='/konferencje/2013']").first.click()
    picture(page, "conference")


def organisers_pages(browser: Browser, site: str) -> None:
    """The board and the ranking of the edition that is being scored."""
    page = signed_in(browser, site, ORGANISER.email)
    page.goto(f"{site}/organizator")
    page.get_by_role("link", name=re.compile(r"^Edycja .*pokazowa")).first.click()
    picture(page, "board")
    page.goto(f"{page.url}/ranking")
    picture(page, "ranking")


def jurors_pages(browser: Browser, site: str) -> None:
    """A score card that has been begun."""
    page = signed_in(browser, site, JURORS[0].email)
    page.goto(f"{site}/jury")
    page.get_by_role("button", name="Następna karta").first.click()
    page.wait_for_selector("html[data-enhanced]")
    page.locator("[data-criterion] input").first.focus()
    for points in "789":
        page.keyboard.press(points)
        page.keyboard.press("ArrowDown")
    page.get_by_text(re.compile(r"Zapisano \d\d:\d\d")).wait_for()
    picture(page, "score-card")


def clerks_pages(browser: Browser, site: str) -> None:
    """The entry form, the check page and the confirmation."""
    page = signed_in(browser, site, CLERK.email)
    page.goto(f"{site}/zgloszenia")
    page.get_by_role("link", name="Wspólna komunikacja miasta i gminy").first.click()
    page.wait_for_url("**/zgloszenia/*")
    entry = page.url
    sections = page.locator("main a[href*='/czesc/']")
    for address in [link.get_attribute("href") for link in sections.all()]:
        page.goto(site + str(address))
        fill_in(page)
        if "Problem" in page.inner_text("h1"):
            picture(page, "entry-form")
        page.get_by_role("button", name="Zapisz i wróć do przeglądu").click()
    page.goto(f"{entry}/sprawdz")
    picture(page, "check")
    page.goto(f"{entry}/zalaczniki")
    page.wait_for_selector("html[data-enhanced]")
    agreement = bytes(typst.compile("= Porozumienie\n\nWzór demonstracyjny.".encode()))
    page.locator("input[type=file]").first.set_input_files(
        {"name": "porozumienie.pdf", "mimeType": "application/pdf", "buffer": agreement}
    )
    page.get_by_role("link", name="porozumienie.pdf").wait_for()
    page.goto(f"{entry}/sprawdz")
    page.get_by_role("button", name=re.compile("^Złóż")).click()
    page.wait_for_url("**/potwierdzenie")
    picture(page, "confirmation")


def fill_in(page: Page) -> None:
    """Answer every question of a section that has no answer yet."""
    text = (
        "Sześć linii, wspólny rozkład i jeden bilet dla miasta i gminy; koszty dzielimy po równo."
    )
    for area in page.locator("main textarea").all():
        if not area.input_value():
            area.fill(text)
    for number in page.locator("main input[inputmode], main input[type=number]").all():
        number.fill("38500")
    for group in page.locator("main fieldset").all():
        if not group.locator("input:checked").count() and group.locator("label").count():
            group.locator("label").first.click()


def main(site: str) -> None:
    """Take all pictures from the site at this address."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path="/usr/bin/chromium",
            args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"],
        )
        for take in (public_pages, organisers_pages, jurors_pages, clerks_pages):
            take(browser, site)
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1])
