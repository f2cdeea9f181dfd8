"""How the table of expectations is written, and what a cell of it says.

A row stands for a method of a route: "GET entries.overview". It is written under the kind of
thing that the route is about, and says who gets through, in words between blanks:

    owner                   this role, whatever the state of the thing
    owner@draft,submitted   only in these states
    organisers@-draft       in every state but these
    hidden                  the address hides even that there is something: visitors get the
                            404 of everybody else, in the place of the way to the sign-in page
    ~organisers@strict      sent to give a second factor, as a visitor is sent to sign in
    404@planned             the view is reached, but finds nothing to show in these states

Everybody who is not named is refused: a visitor is sent to sign in, anybody else gets 403 or 404.
So every cell (row x role x state) is decided.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tests.access.scene import ROLES, VISITOR

ALLOW, LOGIN, DENY = "allow", "login", "deny"

SIGNED_IN = tuple(role for role in ROLES if role != VISITOR)
GROUPS: Mapping[str, tuple[str, ...]] = {
    "organisers": ("organiser", "administrator"),
    "municipalities": ("owner", "other"),
    "signed_in": SIGNED_IN,
    "everybody": ROLES,
}
HIDDEN, NOTHING = "hidden", "404"


@dataclass(frozen=True)
class Row:
    """One method of a route, the kind of thing it is about, and who gets through."""

    method: str
    endpoint: str
    kind: str
    words: tuple[str, ...]

    def __str__(self) -> str:
        return f"{self.method} {self.endpoint}"

    def expected(self, role: str, state: str) -> str:
        """Return ALLOW, LOGIN or DENY for a role, the thing being in this state."""
        if any(self._names(word, role) and _holds(word, state) for word in self.words):
            return ALLOW
        if any(self._names(word[1:], role) and _holds(word, state) for word in self.words):
            return LOGIN
        return LOGIN if role == VISITOR and HIDDEN not in self.words else DENY

    def finds_nothing(self, state: str) -> bool:
        """Return whether the view itself answers 404 in this state."""
        return any(_who(word) == NOTHING and _holds(word, state) for word in self.words)

    def _names(self, word: str, role: str) -> bool:
        who = _who(word)
        in_group = role in GROUPS.get(who, (who,))
        # a group of all who are signed in has the roles of a single kind too
        return in_group or (who == "signed_in" and role != VISITOR) or who == "everybody"

    def names(self) -> Iterator[tuple[str, list[str]]]:
        """Give each role or group with the states that it is restricted to."""
        for word in self.words:
            yield _who(word).removeprefix("~"), _states(word)


def _who(word: str) -> str:
    return word.partition("@")[0]


def _states(word: str) -> list[str]:
    listed = word.partition("@")[2].removeprefix("-")
    return listed.split(",") if listed else []


def _holds(word: str, state: str) -> bool:
    listed = word.partition("@")[2]
    return not listed or (state in _states(word)) != listed.startswith("-")


def rows(kind: str, table: Mapping[str, str]) -> list[Row]:
    """Read the rows of one kind; "GET,POST entries.new" stands for two."""
    return [
        Row(method, title.split()[1], kind, tuple(words.split()))
        for title, words in table.items()
        for method in title.split()[0].split(",")
    ]
