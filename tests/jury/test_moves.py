"""Changes by hand: what they cost and break is shown first, on a proposal as on the assignment."""

from collections.abc import Callable, Sequence
from urllib.parse import urlencode

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select

from leader_award.jury import assignment_model as engine
from leader_award.jury import moves, plan, proposals, queries, service
from leader_award.jury.models import Assignment, AssignmentProposal
from leader_award.jury.moves import Move
from leader_award.platform import db
from leader_award.platform.audit import Actor, AuditEvent
from leader_award.platform.errors import Conflict, DomainError, NotAllowed
from tests.jury.builders import (
    confirm,
    expertise,
    live_pairs,
    make_assessed_edition,
    make_organiser,
    seat_juror,
)
from tests.scoring.builders import fill_in, make_scoring_edition, open_card

PROBLEM = engine.Problem(
    entries=(engine.Entry("a", 1), engine.Entry("b", 1)),
    jurors=(engine.Juror("x", 1), engine.Juror("y", 2, 1)),
    affinity={"a": {"x": 90, "y": 40}, "b": {"x": 10, "y": 70}},
)


Pairs = Sequence[tuple[int, int]]
"""Positions of an entry and a juror of the scene."""


class Scene:
    """Two entries of two categories, three jurors; two places for each entry."""

    def __init__(self) -> None:
        self.organiser = make_organiser()
        self.edition_id, self.entries = make_assessed_edition(2, self.organiser, jurors_per_entry=2)
        self.jurors = [
            seat_juror(self.edition_id, name, expertise=expertise(self.edition_id, *levels))
            for name, levels in (("Ewa Ach", (3, 1)), ("Jan Boh", (2, 2)), ("Iza Cyc", (1, 3)))
        ]
        self.path = f"/organizator/edycje/{self.edition_id}/przydzial"

    def assign(self, *pairs: tuple[int, int]) -> None:
        for entry, juror in pairs:
            service.assign(
                juror_id=self.jurors[juror], entry_id=self.entries[entry], actor=self.organiser
            )

    def pair(self, entry: int, juror: int) -> tuple[str, str]:
        return self.entries[entry], self.jurors[juror]

    def move(self, added: Pairs = (), removed: Pairs = ()) -> Move:
        return Move(
            frozenset(self.pair(*one) for one in added),
            frozenset(self.pair(*one) for one in removed),
        )

    def address(self, move: Move, path: str | None = None) -> str:
        return f"{path or self.path}/zmiana?{urlencode(move.arguments(), doseq=True)}"

    def propose(self) -> AssignmentProposal:
        proposal_id = service.propose_assignment(
            edition_id=self.edition_id, seed=1, actor=self.organiser
        )
        return stored(proposal_id)


def stored(proposal_id: str) -> AssignmentProposal:
    db.session().expire_all()
    return db.session().get_one(AssignmentProposal, proposal_id)


@pytest.fixture
def scene(app: Flask) -> Scene:
    return Scene()


@pytest.fixture
def board(scene: Scene, signed_in: Callable[[str], FlaskClient]) -> FlaskClient:
    assert scene.organiser.person_id
    return signed_in(scene.organiser.person_id)


def words(page: str) -> str:
    return " ".join(page.split())


def test_move_is_weighed_before_and_after() -> None:
    found = moves.weigh(PROBLEM, [("a", "x"), ("b", "y")], [("a", "y"), ("b", "y")])
    assert (found.before.total_affinity, found.after.total_affinity) == (160, 110)
    assert (found.before.worst_entry_affinity, found.after.worst_entry_affinity) == (70, 40)
    assert (found.broken, found.mended, found.left) == ((), (), ())


@pytest.mark.parametrize(
    ("before", "after", "broken", "mended", "left"),
    [
        ([("a", "x")], [("a", "x"), ("b", "x")], ["over_capacity"], ["missing"],
         ["under_minimum"]),
        ([("a", "x"), ("b", "y")], [("a", "x")], ["missing", "under_minimum"], [], []),
        ([("a", "x")], [("a", "x"), ("a", "y")], ["extra"], ["under_minimum"], ["missing"]),
    ],
)  # fmt: skip
def test_rules_that_a_move_breaks_mends_and_leaves_broken(
    before: list[moves.Pair],
    after: list[moves.Pair],
    broken: list[str],
    mended: list[str],
    left: list[str],
) -> None:
    found = moves.weigh(PROBLEM, before, after)
    kinds = [[one.kind for one in part] for part in (found.broken, found.mended, found.left)]
    assert kinds == [broken, mended, left]


