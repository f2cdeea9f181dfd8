"""A rubric and a formal check to start from: a proposal, which the organiser edits.

The criteria are those that sibling editions of the award have named (2013, 2022); weights and
descriptions of the levels are ours.
"""

from typing import Any

from leader_award.editions.default_rounds import PRESENTATION, SITE_VISIT

FIRST_ROUND = {"pl": "Ocena merytoryczna", "en": "Merit assessment"}
BANDS = ((0, 2), (3, 5), (6, 8), (9, 10))

_CRITERIA: tuple[dict[str, Any], ...] = (
    {
        "name": {"pl": "Innowacyjność", "en": "Innovation"},
        "description": {
            "pl": "Na ile rozwiązanie jest nowe – w kraju, w regionie albo dla samych partnerów –"
            " i na ile wykracza poza obowiązki, które i tak wynikają z przepisów.",
            "en": "How new the solution is – in the country, in the region or to the partners"
            " themselves – and how far it goes beyond what the law requires anyway.",
        },
        "weight": 20,
        "levels": (
            (
                "Rozwiązanie powszechnie stosowane; zgłoszenie nie wskazuje niczego nowego.",
                "A widely used solution; the entry points to nothing new.",
            ),
            (
                "Nowe dla partnerów, ale przeniesione z zewnątrz bez istotnych zmian.",
                "New to the partners, but taken over from elsewhere without real changes.",
            ),
            (
                "Znane rozwiązanie twórczo rozwinięte albo nowe w regionie; zgłoszenie pokazuje,"
                " na czym polega różnica.",
                "A known solution developed creatively, or new in the region; the entry shows"
                " what is different.",
            ),
            (
                "Nowe w skali kraju; zmienia sposób współpracy samorządów w tej dziedzinie.",
                "New in the country; it changes the way local governments cooperate in this field.",
            ),
        ),
    },
    {
        "name": {"pl": "Skuteczność", "en": "Effectiveness"},
        "description": {
            "pl": "Na ile współpraca osiągnęła to, co sobie założyła, i czy zmianę potwierdzają"
            " dane: wskaźniki, badania, opinie mieszkańców.",
            "en": "How far the cooperation achieved what it set out to do, and whether data confirm"
            " the change: indicators, studies, residents' opinions.",
        },
        "weight": 25,
        "levels": (
            (
                "Brak celów albo wyników; opis ogranicza się do wykonanych czynności.",
                "No aims or no results; the description is limited to what was done.",
            ),
            (
                "Cele osiągnięte częściowo albo wyniki opisane ogólnie, bez danych.",
                "Aims achieved in part, or results described in general terms without data.",
            ),
            (
                "Większość celów osiągnięta; wyniki podane liczbowo, z punktem odniesienia.",
                "Most aims achieved; results given in figures, with a point of reference.",
            ),
            (
                "Cele osiągnięte lub przekroczone; trwałą zmianę potwierdzają wiarygodne dane"
                " i jej odbiorcy.",
                "Aims achieved or exceeded; reliable data and the people concerned confirm a"
                " lasting change.",
            ),
        ),
    },
    {
        "name": {"pl": "Efektywność", "en": "Efficiency"},
        "description": {
            "pl": "Relacja wyników do poniesionych nakładów: pieniędzy, czasu i pracy ludzi."
            " Liczy się to, co partnerzy zyskali dzięki temu, że działali razem.",
            "en": "Results compared with what they cost: money, time and people's work. What counts"
            " is what the partners gained by acting together.",
        },
        "weight": 15,
        "levels": (
            (
                "Nakłady nieznane albo wyraźnie zbyt wysokie w stosunku do wyników.",
                "Costs unknown, or clearly too high for the results.",
            ),
            (
                "Nakłady podane, ale zgłoszenie nie pokazuje korzyści ze wspólnego działania.",
                "Costs given, but the entry does not show what acting together brought.",
            ),
            (
                "Nakłady współmierne do wyników; oszczędność lub lepsza jakość dzięki współpracy"
                " jest wykazana.",
                "Costs in proportion to results; savings or better quality through cooperation are"
                " shown.",
            ),
            (
                "Wyniki znacznie przewyższają nakłady; żaden z partnerów nie osiągnąłby ich"
                " samodzielnie za podobne środki.",
                "Results far exceed costs; no partner could have achieved them alone with similar"
                " means.",
            ),
        ),
    },
    {
        "name": {"pl": "Trwałość", "en": "Sustainability"},
        "description": {
            "pl": "Czy współpraca przetrwa zmianę władz i koniec dofinansowania: ma umowę,"
            " strukturę, budżet i podział odpowiedzialności.",
            "en": "Whether the cooperation will outlast a change of authorities and the end of"
            " funding: it has an agreement, a structure, a budget and shared responsibility.",
        },
        "weight": 20,
        "levels": (
            (
                "Działanie jednorazowe albo zakończone; nic nie wskazuje na kontynuację.",
                "A one-off or finished activity; nothing points to a continuation.",
            ),
            (
                "Współpraca trwa, ale zależy od jednej osoby, jednego projektu lub jednej dotacji.",
                "The cooperation goes on, but depends on one person, one project or one grant.",
            ),
            (
                "Jest umowa i podział zadań; finansowanie zapewniono co najmniej na kilka lat.",
                "There is an agreement and a division of tasks; funding is secured at least for the"
                " coming years.",
            ),
            (
                "Współpraca wpisana w strategie i budżety partnerów; przetrwała już zmianę władz"
                " albo koniec finansowania zewnętrznego.",
                "The cooperation is part of the partners' strategies and budgets; it has already"
                " outlasted a change of authorities or the end of outside funding.",
            ),
        ),
    },
    {
        "name": {"pl": "Możliwość zastosowania gdzie indziej", "en": "Replicability"},
        "description": {
            "pl": "Czy inne samorządy mogą skorzystać z rozwiązania: jest opisane, nie wymaga"
            " wyjątkowych warunków, a partnerzy dzielą się doświadczeniem.",
            "en": "Whether other local governments can use the solution: it is described, needs no"
            " exceptional conditions, and the partners share their experience.",
        },
        "weight": 20,
        "levels": (
            (
                "Rozwiązanie związane z warunkami, których inni nie mają.",
                "The solution depends on conditions that others do not have.",
            ),
            (
                "Możliwe do powtórzenia, ale brakuje opisu kroków, kosztów albo wzorów dokumentów.",
                "It can be repeated, but steps, costs or model documents are not described.",
            ),
            (
                "Opisane tak, że inni mogą je wdrożyć; partnerzy chętnie dzielą się wiedzą.",
                "Described so that others can introduce it; the partners readily share what they"
                " know.",
            ),
            (
                "Zastosowane już przez innych albo gotowe do użycia, z dokumentami i wsparciem.",
                "Already used by others, or ready for use with documents and support.",
            ),
        ),
    },
)

