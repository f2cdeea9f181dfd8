import pytest
from flask import Flask
from sqlalchemy import select

from leader_award.jury import plan, rules, service, solving
from leader_award.jury.models import AssignmentProposal
from leader_award.platform import db
from leader_award.platform.audit import Actor, AuditEvent
from leader_award.platform.errors import Conflict, DomainError, NotAllowed
from leader_award.platform.outbox import OutgoingMail
from tests.editions.builders import lead_to, make_edition
from tests.jury.builders import (
    acting,
    expertise,
    juror,
    live_pairs,
    make_assessed_edition,
    make_organiser,
    seat_juror,
)
from tests.scoring.builders import fill_in, make_scoring_edition, open_card, seal


def edition_with_jury(entries: int = 4, jurors: int = 4) -> tuple[str, list[str], list[str], Actor]:
    organiser = make_organiser()
    edition_id, entry_ids = make_assessed_edition(entries, organiser)
    juror_ids = [seat_juror(edition_id, f"Juror {number}") for number in range(jurors)]
    return edition_id, entry_ids, juror_ids, organiser


def propose(edition_id: str, actor: Actor, **more: str) -> AssignmentProposal:
    proposal_id = service.propose_assignment(edition_id=edition_id, seed=1, actor=actor, **more)
    return stored(proposal_id)


def stored(proposal_id: str) -> AssignmentProposal:
    db.session().expire_all()
    return db.session().get_one(AssignmentProposal, proposal_id)


def test_problem_holds_needs_bounds_affinity_and_conflicts(app: Flask) -> None:
    organiser = make_organiser()
    edition_id, entry_ids = make_assessed_edition(2, organiser)
    known = expertise(edition_id, 3, 1)
    first = seat_juror(edition_id, "A", capacity=7, minimum=1, expertise=known)
    second = seat_juror(edition_id, "B")
    seat_juror(edition_id, "C", signs=False)
    service.bar_juror(
        juror_id=second, entry_id=entry_ids[0], kind="family", note="brat", actor=organiser
    )
    today = plan.plan_of(edition_id)
    problem = plan.problem_of(today)
    assert {entry.id: entry.jurors_needed for entry in problem.entries} == dict.fromkeys(
        entry_ids, 3
    )
    bounds = {one.id: (one.capacity, one.minimum) for one in problem.jurors}
    assert bounds == {first: (7, 1), second: (15, 0)}
    category = {entry.id: entry.category_id for entry in today.entries}
    expected = {e: rules.AFFINITY[known[category[e] or ""]] for e in entry_ids}
    assert {e: problem.affinity[e][first] for e in entry_ids} == expected
    assert problem.conflicts == {(entry_ids[0], second)}


def test_proposal_changes_nothing_until_it_is_applied(app: Flask) -> None:
    edition_id, _entries, _jurors, organiser = edition_with_jury()
    proposal = propose(edition_id, organiser)
    assert proposal.state == "proposed"
    assert live_pairs(edition_id) == set()
    change = service.apply_proposal(proposal_id=proposal.id, actor=organiser)
    assert len(change.added) == 12
    assert live_pairs(edition_id) == set(change.added)
    assert stored(proposal.id).state == "applied"


def test_applied_proposal_is_recorded_with_input_seed_and_solver(app: Flask) -> None:
    edition_id, _entries, _jurors, organiser = edition_with_jury()
    proposal = propose(edition_id, organiser)
    service.apply_proposal(proposal_id=proposal.id, actor=organiser)
    event = (
        db.session()
        .scalars(select(AuditEvent).where(AuditEvent.action == "proposal.applied"))
        .one()
    )
    assert event.details["input"] == proposal.input_sha256
    assert event.details["seed"] == 1
    assert event.details["solver"].startswith("HiGHS")


def test_applying_twice_changes_nothing_more(app: Flask) -> None:
    edition_id, _entries, _jurors, organiser = edition_with_jury()
    proposal = propose(edition_id, organiser)
    service.apply_proposal(proposal_id=proposal.id, actor=organiser)
    pairs = live_pairs(edition_id)
    again = service.apply_proposal(proposal_id=proposal.id, actor=organiser)
    assert (again.added, again.ended) == (frozenset(), frozenset())
    assert live_pairs(edition_id) == pairs


