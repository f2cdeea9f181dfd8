"""The protocol is one file that anyone can count again, and a PDF for signing."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask import Flask
from flask.testing import FlaskClient

from leader_award.cli import main
from leader_award.ranking import protocol
from tests.editions.builders import lead_to
from tests.ranking.test_ranking_pages import organiser as organiser
from tests.ranking.test_ranking_pages import scored_edition, statements
from tests.ranking.test_votes import record, tied_edition

RUBRIC = {
    "version": 2,
    "in_force_since": "2026-11-01T08:00:00+00:00",
    "criteria": [
        {"code": "C1", "name": {"pl": "Nowość"}, "weight": 60, "maximum": 10},
        {"code": "C2", "name": {"pl": "Skutek"}, "weight": 40, "maximum": 5},
    ],
}


def held(code: str, share: int, *cards: tuple[str, str, int | None, int]) -> dict[str, Any]:
    """A round with cards of (entry, juror, points, points)."""
    return {
        "code": code,
        "name": {"pl": code},
        "kind": "desk",
        "share": share,
        "rubric": RUBRIC,
        "entries": sorted({card[0] for card in cards}),
        "cards": [
            {"entry": entry, "juror": juror, "points": {"C1": first, "C2": second}}
            for entry, juror, first, second in cards
        ],
        "votes": [],
    }


GIVEN: dict[str, Any] = {
    "edition": {"slug": "2026", "year": 2026, "number": 3, "name": {"pl": "Trzecia"}},
    "card_mean": "mean",
    "categories": [{"code": "K1", "name": {"pl": "Usługi"}}],
    "entries": [
        {"reference": name, "title": name, "applicant": "Most", "category": "K1"}
        for name in ("A", "B", "C")
    ],
    "rounds": [
        held(
            "R1",
            100,
            ("A", "J01", 9, 4),
            ("A", "J02", 7, 4),
            ("B", "J01", 8, 4),
            ("B", "J02", 8, 4),
            ("C", "J01", 3, 1),
            ("C", "J02", 2, 2),
        )
    ],
    "votes": [],
}
VOTE = {"order": ["B", "A"], "recorded_at": "2026-12-01T10:00:00+00:00", "note": ""}
FILE = protocol.make_protocol(GIVEN)


def reproduce(folder: Path, data: bytes, *options: str) -> Result:
    path = folder / "protokol.json"
    path.write_bytes(data)
    return CliRunner().invoke(main, ["reproduce", str(path), *options])


def changed(change: Callable[[dict[str, Any]], None], data: bytes = FILE) -> bytes:
    content = json.loads(data)
    change(content)
    return protocol.canonical(content)


def test_command_gives_the_same_bytes_again(tmp_path: Path) -> None:
    assert reproduce(tmp_path, FILE).stdout_bytes == FILE
    again = tmp_path / "again.json"
    assert reproduce(tmp_path, FILE, "--output", str(again)).exit_code == 0
    assert again.read_bytes() == FILE


def test_results_are_exact_and_hashes_are_of_what_they_name() -> None:
    content = json.loads(FILE)
    first = content["result"]["rounds"]["R1"]["overall"]["entries"][0]
    # (60 x 9/10 + 40 x 4/5 + 60 x 7/10 + 40 x 4/5) / 2 = 80
    assert (first["entry"], first["exact"], first["score"]) == ("A", "80/1", "80.00")
    for part in ("input", "result"):
        assert content["sha256"][part] == protocol.digest(protocol.canonical(content[part]))


def test_vote_in_the_file_settles_its_tie() -> None:
    (first,) = GIVEN["rounds"]
    voted = {**GIVEN, "rounds": [{**first, "votes": [VOTE]}]}
    content = json.loads(protocol.make_protocol(voted))
    places = {
        line["entry"]: line["place"]
        for line in content["result"]["rounds"]["R1"]["overall"]["entries"]
    }
    assert places == {"B": 1, "A": 2, "C": 3}
    assert content["result"]["rounds"]["R1"]["overall"]["ties"][-1]["step"] == "vote"


def set_place(content: dict[str, Any]) -> None:
    content["result"]["rounds"]["R1"]["overall"]["entries"][2]["place"] = 1


def raise_points(content: dict[str, Any]) -> None:
    content["input"]["rounds"][0]["cards"][4]["points"]["C1"] = 10


def drop_tie(content: dict[str, Any]) -> None:
    content["result"]["rounds"]["R1"]["overall"]["ties"] = []


def forge_hash(content: dict[str, Any]) -> None:
    content["sha256"]["input"] = "0" * 64


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (set_place, "result.rounds.R1.overall.entries[2].place: 1 in the file, 3 recomputed"),
        (raise_points, "result.rounds.R1.beside_the_ranking"),
        (drop_tie, "result.rounds.R1.overall.ties: 0 items in the file, 1 recomputed"),
        (forge_hash, "sha256.input"),
    ],
)
def test_first_difference_is_named_and_the_command_fails(
    tmp_path: Path, change: Callable[[dict[str, Any]], None], where: str
) -> None:
    result = reproduce(tmp_path, changed(change))
    assert result.exit_code == 1
    assert where in result.stderr


def test_another_layout_of_the_same_content_is_a_difference_too(tmp_path: Path) -> None:
    result = reproduce(tmp_path, json.dumps(json.loads(FILE)).encode())
    assert result.exit_code == 1
    assert "layout" in result.stderr


def test_file_of_another_version_is_counted_and_the_versions_are_named(tmp_path: Path) -> None:
    result = reproduce(tmp_path, protocol.make_protocol(GIVEN, "0.0.9"))
    assert result.exit_code == 0
    assert "made by version 0.0.9" in result.stderr


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff",
        b"[]",
        b'{"format": NaN}',
        b'{"format": "leader-award-protocol-1"}',
        b'{"format": "leader-award-protocol-3"}',
        changed(lambda content: content.update(format="leader-award-protocol-1")),
        changed(lambda content: content["input"].update(card_mean="best")),
        changed(lambda content: content["rule"].update(version="9")),
        changed(lambda content: content.pop("software")),
        changed(lambda content: content["input"].pop("rounds")),
        changed(lambda content: content["input"]["rounds"][0]["cards"][0]["points"].update(C1=11)),
        changed(lambda content: content["input"]["rounds"][0]["cards"][0]["points"].update(C9=1)),
        changed(lambda content: content["input"].update(entries=[])),
        changed(
            lambda content: content["input"]["rounds"][0]["rubric"]["criteria"][0].update(
                weight="x"
            )
        ),
    ],
)
def test_file_that_cannot_be_counted_is_refused_in_one_line(tmp_path: Path, data: bytes) -> None:
    result = reproduce(tmp_path, data)
    assert result.exit_code == 2
    assert result.stderr.startswith("Error: protokol.json: ")
    assert len(result.stderr.splitlines()) == 1


def test_edition_without_scores_has_a_protocol_too() -> None:
    empty = protocol.make_protocol({**GIVEN, "rounds": [held("R1", 100)]})
    assert protocol.first_difference(empty, protocol.reproduce(empty)) is None


def test_file_of_the_first_format_is_still_counted_to_the_same_bytes(tmp_path: Path) -> None:
    old = (Path(__file__).parent / "protocol-1.json").read_bytes()
    assert json.loads(old)["format"] == "leader-award-protocol-1"
    assert reproduce(tmp_path, old).stdout_bytes == old
    result = reproduce(tmp_path, changed(lambda one: one["input"].update(votes=[]), old))
    assert result.exit_code == 1
    assert "result.by_category.K1.entries[0].entry" in result.stderr


def test_rounds_are_ranked_each_and_together_by_their_shares(tmp_path: Path) -> None:
    (first,) = GIVEN["rounds"]
    second = held("R2", 300, ("A", "J01", 5, 3), ("B", "J01", 6, 3))
    data = protocol.make_protocol({**GIVEN, "rounds": [first, second]})
    assert reproduce(tmp_path, data).stdout_bytes == data
    result = json.loads(data)["result"]
    assert result["rounds"]["R1"] == json.loads(FILE)["result"]["rounds"]["R1"]
    final = result["final"]["overall"]["entries"]
    # A: (100 x 80 + 300 x 54) / 400, B: (100 x 80 + 300 x 60) / 400
    assert [(line["entry"], line["exact"], line["reached"]) for line in final] == [
        ("B", "65/1", "R2"),
        ("A", "121/2", "R2"),
        ("C", "27/1", "R1"),
    ]
    assert json.loads(FILE)["result"]["final"] is None


def test_vote_on_the_final_ranking_says_nothing_about_a_round() -> None:
    (first,) = GIVEN["rounds"]
    second = held("R2", 0, ("A", "J01", 5, 3), ("B", "J01", 5, 3))
    given = {**GIVEN, "rounds": [first, second], "votes": [VOTE]}
    result = json.loads(protocol.make_protocol(given))["result"]
    assert [line["place"] for line in result["final"]["overall"]["entries"]] == [1, 2, 3]
    assert result["rounds"]["R1"]["overall"]["ties"][-1]["step"] == "vote_needed"


@pytest.mark.parametrize(("card_mean", "score"), [("mean", 56), ("trimmed", 60), ("median", 60)])
def test_cards_make_a_score_as_the_regulations_say(card_mean: str, score: int) -> None:
    cards = [
        ("A", f"J0{number}", points, points // 2) for number, points in enumerate((0, 6, 6, 6, 10))
    ]
    given = {**GIVEN, "card_mean": card_mean, "rounds": [held("R1", 100, *cards)]}
    content = json.loads(protocol.make_protocol(given))
    (line,) = content["result"]["rounds"]["R1"]["overall"]["entries"]
    assert line["exact"] == f"{score}/1"


def test_abstention_is_null_in_the_file_and_no_zero() -> None:
    cards = [("A", "J01", None, 4), ("A", "J02", 8, 4)]
    content = json.loads(protocol.make_protocol({**GIVEN, "rounds": [held("R1", 100, *cards)]}))
    (line,) = content["result"]["rounds"]["R1"]["overall"]["entries"]
    assert (line["exact"], line["criteria"]["C1"], line["cards"]) == ("80/1", "80/1", 2)


def download(client: FlaskClient, edition_id: str, ending: str = "json") -> Any:
    return client.get(f"/organizator/edycje/{edition_id}/protokol.{ending}")


def test_downloaded_file_names_no_juror_and_reproduces(
    app: Flask, organiser: FlaskClient, tmp_path: Path
) -> None:
    edition_id, ids = tied_edition()
    record(edition_id, [ids["Woda"], ids["Bilet"]])
    answer = download(organiser, edition_id)
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert "Adamska" not in answer.text
    assert answer.data == download(organiser, edition_id).data
    assert reproduce(tmp_path, answer.data).stdout_bytes == answer.data
    titles = {one["reference"]: one["title"] for one in answer.json["input"]["entries"]}
    lines = answer.json["result"]["rounds"]["R1"]["overall"]["entries"]
    assert [titles[line["entry"]] for line in lines] == ["Most", "Woda", "Bilet"]


def test_document_is_the_same_each_time_and_speaks_the_language_of_the_reader(
    app: Flask, organiser: FlaskClient
) -> None:
    edition_id, _ids = tied_edition()
    polish = download(organiser, edition_id, "pdf")
    assert polish.data.startswith(b"%PDF-1.7")
    assert polish.data == download(organiser, edition_id, "pdf").data
    organiser.set_cookie("language", "en")
    assert download(organiser, edition_id, "pdf").data != polish.data


@pytest.mark.parametrize("ending", ["json", "pdf"])
def test_there_is_no_protocol_while_scores_may_change_nor_for_others(
    app: Flask,
    organiser: FlaskClient,
    client: FlaskClient,
    make_person: Callable[..., str],
    signed_in: Callable[[str], FlaskClient],
    ending: str,
) -> None:
    edition_id = scored_edition({"Bilet": (9, 8)})
    assert download(organiser, edition_id, ending).status_code == 404
    lead_to(edition_id, "deciding")
    assert download(organiser, edition_id, ending).status_code == 200
    assert download(signed_in(make_person()), edition_id, ending).status_code == 404
    assert download(client, edition_id, ending).headers["Location"].startswith("/logowanie")


@pytest.mark.parametrize("ending", ["json", "pdf"])
def test_protocol_costs_the_same_number_of_statements_however_many_entries(
    app: Flask, organiser: FlaskClient, ending: str
) -> None:
    counts = []
    for cards in ({"Bilet": (9, 8)}, {f"Zgłoszenie {n}": (n, 9) for n in range(1, 5)}):
        edition_id = scored_edition(cards)
        lead_to(edition_id, "deciding")
        with statements(app) as found:
            assert download(organiser, edition_id, ending).status_code == 200
        counts.append(len(found))
    assert counts[0] == counts[1]
