from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select, update

from leader_award.editions.models import Edition
from leader_award.entries.models import Entry
from leader_award.jury import service as jury
from leader_award.platform import commitments, db
from leader_award.platform.audit import Actor, AuditEvent
from leader_award.platform.errors import NotAllowed, NotFound
from leader_award.scoring import queries, reopening, sealing
from leader_award.scoring.models import CardCommitment, Score
from tests.editions.builders import lead_to, reloaded
from tests.jury.builders import acting, juror, make_confirmed_person
from tests.scoring.builders import (
    Scene,
    card,
    fill_in,
    make_scoring_edition,
    open_card,
    reopen,
    rubric,
    score_all,
    seal,
)


@pytest.fixture
def scene(app: Flask) -> Scene:
    return make_scoring_edition(entries=2, jurors=2)


@pytest.fixture
def announced(scene: Scene) -> Scene:
    score_all(scene.edition_id)
    announce(scene)
    return scene


def announce(scene: Scene) -> None:
    """Make the results public, as a later feature does once everything is decided."""
    with db.transaction() as writer:
        db.lock(writer, Edition, scene.edition_id).state = "announced"


def sealed(scene: Scene) -> str:
    card_id = open_card(scene.assignment())
    fill_in(card_id)
    seal(card_id)
    return card_id


def second_organiser() -> Actor:
    return Actor(make_confirmed_person("Daria Druga", "organiser"), "organiser")


def test_sealing_keeps_a_commitment_that_the_chain_of_events_holds(scene: Scene) -> None:
    card_id = sealed(scene)
    digest = sealing.current(card(card_id))
    events = db.session().scalars(select(AuditEvent).where(AuditEvent.action == "card.sealed"))
    assert [one.details["commitment"] for one in events] == [digest]
    (kept,) = card(card_id).commitments
    assert commitments.commitment_to(sealing.content_of(card(card_id)), kept.salt) == digest


def test_sealing_twice_gives_the_same_commitment(scene: Scene) -> None:
    card_id = sealed(scene)
    digest = sealing.current(card(card_id))
    seal(card_id)
    assert [one.digest for one in card(card_id).commitments] == [digest]


def test_reopened_card_gets_a_new_commitment_and_the_old_one_stays(scene: Scene) -> None:
    card_id = sealed(scene)
    first = sealing.current(card(card_id))
    reopen(card_id, "Brak uwag", scene.organiser)
    assert sealing.current(card(card_id)) == ""
    fill_in(card_id, 9)
    seal(card_id)
    second = sealing.current(card(card_id))
    assert sealing.digests(scene.edition_id, counting=False) == [first]
    assert sealing.digests(scene.edition_id, counting=True) == [second]
    assert sealing.digests(scene.edition_id) == sorted([first, second])


def test_recused_juror_s_commitment_stays_as_replaced(scene: Scene) -> None:
    sealed(scene)
    jury.end_assignment(assignment_id=scene.assignment(), reason="Konflikt", actor=scene.organiser)
    assert sealing.digests(scene.edition_id, counting=True) == []
    assert len(sealing.digests(scene.edition_id, counting=False)) == 1


def test_every_revealed_card_fits_those_replaced_included(scene: Scene) -> None:
    card_id = sealed(scene)
    reopen(card_id, "Brak uwag", scene.organiser)
    fill_in(card_id, 9)
    score_all_left(scene)
    checked = commitments.check(sealing.revealed(reloaded(scene.edition_id)))
    assert (checked.fault, checked.cards) == (None, 5)


def score_all_left(scene: Scene) -> None:
    for assignment_id in scene.assignments.values():
        card_id = open_card(assignment_id)
        fill_in(card_id)
        seal(card_id)


def change_a_score(_card_id: str) -> Any:
    return update(Score).values(points=Score.points + 1)


def change_a_salt(_card_id: str) -> Any:
    return update(CardCommitment).values(salt="0" * 64)


@pytest.mark.parametrize("change", [change_a_score, change_a_salt])
def test_change_behind_the_application_is_found(scene: Scene, change: Callable[[str], Any]) -> None:
    card_id = sealed(scene)
    edition = reloaded(scene.edition_id)
    assert commitments.check(sealing.revealed(edition)).fault is None
    with db.transaction() as writer:
        writer.execute(change(card_id))
    db.session().expire_all()
    assert "was changed" in str(commitments.check(sealing.revealed(edition)).fault)


