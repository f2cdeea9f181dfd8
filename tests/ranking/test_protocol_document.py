"""The protocol as a document that the jury signs."""

import io

from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader

from leader_award.jury import queries as jury_queries
from leader_award.jury import recusal
from leader_award.jury.models import Assignment, Juror
from leader_award.platform import clock, db
from leader_award.platform.audit import Actor, AuditHead
from leader_award.results import service as results
from tests.editions.builders import add_round, lead_to, make_edition
from tests.jury.builders import make_organiser, seat_juror
from tests.ranking.test_ranking_pages import organiser as organiser
from tests.ranking.test_votes import record, tied_edition


def words_of(client: FlaskClient, edition_id: str) -> str:
    """The words of the protocol, with single blanks."""
    data = client.get(f"/organizator/edycje/{edition_id}/protokol.pdf").data
    pages = PdfReader(io.BytesIO(data)).pages
    return " ".join(" ".join(page.extract_text() for page in pages).split())


def test_document_holds_the_jury_its_declarations_recusals_votes_and_decisions_with_reasons(
    app: Flask, organiser: FlaskClient
) -> None:
    edition_id, ids = tied_edition()
    record(edition_id, [ids["Woda"], ids["Bilet"]])
    director = make_organiser()
    left = seat_juror(edition_id, "Zofia Wrona")
    end_assignment_of(edition_id, ids["Bilet"], "zmiana planu pracy komisji", director)
    with db.transaction() as writer:
        juror = writer.get_one(Juror, left)
        juror.left_at, juror.left_reason = clock.now(), "Z powodów zdrowotnych."
    results.decide(
        entry_id=ids["Bilet"],
        outcome="laureate",
        reason="Za odwagę.",
        departure="Wizyta pokazała więcej niż opis.",
        actor=director,
    )
    results.decide_rest(edition_id=edition_id, actor=director)
    words = words_of(organiser, edition_id)
    for part in (
        "Jurorzy, którzy podpisali deklarację bezstronności: 2.",
        "Będę oceniać zgłoszenia bezstronnie",
        "Zofia Wrona – udział w pracach komisji zakończony",
        "Z powodów zdrowotnych.",
        "zmiana planu pracy komisji",
        "Głosowanie zapisane",
        "Laureat ‡ Za odwagę.",
        "Wizyta pokazała więcej niż opis.",
        "Ogłoszenie nie zostało przygotowane.",
    ):
        assert part in words, part
    assert words.rindex("Podpisy") < words.rindex("Ewa Adamska")
    head = db.session().get_one(AuditHead, 1)
    assert f"zdarzenie nr {head.sequence} o skrócie SHA-256" in words
    assert head.digest in words.replace(" ", "")


def end_assignment_of(edition_id: str, entry_id: str, reason: str, actor: Actor) -> None:
    assignment = next(
        one for one in jury_queries.active_assignments(edition_id) if one.entry_id == entry_id
    )
    with db.transaction() as writer:
        recusal.end(writer, writer.get_one(Assignment, assignment.id), reason, actor)


def test_each_of_several_rounds_stands_with_its_share_its_criteria_and_its_ranking(
    app: Flask, organiser: FlaskClient
) -> None:
    edition_id = make_edition(open_now=False)
    add_round(edition_id)
    for state in ("open", "deciding"):
        lead_to(edition_id, state)
    words = words_of(organiser, edition_id)
    assert "Runda „Runda finałowa” Udział w wyniku końcowym:" in words
    assert words.index("Runda finałowa: ") < words.index("Runda „")
