"""What the ten most used pages cost a browser, and whether they keep to their budget.

python -m bench.experience.pages [--checkout FOLDER] [--visits 3] [--keep FILE]

Each page is visited with an empty cache and then once more, by a browser that is signed in as the
page's reader. Bytes are those that came over the network, compressed and with their headers, as
Chromium's Network domain counts them; largest contentful paint and layout shift are told by the
page's own PerformanceObserver (web.dev/articles/lcp, web.dev/articles/cls; all shifts are added
up, which is never less than the largest window of them). Medians over the visits.
The visit by phone goes over a slow line, where late fonts and pictures have time to shift things.
"""

import argparse
import json
import statistics
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bench.experience.checkout import HERE, about, chromium, measure_from

if TYPE_CHECKING:
    from playwright.sync_api import Browser

    from bench.experience.site import Site

MOST_BYTES, MOST_SHIFT = 150_000, 0.02
"""The budget: bytes of a first visit at most, layout shift less than this."""
WINDOWS = {"desk": {"width": 1280, "height": 900}, "phone": {"width": 390, "height": 844}}
OBSERVE = """
    window.seen = {paint: 0, shift: 0};
    const observe = (type, take) => new PerformanceObserver((list) => {
      list.getEntries().forEach(take);
    }).observe({type, buffered: true});
    observe("largest-contentful-paint", (entry) => { seen.paint = entry.startTime; });
    observe("layout-shift", (entry) => { if (!entry.hadRecentInput) seen.shift += entry.value; });
"""
SLOW_LINE = {
    "offline": False,
    "latency": 150,
    "downloadThroughput": 1_600_000 / 8,
    "uploadThroughput": 750_000 / 8,
}
"""Slow 4G as Lighthouse emulates it: milliseconds, bytes a second."""
SETTLE = 500
"""Milliseconds after the network is quiet in which something may still shift."""


@dataclass(frozen=True)
class Seen:
    """One visit: bytes, requests that reached the network, milliseconds, layout shift."""

    bytes: int
    requests: int
    paint: float
    shift: float


@dataclass(frozen=True)
class Figures:
    """A page's medians; `shift` is the largest of any visit at either width."""

    page: str
    first_bytes: int
    first_requests: int
    second_bytes: int
    second_requests: int
    first_paint: int
    second_paint: int
    shift: float

    @property
    def kept(self) -> bool:
        """Whether the page keeps to its budget."""
        return self.first_bytes <= MOST_BYTES and self.shift < MOST_SHIFT


def addresses(site: "Site") -> list[tuple[str, str, str]]:
    """Return the pages: what it is called, who reads it (an address or empty), where it is."""
    from bench.experience import worlds
    from leader_award.demo import people

    found = site.ask(worlds.ids)
    board = f"/organizator/edycje/{found['open']}"
    organiser, juror, clerk = people.ORGANISER.email, people.JURORS[0].email, people.CLERK.email
    return [
        ("home", "", "/"),
        ("edition", "", f"/edycje/{found['slug']}"),
        ("sign-in", "", "/logowanie"),
        ("clerk's start", clerk, "/start"),
        ("section of an entry", clerk, f"/zgloszenia/{found['entry']}/czesc/{found['section']}"),
        ("juror's desk", juror, "/jury"),
        ("score card", juror, f"/jury/karty/{found['card']}"),
        ("organiser's board", organiser, board),
        ("organiser's list of entries", organiser, f"{board}/zgloszenia"),
        ("ranking", organiser, f"/organizator/edycje/{found['ranked']}/ranking"),
    ]


def visit(browser: "Browser", site: "Site", path: str, state: Any, by: str) -> list[Seen]:
    """Visit the page with an empty cache, then once more; return both visits.

    `by` is "desk", or "phone" with its slow line.
    """
    window: Any = WINDOWS[by]
    context = browser.new_context(locale="pl-PL", viewport=window, storage_state=state)
    context.add_init_script(OBSERVE)
    page = context.new_page()
    network = context.new_cdp_session(page)
    network.send("Network.enable")
    if by == "phone":
        network.send("Network.emulateNetworkConditions", SLOW_LINE)
    lengths: list[int] = []
    network.on(
        "Network.loadingFinished",
        lambda event: lengths.append(event["encodedDataLength"]),
    )
    visits = []
    for _visit in range(2):
        page.goto("about:blank")
        lengths.clear()
        answer = page.goto(site.url + path, wait_until="networkidle")
        assert answer is not None
        assert answer.ok, answer.status
        assert page.url == site.url + path
        page.wait_for_timeout(SETTLE)
        seen = page.evaluate("seen")
        over_network = [length for length in lengths if length > 0]  # 0: from the cache
        visits.append(Seen(int(sum(over_network)), len(over_network), **seen))
    context.close()
    return visits


def measure(browser: "Browser", site: "Site", count: int) -> list[Figures]:
    """Visit every page `count` times at both widths."""
    states = {"": None}
    figures = []
    for page, email, path in addresses(site):
        if email not in states:
            states[email] = _signed_in(browser, site, email)
        state = states[email]
        pairs = [visit(browser, site, path, state, "desk") for _visit in range(count)]
        phone = visit(browser, site, path, state, "phone")
        first, second = ([pair[i] for pair in pairs] for i in (0, 1))
        shifts = [one.shift for pair in (*pairs, phone) for one in pair]
        figures.append(
            Figures(
                page,
                _median([one.bytes for one in first]),
                _median([one.requests for one in first]),
                _median([one.bytes for one in second]),
                _median([one.requests for one in second]),
                _median([one.paint for one in first]),
                _median([one.paint for one in second]),
                round(max(shifts), 4),
            )
        )
        print(figures[-1], flush=True)
    return figures


def _median(values: Sequence[float]) -> int:
    return round(statistics.median(values))


def _signed_in(browser: "Browser", site: "Site", email: str) -> Any:
    """Return the cookies of somebody who has signed in."""
    from bench.experience.measuring import Person
    from leader_award.demo import people

    context = browser.new_context(locale="pl-PL")
    person = Person(context, site)
    person.stand_at("/logowanie")
    person.sign_in(email, people.PASSWORD)
    state = context.storage_state()
    context.close()
    return state


def main() -> int:
    """Measure, print, keep; return 1 if a page does not keep to its budget."""
    parser = argparse.ArgumentParser(
        prog="python -m bench.experience.pages",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--checkout", type=Path, default=HERE)
    parser.add_argument("--visits", type=int, default=3)
    parser.add_argument("--keep", type=Path)
    options = parser.parse_args()
    measure_from(options.checkout.resolve())

    from bench.experience import worlds
    from bench.experience.site import Ground, free_port

    with chromium() as browser, tempfile.TemporaryDirectory(prefix="la-p") as name:
        ground = Ground(Path(name), free_port())
        with ground.open(ground.prepare("site", worlds.site)) as site:
            figures = measure(browser, site, options.visits)
        ground.stop()
    if options.keep:
        kept = about(options.checkout) | {"pages": [asdict(one) for one in figures]}
        options.keep.write_text(json.dumps(kept, indent=2, ensure_ascii=False) + "\n", "utf-8")
    over = [one for one in figures if not one.kept]
    for one in over:
        print(f"over budget: {one}")
    return 1 if over else 0


if __name__ == "__main__":
    sys.exit(main())
