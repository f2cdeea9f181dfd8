"""An impossible assignment is made possible by a click, and so is a recusal repaired."""

import re
import threading
import time
from collections.abc import Callable
from random import Random
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from leader_award.editions.models import Edition, Round
from leader_award.jury import (
    assignment,
    assignment_io,
    explaining,
    plan,
    proposals,
    queries,
    rules,
    service,
    solving,
)
from leader_award.jury.models import AssignmentProposal, EntryNeed
from leader_award.platform import clock, db
from leader_award.platform.audit import Actor, AuditEvent
from leader_award.platform.errors import Conflict, NotAllowed
from tests.jury.builders import (
    acting,
    expertise,
    live_pairs,
    make_assessed_edition,
    make_organiser,
    seat_juror,
)


@pytest.fixture
def organiser(app: Flask) -> Actor:
    return make_organiser()


@pytest.fixture
def board(organiser: Actor, signed_in: Callable[[str], FlaskClient]) -> FlaskClient:
    assert organiser.person_id
    return signed_in(organiser.person_id)


def stored(proposal_id: str) -> AssignmentProposal:
    db.session().expire_all()
    return db.session().get_one(AssignmentProposal, proposal_id)


def propose(edition_id: str, actor: Actor, **more: str) -> AssignmentProposal:
    proposal_id = service.propose_assignment(edition_id=edition_id, seed=1, actor=actor, **more)
    return stored(proposal_id)


def number_of(proposal: AssignmentProposal, kind: str) -> int:
    return [one["kind"] for one in proposal.outcome["repairs"]].index(kind)


def text_of(page: str) -> str:
    return " ".join(page.split())


@pytest.fixture
def short(organiser: Actor) -> tuple[str, list[str], AssignmentProposal]:
    """Two entries that need three jurors each, and two jurors: impossible."""
    edition_id, entry_ids = make_assessed_edition(2, organiser)
    for name in ("Ewa Ach", "Jan Boh"):
        seat_juror(edition_id, name)
    proposal = propose(edition_id, organiser)
    assert proposal.state == "infeasible"
    return edition_id, entry_ids, proposal


Short = tuple[str, list[str], AssignmentProposal]


def test_need_of_named_entries_is_lowered_by_a_click(
    short: Short, board: FlaskClient, organiser: Actor
) -> None:
    edition_id, entry_ids, proposal = short
    page = text_of(board.get(f"/organizator/propozycje/{proposal.id}").text)
    assert "Koszt: 200 punktów" in page
    went = board.post(
        f"/organizator/propozycje/{proposal.id}/naprawa",
        data={"number": number_of(proposal, "lower_need")},
    )
    new = stored(went.location.rpartition("/")[2])
    assert new.state == "proposed"
    today = plan.plan_of(edition_id)
    assert today.needs == dict.fromkeys(entry_ids, 2)
    service.apply_proposal(proposal_id=new.id, actor=organiser)
    assert [plan.plan_of(edition_id).lacking(entry) for entry in today.entries] == [0, 0]
    repaired = select(AuditEvent).where(AuditEvent.action == "proposal.repaired")
    assert db.session().scalars(repaired).one().details["needs"] == dict.fromkeys(entry_ids, 2)


@pytest.mark.parametrize(
    ("parts", "possible"),
    [
        ({"lower_need": {"a": 1}}, True),
        ({"lower_need": {"a": 1, "b": 0}}, False),
        ({"invite_juror": {"new-1": {}}}, False),
        ({"invite_juror": {"new-1": {}}, "raise_capacity": {"x": 3}}, True),
        ({}, False),
    ],
)
def test_repairs_that_a_click_can_carry_out(parts: dict[str, Any], possible: bool) -> None:
    assert explaining.is_applicable(parts) is possible


def test_lowered_needs_are_shown_and_restored_by_a_click(
    short: Short, board: FlaskClient, organiser: Actor
) -> None:
    edition_id, _entries, proposal = short
    service.repair_and_propose(
        proposal_id=proposal.id, number=number_of(proposal, "lower_need"), actor=organiser
    )
    path = f"/organizator/edycje/{edition_id}/przydzial"
    assert "2 zgłoszenia mają inną liczbę potrzebnych jurorów" in board.get(path).text
    board.post(f"{path}/potrzeby")
    assert db.session().scalars(select(EntryNeed)).all() == []
    assert "inną liczbę potrzebnych jurorów" not in board.get(path).text


