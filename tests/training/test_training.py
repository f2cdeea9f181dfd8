"""The training: how it is prepared, who scores, and that it counts nowhere."""

import ast
from importlib.util import find_spec
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import func, select

from leader_award.platform import db
from leader_award.platform.audit import AuditEvent
from leader_award.platform.errors import Conflict, DomainError, NotAllowed, NotFound
from leader_award.ranking import protocol
from leader_award.ranking import queries as ranking_queries
from leader_award.ranking.protocol_input import protocol_input
from leader_award.scoring.models import Score, ScoreCard
from leader_award.training import anonymising, models, queries, rules, service
from leader_award.training.models import Training
from tests.editions.builders import reloaded
from tests.jury.builders import acting, make_confirmed_person, seat_juror
from tests.scoring.builders import open_card, score_all, sealed_scores
from tests.training.builders import (
    Trained,
    add_sample,
    give,
    make_prepared,
    make_training,
    training,
)


@pytest.fixture
def trained(app: Flask) -> Trained:
    return make_training()


def test_every_state_of_the_tables_is_a_state_of_the_rows() -> None:
    named = {state for state, _event in rules.EVENTS} | {e.after for e in rules.EVENTS.values()}
    assert named == set(models.STATES)
    cards = {state for state, _event in rules.CARD_EVENTS} - {rules.NEW}
    assert cards | {rules.FINAL} == set(models.CARD_STATES)


@pytest.mark.parametrize(
    ("state", "samples", "ready", "fault"),
    [
        ("planned", 2, True, "edition"),
        ("deciding", 2, True, "edition"),
        ("checking", 1, True, "samples"),
        ("checking", 4, True, "samples"),
        ("scoring", 2, False, "rubric"),
        ("scoring", 3, True, None),
    ],
)
def test_training_opens_with_two_or_three_samples_and_a_whole_rubric(
    state: str, samples: int, ready: bool, fault: str | None
) -> None:
    assert rules.opening_fault(state, samples, rubric_ready=ready) == fault


def test_samples_are_fixed_by_the_opening(trained: Trained) -> None:
    for act in (
        lambda: add_sample(trained.round_id, trained.organiser),
        lambda: service.remove_sample(sample_id=trained.sample_ids[0], actor=trained.organiser),
        lambda: service.arrange(round_id=trained.round_id, required=True, actor=trained.organiser),
    ):
        with pytest.raises(NotAllowed):
            act()
    assert len(training(trained).samples) == 2


def test_training_holds_three_samples_at_most(app: Flask) -> None:
    prepared = make_prepared(3)
    with pytest.raises(NotAllowed):
        add_sample(prepared.round_id, prepared.organiser)
    service.remove_sample(sample_id=prepared.sample_ids[0], actor=prepared.organiser)
    add_sample(prepared.round_id, prepared.organiser)
    assert len(training(prepared).samples) == 3


def test_training_with_one_sample_does_not_open(app: Flask) -> None:
    prepared = make_prepared(1)
    with pytest.raises(NotAllowed):
        service.open_training(round_id=prepared.round_id, actor=prepared.organiser)


@pytest.mark.parametrize(("title", "text", "field"), [("", "x", "title"), ("x", " ", "text")])
def test_sample_needs_a_title_and_a_text(app: Flask, title: str, text: str, field: str) -> None:
    prepared = make_prepared()
    with pytest.raises(DomainError) as refused:
        service.save_sample(
            round_id=prepared.round_id, title=title, text=text, actor=prepared.organiser
        )
    assert refused.value.field == field


def test_finished_card_stays_as_it_is(trained: Trained) -> None:
    give(trained, 0, 6, final=False)
    give(trained, 0, 7)
    with pytest.raises(NotAllowed):
        give(trained, 0, 8)
    card = queries.card_of(trained.sample_ids[0], trained.scene.juror_ids[0])
    assert card is not None
    assert set(card.answers.values()) == {7}


def save(trained: Trained, points: dict[str, object], **changes: object) -> None:
    given = {
        "sample_id": trained.sample_ids[0],
        "version": 0,
        "points": points,
        "final": True,
        "actor": trained.juror(),
    }
    service.save_card(**(given | changes))  # type: ignore[arg-type]


def test_card_is_finished_whole_with_points_of_the_scale(trained: Trained) -> None:
    criteria = [one.id for one in queries.criteria_of(training(trained))]
    for points in (
        {criteria[0]: 5},
        dict.fromkeys(criteria, 11),
        dict.fromkeys(criteria, "abstain"),
    ):
        with pytest.raises(DomainError):
            save(trained, points)  # type: ignore[arg-type]
    with pytest.raises(Conflict):
        save(trained, dict.fromkeys(criteria, 5), version=3)
    assert queries.card_of(trained.sample_ids[0], trained.scene.juror_ids[0]) is None


