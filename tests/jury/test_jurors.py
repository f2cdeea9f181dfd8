from collections.abc import Callable

import pytest
from flask import Flask
from sqlalchemy import func, select

from leader_award.accounts.models import Person
from leader_award.editions.models import Edition
from leader_award.jury import queries, service
from leader_award.jury.models import Juror
from leader_award.platform import db
from leader_award.platform.audit import Actor, AuditEvent
from leader_award.platform.errors import DomainError, NotAllowed
from leader_award.platform.outbox import OutgoingMail
from tests.editions.builders import make_edition
from tests.jury.builders import (
    acting,
    assignments_of,
    expertise,
    invite,
    juror,
    make_assessed_edition,
    make_confirmed_person,
    seat_juror,
)
from tests.scoring.builders import fill_in, make_scoring_edition, open_card, seal

ORGANISER = Actor(None, "organiser")


def mails() -> list[OutgoingMail]:
    query = select(OutgoingMail).where(OutgoingMail.template == "jury/mail/invitation.txt")
    return list(db.session().scalars(query))


def call(edition_id: str, email: str, **changes: object) -> str:
    given = {"name": "Nowa Osoba", "capacity": 10, "expertise": {}, "actor": ORGANISER, "key": "k"}
    return service.invite_juror(edition_id=edition_id, email=email, **(given | changes))


def test_new_person_is_invited_with_a_link_to_choose_a_password(app: Flask) -> None:
    edition_id = make_edition()
    juror_id = call(edition_id, "Nowa@Example.org", capacity=12)
    (mail,) = mails()
    assert mail.to == "nowa@example.org"
    assert "http://localhost/" in mail.body
    assert "deklaracji bezstronności" in mail.body
    assert (juror(juror_id).capacity, juror(juror_id).declared_at) == (12, None)
    person = db.session().get_one(Person, juror(juror_id).person_id)
    assert person.email_confirmed_at is None


def test_invitation_sent_twice_by_a_double_click_is_one(app: Flask) -> None:
    edition_id = make_edition()
    assert call(edition_id, "a@example.org") == call(edition_id, "a@example.org")
    assert len(mails()) == 1


def test_somebody_on_the_jury_already_is_not_invited_again(app: Flask) -> None:
    edition_id = make_edition()
    call(edition_id, "a@example.org")
    with pytest.raises(DomainError) as refused:
        call(edition_id, "a@example.org", key="other")
    assert refused.value.field == "email"
    assert len(mails()) == 1


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"capacity": 0}, "capacity"),
        ({"minimum": 11}, "minimum"),
        ({"expertise": {"unknown": 2}}, "expertise"),
    ],
)
def test_impossible_load_or_expertise_invites_nobody(
    app: Flask, changes: dict[str, object], field: str
) -> None:
    edition_id = make_edition()
    with pytest.raises(DomainError) as refused:
        call(edition_id, "a@example.org", **changes)
    assert refused.value.field == field
    assert db.session().scalar(select(func.count(Juror.id))) == 0
    assert not mails()


def test_nobody_is_invited_once_the_results_are_announced(app: Flask) -> None:
    edition_id = make_edition()
    with db.transaction() as writer:
        db.lock(writer, Edition, edition_id).state = "announced"
    with pytest.raises(NotAllowed):
        call(edition_id, "a@example.org")


def test_changed_capacity_and_expertise_are_kept_and_recorded(app: Flask) -> None:
    edition_id = make_edition()
    juror_id = seat_juror(edition_id)
    known = expertise(edition_id, 3, 0)
    service.update_juror(juror_id=juror_id, capacity=4, minimum=2, expertise=known, actor=ORGANISER)
    changed = juror(juror_id)
    assert (changed.capacity, changed.minimum) == (4, 2)
    assert changed.expertise == {key: level for key, level in known.items() if level}
    actions = db.session().scalars(select(AuditEvent.action)).all()
    assert actions.count("juror.changed") == 1


def test_leaving_juror_keeps_sealed_cards_and_loses_the_rest(app: Flask) -> None:
    scene = make_scoring_edition(entries=3, jurors=1)
    juror_id = scene.juror_ids[0]
    sealed = open_card(scene.assignment(0))
    fill_in(sealed)
    seal(sealed)
    fill_in(open_card(scene.assignment(1)))
    ended = service.leave_jury(juror_id=juror_id, reason="Choroba", actor=scene.organiser)
    assert ended == 2
    live = {one.entry_id for one in assignments_of(juror_id) if one.ended_at is None}
    assert live == {scene.entry_ids[0]}
    assert juror(juror_id).left_reason == "Choroba"
    assert service.leave_jury(juror_id=juror_id, reason="x", actor=scene.organiser) == 0


def test_nobody_leaves_without_a_reason(app: Flask) -> None:
    juror_id = seat_juror(make_edition())
    with pytest.raises(DomainError) as refused:
        service.leave_jury(juror_id=juror_id, reason=" ", actor=ORGANISER)
    assert refused.value.field == "reason"
    assert juror(juror_id).left_at is None


def test_juror_who_comes_back_signs_anew(app: Flask) -> None:
    edition_id = make_edition()
    person_id = make_confirmed_person("Jan Nowak")
    juror_id = invite(edition_id, person_id)
    service.sign_declaration(juror_id=juror_id, agrees=True, actor=acting(juror_id))
    service.leave_jury(juror_id=juror_id, reason="Urlop", actor=ORGANISER)
    assert invite(edition_id, person_id) == juror_id
    assert (juror(juror_id).left_at, juror(juror_id).declared_at) == (None, None)


def test_jurors_are_listed_by_surname_in_polish_order(app: Flask) -> None:
    edition_id, _entries = make_assessed_edition(0)
    for name in ("Jan Żak", "Anna Łoś", "Ewa Lis", "Zofia Ćma", "Adam Cyran"):
        seat_juror(edition_id, name)
    names = [one.person.name for one in queries.jurors(edition_id)]
    assert names == ["Adam Cyran", "Zofia Ćma", "Ewa Lis", "Anna Łoś", "Jan Żak"]


def test_person_may_sit_on_several_juries(app: Flask, make_person: Callable[..., str]) -> None:
    person_id = make_person("Jan Nowak")
    first, second = make_edition(), make_edition()
    seats = {invite(first, person_id), invite(second, person_id)}
    assert {seat.id for seat in queries.seats_of(person_id)} == seats
