"""The programme is arranged in a real browser by the keyboard alone, and by dragging."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser, Page

from leader_award.accounts import sessions
from leader_award.dissemination import arranging, queries
from leader_award.platform import db
from leader_award.platform.audit import SYSTEM
from tests.dissemination.builders import DAY, add_point
from tests.dissemination.test_editor import service_speakers_apart
from tests.frontend.serving import serving

pytestmark = pytest.mark.browser


@pytest.fixture
def editor(
    app: Flask, chromium: Browser, conference_id: str, make_person: Callable[..., str]
) -> Iterator[Page]:
    """The editor of an event with two rooms, opened by an organiser."""
    for name in ("Sala A", "Sala B"):
        arranging.save_room(conference_id=conference_id, name=name, actor=SYSTEM)
    items = [
        add_point(conference_id, title, 10 + number, 11 + number)
        for number, title in enumerate(("Otwarcie", "Wykład", "Dyskusja"))
    ]
    service_speakers_apart(*items)
    token = sessions.start_session(make_person("Olga", None, "organiser"))
    cookies = app.session_interface.get_signing_serializer(app)
    assert cookies is not None
    with serving(app) as url:
        context = chromium.new_context(
            base_url=url, locale="pl-PL", viewport={"width": 1280, "height": 1800}
        )
        context.set_default_timeout(5000)
        cookie = {"name": "session", "value": cookies.dumps({sessions.COOKIE_KEY: token})}
        context.add_cookies([{**cookie, "url": url}])
        page = context.new_page()
        page.goto(f"/organizator/konferencje/{conference_id}")
        page.wait_for_selector("html[data-enhanced]")
        page.wait_for_selector("[data-item][draggable=true]")
        yield page
        context.close()


def tab_to(page: Page, label: str) -> None:
    """Press Tab until the control with that name (its text or label) has the focus."""
    for _ in range(120):
        page.keyboard.press("Tab")
        name = page.evaluate(
            "() => { const one = document.activeElement;"
            " const own = one.labels?.[0]?.textContent ?? one.textContent;"
            " return own.replace(/\\s+/g, ' ').trim() }"
        )
        if name == label:
            return
    raise AssertionError(f"no way to {label} by Tab")


def hours(conference_id: Any) -> dict[str, tuple[str, str | None]]:
    db.session().rollback()
    placed, _waiting = queries.programme(conference_id)
    return {
        item.title["pl"]: (
            f"{item.starts_at:%H:%M}" if item.starts_at else "",
            item.room.name if item.room else None,
        )
        for item in placed
    }


def test_programme_is_arranged_by_the_keyboard_alone(editor: Page, conference_id: str) -> None:
    tab_to(editor, "Wcześniej: Dyskusja")
    editor.keyboard.press("Enter")
    editor.wait_for_selector(":text('12:00–13:00') + :text('Dyskusja')")
    focused = editor.evaluate("document.activeElement.textContent.replace(/\\s+/g, ' ').trim()")
    assert focused == "Wcześniej: Dyskusja", "the keyboard stays at the point"
    editor.keyboard.press("Enter")
    editor.wait_for_selector(":text('11:00–12:00') + :text('Dyskusja')")
    assert {title: at for title, (at, _room) in hours(conference_id).items()} == {
        "Dyskusja": "10:00",
        "Otwarcie": "11:00",
        "Wykład": "12:00",
    }
    tab_to(editor, "Ustal godzinę i salę: Dyskusja")
    editor.keyboard.press("Enter")
    tab_to(editor, "Sala")
    editor.keyboard.press("ArrowDown")
    tab_to(editor, "Umieść")
    editor.keyboard.press("Enter")
    editor.wait_for_selector("[data-room]:not([data-room='']) :text('Dyskusja')")
    assert hours(conference_id)["Dyskusja"] == ("10:00", "Sala A")


def test_refused_move_says_why_at_the_point_and_keeps_the_hour(
    editor: Page, conference_id: str
) -> None:
    tab_to(editor, "Ustal godzinę i salę: Wykład")
    editor.keyboard.press("Enter")
    tab_to(editor, "Początek o godzinie")
    editor.keyboard.type("1130a")  # the letter counts only where the clock has twelve hours
    tab_to(editor, "Umieść")
    editor.keyboard.press("Enter")
    refusal = editor.wait_for_selector("#refusal")
    assert refusal is not None
    assert "W tym czasie odbywa się „Otwarcie” (11:00–12:00)." in refusal.inner_text()
    form = editor.locator("details[open] input[type=time]")
    assert form.input_value() == "11:30"
    assert hours(conference_id)["Wykład"] == ("11:00", None)


def test_point_is_dragged_into_a_room_and_pushes_others_later(
    editor: Page, conference_id: str
) -> None:
    editor.locator("[data-item]", has_text="Dyskusja").drag_to(
        editor.locator("[data-item]", has_text="Otwarcie"), target_position={"x": 20, "y": 10}
    )
    editor.wait_for_selector(":text('11:00–12:00') + :text('Dyskusja')")
    assert {title: at for title, (at, _room) in hours(conference_id).items()} == {
        "Dyskusja": "10:00",
        "Otwarcie": "11:00",
        "Wykład": "12:00",
    }
    room = editor.locator(f"[data-drop][data-day='{DAY.isoformat()}']").nth(1)
    editor.locator("[data-item]", has_text="Wykład").drag_to(room)
    editor.wait_for_selector("[data-room]:not([data-room='']) :text('Wykład')")
    assert hours(conference_id)["Wykład"][1] == "Sala A"