def test_nobody_reopens_a_card_alone(scene: Scene) -> None:
    card_id = sealed(scene)
    asked = reopening.ask_to_reopen(card_id=card_id, reason="Brak uwag", actor=scene.organiser)
    with pytest.raises(NotAllowed):
        reopening.approve_reopening(card_id=card_id, request_id=asked, actor=scene.organiser)
    assert card(card_id).state == "sealed"
    approve(card_id, asked)
    assert card(card_id).state == "reopened"


def approve(card_id: str, request_id: str) -> None:
    reopening.approve_reopening(card_id=card_id, request_id=request_id, actor=second_organiser())


def test_card_has_one_request_at_a_time(scene: Scene) -> None:
    card_id = sealed(scene)
    reopening.ask_to_reopen(card_id=card_id, reason="Brak uwag", actor=scene.organiser)
    with pytest.raises(NotAllowed):
        reopening.ask_to_reopen(card_id=card_id, reason="Inny", actor=second_organiser())


def test_declined_request_leaves_the_card_and_cannot_be_approved_later(scene: Scene) -> None:
    card_id = sealed(scene)
    asked = reopening.ask_to_reopen(card_id=card_id, reason="Brak uwag", actor=scene.organiser)
    reopening.decline_reopening(card_id=card_id, request_id=asked, actor=scene.organiser)
    with pytest.raises(NotAllowed):
        approve(card_id, asked)
    assert card(card_id).state == "sealed"
    assert reopening.ask_to_reopen(card_id=card_id, reason="Znów", actor=scene.organiser)


def test_request_of_another_card_is_not_found(scene: Scene) -> None:
    card_id = sealed(scene)
    asked = reopening.ask_to_reopen(card_id=card_id, reason="Brak uwag", actor=scene.organiser)
    other = open_card(scene.assignment(1))
    fill_in(other)
    seal(other)
    with pytest.raises(NotFound):
        approve(other, asked)


def test_request_is_void_once_the_card_is_recused(scene: Scene) -> None:
    card_id = sealed(scene)
    asked = reopening.ask_to_reopen(card_id=card_id, reason="Brak uwag", actor=scene.organiser)
    jury.end_assignment(assignment_id=scene.assignment(), reason="Konflikt", actor=scene.organiser)
    with pytest.raises(NotAllowed):
        approve(card_id, asked)
    assert reopening.waiting_for(second_organiser().person_id or "") == []


def test_jurors_may_not_ask(scene: Scene) -> None:
    card_id = sealed(scene)
    with pytest.raises(NotAllowed):
        reopening.ask_to_reopen(card_id=card_id, reason="x", actor=acting(scene.juror_ids[0]))


def test_second_organiser_finds_the_request_on_the_start_page_and_agrees(
    scene: Scene, signed_in: Callable[[str], FlaskClient]
) -> None:
    card_id = sealed(scene)
    first, second = scene.organiser.person_id or "", second_organiser().person_id or ""
    path = f"/organizator/oceny/{card_id}"
    assert signed_in(first).post(path, data={"reason": "Brak uwag"}).status_code == 302
    asked = reopening.waiting_for(second)[0].id
    assert path not in signed_in(first).get("/start").text
    own = signed_in(first)
    assert "Wycofaj wniosek" in own.get(path).text
    alone = own.post(f"{path}/otwarcie/{asked}", data={"decision": "approve"})
    assert alone.status_code == 422
    assert "nikt nie otwiera karty w pojedynkę" in alone.text
    other = signed_in(second)
    assert path in other.get("/start").text
    assert "Brak uwag" in other.get(path).text
    agreed = other.post(f"{path}/otwarcie/{asked}", data={"decision": "approve"})
    assert agreed.status_code == 302
    assert card(card_id).state == "reopened"


def test_juror_gets_the_seal_when_sealing(
    scene: Scene, signed_in: Callable[[str], FlaskClient]
) -> None:
    card_id = open_card(scene.assignment())
    fill_in(card_id)
    browser = signed_in(juror(scene.juror_ids[0]).person_id)
    points = {f"points-{criterion_id}": "7" for criterion_id in rubric(scene)}
    typed = points | {"version": str(card(card_id).version), "confirmed": "y"}
    path = f"/jury/karty/{card_id}"
    sent = browser.post(f"{path}/zatwierdzenie", data=typed, follow_redirects=True)
    digest = sealing.current(card(card_id))
    assert digest in sent.text
    assert digest in browser.get(path).text


