"""Policies with one check taken out.

A check is a condition that can refuse: an operand of `and`, a condition of a query, of a
comprehension or of `if …: return False`, and each rule and each guard as a whole. Functions get
the code without the check in place, so that whoever has imported them uses it too.
"""

import ast
import inspect
import textwrap
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import import_module
from types import CodeType, FunctionType, ModuleType
from typing import Any

from flask import Flask

from leader_award.diplomas import rules as diploma_rules
from leader_award.jury import rules as jury_rules
from leader_award.platform import access
from leader_award.results import rules as result_rules
from tests.access.machine import held

BESIDES = (jury_rules.may_serve, result_rules.is_announced, diploma_rules.is_open)
"""Rules outside policies that policies put their questions to."""


@dataclass(frozen=True)
class Mutant:
    """A way to take one check out while a block runs."""

    name: str
    actions: frozenset[str]
    endpoint: str
    put: Callable[[], Any]


# ---- whole rules and guards


@contextmanager
def _without_rule(action: str) -> Iterator[None]:
    rule = access._RULES[action]
    access._RULES[action] = access.Rule(action, lambda *_asked: True, rule.public)
    try:
        yield
    finally:
        access._RULES[action] = rule


@contextmanager
def _without_guard(app: Flask, endpoint: str) -> Iterator[None]:
    guard, view = app.view_functions[endpoint], held(app, endpoint, "view").cell_contents
    app.view_functions[endpoint] = view
    try:
        yield
    finally:
        app.view_functions[endpoint] = guard


def checking(used: Mapping[str, str]) -> dict[str, str]:
    """Leave out the routes whose rule says yes to everybody, and so checks nothing."""
    return {
        endpoint: action
        for endpoint, action in used.items()
        if not inspect.getsource(access._RULES[action].check).rstrip().endswith("return True")
    }


def whole_rules(used: Mapping[str, str]) -> Iterator[Mutant]:
    """Each rule, saying yes to everybody; `used` are the actions of the routes."""
    for action in sorted(set(used.values())):
        yield Mutant(
            f"rule {action}", frozenset([action]), "", lambda action=action: _without_rule(action)
        )


def guards(app: Flask, used: Mapping[str, str]) -> Iterator[Mutant]:
    """Each route, with its guard taken off."""
    for endpoint, action in used.items():
        yield Mutant(
            f"guard {endpoint}",
            frozenset([action]),
            endpoint,
            lambda endpoint=endpoint: _without_guard(app, endpoint),
        )


# ---- single conditions


class _Checks(ast.NodeTransformer):
    """Takes out the n-th check of a function; counts them without one."""

    def __init__(self, wanted: int = -1) -> None:
        self.seen, self.wanted, self.taken = 0, wanted, ""

    def _is_it(self, node: ast.AST) -> bool:
        found = self.seen == self.wanted
        self.seen += 1
        if found:
            self.taken = ast.unparse(node)
        return found

    def _left(self, conditions: list[ast.expr]) -> list[ast.expr]:
        return [one for one in conditions if not self._is_it(one)]

    def visit_BoolOp(self, node: ast.BoolOp) -> ast.AST:
        self.generic_visit(node)
        if isinstance(node.op, ast.And):
            node.values = self._left(node.values)
        return node.values[0] if len(node.values) == 1 else node

    def visit_comprehension(self, node: ast.comprehension) -> ast.AST:
        self.generic_visit(node)
        node.ifs = self._left(node.ifs)
        return node

    def visit_If(self, node: ast.If) -> ast.AST | None:
        self.generic_visit(node)
        if ast.unparse(node.body[0]) not in ("return False", "return set()"):
            return node
        if isinstance(node.test, ast.BoolOp) and isinstance(node.test.op, ast.Or):
            node.test.values = self._left(node.test.values)
            return node
        return None if self._is_it(node.test) else node

    def visit_Call(self, node: ast.Call) -> ast.AST:
        self.generic_visit(node)
        if ast.unparse(node.func).endswith(".where"):
            node.args = self._left(node.args)
        return node

    def visit_FunctionDef(self, node: ast.FunctionDef) -> ast.AST:
        self.generic_visit(node)
        last = node.body[-1]
        answers = node.returns is not None and ast.unparse(node.returns) == "bool"
        if not answers or not isinstance(last, ast.Return) or isinstance(last.value, ast.Constant):
            return node
        if self._is_it(last):
            last.value = ast.Constant(True)
        return node


def _without(function: FunctionType, number: int) -> tuple[CodeType, str]:
    tree = ast.parse(textwrap.dedent(inspect.getsource(function)))
    checks = _Checks(number)
    definition = checks.visit(tree).body[0]
    definition.decorator_list, definition.returns = [], None
    ast.fix_missing_locations(tree)
    code = compile(tree, function.__code__.co_filename, "exec")
    inner = next(one for one in code.co_consts if isinstance(one, CodeType))
    return inner, checks.taken


def _count(function: FunctionType) -> int:
    checks = _Checks()
    checks.visit(ast.parse(textwrap.dedent(inspect.getsource(function))))
    return checks.seen


@contextmanager
def _with_code(function: FunctionType, code: CodeType) -> Iterator[None]:
    kept = function.__code__
    function.__code__ = code
    try:
        yield
    finally:
        function.__code__ = kept


def policies() -> list[ModuleType]:
    """Every module that declares rules."""
    names = {rule.check.__module__ for rule in access._RULES.values()}
    return [import_module(name) for name in sorted(names)]


def functions() -> list[FunctionType]:
    """Every function that takes part in a decision."""
    own = [
        function
        for module in policies()
        for function in vars(module).values()
        if isinstance(function, FunctionType)
        and function.__module__ == module.__name__
        and (module.__name__.endswith("policy") or function in _checks())
    ]
    return [*own, *BESIDES]


def _checks() -> list[Any]:
    return [rule.check for rule in access._RULES.values()]


def asked_by(function: FunctionType) -> frozenset[str]:
    """The actions whose rules come to the function, directly or through others."""
    reached, before = {function}, 0
    while len(reached) != before:
        before = len(reached)
        names = {one.__name__ for one in reached}
        reached |= {one for one in functions() if names & set(_names(one.__code__))}
    return frozenset(rule.action for rule in access._RULES.values() if rule.check in reached)


def _names(code: CodeType) -> Iterator[str]:
    yield from code.co_names
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield from _names(one)


def single_checks(used: Mapping[str, str]) -> Iterator[Mutant]:
    """Each function that a route comes to with one of its conditions taken out."""
    for function in functions():
        if not asked_by(function) & set(used.values()):
            continue
        for number in range(_count(function)):
            code, taken = _without(function, number)
            yield Mutant(
                f"{function.__module__}.{function.__name__}: {taken}",
                asked_by(function),
                "",
                lambda function=function, code=code: _with_code(function, code),
            )
