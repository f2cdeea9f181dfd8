"""An erased person leaves no byte behind but what the law keeps, and the chain still verifies."""

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from leader_award.accounts.models import Person
from leader_award.cli import main
from leader_award.entries.models import Answer, Submission
from leader_award.knowledge.models import Article
from leader_award.platform import audit, clock, db, search
from leader_award.platform.audit import SYSTEM, Actor
from leader_award.platform.db import Base
from leader_award.platform.errors import DomainError, NotAllowed, NotFound
from leader_award.privacy import compacting, erasing, free_text, replay_list, subjects
from leader_award.privacy.models import Erasure, ErasureRequest
from leader_award.privacy.subjects import Subject
from tests.dissemination.builders import make_event, registration
from tests.entries.builders import make_draft, make_submitted_entry
from tests.jury.builders import make_confirmed_person
from tests.knowledge.builders import make_article, make_section
from tests.privacy.builders import (
    EMAIL,
    NAME,
    SURNAME,
    Clock,
    erase,
    make_known_person,
    row,
    traces,
)

WORDS = (NAME, SURNAME, EMAIL, "192.0.2.77")


def findings() -> list[free_text.Finding]:
    subject = subjects.of_address(db.session(), EMAIL)
    assert subject is not None
    return free_text.find(db.session(), subject)


def test_erased_person_leaves_no_byte_and_the_chain_verifies(app: Flask, at: Clock) -> None:
    person_id = make_known_person(at)
    before = traces(*WORDS)
    known = {"person", "registration", "outgoing_mail", "one_time_link", "sign_in_attempt"}
    assert {f"table {name}" for name in (*known, "diploma", "consent")} <= before
    assert "pdf" in before  # the certificate

    erase()
    assert compacting.compact_if_due()

    assert traces(*WORDS) == set()
    assert audit.verify(db.session()).fault is None
    assert row(Person, person_id).disabled_at is not None
    assert not compacting.compact_if_due()  # once is enough


def test_bytes_stay_in_the_file_until_it_is_compacted(app: Flask, at: Clock) -> None:
    """The negative control: the search for bytes does find what was only deleted."""
    if db.engine().dialect.name != "sqlite":
        pytest.skip("the files of a server are not read")
    make_known_person(at)
    erase()
    assert traces(*WORDS) == {"raw database"}


def test_only_the_erased_person_is_touched(app: Flask, at: Clock) -> None:
    make_known_person(at)
    other = make_confirmed_person("Zdzisław Inny", "organiser")
    kept = {table.name: _rows_of(table, other) for table in Base.metadata.tables.values()}
    erase()
    assert {table.name: _rows_of(table, other) for table in Base.metadata.tables.values()} == kept
    assert row(Person, other).name == "Zdzisław Inny"


def _rows_of(table: object, person_id: str) -> int:
    columns = [
        c for c in table.columns for key in c.foreign_keys if key.column.table.name == "person"
    ]
    if not columns:
        return 0
    query = select(func.count()).where(columns[0] == person_id)
    return db.session().scalar(query) or 0


def test_name_in_texts_of_others_is_listed_and_replaced_where_the_administrator_says(
    app: Flask, at: Clock
) -> None:
    make_known_person(at)
    article_id = make_article(make_section(), "Kontakt")
    draft, submitted = make_draft(), make_submitted_entry()
    surname_first = " ".join(reversed(NAME.split())).upper()
    with db.transaction() as writer:
        writer.execute(
            update(Article)
            .where(Article.id == article_id)
            .values(body={"pl": f"Pisz do {surname_first}.", "en": "nothing"})
        )
        search.index(writer, "article", article_id, [search.Part(f"Pisz do {surname_first}")])
        question = writer.scalars(select(Answer.question_id)).first()
        writer.add(
            Answer(
                entry_id=draft,
                question_id=question,
                value=f"{NAME} ({EMAIL})",
                saved_at=clock.now(),
            )
        )
        writer.execute(
            update(Submission).where(Submission.entry_id == submitted).values(content=f'"{NAME}"')
        )
    found = {one.table: one for one in findings()}
    assert {"article", "answer", "submission"} <= set(found)
    assert found["submission"].fixed
    assert not found["answer"].fixed
    assert surname_first in found["article"].excerpt

    erase(EMAIL, *(one.key for one in found.values()))

    assert row(Article, article_id).body == {
        "pl": f"Pisz do {free_text.REPLACEMENT}.",
        "en": "nothing",
    }
    matches = search.find(db.session(), "article", SURNAME)
    assert db.session().execute(select(matches.scores)).all() == []
    assert traces(*WORDS) - {"raw database"} == {"table submission"}  # kept by law, word for word