@pytest.mark.parametrize(
    ("added", "removed"),
    [
        ([], []),
        (["a.x"], ["a.x"]),
        (["a"], []),
        (["a.x.y"], []),
        ([f"a.{n}" for n in range(21)], []),
    ],
)
def test_address_that_is_no_move(added: list[str], removed: list[str]) -> None:
    assert moves.move_of(added, removed) is None


def test_cost_is_shown_first_and_the_change_made_on_confirmation(
    scene: Scene, board: FlaskClient
) -> None:
    scene.assign((0, 0), (0, 1), (1, 1))
    path = scene.address(scene.move(added=[(1, 2)]))
    page = words(board.get(path).text)
    assert "Zmiana nie łamie żadnej zasady" in page
    assert "ma 1 z 2 potrzebnych jurorów" in page
    assert len(live_pairs(scene.edition_id)) == 3
    assert confirm(board, path).status_code == 302
    assert scene.pair(1, 2) in live_pairs(scene.edition_id)


def test_confirming_twice_changes_nothing_more(scene: Scene, board: FlaskClient) -> None:
    path = scene.address(scene.move(added=[(0, 0)]))
    seen = {"seen": moves.digest(plan.plan_of(scene.edition_id))}
    assert [board.post(path, data=seen).status_code for _ in range(2)] == [302, 302]
    assert len(live_pairs(scene.edition_id)) == 1
    made = select(AuditEvent).where(AuditEvent.action == "assignments.moved")
    assert len(db.session().scalars(made).all()) == 1


def test_capacity_is_broken_only_by_an_organiser_who_has_been_told(
    scene: Scene, board: FlaskClient
) -> None:
    service.update_juror(
        juror_id=scene.jurors[0], capacity=1, minimum=0, expertise={}, actor=scene.organiser
    )
    scene.assign((0, 0))
    path = scene.address(scene.move(added=[(1, 0)]))
    page = words(board.get(path).text)
    assert "Ewa Ach: liczba zgłoszeń 2, powyżej limitu (1)" in page
    confirm(board, path)
    assert scene.pair(1, 0) in live_pairs(scene.edition_id)


def test_what_has_changed_meanwhile_is_weighed_again_and_nothing_done(
    scene: Scene, board: FlaskClient
) -> None:
    scene.assign((0, 0))
    seen = moves.digest(plan.plan_of(scene.edition_id))
    scene.assign((1, 1))
    answer = board.post(scene.address(scene.move(added=[(0, 1)])), data={"seen": seen})
    assert answer.status_code == 409
    assert "Przydział zmienił się" in answer.text
    assert scene.pair(0, 1) not in live_pairs(scene.edition_id)


def test_swap_is_one_transaction(scene: Scene) -> None:
    scene.assign((0, 0), (1, 1))
    swap = scene.move(added=[(0, 1), (1, 0)], removed=[(0, 0), (1, 1)])
    service.move_assignments(
        edition_id=scene.edition_id,
        round_id=None,
        move=swap,
        seen=moves.digest(plan.plan_of(scene.edition_id)),
        reason="",
        actor=scene.organiser,
    )
    assert live_pairs(scene.edition_id) == {scene.pair(0, 1), scene.pair(1, 0)}
    event = db.session().scalars(
        select(AuditEvent).where(AuditEvent.action == "assignments.moved")
    ).one()  # fmt: skip
    assert len(event.details["added"]) == len(event.details["removed"]) == 2


def test_swap_with_one_forbidden_half_does_nothing(scene: Scene) -> None:
    scene.assign((0, 0), (1, 1))
    service.bar_juror(
        juror_id=scene.jurors[0], entry_id=scene.entries[1], kind="forbidden", note="Powód",
        actor=scene.organiser,
    )  # fmt: skip
    with pytest.raises(NotAllowed):
        service.move_assignments(
            edition_id=scene.edition_id,
            round_id=None,
            move=scene.move(added=[(0, 1), (1, 0)], removed=[(0, 0), (1, 1)]),
            seen=moves.digest(plan.plan_of(scene.edition_id)),
            reason="",
            actor=scene.organiser,
        )
    assert live_pairs(scene.edition_id) == {scene.pair(0, 0), scene.pair(1, 1)}


