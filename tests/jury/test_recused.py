"""A recused juror meets nothing of the entry at any address of the site, from the next request on.

Every address of the application is asked for, with every id that the juror could have learnt. What
remains is the list on which jurors declare their conflicts: title, applicant and partners, which
they have to read in order to answer.
"""

import re
from collections.abc import Callable, Iterable
from itertools import product

import pytest
from flask import Flask
from flask.testing import FlaskClient

from leader_award.editions import reminding
from leader_award.entries.content import parsed
from leader_award.jury import queries, service
from leader_award.platform import clock
from leader_award.scoring import reminders
from tests.editions.builders import reloaded
from tests.entries.builders import entry
from tests.jury.builders import acting, juror
from tests.scoring.builders import Scene, fill_in, make_scoring_edition, open_card

DECLARING = re.compile(r"^/jury/\w+/wylaczenia")


@pytest.fixture
def scene(app: Flask) -> Scene:
    return make_scoring_edition(entries=2, jurors=2)


def answers_of(entry_id: str) -> list[str]:
    """What only a reader of the entry knows: its longer answers."""
    content = parsed(entry(entry_id).submissions[-1])
    said = [q["answer"] for section in content["sections"] for q in section["questions"]]
    return [one for one in said if isinstance(one, str) and len(one) > 12]


def addresses(app: Flask, scene: Scene, card_id: str) -> Iterable[str]:
    """Every address that can be read, with the ids of the juror's first entry."""
    entry_id, juror_id = scene.entry_ids[0], scene.juror_ids[0]
    content = parsed(entry(entry_id).submissions[-1])
    known = {
        "entry_id": [entry_id],
        "edition_id": [scene.edition_id],
        "juror_id": [juror_id],
        "card_id": [card_id],
        "assignment_id": [scene.assignment()],
        "file_id": [one["file_id"] for one in content["attachments"]],
        "slug": [entry(entry_id).edition.slug, entry(entry_id).reference],
        "year": [str(entry(entry_id).edition.year)],
    }
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if "GET" not in (rule.methods or ()) or rule.endpoint == "static":
            continue
        names = sorted(rule.arguments)
        for values in product(*(known.get(name, [entry_id]) for name in names)):
            try:
                path = adapter.build(rule.endpoint, dict(zip(names, values, strict=True)))
            except Exception:  # a converter that takes no such value
                continue
            yield path
            if not names:
                yield f"{path}?q=rozwi%C4%85zanie&szukaj=rozwi%C4%85zanie"


def leaks(client: FlaskClient, paths: Iterable[str], scene: Scene) -> set[str]:
    """The addresses that answer with anything of the entry."""
    entry_id = scene.entry_ids[0]
    found = entry(entry_id)
    marks = [found.reference or "", found.title, *answers_of(entry_id)]
    assert len(marks) > 2
    told = set()
    for path in paths:
        answer = client.get(path, buffered=True)
        text = answer.get_data(as_text=False).decode("utf-8", "replace")
        if answer.status_code == 200 and any(mark in text for mark in marks):
            told.add(path)
    return told


def test_no_address_tells_a_recused_juror_anything_of_the_entry(
    app: Flask, scene: Scene, signed_in: Callable[[str], FlaskClient]
) -> None:
    card_id = open_card(scene.assignment())
    fill_in(card_id)
    juror_id, entry_id = scene.juror_ids[0], scene.entry_ids[0]
    client = signed_in(juror(juror_id).person_id)
    paths = list(addresses(app, scene, card_id))
    own = {"/jury", f"/jury/karty/{card_id}"}
    assert own <= set(paths)
    assert leaks(client, own, scene) == own
    service.declare_conflicts(
        juror_id=juror_id, conflicts={entry_id: ("family", "")}, actor=acting(juror_id)
    )
    told = leaks(client, paths, scene)
    assert {path for path in told if not DECLARING.match(path)} == set()


def test_recused_entry_is_in_no_list_or_count_of_the_juror(
    scene: Scene, signed_in: Callable[[str], FlaskClient]
) -> None:
    juror_id, entry_id = scene.juror_ids[0], scene.entry_ids[0]
    service.declare_conflicts(
        juror_id=juror_id, conflicts={entry_id: ("family", "")}, actor=acting(juror_id)
    )
    assert [one.id for one in queries.readable_entries(juror(juror_id))] == [scene.entry_ids[1]]
    desk = signed_in(juror(juror_id).person_id).get("/jury").text
    assert entry(scene.entry_ids[1]).reference in desk
    assert "0 z 1" in " ".join(desk.split())


def test_mail_after_a_recusal_does_not_speak_of_the_entry(scene: Scene) -> None:
    juror_id, entry_id = scene.juror_ids[0], scene.entry_ids[0]
    service.declare_conflicts(
        juror_id=juror_id, conflicts={entry_id: ("family", "")}, actor=acting(juror_id)
    )
    rows = reminding.rows(reminders.CARDS, reloaded(scene.edition_id), clock.now())
    assert len(rows) == 2
    (reminder,) = [row for row in rows if row.late.about.id == juror_id]
    found = entry(entry_id)
    assert not any(mark in reminder.body for mark in (found.reference or "", found.title))
    assert "0 z 1" in reminder.body
