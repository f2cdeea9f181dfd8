"""A scripted person with a browser of their own, and what it costs them to get things done."""

import re
import statistics
import time
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

from playwright.sync_api import Browser, BrowserContext, Locator, Page, Response

from bench.experience.site import Site

TALLY = Path(__file__).with_name("tally.js").read_text(encoding="utf-8")
MARK = "document.documentElement.dataset.leaving = ''"
ARRIVED = """() => document.readyState === "complete" && document.querySelector("main")
    && !("leaving" in document.documentElement.dataset)
    && "enhanced" in document.documentElement.dataset"""
WINDOW = {"width": 1280, "height": 900}

Words = str | re.Pattern[str]


@dataclass
class Cost:
    """What a journey took: `seconds` is waiting for the site's answers, thinking not counted."""

    pages: int = 0
    clicks: int = 0
    fields: int = 0
    characters: int = 0
    seconds: float = 0.0

    @property
    def actions(self) -> int:
        """What has to fall: pages, clicks and fields together."""
        return self.pages + self.clicks + self.fields

    def as_row(self) -> dict[str, Any]:
        """Return the figures by name, seconds to the hundredth."""
        return asdict(self) | {"seconds": round(self.seconds, 2)}


@dataclass
class Tally:
    """The cost so far and the steps behind it, written down while `counting`."""

    cost: Cost = field(default_factory=Cost)
    steps: list[str] = field(default_factory=list)
    counting: bool = False

    def told(self, _source: Any, kind: str, what: str, amount: int) -> None:
        """Take down what the page says that the person did."""
        if not self.counting:
            return
        if kind == "characters":
            self.cost.characters += amount
            return
        if kind == "click":
            self.cost.clicks += amount
        else:
            self.cost.fields += amount
        self.steps.append(f"{kind} {what}")

    def loaded(self, answer: Response) -> None:
        """Count a page: a document that came into the window itself."""
        request = answer.request
        if (
            self.counting
            and 200 <= answer.status < 300
            and request.is_navigation_request()
            and request.frame.parent_frame is None
            and "text/html" in answer.headers.get("content-type", "")
        ):
            self.cost.pages += 1
            self.steps.append(f"page {answer.url.split('/', 3)[3]}")


