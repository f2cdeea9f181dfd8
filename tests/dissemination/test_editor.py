"""The programme editor: rooms, moving points by buttons and forms, import from a file."""

import io
import json
from datetime import UTC, date, datetime, timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import Workbook

from leader_award.dissemination import arranging, importing, programme_file, queries, service
from leader_award.dissemination.models import Conference, ProgrammeItem
from leader_award.dissemination.rules import ProgrammeError
from leader_award.platform import clock, db
from leader_award.platform.audit import SYSTEM
from leader_award.platform.db import new_id
from leader_award.platform.errors import Conflict, DomainError, NotAllowed, NotFound
from tests.dissemination.builders import DAY, add_point, make_conference


def item(item_id: str) -> ProgrammeItem:
    db.session().expire_all()
    return db.session().get_one(ProgrammeItem, item_id)


def conference(conference_id: str) -> Conference:
    db.session().expire_all()
    return db.session().get_one(Conference, conference_id)


def at(hour: int, minute: int = 0, day: int = DAY.day) -> datetime:
    return datetime(DAY.year, DAY.month, day, hour, minute, tzinfo=UTC)


def room(conference_id: str, name: str) -> str:
    return arranging.save_room(conference_id=conference_id, name=name, actor=SYSTEM)


def place(
    item_id: str, starts_at: datetime | None, room_id: str | None = None, *, push: bool = False
) -> None:
    one = item(item_id)
    arranging.place_item(
        conference_id=one.conference_id,
        item_id=item_id,
        version=one.version,
        starts_at=starts_at,
        room_id=room_id,
        push=push,
        actor=SYSTEM,
    )


def shift(item_id: str, *, later: bool, version: int | None = None) -> None:
    one = item(item_id)
    arranging.shift_item(
        conference_id=one.conference_id,
        item_id=item_id,
        version=one.version if version is None else version,
        later=later,
        actor=SYSTEM,
    )


def times(*item_ids: str) -> list[str]:
    found = []
    for item_id in item_ids:
        one = item(item_id)
        found.append(
            f"{one.starts_at:%H:%M}-{one.ends_at:%H:%M}" if one.starts_at and one.ends_at else ""
        )
    return found


def test_point_changes_places_with_its_neighbour(conference_id: str) -> None:
    first = add_point(conference_id, "Pierwszy", 10, 11)
    second = add_point(conference_id, "Drugi", 12, 14)
    shift(second, later=False)
    assert times(second, first) == ["10:00-12:00", "13:00-14:00"]
    shift(second, later=True)
    assert times(first, second) == ["10:00-11:00", "12:00-14:00"]


def test_point_without_a_neighbour_moves_by_a_quarter_of_an_hour(conference_id: str) -> None:
    only = add_point(conference_id, "Jedyny", 10, 11)
    shift(only, later=False)
    assert times(only) == ["09:45-10:45"]


def test_button_pressed_twice_moves_once(conference_id: str) -> None:
    only = add_point(conference_id, "Jedyny", 10, 11)
    version = item(only).version
    shift(only, later=True, version=version)
    with pytest.raises(Conflict):
        shift(only, later=True, version=version)
    assert times(only) == ["10:15-11:15"]


def test_points_in_two_rooms_go_side_by_side_and_one_for_everybody_does_not(
    conference_id: str,
) -> None:
    left, right = room(conference_id, "A"), room(conference_id, "B")
    one, two, everybody = (
        add_point(conference_id, name, 8 + n, 9 + n) for n, name in enumerate("123")
    )
    service_speakers_apart(one, two)
    place(one, at(12), left)
    place(two, at(12), right)
    assert times(one, two) == ["12:00-13:00"] * 2
    for room_id in (left, None):
        with pytest.raises(ProgrammeError) as caught:
            place(everybody, at(12, 30), room_id)
        assert "„1”" in str(caught.value)
    assert times(everybody) == ["10:00-11:00"]


def service_speakers_apart(*item_ids: str) -> None:
    for number, item_id in enumerate(item_ids):
        one = item(item_id)
        service.save_item(
            conference_id=one.conference_id,
            item_id=item_id,
            kind=one.kind,
            title=one.title,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
            speakers=[(f"Osoba {number}", "")],
            actor=SYSTEM,
        )


def test_speaker_cannot_be_in_two_rooms_at_once(conference_id: str) -> None:
    left, right = room(conference_id, "A"), room(conference_id, "B")
    one, two = add_point(conference_id, "1", 8, 9), add_point(conference_id, "2", 9, 10)
    place(one, at(12), left)
    with pytest.raises(ProgrammeError, match="Anna Stephansen występuje w tym czasie"):
        place(two, at(12), right)
    assert (times(two), item(two).room_id) == (["09:00-10:00"], None)


def test_what_stands_in_the_way_moves_later_when_asked_to(conference_id: str) -> None:
    one, two, three = (
        add_point(conference_id, name, 10 + n, 11 + n) for n, name in enumerate("123")
    )
    place(three, at(10), push=True)
    assert times(three, one, two) == ["10:00-11:00", "11:00-12:00", "12:00-13:00"]


