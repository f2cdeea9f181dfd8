import pytest
from flask import Flask
from sqlalchemy import event

from leader_award.editions import queries as edition_queries
from leader_award.exchange import score_sheet, service
from leader_award.exchange.card_sheet import CardSheet
from leader_award.platform import db
from leader_award.platform.audit import Actor
from leader_award.platform.errors import NotFound
from tests.exchange.builders import (
    Table,
    column,
    exported,
    faults,
    planned,
    sent,
    table_of,
    take_over,
)
from tests.jury.builders import acting
from tests.scoring.builders import Scene, card, fill_in, make_scoring_edition, open_card, seal

KIND = "cards"


@pytest.fixture
def scene(app: Flask) -> Scene:
    return make_scoring_edition(3, 2)


@pytest.fixture
def juror(scene: Scene) -> Actor:
    return acting(scene.juror_ids[0])


@pytest.fixture
def sheet(scene: Scene) -> CardSheet:
    return _sheet(scene)


def _round_id(scene: Scene) -> str:
    return edition_queries.rounds(scene.edition_id)[0].id


def _sheet(scene: Scene, juror: int = 0) -> CardSheet:
    found = service.sheet_for(KIND, scene.edition_id, scene.juror_ids[juror], _round_id(scene))
    assert isinstance(found, CardSheet)
    return found


def _sent(scene: Scene, table: Table | bytes, juror: Actor) -> service.SheetImport:
    whose = {"juror_id": scene.juror_ids[0], "round_id": _round_id(scene)}
    return sent(KIND, scene.edition_id, table, juror, **whose)


def _criteria(sheet: CardSheet) -> list[int]:
    return [column(sheet, key) for key in sheet.criteria]


def _points(card_id: str) -> set[int]:
    return {score.points for score in card(card_id).scores}


def test_sheet_filled_on_a_train_is_saved_on_the_cards(
    scene: Scene, sheet: CardSheet, juror: Actor
) -> None:
    table = table_of(sheet)
    for at in _criteria(sheet):
        table[1][at] = 6
    table[1][column(sheet, "comment_to_applicant")] = "Dobre\nrozwiązanie"
    one = _sent(scene, table, juror)
    assert take_over(one, juror) == {"new": 0, "changed": 1, "unchanged": 2, "wrong": 0}
    card_id = open_card(scene.assignment(0))
    assert _points(card_id) == {6}
    assert card(card_id).comment_to_applicant == "Dobre\nrozwiązanie"
    assert card(card_id).state == "started"


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_own_cards_change_nothing_when_they_come_back(
    scene: Scene, juror: Actor, form: str
) -> None:
    abstaining = open_card(scene.assignment(0))
    criteria = [one.id for one in card(abstaining).rubric.criteria]
    answers: dict[str, int | str | None] = {criteria[0]: "abstain", criteria[1]: 0}
    fill_in(abstaining, answers, comment_to_jury="=1+1\n'-2")
    fill_in(open_card(scene.assignment(1)), 9)
    seal(open_card(scene.assignment(1)))
    plan = planned(_sent(scene, exported(_sheet(scene), form), juror), juror)
    assert plan.counts == {"new": 0, "changed": 0, "unchanged": 3, "wrong": 0}


def test_sealed_card_never_changes(scene: Scene, sheet: CardSheet, juror: Actor) -> None:
    table = table_of(sheet)
    for row in table[1:]:
        row[_criteria(sheet)[0]] = 3
    card_id = open_card(scene.assignment(0))
    fill_in(card_id, 8)
    seal(card_id)
    one = _sent(scene, table, juror)
    plan = planned(one, juror)
    [(line, _label, message)] = faults(plan)
    assert line == 2
    assert "zatwierdzona" in message
    with pytest.raises(service.Changed):
        service.take_over(import_id=one.id, seen=plan.digest, actor=juror)
    assert _points(card_id) == {8}


