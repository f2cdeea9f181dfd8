"""What nothing in the regulations separates is put in order by a recorded vote of the jury."""

from collections.abc import Sequence

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from leader_award.platform import db
from leader_award.platform.audit import AuditEvent
from leader_award.platform.db import new_id
from leader_award.platform.errors import DomainError, NotAllowed
from leader_award.ranking import queries, service
from leader_award.ranking.models import TieVote
from tests.editions.builders import lead_to
from tests.jury.builders import make_organiser
from tests.ranking.test_ranking_pages import organiser as organiser
from tests.ranking.test_ranking_pages import page_of, scored_edition, text_of

EQUAL = {"Bilet": (8, 6), "Woda": (7, 7), "Most": (9, 9)}


def tied_edition(state: str = "deciding") -> tuple[str, dict[str, str]]:
    """An edition in which "Bilet" and "Woda" share the second place; ids by title."""
    edition_id = scored_edition(EQUAL)
    lead_to(edition_id, state)
    lines = queries.edition_ranking(edition_id).overall.lines
    return edition_id, {line.title: line.entry_id for line in lines}


def record(edition_id: str, order: Sequence[str], note: str = "Uchwała 1", key: str = "") -> str:
    return service.record_vote(
        edition_id=edition_id, order=order, note=note, actor=make_organiser(), key=key or new_id()
    )


def places(edition_id: str) -> dict[str, int | None]:
    return {line.title: line.place for line in queries.edition_ranking(edition_id).overall.lines}


def test_vote_gives_the_order_and_the_latest_one_counts(app: Flask) -> None:
    edition_id, ids = tied_edition()
    assert places(edition_id) == {"Most": 1, "Bilet": 2, "Woda": 2}
    record(edition_id, [ids["Woda"], ids["Bilet"]])
    assert places(edition_id) == {"Most": 1, "Woda": 2, "Bilet": 3}
    record(edition_id, [ids["Bilet"], ids["Woda"]])
    assert places(edition_id) == {"Most": 1, "Bilet": 2, "Woda": 3}
    assert len(db.session().scalars(select(TieVote)).all()) == 2


def test_vote_leaves_a_trace_without_words_in_the_record(app: Flask) -> None:
    edition_id, ids = tied_edition()
    order = [ids["Woda"], ids["Bilet"]]
    vote_id = record(edition_id, order)
    event = db.session().scalars(select(AuditEvent).where(AuditEvent.action == "tie.voted")).one()
    assert (event.thing_id, event.details) == (vote_id, {"edition": edition_id, "order": order})


def test_form_sent_twice_records_one_vote(app: Flask) -> None:
    edition_id, ids = tied_edition()
    order, key = [ids["Woda"], ids["Bilet"]], new_id()
    assert record(edition_id, order, key=key) == record(edition_id, order, key=key)
    assert len(db.session().scalars(select(TieVote)).all()) == 1


@pytest.mark.parametrize("titles", [("Bilet",), ("Bilet", "Woda", "Most"), ("Woda", "Woda"), ()])
def test_vote_on_anything_but_a_whole_tie_is_refused(app: Flask, titles: Sequence[str]) -> None:
    edition_id, ids = tied_edition()
    with pytest.raises(DomainError):
        record(edition_id, [ids[title] for title in titles])
    assert places(edition_id)["Woda"] == 2


def test_votes_are_recorded_neither_during_scoring_nor_at_any_length(app: Flask) -> None:
    edition_id, ids = tied_edition("scoring")
    order = [ids["Woda"], ids["Bilet"]]
    with pytest.raises(NotAllowed):
        record(edition_id, order)
    lead_to(edition_id, "deciding")
    with pytest.raises(DomainError) as refused:
        record(edition_id, order, note="x" * 2001)
    assert refused.value.field == "note"


def test_page_records_the_vote_and_the_ranking_names_the_step(
    app: Flask, organiser: FlaskClient
) -> None:
    edition_id, ids = tied_edition()
    page = text_of(organiser, page_of(edition_id))
    assert "Potrzebne jest głosowanie jury" in page
    pair = [ids["Bilet"], ids["Woda"]]
    url = page_of(edition_id, f"/glosowanie?zgloszenie={pair[0]}&zgloszenie={pair[1]}")
    assert organiser.get(url).status_code == 200

    titles = [line.title for line in queries.edition_ranking(edition_id).overall.lines[1:]]
    first, second = (str(titles.index(title)) for title in ("Woda", "Bilet"))
    twice = {f"place_{first}": "2", f"place_{second}": "2", "note": "Uchwała 7"}
    answer = organiser.post(url, data=twice)
    assert answer.status_code == 422
    html = answer.get_data(as_text=True)
    assert "Każde miejsce może wystąpić tylko raz." in html
    assert "Uchwała 7" in html

    assert organiser.post(url, data=twice | {f"place_{second}": "3"}).status_code == 302
    page = text_of(organiser, page_of(edition_id))
    assert "O kolejności zdecydowało głosowanie jury: Woda; Bilet." in page
    assert "Z protokołu: Uchwała 7" in page


def test_page_of_entries_that_are_not_tied_leads_back(app: Flask, organiser: FlaskClient) -> None:
    edition_id, ids = tied_edition()
    answer = organiser.get(page_of(edition_id, f"/glosowanie?zgloszenie={ids['Most']}"))
    assert answer.headers["Location"] == page_of(edition_id)
