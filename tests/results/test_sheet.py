"""The result sheet: own marks among the category's, comments, and never a juror."""

import io
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import event, select, update

from leader_award.entries.models import Entry
from leader_award.platform import db
from leader_award.results import service
from leader_award.scoring.models import ScoreCard
from tests.editions.builders import lead_to
from tests.entries.builders import clerk_of
from tests.results.builders import announce
from tests.scoring.builders import NAMES, Scene, fill_in, make_scoring_edition, open_card, seal


def scored(count: int, **changes: Any) -> Scene:
    """An edition decided about; its n-th entry got n + 3 of one juror and n + 5 of the other.

    All entries are of one category.
    """
    scene = make_scoring_edition(count, jurors=2, jurors_per_entry=2, **changes)
    with db.transaction() as writer:
        category_id = writer.get_one(Entry, scene.entry_ids[0]).category_id
        of_edition = update(Entry).where(Entry.edition_id == scene.edition_id)
        writer.execute(of_edition.values(category_id=category_id))
    for number in range(count):
        for juror in range(2):
            card_id = open_card(scene.assignment(number, juror))
            words = f"Uwaga {juror} o zgłoszeniu {number}."
            fill_in(card_id, min(10, number + 3 + 2 * juror), comment_to_applicant=words)
            seal(card_id)
    lead_to(scene.edition_id, "deciding")
    service.decide_rest(edition_id=scene.edition_id, actor=scene.organiser)
    return scene


def card_of(assignment_id: str) -> str:
    query = select(ScoreCard.id).where(ScoreCard.assignment_id == assignment_id)
    return db.session().scalars(query).one()


@pytest.fixture
def page_of(signed_in: Callable[[str], FlaskClient]) -> Callable[[Scene, int], Any]:
    def get(scene: Scene, number: int = 0, ending: str = "") -> Any:
        entry_id = scene.entry_ids[number]
        clerk = signed_in(clerk_of(entry_id).person_id or "")
        return clerk.get(f"/zgloszenia/{entry_id}/wynik{ending}")

    return get


def test_sheet_shows_own_marks_beside_the_quartiles_of_the_category(
    app: Flask, page_of: Callable[..., Any]
) -> None:
    scene = scored(5, feedback_to_applicants=True)
    announce(scene.edition_id)
    page = page_of(scene, 1)
    # means 4, 5, 6, 7, 8: the second entry's is 5, the quartiles are 5, 6 and 7
    assert "5,00 z 10" in page.text
    row = page.text.split("5,00 z 10")[1].split("</tr>")[0]
    assert [value in row for value in ("5,00", "6,00", "7,00")] == [True] * 3
    assert "Twoje zgłoszenie 5,00, mediana 6,00" in page.text, "the figure in words"
    assert "Uwaga 0 o zgłoszeniu 2." not in page.text
    assert "Miejsce" not in page.text
    # the order is that of the cards' random ids, which says nothing about who wrote first
    cards = [scene.assignment(1, juror) for juror in range(2)]
    by_id = sorted((card_of(assignment), juror) for juror, assignment in enumerate(cards))
    places = [page.text.index(f"Uwaga {juror} o zgłoszeniu 1.") for _id, juror in by_id]
    assert places == sorted(places)
    pdf = page_of(scene, 1, ".pdf")
    text = " ".join(part.extract_text() for part in PdfReader(io.BytesIO(pdf.data)).pages)
    assert "5,00 5,00 6,00 7,00" in " ".join(text.split())
    assert "Uwaga 1 o zgłoszeniu 1." in text
    for content in (page.text, text, str(PdfReader(io.BytesIO(pdf.data)).metadata)):
        assert not any(name.split()[1] in content for name in NAMES[:2])
    assert pdf.data == page_of(scene, 1, ".pdf").data


def test_distribution_of_fewer_than_five_entries_is_kept_back_and_own_marks_are_not(
    app: Flask, page_of: Callable[..., Any]
) -> None:
    scene = scored(4)
    announce(scene.edition_id, shows_places=True)
    page = page_of(scene, 3)
    assert "Miejsce w kategorii: 1 z 4" in page.text
    assert "7,00 z 10" in page.text
    assert "Rozkładu ocen nie podajemy" in page.text
    for word in ("Dolny kwartyl", '<svg width="100%"', "4,00", "5,00"):
        assert word not in page.text
    assert "Uwaga" not in page.text, "the regulations give applicants no comments"
    text = PdfReader(io.BytesIO(page_of(scene, 3, ".pdf").data)).pages[0].extract_text()
    assert "Dolny kwartyl" not in text


def test_own_people_alone_find_the_sheet_and_the_overview_leads_to_it(
    app: Flask,
    client: FlaskClient,
    signed_in: Callable[[str], FlaskClient],
    page_of: Callable[..., Any],
) -> None:
    scene = scored(2)
    own, foreign = scene.entry_ids
    clerk, stranger = (signed_in(clerk_of(key).person_id or "") for key in (own, foreign))
    desk = signed_in(scene.organiser.person_id or "")
    address = f"/zgloszenia/{own}/wynik"
    assert [clerk.get(f"{address}{end}").status_code for end in ("", ".pdf")] == [404, 404]
    assert address not in clerk.get(f"/zgloszenia/{own}").text
    announce(scene.edition_id)
    for end in ("", ".pdf"):
        assert clerk.get(f"{address}{end}").status_code == 200
        assert clerk.get(f"{address}{end}").headers["Cache-Control"] == "no-store"
        assert stranger.get(f"{address}{end}").status_code == 404
        assert desk.get(f"{address}{end}").status_code == 404
        assert client.get(f"{address}{end}").status_code == 302
    overview = clerk.get(f"/zgloszenia/{own}").text
    assert address in overview
    assert "napiszemy do Ciebie o wynikach" not in overview


def test_sheet_costs_the_same_number_of_statements_however_many_entries(
    app: Flask, page_of: Callable[..., Any]
) -> None:
    counted: list[str] = []
    event.listen(
        app.extensions["engine"],
        "before_cursor_execute",
        lambda _c, _cursor, statement, *_rest: counted.append(statement),
    )
    costs = []
    for count in (1, 2):
        scene = scored(count)
        announce(scene.edition_id, shows_places=True)
        counted.clear()
        assert page_of(scene, 0).status_code == 200
        costs.append(len(counted))
    assert costs[0] == costs[1]
