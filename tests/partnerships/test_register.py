from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import event, select

from leader_award.partnerships import queries, register, service
from leader_award.partnerships.commands import register as command
from leader_award.partnerships.models import Organisation, Unit
from leader_award.partnerships.register import BadRow, UnitRow
from leader_award.partnerships.text import collation_key, fold
from leader_award.partnerships.wording import unit_hint, unit_title
from leader_award.platform import audit, db
from leader_award.platform.audit import SYSTEM
from leader_award.platform.errors import DomainError
from tests.partnerships.builders import few_units, import_units

HEADER = "WOJ;POW;GMI;RODZ;NAZWA;NAZWA_DOD;STAN_NA"
TERC = [
    HEADER,
    "02;;;;DOLNOŚLĄSKIE;województwo;2026-01-01",
    "02;01;;;bolesławiecki;powiat;2026-01-01",
    "02;01;01;1;Bolesławiec;gmina miejska;2026-01-01",
    "02;01;02;2;Bolesławiec;gmina wiejska;2026-01-01",
    "02;01;04;3;Nowogrodziec;gmina miejsko-wiejska;2026-01-01",
    "02;01;04;4;Nowogrodziec;miasto;2026-01-01",
    "02;01;04;5;Nowogrodziec;obszar wiejski;2026-01-01",
    "02;65;;;Wałbrzych;miasto na prawach powiatu;2026-01-01",
    "02;65;01;1;Wałbrzych;gmina miejska;2026-01-01",
    "14;;;;MAZOWIECKIE;województwo;2026-01-01",
    "14;65;;;Warszawa;miasto stołeczne, na prawach powiatu;2026-01-01",
    "14;65;01;1;Warszawa;gmina miejska, miasto stołeczne;2026-01-01",
    "14;65;02;8;Bemowo;dzielnica;2026-01-01",
]
KINDS = {
    "02": ("voivodeship", None),
    "0201": ("county", None),
    "020101": ("gmina", "urban"),
    "020102": ("gmina", "rural"),
    "020104": ("gmina", "urban_rural"),
    "026501": ("city_with_county_rights", "urban"),
    "14": ("voivodeship", None),
    "146501": ("city_with_county_rights", "urban"),
}


def terc(*changes: tuple[int, str], lines: list[str] = TERC) -> bytes:
    """Return a TERC file in which some lines (counted from 1) read differently."""
    changed = list(lines)
    for number, text in changes:
        changed[number - 1] = text
    return "\n".join(changed).encode()


def rows_of(content: bytes) -> dict[str, UnitRow]:
    return {row.terc: row for row in register.read_terc(content)[0]}


def test_shipped_register_has_the_units_of_poland_each_once() -> None:
    rows = register.shipped()
    kinds = [row.kind for row in rows]
    assert len(rows) == len({row.terc for row in rows}) == 2807
    counts = {kind: kinds.count(kind) for kind in set(kinds)}
    assert counts == {
        "gmina": 2411,
        "city_with_county_rights": 66,
        "county": 314,
        "voivodeship": 16,
    }
    assert {row.name for row in rows if row.terc == "1005"} == {"Powiat łowicki"}


def test_terc_file_gives_units_with_their_kinds_and_leaves_out_parts_of_units() -> None:
    rows, day = register.read_terc(terc())
    assert {row.terc: (row.kind, row.gmina_kind) for row in rows} == KINDS
    assert day == date(2026, 1, 1)
    row = rows_of(terc())["020102"]
    assert (row.name, row.county_name) == ("Bolesławiec", "Powiat bolesławiecki")
    assert (row.voivodeship_terc, row.voivodeship_name) == ("02", "dolnośląskie")


def test_byte_order_mark_and_windows_line_ends_make_no_difference() -> None:
    windows = b"\xef\xbb\xbf" + terc().replace(b"\n", b"\r\n") + b"\r\n\r\n"
    assert rows_of(windows) == rows_of(terc())


