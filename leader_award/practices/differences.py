"""What changed between two texts, word by word, as safe markup."""

import difflib
import re

from markupsafe import Markup

_DELETED = Markup("<del>{}</del>")
_INSERTED = Markup("<ins>{}</ins>")
_PIECES = re.compile(r"\s+|[^\s]+")


def difference(old: str, new: str) -> Markup:
    """Return the new text with what was taken out in `<del>` and what was added in `<ins>`."""
    before, after = _PIECES.findall(old), _PIECES.findall(new)
    pieces: list[str] = []
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=False)
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            pieces.append("".join(after[j1:j2]))
            continue
        if i2 > i1:
            pieces.append(_DELETED.format("".join(before[i1:i2])))
        if j2 > j1:
            pieces.append(_INSERTED.format("".join(after[j1:j2])))
    return Markup("").join(pieces)  # escapes what is not markup
