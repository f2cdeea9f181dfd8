from collections.abc import Iterator

import pytest
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from leader_award.exchange import queries, service
from leader_award.exchange.juror_sheet import JurorSheet
from leader_award.jury import queries as jury_queries
from leader_award.jury import service as jury
from leader_award.platform import db, storage
from leader_award.platform.audit import Actor, AuditEvent
from leader_award.platform.errors import DomainError
from leader_award.platform.outbox import OutgoingMail
from leader_award.platform.sheets import csv_lines, xlsx_chunks
from leader_award.privacy import erasing, subjects
from tests.editions.builders import make_edition
from tests.exchange.builders import (
    again,
    as_csv,
    column,
    exported,
    faults,
    planned,
    row_of,
    sent,
    table_of,
    take_over,
)
from tests.jury.builders import make_organiser, seat_juror

KIND = "jurors"


@pytest.fixture
def organiser(app: Flask) -> Actor:
    return make_organiser()


@pytest.fixture
def edition_id(organiser: Actor) -> str:
    edition_id = make_edition()
    seat_juror(edition_id, "Jan Nowak", capacity=12)
    seat_juror(edition_id, "Zofia Ćwik", signs=False)
    return edition_id


@pytest.fixture
def sheet(edition_id: str) -> JurorSheet:
    found = service.sheet_for(KIND, edition_id)
    assert isinstance(found, JurorSheet)
    return found


def people(edition_id: str) -> dict[str, tuple[int, int]]:
    db.session().expire_all()
    return {one.person.name: (one.capacity, one.minimum) for one in jury_queries.jurors(edition_id)}


@pytest.mark.parametrize("form", ["xlsx", "csv"])
def test_what_is_taken_out_changes_nothing_when_it_comes_back(
    sheet: JurorSheet, edition_id: str, organiser: Actor, form: str
) -> None:
    plan = planned(sent(KIND, edition_id, exported(sheet, form), organiser), organiser)
    assert plan.counts == {"new": 0, "changed": 0, "unchanged": 2, "wrong": 0}
    assert not plan.applicable


def test_dry_run_says_what_changes_and_writes_nothing(
    sheet: JurorSheet, edition_id: str, organiser: Actor
) -> None:
    table = table_of(sheet)
    table[1][column(sheet, "capacity")] = 20
    table.append(row_of(sheet, email="Nowa@Urzad.example", name="Nowa Osoba"))
    before = list(db.session().scalars(select(AuditEvent.sequence)))
    one = sent(KIND, edition_id, table, organiser)
    plan = planned(one, organiser)
    assert plan.counts == {"new": 1, "changed": 1, "unchanged": 1, "wrong": 0}
    [changed], [new] = plan.of("changed"), plan.of("new")
    assert [(c.label, c.old, c.new) for c in changed.changes] == [("Limit zgłoszeń", 12, 20)]
    assert new.name == "Nowa Osoba"
    assert people(edition_id) == {"Jan Nowak": (12, 0), "Zofia Ćwik": (15, 0)}
    assert list(db.session().scalars(select(AuditEvent.sequence))) == before
    mails = db.session().scalars(select(OutgoingMail.to))
    assert "nowa@urzad.example" not in set(mails)


def test_agreed_changes_go_through_the_services_once(
    sheet: JurorSheet, edition_id: str, organiser: Actor
) -> None:
    table = table_of(sheet)
    table[1][column(sheet, "capacity")] = 20
    table.append(row_of(sheet, email="nowa@urzad.example", name="Nowa Osoba", capacity="7"))
    one = sent(KIND, edition_id, table, organiser)
    seen = planned(one, organiser).digest
    counts = service.take_over(import_id=one.id, seen=seen, actor=organiser)
    assert counts == service.take_over(import_id=one.id, seen=seen, actor=organiser)
    assert people(edition_id) == {
        "Jan Nowak": (20, 0), "Zofia Ćwik": (15, 0), "Nowa Osoba": (7, 0),
    }  # fmt: skip
    actions = list(db.session().scalars(select(AuditEvent.action)))
    assert actions.count("sheet.imported") == 1
    assert {"juror.changed", "juror.invited"} <= set(actions)
    mails = list(db.session().scalars(select(OutgoingMail.to)))
    assert mails.count("nowa@urzad.example") == 1
    assert len(again(one.id).made_ids) == 1
    anew = planned(sent(KIND, edition_id, table, organiser), organiser)
    assert anew.counts == {"new": 0, "changed": 0, "unchanged": 3, "wrong": 0}


def test_what_changed_since_it_was_shown_is_shown_again(
    sheet: JurorSheet, edition_id: str, organiser: Actor
) -> None:
    table = table_of(sheet)
    table[1][column(sheet, "minimum")] = 2
    one = sent(KIND, edition_id, table, organiser)
    seen = planned(one, organiser).digest
    [first] = [j for j in jury_queries.jurors(edition_id) if j.person.name == "Jan Nowak"]
    jury.update_juror(juror_id=first.id, capacity=9, minimum=0, expertise={}, actor=organiser)
    with pytest.raises(service.Changed):
        service.take_over(import_id=one.id, seen=seen, actor=organiser)
    assert people(edition_id)["Jan Nowak"] == (9, 0)


