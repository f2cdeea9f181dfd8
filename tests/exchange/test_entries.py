from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from leader_award.editions import queries as edition_queries
from leader_award.editions import service as editions
from leader_award.entries import content
from leader_award.entries import service as entry_service
from leader_award.entries.models import Entry
from leader_award.exchange import service
from leader_award.exchange.entry_sheet import EntrySheet
from leader_award.partnerships.service import organisation_for_unit
from leader_award.platform import db
from leader_award.platform.audit import Actor, AuditEvent
from leader_award.platform.outbox import OutgoingMail
from tests.editions.builders import ORGANISER, make_edition
from tests.entries.builders import (
    entry,
    make_clerk,
    make_draft,
    make_organisation,
    make_submitted_entry,
    save,
)
from tests.exchange.builders import (
    column,
    exported,
    faults,
    planned,
    row_of,
    sent,
    table_of,
    take_over,
)
from tests.jury.builders import make_organiser
from tests.partnerships.builders import few_units

KIND = "entries"
LODZ = "106101"


@pytest.fixture
def organiser(app: Flask) -> Actor:
    few_units()
    return make_organiser()


@pytest.fixture
def edition_id(organiser: Actor) -> str:
    return _edition_without_files()


def _edition_without_files(**changes: Any) -> str:
    """An edition with an open call whose form asks for no file, which paper cannot hold."""
    edition_id = make_edition(open_now=False, **changes)
    edition = edition_queries.whole(edition_id)
    assert edition is not None
    for wanted in edition.attachment_requirements:
        editions.delete_part(kind="requirement", item_id=wanted.id, actor=ORGANISER)
    editions.advance(edition_id=edition_id, event="open_call", actor=ORGANISER)
    return edition_id


def sheet_of(edition_id: str) -> EntrySheet:
    db.session().rollback()
    found = service.sheet_for(KIND, edition_id)
    assert isinstance(found, EntrySheet)
    return found


def paper(sheet: EntrySheet, **cells: Any) -> list[Any]:
    """A row with everything that a paper entry says."""
    typed = {
        "short_text": "Bilet metropolitalny",
        "long_text": "Jeden bilet\nw dziesięciu gminach.",
        "number": "125000,50",
        "date": "01.03.2014",
        "yes_no": "Tak",
    }
    answers = {
        key.replace("-", "_"): typed.get(question.kind) or " | ".join(question.options[:1])
        for key, question in sheet.questions.items()
    }
    given = {
        "applicant_code": LODZ,
        "title": "Wspólny transport",
        "category": sheet.edition.categories[0].name["pl"],
        "partners": "ngo: Fundacja Most = szkoli urzędników",
        **answers,
    }
    return row_of(sheet, **(given | cells))


def asked_in_first(sheet: EntrySheet) -> dict[str, Any]:
    first = sheet.edition.categories[0].id
    return {
        key.replace("-", "_"): ""
        for key, question in sheet.questions.items()
        if question.category_ids and first not in question.category_ids
    }


def entries(edition_id: str) -> list[Entry]:
    db.session().expire_all()
    query = select(Entry).where(Entry.edition_id == edition_id).order_by(Entry.created_at)
    return list(db.session().scalars(query))


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_what_is_taken_out_changes_nothing_when_it_comes_back(
    edition_id: str, organiser: Actor, form: str
) -> None:
    make_submitted_entry(edition_id, title="=SUMA(A1)", clerk=_clerk("Powiat | A = B"))
    make_submitted_entry(edition_id, title='\'-2 "cudzysłów"; średnik', clerk=_clerk("Drugi"))
    make_draft(edition_id, title="", clerk=_clerk("Trzeci"))
    data = exported(sheet_of(edition_id), form)
    plan = planned(sent(KIND, edition_id, data, organiser), organiser)
    assert faults(plan) == [(4, "Wnioskodawca (TERYT)", "Wpisz kod TERYT wnioskodawcy.")]
    assert plan.counts == {"new": 0, "changed": 0, "unchanged": 2, "wrong": 1}


def _clerk(name: str) -> tuple[str, str]:
    return make_clerk(make_organisation(name))


def test_answers_of_a_draft_are_not_taken_out(edition_id: str, organiser: Actor) -> None:
    draft = make_draft(edition_id, title="Szkic")
    question = next(q for s in entry(draft).edition.sections for q in s.questions)
    save(draft, {question.id: "tajna odpowiedź"})
    sheet = sheet_of(edition_id)
    [row] = table_of(sheet)[1:]
    assert "tajna odpowiedź" not in row
    assert row[column(sheet, "title")] == "Szkic"


def test_entry_of_an_applicant_is_not_changed_by_a_file(edition_id: str, organiser: Actor) -> None:
    make_submitted_entry(edition_id)
    sheet = sheet_of(edition_id)
    table = table_of(sheet)
    table[1][column(sheet, "title")] = "Inny tytuł"
    plan = planned(sent(KIND, edition_id, table, organiser), organiser)
    [(line, _label, message)] = faults(plan)
    assert (line, message) == (
        2, "To zgłoszenie może zmienić tylko wnioskodawca: nie wprowadził go organizator.",
    )  # fmt: skip


