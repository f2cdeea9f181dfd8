"""Sixty short good practices made up for measuring the search, and queries with what they mean.

No practice here is anybody's: places and figures are invented.
"""

import csv
from pathlib import Path

with (Path(__file__).parent / "practices.tsv").open(encoding="utf-8", newline="") as file:
    PRACTICES = {
        row["key"]: (row["title"], row["solution"]) for row in csv.DictReader(file, delimiter="\t")
    }
"""key -> (title, solution)"""

QUERIES: tuple[tuple[str, str], ...] = (
    ("autobusami gminy", "autobusy"),
    ("pociagi podmiejskie", "kolej"),
    ("ścieżka rowerowa", "rowery"),
    ("sciezki dla rowerzystow", "rowery"),
    ("jedna karta na tramwaj", "bilet"),
    ("busy dla niepełnosprawnych uczniów", "dowoz"),
    ("selektywna zbiórka odpadami", "odpady"),
    ("baterie i swietlowki", "pszok"),
    ("azbestu", "azbest"),
    ("oczyszczalnie ścieków", "scieki"),
    ("wodociagow", "wodociag"),
    ("suszą", "susza"),
    ("wymiana pieca smog", "smog"),
    ("zakup energii elektrycznej", "prad"),
    ("oświetlenie ulic", "lampy"),
    ("fotowoltaika na domu", "slonce"),
    ("zlobki", "zlobek"),
    ("nauczycielom szkolenie", "nauczyciele"),
    ("pływanie", "basen"),
    ("biblioteki książka", "biblioteka"),
    ("zniżka dla seniora", "seniorzy"),
    ("opieka nad starszymi", "opieka"),
    ("rodzina zastępcza", "dom_dziecka"),
    ("kajakiem", "kajaki"),
    ("plan przestrzenny przedmieścia", "plan"),
    ("tanie mieszkanie na wynajem", "mieszkania"),
    ("bezdomny pies", "schronisko"),
    ("powodzie ostrzeganie", "powodz"),
    ("odśnieżanie dróg zimą", "drogi"),
    ("bezrobotny szkolenie", "bezrobocie"),
)
"""(what somebody types, key of what they mean)"""