@pytest.mark.parametrize(
    ("cells", "column_name", "message"),
    [
        ({"email": "to nie adres", "name": "A B"}, "E-mail", "adres"),
        ({"email": "a@b.pl"}, "Imię i nazwisko", "imię"),
        ({"name": "A B"}, "E-mail", "Wpisz adres e-mail."),
        ({"email": "a@b.pl", "name": "A B", "capacity": "dużo"}, "Limit zgłoszeń", "dużo"),
        ({"email": "a@b.pl", "name": "A B", "capacity": "0"}, "Limit zgłoszeń", ""),
        ({"email": "a@b.pl", "name": "A B", "minimum": "99"}, "Minimalna liczba zgłoszeń", ""),
        ({"email": "a@b.pl", "name": "A https://zlo.example"}, "Imię i nazwisko", ""),
    ],
)
def test_wrong_row_names_its_line_and_column(
    sheet: JurorSheet, edition_id: str, organiser: Actor, cells: dict[str, str],
    column_name: str, message: str,
) -> None:  # fmt: skip
    table = [*table_of(sheet), row_of(sheet, **cells)]
    one = sent(KIND, edition_id, table, organiser)
    plan = planned(one, organiser)
    [(line, label, said)] = faults(plan)
    assert (line, label) == (4, column_name)
    assert message.lower() in said.lower()
    with pytest.raises(service.Changed):
        service.take_over(import_id=one.id, seen=plan.digest, actor=organiser)


def test_one_wrong_row_keeps_all_others_out(
    sheet: JurorSheet, edition_id: str, organiser: Actor
) -> None:
    table = [
        *table_of(sheet),
        row_of(sheet, email="a@b.pl", name="Dobra Osoba"),
        row_of(sheet, email="a@b.pl", name="Ta sama"),
    ]
    plan = planned(sent(KIND, edition_id, table, organiser), organiser)
    assert faults(plan) == [(5, "", "To samo jest już w wierszu 4.")]
    assert not plan.applicable


def test_name_stays_its_persons_own_and_who_left_stays_away(
    sheet: JurorSheet, edition_id: str, organiser: Actor
) -> None:
    table = table_of(sheet)
    table[1][column(sheet, "name")] = "Inny Człowiek"
    table[2][column(sheet, "capacity")] = 3
    [leaving] = [j for j in jury_queries.jurors(edition_id) if j.person.name == "Zofia Ćwik"]
    jury.leave_jury(juror_id=leaving.id, reason="choroba", actor=organiser)
    plan = planned(sent(KIND, edition_id, table, organiser), organiser)
    assert [(line, label) for line, label, _said in faults(plan)] == [
        (2, "Imię i nazwisko"), (3, ""),
    ]  # fmt: skip


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"E-mail;Zmyslona\na@b.pl;1",
        b"Imi\xc4\x99 i nazwisko\nA",
        b"E-mail;E-mail\na@b.pl;x",
        b"E-mail\n",
        b"PK\x03\x04 nie arkusz",
    ],
    ids=["empty", "unknown", "no-identity", "twice", "no-row", "broken"],
)
def test_file_that_is_no_such_sheet_is_refused_and_not_kept(
    edition_id: str, organiser: Actor, content: bytes
) -> None:
    with pytest.raises(DomainError) as refused:
        sent(KIND, edition_id, content, organiser)
    assert refused.value.field == "file"
    assert not list(db.session().scalars(select(service.SheetImport.id)))


def test_headings_of_the_other_language_are_understood(edition_id: str, organiser: Actor) -> None:
    table = [["e-mail", "full name", "capacity (entries at most)"], ["a@b.pl", "A B", "4"]]
    one = sent(KIND, edition_id, as_csv(table), organiser)
    take_over(one, organiser)
    assert people(edition_id)["A B"] == (4, 0)


def test_file_only_looked_at_is_forgotten_and_one_taken_over_is_kept(
    sheet: JurorSheet, edition_id: str, organiser: Actor, at
) -> None:
    table = table_of(sheet)
    unused_id = sent(KIND, edition_id, table, organiser).id
    table[1][column(sheet, "capacity")] = 3
    used_id = sent(KIND, edition_id, table, organiser).id
    take_over(again(used_id), organiser)
    at(again(used_id).uploaded_at + service.KEPT_UNUSED * 1.01)
    assert service.forget_unused() == 1
    db.session().expire_all()
    assert queries.find(unused_id) is None
    assert b"".join(storage.read(again(used_id).file)).startswith(b"PK")


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cs")), max_size=30)


def _rows(values: list[str]) -> Iterator[list[str]]:
    return ([value] for value in values)


@given(st.lists(TEXT, min_size=1, max_size=5))
@settings(max_examples=60)
def test_any_text_comes_back_from_both_kinds_of_file(values: list[str]) -> None:
    marked = [f"{value}." for value in values]
    for data in (
        b"".join(csv_lines(["x"], _rows(marked))),
        b"".join(xlsx_chunks({"A": (["x"], _rows(marked))})),
    ):
        assert [row[0] for row in service.read_rows(data, service.LIMITS)[1:]] == marked


def test_file_that_names_an_erased_person_goes_and_others_stay(
    sheet: JurorSheet, edition_id: str, organiser: Actor
) -> None:
    ids = {}
    for address, name in (("anna.kos@b.pl", "Anna Kos"), ("c@d.pl", "Jan Lis")):
        one = sent(KIND, edition_id, [sheet.heading, row_of(sheet, email=address, name=name)],
                   organiser)  # fmt: skip
        ids[name] = one.id
        take_over(one, organiser)
    key = again(ids["Anna Kos"]).file.key
    subject = subjects.of_address(db.session(), "anna.kos@b.pl")
    assert subject is not None
    erasing.erase(rows=subject.rows, replaced=[], actor=organiser)
    assert again(ids["Anna Kos"]).file is None
    assert again(ids["Anna Kos"]).counts["new"] == 1
    assert again(ids["Jan Lis"]).file is not None
    with pytest.raises(FileNotFoundError):
        storage.read_key(key)
