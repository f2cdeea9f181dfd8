from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page

from tests.frontend.playground import Desk, make_playground
from tests.frontend.serving import serving

NETWORK = "Failed to load resource"
"""Begins what the browser itself says of a failed request, which some tests cause."""


@pytest.fixture(scope="session")
def playground() -> Iterator[tuple[Desk, str]]:
    desk = Desk()
    with serving(make_playground(desk)) as url:
        yield desk, url


@pytest.fixture
def desk(playground: tuple[Desk, str]) -> Desk:
    """The server's side of the pages, as new."""
    playground[0].reset()
    return playground[0]


@pytest.fixture(scope="session")
def open_browser(chromium: Browser, playground: tuple[Desk, str]) -> Callable[..., BrowserContext]:
    """Return a function that opens a browser of its own, with Playwright's options."""

    def open_browser(width: int = 1280, **options: Any) -> BrowserContext:
        size = {"width": width, "height": 900}
        context = chromium.new_context(
            base_url=playground[1], locale="pl-PL", viewport=size, **options
        )
        context.set_default_timeout(5000)
        return context

    return open_browser


@pytest.fixture(scope="session")
def usual_browser(open_browser: Callable[..., BrowserContext]) -> Iterator[BrowserContext]:
    """The browser of all tests that need no special one: it keeps the static files."""
    context = open_browser()
    yield context
    context.close()


@pytest.fixture
def visit(
    desk: Desk, usual_browser: BrowserContext, open_browser: Callable[..., BrowserContext]
) -> Iterator[Callable[..., Page]]:
    """Return a function that opens a page, with `own` or options in a browser of its own.

    Nothing may be said in its console.
    """
    pages: list[Page] = []
    complaints: list[str] = []

    def go(path: str, *, own: bool = False, wait: bool = True, **options: Any) -> Page:
        page = (open_browser(**options) if own or options else usual_browser).new_page()
        pages.append(page)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("console", lambda one: one.type == "error" and complaints.append(one.text))
        page.goto(path)
        if wait:
            page.wait_for_selector("html[data-enhanced]")
        return page

    yield go
    for page in pages:
        if page.context is usual_browser:
            page.evaluate("localStorage.clear()")  # what one test typed is not the next one's
        page.close()
        if page.context is not usual_browser:
            page.context.close()
    assert [one for one in complaints if not one.startswith(NETWORK)] == []