def test_scored_entry_is_taken_away_only_with_a_reason(
    signed_in: Callable[[str], FlaskClient],
) -> None:
    scoring = make_scoring_edition(entries=1, jurors=1)
    fill_in(open_card(scoring.assignment()))
    assert scoring.organiser.person_id
    board = signed_in(scoring.organiser.person_id)
    pair = f"{scoring.entry_ids[0]}.{scoring.juror_ids[0]}"
    path = f"/organizator/edycje/{scoring.edition_id}/przydzial/zmiana?zabierz={pair}"
    assert "juror zaczął już oceniać" in board.get(path).text.lower()
    assert confirm(board, path, reason=" ").status_code == 422
    assert len(live_pairs(scoring.edition_id)) == 1
    assert confirm(board, path, reason="Zmiana składu").status_code == 302
    ended = db.session().scalars(select(Assignment)).one()
    assert (ended.end_reason, live_pairs(scoring.edition_id)) == ("Zmiana składu", set())


def test_pair_is_explained_with_figures_and_priced_swaps(scene: Scene, board: FlaskClient) -> None:
    scene.assign((0, 0), (0, 1), (1, 1), (1, 2))
    page = words(board.get(f"{scene.path}/para/{scene.entries[0]}/{scene.jurors[0]}").text)
    assert "Dopasowanie: 40 ze 100 punktów" in page
    assert "miejsce 3. wśród 3 jurorów" in page
    assert "Zobacz tę zamianę" in page
    assert "+120" in page


def test_explained_pair_may_be_one_that_is_not_assigned(scene: Scene, board: FlaskClient) -> None:
    scene.assign((0, 0))
    page = words(board.get(f"{scene.path}/para/{scene.entries[0]}/{scene.jurors[1]}").text)
    assert "Czy Jan Boh może" in page
    assert "Zgłoszeniu brakuje 1 jurora" in page


def test_forbidden_pair_is_explained_by_its_reason_to_organisers_alone(
    scene: Scene, board: FlaskClient, signed_in: Callable[[str], FlaskClient]
) -> None:
    scene.assign((0, 0))
    typed = {"entry_id": scene.entries[0], "juror_id": scene.jurors[0], "note": "Spór z 2024 roku"}
    answer = board.post(f"{scene.path}/zakazy", data=typed, follow_redirects=True)
    assert "zakończono 1 przydział" in answer.text
    assert live_pairs(scene.edition_id) == set()
    assert "Spór z 2024 roku" in answer.text
    page = board.get(f"{scene.path}/para/{scene.entries[0]}/{scene.jurors[0]}").text
    assert "Spór z 2024 roku" in page
    today = plan.plan_of(scene.edition_id)
    assert scene.pair(0, 0) in plan.problem_of(today).conflicts
    juror = signed_in(next(j for j in today.jurors if j.id == scene.jurors[0]).person_id)
    own = juror.get(f"/jury/{scene.jurors[0]}/wylaczenia").text
    assert "para wykluczona" in own
    assert "Spór z 2024 roku" not in own
    board.post(f"/organizator/jurorzy/{scene.jurors[0]}/konflikt/{scene.entries[0]}/usun")
    assert scene.pair(0, 0) not in plan.problem_of(plan.plan_of(scene.edition_id)).conflicts


def test_pair_is_not_forbidden_without_a_reason(scene: Scene, board: FlaskClient) -> None:
    typed = {"entry_id": scene.entries[0], "juror_id": scene.jurors[0], "note": " "}
    assert board.post(f"{scene.path}/zakazy", data=typed).status_code == 422
    assert plan.plan_of(scene.edition_id).bars == {}


def test_reason_of_a_forbidden_pair_is_not_in_the_audit(scene: Scene) -> None:
    service.bar_juror(
        juror_id=scene.jurors[0], entry_id=scene.entries[0], kind="forbidden",
        note="Spór z 2024 roku", actor=scene.organiser,
    )  # fmt: skip
    kept = db.session().scalars(select(AuditEvent).where(AuditEvent.action == "juror.barred")).one()
    assert kept.details == {"entry": scene.entries[0], "kind": "forbidden"}


def test_juror_cannot_declare_a_pair_forbidden(scene: Scene) -> None:
    with pytest.raises(DomainError):
        service.declare_conflicts(
            juror_id=scene.jurors[0],
            conflicts={scene.entries[0]: ("forbidden", "bo tak")},
            actor=Actor(None, "juror"),
        )


def edited(scene: Scene, proposal: AssignmentProposal) -> tuple[Move, str]:
    """A swap of one juror of the first entry, and its address."""
    pairs = proposals.pairs_after(proposal)
    chosen = [j for j in scene.jurors if (scene.entries[0], j) in pairs]
    (other,) = [j for j in scene.jurors if j not in chosen]
    move = Move(frozenset({(scene.entries[0], other)}), frozenset({(scene.entries[0], chosen[0])}))
    return move, scene.address(move, f"/organizator/propozycje/{proposal.id}")


