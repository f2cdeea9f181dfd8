"""The chain can never be cleaned, so nothing that is recorded in it may name a person."""

import ast
from collections.abc import Iterator
from pathlib import Path

import leader_award

SOURCES = Path(leader_award.__file__).parent
PERSONAL = {"email", "name", "password", "to", "address", "text", "letter", "note", "comment"}


def leaks(source: str) -> Iterator[str]:
    """Yield the personal keys and attributes that calls of audit.record put into the details."""
    tree = ast.parse(source)
    assigned = {
        target.id: node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name) and target.id == "details"
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and ast.unparse(node.func) == "audit.record":
            given = [*node.args[4:], *(keyword.value for keyword in node.keywords)]
            for part in given:
                yield from _personal(assigned.get("details", part) if _is_details(part) else part)


def _is_details(node: ast.AST) -> bool:
    return isinstance(node, ast.Name) and node.id == "details"


def _personal(node: ast.AST) -> Iterator[str]:
    for part in ast.walk(node):
        if isinstance(part, ast.Attribute) and part.attr in PERSONAL:
            yield ast.unparse(part)
        for key in part.keys if isinstance(part, ast.Dict) else ():
            if isinstance(key, ast.Constant) and key.value in PERSONAL:
                yield ast.unparse(key)


def test_no_use_case_records_a_name_or_an_address_in_the_chain() -> None:
    found = {
        f"{path.relative_to(SOURCES)}: {leak}"
        for path in SOURCES.rglob("*.py")
        for leak in leaks(path.read_text(encoding="utf-8"))
    }
    assert found == set()


def test_a_planted_name_is_found() -> None:
    call = "audit.record(writer, actor, 'person.renamed', person, {'to': person.name})"
    assert sorted(leaks(call)) == ["'to'", "person.name"]
    assigned = "details = {'by': one.email}\naudit.record(writer, actor, 'x', thing, details)"
    assert list(leaks(assigned)) == ["one.email"]
    assert list(leaks("audit.record(writer, actor, 'x', thing, {'edition': thing.id})")) == []