def test_invitation_is_filled_in_from_what_is_needed(short: Short, board: FlaskClient) -> None:
    edition_id, _entries, proposal = short
    page = board.get(f"/organizator/propozycje/{proposal.id}").text
    number = number_of(proposal, "invite_juror")
    path = f"/organizator/edycje/{edition_id}/jury/zaproszenie"
    query = f"propozycja={proposal.id}&naprawa={number}&osoba=0"
    assert query.replace("&", "&amp;") in page
    form = text_of(board.get(f"{path}?{query}").text)
    assert "Szukasz osoby, która weźmie 2 zgłoszenia" in form
    assert "Rozwiązanie numer 1" in form
    assert re.search(r'<input[^>]*name="capacity"[^>]*value="2"', form)


@pytest.mark.parametrize("query", ["propozycja=nie-ma", "propozycja={id}&naprawa=99", "osoba=x"])
def test_invitation_with_a_wrong_address_is_just_empty(
    short: Short, board: FlaskClient, query: str
) -> None:
    edition_id, _entries, proposal = short
    path = f"/organizator/edycje/{edition_id}/jury/zaproszenie?{query.format(id=proposal.id)}"
    answer = board.get(path)
    assert answer.status_code == 200
    assert "Szukasz osoby" not in answer.text


def test_repair_that_is_only_an_invitation_is_no_click(short: Short, organiser: Actor) -> None:
    _edition, _entries, proposal = short
    with pytest.raises(NotAllowed):
        service.repair_and_propose(
            proposal_id=proposal.id, number=number_of(proposal, "invite_juror"), actor=organiser
        )


def test_soft_conflict_costs_points_but_never_makes_a_jury_impossible() -> None:
    found = assignment.solve(
        assignment.Problem(
            entries=(assignment.Entry("a", 1),),
            jurors=(assignment.Juror("x", 1),),
            affinity={"a": {"x": 70}},
            soft_conflicts={("a", "x"): rules.SAME_VOIVODESHIP},
        )
    )
    assert isinstance(found, assignment.Proposal)
    assert (found.total_affinity, dict(found.soft_conflicts)) == (50, {("a", "x"): 20})


def applied(organiser: Actor, entries: int = 3, jurors: int = 5) -> tuple[str, list[str]]:
    edition_id, entry_ids = make_assessed_edition(entries, organiser)
    for number in range(jurors):
        seat_juror(edition_id, f"Juror {number}", expertise=expertise(edition_id, 2, 2))
    service.apply_proposal(proposal_id=propose(edition_id, organiser).id, actor=organiser)
    return edition_id, entry_ids


def recuse(edition_id: str) -> tuple[str, str]:
    """Let a juror declare a conflict about an entry of theirs; return the pair."""
    entry_id, juror_id = sorted(live_pairs(edition_id))[0]
    service.declare_conflicts(
        juror_id=juror_id, conflicts={entry_id: ("family", "")}, actor=acting(juror_id)
    )
    return entry_id, juror_id


def test_recusal_is_repaired_from_its_page_and_everybody_else_stays(
    organiser: Actor, board: FlaskClient
) -> None:
    edition_id, _entries = applied(organiser)
    lost = recuse(edition_id)
    before = live_pairs(edition_id)
    path = f"/organizator/edycje/{edition_id}/przydzial"
    assert "Po wyłączeniu tym zgłoszeniom brakuje jurora" in board.get(path).text
    went = board.post(f"{path}/propozycja", data={"keep": "repair"})
    page = text_of(board.get(went.location).text)
    assert "Wszystkie inne pary zostają tam, gdzie są" in page
    assert "Miejsca zwolnione przez wyłączenie" in page
    assert live_pairs(edition_id) == before
    board.post(f"{went.location}/zastosuj")
    after = live_pairs(edition_id)
    assert before < after
    assert [entry_id for entry_id, _juror in after - before] == [lost[0]]
    assert lost not in after
    assert "Po wyłączeniu" not in board.get(path).text


