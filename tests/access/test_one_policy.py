"""Roles are looked at in policies, and nowhere else."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import leader_award

PACKAGE = Path(leader_award.__file__).parent
KEEPERS = (
    "accounts/models.py",
    "accounts/registration.py",
    "accounts/roles.py",
    "accounts/administration.py",  # keeps the last administrator
    "accounts/queries.py",  # lists who organises
    "partnerships/membership.py",  # writes to organisers
    "privacy/erasing.py",  # keeps the last administrator
    "privacy/exporting.py",  # gives people what is kept about them
    "results/announcing.py",  # writes to organisers
)
"""Where roles are kept, given and listed; none of them decides what the person acting may do."""
ROLE_NAMES = {"organiser", "administrator"}
LOOKS = re.compile(r"\.roles\b|\.grants\b|has_role|[!=]= ?[\"'](organiser|administrator)[\"']")
OWN = re.compile(r"current_user\.(roles|grants)|has_role")
"""In the pages of accounts, which list the roles that others hold."""


def looks_at_roles(source: str) -> Iterator[int]:
    """Give the lines on which code asks which roles somebody has."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Attribute) and node.attr in ("roles", "grants", "has_role"):
            owner = ast.unparse(node.value)
            if owner not in ("line", "rules", "EVENTS[event]"):  # roles of state tables
                yield node.lineno
        if isinstance(node, ast.Compare):
            sides = {getattr(one, "value", None) for one in (node.left, *node.comparators)}
            if sides & ROLE_NAMES and "actor" not in ast.unparse(node):
                yield node.lineno


def test_code_that_looks_at_roles_is_found() -> None:
    assert list(looks_at_roles("def view():\n    return 'organiser' in current_user.roles\n"))
    assert list(looks_at_roles("if role == 'administrator':\n    pass\n"))
    assert not list(looks_at_roles("can(current_user, 'edition.organise')\n"))


def test_only_policies_look_at_roles() -> None:
    found = [
        f"{path.relative_to(PACKAGE)}:{line}"
        for path in sorted(PACKAGE.rglob("*.py"))
        if not path.stem.endswith("policy") and path.stem != "rules"
        if str(path.relative_to(PACKAGE)) not in KEEPERS and "demo" not in path.parts
        for line in looks_at_roles(path.read_text())
    ]
    assert found == []


def test_no_template_looks_at_roles() -> None:
    found = [
        str(path.relative_to(PACKAGE))
        for path in sorted((PACKAGE / "templates").rglob("*"))
        if path.is_file()
        and (OWN if path.parent.name == "accounts" else LOOKS).search(path.read_text())
    ]
    assert found == []