def test_conflict_declared_meanwhile_makes_the_proposal_stale(app: Flask) -> None:
    edition_id, entry_ids, juror_ids, organiser = edition_with_jury()
    proposal = propose(edition_id, organiser)
    service.declare_conflicts(
        juror_id=juror_ids[0],
        conflicts={entry_ids[0]: ("family", "")},
        actor=acting(juror_ids[0]),
    )
    with pytest.raises(Conflict):
        service.apply_proposal(proposal_id=proposal.id, actor=organiser)
    assert live_pairs(edition_id) == set()


def test_scored_pairs_stay_whatever_is_proposed(app: Flask) -> None:
    scene = make_scoring_edition(entries=3, jurors=4)
    fill_in(open_card(scene.assignment(0, 3)))
    service.update_juror(
        juror_id=scene.juror_ids[3],
        capacity=1,
        minimum=0,
        expertise={},
        actor=scene.organiser,
    )
    proposal = propose(scene.edition_id, scene.organiser, keep="scored")
    service.apply_proposal(proposal_id=proposal.id, actor=scene.organiser)
    pairs = live_pairs(scene.edition_id)
    assert (scene.entry_ids[0], scene.juror_ids[3]) in pairs
    assert len(pairs) == 9


def test_assignments_by_hand_are_kept_unless_told_otherwise(app: Flask) -> None:
    edition_id, entry_ids, juror_ids, organiser = edition_with_jury(entries=1)
    service.update_juror(
        juror_id=juror_ids[0], capacity=1, minimum=0, expertise={}, actor=organiser
    )
    service.assign(juror_id=juror_ids[0], entry_id=entry_ids[0], actor=organiser)
    by_hand = [entry_ids[0], juror_ids[0]]
    assert by_hand in propose(edition_id, organiser).outcome["pairs"]
    assert by_hand not in propose(edition_id, organiser, keep="scored").outcome["pairs"]


def test_jurors_concerned_are_told_by_mail(app: Flask) -> None:
    edition_id, _entries, juror_ids, organiser = edition_with_jury()
    proposal = propose(edition_id, organiser)
    service.apply_proposal(proposal_id=proposal.id, actor=organiser)
    query = select(OutgoingMail).where(OutgoingMail.template == "jury/mail/assigned.txt")
    mails = db.session().scalars(query).all()
    assert {mail.about_id for mail in mails} == set(juror_ids)
    assert all("http://localhost/jury" in mail.body for mail in mails)


def test_impossible_assignment_is_explained_and_repaired_by_one_click(app: Flask) -> None:
    organiser = make_organiser()
    edition_id, _entries = make_assessed_edition(4, organiser)
    for number in range(3):
        seat_juror(edition_id, f"Juror {number}", capacity=2)
    proposal = propose(edition_id, organiser)
    assert proposal.state == "infeasible"
    witness = proposal.outcome["witness"]
    assert witness["needed"] > witness["available"]
    kinds = [repair["kind"] for repair in proposal.outcome["repairs"]]
    new_id = service.repair_and_propose(
        proposal_id=proposal.id, number=kinds.index("raise_capacity"), actor=organiser
    )
    assert stored(new_id).state == "proposed"
    assert stored(proposal.id).state == "discarded"


def test_repair_that_needs_a_person_is_not_done_by_a_click(app: Flask) -> None:
    organiser = make_organiser()
    edition_id, _entries = make_assessed_edition(2, organiser)
    seat_juror(edition_id)
    proposal = propose(edition_id, organiser)
    kinds = [repair["kind"] for repair in proposal.outcome["repairs"]]
    for number in (kinds.index("invite_juror"), 99, -1):
        with pytest.raises(NotAllowed):
            service.repair_and_propose(proposal_id=proposal.id, number=number, actor=organiser)
    assert stored(proposal.id).state == "infeasible"


def test_discarded_proposal_cannot_be_applied(app: Flask) -> None:
    edition_id, _entries, _jurors, organiser = edition_with_jury()
    proposal = propose(edition_id, organiser)
    service.discard_proposal(proposal_id=proposal.id, actor=organiser)
    with pytest.raises(NotAllowed):
        service.apply_proposal(proposal_id=proposal.id, actor=organiser)
    assert live_pairs(edition_id) == set()


