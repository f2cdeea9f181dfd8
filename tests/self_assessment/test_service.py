import pytest
from sqlalchemy import select

from leader_award.partnerships import service as partnerships
from leader_award.platform import audit, db
from leader_award.platform.audit import SYSTEM
from leader_award.platform.errors import Conflict, DomainError, NotAllowed
from leader_award.self_assessment import modelling, queries, rules, service
from leader_award.self_assessment.models import AssessmentAnswer, AssessmentModel
from tests.self_assessment.builders import (
    KEYS,
    agree,
    all_at,
    answer,
    close,
    found,
    invite,
    make_partnership_of_three,
    start,
    whole,
)


@pytest.fixture
def assessment_id(app) -> str:
    partnership_id, leader, _member = make_partnership_of_three()
    return start(partnership_id, leader)


def test_whole_way_from_answers_to_change_since_last_time(assessment_id: str) -> None:
    first = whole(assessment_id)
    for number, level in enumerate((1, 2, 2)):
        answer(assessment_id, f"p{number}@example.org", all_at(level))
    close(assessment_id)
    agree(assessment_id, all_at(2), {"dimension": "goals", "text": "Strategia"})
    service.finish(assessment_id=assessment_id, actor=SYSTEM)
    second = start(first.partnership_id, first.started_by_id)
    for number, level in enumerate((2, 3, 5)):
        answer(second, f"p{number}@example.org", all_at(level))
    close(second)
    agree(second, all_at(3) | {"goals": 1})
    result = queries.result(whole(second))
    assert (result.answers, result.enough, result.series) == (
        3,
        True,
        ["joint", "median", "before"],
    )
    goals, leadership = result.dimensions[:2]
    assert goals.spread == rules.Spread((0, 1, 1, 0, 1), 3, 2, 5)
    assert (goals.change, leadership.change) == (-1, 1)
    assert result.priorities[0].key == "goals"
    assert whole(assessment_id).steps == [{"dimension": "goals", "text": "Strategia"}]
    assert audit.verify(db.session()).fault is None


def test_one_self_assessment_of_a_partnership_runs_at_a_time(assessment_id: str) -> None:
    first = whole(assessment_id)
    with pytest.raises(NotAllowed):
        start(first.partnership_id, first.started_by_id)


def test_answer_counts_once_handed_in(assessment_id: str) -> None:
    for number in range(3):
        answer(assessment_id, f"p{number}@example.org", all_at(3))
    waiting = found(invite(assessment_id, "czeka@example.org"))
    service.save_answer(answer_id=waiting.id, version=waiting.version, levels=all_at(1))
    close(assessment_id)
    result = queries.result(whole(assessment_id))
    assert result.answers == 3
    assert {one.spread.lowest for one in result.dimensions} == {3}


def test_answer_needs_every_dimension_to_be_handed_in_but_not_to_be_kept(assessment_id) -> None:
    given = found(invite(assessment_id, "p@example.org"))
    some = dict.fromkeys(KEYS[:3], 2) | {"trust": 9, "unknown": 1}
    version = service.save_answer(answer_id=given.id, version=given.version, levels=some)
    assert found_levels(given.id) == {"goals": 2, "leadership": 2}
    with pytest.raises(DomainError):
        service.submit_answer(answer_id=given.id, version=version, levels=some)
    assert db.session().get_one(AssessmentAnswer, given.id).submitted_at is None


def found_levels(answer_id: str) -> dict[str, int]:
    return db.session().get_one(AssessmentAnswer, answer_id).levels


def test_answer_changed_in_another_window_is_a_conflict(assessment_id: str) -> None:
    given = found(invite(assessment_id, "p@example.org"))
    old = given.version
    service.save_answer(answer_id=given.id, version=old, levels=all_at(1))
    with pytest.raises(Conflict):
        service.submit_answer(answer_id=given.id, version=old, levels=all_at(5))


