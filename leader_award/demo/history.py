"""Facts of past editions and conferences, as published; what no source gives says so.

Sources of the second edition: miasta.pl, samorzad.pap.pl, sarpsborg.pl, trojmiasto-ogrodow.eu
(December 2015). Source of the conference: its programme of 12 November 2013.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class PastEntry:
    """A finalist of the second edition.

    `terc` is the leader's unit; without one the leader is an organisation of kind `kind`.
    `visit` is the number of people on the study visit that came with the prize.
    """

    partnership: str
    leader: str
    terc: str | None
    kind: str
    place: str
    title: str
    outcome: str
    visit: int
    note: str = ""


UNNAMED_TITLE = "Tytuł projektu nie występuje w naszych źródłach"

FINALISTS_2015 = (
    PastEntry(
        "Aglomeracja Wałbrzyska",
        "Wałbrzych",
        "026501",
        "jst",
        "Wałbrzych",
        "Aglomeracja Wałbrzyska",
        "laureate",
        2,
    ),
    PastEntry(
        "Królewiecki Obszar Funkcjonalny",
        "Powiat przasnyski",
        "1422",
        "jst",
        "Przasnysz",
        "Królewiecki Obszar Funkcjonalny",
        "laureate",
        2,
    ),
    PastEntry(
        "Stowarzyszenie Metropolia Poznań",
        "Stowarzyszenie Metropolia Poznań",
        None,
        "association",
        "Poznań",
        "Metropolia Poznań",
        "laureate",
        2,
    ),
    PastEntry(
        "Stowarzyszenie Szczecińskiego Obszaru Metropolitalnego",
        "Stowarzyszenie Szczecińskiego Obszaru Metropolitalnego",
        None,
        "association",
        "Szczecin",
        "Szczeciński Obszar Metropolitalny",
        "laureate",
        2,
    ),
    PastEntry(
        "Partnerstwo Paprykowy Szlak",
        "LGD „Razem dla Radomki”",
        None,
        "local_action_group",
        "Przytyk",
        "Paprykowy Szlak",
        "laureate",
        1,
    ),
    PastEntry(
        "Włodawski Obszar Funkcjonalny",
        "Włodawa",
        "061901",
        "jst",
        "Włodawa",
        "Włodawski Obszar Funkcjonalny",
        "laureate",
        1,
    ),
    PastEntry(
        "Partnerstwo Gmin Nadodrzańskich",
        "Czerwieńsk",
        "080903",
        "jst",
        "Czerwieńsk",
        "Partnerstwo Gmin Nadodrzańskich",
        "distinction",
        1,
    ),
    PastEntry(
        "Partnerstwo Szlaku Jana III Sobieskiego",
        "Piaski",
        "061703",
        "jst",
        "Piaski",
        "Szlak Jana III Sobieskiego",
        "distinction",
        1,
    ),
    PastEntry(
        "Podwarszawskie Trójmiasto Ogrodów",
        "Brwinów",
        "142103",
        "jst",
        "Brwinów",
        "Podwarszawskie Trójmiasto Ogrodów (pierwszy projekt)",
        "distinction",
        1,
        "Partnerstwo miało w finale dwa projekty; ich tytułów nasze źródła nie podają.",
    ),
    PastEntry(
        "Podwarszawskie Trójmiasto Ogrodów",
        "Brwinów",
        "142103",
        "jst",
        "Brwinów",
        "Podwarszawskie Trójmiasto Ogrodów (drugi projekt)",
        "distinction",
        1,
        "Partnerstwo miało w finale dwa projekty; ich tytułów nasze źródła nie podają.",
    ),
    PastEntry(
        "Partnerstwo Nyskie 2020",
        "Nysa",
        "160705",
        "jst",
        "Nysa",
        "Partnerstwo Nyskie 2020",
        "distinction",
        1,
        "Źródła wymieniają partnerstwo jako finalistę; wyróżnienie wynika z liczb: "
        "12 finalistów, 6 laureatów i 6 wyróżnień.",
    ),
    PastEntry(
        "Finalista, nazwa nie występuje w naszych źródłach",
        "Finalista, nazwa nie występuje w naszych źródłach",
        None,
        "other",
        "",
        UNNAMED_TITLE,
        "distinction",
        1,
    ),
)
ENTRIES_2015 = 27
ENTRIES_2014 = 12

DAY_IN_LODZ = date(2013, 11, 12)


@dataclass(frozen=True)
class PastPoint:
    """A point of a past programme: hours on the Warsaw clock, titles, speakers."""

    starts: str
    ends: str
    kind: str
    polish: str
    english: str
    speakers: tuple[tuple[str, str], ...] = ()


PROGRAMME_IN_LODZ = (
    PastPoint(
        "11:00",
        "11:10",
        "opening",
        "Otwarcie konferencji",
        "Opening",
        (("Hanna Zdanowska", ""), ("Andrzej Porawski", "")),
    ),
    PastPoint(
        "11:10",
        "11:30",
        "talk",
        "Wyniki naboru wniosków o dotacje",
        "Results of the call for grant applications",
        (("Przemysław Derwich", ""),),
    ),
    PastPoint(
        "11:30",
        "11:45",
        "talk",
        "Zasady wsparcia partnerstw w drugim etapie",
        "Rules of support for partnerships in phase II",
        (("Tomasz Potkański", ""),),
    ),
    PastPoint(
        "11:45",
        "12:15",
        "talk",
        "Raport o stanie współpracy międzysamorządowej w Polsce",
        "Report on the state of inter-municipal cooperation in Poland",
        (("Andrzej Porawski", ""),),
    ),
    PastPoint("12:15", "12:35", "break", "Przerwa", "Break"),
    PastPoint(
        "12:35",
        "12:50",
        "talk",
        "Planowanie w obszarach funkcjonalnych",
        "Planning in functional areas",
        (("Andrzej Porawski", ""),),
    ),
    PastPoint("12:50", "13:30", "discussion", "Dyskusja", "Discussion"),
    PastPoint(
        "13:30",
        "14:00",
        "talk",
        "Raport o współpracy międzygminnej w Norwegii",
        "Report on inter-municipal cooperation in Norway",
        (("Anna Stephansen", "IRIS"),),
    ),
    PastPoint(
        "14:00",
        "14:30",
        "talk",
        "Obszar funkcjonalny Stavanger",
        "The functional area of Stavanger",
        (("Felix Laate", "Greater Stavanger Area"),),
    ),
    PastPoint(
        "14:30",
        "15:00",
        "discussion",
        "Pytania i odpowiedzi, po nich obiad",
        "Questions and answers, followed by lunch",
    ),
)