_CHECKS = (
    (
        "Zgłoszenie wpłynęło przed upływem terminu naboru.",
        "The entry was submitted before the deadline of the call.",
        "§ 5 ust. 1",
    ),
    (
        "Wnioskodawca jest jednostką samorządu terytorialnego albo organizacją, którą jednostki"
        " samorządu terytorialnego współtworzą.",
        "The applicant is a unit of local government or an organisation formed with such units.",
        "§ 3 ust. 1",
    ),
    (
        "W przedsięwzięciu uczestniczą co najmniej dwie jednostki samorządu terytorialnego.",
        "At least two units of local government take part.",
        "§ 3 ust. 2",
    ),
    (
        "Rozwiązanie działa od co najmniej 6 miesięcy przed ogłoszeniem naboru.",
        "The solution has been in use for at least 6 months before the call.",
        "§ 4 ust. 1",
    ),
    (
        "Zgłoszenie odpowiada tematowi edycji i wybranej kategorii.",
        "The entry fits the theme of the edition and the category chosen.",
        "§ 4 ust. 2",
    ),
    (
        "Dołączono wymagane załączniki, podpisane przez osoby uprawnione.",
        "The required attachments are there, signed by persons entitled to do so.",
        "§ 5 ust. 3",
    ),
)


def rubric(kind: str = "desk") -> list[dict[str, Any]]:
    """Return the proposal for a kind of round as keyword arguments of `setup.save_criterion`."""
    criteria = {"desk": _CRITERIA, "site_visit": SITE_VISIT, "presentation": PRESENTATION}[kind]
    return [
        criterion
        | {
            "maximum": BANDS[-1][1],
            "levels": [
                {"from": low, "to": high, "text": {"pl": polish, "en": english}}
                for (low, high), (polish, english) in zip(BANDS, criterion["levels"], strict=True)
            ],
        }
        for criterion in criteria
    ]


def check_items() -> list[dict[str, Any]]:
    """Return the default items as keyword arguments of `setup.save_check_item`.

    The paragraphs are those of a typical set of regulations and are meant to be corrected.
    """
    return [
        {"text": {"pl": polish, "en": english}, "paragraph": paragraph}
        for polish, english, paragraph in _CHECKS
    ]
