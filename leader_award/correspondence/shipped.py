"""The shipped templates read as organisers edit them: their words, with names for all values.

A template is taken apart once: sentences (`_()`), expressions and pieces of logic. Its words are
shown with a name in the place of each value and of each piece of logic, and the value of a name
is what the template itself makes of it. So nothing is written twice, and what the editor starts
from is what is sent.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from flask import current_app
from flask_babel import force_locale, gettext
from jinja2 import Environment, nodes

from leader_award.correspondence import syntax
from leader_award.correspondence.mails import Mail
from leader_award.correspondence.placeholders import COMMON, SIGNATURE, Placeholder

_LOGIC = (nodes.If, nodes.For)


class Undeclared(LookupError):
    """A template holds something that no placeholder stands for, or lacks what is declared."""


@dataclass(frozen=True)
class Piece:
    """A part of a template: words to translate with the names in them, or a single name.

    `before` and `after` are line ends around a piece of logic, which its own text begins with.
    """

    words: str = ""
    translated: bool = False
    names: Mapping[str, Placeholder] = field(default_factory=dict)
    single: Placeholder | None = None
    before: str = ""
    after: str = ""


@dataclass(frozen=True)
class Shipped:
    """A template taken apart: pieces in order, and the node that makes each name's value."""

    pieces: tuple[Piece, ...]
    nodes: Mapping[Placeholder, nodes.Node]

    @property
    def placeholders(self) -> list[Placeholder]:
        """The names that the mail offers, in the order in which they stand in it."""
        return list(self.nodes)

    def words(self, language: str) -> tuple[str, str]:
        """Return the subject and the body as they are edited."""
        with force_locale(language):
            text = "".join(_words(piece, language) for piece in self.pieces)
        subject, _, body = text.strip().partition("\n")
        return subject.strip(), syntax.normal(body)

    def values(self, context: Mapping[str, Any], names: set[str], language: str) -> dict[str, str]:
        """Return the values of those names, for the context of a mail, by name."""
        wanted = {key: one for key, one in self.nodes.items()
                  if syntax.key(key.called(language)) in names}  # fmt: skip
        return {key.called(language): _value(one, context) for key, one in wanted.items()}


def _words(piece: Piece, language: str) -> str:
    if piece.single is not None:
        return piece.before + syntax.written(piece.single.called(language)) + piece.after
    if not piece.translated:
        return piece.words
    names = {key: syntax.written(one.called(language)) for key, one in piece.names.items()}
    return str(gettext(piece.words, **names))


def _value(node: nodes.Node, context: Mapping[str, Any]) -> str:
    given = dict(context)
    current_app.update_template_context(given)
    return syntax.normal(_compiled(node).render(given))


_COMPILED: dict[int, tuple[nodes.Node, Any]] = {}


def _compiled(node: nodes.Node) -> Any:
    """Return a template of this node alone; text, so nothing is escaped."""
    if id(node) not in _COMPILED:
        plain = current_app.jinja_env.overlay(autoescape=False)
        body = [nodes.Output([node], lineno=1)] if isinstance(node, nodes.Expr) else [node]
        template = nodes.Template(body, lineno=1).set_environment(plain)
        _COMPILED[id(node)] = (node, plain.from_string(template))  # type: ignore[arg-type]
    return _COMPILED[id(node)][1]


@cache
def _read(environment: Environment, mail: Mail) -> Shipped:
    source, _path, _fresh = environment.loader.get_source(  # type: ignore[union-attr]
        environment, mail.template
    )
    reader = _Reader(environment, mail)
    pieces = tuple(reader.pieces(environment.parse(source)))
    if reader.logic:
        raise Undeclared(f"{mail.template}: no logic for {reader.logic[0].english}")
    return Shipped(pieces, reader.found)


def of(mail: Mail) -> Shipped:
    """Return the shipped template of the mail, taken apart. Raises Undeclared."""
    return _read(current_app.jinja_env, mail)


class _Reader:
    """Takes one template apart."""

    def __init__(self, environment: Environment, mail: Mail) -> None:
        self.mail = mail
        self.logic = list(mail.logic)
        self.known = [(_expression(environment, one.source), one) for one in COMMON]
        self.found: dict[Placeholder, nodes.Node] = {}

    def pieces(self, template: nodes.Template) -> Iterator[Piece]:
        for node in template.body:
            if isinstance(node, nodes.Output):
                yield from map(self._part, node.nodes)
            elif isinstance(node, nodes.Include):
                yield self._single(SIGNATURE, node)
            elif isinstance(node, _LOGIC):
                edges = list(_data(node))
                first, last = (edges[0], edges[-1]) if edges else ("", "")
                yield self._single(
                    self._next_logic(node),
                    node,
                    before="\n" * (len(first) - len(first.lstrip("\n"))),
                    after="\n" * max(1, len(last) - len(last.rstrip("\n"))),
                )
            else:
                raise Undeclared(f"{self.mail.template}: {type(node).__name__}")

    def _part(self, node: nodes.Expr) -> Piece:
        if isinstance(node, nodes.TemplateData):
            return Piece(node.data)
        if _calls(node, "_"):
            (words,) = node.args  # type: ignore[attr-defined]
            given = {one.key: one.value for one in node.kwargs}  # type: ignore[attr-defined]
            names = {key: self._named(value) for key, value in given.items()}
            return Piece(words.value, translated=True, names=names)
        if _calls(node, "ngettext"):
            return self._single(self._next_logic(node), node)
        return Piece(single=self._named(node))

    def _named(self, node: nodes.Expr) -> Placeholder:
        for expression, one in self.known:
            if expression == node:
                self.found.setdefault(one, node)
                return one
        raise Undeclared(f"{self.mail.template}: nothing stands for {node!r}")

    def _next_logic(self, node: nodes.Node) -> Placeholder:
        if not self.logic:
            raise Undeclared(f"{self.mail.template}: nothing stands for line {node.lineno}")
        return self.logic.pop(0)

    def _single(
        self, one: Placeholder, node: nodes.Node, before: str = "", after: str = ""
    ) -> Piece:
        self.found[one] = node
        return Piece(single=one, before=before, after=after)


def _data(node: nodes.If | nodes.For) -> Iterator[str]:
    """Yield the literal texts within a piece of logic; "" where a value stands at its edge."""
    for inner in node.body:
        if isinstance(inner, _LOGIC):
            yield from _data(inner)
        elif isinstance(inner, nodes.Output):
            for part in inner.nodes:
                yield part.data if isinstance(part, nodes.TemplateData) else ""


def _calls(node: nodes.Node, name: str) -> bool:
    return (
        isinstance(node, nodes.Call)
        and isinstance(node.node, nodes.Name)
        and node.node.name == name
    )


def _expression(environment: Environment, source: str) -> nodes.Node:
    (output,) = environment.parse("{{ " + source + " }}").body
    return output.nodes[0]  # type: ignore[attr-defined,no-any-return]
