"""Commands that hand out the audit chain and check it."""

from typing import IO, Any

import click

from leader_award.platform import audit, audit_verifier, db
from leader_award.platform.context import with_app


class Head(click.ParamType[tuple[int, str]]):
    """SEQUENCE:DIGEST, as printed in receipts and protocols."""

    name = "SEQUENCE:DIGEST"

    def convert(self, value: Any, param: Any, ctx: Any) -> tuple[int, str]:
        """Return the number and the digest; fails with what is wrong."""
        try:
            return value if isinstance(value, tuple) else audit_verifier.read_head(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)


@click.command()
@click.option("--head", "heads", type=Head(), multiple=True, help="A digest that was given out.")
@with_app
def verify(heads: tuple[tuple[int, str], ...]) -> None:
    """Check the record of events; exit status 1 if it was tampered with."""
    verdict = audit.verify(db.session(), dict(heads))
    click.echo("\n".join(audit_verifier.describe(verdict)))
    if verdict.fault:
        raise SystemExit(1)


@click.command("audit-export")
@click.argument("target", type=click.File("w", encoding="utf-8", lazy=True))
@with_app
def audit_export(target: IO[str]) -> None:
    """Write the record of events to TARGET ("-" for the screen), one event per line."""
    for line in audit.export(db.session()):
        target.write(line + "\n")