def test_card_sealed_after_it_was_shown_is_not_overwritten(
    scene: Scene, sheet: CardSheet, juror: Actor
) -> None:
    card_id = open_card(scene.assignment(0))
    fill_in(card_id, 8)
    table = table_of(_sheet(scene))
    table[1][_criteria(sheet)[0]] = 3
    one = _sent(scene, table, juror)
    seen = planned(one, juror).digest
    seal(card_id)
    with pytest.raises(service.Changed):
        service.take_over(import_id=one.id, seen=seen, actor=juror)
    assert _points(card_id) == {8}


@pytest.mark.parametrize("cell", ["11", "-1", "7,5", "siedem", "1e9999999"])
def test_points_off_the_scale_name_their_criterion(
    scene: Scene, sheet: CardSheet, juror: Actor, cell: str
) -> None:
    table = table_of(sheet)
    at = _criteria(sheet)[1]
    table[2][at] = cell
    plan = planned(_sent(scene, table, juror), juror)
    assert faults(plan) == [(3, sheet.heading[at], "Wybierz pełne punkty od 0 do 10.")]


def test_anothers_entry_is_no_row_of_the_sheet(
    scene: Scene, sheet: CardSheet, juror: Actor
) -> None:
    table = table_of(sheet)
    table[1][0] = "2016/999"
    [(line, _label, message)] = faults(planned(_sent(scene, table, juror), juror))
    assert (line, message) == (2, "W tej rundzie nie przydzielono Ci takiego zgłoszenia.")


def test_sheet_holds_the_jurors_own_points_alone(scene: Scene) -> None:
    fill_in(open_card(scene.assignment(0, 1)), 9, comment_to_jury="tajne drugiego")
    own = table_of(_sheet(scene, 0))
    assert all(cell not in ("9", "tajne drugiego") for row in own[1:] for cell in row)


def test_cards_come_in_only_while_the_assessment_is_open(
    scene: Scene, sheet: CardSheet, juror: Actor, at
) -> None:
    table = table_of(sheet)
    table[1][_criteria(sheet)[0]] = 3
    one = _sent(scene, table, juror)
    at(edition_queries.rounds(scene.edition_id)[0].ends_at)
    assert [line for line, _label, _said in faults(planned(one, juror))] == [2]


def test_round_of_another_edition_is_not_found(scene: Scene) -> None:
    other = make_scoring_edition(1, 1, year=2031, number=9)
    with pytest.raises(NotFound):
        service.sheet_for(KIND, scene.edition_id, scene.juror_ids[0], _round_id(other))


def test_scores_out_are_those_of_sealed_cards_with_their_seals(scene: Scene) -> None:
    sealed, open_one = open_card(scene.assignment(0)), open_card(scene.assignment(1))
    fill_in(sealed, 7, comment_to_jury="=HYPERLINK(1)")
    fill_in(open_one, 4)
    seal(sealed)
    db.session().rollback()
    edition = edition_queries.find(scene.edition_id)
    assert edition is not None
    rows = [dict(zip(score_sheet.heading(), row, strict=True)) for row in score_sheet.rows(edition)]
    assert {row["Punkty"] for row in rows} == {7}
    assert len(rows) == len(card(sealed).rubric.criteria)
    assert {row["Pieczęć karty"] for row in rows} == {card(sealed).commitments[0].digest}
    assert {row["Juror"] for row in rows} == {"Ewa Adamska"}


@pytest.mark.parametrize("size", [1, 3])
def test_scores_cost_the_same_statements_for_any_number_of_cards(scene: Scene, size: int) -> None:
    for number in range(size):
        card_id = open_card(scene.assignment(number))
        fill_in(card_id, 5)
        seal(card_id)
    db.session().rollback()
    edition = edition_queries.find(scene.edition_id)
    assert edition is not None
    counted: list[str] = []
    event.listen(
        db.engine(), "before_cursor_execute", lambda *said: counted.append(said[2]), named=False
    )
    list(score_sheet.rows(edition))
    assert len(counted) == 10
