from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

import pytest
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st

from leader_award.editions import hooks, queries, rules, service, versions
from leader_award.editions.models import Round, Rubric
from leader_award.platform import db
from leader_award.platform.errors import DomainError, NotAllowed, NotFound
from tests.editions.builders import ORGANISER, both, lead_to, make_edition


@dataclass(frozen=True)
class Line:
    id: str
    replaces_id: str | None = None
    name: dict[str, str] = field(default_factory=lambda: {"pl": "Nazwa"})
    description: dict[str, str] = field(default_factory=dict)
    weight: int = 10
    maximum: int = 10
    levels: tuple[Any, ...] = ()


OLD = (Line("a"), Line("b"), Line("c"))


def continued(**changes: dict[str, Any]) -> list[Line]:
    return [
        replace(line, id=f"new-{line.id}", replaces_id=line.id, **changes.get(line.id, {}))
        for line in OLD
    ]


def test_only_what_means_the_same_keeps_its_points() -> None:
    new = [*continued(a={"weight": 40}, b={"maximum": 5})[:2], Line("d")]
    found = versions.differences(OLD, new)
    assert [(one.kind, one.fields, one.keeps_points) for one in found] == [
        ("changed", ("weight",), True),
        ("changed", ("maximum",), False),
        ("added", (), False),
        ("removed", (), False),
    ]
    assert versions.carried(OLD, new) == {"a": "new-a"}


@pytest.mark.parametrize(
    "change",
    [
        {"name": {"pl": "Inna"}},
        {"description": {"pl": "x"}},
        {"maximum": 5},
        {"levels": ({"from": 0, "to": 10, "text": {"pl": "x"}},)},
    ],
)
def test_each_part_of_the_meaning_matters(change: dict[str, Any]) -> None:
    assert "b" not in versions.carried(OLD, continued(b=change))


POINTS = st.dictionaries(st.sampled_from("abcxy"), st.integers(0, 10))
CHANGES = st.dictionaries(
    st.sampled_from("abc"),
    st.fixed_dictionaries({}, optional={"weight": st.integers(1, 9), "maximum": st.just(7)}),
)


@given(POINTS, CHANGES, st.permutations(range(3)))
def test_carrying_keeps_every_number_of_what_means_the_same_and_nothing_else(
    points: dict[str, int], changes: dict[str, dict[str, Any]], order: list[int]
) -> None:
    new = [continued(**changes)[index] for index in order]
    moved = versions.carry(points, versions.carried(OLD, new))
    assert moved == {
        f"new-{key}": value
        for key, value in points.items()
        if key in "abc" and "maximum" not in changes.get(key, {})
    }


@pytest.fixture
def scored(app: Flask) -> Iterator[set[str]]:
    """The ids of rubrics by which somebody is said to have scored."""
    ids: set[str] = set()

    def ask(_session: Any, _edition_id: str) -> set[str]:
        return ids

    hooks.scored_rubrics.append(ask)
    yield ids
    hooks.scored_rubrics.remove(ask)


def first_round(edition_id: str) -> Round:
    db.session().expire_all()
    return queries.rounds(edition_id)[0]


def change_weight(rubric: Rubric, index: int, weight: int) -> None:
    one = rubric.criteria[index]
    service.save_criterion(
        edition_id=one.edition_id,
        name=one.name,
        description=one.description,
        weight=weight,
        maximum=one.maximum,
        levels=one.levels,
        item_id=one.id,
        actor=ORGANISER,
    )


