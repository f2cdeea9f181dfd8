"""What changes while somebody is signed in holds from their next request on."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from leader_award.accounts import service as accounts
from leader_award.accounts.administration import disable_account
from leader_award.editions.models import Edition
from leader_award.jury import service as jury
from leader_award.partnerships import service as partnerships
from leader_award.platform import clock, db
from leader_award.results.models import Announcement
from tests.access.machine import World


@pytest.fixture
def act(world: World) -> Callable[[Callable[[], object]], None]:
    """Return a function that lets somebody else do something meanwhile."""

    def meanwhile(do: Callable[[], object]) -> None:
        with world.app.app_context():
            do()

    return meanwhile


Act = Callable[[Callable[[], object]], None]


def card(world: World) -> str:
    return f"/jury/karty/{world.scene.things['card']['scoring']['card_id']}"


def test_a_withdrawn_role_is_gone_with_the_next_request(world: World, act: Act) -> None:
    assert world.ask("GET", "/organizator", "organiser").status == 200
    administrator = world.scene.acting("administrator")
    person_id = world.scene.people["organiser"] or ""
    act(lambda: accounts.withdraw_role(person_id, "organiser", actor=administrator))
    assert world.ask("GET", "/organizator", "organiser").status == 403


def test_a_declared_conflict_closes_the_open_card(world: World, act: Act) -> None:
    assert world.ask("GET", card(world), "juror").status == 200
    address = world.scene.things["edition"]["scoring"]
    act(
        lambda: jury.declare_conflicts(
            juror_id=address["juror_id"],
            conflicts={address["entry_id"]: ("family", "")},
            actor=world.scene.acting("juror"),
        )
    )
    for method, path in (("GET", card(world)), ("POST", f"{card(world)}/zatwierdzenie")):
        assert world.ask(method, path, "juror").status == 404


def test_a_juror_whom_the_organiser_recuses_loses_the_card(world: World, act: Act) -> None:
    address = world.scene.things["edition"]["scoring"]
    act(
        lambda: jury.bar_juror(
            juror_id=address["juror_id"],
            entry_id=address["entry_id"],
            kind="other",
            note="Byli wspólnikami.",
            actor=world.scene.acting("organiser"),
        )
    )
    assert world.ask("GET", card(world), "juror").status == 404
    assert world.ask("POST", f"{card(world)}/autozapis", "juror").status == 404


def test_an_ended_assignment_closes_the_card(world: World, act: Act) -> None:
    assignment_id = world.scene.things["card"]["scoring"]["assignment_id"]
    organiser = world.scene.acting("organiser")
    act(lambda: jury.end_assignment(assignment_id=assignment_id, reason="plan", actor=organiser))
    assert world.ask("GET", card(world), "juror").status == 404
    assert world.ask("POST", f"/jury/przydzialy/{assignment_id}/karta", "juror").status == 404


def test_after_the_deadline_nothing_more_is_submitted_changed_or_withdrawn(
    world: World, act: Act
) -> None:
    paths = [
        f"/zgloszenia/{world.scene.things['entry'][state]['entry_id']}/{step}"
        for state, step in (
            ("draft", "zloz"),
            ("submitted", "podstawy"),
            ("submitted", "wycofaj"),
        )
    ]
    assert world.ask("GET", f"{paths[0].rpartition('/')[0]}/sprawdz", "owner").status == 200
    edition_id = world.scene.things["edition"]["open"]["edition_id"]
    act(lambda: _move(Edition, edition_id, "deadline"))
    before = world.digest()
    answers = {path: world.ask("POST", path, "owner").status for path in paths}
    assert set(answers.values()) <= {409, 422}, answers
    assert world.digest() == before


def _move(table: type, row_id: str, name: str) -> None:
    """Let an instant have passed a second ago."""
    with db.transaction() as writer:
        setattr(writer.get_one(table, row_id), name, clock.now() - timedelta(seconds=1))


def test_a_disabled_account_is_signed_out(world: World, act: Act) -> None:
    assert world.ask("GET", "/konto", "stranger").status == 200
    person_id = world.scene.people["stranger"] or ""
    administrator = world.scene.acting("administrator")
    act(lambda: disable_account(person_id=person_id, actor=administrator))
    assert world.ask("GET", "/konto", "stranger").outcome == "login"


def test_who_acts_for_the_municipality_no_longer_does_not_see_its_entry(
    world: World, act: Act
) -> None:
    path = f"/zgloszenia/{world.scene.things['entry']['submitted']['entry_id']}"
    assert world.ask("GET", path, "owner").status == 200
    member_id = world.scene.things["member"]["active"]["member_id"]
    organiser = world.scene.acting("organiser")
    act(lambda: partnerships.remove_member(member_id=member_id, actor=organiser))
    assert world.ask("GET", path, "owner").status == 404
    assert world.ask("POST", f"{path}/wycofaj", "owner").status == 404


def test_who_is_let_in_meanwhile_sees_the_entry_at_once(world: World, act: Act) -> None:
    path = f"/zgloszenia/{world.scene.things['entry']['submitted']['entry_id']}"
    assert world.ask("GET", path, "pending").status == 404
    member_id = world.scene.things["member"]["asked"]["member_id"]
    owner = world.scene.acting("owner", "applicant")
    act(lambda: partnerships.approve_member(member_id=member_id, actor=owner))
    assert world.ask("GET", path, "pending").status == 200


def test_results_are_public_from_their_instant_and_not_before(world: World, act: Act) -> None:
    edition = world.scene.things["edition"]["embargoed"]
    path = f"/edycje/{edition['slug']}/laureaci"
    own = f"/zgloszenia/{edition['entry_id']}/wynik"
    assert world.ask("GET", path, "visitor").status == 404
    assert world.ask("GET", own, "owner").status == 404
    act(lambda: _move(Announcement, edition["edition_id"], "at"))
    assert world.ask("GET", path, "visitor").status == 200
    assert world.ask("GET", own, "owner").status == 200


def test_a_session_ended_elsewhere_is_ended_here(world: World, act: Act) -> None:
    session_id = world.scene.things["session"]["always"]["session_id"]
    assert world.ask("GET", "/zgloszenia", "owner").status == 200
    owner = world.scene.acting("owner", "person")
    act(lambda: accounts.end_open_session(session_id=session_id, actor=owner))
    assert world.ask("GET", "/zgloszenia", "owner").outcome == "login"
