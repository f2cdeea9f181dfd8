"""Passkeys in a real Chromium, with its own virtual authenticator."""

from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page, expect

from leader_award.accounts import second_factor
from leader_award.app import create_app
from tests.accounts.builders import PASSWORD, confirmed_person, with_app
from tests.conftest import settings_for
from tests.frontend.serving import serving

pytestmark = pytest.mark.browser


class Site:
    """The served site, a browser on it, and the authenticator in that browser."""

    def __init__(self, app: Flask, page: Page) -> None:
        self.app, self.page = app, page
        self.tools = page.context.new_cdp_session(page)
        self.tools.send("WebAuthn.enable")
        options = {
            "protocol": "ctap2",
            "transport": "internal",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": True,
            "automaticPresenceSimulation": True,
        }
        made = self.tools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self.authenticator = made["authenticatorId"]

    def person_verifies(self, verifies: bool) -> None:
        """Let the authenticator recognise its owner's finger from now on, or not."""
        self.tools.send(
            "WebAuthn.setUserVerified",
            {"authenticatorId": self.authenticator, "isUserVerified": verifies},
        )

    def open(self, path: str) -> None:
        self.page.goto(path)
        self.page.wait_for_selector("html[data-enhanced]")

    def sign_in(self) -> None:
        self.open("/logowanie")
        self.page.get_by_label("Adres e-mail").fill("anna@example.org")
        self.page.get_by_label("Hasło", exact=True).fill(PASSWORD)
        self.page.get_by_role("button", name="Zaloguj się", exact=True).click()
        self.page.wait_for_url(lambda url: not url.endswith("/logowanie"))

    def press(self, name: str) -> None:
        self.page.get_by_role("button", name=name).click()


@pytest.fixture
def site(database: str, tmp_path, chromium: Browser) -> Iterator[Site]:
    app = create_app(settings_for(tmp_path, database))
    with app.app_context(), serving(app) as address:
        url = address.replace("127.0.0.1", "localhost")  # passkeys want a name
        app.config["SETTINGS"] = replace(app.config["SETTINGS"], base_url=url)
        context = chromium.new_context(base_url=url, locale="pl-PL")
        context.set_default_timeout(5000)
        yield Site(app, context.new_page())
        context.close()
    app.extensions["engine"].dispose()


def test_passkey_is_added_and_signs_in_in_every_way(site: Site) -> None:
    person_id = confirmed_person()
    page = site.page
    site.sign_in()
    site.open("/konto/drugi-skladnik/klucz")
    page.get_by_label("Nazwa klucza dostępu").fill("Laptop w urzędzie")
    site.press("Utwórz klucz dostępu")
    expect(page.get_by_role("heading", level=1)).to_have_text("Zachowaj kody zapasowe")
    expect(page.get_by_role("button", name="Drukuj")).to_be_visible()
    with page.expect_download() as download:
        page.get_by_role("link", name="Zapisz w pliku").click()
    assert "anna@example.org" in download.value.path().read_text()

    site.open("/konto/drugi-skladnik/klucz")
    site.press("Utwórz klucz dostępu")
    expect(page.get_by_role("alert")).to_have_text(
        "Na tym urządzeniu jest już klucz dostępu do Twojego konta."
    )

    page.context.clear_cookies()
    site.sign_in()
    expect(page.get_by_role("heading", level=1)).to_have_text("Drugi krok logowania")
    site.press("Użyj klucza dostępu")
    page.wait_for_url("**/start")

    page.context.clear_cookies()
    site.open("/logowanie?next=/konto/drugi-skladnik")
    site.press("Zaloguj się kluczem dostępu")
    page.wait_for_url("**/konto/drugi-skladnik")
    expect(page.get_by_role("row").filter(has_text="Laptop w urzędzie")).not_to_contain_text(
        "nigdy"
    )

    site.open("/konto/potwierdzenie?next=/konto/drugi-skladnik")
    site.press("Potwierdź kluczem dostępu")
    page.wait_for_url("**/konto/drugi-skladnik")
    assert len(second_factor.of_person(person_id).passkeys) == 1


def test_nobody_gets_in_while_the_authenticator_does_not_recognise_its_owner(site: Site) -> None:
    confirmed_person()
    site.sign_in()
    site.open("/konto/drugi-skladnik/klucz")
    site.press("Utwórz klucz dostępu")
    expect(site.page.get_by_role("heading", level=1)).to_have_text("Zachowaj kody zapasowe")
    site.page.context.clear_cookies()
    site.person_verifies(False)
    site.open("/logowanie")
    site.press("Zaloguj się kluczem dostępu")
    expect(site.page.get_by_role("alert")).to_contain_text("nie podała klucza dostępu")
    site.person_verifies(True)
    site.press("Zaloguj się kluczem dostępu")
    site.page.wait_for_url("**/start")


def test_without_javascript_codes_work_and_no_dead_button_shows(
    site: Site, chromium: Browser
) -> None:
    _, codes = with_app(confirmed_person())
    context = chromium.new_context(
        base_url=site.app.config["SETTINGS"].base_url, java_script_enabled=False, locale="pl-PL"
    )
    page = context.new_page()
    page.goto("/logowanie")
    expect(page.get_by_role("button", name="Zaloguj się kluczem dostępu")).to_be_hidden()
    page.get_by_label("Adres e-mail").fill("anna@example.org")
    page.get_by_label("Hasło", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Zaloguj się", exact=True).click()
    page.get_by_label("Kod").fill(codes[0])
    page.get_by_role("button", name="Zaloguj się", exact=True).click()
    page.wait_for_url("**/start")
    context.close()
