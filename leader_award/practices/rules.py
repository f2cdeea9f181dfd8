"""The rules of practice cards: fields, states, bands, and how a card is drafted; pure."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from leader_award.partnerships.text import fold

TEXTS = ("problem", "solution", "partners", "results", "avoid", "contact")
"""Fields written in Markdown."""
FIELDS = (
    "problem",
    "solution",
    "partners",
    "cost_pln",
    "cost_source",
    "results",
    "avoid",
    "contact",
)
"""What an entrant releases, in the order of the card."""
REQUIRED = ("problem", "solution")
"""Without these there is no card to read."""
LONGEST = {"cost_pln": 13, "cost_source": 1000, "contact": 1000}
LONGEST_TEXT = 8000
LONGEST_ADOPTION = 2000

DRAFTED, RELEASED, PUBLISHED, WITHDRAWN = "drafted", "released", "published", "withdrawn"
EVENTS: Mapping[tuple[str, str], str] = {
    (DRAFTED, "release"): RELEASED,
    (RELEASED, "release"): RELEASED,
    (PUBLISHED, "release"): PUBLISHED,
    (WITHDRAWN, "release"): RELEASED,
    (RELEASED, "publish"): PUBLISHED,
    (PUBLISHED, "publish"): PUBLISHED,
    (DRAFTED, "hold"): DRAFTED,
    (RELEASED, "hold"): DRAFTED,
    (PUBLISHED, "hold"): WITHDRAWN,
    (WITHDRAWN, "hold"): WITHDRAWN,
    (DRAFTED, "withdraw"): WITHDRAWN,
    (RELEASED, "withdraw"): WITHDRAWN,
    (PUBLISHED, "withdraw"): WITHDRAWN,
    (WITHDRAWN, "withdraw"): WITHDRAWN,
}
"""(state, event) -> state. `hold`: the entrant leaves out a field that a card cannot do without."""

THEMES = (
    "transport",
    "education",
    "health",
    "environment",
    "energy",
    "tourism",
    "planning",
    "digital",
    "economy",
    "administration",
    "safety",
    "participation",
)
COOPERATIONS = ("agreement", "union", "association", "lag", "company", "contract", "other")
LICENCES = {
    "CC-BY-4.0": ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/deed.pl"),
    "CC-BY-SA-4.0": ("CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/deed.pl"),
    "CC0-1.0": ("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/deed.pl"),
}
KINDS = (
    *("urban", "rural", "urban_rural", "gmina", "city_with_county_rights", "county"),
    *("voivodeship", "municipal_union", "association", "local_action_group", "ngo"),
    *("company", "university", "other"),
)
"""Kinds of leaders: those of units, and those of organisations that are none."""

SIZES = (
    ("to-5k", 5_000),
    ("5k-20k", 20_000),
    ("20k-50k", 50_000),
    ("50k-100k", 100_000),
    ("over-100k", None),
)
COSTS = (
    ("to-100k", 100_000),
    ("100k-1m", 1_000_000),
    ("1m-10m", 10_000_000),
    ("over-10m", None),
)
Bands = Sequence[tuple[str, int | None]]

WORDS_OF_FIELDS: Mapping[str, Sequence[str]] = {
    "cost_source": ("koszt", "finans"),
    "results": ("wynik", "efekt", "rezultat"),
    "avoid": ("radzi", "unika", "doswiadczen", "trudnosc"),
    "partners": ("partner",),
    "contact": ("kontakt",),
    "population": ("mieszkanc",),
    "cooperation": ("forma",),
    "theme": ("temat",),
    "problem": ("problem",),
    "solution": ("rozwiazan", "opis"),
}
WORDS_OF_THEMES: Mapping[str, str] = {
    "transport": "transport komunik autobus kolej drog rower",
    "education": "oswiat edukac szkol przedszkol zlobk",
    "health": "zdrowi pomoc senior opieki spolecz",
    "environment": "srodowisk odpad wod sciek klimat",
    "energy": "energ oswietlen fotowolt",
    "tourism": "turyst kultur szlak promocj",
    "planning": "planowan przestrzen strateg obszar metropol aglomerac",
    "digital": "cyfryz informaty dane",
    "economy": "gospodar przedsieb rynek",
    "administration": "administr zakup kadr urzed",
    "safety": "bezpiecz straz ratown",
    "participation": "partycypac konsult mlodziez",
}
WORDS_OF_COOPERATIONS: Mapping[str, str] = {
    "union": "zwiazek",
    "agreement": "porozumieni",
    "association": "stowarzyszeni",
    "lag": "lokalna lgd",
    "company": "spolka",
    "contract": "umowa partnerstw",
}


def limit(field: str) -> int:
    """Return how many characters a field may have."""
    return LONGEST.get(field, LONGEST_TEXT)


def band(value: int | None, bands: Bands) -> str:
    """Return the code of the band that a number lies in ("" for None); upper bounds belong."""
    if value is None:
        return ""
    return next(code for code, most in bands if most is None or value <= most)


def next_state(state: str, event: str) -> str | None:
    """Return the state that the event leads to, or None if it cannot happen."""
    return EVENTS.get((state, event))


def is_complete(released: Collection[str]) -> bool:
    """Return whether the released fields make a card."""
    return all(name in released for name in REQUIRED)


def guess_mapping(questions: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Return a question's id for each field whose words occur in a label of the form.

    `questions` are (id, Polish label), in order; no question is used twice.
    """
    left = {key: fold(label) for key, label in questions}
    mapping: dict[str, str] = {}
    for field, words in WORDS_OF_FIELDS.items():
        fitting = (key for key, label in left.items() if any(word in label for word in words))
        found = next(fitting, None)
        if found is not None:
            mapping[field] = found
            del left[found]
    return mapping