def public_page(scene: Scene) -> str:
    return f"/edycje/{reloaded(scene.edition_id).slug}/zapieczetowane-oceny"


def test_nothing_is_public_while_cards_are_sealed(scene: Scene, client: FlaskClient) -> None:
    sealed(scene)
    for path in (public_page(scene), f"{public_page(scene)}.txt"):
        assert client.get(path).status_code == 404


def test_before_the_announcement_one_digest_is_public_and_it_does_not_tell_how_many(
    scene: Scene, client: FlaskClient
) -> None:
    score_all(scene.edition_id)
    lead_to(scene.edition_id, "deciding")
    digests = sealing.digests(scene.edition_id)
    page = client.get(public_page(scene)).text
    assert commitments.root_of(digests) in page
    assert not [one for one in digests if one in page]
    assert client.get(f"{public_page(scene)}.txt").status_code == 404
    assert "kart, które się liczyły" not in page


def test_after_it_the_list_is_public_and_has_the_digest_given_out_before(
    announced: Scene, client: FlaskClient
) -> None:
    digests = sealing.digests(announced.edition_id)
    assert len(digests) == 4
    page = client.get(public_page(announced)).text
    assert all(one in page for one in digests)
    given = client.get(f"{public_page(announced)}.txt").text
    assert given.splitlines() == digests
    hidden = [*announced.juror_ids, *announced.entry_ids, *(one.salt for one in rows())]
    assert not [one for one in hidden if one in page + given]


def rows() -> list[CardCommitment]:
    return list(db.session().scalars(select(CardCommitment)))


def test_juror_gets_own_cards_with_salts_after_the_announcement(
    announced: Scene, signed_in: Callable[[str], FlaskClient]
) -> None:
    own, other = announced.juror_ids
    browser = signed_in(juror(own).person_id)
    document = browser.get(f"/jury/{own}/zapieczetowane-oceny.json").json
    assert document is not None
    assert commitments.check(document).cards == 2
    assert {one["juror"] for one in document["cards"]} == {own}
    assert browser.get(f"/jury/{other}/zapieczetowane-oceny.json").status_code == 404


def test_organiser_gets_all_cards_after_the_announcement_and_not_before(
    scene: Scene, signed_in: Callable[[str], FlaskClient]
) -> None:
    score_all(scene.edition_id)
    browser = signed_in(scene.organiser.person_id or "")
    path = f"/organizator/edycje/{scene.edition_id}/zapieczetowane-oceny.json"
    lead_to(scene.edition_id, "deciding")
    assert browser.get(path).status_code == 404
    announce(scene)
    document = browser.get(path).json
    assert document is not None
    assert commitments.check(document).cards == 4


def test_applicant_sees_the_seals_of_the_own_entry_and_nothing_of_the_cards(
    announced: Scene, signed_in: Callable[[str], FlaskClient]
) -> None:
    entry_id, foreign = announced.entry_ids
    found = queries.find_card(rows()[0].card_id)
    assert found is not None
    applicant = applicant_of(entry_id)
    page = signed_in(applicant).get(f"/zgloszenia/{entry_id}").text
    assert all(one in page for one in sealing.digests_of_entry(entry_id))
    assert not [one for one in sealing.digests_of_entry(foreign) if one in page]
    assert not [one for one in rows() if one.salt in page]


def applicant_of(entry_id: str) -> str:
    return db.session().get_one(Entry, entry_id).created_by_id


def test_verifier_is_handed_out(client: FlaskClient) -> None:
    assert b"def commitment_to" in client.get("/zapieczetowane-oceny/commitments.py").data


def test_revealing_costs_the_same_number_of_statements_whatever_the_number_of_cards(
    app: Flask, scene: Scene
) -> None:
    counted: list[str] = []
    event.listen(
        app.extensions["engine"],
        "before_cursor_execute",
        lambda _c, _cursor, statement, *_rest: counted.append(statement),
    )

    def cost() -> int:
        edition = reloaded(scene.edition_id)
        counted.clear()
        sealing.revealed(edition)
        return len(counted)

    sealed(scene)
    one = cost()
    for assignment_id in list(scene.assignments.values())[1:]:
        card_id = open_card(assignment_id)
        fill_in(card_id)
        seal(card_id)
    assert cost() == one
