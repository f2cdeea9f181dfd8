"""Rubrics to start from for the rounds after the desk: a proposal, which the organiser edits.

Both are ours. A later round does not score the entry's description once more: a visit looks for
what paper cannot show, a presentation for what questions bring to light.
"""

from typing import Any

SITE_VISIT: tuple[dict[str, Any], ...] = (
    {
        "name": {"pl": "Zgodność ze zgłoszeniem", "en": "Agreement with the entry"},
        "description": {
            "pl": "Czy to, co komisja zastała na miejscu, odpowiada opisowi w zgłoszeniu.",
            "en": "Whether what the committee found on the spot matches the entry.",
        },
        "weight": 30,
        "levels": (
            (
                "Istotne części opisu nie znajdują potwierdzenia.",
                "Important parts of the description could not be confirmed.",
            ),
            (
                "Potwierdzono część opisu; rozbieżności zmieniają obraz rozwiązania.",
                "Part of the description was confirmed; differences change the picture.",
            ),
            (
                "Opis potwierdzono, a drobne różnice zostały wyjaśnione.",
                "The description was confirmed and small differences were explained.",
            ),
            (
                "Opis potwierdzono w całości; na miejscu widać więcej, niż obiecuje zgłoszenie.",
                "Everything was confirmed; there is more to see than the entry promises.",
            ),
        ),
    },
    {
        "name": {"pl": "Działanie w praktyce", "en": "At work in practice"},
        "description": {
            "pl": "Jak rozwiązanie działa na co dzień: kto je prowadzi, kto z niego korzysta"
            " i co się dzieje, gdy coś zawodzi.",
            "en": "How the solution works from day to day: who runs it, who uses it, and what"
            " happens when something fails.",
        },
        "weight": 40,
        "levels": (
            (
                "Rozwiązanie nie działa albo działa tylko na potrzeby wizyty.",
                "The solution does not work, or works only for the visit.",
            ),
            (
                "Działa, ale z przerwami albo tylko u części partnerów.",
                "It works, but with breaks or only at some of the partners.",
            ),
            (
                "Działa na co dzień; osoby odpowiedzialne znają swoje zadania.",
                "It works every day; those responsible know their tasks.",
            ),
            (
                "Działa na co dzień i jest doskonalone na podstawie uwag użytkowników.",
                "It works every day and is improved by what its users say.",
            ),
        ),
    },
    {
        "name": {"pl": "Udział partnerów", "en": "Part taken by the partners"},
        "description": {
            "pl": "Czy wszyscy partnerzy współdecydują i korzystają ze współpracy – także ich"
            " zdaniem, wyrażonym w rozmowie z komisją.",
            "en": "Whether all partners decide together and benefit – also in their own words to"
            " the committee.",
        },
        "weight": 30,
        "levels": (
            (
                "Rozwiązanie prowadzi jeden podmiot; partnerzy są nimi tylko z nazwy.",
                "One organisation runs everything; the partners are partners in name only.",
            ),
            (
                "Partnerzy wykonują ustalone zadania, ale nie współdecydują.",
                "The partners carry out set tasks but do not decide together.",
            ),
            (
                "Partnerzy współdecydują i wskazują, co zyskali.",
                "The partners decide together and name what they have gained.",
            ),
            (
                "Partnerzy traktują rozwiązanie jak własne i rozwijają je wspólnie.",
                "The partners regard the solution as their own and develop it together.",
            ),
        ),
    },
)

PRESENTATION: tuple[dict[str, Any], ...] = (
    {
        "name": {"pl": "Istota rozwiązania i jego wyniki", "en": "The solution and its results"},
        "description": {
            "pl": "Czy prezentacja pokazuje, na czym polega rozwiązanie i co dzięki niemu się"
            " zmieniło.",
            "en": "Whether the presentation shows what the solution is and what it has changed.",
        },
        "weight": 40,
        "levels": (
            (
                "Nie wiadomo, na czym polega rozwiązanie ani co zmieniło.",
                "It remains unclear what the solution is and what it changed.",
            ),
            (
                "Rozwiązanie przedstawiono zrozumiale, ale wyników nie poparto danymi.",
                "The solution was made clear, but its results were not backed by data.",
            ),
            (
                "Jasno przedstawiono rozwiązanie i jego wyniki poparte danymi.",
                "The solution was made clear and its results were backed by data.",
            ),
            (
                "Przekonująco pokazano zmianę, jej przyczyny i to, czego nauczyli się partnerzy.",
                "Change, its causes and what the partners learned were shown convincingly.",
            ),
        ),
    },
    {
        "name": {
            "pl": "Odpowiedzi na pytania komisji",
            "en": "Answers to the committee's questions",
        },
        "description": {
            "pl": "Czy odpowiedzi są rzeczowe, a trudności i porażki – przedstawione otwarcie.",
            "en": "Whether the answers are to the point, and difficulties are spoken of openly.",
        },
        "weight": 30,
        "levels": (
            (
                "Odpowiedzi wymijające albo sprzeczne ze zgłoszeniem.",
                "Answers evasive, or at odds with the entry.",
            ),
            (
                "Odpowiedzi ogólne; na część pytań zabrakło odpowiedzi.",
                "General answers; some questions remained unanswered.",
            ),
            (
                "Odpowiedzi rzeczowe na wszystkie pytania.",
                "Answers to the point to every question.",
            ),
            (
                "Odpowiedzi rzeczowe, poparte przykładami, także na pytania o trudności.",
                "Answers to the point with examples, also about what was difficult.",
            ),
        ),
    },
    {
        "name": {"pl": "Przydatność dla innych samorządów", "en": "Use to other local governments"},
        "description": {
            "pl": "Czy słuchacze z innych samorządów wynieśli wiedzę, którą mogą zastosować u"
            " siebie.",
            "en": "Whether listeners from other local governments took away what they can use.",
        },
        "weight": 30,
        "levels": (
            (
                "Prezentacja dotyczy wyłącznie miejscowych uwarunkowań.",
                "The presentation is about local conditions only.",
            ),
            (
                "Wskazano korzyści dla innych, ale bez drogi do ich osiągnięcia.",
                "Benefits to others were named, but not how to reach them.",
            ),
            (
                "Wskazano kroki, koszty i warunki wdrożenia gdzie indziej.",
                "Steps, costs and conditions for use elsewhere were given.",
            ),
            (
                "Podano gotowe narzędzia albo wzory i zaproponowano pomoc we wdrożeniu.",
                "Ready tools or models were given, and help in introducing them was offered.",
            ),
        ),
    },
)