class Person:
    """Somebody at the site with a browser; what they do is counted from `begin` on."""

    def __init__(self, context: BrowserContext, site: Site) -> None:
        self.site = site
        self.tally = Tally()
        context.set_default_timeout(15_000)
        context.expose_binding("tallied", self.tally.told)
        context.add_init_script(TALLY)
        context.on("response", self.tally.loaded)
        self.page: Page = context.new_page()

    def sign_in(self, email: str, password: str) -> None:
        """Sign in on the page of that name, typing both."""
        self.type("Adres e-mail", email)
        self.type("Hasło", password)
        self.press("Zaloguj się")

    def stand_at(self, path: str) -> None:
        """Be on a page before the journey begins."""
        self.page.goto(self.site.url + path)
        self.page.wait_for_function(ARRIVED)

    def begin(self) -> None:
        """Count from here on."""
        self.tally.counting = True

    def open_link(self, address: str) -> None:
        """Open the link of a mail: one click, in the mail program, and what it leads to."""
        self.tally.told(None, "click", "link in the mail", 1)
        with self._waiting():
            self.page.goto(address)
            self.page.wait_for_function(ARRIVED)

    def find(self, role: Any, name: Words, within: Locator | None = None) -> Locator:
        """Return the first visible thing of that role and name."""
        place = within or self.page
        return place.get_by_role(role, name=name).locator("visible=true").first

    def follow(self, name: Words, within: Locator | None = None) -> None:
        """Click a link and wait until its page is shown whole."""
        self._leave_by(self.find("link", name, within))

    def press(self, name: Words, within: Locator | None = None) -> None:
        """Click a button that sends a form and wait until the answer is shown whole."""
        self._leave_by(self.find("button", name, within))

    def touch(self, what: Locator, then: Callable[[], object] | None = None) -> None:
        """Click what changes something on this page; `then` waits until it has."""
        with self._waiting():
            what.click()
            if then:
                then()

    def choose(self, words: Words, within: Locator | None = None) -> None:
        """Click the radio button or checkbox with these words, unless it is chosen already."""
        place = within or self.page.locator("main")
        label = place.locator("label").filter(has_text=words).first
        control = label.locator("input").or_(
            self.page.locator(f"[id='{label.get_attribute('for')}']")
        )
        if not control.first.is_checked():
            label.click()

    def type(self, label: Words, text: str, within: Locator | None = None) -> None:
        """Type into the field with this label, unless the text stands there already."""
        control = (within or self.page.locator("main")).get_by_label(label).first
        if control.input_value() != text:
            control.fill(text)

    def pick(self, label: Words, typed: str, option: str, within: Locator | None = None) -> None:
        """Type the beginning into a field that suggests, and click what it suggests."""
        control = (within or self.page.locator("main")).get_by_role("combobox", name=label).first
        with self._waiting(), self.page.expect_response(lambda one: _asks_for(one, typed)):
            control.press_sequentially(typed)
        with self._waiting():
            suggested = self.page.get_by_role("option").filter(has_text=option).first
            suggested.wait_for()
        suggested.click()

    def attach(self, label: Words, file: Path, within: Locator | None = None) -> None:
        """Choose a file and wait until the page lists it."""
        place = within or self.page.locator("main")
        with self._waiting():
            place.locator("input[type=file]").first.set_input_files(file)
            place.get_by_role("link", name=label).wait_for()

    def awaits(self, text: str) -> None:
        """Wait until the page says this."""
        with self._waiting():
            self.page.get_by_text(text).locator("visible=true").first.wait_for()

    def reads(self, text: str) -> None:
        """Hold that the page says this."""
        assert text in self.page.inner_text("body"), f"{text!r} is not on {self.page.url}"

    def _leave_by(self, what: Locator) -> None:
        self.page.evaluate(MARK)
        with self._waiting():
            what.click()
            self.page.wait_for_function(ARRIVED)

    @contextmanager
    def _waiting(self) -> Iterator[None]:
        start = time.perf_counter()
        yield
        if self.tally.counting:
            waited = time.perf_counter() - start
            self.tally.cost.seconds += waited
            self.tally.steps.append(f"waited {waited:.2f} s")


def _asks_for(answer: Response, typed: str) -> bool:
    """Whether this answers a search for all that was typed, not for its beginning."""
    return typed in parse_qs(urlsplit(answer.url).query).get("q", ())


@dataclass(frozen=True)
class Journey:
    """One of the twelve: what is done, from which prepared state, by which script.

    `build` fills an empty database through the services; `walk` gets the site and a function that
    opens a browser, and returns the people whose cost counts. It fails if the end is not reached.
    """

    number: int
    who: str
    title: str
    world: str
    build: Callable[[], None]
    walk: Callable[[Site, Callable[[], Person]], Sequence[Person]]


def walk(journey: Journey, site: Site, browser: Browser) -> tuple[Cost, list[str]]:
    """Let the journey be walked once; return its cost and its steps."""
    contexts: list[BrowserContext] = []

    def arrive() -> Person:
        contexts.append(browser.new_context(locale="pl-PL", viewport=WINDOW))  # type: ignore[arg-type]
        return Person(contexts[-1], site)

    try:
        people = journey.walk(site, arrive)
        for context in contexts:  # let what the pages still have to tell arrive
            for page in context.pages:
                page.evaluate("1")
        return total([one.tally.cost for one in people]), [
            step for one in people for step in one.tally.steps
        ]
    except Exception:
        for context in contexts:
            for page in context.pages:
                print(page.url, page.locator("main").aria_snapshot(), sep="\n")
        raise
    finally:
        for context in contexts:
            context.close()


def total(costs: Sequence[Cost]) -> Cost:
    """Return the sum."""
    counted: Counter[str] = Counter()
    for cost in costs:
        counted.update(asdict(cost))
    return Cost(**counted)


def typical(costs: Sequence[Cost]) -> Cost:
    """Return the figures that all runs share and the median of their seconds.

    Raises ValueError if the runs differ in anything but seconds: the script is not to be trusted.
    """
    shapes = {(cost.pages, cost.clicks, cost.fields, cost.characters) for cost in costs}
    if len(shapes) != 1:
        raise ValueError(f"the runs differ: {sorted(shapes)}")
    return Cost(*shapes.pop(), seconds=statistics.median(cost.seconds for cost in costs))
