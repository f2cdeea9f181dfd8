"""Bugs by which people learned what was hidden without seeing it."""

from typing import Any
from urllib.parse import quote, quote_plus

import pytest
from flask import Flask, request
from markupsafe import escape
from sqlalchemy import event

from leader_award.accounts.models import Person
from leader_award.platform import db
from leader_award.scoring.models import ScoreCard
from tests.jury.builders import juror
from tests.peer_bugs.conftest import SIGNATURE, Contest
from tests.peer_bugs.planting import added, sees
from tests.scoring.builders import fill_in, open_card, seal

pytestmark = pytest.mark.peerbug

NONSENSE = "Qwxzrtv Bdfghjklm-Pqrst"
SEARCHES = ("/dobre-praktyki", "/baza-wiedzy", "/api/v1/practices", "/partnerstwa", "/zgloszenia")


def without(words: str, page: str) -> str:
    """The page less the words that were sent, as text and in addresses."""
    for written in (words, quote_plus(words), quote(words), str(escape(words))):
        page = page.replace(written, "")
    return page


@pytest.fixture
def named(contest: Contest) -> Contest:
    """The contest with a juror of an unusual name."""
    with db.transaction() as writer:
        person_id = juror(contest.scene.juror_ids[0]).person_id
        writer.get_one(Person, person_id).name = SIGNATURE
    return contest


def test_03_searching_for_a_jurors_name_finds_what_nonsense_finds(
    app: Flask, named: Contest
) -> None:
    """HotCRP CVE-2026-55493: a search by commenter worked on anonymous comments."""

    def check() -> None:
        for path in SEARCHES:
            found, nothing = (
                without(words, named.owner.get(path, query_string={"q": words}).text)
                for words in (SIGNATURE, NONSENSE)
            )
            assert found == nothing, path

    def plant(patch: pytest.MonkeyPatch) -> None:
        added(app, "practices.index", lambda: "1" if request.args.get("q") == SIGNATURE else "0")(
            patch
        )

    sees(check, plant)


def test_04_searching_for_a_hidden_name_does_the_same_work(app: Flask, named: Contest) -> None:
    """HotCRP GHSA-fr3q-pp37-9wcg: searches told by their time; here by statements, not seconds."""

    def work(words: str) -> list[str]:
        statements: list[str] = []

        def note(_c: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
            statements.append(statement)

        engine = app.extensions["engine"]
        event.listen(engine, "before_cursor_execute", note)
        try:
            named.owner.get("/dobre-praktyki", query_string={"q": words})
        finally:
            event.remove(engine, "before_cursor_execute", note)
        return statements

    def check() -> None:
        assert work(SIGNATURE) == work(NONSENSE)

    def plant(patch: pytest.MonkeyPatch) -> None:
        def slow() -> str:
            if request.args.get("q") == SIGNATURE:
                db.session().connection().exec_driver_sql("SELECT 1")
            return ""

        added(app, "practices.index", slow)(patch)

    sees(check, plant)


def test_08_no_count_or_average_moves_with_a_hidden_score(app: Flask, named: Contest) -> None:
    """HotCRP #426, OpenReview #351: reviewer and score were inferred from counts and averages."""
    scene = named.scene
    pages = ("/start", "/zgloszenia", f"/zgloszenia/{named.own.id}", "/jury", "/edycje", "/")

    def seen() -> list[str]:
        return [client.get(p).text for client in (named.owner, named.visitor) for p in pages]

    def score(entry: int, number: int) -> None:
        card_id = open_card(scene.assignment(entry, number))
        fill_in(card_id, points=9)
        seal(card_id)

    pairs = iter([(0, 1), (1, 0)])

    def check() -> None:
        before = seen()
        score(*next(pairs))
        assert seen() == before

    def plant(patch: pytest.MonkeyPatch) -> None:
        added(app, "entries.mine", lambda: str(db.session().query(ScoreCard).count()))(patch)

    sees(check, plant)


def test_09_name_hidden_in_the_list_is_hidden_on_every_other_page(
    app: Flask, named: Contest
) -> None:
    """HotCRP #348: a name hidden in the list stood in the comments."""
    routes = [
        rule
        for rule in app.url_map.iter_rules()
        if "GET" in (rule.methods or ()) and set(rule.arguments) <= {"entry_id"}
    ]
    assert len(routes) > 50
    urls = app.url_map.bind("localhost")

    def check() -> None:
        for rule in routes:
            path = urls.build(rule.endpoint, dict.fromkeys(rule.arguments, named.own.id))
            if path.startswith("/wyloguj"):
                continue
            for client in (named.owner, named.outsider, named.visitor):
                answer = client.get(path, buffered=True)
                assert SIGNATURE.encode() not in answer.data, path

    sees(check, added(app, "entries.confirmation", lambda: SIGNATURE))
