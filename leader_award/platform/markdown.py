"""Markdown that people write, as HTML that is safe to show.

The parser (CommonMark with tables) takes no HTML at all, and an allow-list (ammonia, by nh3)
looks at what came out of it: a fault of one does not open a hole.
"""

import functools
import re

import nh3
from flask_babel import lazy_gettext as _l
from markdown_it import MarkdownIt
from markupsafe import Markup

from leader_award.platform.errors import DomainError

LONGEST = 60_000
"""Characters of one text, some twenty pages."""
DEEPEST = 20
"""Levels of quotations and lists within each other."""

_ATTRIBUTES = {
    "a": {"href", "title"},
    "th": {"class"},
    "td": {"class"},
    "ol": {"start"},
    "code": set[str](),
}
_TAGS = {
    *("p", "br", "hr", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "blockquote"),
    *("pre", "code", "em", "strong", "s", "a", "table", "thead", "tbody", "tr", "th", "td"),
}
_SCHEMES = {"http", "https", "mailto"}
_ALIGNED = re.compile(r'<(t[hd]) style="text-align:(left|center|right)">')
_CLASSES = {"left": "", "center": ' class="text-center"', "right": ' class="num"'}
_HEADING = re.compile(r"(</?h)([1-6])\b")


class TooLong(DomainError):
    """The text has more characters than `LONGEST`."""


def check_length(text: str, *, field: str | None = None) -> None:
    """Raise TooLong, naming the form's `field`, if the text cannot be rendered."""
    if len(text) > LONGEST:
        raise TooLong(
            _l("The text is too long: at most %(most)s characters.", most=LONGEST), field=field
        )


def render(text: str) -> Markup:
    """Return Markdown as safe HTML: headings begin at h2, links may go to the web, mail and paths.

    HTML in the text is shown as it was typed, pictures become links to them. Raises TooLong.
    """
    check_length(text)
    html = _parser().render(text.replace("\x00", ""))
    html = _ALIGNED.sub(lambda match: f"<{match[1]}{_CLASSES[match[2]]}>", html)
    html = _HEADING.sub(lambda match: f"{match[1]}{min(int(match[2]) + 1, 6)}", html)
    safe = nh3.clean(
        html,
        tags=_TAGS,
        attributes=_ATTRIBUTES,
        url_schemes=_SCHEMES,
        link_rel="nofollow noopener",
    )
    return Markup(safe)  # noqa: S704  # nosec B704  # cleaned by the line above


def plain(text: str) -> str:
    """Return the words of Markdown without its marks, for search and excerpts. Raises TooLong."""
    check_length(text)
    pieces: list[str] = []
    for token in _parser().parse(text):
        if token.type in ("fence", "code_block"):
            pieces.append(token.content)
        elif token.type == "inline":
            words = (
                " " if child.type in ("softbreak", "hardbreak") else child.content
                for child in token.children or ()
            )
            pieces.append("".join(words))
    return "\n".join(pieces)


@functools.cache
def _parser() -> MarkdownIt:
    options = {"html": False, "linkify": False, "typographer": False, "maxNesting": DEEPEST}
    return MarkdownIt("commonmark", options).enable(["table", "strikethrough"]).disable("image")
