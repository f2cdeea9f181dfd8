"""Commands for people and roles."""

import sys

import click
from sqlalchemy import select

from leader_award.accounts import rules, second_factor, service
from leader_award.accounts.models import Person
from leader_award.platform import db
from leader_award.platform.audit import SYSTEM
from leader_award.platform.context import with_app
from leader_award.platform.errors import DomainError


@click.command("create-administrator")
@click.option("--email", prompt="E-mail", help="The address to sign in with.")
@click.option("--name", prompt="Name", help="First name and surname.")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input.")
@with_app
def create_administrator(email: str, name: str, password_stdin: bool) -> None:
    """Create a person who administers this installation."""
    if password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    try:
        with db.transaction() as writer:
            person = service.create_person(
                writer, email=email, name=name, password=password, roles=("administrator",)
            )
            address = person.email
    except DomainError as error:
        raise click.ClickException(str(error)) from error
    click.echo(f"{address} can sign in as an administrator.")


@click.command("reset-second-factor")
@click.argument("email")
@with_app
def reset_second_factor(email: str) -> None:
    """Take the second factor of somebody who has lost it, such as the last administrator.

    Their sessions end and they are told by mail; they sign in with the password and set up a new
    one.
    """
    person_id = db.session().scalar(
        select(Person.id).where(Person.email == rules.normal_email(email))
    )
    if person_id is None:
        raise click.ClickException(f"Nobody has the address {email}.")
    second_factor.reset(person_id=person_id, actor=SYSTEM)
    click.echo(f"The second factor of {email} is reset.")