def test_only_jurors_who_have_signed_score_samples_and_only_once_it_is_open(app: Flask) -> None:
    prepared = make_prepared()
    unsigned = acting(seat_juror(prepared.scene.edition_id, "Ola Obca", signs=False))
    stranger = acting(prepared.scene.juror_ids[0])
    with pytest.raises(NotFound):
        give(prepared, 0, 5)
    service.open_training(round_id=prepared.round_id, actor=prepared.organiser)
    nobody = type(stranger)(make_confirmed_person("Nikt"), "juror")
    for actor in (unsigned, nobody, prepared.organiser):
        with pytest.raises(NotFound):
            save(prepared, {}, actor=actor)


def test_nothing_is_scored_once_the_training_is_over(trained: Trained) -> None:
    service.close_training(round_id=trained.round_id, actor=trained.organiser)
    with pytest.raises(NotAllowed):
        give(trained, 0, 5)


def test_required_training_comes_before_the_first_card_and_no_other_does(app: Flask) -> None:
    free = make_training()
    open_card(free.scene.assignment())
    strict = make_training(required=True)
    with pytest.raises(NotAllowed, match="najpierw jest ćwiczenie"):
        open_card(strict.scene.assignment())
    give(strict, 0, 5)
    with pytest.raises(NotAllowed):
        open_card(strict.scene.assignment())
    give(strict, 0, 5, sample=1)
    assert open_card(strict.scene.assignment())


def test_required_training_that_is_over_holds_nobody_up(app: Flask) -> None:
    strict = make_training(required=True)
    service.close_training(round_id=strict.round_id, actor=strict.organiser)
    assert open_card(strict.scene.assignment())


def counted(trained: Trained) -> tuple[object, ...]:
    """All that is counted of the edition: scores, ranking, protocol as it would be."""
    db.session().rollback()
    edition = reloaded(trained.scene.edition_id)
    ranking = ranking_queries.edition_ranking(edition.id)
    return (
        sealed_scores(edition.id),
        [(line.entry_id, line.place, line.score, line.cards) for line in ranking.overall.lines],
        protocol.make_protocol(protocol_input(edition)),
        db.session().scalar(select(func.count(ScoreCard.id))),
        db.session().scalar(select(func.count(Score.id))),
    )


def test_training_scores_change_nothing_that_is_counted(app: Flask) -> None:
    trained = make_training(jurors=4)
    score_all(trained.scene.edition_id, lambda one: 3 + trained.scene.juror_ids.index(one.juror_id))
    before = counted(trained)
    for juror in range(4):
        for sample in (0, 1):
            give(trained, juror, 10, sample=sample)
    assert counted(trained) == before


def test_real_points_do_change_what_is_counted(app: Flask) -> None:
    trained = make_training(jurors=2)
    score_all(trained.scene.edition_id)
    before = counted(trained)
    with db.transaction() as writer:
        writer.scalars(select(Score).limit(1)).one().points = 1
    assert counted(trained) != before


@pytest.mark.parametrize("feature", ["scoring", "ranking", "results"])
def test_nothing_that_counts_knows_the_training(feature: str) -> None:
    spec = find_spec(f"leader_award.{feature}")
    assert spec is not None
    assert spec.origin is not None
    for path in Path(spec.origin).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.ImportFrom):
                assert not (node.module or "").startswith("leader_award.training"), path
                assert "training" not in [name.name for name in node.names], path
    tables = Training.metadata.tables
    for name in ("score", "score_card", "card_commitment", "tie_vote", "decision"):
        targets = {key.target_fullname.partition(".")[0] for key in tables[name].foreign_keys}
        assert not any(target.startswith("training") for target in targets)


def test_published_entry_loses_the_names_of_its_partners() -> None:
    content = {
        "reference": "SLZ-2015-001",
        "partnership_name": "Partnerstwo Doliny Warty",
        "applicant": {"name": "Gmina Kórnik"},
        "partners": [{"name": "Miasto Śrem"}],
        "sections": [
            {
                "questions": [
                    {
                        "label": {"pl": "Opis"},
                        "answer": "Kórnik i Miasto Śrem (Partnerstwo Doliny Warty).",
                    },
                    {"label": {"pl": "Umowa"}, "answer": True},
                    {"label": {"pl": "Pola"}, "answer": ["woda", "drogi"]},
                    {"label": {"pl": "Puste"}, "answer": ""},
                ]
            }
        ],
    }
    text = anonymising.anonymous_text(content, {True: "tak", False: "nie"})
    assert text == "Opis\n[…] i […] ([…]).\n\nUmowa\ntak\n\nPola\nwoda, drogi"


def test_every_step_is_recorded(app: Flask) -> None:
    trained = make_training()
    give(trained, 0, 5)
    service.close_training(round_id=trained.round_id, actor=trained.organiser)
    rows = db.session().scalars(
        select(AuditEvent.action)
        .where(AuditEvent.action.startswith("training."))
        .order_by(AuditEvent.sequence)
    )
    assert list(dict.fromkeys(rows)) == [
        "training.arranged",
        "training.sample_saved",
        "training.opened",
        "training.card_saved",
        "training.closed",
    ]
