"""Each round keeps its own ranking; the final result weighs them by their shares."""

import csv
import io
from collections.abc import Sequence
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from leader_award.editions import queries as edition_queries
from leader_award.editions import service as editions
from leader_award.jury import queries as jury_queries
from leader_award.platform.db import new_id
from leader_award.platform.errors import NotAllowed
from leader_award.ranking import queries, service
from leader_award.ranking.going_on import propose
from leader_award.scoring.rules import ABSTAIN
from tests.editions.builders import ORGANISER, add_round, lead_to
from tests.ranking.test_protocol import download, reproduce
from tests.ranking.test_ranking_pages import organiser as organiser
from tests.ranking.test_ranking_pages import page_of, statements, text_of
from tests.scoring.builders import Scene, fill_in, hold_round, make_scoring_edition, open_card, seal

FIRST = (9, 8, 7, 7)
"""Points of the four entries by each juror in the first round: the last two are tied."""


def give(assignment_id: str, points: int) -> None:
    card_id = open_card(assignment_id)
    fill_in(card_id, points)
    seal(card_id)


def two_rounds(first: Sequence[int] = FIRST, **changes: object) -> tuple[Scene, str]:
    """Two jurors score each entry in the first round; a second with 40 % of the score follows."""
    scene = make_scoring_edition(len(first), 2, **({"jurors_per_entry": 2} | changes))
    second = add_round(scene.edition_id, jurors_per_entry=1)
    before = edition_queries.rounds(scene.edition_id)[0].id
    editions.set_shares(
        edition_id=scene.edition_id, shares={before: 60, second: 40}, actor=ORGANISER
    )
    for number, points in enumerate(first):
        for juror in range(2):
            give(scene.assignment(number, juror), points)
    return scene, second


def present(scene: Scene, second: str, *points: int) -> None:
    """Let the first entries go on and be scored by one juror."""
    for (entry_id, _juror), assignment_id in hold_round(scene, second, len(points)).items():
        give(assignment_id, points[scene.entry_ids.index(entry_id)])


def places(scene: Scene, round_id: str | None = None) -> list[int | None]:
    lines = queries.edition_ranking(scene.edition_id, round_id=round_id).places()
    return [lines[entry].place if entry in lines else None for entry in scene.entry_ids]


def test_second_round_overwrites_nothing_and_counts_by_its_share(app: Flask) -> None:
    scene, second = two_rounds()
    before = edition_queries.rounds(scene.edition_id)[0].id
    present(scene, second, 4, 9)
    assert places(scene, before) == [1, 2, 3, 3]
    assert places(scene, second) == [2, 1, None, None]
    final = queries.edition_ranking(scene.edition_id).overall
    assert places(scene) == [2, 1, 3, 3]
    # 0.6 x 80 + 0.4 x 90
    assert [str(one) for one in (final.lines[0].score, *final.lines[0].rounds)] == [
        "84.00", "80.00", "90.00",
    ]  # fmt: skip
    assert final.lines[3].rounds[1] is None


def test_page_has_a_tab_for_each_round_and_names_rubrics_and_sums(
    app: Flask, organiser: FlaskClient
) -> None:
    scene, second = two_rounds()
    present(scene, second, 4, 9)
    page = text_of(organiser, page_of(scene.edition_id))
    assert "Wynik końcowy Ocena merytoryczna Runda finałowa" in page
    assert "Ocena merytoryczna 60 %; Runda finałowa 40 %" in page
    assert "Wzór karty oceny: wersja 1, obowiązuje od" in page
    assert "1. Rozwiązanie numer 2: (60 × 80,00 + 40 × 90,00) ÷ 100 = 84,00" in page
    own = text_of(organiser, page_of(scene.edition_id, f"?runda={second}"))
    assert "90,00 0,00 1 z 1" in own
    assert "Rozwiązanie numer 3" not in own


def test_one_round_has_no_tabs(app: Flask, organiser: FlaskClient) -> None:
    scene = make_scoring_edition(1, 1)
    page = text_of(organiser, page_of(scene.edition_id))
    assert "Wynik końcowy" not in page
    assert "Wzór karty oceny: wersja 1" in page


def test_round_of_another_edition_is_not_found(app: Flask, organiser: FlaskClient) -> None:
    scene = make_scoring_edition(1, 1)
    for ending in ("?runda=x", "/kalibracja?runda=x", ".csv?runda=x"):
        assert organiser.get(page_of(scene.edition_id, ending)).status_code == 404


