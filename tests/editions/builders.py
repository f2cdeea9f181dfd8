"""Editions to test with, made through the services."""

from datetime import datetime, timedelta
from typing import Any

from leader_award.editions import queries, rules, service
from leader_award.editions.models import Edition
from leader_award.platform import clock, db
from leader_award.platform.audit import Actor
from leader_award.platform.db import new_id
from tests.worlds import remembered

ORGANISER = Actor(None, "organiser")


def both(polish: str, english: str = "") -> dict[str, str]:
    return {"pl": polish, "en": english or polish}


def timetable(now: datetime | None = None, **changes: datetime) -> dict[str, datetime]:
    """Instants of an edition whose call has been open for ten days and closes in twenty."""
    now = now or clock.now()
    days = {
        "opens_at": -10,
        "deadline": 20,
        "check_until": 40,
        "scoring_until": 80,
        "announcement_at": 100,
    }
    return {stage: now + timedelta(days=count) for stage, count in days.items()} | changes


@remembered
def bare_edition(**changes: Any) -> str:
    """A planned edition with nothing set up."""
    number = queries.next_number()
    values = {"year": 2000 + number, "number": number, "name": both(f"{number}. edycja")}
    values |= timetable() | changes
    return service.create_edition(**values, actor=ORGANISER, key=new_id())


@remembered
def make_edition(open_now: bool = True, **changes: Any) -> str:
    """An edition with everything set up; with `open_now` its call is published and running.

    2 categories; 2 sections with a question of each kind, one of them only for the second
    category; 1 required and 1 optional attachment; the default rubric and checks; 2 prizes.
    `changes` are columns of Edition.
    """
    made_with = {"year", "number", "name", "theme", "call_text", *rules.STAGES}
    edition_id = bare_edition(
        **{"theme": both("Razem dla rozwoju", "Together for development")}
        | {"call_text": both("Zapraszamy do udziału.", "You are invited.")}
        | {k: v for k, v in changes.items() if k in made_with}
    )
    _set_up(edition_id)
    rest = {k: v for k, v in changes.items() if k not in made_with}
    if rest:
        version = reloaded(edition_id).version
        service.update_edition(edition_id=edition_id, version=version, actor=ORGANISER, **rest)
    if open_now:
        service.advance(edition_id=edition_id, event="open_call", actor=ORGANISER)
    return edition_id


def _set_up(edition_id: str) -> None:
    common: dict[str, Any] = {"edition_id": edition_id, "actor": ORGANISER}
    service.save_category(name=both("Usługi publiczne", "Public services"), **common)
    second = service.save_category(name=both("Rozwój", "Development"), **common)
    _set_up_form(common, second)
    service.save_requirement(
        label=both("Porozumienie o współpracy", "Cooperation agreement"),
        types=["pdf"],
        max_bytes=5 << 20,
        min_count=1,
        **common,
    )
    service.save_requirement(
        label=both("Zdjęcia", "Pictures"),
        types=["jpg", "png"],
        max_bytes=2 << 20,
        max_count=3,
        **common,
    )
    service.apply_default_rubric(**common)
    service.apply_default_checks(**common)
    for award in ("laureate", "distinction"):
        service.save_prize(award=award, name=both(f"Nagroda: {award}"), count=2, **common)


def _set_up_form(common: dict[str, Any], second_category: str) -> None:
    about = service.save_section(title=both("O rozwiązaniu", "The solution"), **common)
    facts = service.save_section(title=both("Fakty", "Facts"), **common)
    questions: tuple[tuple[str, str, str, dict[str, Any]], ...] = (
        (about, "short_text", "Nazwa rozwiązania", {"limit_characters": 120}),
        (about, "long_text", "Na czym polega", {"limit_words": 50}),
        (about, "long_text", "Co było trudne", {"required_answer": False}),
        (about, "short_text", "Obszar rozwoju", {"category_ids": [second_category]}),
        (facts, "number", "Liczba mieszkańców", {}),
        (facts, "date", "Data rozpoczęcia", {}),
        (facts, "choice", "Forma współpracy", {"options": ["Związek", "Porozumienie"]}),
        (facts, "choices", "Dziedziny", {"options": ["Transport", "Oświata", "Odpady"]}),
        (facts, "yes_no", "Czy rozwiązanie działa", {}),
    )
    for section_id, kind, label, rest in questions:
        service.save_question(
            section_id=section_id, kind=kind, label=both(label), actor=common["actor"], **rest
        )


@remembered
def add_round(edition_id: str, kind: str = "presentation", **changes: Any) -> str:
    """A later round with the default rubric for its kind."""
    values = {"name": both("Runda finałowa", "Final round")} | changes
    round_id = service.save_round(edition_id=edition_id, kind=kind, actor=ORGANISER, **values)
    service.apply_default_rubric(edition_id=edition_id, round_id=round_id, actor=ORGANISER)
    return round_id


def lead_to(edition_id: str, state: str) -> None:
    """Lead an edition on, event by event, to `state`; the deadline is moved into the past."""
    with db.transaction() as writer:
        edition = db.lock(writer, Edition, edition_id)
        if edition.state == "open" and state != "open":
            edition.deadline = min(edition.deadline, clock.now() - timedelta(seconds=1))
    while (edition := reloaded(edition_id)).state != state:
        event = rules.next_event(edition.state)
        assert event is not None, f"no way from {edition.state} to {state}"
        service.advance(edition_id=edition_id, event=event, actor=ORGANISER)


def reloaded(edition_id: str) -> Edition:
    db.session().expire_all()
    return db.session().get_one(Edition, edition_id)
