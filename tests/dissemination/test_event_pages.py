"""Pages of registering, of tickets and of the organiser's lists."""

import io
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import segno
from flask import Flask
from flask.testing import FlaskClient
from icalendar import Calendar
from openpyxl import load_workbook
from pypdf import PdfReader

from leader_award.dissemination import (
    attending,
    certificates,
    documents,
    feedback,
    participant_queries,
    queries,
    registering,
    service,
    tickets,
)
from leader_award.dissemination.blueprint import PDF, file
from leader_award.dissemination.models import Conference
from leader_award.platform import db
from leader_award.platform.audit import SYSTEM
from tests.dissemination.builders import (
    BEFORE,
    add,
    link_in,
    mails,
    make_conference,
    make_event,
    registration,
    states,
)
from tests.dissemination.test_conference_pages import statements
from tests.editions.builders import make_edition

SLUG = "2026-warsztat"
FORM = {"name": "Anna Lis", "email": "anna@gmina.example", "organisation": "Gmina Brwinów"}
BEGINS = datetime(2026, 12, 16, 10, tzinfo=UTC)


@pytest.fixture
def event(app: Flask, at: Callable[[datetime], None]) -> str:
    at(BEFORE)
    return make_event(capacity=2)


class Returning:
    """A browser in which the person signs in anew each time: weeks pass within these tests."""

    def __init__(self, sign_in: Callable[[], FlaskClient]) -> None:
        self.sign_in = sign_in

    def get(self, *args: Any, **kwargs: Any) -> Any:
        return self.sign_in().get(*args, **kwargs)

    def post(self, *args: Any, **kwargs: Any) -> Any:
        return self.sign_in().post(*args, **kwargs)


@pytest.fixture
def organiser(
    make_person: Callable[..., str], signed_in: Callable[[str], FlaskClient]
) -> Returning:
    person_id = make_person("Olga", None, "organiser")
    return Returning(lambda: signed_in(person_id))


def text_of(client: FlaskClient | Returning, url: str, status: int = 200) -> str:
    answer = client.get(url)
    assert answer.status_code == status
    return answer.get_data(as_text=True)


def ticket_of(registration_id: str) -> str:
    return f"/bilet/{tickets.token_of(registration_id)}"


def test_visitor_registers_confirms_and_cancels_by_links(client: FlaskClient, event: str) -> None:
    page = f"/konferencje/{SLUG}"
    assert "Zgłoś udział" in text_of(client, page)
    assert "Administratorem danych jest Związek Miast Polskich" in text_of(client, f"{page}/zapisy")
    assert client.post(f"{page}/zapisy", data=FORM).location.endswith("/zapisy/sprawdz-poczte")
    link = link_in(mails("/confirm.")[0])
    assert "Anna Lis" in text_of(client, link)
    assert states(event) == {"pending": 1}, "opening the link alone does nothing"
    ticket = client.post(link).location
    assert "Masz miejsce." in text_of(client, ticket)
    assert client.get(link).location == ticket, "a link used before leads to the ticket"
    assert client.get(ticket).headers["Cache-Control"] == "no-store"
    assert "Odwołać zgłoszenie?" in text_of(client, f"{ticket}/rezygnacja")
    client.post(f"{ticket}/rezygnacja")
    assert states(event) == {"cancelled": 1}
    assert "To zgłoszenie zostało odwołane." in text_of(client, ticket)


def test_answer_to_a_second_registration_does_not_tell_who_is_registered(
    client: FlaskClient, event: str
) -> None:
    url = f"/konferencje/{SLUG}/zapisy"
    first = client.post(url, data=FORM)
    client.post(link_in(mails("/confirm.")[0]))
    again = client.post(url, data=FORM)
    assert (first.status_code, first.location) == (again.status_code, again.location)
    assert states(event) == {"confirmed": 1}
    assert mails("already_registered")[0].subject == "Masz już zgłoszenie: Warsztat"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"name": " "}, "Wpisz imię i nazwisko."),
        ({"email": "anna"}, "nazwa@urzad.pl"),
        ({"name": "http://zle.example"}, "adresów internetowych"),
        ({"organisation": "x" * 301}, "za długi"),
    ],
)
def test_bad_input_is_refused_beside_its_field_and_kept(
    client: FlaskClient, event: str, change: dict[str, str], message: str
) -> None:
    answer = client.post(f"/konferencje/{SLUG}/zapisy", data=FORM | change)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert message in page
    assert (FORM | change | {"name": "", "email": ""})["organisation"] in page
    assert mails() == []


def test_full_event_offers_the_waiting_list_and_says_the_place_on_it(
    client: FlaskClient, event: str
) -> None:
    add(event), add(event), add(event)
    page = text_of(client, f"/konferencje/{SLUG}")
    assert "Zapisz się na listę rezerwową" in page
    assert "wolne: 0 z 2" in page
    last = add(event)
    assert "na pozycji 2" in text_of(client, ticket_of(last))


