from collections.abc import Callable
from datetime import datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from leader_award.editions import queries as edition_queries
from leader_award.editions import service as editions
from leader_award.editions.models import Round, Rubric
from leader_award.jury import service as jury
from leader_award.platform import db
from leader_award.platform.errors import NotAllowed
from leader_award.platform.outbox import OutgoingMail
from leader_award.scoring import queries
from leader_award.scoring.models import Score
from tests.editions.builders import ORGANISER, both, reloaded
from tests.jury.builders import juror
from tests.scoring.builders import (
    Scene,
    card,
    fill_in,
    make_scoring_edition,
    open_card,
    seal,
    sealed_scores,
)

MAIL = "scoring/mail/rubric_replaced.txt"


@pytest.fixture
def scene(app: Flask) -> Scene:
    return make_scoring_edition(entries=2, jurors=2)


def first_round(scene: Scene) -> Round:
    db.session().expire_all()
    return edition_queries.rounds(scene.edition_id)[0]


def sealed_card(scene: Scene, entry: int = 0, juror: int = 0, points: int = 8) -> str:
    card_id = open_card(scene.assignment(entry, juror))
    fill_in(card_id, points)
    seal(card_id)
    return card_id


def prepared(scene: Scene) -> Rubric:
    editions.prepare_version(round_id=first_round(scene).id, actor=ORGANISER)
    draft = first_round(scene).draft
    assert draft is not None
    return draft


def change(rubric: Rubric, index: int, **changes: object) -> None:
    one = rubric.criteria[index]
    stored = {
        name: getattr(one, name) for name in ("name", "description", "weight", "maximum", "levels")
    }
    editions.save_criterion(
        edition_id=one.edition_id, item_id=one.id, actor=ORGANISER, **(stored | changes)
    )


def put_into_force(rubric: Rubric) -> None:
    editions.put_into_force(rubric_id=rubric.id, reason="Uchwała nr 7", actor=ORGANISER)


def mails() -> list[OutgoingMail]:
    return list(db.session().scalars(select(OutgoingMail).where(OutgoingMail.template == MAIL)))


def test_sealed_card_stays_sealed_when_only_weights_change(scene: Scene) -> None:
    card_id = sealed_card(scene)
    old = queries.points_of(card(card_id))
    draft = prepared(scene)
    change(draft, 0, weight=30)
    change(draft, 1, weight=15)
    put_into_force(draft)
    found = card(card_id)
    assert (found.state, found.rubric.version) == ("sealed", 2)
    assert list(queries.points_of(found).values()) == list(old.values())
    assert not old.keys() & queries.points_of(found).keys()
    assert mails() == []
    rows = queries.sealed_scores_of_round(first_round(scene))
    assert {criterion for _entry, _juror, criterion, _points in rows} == {
        criterion.id for criterion in draft.criteria
    }


def test_card_with_a_criterion_that_means_something_else_goes_back_with_the_reason(
    scene: Scene,
) -> None:
    card_ids = [sealed_card(scene, entry) for entry in (0, 1)]
    untouched = open_card(scene.assignment(0, 1))
    draft = prepared(scene)
    change(draft, 0, name=both("Zupełnie co innego"))
    put_into_force(draft)
    for card_id in card_ids:
        found = card(card_id)
        assert found.state == "reopened"
        assert [one.reason for one in found.reopenings] == ["Uchwała nr 7"]
        assert list(queries.points_of(found)) == [c.id for c in found.rubric.criteria[1:]]
    assert card(untouched).state == "assigned"
    (mail,) = mails()
    assert mail.about_id == scene.juror_ids[0]
    assert "Uchwała nr 7" in mail.body
    assert sealed_scores(scene.edition_id) == []
    fill_in(card_ids[0], {draft.criteria[0].id: 4})
    seal(card_ids[0])
    assert len(sealed_scores(scene.edition_id)) == 5


def test_nothing_of_the_old_points_is_deleted(scene: Scene) -> None:
    sealed_card(scene)
    old = first_round(scene).rubric
    ids = [criterion.id for criterion in old.criteria]
    draft = prepared(scene)
    change(draft, 2, maximum=5, levels=[])
    put_into_force(draft)
    kept = db.session().execute(
        select(Score.criterion_id, Score.points).where(Score.criterion_id.in_(ids))
    )
    assert dict(kept.all()) == dict.fromkeys(ids, 8)
    assert db.session().scalar(select(func.count(Score.id))) == 9


