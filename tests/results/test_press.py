"""The press pack: nothing of it before the instant, all of it after, pictures bounded and safe."""

import io
import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from PIL import Image

from leader_award.platform import clock, db
from leader_award.platform.audit import Actor
from leader_award.platform.db import new_id
from leader_award.platform.errors import Conflict, DomainError, NotAllowed
from leader_award.platform.storage import StoredFile
from leader_award.results import press, press_queries
from tests.editions.builders import reloaded
from tests.entries.builders import clerk_of
from tests.results.builders import announce, decide_all, edition_to_decide
from tests.results.pictures import picture

MILLISECOND = timedelta(milliseconds=1)


@pytest.fixture
def decided(app: Flask, organiser: Actor) -> tuple[str, list[str]]:
    edition_id, entries = edition_to_decide(organiser)
    decide_all(entries, organiser)
    return edition_id, entries


def add(edition_id: str, entry_id: str | None, actor: Actor, **changes: Any) -> str:
    values: dict[str, Any] = {
        "stream": picture(),
        "filename": "most.jpg",
        "alternative": {"pl": "Most nad rzeką", "en": "A bridge"},
        "credit": "Jan Autor",
        "key": new_id(),
    }
    return press.add_picture(
        edition_id=edition_id, entry_id=entry_id, actor=actor, **(values | changes)
    )


def write(edition_id: str, actor: Actor, version: int = 0) -> None:
    press.save_press_text(
        edition_id=edition_id,
        text={"pl": "Słowo do prasy.", "en": "A word to the press."},
        contact="rzecznik@example.org",
        version=version,
        actor=actor,
    )


def same(answer: Any, other: Any, *names: tuple[str, str]) -> bool:
    """Whether two answers are the same bytes and headers but for names in their addresses."""
    data = answer.data
    for name, stand_in in names:
        data = data.replace(name.encode(), stand_in.encode())

    def headers(one: Any) -> list[tuple[str, str]]:
        own = ("Set-Cookie", "Content-Length", "X-Request-ID")
        return sorted((k, v) for k, v in one.headers if k not in own)

    return data == other.data and headers(answer) == headers(other)


def test_nothing_of_the_pack_is_there_before_the_instant_and_all_of_it_after(
    decided: tuple[str, list[str]],
    organiser: Actor,
    client: FlaskClient,
    frozen: Callable[[datetime], None],
) -> None:
    edition_id, entries = decided
    write(edition_id, organiser)
    picture_id = add(edition_id, entries[0], organiser)
    at = clock.now() + timedelta(hours=1)
    announce(edition_id, at)
    slug = reloaded(edition_id).slug
    pages = [f"/edycje/{slug}/prasa{end}" for end in ("", ".json", f"/{picture_id}-480.jpg")]
    frozen(at - MILLISECOND)
    client.get("/")  # gives the browser its session
    missing, nothing = "x" * len(slug), "y" * len(picture_id)
    for page in pages:
        early = client.get(page)
        nowhere = client.get(page.replace(slug, missing).replace(picture_id, nothing))
        assert (early.status_code, nowhere.status_code) == (404, 404)
        assert same(early, nowhere, (slug, missing), (picture_id, nothing))
    frozen(at + MILLISECOND)
    page, data, file = (client.get(address) for address in pages)
    for words in ("Słowo do prasy.", "A word to the press.", "1 laureat:", "1 laureate:"):
        assert words in page.text
    assert 'alt="Most nad rzeką"' in page.text
    assert re.search(r"JPEG, 1200 × 750 px, [\d,]+ kB", page.text)
    assert data.json["text"]["en"].startswith("A word to the press.")
    assert Image.open(io.BytesIO(file.data)).size == (480, 300)


def test_data_name_applicant_partners_prize_instant_and_each_size_with_its_address(
    decided: tuple[str, list[str]], organiser: Actor, client: FlaskClient
) -> None:
    edition_id, entries = decided
    picture_id = add(edition_id, entries[0], organiser)
    announce(edition_id)
    slug = reloaded(edition_id).slug
    data = client.get(f"/edycje/{slug}/prasa.json").json
    (laureate,) = data["laureates"]
    assert laureate["applicant"]["name"] == "Stowarzyszenie Metropolia"
    assert laureate["applicant"]["kind"] == "association"
    assert [one["name"] for one in laureate["partners"]] == ["Fundacja Most"]
    assert laureate["prize"]["pl"] == "Nagroda: laureate"
    assert laureate["pictures"] == [picture_id]
    assert datetime.fromisoformat(data["announced_at"]) <= clock.now()
    assert data["urls"]["results"] == f"http://localhost/edycje/{slug}/laureaci"
    (shown,) = data["pictures"]
    assert [each["width"] for each in shown["files"]] == [480, 1200, 1600]
    for each in shown["files"]:
        answer = client.get(each["url"].removeprefix("http://localhost"))
        assert len(answer.data) == each["bytes"]
        assert answer.headers["Content-Type"] == "image/jpeg"
    assert "Rozwiązanie 3" not in str(data), "an entry without an award is nobody's business"