def test_past_event_says_so_and_takes_no_form(
    client: FlaskClient, event: str, at: Callable[..., None]
) -> None:
    at(BEGINS)
    url = f"/konferencje/{SLUG}/zapisy"
    assert "już się rozpoczęło lub zakończyło" in text_of(client, url)
    answer = client.post(url, data=FORM)
    assert answer.status_code == 422
    assert "już się rozpoczęło lub zakończyło" in answer.get_data(as_text=True)
    assert states(event) == {}


def test_signed_in_person_needs_no_mail_and_finds_all_own_events(
    event: str, make_person: Callable[..., str], signed_in: Callable[[str], FlaskClient]
) -> None:
    anna = signed_in(make_person("Anna Lis", FORM["email"]))
    url = f"/konferencje/{SLUG}/zapisy"
    assert 'value="Anna Lis"' in text_of(anna, url)
    ticket = anna.post(url, data={"name": "Anna Lis", "organisation": ""}).location
    assert "Masz miejsce." in text_of(anna, ticket)
    assert "Masz już zgłoszenie na to wydarzenie." in text_of(anna, url)
    assert anna.post(url, data={"name": "A", "organisation": ""}).status_code == 422
    mine = text_of(anna, "/moje-wydarzenia")
    assert "Warsztat" in mine
    feed = mine[mine.index("/bilet/kalendarz/") :].split('"')[0]
    (one,) = Calendar.from_ical(anna.get(feed).data).walk("VEVENT")
    assert one["url"].startswith("http://localhost/bilet/")
    assert (one.decoded("dtstart"), one.decoded("dtend")) == (BEGINS, BEGINS + timedelta(hours=4))
    assert "Warsztat" in text_of(anna, "/start")


@pytest.mark.parametrize("ending", ["", "/rezygnacja", "/opinia", "/zaswiadczenie.pdf"])
def test_made_up_ticket_is_not_found(client: FlaskClient, event: str, ending: str) -> None:
    assert client.get(f"/bilet/abc.def{ending}").status_code == 404
    feed = tickets.token_of(add(event), tickets.FEED)
    assert client.get(f"/bilet/{feed}{ending}").status_code == 404, "a feed opens no ticket"


def test_qr_code_leads_to_check_in_which_only_organisers_can_use(
    client: FlaskClient,
    organiser: Returning,
    event: str,
    at: Callable[..., None],
    make_person: Callable[..., str],
    signed_in: Callable[[str], FlaskClient],
) -> None:
    one = add(event)
    at(BEGINS)
    code = registration(one).code
    address = f"http://localhost/wejscie/{code}"
    drawn = segno.make(address, error="m", micro=False)
    assert drawn.svg_inline(border=4, omitsize=True, dark="#000", light="#fff") in text_of(
        client, ticket_of(one)
    )
    url = f"/wejscie/{code}"
    assert client.get(url).location.startswith("/logowanie")
    assert client.post(url).status_code == 302
    assert signed_in(make_person()).post(url).status_code == 404
    assert registration(one).checked_in_at is None
    assert "Odnotuj obecność" in text_of(organiser, url)
    assert registration(one).checked_in_at is None, "a scan alone changes nothing"
    for words in ("Odnotowano obecność: Jan Kos.", "już wcześniej: Jan Kos."):
        assert words in organiser.post(url, follow_redirects=True).get_data(as_text=True)
    count = text_of(organiser, f"/organizator/konferencje/{event}/wejscie/licznik")
    assert ">1</strong> z 1 osób" in count


def test_desk_finds_by_name_without_diacritics_and_by_code(
    organiser: Returning, event: str, at: Callable[..., None]
) -> None:
    one, _other = add(event, "Łucja Żak"), add(event, "Jan Kos")
    at(BEGINS)
    desk = f"/organizator/konferencje/{event}/wejscie"
    shown = tickets.shown_code(registration(one).code).lower()
    for search in ("lucja zak", shown):
        page = text_of(organiser, f"{desk}?szukaj={search}")
        assert "Łucja Żak" in page
        assert "Jan Kos" not in page
    url = f"/wejscie/{registration(one).code}"
    assert organiser.post(url, data={"desk": "1"}).location.endswith("/wejscie")
    organiser.post(f"{url}/cofnij", data={"desk": "1"})
    assert registration(one).checked_in_at is None