def test_left_out_criterion_leaves_the_card_sealed(scene: Scene) -> None:
    card_id = sealed_card(scene)
    draft = prepared(scene)
    editions.delete_part(kind="criterion", item_id=draft.criteria[4].id, actor=ORGANISER)
    draft = prepared(scene)
    change(draft, 0, weight=40)
    put_into_force(draft)
    assert card(card_id).state == "sealed"
    assert len(queries.points_of(card(card_id))) == 4


def test_started_card_keeps_points_and_abstentions_and_its_state(scene: Scene) -> None:
    card_id = open_card(scene.assignment())
    first, second, *_rest = first_round(scene).rubric.criteria
    fill_in(card_id, {first.id: "abstain", second.id: 6})
    draft = prepared(scene)
    change(draft, 0, weight=30)
    change(draft, 1, weight=15)
    put_into_force(draft)
    found = card(card_id)
    assert found.state == "started"
    assert list(queries.answers_of(found).values()) == ["abstain", 6]


def test_recused_card_stays_with_the_version_it_was_scored_by(scene: Scene) -> None:
    card_id = sealed_card(scene)
    old = first_round(scene).rubric.id
    sealed_card(scene, 1)
    jury.end_assignment(
        assignment_id=scene.assignment(), reason="Zmiana planu", actor=scene.organiser
    )
    draft = prepared(scene)
    change(draft, 0, name=both("Inne"))
    put_into_force(draft)
    assert (card(card_id).state, card(card_id).rubric_id) == ("recused", old)


def test_cards_are_not_given_back_when_nobody_could_fill_them_in(
    scene: Scene, at: Callable[[datetime], None]
) -> None:
    card_id = sealed_card(scene)
    draft = prepared(scene)
    change(draft, 0, name=both("Inne"))
    at(reloaded(scene.edition_id).scoring_until)
    with pytest.raises(NotAllowed):
        put_into_force(draft)
    assert (card(card_id).state, card(card_id).rubric.version) == ("sealed", 1)
    assert first_round(scene).rubric.version == 1


def test_organiser_prepares_compares_and_puts_a_version_into_force(
    scene: Scene, signed_in: Callable[[str], FlaskClient]
) -> None:
    assert scene.organiser.person_id
    organiser = signed_in(scene.organiser.person_id)
    card_id = sealed_card(scene)
    base = f"/organizator/edycje/{scene.edition_id}/ustawienia/karta-oceny"
    page = organiser.get(base).text
    assert "Przygotuj nową wersję" in page
    assert "/usun" not in page
    went = organiser.post(f"/organizator/rundy/{first_round(scene).id}/nowa-wersja")
    draft = prepared(scene)
    change(draft, 0, name=both("Inne kryterium"))
    page = organiser.get(went.location).text
    assert "Ta wersja jeszcze nie obowiązuje" in page
    assert f"{base}/{draft.criteria[0].id}/usun" in page
    address = f"/organizator/karta-oceny/{draft.id}/zmiany"
    page = organiser.get(address).text
    assert "Zatwierdzone karty wrócą do jurorów" in page
    assert "do przyznania na nowo" in page
    assert organiser.post(address, data={"reason": ""}).status_code == 422
    assert organiser.post(address, data={"reason": "Uchwała nr 7"}).status_code == 302
    assert card(card_id).state == "reopened"
    page = organiser.get(base).text
    assert "Wersja 2, obowiązująca" in page
    desk = signed_in(juror(scene.juror_ids[0]).person_id)
    assert "Uchwała nr 7" in desk.get(f"/jury/karty/{card_id}").text


def test_juror_may_not_see_the_versions(
    scene: Scene, signed_in: Callable[[str], FlaskClient]
) -> None:
    sealed_card(scene)
    draft = prepared(scene)
    desk = signed_in(juror(scene.juror_ids[0]).person_id)
    for path in (
        f"/organizator/karta-oceny/{draft.id}/{page}" for page in ("zmiany", "odrzucenie")
    ):
        assert desk.get(path).status_code in (403, 404)