def test_proposal_is_changed_by_hand_marked_and_applied(scene: Scene, board: FlaskClient) -> None:
    proposal = scene.propose()
    solved = proposals.pairs_after(proposal)
    move, path = edited(scene, proposal)
    assert "Zmień propozycję" in board.get(path).text
    confirm(board, path)
    assert live_pairs(scene.edition_id) == set()
    page = words(board.get(f"/organizator/propozycje/{proposal.id}").text)
    assert "dodane ręcznie" in page
    assert "zabrane ręcznie" in page
    service.apply_proposal(proposal_id=proposal.id, actor=scene.organiser)
    assert live_pairs(scene.edition_id) == move.made_on(solved)
    sources = {
        (one.entry_id, one.juror_id): one.source
        for one in queries.active_assignments(scene.edition_id)
    }
    assert {pair for pair, source in sources.items() if source == "hand"} == move.added
    applied = select(AuditEvent).where(AuditEvent.action == "proposal.applied")
    assert db.session().scalars(applied).one().details["by_hand"] == 2


def test_changes_of_a_proposal_can_be_taken_back(scene: Scene, board: FlaskClient) -> None:
    proposal = scene.propose()
    solved = proposals.pairs_after(proposal)
    confirm(board, edited(scene, proposal)[1])
    assert proposals.pairs_after(stored(proposal.id)) != solved
    board.post(f"/organizator/propozycje/{proposal.id}/cofniecie-zmian")
    assert proposals.pairs_after(stored(proposal.id)) == solved
    assert stored(proposal.id).edits == {}


def test_proposal_changed_by_another_organiser_is_weighed_again(
    scene: Scene, board: FlaskClient
) -> None:
    proposal = scene.propose()
    _move, path = edited(scene, proposal)
    seen = proposals.digest_of_proposal(proposal)
    pairs = proposals.pairs_after(proposal)
    gone = sorted(pair for pair in pairs if pair[0] == scene.entries[1])[0]
    service.edit_proposal(
        proposal_id=proposal.id, move=Move(removed=frozenset({gone})), seen=seen,
        actor=scene.organiser,
    )  # fmt: skip
    assert board.post(path, data={"seen": seen}).status_code == 409


def test_applied_proposal_can_no_longer_be_changed(scene: Scene) -> None:
    proposal = scene.propose()
    seen = proposals.digest_of_proposal(proposal)
    move, _path = edited(scene, proposal)
    service.apply_proposal(proposal_id=proposal.id, actor=scene.organiser)
    with pytest.raises(NotAllowed):
        service.edit_proposal(proposal_id=proposal.id, move=move, seen=seen, actor=scene.organiser)
    with pytest.raises(NotAllowed):
        service.take_back_edits(proposal_id=proposal.id, actor=scene.organiser)


def test_stale_proposal_is_not_changed(scene: Scene) -> None:
    proposal = scene.propose()
    move, _path = edited(scene, proposal)
    service.update_juror(
        juror_id=scene.jurors[0], capacity=3, minimum=0, expertise={}, actor=scene.organiser
    )
    with pytest.raises(Conflict):
        service.edit_proposal(
            proposal_id=proposal.id,
            move=move,
            seen=proposals.digest_of_proposal(proposal),
            actor=scene.organiser,
        )


def test_pair_with_points_is_not_taken_out_of_a_proposal(app: Flask) -> None:
    scoring = make_scoring_edition(entries=1, jurors=3)
    fill_in(open_card(scoring.assignment()))
    proposal_id = service.propose_assignment(
        edition_id=scoring.edition_id, seed=1, actor=scoring.organiser
    )
    pair = (scoring.entry_ids[0], scoring.juror_ids[0])
    with pytest.raises(NotAllowed):
        service.edit_proposal(
            proposal_id=proposal_id,
            move=Move(removed=frozenset({pair})),
            seen=proposals.digest_of_proposal(stored(proposal_id)),
            actor=scoring.organiser,
        )
    assert stored(proposal_id).edits == {}


def test_pages_of_a_change_cost_few_statements(scene: Scene, board: FlaskClient) -> None:
    scene.assign((0, 0), (1, 1))
    counted: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        counted.append(statement)

    event.listen(db.engine(), "before_cursor_execute", note)
    try:
        for path in (
            scene.path,
            f"{scene.path}/para/{scene.entries[0]}/{scene.jurors[0]}",
            scene.address(scene.move(added=[(0, 1)])),
        ):
            counted.clear()
            assert board.get(path).status_code == 200
            assert len(counted) <= 35, path
    finally:
        event.remove(db.engine(), "before_cursor_execute", note)