def test_files_hold_the_final_result_or_one_round(app: Flask, organiser: FlaskClient) -> None:
    scene, second = two_rounds()
    present(scene, second, 4, 9)

    def rows(ending: str) -> list[list[str]]:
        data = organiser.get(page_of(scene.edition_id, ending)).data.decode("utf-8-sig")
        return list(csv.reader(io.StringIO(data), delimiter=";"))

    header, best, *_rest = rows(".csv")
    assert header[5:8] == ["Wynik w procentach", "Ocena merytoryczna", "Runda finałowa"]
    assert best[5:8] == ["84,00", "80,00", "90,00"]
    assert len(rows(f".csv?runda={second}")) == 3


def test_calibrated_view_is_of_one_round(app: Flask, organiser: FlaskClient) -> None:
    scene, second = two_rounds()
    present(scene, second, 4, 9)
    first = text_of(organiser, page_of(scene.edition_id, "/kalibracja"))
    assert "Rozwiązanie numer 3" in first
    later = text_of(organiser, page_of(scene.edition_id, f"/kalibracja?runda={second}"))
    assert "Rozwiązanie numer 3" not in later


def test_vote_on_a_round_waits_for_its_cards_and_settles_that_round_alone(app: Flask) -> None:
    scene, _second = two_rounds()
    before = edition_queries.rounds(scene.edition_id)[0].id
    order = [scene.entry_ids[3], scene.entry_ids[2]]
    vote = {"edition_id": scene.edition_id, "order": order, "note": "", "actor": scene.organiser}
    with pytest.raises(NotAllowed):
        service.record_vote(**vote, key=new_id())  # type: ignore[arg-type]
    service.record_vote(**vote, key=new_id(), round_id=before)  # type: ignore[arg-type]
    assert places(scene, before) == [1, 2, 4, 3]
    assert places(scene) == [1, 2, 3, 3]

    unfinished = make_scoring_edition(2, 2)
    add_round(unfinished.edition_id)
    first = edition_queries.rounds(unfinished.edition_id)[0].id
    for entry in range(2):
        give(unfinished.assignment(entry, 0), 5)
    with pytest.raises(NotAllowed):
        service.record_vote(
            edition_id=unfinished.edition_id,
            order=unfinished.entry_ids,
            note="",
            actor=unfinished.organiser,
            key=new_id(),
            round_id=first,
        )


def chosen(round_id: str) -> set[str]:
    found = edition_queries.find_round(round_id)
    assert found is not None
    return {entry.id for entry in jury_queries.entries_of_round(found)}


def going_on(round_id: str, ending: str = "") -> str:
    return f"/organizator/rundy/{round_id}/kto-przechodzi{ending}"


def test_line_is_drawn_ties_across_it_are_pointed_out_and_the_choice_is_recorded(
    app: Flask, organiser: FlaskClient
) -> None:
    scene, second = two_rounds()
    page = text_of(organiser, going_on(second, "?ile=3"))
    assert "Linia: powyżej 3 zgłoszenia" in page
    assert "Linia przecina wspólne miejsce: „Rozwiązanie numer 3”, „Rozwiązanie numer 4”" in page
    assert "Zapisz głosowanie" in page
    html = organiser.get(going_on(second, "?ile=3")).get_data(as_text=True)
    assert html.count("checked") == 2

    answer = organiser.post(going_on(second), data={"entry": scene.entry_ids[:2]})
    assert answer.headers["Location"] == going_on(second)
    assert chosen(second) == set(scene.entry_ids[:2])

    again = text_of(organiser, going_on(second))
    assert "Linia: powyżej 2 zgłoszenia" in again
    assert "Zatwierdzenie propozycji niczego nie zmieni." in again
    fewer = text_of(organiser, going_on(second, "?ile=1"))
    assert "zgłoszeń dodanych: 0, usuniętych: 1" in fewer
    assert "odpadnie" in fewer


def test_what_cannot_be_recorded_is_said_and_the_ticks_stay(
    app: Flask, organiser: FlaskClient
) -> None:
    scene, second = two_rounds()
    answer = organiser.post(going_on(second), data={"entry": [scene.entry_ids[1], "unknown"]})
    assert answer.status_code == 422
    assert answer.get_data(as_text=True).count("checked") == 1
    assert chosen(second) == set()
    lead_to(scene.edition_id, "deciding")
    assert "tylko do końca oceny merytorycznej" in text_of(organiser, going_on(second))