def test_point_goes_to_the_tray_and_back(conference_id: str) -> None:
    one = add_point(conference_id)
    place(one, None)
    assert [waiting.id for waiting in queries.programme(conference_id)[1]] == [one]
    with pytest.raises(NotAllowed):
        shift(one, later=True)
    place(one, at(12))
    assert times(one) == ["12:00-12:15"]


def test_point_stays_within_the_days_of_the_event(app: Flask) -> None:
    conference_id = service.create_conference(
        name={"pl": "Dwa dni"}, held_on=DAY, days=2, actor=SYSTEM, key=new_id()
    )
    one = add_point(conference_id)
    place(one, at(10, day=DAY.day + 1))
    for wrong in (at(10, day=DAY.day + 2), at(10, day=DAY.day - 1), at(22, 30)):
        with pytest.raises(ProgrammeError):
            place(one, wrong)
    with pytest.raises(ProgrammeError) as caught:
        service.update_conference(
            conference_id=conference_id,
            version=conference(conference_id).version,
            days=1,
            actor=SYSTEM,
        )
    assert caught.value.field == "days"
    service.update_conference(
        conference_id=conference_id,
        version=conference(conference_id).version,
        held_on=DAY + timedelta(days=30),
        actor=SYSTEM,
    )
    moved = item(one).starts_at
    assert moved is not None
    assert clock.to_warsaw(moved).date() == date(2027, 1, 16), "the second day stays the second"


def test_room_in_use_is_not_removed_and_its_name_is_unique(conference_id: str) -> None:
    room_id = room(conference_id, "Sala A")
    with pytest.raises(DomainError):
        room(conference_id, "sala a")
    one = add_point(conference_id)
    place(one, at(12), room_id)
    with pytest.raises(NotAllowed):
        arranging.delete_room(conference_id=conference_id, room_id=room_id, actor=SYSTEM)
    place(one, at(12))
    arranging.delete_room(conference_id=conference_id, room_id=room_id, actor=SYSTEM)
    assert conference(conference_id).rooms == []


def test_room_of_another_event_is_not_found(conference_id: str) -> None:
    foreign = room(make_conference(), "Sala")
    with pytest.raises(NotFound):
        place(add_point(conference_id), at(12), foreign)


def test_refusal_stands_at_the_point_with_what_was_typed(
    organiser: FlaskClient, conference_id: str
) -> None:
    add_point(conference_id, "Otwarcie", 10, 11)
    other = add_point(conference_id, "Drugi", 11, 12)
    answer = organiser.post(
        f"/organizator/konferencje/{conference_id}/punkty/{other}/miejsce",
        data={"version": "1", "day": DAY.isoformat(), "starts_at": "11:30", "room_id": ""},
    )
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    own = page[page.index(f'id="item-{other}"') :]
    assert "W tym czasie odbywa się „Otwarcie” (11:00–12:00)." in own
    assert 'value="11:30"' in own
    assert times(other) == ["11:00-12:00"]


@pytest.mark.parametrize("data", [{"starts_at": "abc"}, {"day": "2020-01-01"}, {"room_id": "x"}])
def test_nonsense_in_the_place_of_a_point_changes_nothing(
    organiser: FlaskClient, conference_id: str, data: dict[str, str]
) -> None:
    one = add_point(conference_id)
    usual = {"version": "1", "day": DAY.isoformat(), "starts_at": "12:00", "room_id": ""}
    url = f"/organizator/konferencje/{conference_id}/punkty/{one}/miejsce"
    assert organiser.post(url, data=usual | data).status_code == 422
    assert times(one) == ["10:00-11:00"]


def test_rooms_and_buttons_work_without_javascript(
    organiser: FlaskClient, conference_id: str
) -> None:
    base = f"/organizator/konferencje/{conference_id}"
    assert organiser.post(f"{base}/sale", data={"name": "Sala A"}).status_code == 302
    assert organiser.post(f"{base}/sale", data={"name": "SALA A"}).status_code == 422
    (one,) = conference(conference_id).rooms
    assert organiser.post(f"{base}/sale/{one.id}", data={"name": "Aula"}).status_code == 302
    first, second = add_point(conference_id, "1", 10, 11), add_point(conference_id, "2", 11, 12)
    url = f"{base}/punkty/{second}/wczesniej"
    assert organiser.post(url, data={"version": "1"}).location.endswith(f"#item-{second}")
    assert times(second, first) == ["10:00-11:00", "11:00-12:00"]
    assert "Aula" in organiser.get(base).get_data(as_text=True)
    assert organiser.post(f"{base}/sale/{one.id}/usun").status_code == 302
    assert conference(conference_id).rooms == []