def test_others_move_only_when_there_is_no_other_way(organiser: Actor, board: FlaskClient) -> None:
    edition_id, entry_ids = make_assessed_edition(2, organiser, jurors_per_entry=1)
    ach, boh, cyc = (
        seat_juror(edition_id, name, capacity=1, expertise=expertise(edition_id, *levels))
        for name, levels in (("Ach", (0, 3)), ("Boh", (3, 0)), ("Cyc", (1, 0)))
    )
    service.bar_juror(
        juror_id=cyc, entry_id=entry_ids[0], kind="family", note="brat", actor=organiser
    )
    service.apply_proposal(proposal_id=propose(edition_id, organiser).id, actor=organiser)
    assert live_pairs(edition_id) == {(entry_ids[0], ach), (entry_ids[1], boh)}
    service.declare_conflicts(
        juror_id=ach, conflicts={entry_ids[0]: ("family", "")}, actor=acting(ach)
    )
    proposal = propose(edition_id, organiser, method="repair")
    assert proposal.outcome["moved"] == [[entry_ids[1], boh]]
    page = text_of(board.get(f"/organizator/propozycje/{proposal.id}").text)
    assert "trzeba zmienić 1 inną parę" in page
    service.apply_proposal(proposal_id=proposal.id, actor=organiser)
    assert live_pairs(edition_id) == {(entry_ids[0], boh), (entry_ids[1], cyc)}


def test_who_lost_an_entry_is_not_given_another_to_make_up_a_minimum(organiser: Actor) -> None:
    edition_id, entry_ids = make_assessed_edition(2, organiser, jurors_per_entry=1)
    first = seat_juror(edition_id, "Ach", minimum=1)
    second = seat_juror(edition_id, "Boh", expertise={})
    service.assign(juror_id=first, entry_id=entry_ids[0], actor=organiser)
    service.assign(juror_id=second, entry_id=entry_ids[1], actor=organiser)
    service.declare_conflicts(
        juror_id=first, conflicts={entry_ids[0]: ("family", "")}, actor=acting(first)
    )
    proposal = propose(edition_id, organiser, method="repair")
    assert proposals.pairs_after(proposal) == {(one, second) for one in entry_ids}


def test_repair_is_stale_once_the_assignment_has_changed(organiser: Actor) -> None:
    edition_id, _entries = applied(organiser)
    recuse(edition_id)
    proposal = propose(edition_id, organiser, method="repair")
    entry_id, juror_id = next(
        (entry.id, juror.id)
        for entry in plan.plan_of(edition_id).entries
        for juror in plan.plan_of(edition_id).serving
        if (entry.id, juror.id) not in live_pairs(edition_id)
        and (entry.id, juror.id) not in plan.plan_of(edition_id).bars
    )
    service.assign(juror_id=juror_id, entry_id=entry_id, actor=organiser)
    with pytest.raises(Conflict):
        service.apply_proposal(proposal_id=proposal.id, actor=organiser)


def test_repair_keeps_input_seed_and_solver_and_its_input_is_a_problem(organiser: Actor) -> None:
    edition_id, _entries = applied(organiser)
    recuse(edition_id)
    proposal = propose(edition_id, organiser, method="repair")
    assert proposal.solver.startswith("HiGHS")
    assert assignment_io.input_sha256(proposal.problem) == proposal.input_sha256
    assert len(assignment_io.read_problem(proposal.problem).entries) == 3
    assert len(proposal.problem["current"]) == 9