def test_incomplete_cards_are_pointed_out(app: Flask, organiser: FlaskClient) -> None:
    scene = make_scoring_edition(2, 2)
    second = add_round(scene.edition_id)
    give(scene.assignment(0, 0), 5)
    assert "2 zgłoszenia nie mają wszystkich kart" in text_of(organiser, going_on(second))
    found = edition_queries.find_round(second)
    assert found is not None
    proposal = propose(found, 9)
    assert proposal is not None
    assert (proposal.count, [one.proposed for one in proposal.candidates]) == (1, [True, False])


def test_first_round_has_nobody_to_choose(app: Flask, organiser: FlaskClient) -> None:
    scene = make_scoring_edition(1, 1)
    (only,) = edition_queries.rounds(scene.edition_id)
    answer = organiser.get(going_on(only.id))
    assert answer.headers["Location"] == page_of(scene.edition_id)


@pytest.mark.parametrize(("card_mean", "score"), [("mean", 60), ("trimmed", 70), ("median", 70)])
def test_card_mean_of_the_regulations_decides(
    app: Flask, organiser: FlaskClient, card_mean: str, score: int
) -> None:
    scene = make_scoring_edition(1, 4, card_mean=card_mean, jurors_per_entry=4)
    for juror, points in enumerate((2, 6, 8, 8)):
        give(scene.assignment(0, juror), points)
    (line,) = queries.edition_ranking(scene.edition_id).overall.lines
    assert line.score == score
    page = text_of(organiser, page_of(scene.edition_id))
    words = {"mean": "to średnia z jego zatwierdzonych kart.", "trimmed": "z pominięciem jednej"}
    assert words.get(card_mean, "to mediana") in page


def test_protocol_holds_rounds_rubrics_and_votes_and_reproduces(
    app: Flask, organiser: FlaskClient, tmp_path: Path
) -> None:
    scene, second = two_rounds()
    before = edition_queries.rounds(scene.edition_id)[0].id
    order = [scene.entry_ids[3], scene.entry_ids[2]]
    service.record_vote(
        edition_id=scene.edition_id,
        order=order,
        note="Uchwała 5",
        actor=scene.organiser,
        key=new_id(),
        round_id=before,
    )
    present(scene, second, 4, 9)
    lead_to(scene.edition_id, "deciding")
    answer = download(organiser, scene.edition_id)
    first, later = answer.json["input"]["rounds"]
    assert (first["share"], later["share"]) == (60, 40)
    assert (first["rubric"]["version"], later["rubric"]["version"]) == (1, 1)
    assert [vote["note"] for vote in first["votes"]] == ["Uchwała 5"]
    assert (len(first["entries"]), len(later["entries"])) == (4, 2)
    best = answer.json["result"]["final"]["overall"]["entries"][0]
    assert (best["exact"], best["reached"]) == ("84/1", "R2")
    assert reproduce(tmp_path, answer.data).stdout_bytes == answer.data


def test_abstention_is_no_zero_on_the_page_nor_in_the_protocol(
    app: Flask, organiser: FlaskClient, tmp_path: Path
) -> None:
    scene = make_scoring_edition(1, 1)
    card_id = open_card(scene.assignment())
    criteria = edition_queries.rounds(scene.edition_id)[0].rubric.criteria
    points = {one.id: ABSTAIN if one is criteria[0] else 8 for one in criteria}
    fill_in(card_id, points, comment_to_jury="Nie znam tej dziedziny.")
    seal(card_id)
    (line,) = queries.edition_ranking(scene.edition_id).overall.lines
    assert (line.score, line.criteria[0], line.criteria[1]) == (80, None, 80)
    assert "80,00" in text_of(organiser, page_of(scene.edition_id, "/kalibracja"))
    lead_to(scene.edition_id, "deciding")
    answer = download(organiser, scene.edition_id)
    (card,) = answer.json["input"]["rounds"][0]["cards"]
    assert card["points"]["C1"] is None
    assert answer.json["result"]["rounds"]["R1"]["overall"]["entries"][0]["exact"] == "80/1"
    assert reproduce(tmp_path, answer.data).stdout_bytes == answer.data


def test_page_over_rounds_costs_at_most_fourteen_statements(
    app: Flask, organiser: FlaskClient
) -> None:
    counts = []
    for number in (1, 3):
        scene, second = two_rounds([5] * number)
        present(scene, second, *[6] * number)
        for ending in ("", f"?runda={second}"):
            with statements(app) as found:
                assert organiser.get(page_of(scene.edition_id, ending)).status_code == 200
            counts.append(len(found))
    assert max(counts) <= 14  # two of them keep who reads what
    assert counts[:2] == counts[2:]