@pytest.mark.parametrize(
    ("line", "text"),
    [
        (1, "WOJ;POW;GMI;RODZ;NAZWA;STAN_NA"),
        (4, "02;01;01;1;Bolesławiec;gmina miejska"),
        (4, "2;01;01;1;Bolesławiec;gmina miejska;2026-01-01"),
        (4, "02;;01;1;Bolesławiec;gmina miejska;2026-01-01"),
        (4, "02;01;01;7;Bolesławiec;gmina miejska;2026-01-01"),
        (4, "02;01;01;;Bolesławiec;gmina miejska;2026-01-01"),
        (4, "02;01;01;1;;gmina miejska;2026-01-01"),
        (4, "02;01;01;1;Bolesławiec;gmina miejska;01.01.2026"),
        (4, "02;09;01;1;Bolesławiec;gmina miejska;2026-01-01"),
        (4, "99;01;01;1;Bolesławiec;gmina miejska;2026-01-01"),
        (5, "02;01;01;1;Bolesławiec;gmina miejska;2026-01-01"),
        (13, "14;65;02;8;Warszawa;dzielnica;2026-01-01"),
    ],
    ids=[
        "columns", "short row", "one digit", "no county", "unknown kind", "no kind", "no name",
        "bad date", "unknown county", "unknown voivodeship", "twice",
        "county without gmina",
    ],
)  # fmt: skip
def test_broken_row_is_named_by_its_line(app: Flask, line: int, text: str) -> None:
    with pytest.raises(BadRow) as refused:
        register.read_terc(terc((line, text)))
    expected = 12 if line == 13 else line  # there the county is what lacks its gmina
    assert refused.value.line == expected
    assert str(refused.value).startswith(f"Wiersz {expected}: ")


def test_file_in_another_encoding_names_the_first_line_that_shows_it() -> None:
    latin = terc().decode().encode("iso-8859-2")
    with pytest.raises(BadRow) as refused:
        register.read_terc(latin)
    assert refused.value.line == 2


def test_empty_file_and_one_huge_cell_are_refused() -> None:
    huge = terc((4, '"' + "x" * 200_000))
    for content in (b"", HEADER.encode(), huge):
        with pytest.raises(BadRow):
            register.read_terc(content)


@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused_with_a_line(content: bytes) -> None:
    refusals = []
    try:
        register.read_terc(HEADER.encode() + b"\n" + content)
    except BadRow as refused:
        refusals.append(refused)
    assert all(refused.line >= 1 for refused in refusals)


def unit(terc: str, name: str, gmina_kind: str | None = None, **more: object) -> UnitRow:
    return UnitRow(terc, "gmina", name, "02", "dolnośląskie", gmina_kind, "0201", "P", **more)


def test_comparison_tells_added_renamed_abolished_and_changed_units_apart() -> None:
    current = {
        row.terc: row
        for row in (
            unit("020101", "Stara"),
            unit("020102", "Zostaje", "rural", latitude=51.0, longitude=15.0),
            unit("020103", "Znika"),
            unit("020104", "Wraca"),
        )
    }
    target = [
        unit("020101", "Nowa"),
        unit("020102", "Zostaje", "urban_rural"),
        unit("020104", "Wraca"),
        unit("020105", "Dodana"),
    ]
    changes = register.compare(current, {"020104"}, target)
    assert [row.terc for row in changes.added] == ["020104", "020105"]
    assert [new.name for _old, new in changes.renamed] == ["Nowa"]
    assert [row.terc for row in changes.abolished] == ["020103"]
    ((_old, new),) = changes.changed_kind
    assert (new.gmina_kind, new.latitude) == ("urban_rural", 51.0)
    assert changes.refreshed == []


def test_file_that_lacks_a_voivodeship_is_not_taken_for_the_whole_register() -> None:
    rows = {row.terc: row for row in register.shipped()}
    without = [row for row in rows.values() if row.voivodeship_terc != "32"]
    with pytest.raises(DomainError, match="zachodniopomorskie"):
        register.compare(rows, set(), without)


def run(*arguments: str, answer: str = "") -> tuple[int, str]:
    done = CliRunner().invoke(command, list(arguments), input=answer)
    return done.exit_code, done.output


def test_second_import_of_the_shipped_register_adds_nothing(app: Flask) -> None:
    status, first = run("import", "--yes")
    assert (status, first.split()[:2]) == (0, ["2807", "added"])
    status, second = run("import", "--yes")
    assert (status, second.split()[:2]) == (0, ["0", "added"])
    assert "Nothing was written." in second
    _status, counts = run("count")
    figures = [int(line.split()[0]) for line in counts.splitlines()]
    assert figures == [2477, 314, 66, 16, 2807]


def test_import_sends_its_rows_in_bulk(app: Flask) -> None:
    statements: list[str] = []
    event.listen(db.engine(), "before_cursor_execute", lambda *a: statements.append(a[2]))
    import_units()
    assert sum(queries.count_units().values()) == 2807
    assert len(statements) < 20


def test_command_asks_before_it_writes(app: Flask) -> None:
    status, shown = run("import", answer="n\n")
    assert status == 0
    assert "2807 added" in shown
    assert "02 Województwo dolnośląskie" in shown
    assert queries.count_units() == {}
    run("import", answer="y\n")
    assert sum(queries.count_units().values()) == 2807