def test_text_that_the_administrator_leaves_is_left(app: Flask, at: Clock) -> None:
    make_known_person(at)
    article_id = make_article(make_section(), f"Rozmowa z {NAME}")
    erase()
    assert NAME in row(Article, article_id).title["pl"]


def test_names_are_found_as_people_write_them_and_nothing_else_is() -> None:
    pattern = Subject(EMAIL, (NAME, "Ala")).pattern
    for text in (NAME, NAME.upper(), f"p. {NAME}.", f"{SURNAME}, Zdzisława", EMAIL, EMAIL.upper()):
        assert pattern.search(text), text
    for text in ("Zdzisława", SURNAME, "Ala ma kota", f"x{EMAIL}", f"{NAME}owa"):
        assert not pattern.search(text), text


def test_titles_before_a_name_do_not_hide_it() -> None:
    pattern = Subject(EMAIL, (f"prof. dr hab. {NAME}",)).pattern
    assert pattern.search(f"Rozmowa z panią {NAME}")


def test_certificates_of_the_person_go_unasked(app: Flask, at: Clock) -> None:
    make_known_person(at)
    subject = subjects.of_address(db.session(), EMAIL)
    assert subject is not None
    found = erasing.plan(db.session(), subject)
    assert found.deleted["diploma"] == 1
    assert {one.table for one in found.findings} & {"diploma", "stored_file"} == set()


def test_place_of_an_erased_person_goes_to_the_next_in_the_queue(app: Flask, at: Clock) -> None:
    from tests.dissemination.builders import BEFORE, add

    at(BEFORE)
    event = make_event(capacity=1)
    leaver, waiting = add(event, "Jan Kos"), add(event, "Ewa Bąk")
    assert registration(waiting).state == "waiting"
    erase(registration(leaver).email)
    assert registration(waiting).state == "confirmed"


def test_restored_backup_is_cleaned_again_from_the_list(app: Flask, at: Clock) -> None:
    person_id = make_known_person(at)
    email, name = (row(Person, person_id).email, row(Person, person_id).name)
    erase()
    lines = list(replay_list.read(replay_list.path()))
    assert [line.subjects[0] for line in lines] == [f"person:{person_id}"]
    assert not traces(*WORDS) & {"file erased.jsonl"}
    with db.transaction() as writer:  # what a backup from before brings back
        values = {"email": email, "name": name, "password_hash": "x"}
        writer.execute(update(Person).where(Person.id == person_id).values(values))

    result = app.test_cli_runner().invoke(main, ["erase", "--replay", str(replay_list.path())])

    assert result.exit_code == 0, result.output
    assert "1" in result.output
    assert row(Person, person_id).name == free_text.REPLACEMENT
    assert erasing.replay(lines, actor=SYSTEM) == 0  # a second time there is nothing to do


def test_administrator_can_erase_neither_themself_nor_the_last_one(app: Flask) -> None:
    alone = make_confirmed_person("Adam Jedyny", "administrator")
    email = row(Person, alone).email
    with pytest.raises(NotAllowed):
        erase(email, actor=Actor(alone, "administrator"))
    with pytest.raises(NotAllowed):
        erase(email)
    make_confirmed_person("Ewa Druga", "administrator")
    erase(email)
    with pytest.raises(NotFound):
        erasing.erase(rows=[f"person:{alone}"], replaced=(), actor=SYSTEM)


def test_request_is_made_once_and_refused_with_a_reason(app: Flask) -> None:
    person = Actor(make_confirmed_person("Ewa Prosi"), "person")
    administrator = Actor(make_confirmed_person("Adam", "administrator"), "administrator")
    request_id = erasing.ask(actor=person)
    assert erasing.ask(actor=person) == request_id
    with pytest.raises(DomainError):
        erasing.refuse(request_id=request_id, answer="  ", actor=administrator)
    erasing.refuse(request_id=request_id, answer="Trwa ocena.", actor=administrator)
    assert row(ErasureRequest, request_id).state == "refused"
    with pytest.raises(NotAllowed):
        erasing.refuse(request_id=request_id, answer="Jeszcze raz", actor=administrator)


def test_erasing_decides_the_request(app: Flask) -> None:
    person_id = make_confirmed_person("Ewa Prosi")
    request_id = erasing.ask(actor=Actor(person_id, "person"))
    erase(row(Person, person_id).email)
    assert row(ErasureRequest, request_id).state == "done"
    assert db.session().scalar(select(func.count(Erasure.id))) == 1
