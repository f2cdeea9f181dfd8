"""The regulations of the demonstration's own editions: categories, form, prizes."""

from typing import Any

from leader_award.demo import people
from leader_award.demo.building import whole
from leader_award.editions import service as editions
from leader_award.editions.models import Edition

CATEGORIES = (
    (
        {"pl": "Współpraca samorządów", "en": "Cooperation of local governments"},
        {
            "pl": "Wspólne usługi, zadania i inwestycje gmin i powiatów.",
            "en": "Shared services, tasks and investments of municipalities and counties.",
        },
    ),
    (
        {"pl": "Współpraca międzysektorowa", "en": "Cross-sector cooperation"},
        {
            "pl": "Współpraca samorządów z organizacjami społecznymi, firmami i nauką.",
            "en": "Cooperation of local governments with NGOs, companies and science.",
        },
    ),
    (
        {"pl": "Obszary funkcjonalne", "en": "Functional areas"},
        {
            "pl": "Wspólne planowanie i zarządzanie w miejskich i wiejskich obszarach"
            " funkcjonalnych.",
            "en": "Joint planning and management in urban and rural functional areas.",
        },
    ),
)
CROSS_SECTOR = "Współpraca międzysektorowa"
AGREEMENT = "Porozumienie, statut lub uchwała"
PHOTOGRAPHS = "Zdjęcia"

SUMMARY = "Streszczenie"
FORM_OF_COOPERATION = "Forma współpracy"
SINCE = "Od kiedy działa rozwiązanie"
PROBLEM = "Na jaki problem odpowiada rozwiązanie?"
SOLUTION = "Na czym polega rozwiązanie?"
NOVELTY = "Co jest w nim nowe?"
RESULTS = "Wyniki w liczbach"
COST = "Koszt i źródła finansowania"
RESIDENTS = "Liczba mieszkańców objętych rozwiązaniem"
GOES_ON = "Czy rozwiązanie nadal działa?"
LASTING = "Co zapewnia trwałość?"
ADVICE = "Co radzicie innym samorządom?"
THEMES = "Tematy"
SECTORS = "Rola partnerów społecznych, gospodarczych i naukowych"


def _long(polish: str, english: str, words: int, **more: Any) -> dict[str, Any]:
    label = {"pl": polish, "en": english}
    return {"kind": "long_text", "label": label, "limit_words": words, **more}


SECTIONS: tuple[tuple[dict[str, str], tuple[dict[str, Any], ...]], ...] = (
    (
        {"pl": "O współpracy", "en": "About the cooperation"},
        (
            _long(
                SUMMARY,
                "Summary",
                150,
                help={
                    "pl": "Kilka zdań, które przeczyta każdy. Trafią na stronę laureatów.",
                    "en": "A few sentences that everybody will read, also among the laureates.",
                },
            ),
            {
                "kind": "choice",
                "label": {"pl": FORM_OF_COOPERATION, "en": "Form of cooperation"},
                "options": [
                    "Porozumienie międzygminne",
                    "Związek międzygminny lub powiatowo-gminny",
                    "Stowarzyszenie JST",
                    "Lokalna grupa działania",
                    "Spółka samorządowa",
                    "Umowa partnerska",
                    "Inna",
                ],
            },
            {"kind": "date", "label": {"pl": SINCE, "en": "In operation since"}},
        ),
    ),
    (
        {"pl": "Problem i rozwiązanie", "en": "Problem and solution"},
        (
            _long(PROBLEM, "What problem does it answer?", 250),
            _long(SOLUTION, "What is the solution?", 400),
            _long(NOVELTY, "What is new in it?", 200),
        ),
    ),
    (
        {"pl": "Wyniki", "en": "Results"},
        (
            _long(
                RESULTS,
                "Results in numbers",
                250,
                help={
                    "pl": "Podaj stan przed i po, z rokiem i źródłem danych.",
                    "en": "Give the state before and after, with year and source.",
                },
            ),
            {
                "kind": "long_text",
                "label": {"pl": COST, "en": "Cost and sources of funding"},
                "limit_characters": 1500,
            },
            {"kind": "number", "label": {"pl": RESIDENTS, "en": "Residents served"}},
            {"kind": "yes_no", "label": {"pl": GOES_ON, "en": "Is it still in operation?"}},
        ),
    ),
    (
        {"pl": "Trwałość i przenoszenie", "en": "Sustainability and replication"},
        (
            _long(LASTING, "What makes it last?", 200),
            _long(ADVICE, "What do you advise others?", 200, required_answer=False),
            {
                "kind": "choices",
                "label": {"pl": THEMES, "en": "Themes"},
                "options": [
                    "Transport",
                    "Oświata",
                    "Zdrowie i pomoc społeczna",
                    "Środowisko i odpady",
                    "Turystyka i kultura",
                    "Planowanie przestrzenne",
                    "Cyfryzacja",
                    "Gospodarka",
                ],
            },
        ),
    ),
)
PRIZES = (
    ("laureate", "Dyplom, statuetka i wizyta studyjna", "Diploma, statuette, study visit", 3),
    ("distinction", "Dyplom", "Diploma", 3),
)


def write_regulations(edition_id: str) -> Edition:
    """Give a planned edition its categories, form, attachments, rubric, checks and prizes."""
    actor = people.acting(people.ORGANISER, "organiser")
    categories = {
        name["pl"]: editions.save_category(
            edition_id=edition_id, name=name, description=description, actor=actor
        )
        for name, description in CATEGORIES
    }
    for title, questions in SECTIONS:
        section_id = editions.save_section(edition_id=edition_id, title=title, actor=actor)
        for question in questions:
            editions.save_question(section_id=section_id, actor=actor, **question)
    editions.save_question(
        section_id=section_id,
        actor=actor,
        category_ids=[categories[CROSS_SECTOR]],
        **_long(SECTORS, "The part of social, economic and scientific partners", 250),
    )
    editions.save_requirement(
        edition_id=edition_id,
        label={"pl": AGREEMENT, "en": "Agreement, statute or resolution"},
        help={
            "pl": "Dokument, na którym opiera się współpraca.",
            "en": "The document on which the cooperation rests.",
        },
        types=["pdf", "docx", "odt"],
        max_bytes=10 * 1024 * 1024,
        min_count=1,
        max_count=2,
        actor=actor,
    )
    editions.save_requirement(
        edition_id=edition_id,
        label={"pl": PHOTOGRAPHS, "en": "Photographs"},
        types=["jpg", "png"],
        max_bytes=5 * 1024 * 1024,
        min_count=0,
        max_count=3,
        actor=actor,
    )
    editions.apply_default_rubric(edition_id=edition_id, actor=actor)
    editions.apply_default_checks(edition_id=edition_id, actor=actor)
    for award, polish, english, count in PRIZES:
        editions.save_prize(
            edition_id=edition_id,
            award=award,
            name={"pl": polish, "en": english},
            count=count,
            actor=actor,
        )
    return whole(edition_id)
