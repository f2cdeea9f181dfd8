import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import select

from leader_award.accounts import service
from leader_award.accounts.commands import create_administrator
from leader_award.accounts.models import Person
from leader_award.platform import audit, clock, db
from leader_award.platform.audit import SYSTEM
from leader_award.platform.errors import NotAllowed, NotFound
from tests.accounts.builders import PASSWORD, mails, token_in


def roles_of(person_id: str) -> set[str]:
    return db.session().get_one(Person, person_id).roles


def test_last_administrator_keeps_the_role(app: Flask, make_person) -> None:
    first = make_person("Ada Admin", None, "administrator")
    with pytest.raises(NotAllowed):
        service.withdraw_role(first, "administrator", actor=SYSTEM)
    second = make_person("Bo Admin", None, "organiser")
    service.grant_role(second, "administrator", actor=SYSTEM)
    service.withdraw_role(first, "administrator", actor=SYSTEM)
    assert (roles_of(first), roles_of(second)) == (set(), {"organiser", "administrator"})


def test_administrator_who_cannot_sign_in_does_not_count_as_another_one(
    app: Flask, make_person
) -> None:
    first = make_person("Ada Admin", None, "administrator")
    second = make_person("Bo Admin", None, "administrator")
    with db.transaction() as writer:
        writer.get_one(Person, second).disabled_at = clock.now()
    with pytest.raises(NotAllowed):
        service.withdraw_role(first, "administrator", actor=SYSTEM)


def test_granting_twice_and_withdrawing_twice_change_nothing_more(app: Flask, make_person) -> None:
    person_id = make_person()
    for _ in range(2):
        service.grant_role(person_id, "organiser", actor=SYSTEM)
    for _ in range(2):
        service.withdraw_role(person_id, "organiser", actor=SYSTEM)
    actions = [event.action for event in db.session().scalars(select(audit.AuditEvent))]
    assert actions == ["role.granted", "role.withdrawn"]


def test_role_for_nobody_is_not_found(app: Flask) -> None:
    with pytest.raises(NotFound):
        service.grant_role("nobody", "organiser", actor=SYSTEM)


def test_organiser_is_invited_once_under_a_double_click(app: Flask, make_person) -> None:
    actor = audit.Actor(make_person("Ada Admin", None, "administrator"), "organiser")
    ids = {
        service.invite_organiser(email="o@example.org", name="Ola Org", actor=actor, key="k")
        for _ in range(2)
    }
    assert len(ids) == 1
    assert len(mails("o@example.org")) == 1
    assert "Ada Admin" in mails()[-1].body
    service.accept_invitation(token_in(mails()[-1]), "Ola Org", PASSWORD)
    assert service.authenticate("o@example.org", PASSWORD).roles == {"organiser"}


def test_administrator_is_created_from_the_command_line(app: Flask) -> None:
    command = ["--email", "Admin@example.org", "--name", "Ada Admin", "--password-stdin"]
    done = CliRunner().invoke(create_administrator, command, input=f"{PASSWORD}\n")
    assert (done.exit_code, done.output.split()[0]) == (0, "admin@example.org")
    assert service.authenticate("admin@example.org", PASSWORD).roles == {"administrator"}
    again = CliRunner().invoke(create_administrator, command, input=f"{PASSWORD}\n")
    assert again.exit_code == 1


def test_weak_password_is_refused_on_the_command_line(app: Flask) -> None:
    command = ["--email", "a@example.org", "--name", "Ada Admin", "--password-stdin"]
    done = CliRunner().invoke(create_administrator, command, input="password1234\n")
    assert done.exit_code == 1
    assert db.session().scalars(select(Person)).all() == []
