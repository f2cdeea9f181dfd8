from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from leader_award.accounts import hooks, links, service
from leader_award.accounts.models import OneTimeLink, Person
from leader_award.platform import audit, clock, db
from leader_award.platform.errors import DomainError
from tests.accounts.builders import PASSWORD, confirmed_person, link_in, mails, token_in


def person(email: str = "anna@example.org") -> Person:
    return db.session().scalars(select(Person).where(Person.email == email)).one()


def register(email: str = "anna@example.org", password: str = PASSWORD) -> str:
    return service.register_person(email=email, name="Anna Nowak", password=password)


def test_registered_person_signs_in_only_after_confirming_the_address(app: Flask) -> None:
    register("Anna@Example.org")
    with pytest.raises(DomainError, match="Potwierdź"):
        service.authenticate("anna@example.org", PASSWORD)
    assert len(mails("anna@example.org")) == 2  # the link came once more
    service.confirm_email(token_in(mails()[-1]))
    assert service.authenticate(" ANNA@example.org", PASSWORD).id == person().id


def test_newer_link_replaces_the_earlier_one(app: Flask) -> None:
    register()
    register()
    first, second = mails()
    with pytest.raises(links.LinkExpired):
        service.confirm_email(token_in(first))
    service.confirm_email(token_in(second))


def test_latest_registration_of_an_unconfirmed_address_wins(app: Flask) -> None:
    register(password="somebody else was here first")
    register(password=PASSWORD)
    service.confirm_email(token_in(mails()[-1]))
    assert service.authenticate("anna@example.org", PASSWORD)
    with pytest.raises(DomainError):
        service.authenticate("anna@example.org", "somebody else was here first")


def test_registering_an_address_that_has_an_account_changes_nothing_and_tells_its_owner(
    app: Flask,
) -> None:
    confirmed_person()
    register(password="another good password")
    assert "konto" in mails()[-1].subject
    assert service.authenticate("anna@example.org", PASSWORD)


def test_expired_used_and_unknown_links_are_told_apart(app: Flask, at) -> None:
    register()
    token = token_in(mails()[-1])
    with pytest.raises(links.LinkUnknown):
        service.confirm_email(token + "x")
    at(clock.now() + timedelta(days=3, seconds=1))
    with pytest.raises(links.LinkExpired):
        service.confirm_email(token)
    service.resend_confirmation(token)
    fresh = token_in(mails()[-1])
    service.confirm_email(fresh)
    with pytest.raises(links.LinkUsed):
        service.confirm_email(fresh)


def test_link_of_one_purpose_does_not_serve_another(app: Flask) -> None:
    register()
    with pytest.raises(links.LinkUnknown):
        service.reset_password(token_in(mails()[-1]), "another good password")


def test_database_never_holds_the_token_of_a_link(app: Flask) -> None:
    register()
    token = token_in(mails()[-1])
    rows = db.session().scalars(select(OneTimeLink)).all()
    assert rows
    assert all(token not in (row.digest, row.id) for row in rows)


def test_one_address_gets_at_most_three_confirmations_an_hour(app: Flask, at) -> None:
    for _ in range(5):
        register()
    assert len(mails()) == 3
    at(clock.now() + timedelta(minutes=61))
    register()
    assert len(mails()) == 4


def test_mail_to_an_address_quotes_nothing_that_the_sender_typed(app: Flask) -> None:
    service.register_person(email="v@example.org", name="Tanio na evil.example", password=PASSWORD)
    assert "evil" not in mails()[-1].body + mails()[-1].subject


def test_failing_registration_leaves_nothing_behind(app: Flask) -> None:
    with pytest.raises(DomainError):
        register(password="short")
    assert db.session().scalars(select(Person)).all() == []
    assert mails() == []


def invite(email: str = "juror@example.org", **more: object) -> Person:
    with db.transaction() as writer:
        return service.invite_person(
            writer,
            email=email,
            name="Jan Juror",
            template="accounts/mail/organiser_invitation.txt",
            inviter=None,
            **more,
        )


def test_invited_person_chooses_name_and_password_and_can_sign_in(app: Flask) -> None:
    invite()
    service.accept_invitation(token_in(mails()[-1]), "Jan Maria Juror", PASSWORD)
    found = service.authenticate("juror@example.org", PASSWORD)
    assert (found.name, found.email_confirmed_at is not None) == ("Jan Maria Juror", True)


def test_accepting_an_invitation_replaces_a_password_that_was_set_before_it(app: Flask) -> None:
    register("juror@example.org", "set by somebody else")
    invite()
    service.accept_invitation(token_in(mails()[-1]), "Jan Juror", PASSWORD)
    with pytest.raises(DomainError):
        service.authenticate("juror@example.org", "set by somebody else")


def test_invitation_with_a_weak_password_is_refused_and_stays_open(app: Flask) -> None:
    invite()
    token = token_in(mails()[-1])
    with pytest.raises(DomainError) as refused:
        service.accept_invitation(token, "Jan Juror", "password1234")
    assert refused.value.field == "password"
    service.accept_invitation(token, "Jan Juror", PASSWORD)


def test_invited_person_with_an_account_gets_a_link_to_sign_in(app: Flask) -> None:
    person_id = confirmed_person()
    with db.transaction() as writer:
        invited = service.invite_person(
            writer,
            email="Anna@example.org",
            name="Somebody",
            template="accounts/mail/organiser_invitation.txt",
            inviter=None,
        )
        assert invited.id == person_id
    assert link_in(mails()[-1]) == "/logowanie"
    assert person().name == "Anna Nowak"


def test_offer_in_an_invitation_is_taken_up_on_acceptance_without_a_new_password(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[tuple[str, dict[str, str]]] = []
    monkeypatch.setitem(
        hooks.accepted, "seat", lambda _writer, who, payload: taken.append((who.id, payload))
    )
    person_id = confirmed_person()
    invite("anna@example.org", payload={"kind": "seat", "number": "7"})
    service.accept_invitation(token_in(mails()[-1]))
    assert taken == [(person_id, {"kind": "seat", "number": "7"})]
    assert service.authenticate("anna@example.org", PASSWORD)


def test_person_created_outright_can_sign_in_and_a_second_one_is_refused(app: Flask) -> None:
    def create() -> None:
        with db.transaction() as writer:
            service.create_person(
                writer, email="o@example.org", name="Ola Org", password=PASSWORD,
                roles=("organiser",),
            )  # fmt: skip

    create()
    assert service.authenticate("o@example.org", PASSWORD).roles == {"organiser"}
    with pytest.raises(DomainError) as refused:
        create()
    assert refused.value.field == "email"


def test_every_step_is_in_the_unbroken_record(app: Flask) -> None:
    confirmed_person()
    actions = [event.action for event in db.session().scalars(select(audit.AuditEvent))]
    assert actions == ["person.registered", "person.confirmed"]
    assert audit.verify(db.session()).fault is None