def waiting(edition_id: str, organiser: Actor, entries: int, jurors: int) -> str:
    """A proposal that waits, with a problem of this size."""
    random = Random(7)
    names = [f"J{number:03}" for number in range(jurors)]
    able = {name: random.randint(20, 60) for name in names}
    document = {
        "entries": [{"id": f"E{number:04}", "jurors_needed": 5} for number in range(entries)],
        "jurors": [
            {"id": name, "capacity": 5 * entries // jurors + 3, "minimum": 0} for name in names
        ],
        "affinity": {
            f"E{number:04}": {name: able[name] + random.randint(-20, 40) for name in names}
            for number in range(entries)
        },
        "conflicts": [],
    }
    round_id = db.session().scalar(select(Round.id).where(Round.edition_id == edition_id))
    with db.transaction() as writer:
        proposal = AssignmentProposal(
            edition_id=edition_id,
            round_id=round_id,
            made_at=clock.now(),
            made_by_id=organiser.person_id,
            state=solving.WAITING,
            seed=1,
            solver="",
            input_sha256=assignment_io.input_sha256(document),
            problem=document,
            outcome={},
            edits={},
        )
        writer.add(proposal)
        writer.flush()
        return proposal.id


def test_long_work_in_the_worker_tells_how_far_it_is_and_stops_when_told(
    app: Flask, organiser: Actor, board: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solving, "TOLD_EVERY", solving.TOLD_EVERY / 50)
    edition_id, _entries = make_assessed_edition(1, organiser)
    proposal_id = waiting(edition_id, organiser, entries=500, jurors=50)

    def work() -> None:
        with app.app_context():
            solving.solve_waiting()

    worker = threading.Thread(target=work)
    worker.start()
    path = f"/organizator/propozycje/{proposal_id}"
    seen = ""
    while worker.is_alive() and "value=" not in seen:
        seen = board.get(f"{path}/postep").text
        if stored(proposal_id).outcome.get("stage") is None:
            seen = ""
            time.sleep(0.02)
    assert "data-poll-done" not in seen
    board.post(f"{path}/odrzuc")
    worker.join(timeout=30)
    assert not worker.is_alive()
    assert stored(proposal_id).state == "discarded"
    assert "pairs" not in stored(proposal_id).outcome
    assert "data-poll-done" in board.get(f"{path}/postep").text


@pytest.fixture
def two_rounds(organiser: Actor) -> tuple[str, str, list[str]]:
    """An edition whose second round wants one juror for each of its entries."""
    edition_id, entry_ids = make_assessed_edition(2, organiser)
    with db.transaction() as writer:
        edition = db.lock(writer, Edition, edition_id)
        assert edition.state in rules.ASSIGNING
        writer.add(
            Round(
                edition_id=edition_id,
                position=1,
                kind="site_visit",
                name={"pl": "Wizyty", "en": "Visits"},
                share=0,
                jurors_per_entry=1,
            )
        )
    found = db.session().scalars(
        select(Round).where(Round.edition_id == edition_id, Round.position == 1)
    ).one()  # fmt: skip
    service.choose_entries(round_id=found.id, entry_ids=entry_ids[:1], actor=organiser)
    return edition_id, found.id, entry_ids


def test_each_round_has_its_own_assignment(
    two_rounds: tuple[str, str, list[str]], organiser: Actor, board: FlaskClient
) -> None:
    edition_id, round_id, entry_ids = two_rounds
    juror_id = seat_juror(edition_id, "Ewa Ach")
    path = f"/organizator/edycje/{edition_id}/przydzial"
    page = text_of(board.get(path).text)
    assert "Wizyty" in page
    assert f"?runda={round_id}" in page
    second = text_of(board.get(f"{path}?runda={round_id}").text)
    assert "Rozwiązanie numer 1" in second
    assert "Rozwiązanie numer 2" not in second
    went = board.post(f"{path}/propozycja?runda={round_id}")
    board.post(f"{went.location}/zastosuj")
    assert [
        (one.entry_id, one.juror_id)
        for one in queries.active_assignments(edition_id, None, round_id)
    ] == [(entry_ids[0], juror_id)]
    first = db.session().scalar(
        select(Round.id).where(Round.edition_id == edition_id, Round.position == 0)
    )
    assert queries.active_assignments(edition_id, None, first) == []
    move = f"{path}/zmiana?zabierz={entry_ids[0]}.{juror_id}&runda={round_id}"
    assert "Zmień przydział" in board.get(move).text


def test_round_of_another_edition_is_not_found(
    two_rounds: tuple[str, str, list[str]], organiser: Actor, board: FlaskClient
) -> None:
    other, _entries = make_assessed_edition(1, organiser)
    path = f"/organizator/edycje/{other}/przydzial?runda={two_rounds[1]}"
    assert board.get(path).status_code == 404
