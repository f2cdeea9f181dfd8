"""The invented people of a rehearsal: clerks of local governments, and what they write."""

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from leader_award.accounts.service import create_person
from leader_award.demo import people
from leader_award.demo.announcing import drawing
from leader_award.demo.present import FILLING, TOPICS, agreement
from leader_award.editions.models import AttachmentRequirement, Edition, Question
from leader_award.editions.rules import asked_in
from leader_award.partnerships.models import Unit
from leader_award.partnerships.service import (
    approve_member,
    join_organisation,
    organisation_for_unit,
)
from leader_award.platform import db
from leader_award.platform.audit import Actor
from leader_award.platform.db import new_id

FIRST = ("Alicja", "Beata", "Cezary", "Dorota", "Emil", "Grażyna", "Hubert", "Irena", "Jerzy")
SURNAME = ("Brzoza", "Czajka", "Dudek", "Grab", "Jawor", "Kos", "Lis", "Sroka", "Wierzba")
POSITION = "inspektor ds. współpracy (osoba wymyślona)"


@dataclass(frozen=True)
class Clerk:
    """Somebody who acts for a local government in the rehearsal."""

    actor: Actor
    organisation_id: str
    unit: str


def clerks(count: int, source: random.Random) -> list[Clerk]:
    """Add so many clerks, each of another municipality, whom an organiser lets act for it."""
    reader = db.session()
    codes = reader.scalars(
        select(Unit.terc)
        .where(Unit.kind == "gmina", Unit.abolished_on.is_(None))
        .order_by(Unit.terc)
    ).all()
    return [
        _clerk(number, terc, source) for number, terc in enumerate(source.sample(codes, count), 1)
    ]


def _clerk(number: int, terc: str, source: random.Random) -> Clerk:
    name = f"{source.choice(FIRST)} {source.choice(SURNAME)}"
    with db.transaction() as writer:
        person_id = create_person(
            writer,
            email=address(number),
            name=name,
            password=people.PASSWORD,
        ).id
    actor = Actor(person_id, "applicant")
    member_id = join_organisation(terc=terc, position=POSITION, actor=actor, key=new_id())
    approve_member(member_id=member_id, actor=people.acting(people.ORGANISER, "organiser"))
    with db.transaction() as writer:
        organisation = organisation_for_unit(writer, terc)
        return Clerk(actor, organisation.id, organisation.name)


def address(number: int) -> str:
    """Return the address of the n-th clerk, counted from 1."""
    return f"urzednik{number}@proba.example"


def title(number: int) -> str:
    """Return the title of the n-th entry, counted from 0, each another one."""
    topic = TOPICS[number % len(TOPICS)][0]
    return topic if number < len(TOPICS) else f"{topic} ({number // len(TOPICS) + 1})"


def answers(edition: Edition, category_id: str | None, source: random.Random) -> dict[str, Any]:
    """Return a right answer to each question of the category, by the question's label."""
    return {
        question.label["pl"]: _answer(question, source)
        for section in edition.sections
        for question in section.questions
        if asked_in(question.category_ids, category_id)
    }


def _answer(question: Question, source: random.Random) -> Any:
    plain: Mapping[str, Any] = {
        "number": str(source.randrange(1_000, 90_000)),
        "date": f"20{source.randrange(18, 24)}-0{source.randrange(1, 9)}-01",
        "yes_no": "yes",
        "short_text": "Tekst próbny",
    }
    if question.kind in plain:
        return plain[question.kind][: question.limit_characters]
    if question.kind in ("choice", "choices"):
        return [question.options[0]] if question.kind == "choices" else question.options[0]
    words = FILLING.split()[: question.limit_words]
    return " ".join(words)[: question.limit_characters].strip()


def file_for(requirement: AttachmentRequirement) -> tuple[str, bytes] | None:
    """Return a file that answers the requirement, or None if none can be invented."""
    if "pdf" in requirement.types:
        return "zalacznik-probny.pdf", agreement()
    if "png" in requirement.types:
        return "zalacznik-probny.png", drawing("Próba").read()
    return None
