"""The log as organisers read it: sentences, filters, table, and who may not."""

import csv
import io
from collections.abc import Callable
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event as happening

from leader_award.platform import audit, db
from leader_award.platform.audit import SYSTEM, Actor, AuditEvent
from leader_award.privacy import erasing
from tests.entries.builders import entry, make_draft
from tests.jury.builders import juror, make_confirmed_person
from tests.scoring.builders import Scene, fill_in, make_scoring_edition, open_card, seal

LOG = "/organizator/dziennik"
Told = list[str]


@pytest.fixture
def scene(app: Flask) -> Scene:
    found = make_scoring_edition(entries=2, jurors=2)
    card_id = open_card(found.assignment())
    fill_in(card_id, 9)
    seal(card_id)
    return found


@pytest.fixture
def board(scene: Scene, signed_in: Callable[[str], FlaskClient]) -> FlaskClient:
    return signed_in(str(scene.organiser.person_id))


def told(board: FlaskClient, query: str = "") -> Told:
    """What happened by the table for spreadsheets that the filter leaves, newest first."""
    return [row[4] for row in table(board, query)]


def table(board: FlaskClient, query: str = "") -> list[list[str]]:
    answer = board.get(f"{LOG}.csv?{query}")
    assert answer.headers["Content-Disposition"].startswith("attachment")
    rows = csv.reader(io.StringIO(answer.data.decode("utf-8-sig")), delimiter=";")
    assert next(rows)[4] == "Co się stało"
    return list(rows)


def note(action: str, thing: object = "knowledge_section", actor: Actor = SYSTEM) -> AuditEvent:
    with db.transaction() as writer:
        return audit.record(writer, actor, action, thing)


def reference(scene: Scene, number: int = 0) -> str:
    return str(entry(scene.entry_ids[number]).reference)


def test_organiser_reads_who_did_what_as_a_sentence(scene: Scene, board: FlaskClient) -> None:
    page = " ".join(board.get(f"{LOG}?grupa=zgloszenia").text.split())
    assert "<strong>Olga Organizator</strong> (organizator): przyjęto do oceny" in page
    assert f">zgłoszenie {reference(scene)}</a>" in page
    assert "<strong>Anna Kowalska</strong> (wnioskodawca): złożono" in page


def test_log_is_read_in_english_too(board: FlaskClient) -> None:
    board.set_cookie("language", "en")
    page = " ".join(board.get(f"{LOG}?grupa=oceny").text.split())
    assert "(juror): submitted and sealed the score card: <a" in page


def test_filters_narrow_the_log_to_one_entry(scene: Scene, board: FlaskClient) -> None:
    first, second = reference(scene, 0), reference(scene, 1)
    found = told(board, f"zgloszenie={first.lower()}")
    assert found == told(board, f"zgloszenie={scene.entry_ids[0]}")
    assert f"złożono zgłoszenie {first}, wersja 1" in found
    assert found[0] == f"złożono i zapieczętowano kartę oceny: zgłoszenie {first}, Ewa Adamska"
    assert f"przydzielono zgłoszenie {first}, ocenia: Piotr Borek" in found
    assert not any(second in line for line in found)


def test_filters_narrow_the_log_to_one_juror_or_person(scene: Scene, board: FlaskClient) -> None:
    found = told(board, f"juror={scene.juror_ids[1]}")
    assert "podpisano deklarację bezstronności: Piotr Borek" in found
    assert not any("Ewa Adamska" in line for line in found)
    assert told(board, "osoba=ewa+adam")[0].startswith("złożono i zapieczętowano kartę oceny")
    assert told(board, "osoba=nikt+taki") == []
    assert told(board, "osoba=%25") == []


def test_filters_narrow_the_log_to_one_edition(scene: Scene, board: FlaskClient) -> None:
    make_draft(title="Zgłoszenie do innej edycji")
    here = told(board, f"edycja={scene.edition_id}")
    assert here[0].startswith("złożono i zapieczętowano")
    assert {line.split()[0] for line in here} >= {"utworzono", "rozpoczęto", "zaproszono"}
    assert told(board)[0].startswith("rozpoczęto robocze zgłoszenie (Stowarzyszenie Metropolia)")
    assert told(board, "edycja=nie-ma-takiej") == []


def test_period_counts_whole_days_on_the_warsaw_clock(
    scene: Scene, signed_in: Callable[[str], FlaskClient], at: Callable[[datetime], None]
) -> None:
    at(datetime(2031, 6, 1, 21, 59, 59, tzinfo=UTC))
    note("knowledge.section_added")
    at(datetime(2031, 6, 1, 22, 0, 1, tzinfo=UTC))
    note("knowledge.section_deleted")
    board = signed_in(str(scene.organiser.person_id))
    assert told(board, "od=2031-06-01&do=2031-06-01") == ["dodano dział bazy wiedzy"]
    assert told(board, "od=2031-06-02&do=2031-06-02") == ["usunięto dział bazy wiedzy"]