@pytest.fixture
def two_voivodeships(app: Flask) -> None:
    """Load the units of the little TERC file, as the shipped register knows them."""
    rows = [row for row in register.shipped() if row.terc in KINDS or row.terc == "020103"]
    service.import_register(rows, actor=SYSTEM, on=date(2025, 1, 1))


def test_official_file_brings_kinds_keeps_places_and_abolishes(
    two_voivodeships: None, tmp_path: Path
) -> None:
    path = tmp_path / "TERC.csv"
    path.write_bytes(terc((6, "02;01;04;3;Nowogrodziec Nowy;gmina miejsko-wiejska;2026-01-01")))
    _status, shown = run("import", str(path), "--yes")
    for words in ("0 added", "1 renamed", "1 abolished", "020103 Gmina Gromadka"):
        assert words in shown
    bolesławiec, gromadka = (queries.find_unit(code) for code in ("020102", "020103"))
    assert (bolesławiec.gmina_kind, bolesławiec.latitude) == ("rural", 51.2773)
    assert gromadka.abolished_on == date(2026, 1, 1)
    assert queries.search_units("Gromadka") == []
    assert [found.terc for found in queries.search_units("nowogrodziec now")] == ["020104"]
    # the shipped register does not know the kinds: importing it again keeps them
    rows = [row for row in register.shipped() if row.terc in KINDS or row.terc == "020103"]
    changes = service.import_register(rows, actor=SYSTEM, on=date(2026, 2, 1))
    assert [row.terc for row in changes.added] == ["020103"]
    assert changes.changed_kind == []
    assert queries.find_unit("020102").gmina_kind == "rural"


def test_broken_file_writes_nothing_and_says_which_line(
    two_voivodeships: None, tmp_path: Path
) -> None:
    path = tmp_path / "TERC.csv"
    path.write_bytes(terc((5, "02;01;02;X;Bolesławiec;gmina wiejska;2026-01-01")))
    kinds = select(Unit.terc, Unit.gmina_kind).order_by(Unit.terc)
    before = db.session().execute(kinds).all()
    status, shown = run("import", str(path), "--yes")
    assert status == 1
    assert "Line 5:" in shown
    db.session().rollback()
    assert db.session().execute(kinds).all() == before


def test_import_is_recorded_with_its_counts(two_voivodeships: None) -> None:
    (recorded,) = db.session().scalars(select(audit.AuditEvent))
    assert (recorded.action, recorded.details["added"]) == ("register.imported", 9)


def test_two_gminas_of_one_name_are_told_apart_by_code_and_then_by_kind(
    two_voivodeships: None,
) -> None:
    with db.transaction() as writer:
        codes = ("020101", "020102")
        ids = [service.organisation_for_unit(writer, code).id for code in codes]

    def names() -> list[str]:
        return [db.session().get_one(Organisation, found).name for found in ids]

    assert names() == ["Gmina Bolesławiec (020101)", "Gmina Bolesławiec (020102)"]
    service.import_register(register.read_terc(terc())[0], actor=SYSTEM, on=date(2026, 1, 1))
    assert names() == ["Miasto Bolesławiec", "Gmina Bolesławiec"]
    assert unit_hint(queries.find_unit("020102")) == (
        "gmina wiejska, powiat bolesławiecki, woj. dolnośląskie · TERYT 020102"
    )


def test_units_have_their_full_polish_names(app: Flask) -> None:
    few_units("020103")
    titles = {unit_title(found) for found in db.session().scalars(select(Unit))}
    assert {
        "Województwo łódzkie",
        "Powiat bolesławiecki",
        "Miasto Łódź",
        "Miasto stołeczne Warszawa",
        "Gmina Gromadka",
    } <= titles


def test_folded_text_has_no_diacritics_and_no_punctuation() -> None:
    assert fold("  Bielsko-Biała, ŁÓDŹ (Żółć)") == "bielsko biala lodz zolc"


def test_collation_follows_the_polish_alphabet(app: Flask) -> None:
    names = ["Łask", "Lublin", "Ćmielów", "Ząbki", "Czeladź", "Zabrze", "Żory", "Źródła", "Łódź"]
    in_order = ["Czeladź", "Ćmielów", "Lublin", "Łask", "Łódź", "Zabrze", "Ząbki", "Źródła", "Żory"]
    assert sorted(names, key=collation_key) == in_order


@given(st.text(max_size=40), st.text(max_size=40))
def test_collation_keys_are_plain_letters_and_compare_like_their_starts(a: str, b: str) -> None:
    assert collation_key(a).isascii()
    assert collation_key(a + b, 400).startswith(collation_key(a, 400)[:-2])
    assert len(collation_key(a + b, 31)) <= 30
