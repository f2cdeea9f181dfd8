import io
import re
from collections.abc import Callable

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import load_workbook

from leader_award.platform.audit import Actor
from tests.editions.builders import make_edition
from tests.exchange.builders import again, as_csv, as_xlsx, sent
from tests.jury.builders import acting, juror, make_organiser, seat_juror
from tests.scoring.builders import make_scoring_edition

HEADING = ["E-mail", "Imię i nazwisko", "Limit zgłoszeń"]


@pytest.fixture
def organiser(app: Flask) -> Actor:
    return make_organiser()


@pytest.fixture
def board(organiser: Actor, signed_in: Callable[[str], FlaskClient]) -> FlaskClient:
    return signed_in(organiser.person_id or "")


@pytest.fixture
def edition_id(organiser: Actor) -> str:
    return make_edition()


def send(board: FlaskClient, edition_id: str, data: bytes, word: str = "jurorzy"):
    return board.post(
        f"/organizator/edycje/{edition_id}/arkusze/{word}",
        data={"file": (io.BytesIO(data), "moj arkusz.xlsx")},
    )


def seen_in(page: str) -> str:
    found = re.search(r'name="seen"[^>]*value="(\w+)"', page)
    assert found is not None
    return found[1]


def test_file_is_looked_at_agreed_to_and_kept(board: FlaskClient, edition_id: str) -> None:
    data = as_xlsx([HEADING, ["nowa@urzad.example", "Nowa <b>Osoba</b>", 4]])
    address = send(board, edition_id, data).location
    page = board.get(address)
    assert "Nowa &lt;b&gt;Osoba&lt;/b&gt;" in page.text
    assert "Wiersze do dodania" in page.text
    done = board.post(address, data={"seen": seen_in(page.text)}, follow_redirects=True)
    assert "Zapisano 1 wiersz." in done.text
    assert "moj arkusz.xlsx" in done.text
    assert board.get(f"{address}/plik").data == data
    assert "już wczytany" in board.get(address).text
    assert "Zapisano" not in board.post(address, data={"seen": "x"}).text


def test_agreement_to_something_else_writes_nothing(board: FlaskClient, edition_id: str) -> None:
    address = send(board, edition_id, as_csv([HEADING, ["a@b.pl", "A B", "4"]])).location
    answer = board.post(address, data={"seen": "0" * 64})
    assert answer.status_code == 409
    assert "obejrzyj zmiany jeszcze raz" in answer.text
    assert again(address.rpartition("/")[2]).applied_at is None


def test_wrong_rows_are_named_and_cannot_be_agreed_to(board: FlaskClient, edition_id: str) -> None:
    address = send(board, edition_id, as_csv([HEADING, ["a@b.pl", "A B", "dużo"]])).location
    page = board.get(address).text
    assert "To nie jest liczba całkowita: „dużo”." in page
    assert "Zapisz te zmiany" not in page


@pytest.mark.parametrize("data", [b"", b"Nic;Tu\n1;2\n", b"\x00\x01"])
def test_file_that_is_no_sheet_is_refused_beside_its_field(
    board: FlaskClient, edition_id: str, data: bytes
) -> None:
    answer = send(board, edition_id, data)
    assert answer.status_code == 422
    assert 'href="#file-jurors"' in answer.text


@pytest.mark.parametrize("word", ["zgloszenia", "jurorzy", "oceny"])
def test_downloads_open_with_headings_and_types(
    board: FlaskClient, edition_id: str, word: str
) -> None:
    seat_juror(edition_id, "=HYPERLINK(1)", capacity=12)
    base = f"/organizator/edycje/{edition_id}/arkusze/{word}"
    book = load_workbook(io.BytesIO(board.get(f"{base}.xlsx").data))
    text = board.get(f"{base}.csv").data.decode("utf-8-sig")
    assert book.active is not None
    heading, *rows = book.active.iter_rows()
    assert text.splitlines()[0].count(";") == len(heading) - 1
    if word == "jurorzy":
        [row] = rows
        assert (row[1].value, row[1].data_type) == ("=HYPERLINK(1)", "s")
        assert (row[2].value, row[2].data_type) == (12, "n")
        assert "'=HYPERLINK(1)" in text


def test_empty_sheet_holds_only_headings(board: FlaskClient, edition_id: str) -> None:
    seat_juror(edition_id)
    answer = board.get(f"/organizator/edycje/{edition_id}/arkusze/pusty-jurorzy.xlsx")
    book = load_workbook(io.BytesIO(answer.data))
    assert book.active is not None
    assert book.active.max_row == 1


def test_jurors_own_sheet_is_theirs_alone(
    app: Flask, signed_in: Callable[[str], FlaskClient]
) -> None:
    scene = make_scoring_edition(2, 2)
    first, second = (juror(one) for one in scene.juror_ids)
    round_id = first.edition.rounds[0].id
    own, other = signed_in(first.person_id), signed_in(second.person_id)
    page = f"/jury/{first.id}/arkusz"
    book = load_workbook(io.BytesIO(own.get(f"{page}/{round_id}.xlsx").data))
    assert book.sheetnames == ["Karty oceny", "Co oznaczają punkty"]
    assert "Karty w arkuszu" in own.get(page).text
    assert "Jako arkusz" in own.get("/jury").text
    one = sent(
        "cards", scene.edition_id, as_csv([["Zgłoszenie"], ["2015/001"]]), acting(first.id),
        juror_id=first.id, round_id=round_id,
    )  # fmt: skip
    assert own.get(f"/arkusze/{one.id}").status_code == 200
    organiser = signed_in(scene.organiser.person_id or "")
    for stranger in (other, organiser):
        for path in (
            page,
            f"{page}/{round_id}.xlsx",
            f"/arkusze/{one.id}",
            f"/arkusze/{one.id}/plik",
        ):
            assert stranger.get(path).status_code == 404
