"""The organiser's pages of diplomas and the public page that verifies one."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from leader_award.diplomas import batches, queries, recipients, rules, service
from leader_award.platform import clock, db
from leader_award.platform.audit import Actor
from tests.diplomas.builders import attendant, decided_edition, diplomas
from tests.editions.builders import make_edition

MILLISECOND = timedelta(milliseconds=1)
SignedIn = Callable[[str], FlaskClient]


@pytest.fixture
def desk(organiser: Actor, signed_in: SignedIn) -> FlaskClient:
    assert organiser.person_id is not None
    return signed_in(organiser.person_id)


def issue_one(edition_id: str | None, actor: Actor, name: str = "Żaneta Ćwik") -> str:
    service.issue(recipient=attendant(edition_id, name), actor=actor)
    return next(row.code for row in diplomas() if row.name == name)


def template_data(**changes: str) -> dict[str, str]:
    return {
        "title_pl": "Podziękowanie",
        "body_pl": "Dziękujemy\n\n{name}",
        "orientation": "landscape",
        "version": "0",
    } | changes


def test_anybody_verifies_a_diploma_by_its_code(
    app: Flask, organiser: Actor, client: FlaskClient
) -> None:
    code = issue_one(None, organiser)
    typed = f" {code[:4].lower()}-{code[4:8]} {code[8:]}"
    answer = client.get("/dyplom", query_string={"kod": typed}, follow_redirects=True)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200
    for words in ("Ten dyplom jest ważny", "Żaneta Ćwik", "Zaświadczenie o udziale", "Warsztaty"):
        assert words in page
    assert rules.shown_code(code) in page
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert client.get(f"/dyplom/{code}.pdf").data.startswith(b"%PDF")


def test_an_unknown_code_says_so_and_repeats_nothing_dangerous(client: FlaskClient) -> None:
    for code in ("ABCD2345EFGH", "<script>alert(1)<", "x" * 5000, "%00", "ą"):
        answer = client.get(f"/dyplom/{code.replace('/', '')}")
        assert answer.status_code == 404
        assert "Żaden dyplom nie ma tego kodu" in answer.get_data(as_text=True)
        assert "<script>alert" not in answer.get_data(as_text=True)
    assert client.get("/dyplom/ABCD2345EFGH.pdf").status_code == 404


def test_a_revoked_diploma_says_since_when_and_why_and_gives_no_file(
    app: Flask, organiser: Actor, desk: FlaskClient, client: FlaskClient
) -> None:
    edition_id = make_edition()
    code = issue_one(edition_id, organiser)
    address = f"/organizator/dyplomy/{diplomas()[0].id}/uniewaznij"
    assert "Napisz, dlaczego" in desk.post(address, data={"reason": ""}).get_data(as_text=True)
    assert desk.post(address, data={"reason": "Błąd w nazwie."}).status_code == 302
    page = client.get(f"/dyplom/{code}").get_data(as_text=True)
    assert "Ten dyplom został unieważniony" in page
    assert "Błąd w nazwie." in page
    assert client.get(f"/dyplom/{code}.pdf").status_code == 410


def test_what_waits_for_the_announcement_cannot_be_verified_a_millisecond_before(
    app: Flask, organiser: Actor, client: FlaskClient, frozen: Callable[[datetime], None]
) -> None:
    instant = clock.now() + timedelta(days=1)
    edition_id, _entries = decided_edition(organiser, at=instant)
    frozen(instant)
    for one in recipients.due(db.session(), edition_id, rules.AWAITING):
        service.issue(recipient=one, actor=organiser)
    addresses = [f"/dyplom/{row.code}{end}" for row in diplomas() for end in ("", ".pdf")]
    assert [client.get(address).status_code for address in addresses] == [200] * len(addresses)
    frozen(instant - MILLISECOND)
    answers = [client.get(address) for address in addresses]
    assert {answer.status_code for answer in answers} == {404}
    assert not any("Śliwińska" in answer.get_data(as_text=True) for answer in answers)


def test_only_organisers_see_the_pages(
    app: Flask, organiser: Actor, make_person: Callable[..., str], signed_in: SignedIn
) -> None:
    edition_id = make_edition()
    stranger = signed_in(make_person())
    for path in ("", "/osoby", "/szablon/juror"):
        address = f"/organizator/edycje/{edition_id}/dyplomy{path}"
        assert stranger.get(address).status_code == 404
        assert app.test_client().get(address).status_code == 302
    assert stranger.post(f"/organizator/edycje/{edition_id}/dyplomy").status_code == 404


def test_templates_are_previewed_saved_and_restored(app: Flask, desk: FlaskClient) -> None:
    edition_id = make_edition()
    address = f"/organizator/edycje/{edition_id}/dyplomy/szablon/juror"
    shown = desk.get(address).get_data(as_text=True)
    assert shown.count("data:image/png;base64,") == 2
    preview = desk.post(address, data=template_data(preview="1")).get_data(as_text=True)
    assert preview.count("data:image/png;base64,") == 2
    assert preview.split("base64,")[1][:4000] != shown.split("base64,")[1][:4000]
    assert service.texts_of(db.session(), edition_id)["juror"].version == 0
    assert desk.post(address, data=template_data()).status_code == 302
    db.session().rollback()
    assert service.texts_of(db.session(), edition_id)["juror"].body["pl"] == "Dziękujemy\n\n{name}"
    desk.post(f"{address}/przywroc")
    db.session().rollback()
    assert service.texts_of(db.session(), edition_id)["juror"].version == 0


def test_an_unknown_placeholder_is_named_beside_its_field(app: Flask, desk: FlaskClient) -> None:
    edition_id = make_edition()
    address = f"/organizator/edycje/{edition_id}/dyplomy/szablon/juror"
    answer = desk.post(address, data=template_data(body_pl="{name} {nagroda} <b>"))
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert "w miejsce {nagroda}. Można użyć: {name}, {edition}, {place_and_date}." in page
    assert "{nagroda} &lt;b&gt;" in page
    assert desk.get(address.replace("juror", "nobody")).status_code == 404


def test_a_template_saved_by_somebody_else_is_not_overwritten(
    app: Flask, desk: FlaskClient
) -> None:
    address = f"/organizator/edycje/{make_edition()}/dyplomy/szablon/juror"
    desk.post(address, data=template_data())
    answer = desk.post(address, data=template_data(title_pl="Inny tytuł"))
    assert answer.status_code == 409
    assert "Inny tytuł" in answer.get_data(as_text=True)


def test_the_way_from_the_list_to_the_archive(
    app: Flask, organiser: Actor, desk: FlaskClient
) -> None:
    edition_id, _entries = decided_edition(organiser)
    index = f"/organizator/edycje/{edition_id}/dyplomy"
    assert "Czyje dyplomy" in desk.get(index).get_data(as_text=True)
    refused = desk.post(index, data={})
    assert refused.status_code == 422
    assert "Wybierz, czyje dyplomy" in refused.get_data(as_text=True)
    made = desk.post(index, data={"kinds": ["laureate", "juror"]})
    waiting = desk.get(made.location).get_data(as_text=True)
    assert "data-poll=" in waiting
    batches.work_off_batches()
    progress = desk.get(f"{made.location}/postep").get_data(as_text=True)
    assert "data-poll-done" in progress
    assert desk.get(f"{made.location}/dyplomy.zip").data.startswith(b"PK")
    assert desk.get(f"{made.location}/druk.pdf").data.startswith(b"%PDF")
    assert "Wyślij wiadomości" in desk.get(index).get_data(as_text=True)
    desk.post(f"{index}/wyslij")
    assert "Wyślij wiadomości" not in desk.get(index).get_data(as_text=True)


def test_one_diploma_is_issued_from_the_list_of_people(
    app: Flask, organiser: Actor, desk: FlaskClient
) -> None:
    edition_id, entries = decided_edition(organiser)
    people = f"/organizator/edycje/{edition_id}/dyplomy/osoby"
    address = people.replace("osoby", "wydaj")
    answer = desk.post(address, data={"kind": "laureate", "subject": entries[0]})
    row = diplomas()[0]
    assert row.code in answer.location
    assert rules.shown_code(row.code) in desk.get(answer.location).get_data(as_text=True)
    assert desk.post(address, data={"kind": "laureate", "subject": entries[2]}).status_code == 404
    assert desk.post(address, data={"kind": "x", "subject": entries[2]}).status_code == 400
    found = desk.get(people, query_string={"q": "sliwinska", "rodzaj": "juror"})
    assert "Łucja Śliwińska" in found.get_data(as_text=True)


def test_before_the_announcement_the_pages_offer_no_diploma_of_results(
    app: Flask, organiser: Actor, desk: FlaskClient
) -> None:
    edition_id, entries = decided_edition(organiser, at=clock.now() + timedelta(days=1))
    index = f"/organizator/edycje/{edition_id}/dyplomy"
    assert "od chwili ogłoszenia" in desk.get(index).get_data(as_text=True)
    refused = desk.post(index, data={"kinds": ["laureate"]})
    assert refused.status_code == 422
    assert "dopiero po ogłoszeniu wyników" in refused.get_data(as_text=True)
    answer = desk.post(f"{index}/wydaj", data={"kind": "laureate", "subject": entries[0]})
    assert answer.status_code == 409
    assert diplomas() == []


def test_lists_cost_the_same_number_of_statements_whatever_their_length(
    app: Flask, organiser: Actor, desk: FlaskClient
) -> None:
    edition_id = make_edition()
    index = f"/organizator/edycje/{edition_id}/dyplomy"

    def statements(path: str) -> int:
        seen: list[Any] = []
        engine = db.engine()
        event.listen(engine, "before_cursor_execute", lambda *a: seen.append(a[2]))
        desk.get(path)
        return len(seen)

    with db.transaction() as writer:
        service.issue_all(writer, [attendant(edition_id, "A")], actor=organiser)
    desk.get(f"{index}/osoby")  # the first look at people's data is written down
    few = [statements(index), statements(f"{index}/osoby")]
    with db.transaction() as writer:
        many = [attendant(edition_id, f"B{number}") for number in range(30)]
        service.issue_all(writer, many, actor=organiser)
    assert [statements(index), statements(f"{index}/osoby")] == few
    assert queries.counts(edition_id) == {"attendance": 31}
