"""What the source says of each call of `audit.record`: actions, thing, keys of the details."""

import ast
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from leader_award.dissemination import rules as events
from leader_award.editions import rules as editions
from leader_award.editions.setup import KINDS
from leader_award.knowledge import rules as knowledge
from leader_award.practices.adopting import REFUSED, SHOWN

COMPUTED: Mapping[str, tuple[str, ...]] = {
    "conference.{event}": tuple(events.EVENTS),
    "edition.{event}": tuple(editions.EVENTS),
    "edition.{kind_name}_added": tuple(KINDS),
    "edition.{kind_name}_changed": tuple(KINDS),
    "edition.{kind}_deleted": tuple(KINDS),
    "edition.{kind}_moved": tuple(KINDS),
    "article.{event}": tuple({event for _state, event in knowledge.EVENTS}),
    "registration.{registration.state}": ("confirmed", "waiting"),
    "registration.mail_{mail}": ("week", "day", "thanks"),
    "member.{event}": ("ended", "uninvited", "declined"),
    "adoption.{state}": (SHOWN, REFUSED),
}
"""The values that the one changing part of a computed action takes."""

PASSED_ON: Mapping[str, tuple[str, ...]] = {
    "_change_own": ("juror.organisation_added", "juror.organisation_removed"),
}
"""The actions handed to a function that records what it is given."""

THINGS: Mapping[str, str] = {
    "person": "person",
    "batch": "diploma_batch",
    "edition": "edition",
    "edition or issued[0]": "diploma",
    "conference": "conference",
    "item.conference": "conference",
    "registration": "registration",
    "draft": "rubric",
    "entry": "entry",
    "item.entry": "entry",
    "assignment": "assignment",
    "today.round": "round",
    "round": "round",
    "chosen": "round",
    "juror": "juror",
    "proposal": "assignment_proposal",
    "article": "article",
    "partnership": "partnership",
    "member": "organisation_member",
    "adoption": "practice_adoption",
    "practice": "practice",
    "vote": "tie_vote",
    "decision": "decision",
    "picture": "press_picture",
    "card": "score_card",
    "assessment": "assessment",
    "answer.assessment": "assessment",
}
"""The kind of thing that these expressions stand for; others lead to no name."""

ROWS = {
    "session": "sign_in_session",
    "diploma": "diploma",
    "password": "person",
    "person": "person",
}


@dataclass(frozen=True)
class Recorded:
    """One call: its actions, the kind of its thing, and the keys of the details it surely gives."""

    actions: tuple[str, ...]
    thing: str
    keys: frozenset[str]


def calls(source: str) -> Iterator[Recorded]:
    """Yield every call of audit.record. Raises KeyError for a computed action not known here."""
    for function in ast.walk(ast.parse(source)):
        if isinstance(function, (ast.FunctionDef, ast.Module)):
            for call in _own_calls(function):
                actions = _actions(call.args[2], getattr(function, "name", ""))
                yield Recorded(actions, _thing(call.args[3], actions[0]), _keys(call, function))


def _own_calls(function: ast.AST) -> Iterator[ast.Call]:
    """Yield the calls in a function, leaving those of functions within it to them."""
    for child in ast.iter_child_nodes(function):
        if isinstance(child, ast.FunctionDef):
            continue
        if isinstance(child, ast.Call) and ast.unparse(child.func) == "audit.record":
            yield child
        yield from _own_calls(child)


def _actions(node: ast.expr, function: str) -> tuple[str, ...]:
    if isinstance(node, ast.Constant):
        return (str(node.value),)
    if not isinstance(node, ast.JoinedStr):
        return PASSED_ON[function]
    parts: list[Any] = [getattr(part, "value", None) for part in node.values]
    shape = "".join(p if isinstance(p, str) else f"{{{ast.unparse(p)}}}" for p in parts)
    changing = next(part for part in parts if not isinstance(part, str))
    values = (
        [ast.literal_eval(changing.body), ast.literal_eval(changing.orelse)]
        if isinstance(changing, ast.IfExp)
        else COMPUTED[shape]
    )
    return tuple(shape.replace(f"{{{ast.unparse(changing)}}}", value) for value in values)


def _thing(node: ast.expr, action: str) -> str:
    written = ast.unparse(node)
    return ROWS[action.partition(".")[0]] if written == "row" else THINGS.get(written, "")


def _keys(call: ast.Call, function: ast.AST) -> frozenset[str]:
    given = [*call.args[4:], *(keyword.value for keyword in call.keywords)]
    if not given:
        return frozenset()
    details = given[0]
    if isinstance(details, ast.Name):
        name = details.id
        details = next(
            (
                node.value
                for node in ast.walk(function)
                if isinstance(node, (ast.Assign, ast.AnnAssign))
                and name in ast.unparse(node).split("=")[0].split(":")[0].split()
                and node.value is not None
            ),
            details,
        )
    keys = details.keys if isinstance(details, ast.Dict) else []
    return frozenset(str(key.value) for key in keys if isinstance(key, ast.Constant))
