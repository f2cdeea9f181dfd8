from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from leader_award.editions import service as editions
from leader_award.platform import db
from leader_award.platform.audit import Actor
from leader_award.platform.errors import Conflict, DomainError, NotAllowed
from leader_award.results import service
from leader_award.results.models import Decision
from tests.editions.builders import make_edition
from tests.entries.builders import entry, make_submitted_entry
from tests.results.builders import edition_to_decide, prizes


def outcomes(edition_id: str) -> dict[str, str]:
    db.session().expire_all()
    query = select(Decision).where(Decision.edition_id == edition_id)
    return {d.entry_id: d.outcome for d in db.session().scalars(query)}


def decide(entry_id: str, outcome: str, actor: Actor, **rest: Any) -> str:
    return service.decide(entry_id=entry_id, outcome=outcome, actor=actor, **rest)


def test_decision_is_kept_with_its_prize_and_reason(app: Flask, organiser: Actor) -> None:
    edition_id, (first, *_rest) = edition_to_decide(organiser)
    prize = prizes(edition_id)["laureate"]
    decide(first, "laureate", organiser, prize_id=prize, reason=" Odwaga. ")
    decision = db.session().scalar(select(Decision))
    assert decision is not None
    assert (decision.outcome, decision.prize_id, decision.reason) == ("laureate", prize, "Odwaga.")


def test_entry_itself_never_gives_its_decision_away(app: Flask, organiser: Actor) -> None:
    edition_id, entries = edition_to_decide(organiser, has_final=True)
    before = [(entry(e).state, entry(e).version) for e in entries]
    service.mark_finalists(edition_id=edition_id, entry_ids=entries[:2], actor=organiser)
    decide(entries[0], "laureate", organiser)
    assert [(entry(e).state, entry(e).version) for e in entries] == before


def test_prize_is_not_given_more_often_than_there_is_of_it(app: Flask, organiser: Actor) -> None:
    edition_id, entries = edition_to_decide(organiser)  # there are 2 of each prize
    prize = prizes(edition_id)["laureate"]
    for entry_id in entries[:2]:
        decide(entry_id, "laureate", organiser, prize_id=prize)
    with pytest.raises(DomainError) as refused:
        decide(entries[2], "laureate", organiser, prize_id=prize)
    assert refused.value.field == "prize_id"
    decide(entries[1], "laureate", organiser, prize_id=prize, reason="still its own")
    assert len(outcomes(edition_id)) == 2


def test_prize_of_another_award_or_edition_is_refused(app: Flask, organiser: Actor) -> None:
    edition_id, (first, *_rest) = edition_to_decide(organiser)
    foreign = prizes(make_edition())["laureate"]
    for prize in (prizes(edition_id)["distinction"], foreign, "nonsense"):
        with pytest.raises(DomainError) as refused:
            decide(first, "laureate", organiser, prize_id=prize)
        assert refused.value.field == "prize_id"
    assert outcomes(edition_id) == {}


def test_nobody_wins_without_having_reached_the_final(app: Flask, organiser: Actor) -> None:
    edition_id, (first, second, third) = edition_to_decide(organiser, has_final=True)
    with pytest.raises(DomainError) as refused:
        decide(first, "laureate", organiser)
    assert refused.value.field == "outcome"
    service.mark_finalists(edition_id=edition_id, entry_ids=[first, second], actor=organiser)
    decide(first, "laureate", organiser)
    service.decide_rest(edition_id=edition_id, actor=organiser)
    assert outcomes(edition_id) == {first: "laureate", second: "finalist", third: "not_awarded"}


def test_finalists_are_exactly_those_marked_last(app: Flask, organiser: Actor) -> None:
    edition_id, (first, second, third) = edition_to_decide(organiser, has_final=True)
    service.mark_finalists(edition_id=edition_id, entry_ids=[first, second], actor=organiser)
    service.mark_finalists(edition_id=edition_id, entry_ids=[second, third], actor=organiser)
    assert outcomes(edition_id) == {second: "finalist", third: "finalist"}


def test_laureate_cannot_drop_out_of_the_final(app: Flask, organiser: Actor) -> None:
    edition_id, (first, second, _third) = edition_to_decide(organiser, has_final=True)
    service.mark_finalists(edition_id=edition_id, entry_ids=[first], actor=organiser)
    decide(first, "laureate", organiser)
    with pytest.raises(NotAllowed):
        service.mark_finalists(edition_id=edition_id, entry_ids=[second], actor=organiser)
    assert outcomes(edition_id) == {first: "laureate"}


def test_finalist_from_elsewhere_is_refused(app: Flask, organiser: Actor) -> None:
    edition_id, _entries = edition_to_decide(organiser, has_final=True)
    elsewhere = make_submitted_entry(make_edition())
    with pytest.raises(NotAllowed):
        service.mark_finalists(edition_id=edition_id, entry_ids=[elsewhere], actor=organiser)


def test_decisions_wait_until_the_assessment_is_closed(app: Flask, organiser: Actor) -> None:
    entry_id = make_submitted_entry(make_edition())
    with pytest.raises(NotAllowed):
        decide(entry_id, "laureate", organiser)


def test_second_organiser_does_not_overwrite_the_first_unseen(app: Flask, organiser: Actor) -> None:
    edition_id, (first, *_rest) = edition_to_decide(organiser)
    decide(first, "laureate", organiser, version=0)
    with pytest.raises(Conflict) as refused:
        decide(first, "not_awarded", organiser, version=0)
    assert refused.value.changes["outcome"] == "laureate"
    decide(first, "distinction", organiser, version=1)
    assert outcomes(edition_id) == {first: "distinction"}


def test_withdrawn_decision_leaves_the_entry_undecided(app: Flask, organiser: Actor) -> None:
    edition_id, (first, *_rest) = edition_to_decide(organiser)
    decide(first, "laureate", organiser)
    service.withdraw_decision(entry_id=first, actor=organiser)
    assert outcomes(edition_id) == {}


def test_prizes_that_were_given_cannot_be_changed_or_deleted(app: Flask, organiser: Actor) -> None:
    edition_id, (first, *_rest) = edition_to_decide(organiser)
    prize = prizes(edition_id)["laureate"]
    decide(first, "laureate", organiser, prize_id=prize)
    with pytest.raises(NotAllowed):
        editions.delete_part(kind="prize", item_id=prize, actor=organiser)
    service.withdraw_decision(entry_id=first, actor=organiser)
    editions.delete_part(kind="prize", item_id=prize, actor=organiser)
    assert "laureate" not in prizes(edition_id)