def test_paper_entry_is_typed_in_and_submitted_in_the_applicants_place(
    edition_id: str, organiser: Actor
) -> None:
    clerk = make_clerk(_organisation_of_lodz())
    sheet = sheet_of(edition_id)
    table = [sheet.heading, paper(sheet, submit="tak", **asked_in_first(sheet))]
    one = sent(KIND, edition_id, table, organiser)
    plan = planned(one, organiser)
    assert not faults(plan)
    assert entries(edition_id) == []
    take_over(one, organiser)
    [made] = entries(edition_id)
    assert (made.state, made.title) == ("submitted", "Wspólny transport")
    assert made.applicant.unit_terc == LODZ
    said = content.parsed(made.submissions[-1])
    assert [(one["name"], one["part"]) for one in said["partners"]] == [
        ("Fundacja Most", "szkoli urzędników")
    ]
    answers = {q["kind"]: q["answer"] for s in said["sections"] for q in s["questions"]}
    assert answers["number"] == "125000.50"
    assert answers["date"] == "2014-03-01"
    events = list(
        db.session().execute(select(AuditEvent.action, AuditEvent.person_id, AuditEvent.role))
    )
    assert ("entry.submitted", organiser.person_id, "applicant") in events
    assert ("sheet.imported", organiser.person_id, "organiser") in events
    mails = db.session().scalars(select(OutgoingMail.template))
    assert "entries/mail/receipt.txt" in set(mails)
    assert clerk


def _organisation_of_lodz() -> str:
    with db.transaction() as writer:
        return organisation_for_unit(writer, LODZ).id


def test_same_file_sent_again_adds_nothing(edition_id: str, organiser: Actor) -> None:
    sheet = sheet_of(edition_id)
    table = [sheet.heading, paper(sheet, submit="tak", **asked_in_first(sheet))]
    take_over(sent(KIND, edition_id, table, organiser), organiser)
    plan = planned(sent(KIND, edition_id, table, organiser), organiser)
    assert plan.counts == {"new": 0, "changed": 0, "unchanged": 1, "wrong": 0}


def test_typed_in_entry_is_mended_by_a_file_until_its_applicant_touches_it(
    edition_id: str, organiser: Actor
) -> None:
    sheet = sheet_of(edition_id)
    take_over(sent(KIND, edition_id, [sheet.heading, paper(sheet)], organiser), organiser)
    mended = [sheet.heading, paper(sheet, partnership_name="Nowa", partners="020101")]
    one = sent(KIND, edition_id, mended, organiser)
    plan = planned(one, organiser)
    assert not faults(plan)
    [row] = plan.of("changed")
    assert [(c.column, c.old, c.new) for c in row.changes] == [
        ("partnership_name", "", "Nowa"),
        ("partners", "ngo: Fundacja Most = szkoli urzędników", "020101"),
    ]
    take_over(one, organiser)
    [made] = entries(edition_id)
    assert [partner.organisation.unit_terc for partner in made.partners] == ["020101"]
    person_id, _organisation = make_clerk(made.applicant_id)
    entry_service.save_entry(
        entry_id=made.id, version=entry(made.id).version, changes={"title": "Wspólny transport!"},
        actor=Actor(person_id, "applicant"),
    )  # fmt: skip
    shown = table_of(sheet_of(edition_id))[1]
    assert "Nowa" not in shown
    again = [sheet.heading, paper(sheet, title="Wspólny transport!", partnership_name="Trzecia")]
    assert planned(sent(KIND, edition_id, again, organiser), organiser).of("wrong")


@pytest.mark.parametrize(
    ("cells", "label"),
    [
        ({"applicant_code": "999999"}, "Wnioskodawca (TERYT)"),
        ({"applicant_code": "Łódź"}, "Wnioskodawca (TERYT)"),
        ({"title": ""}, "Tytuł"),
        ({"category": "Żadna"}, "Kategoria"),
        ({"partners": "999999"}, "Partnerzy"),
        ({"partners": "fundacja: Most"}, "Partnerzy"),
        ({"submit": "może"}, "Złożyć (tak)"),
        ({"reference": "2015/999"}, "Numer zgłoszenia"),
        ({"submit": "tak", "category": ""}, "Złożyć (tak)"),
    ],
)
def test_wrong_cell_names_its_column(
    edition_id: str, organiser: Actor, cells: dict[str, str], label: str
) -> None:
    sheet = sheet_of(edition_id)
    table = [sheet.heading, paper(sheet, **cells)]
    found = faults(planned(sent(KIND, edition_id, table, organiser), organiser))
    assert [(line, column) for line, column, _said in found] == [(2, label)]


def test_late_paper_entry_is_refused_like_any_other(edition_id: str, organiser: Actor, at) -> None:
    sheet = sheet_of(edition_id)
    at(sheet.edition.deadline)
    table = [sheet.heading, paper(sheet)]
    [(line, _label, message)] = faults(planned(sent(KIND, edition_id, table, organiser), organiser))
    assert line == 2
    assert "Nabór" in message or "nabór" in message


def test_second_row_that_the_first_one_rules_out_is_found_before_it_is_saved(
    organiser: Actor,
) -> None:
    edition_id = _edition_without_files(one_entry_per_category=True)
    sheet = sheet_of(edition_id)
    table = [sheet.heading, paper(sheet), paper(sheet, title="Drugi")]
    found = faults(planned(sent(KIND, edition_id, table, organiser), organiser))
    assert [(line, label) for line, label, _said in found] == [(3, "Kategoria")]