def test_applied_proposal_cannot_be_discarded(app: Flask) -> None:
    edition_id, _entries, _jurors, organiser = edition_with_jury()
    proposal = propose(edition_id, organiser)
    service.apply_proposal(proposal_id=proposal.id, actor=organiser)
    with pytest.raises(NotAllowed):
        service.discard_proposal(proposal_id=proposal.id, actor=organiser)


def test_large_problem_waits_for_the_worker(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rules, "SOLVED_AT_ONCE", 3)
    edition_id, _entries, _jurors, organiser = edition_with_jury(entries=4)
    proposal = propose(edition_id, organiser)
    assert proposal.state == "waiting"
    assert solving.solve_waiting() == 1
    assert stored(proposal.id).state == "proposed"
    assert solving.solve_waiting() == 0


def test_work_put_aside_before_its_turn_is_not_done(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(rules, "SOLVED_AT_ONCE", 0)
    edition_id, _entries, _jurors, organiser = edition_with_jury()
    proposal = propose(edition_id, organiser)
    service.discard_proposal(proposal_id=proposal.id, actor=organiser)
    solving.solve_proposal(proposal.id)
    assert (stored(proposal.id).state, stored(proposal.id).outcome) == ("discarded", {})


@pytest.mark.parametrize("seed", [-1, 2**31])
def test_seed_out_of_range_is_refused(app: Flask, seed: int) -> None:
    edition_id, _entries, _jurors, organiser = edition_with_jury(entries=1)
    with pytest.raises(DomainError) as refused:
        service.propose_assignment(edition_id=edition_id, seed=seed, actor=organiser)
    assert refused.value.field == "seed"


def test_nothing_is_proposed_without_entries_jurors_or_at_the_wrong_stage(app: Flask) -> None:
    organiser = make_organiser()
    empty = make_edition()
    with pytest.raises(NotAllowed):
        propose(empty, organiser)
    lead_to(empty, "checking")
    with pytest.raises(DomainError):
        propose(empty, organiser)
    edition_id, _entries = make_assessed_edition(1, organiser)
    seat_juror(edition_id, signs=False)
    with pytest.raises(DomainError):
        propose(edition_id, organiser)


def test_same_input_and_seed_give_the_same_pairs(app: Flask) -> None:
    edition_id, _entries, _jurors, organiser = edition_with_jury(entries=6, jurors=5)
    first, second = propose(edition_id, organiser), propose(edition_id, organiser)
    assert first.input_sha256 == second.input_sha256
    assert first.outcome["pairs"] == second.outcome["pairs"]


def test_sealed_card_of_a_juror_who_left_counts_as_one_of_the_entrys_jurors(app: Flask) -> None:
    scene = make_scoring_edition(entries=1, jurors=3)
    card_id = open_card(scene.assignment())
    fill_in(card_id)
    seal(card_id)
    leaver = scene.juror_ids[0]
    service.leave_jury(juror_id=leaver, reason="Choroba", actor=scene.organiser)
    problem = plan.problem_of(plan.plan_of(scene.edition_id), keep="scored")
    assert [entry.jurors_needed for entry in problem.entries] == [2]
    assert leaver not in {one.id for one in problem.jurors}
    proposal = propose(scene.edition_id, scene.organiser)
    service.apply_proposal(proposal_id=proposal.id, actor=scene.organiser)
    assert (scene.entry_ids[0], leaver) in live_pairs(scene.edition_id)
    assert juror(leaver).left_at is not None


def test_after_a_recusal_only_the_gap_is_filled(app: Flask) -> None:
    edition_id, entry_ids, _jurors, organiser = edition_with_jury(entries=4, jurors=5)
    first = propose(edition_id, organiser)
    service.apply_proposal(proposal_id=first.id, actor=organiser)
    lost = next((e, j) for e, j in sorted(live_pairs(edition_id)) if e == entry_ids[0])
    service.declare_conflicts(
        juror_id=lost[1], conflicts={lost[0]: ("family", "")}, actor=acting(lost[1])
    )
    before = live_pairs(edition_id)
    repair = propose(edition_id, organiser, method="repair")
    change = service.apply_proposal(proposal_id=repair.id, actor=organiser)
    assert change.ended == frozenset()
    assert before <= live_pairs(edition_id)
    assert [entry_id for entry_id, _juror in change.added] == [lost[0]]
    assert lost not in live_pairs(edition_id)