def test_pages_hold_fifty_events_and_lead_to_older_ones(board: FlaskClient) -> None:
    for _number in range(60):
        note("knowledge.section_moved")
    newest = board.get(f"{LOG}?grupa=praktyki").text
    assert newest.count("zmieniono kolejność działów") == 50
    assert "Najnowsze" not in newest
    link = newest.split('rel="next"')[0].rsplit('href="', 1)[1].split('"')[0]
    older = board.get(link.replace("&amp;", "&")).text
    assert older.count("zmieniono kolejność działów") == 10
    assert "Najnowsze" in older
    assert "Starsze" not in older


def test_page_costs_the_same_statements_whatever_the_number_of_events(
    scene: Scene, signed_in: Callable[[str], FlaskClient], at: Callable[[datetime], None]
) -> None:
    at(datetime(2031, 6, 1, tzinfo=UTC))
    board = signed_in(str(scene.organiser.person_id))
    counts = []

    def count(*_given: object) -> None:
        counts[-1] += 1

    for events in (1, 20, 20):
        for _number in range(events):
            note("edition.created")
        counts.append(0)
        happening.listen(db.engine(), "before_cursor_execute", count)
        board.get(f"{LOG}?od=2031-01-01")
        happening.remove(db.engine(), "before_cursor_execute", count)
    assert counts[0] == counts[1] == counts[2] <= 20


def test_scores_and_what_was_written_stay_out(scene: Scene, board: FlaskClient) -> None:
    card_id = open_card(scene.assignment(1, 1))
    fill_in(card_id, 7, comment_to_jury="Tajna uwaga", comment_to_applicant="Jawna uwaga")
    page = board.get(f"{LOG}?grupa=oceny").text + "".join(told(board))
    assert "uwaga" not in page
    assert "7" not in "".join(told(board, "grupa=oceny")).replace(reference(scene, 1), "")


def test_erased_person_has_no_name_in_the_log(scene: Scene, board: FlaskClient) -> None:
    administrator = Actor(make_confirmed_person("Ada Admin", "administrator"), "administrator")
    gone = juror(scene.juror_ids[1]).person_id
    erasing.erase(rows=[f"person:{gone}"], replaced=[], actor=administrator)
    assert not any("Piotr Borek" in line for line in told(board))
    assert "podpisano deklarację bezstronności: osoba usunięta" in told(board)
    assert [row[2] for row in table(board, f"juror={scene.juror_ids[1]}")][-1] != "Piotr Borek"
    assert "Piotr Borek" not in board.get(LOG).text


def test_what_was_deleted_still_reads_as_a_sentence(scene: Scene, board: FlaskClient) -> None:
    with db.transaction() as writer:
        audit.record(writer, SYSTEM, "article.publish", "article")
    assert told(board)[0] == "opublikowano artykuł bazy wiedzy: [usunięto]"


def test_only_administrators_read_of_single_accounts(
    scene: Scene, board: FlaskClient, signed_in: Callable[[str], FlaskClient]
) -> None:
    note("second_factor.removed", "person")
    administrator = signed_in(make_confirmed_person("Ada Admin", "administrator"))
    assert "usunięto drugi składnik logowania" not in " ".join(told(board))
    assert told(administrator, "grupa=konta")[0].startswith("usunięto drugi składnik logowania")


def test_nobody_else_reads_the_log(
    scene: Scene, client: FlaskClient, signed_in: Callable[[str], FlaskClient]
) -> None:
    paths = (LOG, f"{LOG}.csv", f"{LOG}/lancuch.jsonl", f"{LOG}/audit_verifier.py", f"{LOG}/stan")
    of_jury = signed_in(juror(scene.juror_ids[0]).person_id)
    for path in paths:
        assert client.get(path).location.startswith("/logowanie")
        assert of_jury.get(path).status_code == 403
    assert of_jury.post(f"{LOG}/sprawdzenie").status_code == 403


def test_formula_in_a_name_stays_text_in_the_table(scene: Scene, board: FlaskClient) -> None:
    note("knowledge.section_added", actor=Actor(make_confirmed_person("=1+1 Ewa"), "person"))
    assert table(board, "grupa=praktyki")[0][2] == "'=1+1 Ewa"


def test_entry_juror_and_edition_lead_to_their_events(scene: Scene, board: FlaskClient) -> None:
    for page, query in (
        (f"/organizator/zgloszenia/{scene.entry_ids[0]}", f"zgloszenie={scene.entry_ids[0]}"),
        (f"/organizator/jurorzy/{scene.juror_ids[0]}", f"juror={scene.juror_ids[0]}"),
        (f"/organizator/edycje/{scene.edition_id}", f"edycja={scene.edition_id}"),
    ):
        assert f'href="{LOG}?{query}"' in board.get(page).text
