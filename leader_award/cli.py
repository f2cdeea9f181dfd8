"""The `leader-award` command: everything an operator needs, thin like the views."""

import click


@click.group()
@click.version_option(package_name="leader-award")
def main() -> None:
    """Run and look after Leader Award."""
