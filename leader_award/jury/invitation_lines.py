"""A pasted list of people to invite, one in a line: who is meant, and what is wrong with a line.

Pure. "Jan Kos <jan@kos.pl>", "Jan Kos, jan@kos.pl" and "jan@kos.pl; Jan Kos" are all understood.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from email_validator import EmailNotValidError, validate_email

from leader_award.accounts.rules import holds_link, normal_email

MOST = 100
"""So many people are invited at once at most."""
LONGEST_NAME = 200
_ADDRESS = re.compile(r"[^\s<>,;]*@[^\s<>,;]*")


@dataclass(frozen=True)
class Line:
    """One line that says anything; `fault` is a code of what is wrong with it, "" if nothing is.

    Codes: no_address, two_addresses, bad_address, no_name, long_name, bad_name, repeated.
    """

    number: int
    text: str
    name: str
    email: str
    fault: str = ""


def read(text: str) -> list[Line]:
    """Return the lines of the text that are not blank, each understood or with its fault."""
    lines: list[Line] = []
    met: set[str] = set()
    for number, raw in enumerate(text.splitlines(), 1):
        said = " ".join(raw.split())
        if not said:
            continue
        line = _read(number, said)
        if not line.fault and line.email in met:
            line = Line(number, said, line.name, line.email, "repeated")
        met.add(line.email)
        lines.append(line)
    return lines


def _read(number: int, said: str) -> Line:
    addresses = _ADDRESS.findall(said)
    name = " ".join(_ADDRESS.sub(" ", said).translate(str.maketrans('<>,;\t"', "      ")).split())
    email = normal_email(addresses[0]) if addresses else ""
    return Line(number, said, name, email, _fault(addresses, name))


def _fault(addresses: Sequence[str], name: str) -> str:
    if not addresses:
        return "no_address"
    if len(addresses) > 1:
        return "two_addresses"
    try:
        validate_email(addresses[0], check_deliverability=False)
    except EmailNotValidError:
        return "bad_address"
    if not name:
        return "no_name"
    if len(name) > LONGEST_NAME:
        return "long_name"
    return "bad_name" if holds_link(name) else ""