def test_opinion_form_keeps_what_was_typed_and_is_sent_once(
    client: FlaskClient, organiser: Returning, event: str, at: Callable[..., None]
) -> None:
    one = add(event)
    at(BEGINS)
    organiser.post(f"/wejscie/{registration(one).code}")
    at(BEGINS + timedelta(hours=4))
    url = f"{ticket_of(one)}/opinia"
    marks = dict.fromkeys(("overall", "useful", "speakers", "organisation"), "5")
    answer = client.post(url, data=marks | {"useful": "", "comment": "Więcej <b>ćwiczeń</b>"})
    assert answer.status_code == 422
    assert "Więcej &lt;b&gt;ćwiczeń" in answer.get_data(as_text=True)
    assert client.post(url, data=marks).status_code == 302
    assert client.post(url, data=marks).status_code == 422
    page = text_of(organiser, f"/organizator/konferencje/{event}/opinie")
    assert "Na razie 1 opinia" in page
    assert "<svg" not in page[page.index("<h1") : page.index("empty-state")]


def test_results_of_opinions_stand_as_a_picture_with_its_table(
    organiser: Returning, app: Flask, at: Callable[..., None]
) -> None:

    at(BEFORE)
    conference_id = make_event()
    ids = [add(conference_id, f"Osoba {n}") for n in range(5)]
    at(BEGINS)
    for one in ids:
        attending.check_in(code=registration(one).code, actor=SYSTEM)
    at(BEGINS + timedelta(hours=4))
    for number, one in enumerate(ids):
        marks = dict.fromkeys(feedback.QUESTIONS, 5 - number % 2)
        attending.give_feedback(registration_id=one, marks=marks, comment="<script>", actor=SYSTEM)
    page = text_of(organiser, f"/organizator/konferencje/{conference_id}/opinie")
    assert 'width="60.00%"' in page
    assert "4,60" in page
    assert "&lt;script&gt;" in page


def test_list_is_searched_exported_and_holds_no_formula(organiser: Returning, event: str) -> None:
    add(event, "Łucja Żak", "=cmd()")
    add(event, "Jan Kos")
    base = f"/organizator/konferencje/{event}/uczestnicy"
    page = text_of(organiser, f"{base}?szukaj=zak")
    assert "Łucja Żak" in page
    assert "Jan Kos" not in page
    text = organiser.get(f"{base}.csv").data.decode("utf-8-sig")
    assert text.index("Jan Kos") < text.index("Łucja Żak;'=cmd();"), "by surname"
    sheet = load_workbook(io.BytesIO(organiser.get(f"{base}.xlsx").data)).active
    assert [row[0].value for row in sheet.iter_rows(min_row=2)] == ["Jan Kos", "Łucja Żak"]


def test_organiser_adds_moves_and_cancels(organiser: Returning, event: str) -> None:
    other = make_event()
    base = f"/organizator/konferencje/{event}/uczestnicy"
    answer = organiser.post(f"{base}/nowy", data=FORM, follow_redirects=True)
    assert "Anna Lis ma miejsce." in answer.get_data(as_text=True)
    assert organiser.post(f"{base}/nowy", data=FORM).status_code == 422, "registered already"
    (one,) = participant_queries.listed(event)
    assert organiser.post(f"{base}/{one.id}/przenies", data={"to": "x"}).status_code == 422
    assert organiser.post(f"{base}/{one.id}/przenies", data={"to": other}).status_code == 302
    (moved,) = participant_queries.listed(other)
    foreign = f"{base}/{moved.id}/odwolaj"
    assert organiser.post(foreign).status_code == 404, "it belongs to the other event"
    own = f"/organizator/konferencje/{other}/uczestnicy/{moved.id}/odwolaj"
    assert organiser.post(own).status_code == 302
    assert (states(event), states(other)) == ({"cancelled": 1}, {"cancelled": 1})


PAGES = (
    "/uczestnicy", "/uczestnicy/nowy", "/uczestnicy.csv", "/uczestnicy.xlsx", "/lista-obecnosci",
    "/lista-obecnosci.pdf", "/identyfikatory.pdf", "/opinie", "/wejscie", "/wejscie/licznik",
    "/sale", "/import",
)  # fmt: skip


def test_lists_of_people_are_for_organisers_only(
    client: FlaskClient,
    organiser: Returning,
    event: str,
    make_person: Callable[..., str],
    signed_in: Callable[[str], FlaskClient],
) -> None:
    add(event)
    clerk = signed_in(make_person())
    for page in PAGES:
        url = f"/organizator/konferencje/{event}{page}"
        assert organiser.get(url).status_code == 200, url
        assert client.get(url).location.startswith("/logowanie"), url
        assert clerk.get(url).status_code == 404, url


@pytest.mark.parametrize("page", ["/uczestnicy", "/wejscie", "/lista-obecnosci", ""])
def test_list_costs_the_same_number_of_statements_however_long(
    app: Flask, organiser: Returning, event: str, page: str
) -> None:
    url = f"/organizator/konferencje/{event}{page}"
    add(event)
    organiser.get(url)
    with statements(app) as few:
        organiser.get(url)
    for _ in range(5):
        add(event)
    with statements(app) as many:
        organiser.get(url)
    assert len(few) == len(many) > 0