def test_awarded_people_add_pictures_after_the_announcement_that_wait_for_an_organiser(
    decided: tuple[str, list[str]],
    organiser: Actor,
    client: FlaskClient,
    signed_in: Callable[[str], FlaskClient],
) -> None:
    edition_id, entries = decided
    clerk, other = (signed_in(clerk_of(entries[n]).person_id or "") for n in (0, 2))
    page = f"/zgloszenia/{entries[0]}/wynik/zdjecie"

    def send(browser: FlaskClient, address: str, **changes: Any) -> int:
        fields: dict[str, Any] = {
            "file": (picture(), "most.jpg"),
            "polish": "Most",
            "credit": "Jan",
            "rights": "y",
        }
        return browser.post(
            address, data=fields | changes, content_type="multipart/form-data"
        ).status_code

    assert send(clerk, page) == 404, "before the announcement"
    with pytest.raises(NotAllowed):
        add(edition_id, entries[0], clerk_of(entries[0]))
    announce(edition_id)
    assert send(clerk, page, rights="") == 422
    assert send(clerk, page, file=(io.BytesIO(b"GIF89a"), "a.gif")) == 422
    assert send(other, page) == 404
    assert send(other, f"/zgloszenia/{entries[2]}/wynik/zdjecie") == 404, "not awarded"
    assert send(clerk, page) == 302
    (waiting,) = press_queries.pictures(edition_id)
    public = f"/edycje/{reloaded(edition_id).slug}/prasa/{waiting.id}-480.jpg"
    assert client.get(public).status_code == 404
    desk = signed_in(organiser.person_id or "")
    assert desk.get(f"/organizator/zdjecia/{waiting.id}.jpg").status_code == 200
    assert clerk.post(f"/organizator/zdjecia/{waiting.id}/udostepnij").status_code == 404
    assert desk.post(f"/organizator/zdjecia/{waiting.id}/udostepnij").status_code == 302
    assert client.get(public).status_code == 200
    assert desk.post(f"/organizator/zdjecia/{waiting.id}/usun").status_code == 302
    assert client.get(public).status_code == 404
    assert db.session().query(StoredFile).filter_by(media_type="image/jpeg").count() == 0


def test_pictures_are_bounded_and_belong_to_awarded_entries_of_the_edition(
    decided: tuple[str, list[str]], organiser: Actor
) -> None:
    edition_id, entries = decided
    with pytest.raises(DomainError) as refused:
        add(edition_id, entries[2], organiser)
    assert refused.value.field == "entry_id"
    with pytest.raises(DomainError) as refused:
        add(edition_id, None, organiser, filename="skrypt.svg")
    assert refused.value.field == "file"
    key = new_id()
    twice = {add(edition_id, entries[0], organiser, key=key) for _ in range(2)}
    assert len(twice) == len(press_queries.pictures(edition_id)) == 1
    for _ in range(press.MOST_OF_ENTRY - 1):
        add(edition_id, entries[0], organiser, stream=picture(500, 400))
    with pytest.raises(DomainError) as refused:
        add(edition_id, entries[0], organiser, stream=picture(500, 400))
    assert refused.value.field == "file"


def test_text_saved_by_somebody_else_meanwhile_is_not_lost(
    decided: tuple[str, list[str]], organiser: Actor, signed_in: Callable[[str], FlaskClient]
) -> None:
    edition_id, _entries = decided
    write(edition_id, organiser)
    with pytest.raises(Conflict):
        write(edition_id, organiser)
    desk = signed_in(organiser.person_id or "")
    page = f"/organizator/edycje/{edition_id}/wyniki/prasa"
    answer = desk.post(page, data={"version": "0", "polish": "Moja wersja", "english": ""})
    assert answer.status_code == 409
    assert "Moja wersja" in answer.text
    assert press_queries.press_text(edition_id).text["pl"] == "Słowo do prasy."  # type: ignore[union-attr]


def test_organiser_fills_the_pack_and_sees_it_as_it_will_be(
    decided: tuple[str, list[str]], organiser: Actor, signed_in: Callable[[str], FlaskClient]
) -> None:
    edition_id, entries = decided
    desk = signed_in(organiser.person_id or "")
    base = f"/organizator/edycje/{edition_id}/wyniki/prasa"
    fields = {"entry_id": entries[0], "source": "", "polish": "Most", "credit": "Jan"}
    answer = desk.post(f"{base}/zdjecie", data=fields | {"rights": "y"})
    assert (answer.status_code, "Wybierz zdjęcie." in answer.text) == (422, True)
    upload = fields | {"rights": "y", "file": (picture(), "most.jpg")}
    answer = desk.post(f"{base}/zdjecie", data=upload, content_type="multipart/form-data")
    assert answer.status_code == 302
    assert "Most" in desk.get(f"{base}/podglad").text
    stranger = signed_in(clerk_of(entries[0]).person_id or "")
    pages = [base, f"{base}/podglad", f"{base}/zdjecie"]
    assert [stranger.get(page).status_code for page in pages] == [404] * 3
