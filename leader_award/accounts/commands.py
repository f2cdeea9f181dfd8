"""Commands for people and roles."""

import sys

import click

from leader_award.accounts import service
from leader_award.platform import db
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