def test_nobody_answers_after_the_end_of_answering(assessment_id: str) -> None:
    given = found(answer(assessment_id, "p@example.org", all_at(2)))
    close(assessment_id)
    with pytest.raises(NotAllowed):
        service.submit_answer(answer_id=given.id, version=given.version, levels=all_at(5))
    with pytest.raises(NotAllowed):
        invite(assessment_id, "pozno@example.org")


def test_answering_does_not_end_before_anybody_has_answered(assessment_id: str) -> None:
    invite(assessment_id, "p@example.org")
    with pytest.raises(NotAllowed):
        close(assessment_id)


def test_new_link_replaces_the_old_one_and_keeps_what_is_answered(assessment_id: str) -> None:
    old = invite(assessment_id, "p@example.org")
    given = found(old)
    service.save_answer(answer_id=given.id, version=given.version, levels=all_at(4))
    new = invite(assessment_id, "p@example.org")
    assert queries.answer_by_link(old) is None
    assert found(new).levels == all_at(4)
    assert len(queries.invited(assessment_id)) == 1


def test_invitation_can_be_withdrawn_until_it_is_answered(assessment_id: str) -> None:
    done = found(answer(assessment_id, "p@example.org", all_at(2)))
    waiting = invite(assessment_id, "q@example.org")
    service.withdraw_invitation(answer_id=found(waiting).id, actor=SYSTEM)
    assert queries.answer_by_link(waiting) is None
    with pytest.raises(NotAllowed):
        service.withdraw_invitation(answer_id=done.id, actor=SYSTEM)


def test_two_answers_are_not_shown_to_anybody(assessment_id: str) -> None:
    for number in range(2):
        answer(assessment_id, f"p{number}@example.org", all_at(5))
    close(assessment_id)
    result = queries.result(whole(assessment_id))
    assert not result.enough
    assert all(one.spread is None for one in result.dimensions)
    assert result.radar is None


def test_finishing_needs_a_level_in_each_dimension(assessment_id: str) -> None:
    answer(assessment_id, "p@example.org", all_at(5))
    close(assessment_id)
    agree(assessment_id, {"goals": 3})
    with pytest.raises(NotAllowed):
        service.finish(assessment_id=assessment_id, actor=SYSTEM)
    agree(assessment_id, all_at(3))
    service.finish(assessment_id=assessment_id, actor=SYSTEM)
    with pytest.raises(NotAllowed):
        agree(assessment_id, all_at(4))


def test_record_of_events_holds_no_answers(assessment_id: str) -> None:
    answer(assessment_id, "p@example.org", all_at(5))
    lines = "\n".join(audit.export(db.session()))
    assert "assessment.answered" in lines
    assert "goals" not in lines
    assert "p@example.org" not in lines


def test_partnership_with_self_assessments_stays_in_the_register(assessment_id: str) -> None:
    with pytest.raises(NotAllowed):
        partnerships.remove_partnership(
            partnership_id=whole(assessment_id).partnership_id, actor=SYSTEM
        )


# ---- the model


def draft() -> AssessmentModel:
    model_id = modelling.use_shipped_model(actor=SYSTEM)
    return model(modelling.copy_model(model_id=model_id, actor=SYSTEM, key=db.new_id()))


def model(model_id: str) -> AssessmentModel:
    found_model = queries.find_model(model_id)
    assert found_model is not None
    return found_model


def test_version_in_use_is_frozen_and_its_copy_is_not(assessment_id: str) -> None:
    used = whole(assessment_id).model
    text = {"name": {"pl": "Inny"}, "intro": {"pl": "x"}, "actor": SYSTEM}
    with pytest.raises(NotAllowed):
        modelling.save_texts(model_id=used.id, version=used.version, **text)
    with pytest.raises(NotAllowed):
        modelling.remove_dimension(model_id=used.id, key="goals", actor=SYSTEM)
    copy = draft()
    modelling.save_texts(model_id=copy.id, version=copy.version, **text)
    modelling.remove_dimension(model_id=copy.id, key="goals", actor=SYSTEM)
    modelling.publish_model(model_id=copy.id, actor=SYSTEM)
    assert [one.state for one in queries.models()] == ["in_use", "retired"]
    assert service.keys_of(whole(assessment_id)) == list(KEYS)
    assert model(copy.id).name == {"pl": "Inny"}