def test_rubric_is_changed_in_place_until_somebody_scores_by_it(scored: set[str]) -> None:
    edition_id = make_edition()
    lead_to(edition_id, "scoring")
    rubric = first_round(edition_id).rubric
    change_weight(rubric, 0, 21)
    with pytest.raises(NotAllowed):
        service.prepare_version(round_id=rubric.round_id, actor=ORGANISER)
    scored.add(rubric.id)
    with pytest.raises(NotAllowed):
        change_weight(rubric, 0, 20)
    with pytest.raises(NotAllowed):
        service.delete_part(kind="criterion", item_id=rubric.criteria[0].id, actor=ORGANISER)
    with pytest.raises(NotAllowed):
        service.move_part(kind="criterion", item_id=rubric.criteria[0].id, by=1, actor=ORGANISER)
    with pytest.raises(NotAllowed):
        service.save_criterion(edition_id=edition_id, name=both("Nowe"), weight=1, actor=ORGANISER)
    assert [c.weight for c in first_round(edition_id).rubric.criteria] == [21, 25, 15, 20, 20]


def test_new_version_is_a_copy_that_takes_over_when_it_is_put_into_force(scored: set[str]) -> None:
    edition_id = make_edition()
    old = first_round(edition_id).rubric
    old_id = old.id
    scored.add(old_id)
    draft_id = service.prepare_version(round_id=old.round_id, actor=ORGANISER)
    assert service.prepare_version(round_id=old.round_id, actor=ORGANISER) == draft_id
    draft = first_round(edition_id).draft
    assert draft is not None
    assert [c.replaces_id for c in draft.criteria] == [c.id for c in old.criteria]
    change_weight(draft, 0, 25)
    assert first_round(edition_id).rubric.id == old_id
    with pytest.raises(DomainError, match="100"):
        service.put_into_force(rubric_id=draft_id, reason="Bo tak", actor=ORGANISER)
    change_weight(draft, 1, 20)
    with pytest.raises(DomainError) as refused:
        service.put_into_force(rubric_id=draft_id, reason="  ", actor=ORGANISER)
    assert refused.value.field == "reason"
    for _ in range(2):
        service.put_into_force(rubric_id=draft_id, reason="Uchwała komisji", actor=ORGANISER)
    found = first_round(edition_id).rubric
    assert (found.id, found.version, found.reason) == (draft_id, 2, "Uchwała komisji")
    assert found.in_force_since is not None
    with pytest.raises(NotAllowed):
        change_weight(first_round(edition_id).rubrics[0], 0, 20)


def test_version_that_changes_nothing_does_not_come_into_force(scored: set[str]) -> None:
    round_ = first_round(make_edition())
    scored.add(round_.rubric.id)
    draft_id = service.prepare_version(round_id=round_.id, actor=ORGANISER)
    with pytest.raises(DomainError):
        service.put_into_force(rubric_id=draft_id, reason="x", actor=ORGANISER)


def test_prepared_version_can_be_thrown_away_but_not_one_in_force(scored: set[str]) -> None:
    round_ = first_round(make_edition())
    in_force = round_.rubric.id
    scored.add(in_force)
    draft_id = service.prepare_version(round_id=round_.id, actor=ORGANISER)
    for _ in range(2):
        service.discard_version(rubric_id=draft_id, actor=ORGANISER)
    assert [one.id for one in first_round(round_.edition_id).rubrics] == [in_force]
    with pytest.raises(NotAllowed):
        service.discard_version(rubric_id=in_force, actor=ORGANISER)
    with pytest.raises(NotFound):
        service.put_into_force(rubric_id=draft_id, reason="x", actor=ORGANISER)


def test_no_version_is_prepared_after_the_assessment(scored: set[str]) -> None:
    round_ = first_round(make_edition())
    scored.add(round_.rubric.id)
    lead_to(round_.edition_id, "deciding")
    with pytest.raises(NotAllowed):
        service.prepare_version(round_id=round_.id, actor=ORGANISER)


def test_scoring_does_not_start_by_a_rubric_that_does_not_make_100(app: Flask) -> None:
    edition_id = make_edition()
    change_weight(first_round(edition_id).rubric, 0, 21)
    with pytest.raises(NotAllowed):
        lead_to(edition_id, "scoring")
    assert not rules.complete([21, 25, 15, 20, 20])
