"""Articles to test with, made through the services."""

from leader_award.knowledge import service
from leader_award.platform.audit import SYSTEM
from leader_award.platform.db import new_id


def make_section(name: str = "Formy współpracy") -> str:
    return service.add_section(name={"pl": name}, actor=SYSTEM, key=new_id())


def make_article(
    section_id: str, title: str = "Związek międzygminny", *, public: bool = True
) -> str:
    article_id = service.create_article(
        section_id=section_id,
        title={"pl": title, "en": "Union of gminas"},
        summary={"pl": "Gminy mogą utworzyć związek."},
        body={
            "pl": "## Po co\n\nŻeby wspólnie **wykonywać** zadania publiczne.\n\n- woda\n- odpady"
        },
        actor=SYSTEM,
        key=new_id(),
    )
    if public:
        service.advance(article_id=article_id, event="publish", actor=SYSTEM)
    return article_id