def guess_code(text: str, words_of: Mapping[str, str]) -> str:
    """Return the code most of whose words begin words of the text, "" if none does."""
    words = fold(text).split()
    hits = {
        code: sum(word.startswith(tuple(starts.split())) for word in words)
        for code, starts in words_of.items()
    }
    best = max(hits, key=lambda code: hits[code])
    return best if hits[best] else ""


def answer_text(answer: Any) -> str:
    """Return an answer of an entry as plain text; choices are joined, nothing is ""."""
    if answer is None or isinstance(answer, bool):
        return ""
    if isinstance(answer, list):
        return ", ".join(str(one) for one in answer)
    return str(answer)


def drafted_fields(content: Mapping[str, Any], mapping: Mapping[str, str]) -> dict[str, str]:
    """Return a first text for each field, and guesses for theme, cooperation and population.

    `content` is that of a submission. Partners are listed from the entry where no question is
    mapped to them; nothing that the mapping does not name is taken over.
    """
    answers = {
        question["id"]: answer_text(question["answer"])
        for section in content["sections"]
        for question in section["questions"]
    }
    fields = {field: answers.get(mapping.get(field, ""), "") for field in FIELDS}
    fields["partners"] = fields["partners"] or _partner_list(content["partners"])
    about = " ".join((content["title"], content["partnership_name"]))
    theme = answers.get(mapping.get("theme", ""), "")
    form = answers.get(mapping.get("cooperation", ""), "")
    population = re.sub(r"\D", "", answers.get(mapping.get("population", ""), ""))
    return {name: text[: limit(name)] for name, text in fields.items()} | {
        "theme": guess_code(theme or about, WORDS_OF_THEMES),
        "cooperation": guess_code(form or about, WORDS_OF_COOPERATIONS),
        "population": population[:9],
    }


def _partner_list(partners: Iterable[Mapping[str, str]]) -> str:
    lines = (" – ".join(filter(None, (one["name"], one["part"]))) for one in partners)
    return "\n".join(f"- {line}" for line in lines)


def read_cost(text: str) -> int | None:
    """Return an amount in whole złoty as people write it (`1 250 000 zł`), None if it is none."""
    digits = re.sub(r"(?:\s|zł|PLN)", "", text)
    return int(digits) if re.fullmatch(r"[0-9]{1,12}", digits) else None
