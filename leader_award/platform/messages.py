"""Catalogues of messages: one per feature, English in the code, Polish in the catalogue.

Run as `python -m leader_award.platform.messages update [FEATURE …]` after changing texts (new
messages are added untranslated, unused ones leave) and with `compile` before starting.
"""

import sys
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir, extract_from_file
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).parent.parent
LANGUAGE = "pl"
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}
TEMPLATES = {"trimmed": "true", "extensions": "jinja2.ext.do", "silent": "false"}
"""How templates are read: as the application does, and stopping at one that cannot be parsed."""
TOP_LEVEL = "platform"
"""The catalogue that also holds the texts of the package's own files and shared templates."""


def features() -> list[str]:
    """Return the names of the packages that have texts."""
    return sorted(path.parent.name for path in PACKAGE.glob("*/__init__.py"))


def catalogue_path(feature: str) -> Path:
    """Return where the Polish catalogue of a feature lies."""
    return PACKAGE / feature / "translations" / LANGUAGE / "LC_MESSAGES" / "messages.po"


def extract(feature: str) -> Catalog:
    """Return the messages that the feature's code and templates use, untranslated."""
    catalogue = Catalog(domain="messages", locale=LANGUAGE, fuzzy=False)
    folders = [PACKAGE / feature, PACKAGE / "templates" / feature]
    if feature == TOP_LEVEL:
        folders.append(PACKAGE / "templates" / "macros")
    options = {"**.html": TEMPLATES, "**.txt": TEMPLATES}
    methods = [("**.py", "python"), ("**.html", "jinja2"), ("**.txt", "jinja2")]
    for folder in folders:
        if folder.is_dir():
            for _file, _line, message, comments, context in extract_from_dir(
                folder, methods, options, KEYWORDS
            ):
                catalogue.add(message, auto_comments=comments, context=context)
    if feature == TOP_LEVEL:
        for path in [*PACKAGE.glob("*.py"), *(PACKAGE / "templates").glob("*.html")]:
            python = path.suffix == ".py"
            for _line, message, comments, context in extract_from_file(
                "python" if python else "jinja2",
                path,
                KEYWORDS,
                options={} if python else TEMPLATES,
            ):
                catalogue.add(message, auto_comments=comments, context=context)
    return catalogue


def update(feature: str) -> list[str]:
    """Bring the feature's catalogue up to date; return the messages without a translation."""
    path = catalogue_path(feature)
    found = extract(feature)
    if not len(found) and not path.exists():
        return []
    path.parent.mkdir(parents=True, exist_ok=True)
    catalogue = Catalog(domain="messages", locale=LANGUAGE, fuzzy=False)
    if path.exists():
        with path.open("rb") as file:
            catalogue = read_po(file, locale=LANGUAGE, domain="messages")
    made = catalogue.creation_date
    catalogue.update(found, no_fuzzy_matching=True)
    catalogue.creation_date = made  # or every run would change every catalogue
    catalogue.obsolete.clear()
    with path.open("wb") as file:
        write_po(file, catalogue, width=0, no_location=True, omit_header=False, sort_output=True)
    return untranslated(catalogue)


def untranslated(catalogue: Catalog) -> list[str]:
    """Return the messages that lack a translation (each plural form counts) or are fuzzy."""
    lacking = []
    for message in catalogue:
        strings = message.string if isinstance(message.string, (list, tuple)) else [message.string]
        if message.id and (message.fuzzy or not all(strings)):
            lacking.append(message.id if isinstance(message.id, str) else message.id[0])
    return lacking


def compile_all() -> None:
    """Write the machine-readable form of each catalogue, in one step each."""
    for feature in features():
        path = catalogue_path(feature)
        if not path.exists():
            continue
        with path.open("rb") as file:
            catalogue = read_po(file, locale=LANGUAGE, domain="messages")
        target = path.with_suffix(".mo")
        draft = target.with_suffix(".mo.new")
        with draft.open("wb") as file:
            write_mo(file, catalogue)
        draft.replace(target)


def main(arguments: list[str]) -> int:
    """Run `update` or `compile`; return the exit status (1 if a translation is missing)."""
    if arguments[:1] == ["compile"]:
        compile_all()
        return 0
    status = 0
    for feature in arguments[1:] or features():
        for message in update(feature):
            sys.stdout.write(f"{feature}: not translated: {message}\n")
            status = 1
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