def test_change_between_versions_is_shown_for_the_dimensions_that_both_have(assessment_id) -> None:
    first = whole(assessment_id)
    answer(assessment_id, "p@example.org", all_at(2))
    close(assessment_id)
    agree(assessment_id, all_at(2))
    service.finish(assessment_id=assessment_id, actor=SYSTEM)
    copy = draft()
    levels = [{"pl": f"Poziom {n}"} for n in range(1, 6)]
    new = {"name": {"pl": "Cyfryzacja"}, "question": {"pl": "Jak?"}, "levels": levels}
    key = modelling.save_dimension(
        model_id=copy.id, version=copy.version, key=None, **new, actor=SYSTEM
    )
    modelling.publish_model(model_id=copy.id, actor=SYSTEM)
    second = start(first.partnership_id, first.started_by_id)
    answer(second, "p@example.org", all_at(3) | {key: 4})
    close(second)
    agree(second, all_at(3) | {key: 4})
    changes = {one.key: one.change for one in queries.result(whole(second)).dimensions}
    assert changes == dict.fromkeys(KEYS, 1) | {key: None}


def test_draft_with_a_missing_text_is_not_put_in_use(app) -> None:
    copy = draft()
    one = copy.dimensions[0]
    modelling.save_dimension(
        model_id=copy.id,
        version=copy.version,
        key=one["key"],
        name={"pl": ""},
        question=one["question"],
        levels=one["levels"],
        actor=SYSTEM,
    )
    with pytest.raises(DomainError):
        modelling.publish_model(model_id=copy.id, actor=SYSTEM)


def test_dimensions_change_places_and_three_must_stay(app) -> None:
    copy = draft()
    modelling.move_up(model_id=copy.id, key="leadership", actor=SYSTEM)
    modelling.move_up(model_id=copy.id, key="leadership", actor=SYSTEM)
    assert [one["key"] for one in model(copy.id).dimensions][:2] == ["leadership", "goals"]
    for key in KEYS[3:]:
        modelling.remove_dimension(model_id=copy.id, key=key, actor=SYSTEM)
    with pytest.raises(NotAllowed):
        modelling.remove_dimension(model_id=copy.id, key="goals", actor=SYSTEM)


def test_model_has_at_most_twelve_dimensions(app) -> None:
    copy = draft()
    new = {"name": {"pl": "N"}, "question": {"pl": "?"}, "levels": [{"pl": "x"}] * 5}

    def add() -> None:
        version = model(copy.id).version
        modelling.save_dimension(model_id=copy.id, version=version, key=None, **new, actor=SYSTEM)

    for _ in range(5):
        add()
    with pytest.raises(DomainError):
        add()


def test_draft_saved_over_a_newer_one_is_a_conflict(app) -> None:
    copy = draft()
    version = copy.version
    text = {"name": {"pl": "A"}, "intro": {"pl": "x"}, "actor": SYSTEM}
    modelling.save_texts(model_id=copy.id, version=version, **text)
    with pytest.raises(Conflict):
        modelling.save_texts(model_id=copy.id, version=version, **text)


def test_draft_can_be_thrown_away_and_a_used_version_cannot(app) -> None:
    copy = draft()
    modelling.discard_model(model_id=copy.id, actor=SYSTEM)
    (used,) = db.session().scalars(select(AssessmentModel))
    with pytest.raises(NotAllowed):
        modelling.discard_model(model_id=used.id, actor=SYSTEM)
