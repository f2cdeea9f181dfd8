"""A small knowledge base: short articles of our own about forms of cooperation and the law."""

from leader_award.demo import people
from leader_award.knowledge import service
from leader_award.platform.db import new_id

_FORMS = {
    "pl": "Formy współpracy",
    "en": "Forms of cooperation",
}
_ABOUT_FORMS = {
    "pl": "W jakiej formie samorządy mogą działać razem i co z każdej z nich wynika.",
    "en": "In which forms local governments can act together, and what follows from each.",
}
_TOOLS = {"pl": "Narzędzia", "en": "Tools"}
_ABOUT_TOOLS = {
    "pl": "Co pomaga współpracować na co dzień.",
    "en": "What helps to cooperate from day to day.",
}

_AGREEMENT = {
    "title": {"pl": "Porozumienie międzygminne", "en": "Agreement between gminas"},
    "summary": {
        "pl": "Jedna gmina przejmuje od innych określone zadania publiczne; nowa osoba prawna nie"
        " powstaje.",
        "en": "One gmina takes over public tasks from others; no new legal person is formed.",
    },
    "body": {
        "pl": """## Na czym polega

Gminy zawierają porozumienie, w którym powierzają jednej z nich określone zadania publiczne. Gmina,
która je przyjmuje, przejmuje prawa i obowiązki pozostałych związane z tymi zadaniami, a pozostałe
mają obowiązek udziału w kosztach ich realizacji.

## Podstawa prawna

Art. 74 ustawy z dnia 8 marca 1990 r. o samorządzie gminnym. Powiaty mogą zawierać porozumienia na
podstawie art. 73 ustawy z dnia 5 czerwca 1998 r. o samorządzie powiatowym.

## Kiedy się sprawdza

- zadanie jest jedno i dobrze opisane, na przykład transport zbiorowy albo schronisko;
- jeden z partnerów ma już ludzi i sprzęt, które wystarczą dla wszystkich;
- partnerzy chcą zacząć szybko, bez tworzenia nowej instytucji.

## O czym pamiętać

- zapisać sposób liczenia kosztów i to, kto je rozlicza;
- ustalić, kto odpowiada przed mieszkańcami i jak przyjmuje skargi;
- przewidzieć wyjście z porozumienia i rozliczenie majątku.
""",
        "en": """## What it is

Gminas agree that one of them carries out certain public tasks. It takes over the others' rights
and duties in these tasks; the others share the costs.

## Legal basis

Article 74 of the Act of 8 March 1990 on gmina self-government; for counties article 73 of the Act
of 5 June 1998 on county self-government.
""",
    },
}
_UNION = {
    "title": {"pl": "Związek międzygminny", "en": "Union of gminas"},
    "summary": {
        "pl": "Osoba prawna, którą gminy tworzą, żeby wspólnie wykonywać zadania publiczne.",
        "en": "A legal person of its own that gminas form to carry out public tasks together.",
    },
    "body": {
        "pl": """## Na czym polega

Związek wykonuje zadania publiczne w imieniu własnym i na własną odpowiedzialność. Prawa i obowiązki
gmin związane z przekazanymi zadaniami przechodzą na związek z dniem ogłoszenia jego statutu.

## Podstawa prawna

Art. 64–73a ustawy z dnia 8 marca 1990 r. o samorządzie gminnym. Gminy i powiaty mogą też utworzyć
związek powiatowo-gminny (art. 72a ustawy z dnia 5 czerwca 1998 r. o samorządzie powiatowym).

## Jak powstaje

1. rady gmin przyjmują statut;
2. związek zostaje wpisany do rejestru prowadzonego przez ministra;
3. statut zostaje ogłoszony.

## Kiedy się sprawdza

Gdy zadanie jest stałe, kosztowne i wymaga wspólnego majątku: gospodarka odpadami, wodociągi,
transport publiczny.
""",
        "en": """## What it is

A union carries out public tasks in its own name and on its own responsibility.

## Legal basis

Articles 64 to 73a of the Act of 8 March 1990 on gmina self-government.
""",
    },
}
_TALKS = {
    "title": {"pl": "Pierwsze spotkanie partnerów: lista pytań", "en": "First meeting of partners"},
    "summary": {
        "pl": "Siedem pytań, na które warto odpowiedzieć, zanim powstanie umowa.",
        "en": "Seven questions worth answering before an agreement is written.",
    },
    "body": {
        "pl": """Zanim partnerzy zaczną pisać umowę, powinni na te pytania odpowiadać tak samo:

1. Jaki problem chcemy rozwiązać i po czym poznamy, że został rozwiązany?
2. Kogo jeszcze ten problem dotyczy i kogo brakuje przy stole?
3. Co każdy z nas wnosi: ludzi, pieniądze, majątek, wiedzę?
4. Kto decyduje i jak, gdy się nie zgadzamy?
5. Kto odpowiada za wykonanie i kto go rozlicza?
6. Co się stanie, gdy zmieni się władza albo skończą się pieniądze z zewnątrz?
7. Jak można odejść, nie psując pracy pozostałym?
""",
        "en": """Before partners write an agreement they should be able to answer alike: what
problem do we solve, who else has it, what does each of us bring, who decides, who delivers, what
happens when authorities change, and how can somebody leave?
""",
    },
}


def load_knowledge() -> None:
    """Write and publish the articles."""
    organiser = people.acting(people.ORGANISER, "organiser")
    for name, description, articles in (
        (_FORMS, _ABOUT_FORMS, (_AGREEMENT, _UNION)),
        (_TOOLS, _ABOUT_TOOLS, (_TALKS,)),
    ):
        section_id = service.add_section(
            name=name, description=description, actor=organiser, key=new_id()
        )
        for article in articles:
            article_id = service.create_article(
                section_id=section_id, **article, actor=organiser, key=new_id()
            )
            service.advance(article_id=article_id, event="publish", actor=organiser)