def words_of(pdf: bytes) -> str:
    text = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)
    return " ".join(text.split())


def test_sheets_hold_every_name_however_long(app: Flask, event: str) -> None:
    name = "Wawrzyniec Gżegżółka-Brzęczyszczykiewicz " * 4
    add(event, name.strip()[:200], "Międzygminny Związek Ciepłowniczy " * 8)
    add(event, "Jan Kos")
    conference = db.session().get_one(Conference, event)
    found = participant_queries.listed(event)
    for make in (documents.badges_pdf, documents.attendance_pdf):
        words = words_of(make(conference, found))
        assert "Brzęczyszczykiewicz" in words.replace("\u00ad", "").replace("- ", "-")
        assert "Jan Kos" in words


def test_programme_to_print_has_days_rooms_and_speakers(client: FlaskClient, event: str) -> None:
    words = words_of(client.get(f"/konferencje/{SLUG}/program.pdf").data)
    assert "11:00–15:00" in words
    assert "Anna Stephansen (IRIS)" in words


def test_materials_stand_beside_their_point(
    organiser: Returning, client: FlaskClient, event: str
) -> None:
    (item,), _ = queries.programme(event)
    url = f"/organizator/konferencje/{event}/punkty/{item.id}"
    data = {
        "kind": "talk",
        "title_pl": "Zajęcia",
        "starts_at": "11:00",
        "ends_at": "15:00",
        "speakers": "Anna Stephansen, IRIS",
        "version": "1",
        "materials": "Slajdy, https://example.org/s.pdf",
    }
    bad = organiser.post(url, data=data | {"materials": "Slajdy, javascript:alert(1)"})
    assert bad.status_code == 422
    assert 'id="materials-error"' in bad.get_data(as_text=True)
    assert organiser.post(url, data=data).status_code == 302
    page = text_of(client, f"/konferencje/{SLUG}")
    assert 'href="https://example.org/s.pdf"' in page
    assert "Slajdy" in page


def test_new_event_begins_with_the_numbers_of_its_kind(organiser: Returning) -> None:
    data = {
        "kind": "workshop_two_days",
        "name_pl": "Warsztaty",
        "held_on": "2026-12-16",
        "place": "Łódź",
        "edition_id": "",
        "takes_registrations": "y",
        "registration_day": "2026-12-10",
        "registration_hour": "16:00",
    }
    assert organiser.post("/organizator/konferencje/nowa", data=data).status_code == 302
    (one,) = queries.conferences(public=False)
    assert (one.days, one.least, one.capacity) == (2, 15, 20)
    assert one.registration_until == datetime(2026, 12, 10, 15, tzinfo=UTC)
    page = text_of(organiser, f"/organizator/konferencje/{one.id}/dane")
    assert 'value="16:00"' in page


def test_certificates_of_an_edition_name_only_events_that_are_over(
    app: Flask, at: Callable[..., None]
) -> None:
    at(BEFORE)
    edition_id = make_edition()
    conference_id = make_event(edition_id=edition_id)
    make_conference(edition_id=edition_id)

    one = add(conference_id)
    add(conference_id, "Nieobecna")
    at(BEGINS)
    attending.check_in(code=registration(one).code, actor=SYSTEM)
    assert certificates.due(db.session(), edition_id) == []
    db.session().rollback()
    at(BEGINS + timedelta(hours=4))
    due = certificates.due(db.session(), edition_id)
    assert [(who.kind, who.name) for who in due] == [
        ("attendance", "Jan Kos"),
        ("speaker", "Anna Stephansen"),
    ]


def test_withdrawn_event_hides_its_form_and_keeps_its_tickets(
    client: FlaskClient, event: str
) -> None:
    one = add(event)
    service.advance(conference_id=event, event="withdraw", actor=SYSTEM)
    assert client.get(f"/konferencje/{SLUG}/zapisy").status_code == 404
    assert "Jan Kos" in text_of(client, ticket_of(one))
    registering.cancel(registration_id=one, actor=SYSTEM)
    assert states(event) == {"cancelled": 1}


@pytest.mark.parametrize(("inline", "kind"), [(False, "attachment"), (True, "inline")])
def test_file_of_somebody_with_polish_letters_has_a_header_that_servers_can_send(
    inline: bool, kind: str
) -> None:
    header = file(b"", "dyplom-Ewa Żak.pdf", PDF, inline=inline).headers["Content-Disposition"]
    assert header.encode("latin-1").startswith(kind.encode())
    assert header.endswith("''dyplom-Ewa%20%C5%BBak.pdf")