HEADING = "dzień;od;do;sala;rodzaj;tytuł;prelegenci\n"
GOOD = HEADING + (
    "2026-12-16;10:00;10:30;;otwarcie;Otwarcie;Jan Lis, ZMP\n"
    "16.12.2026;10.30;11:00;Sala A;;Wystąpienie;Anna Kos; \n"
    ";10:30;11:00;Sala B;prezentacja;Ścieżka;Ewa Żuk, Gmina; Olga Bąk\n"
    ";;;;;Czeka;\n"
)


def planned(text: str, conference_id: str) -> programme_file.Plan:
    return programme_file.plan(programme_file.read_rows(text.encode()), conference(conference_id))


def test_file_adds_points_and_rooms_once(conference_id: str) -> None:
    good = GOOD.replace("Ewa Żuk, Gmina; Olga Bąk", '"Ewa Żuk, Gmina; Olga Bąk"')
    rows = programme_file.read_rows(good.encode())
    key = new_id()
    for _ in range(2):
        count = importing.import_programme(
            conference_id=conference_id, rows=rows, actor=SYSTEM, key=key
        )
        assert count == 4
    placed, waiting = queries.programme(conference_id)
    assert [one.title["pl"] for one in placed] == ["Otwarcie", "Wystąpienie", "Ścieżka"]
    assert placed[2].speaker_names == [("Ewa Żuk", "Gmina"), ("Olga Bąk", "")]
    assert [one.title["pl"] for one in waiting] == ["Czeka"]
    assert [one.name for one in conference(conference_id).rooms] == ["Sala A", "Sala B"]


def test_workbook_gives_the_same_as_the_text(conference_id: str) -> None:
    book = Workbook()
    book.active.append(["Dzień", "Od", "Do", "Tytuł"])
    book.active.append(
        [datetime(2026, 12, 16), datetime(2026, 12, 16, 10).time(), "11:00", "Otwarcie"]
    )
    data = io.BytesIO()
    book.save(data)
    found = programme_file.plan(
        programme_file.read_rows(data.getvalue()), conference(conference_id)
    )
    assert found.errors == []
    assert [point.starts_at for point in found.points] == [at(9)]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        (";10:00;11:00;;;;", "Brakuje tytułu"),
        ("2026-13-40;10:00;11:00;;;Tytuł;", "To nie jest dzień"),
        ("2026-12-17;10:00;11:00;;;Tytuł;", "nie mieści się"),
        (";25:00;11:00;;;Tytuł;", "To nie jest godzina"),
        (";10:00;;;;Tytuł;", "Podaj początek i koniec"),
        (";11:00;10:00;;;Tytuł;", "Koniec"),
        (";10:00;11:00;;bankiet;Tytuł;", "Nie ma takiego rodzaju"),
        (";12:30;13:30;;;Tytuł;", "„Stały punkt”"),
        (";14:10;14:20;;;Tytuł;", "„Z pliku”"),
    ],
)
def test_error_names_its_line_and_nothing_is_written(
    organiser: FlaskClient, conference_id: str, line: str, words: str
) -> None:
    add_point(conference_id, "Stały punkt", 11, 13)
    text = HEADING + ";14:00;15:00;;;Z pliku;\n" + line + "\n"
    url = f"/organizator/konferencje/{conference_id}/import"
    data = {"file": (io.BytesIO(text.encode()), "program.csv")}
    answer = organiser.post(url, data=data, content_type="multipart/form-data")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "Wiersz 3: " in page
    assert words in page
    rows = programme_file.read_rows(text.encode())
    with pytest.raises(DomainError):
        importing.import_programme(
            conference_id=conference_id, rows=rows, actor=SYSTEM, key=new_id()
        )
    assert len(queries.programme(conference_id)[0]) == 1


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"x",
        b"a;b\nc;d\n",
        b"PK\x03\x04 not a workbook",
        b"\x00\x01\x02" * 50,
        b"tytul\n" + b"x\n" * 600,
        b"tytul\n" + b"x" * 1_000_001,
    ],
)
def test_broken_or_too_large_file_is_refused_beside_its_field(
    organiser: FlaskClient, conference_id: str, data: bytes
) -> None:
    url = f"/organizator/konferencje/{conference_id}/import"
    answer = organiser.post(
        url, data={"file": (io.BytesIO(data), "p.csv")}, content_type="multipart/form-data"
    )
    assert answer.status_code == 422
    assert 'id="file-error"' in answer.get_data(as_text=True)


def test_import_is_shown_first_and_written_when_agreed(
    organiser: FlaskClient, conference_id: str
) -> None:
    url = f"/organizator/konferencje/{conference_id}/import"
    data = {"file": (io.BytesIO(GOOD.encode()), "p.csv")}
    page = organiser.post(url, data=data, content_type="multipart/form-data").get_data(as_text=True)
    assert "Plik doda 4 punkty" in page
    assert queries.programme(conference_id) == ([], [])
    rows = programme_file.read_rows(GOOD.encode())
    carried = {"rows": json.dumps(rows), "idempotency_key": new_id()}
    assert organiser.post(url, data=carried).status_code == 302
    assert len(queries.programme(conference_id)[0]) == 3
    assert organiser.post(url, data={"rows": "[1"}).status_code == 422
