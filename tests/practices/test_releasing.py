"""From a laureate to a card: drafting, the entrant's consent, publishing, taking back."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import delete, select, update

from leader_award.platform import clock, db
from leader_award.platform.audit import Actor
from leader_award.platform.db import new_id
from leader_award.platform.errors import Conflict, DomainError, NotAllowed
from leader_award.platform.outbox import OutgoingMail
from leader_award.practices import rules, service
from leader_award.practices.models import Practice
from leader_award.results.models import Announcement, Decision
from tests.practices import builders
from tests.practices.conftest import Entrant

SECRET = "Tajny opis ze zgłoszenia."


def form_of(practice_id: str, *released: str, **texts: str) -> dict[str, str]:
    ticks = {f"release_{name}": "y" for name in released}
    version = str(builders.whole(practice_id).version)
    return builders.TEXTS | texts | ticks | {"version": version}


def page_of(practice_id: str) -> str:
    return f"/zgloszenia/{builders.whole(practice_id).entry_id}/dobra-praktyka"


@pytest.mark.parametrize("obstacle", ["before the announcement", "not awarded"])
def test_card_is_drafted_only_from_an_announced_award(entrant: Entrant, obstacle: str) -> None:
    entry_id = builders.awarded_entry(entrant.person_id, entrant.organisation_id, "Autobusy")
    with db.transaction() as writer:
        if obstacle == "not awarded":
            writer.execute(update(Decision).values(outcome="finalist"))
        else:
            at = clock.now() + timedelta(milliseconds=500_000)
            writer.execute(update(Announcement).values(at=at))
    with pytest.raises(NotAllowed):
        service.draft_practice(
            entry_id=entry_id, mapping={}, actor=builders.ORGANISER, key=new_id()
        )


def test_entry_has_one_card_and_its_people_are_asked(entrant: Entrant) -> None:
    entry_id = builders.awarded_entry(entrant.person_id, entrant.organisation_id, "Autobusy")
    for _ in range(2):
        made = service.draft_practices(entry_ids=[entry_id], mapping={}, actor=builders.ORGANISER)
    assert made == []
    assert len(db.session().scalars(select(Practice)).all()) == 1
    (mail,) = db.session().scalars(select(OutgoingMail))
    assert f"/zgloszenia/{entry_id}/dobra-praktyka" in mail.body


def test_organiser_drafts_ticked_entries_on_the_page(
    entrant: Entrant, organiser: FlaskClient
) -> None:
    entry_id = builders.awarded_entry(entrant.person_id, entrant.organisation_id, "Autobusy")
    edition_id = db.session().scalar(select(Decision.edition_id))
    url = f"/organizator/edycje/{edition_id}/dobre-praktyki"
    assert organiser.post(url, data={}).status_code == 422
    assert organiser.post(url, data={"entry_ids": "foreign"}).status_code == 422
    assert organiser.post(url, data={"entry_ids": entry_id}).status_code == 302
    assert "Szkic" in organiser.get(url).get_data(as_text=True)


def test_nothing_of_a_draft_is_public(client: FlaskClient, entrant: Entrant) -> None:
    practice_id = builders.drafted(entrant.person_id, entrant.organisation_id)
    slug = builders.whole(practice_id).slug
    assert client.get(f"/dobre-praktyki/{slug}").status_code == 404
    assert client.get(f"/api/v1/practices/{slug}").status_code == 404
    assert client.get("/api/v1/practices").json["total"] == 0  # type: ignore[index]


def test_entrant_sees_the_draft_as_a_task_and_releases_parts(entrant: Entrant) -> None:
    practice_id = builders.drafted(entrant.person_id, entrant.organisation_id)
    browser, url = entrant.browser, page_of(practice_id)
    page = browser.get("/start").get_data(as_text=True)
    assert url in page
    assert "Przeczytaj, co ma zostać opublikowane" in page
    assert SECRET in browser.get(url).get_data(as_text=True)
    data = form_of(practice_id, "problem", "solution")
    assert browser.post(url, data=data).status_code == 302
    practice = builders.whole(practice_id)
    assert practice.state == "released"
    released = {one.name for one in practice.fields if one.released_text is not None}
    assert released == {"problem", "solution"}
    page = browser.get("/start").get_data(as_text=True)
    assert "Przeczytaj, co ma zostać opublikowane" not in page
    assert "zmienić albo cofnąć udzielone zgody" in page


@pytest.mark.parametrize(
    ("released", "texts", "message"),
    [
        (["contact"], {"contact": " "}, "Wpisz tekst, na którego publikację się zgadzasz"),
        (["problem"], {"cost_pln": "dużo"}, "Podaj kwotę w pełnych złotych"),
        (["problem"], {"problem": "x" * 8001}, "Użyj najwyżej 8000 znaków."),
    ],
)
def test_bad_input_is_refused_beside_its_field_and_kept(
    entrant: Entrant, released: list[str], texts: dict[str, str], message: str
) -> None:
    practice_id = builders.drafted(entrant.person_id, entrant.organisation_id)
    data = form_of(practice_id, *released, avoid="Zostaje", **texts)
    answer = entrant.browser.post(page_of(practice_id), data=data)
    page = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert message in page
    assert "Zostaje" in page
    assert builders.whole(practice_id).state == "drafted"


def test_only_the_entrants_people_release(
    entrant: Entrant, organiser: FlaskClient, client: FlaskClient
) -> None:
    practice_id = builders.drafted(entrant.person_id, entrant.organisation_id)
    assert organiser.get(page_of(practice_id)).status_code == 404
    assert organiser.post(f"{page_of(practice_id)}/wycofaj").status_code == 404
    assert client.get(page_of(practice_id)).status_code == 302
    assert entrant.browser.get(f"/organizator/dobre-praktyki/{practice_id}").status_code == 404
    assert entrant.browser.get("/organizator/dobre-praktyki").status_code == 403


def test_card_needs_a_released_problem_and_solution_to_be_published(entrant: Entrant) -> None:
    practice_id = builders.drafted(entrant.person_id, entrant.organisation_id)
    with pytest.raises(NotAllowed):
        builders.publish(practice_id)
    assert builders.release(practice_id, ["problem", "contact"]) == "drafted"
    assert builders.release(practice_id, ["problem", "solution"]) == "released"
    with pytest.raises(NotAllowed):
        builders.publish(practice_id, theme="")
    builders.publish(practice_id)
    assert builders.whole(practice_id).state == "published"


def test_fields_that_are_not_released_appear_nowhere(client: FlaskClient, entrant: Entrant) -> None:
    practice_id = builders.drafted(entrant.person_id, entrant.organisation_id)
    builders.release(practice_id, ["problem", "solution"], avoid="Sekretnik", contact="tajne@x.pl")
    slug = builders.publish(practice_id)
    for url in public_places(slug):
        page = client.get(url, buffered=True).get_data(as_text=True)
        assert "Wspólne autobusy" in page or url.endswith("=sekretnik")
        for secret in ("Sekretnik", "tajne@x.pl", "1250000", "1 250 000", SECRET):
            assert secret not in page, url
    assert client.get("/api/v1/practices?cost=1m-10m").json["total"] == 0  # type: ignore[index]


def public_places(slug: str) -> list[str]:
    return [
        "/dobre-praktyki",
        "/dobre-praktyki?q=sekretnik",
        "/dobre-praktyki?widok=mapa",
        f"/dobre-praktyki/{slug}",
        "/dobre-praktyki/kanal.xml",
        "/dane/dobre-praktyki.json",
        "/dane/dobre-praktyki.csv",
        "/api/v1/practices",
        f"/api/v1/practices/{slug}",
    ]


def test_organisers_change_is_public_only_after_a_new_consent(
    client: FlaskClient, entrant: Entrant, organiser: FlaskClient
) -> None:
    practice_id = builders.published(entrant.person_id, entrant.organisation_id)
    practice = builders.whole(practice_id)
    url = f"/organizator/dobre-praktyki/{practice_id}"
    data = builders.TEXTS | {
        "solution": "Wspólny tramwaj.",
        "title": practice.title,
        "theme": "transport",
        "cooperation": "agreement",
        "licence": "CC-BY-4.0",
        "population": "",
        "unit_terc": "Łódź",
        "unit_terc-code": "106101",
        "version": str(practice.version),
    }
    assert organiser.post(url, data=data).status_code == 302
    assert "<ins>tramwaj.</ins>" in organiser.get(url).get_data(as_text=True)
    publish = f"{url}/publikuj/{builders.whole(practice_id).version}"
    assert organiser.post(publish).status_code == 302
    card = f"/dobre-praktyki/{practice.slug}"
    assert "tramwaj" not in client.get(card).get_data(as_text=True)
    page = entrant.browser.get(page_of(practice_id)).get_data(as_text=True)
    assert "<ins>tramwaj.</ins>" in page
    builders.release(practice_id, solution="Wspólny tramwaj.")
    assert "tramwaj" not in client.get(card).get_data(as_text=True)
    organiser.post(f"{url}/publikuj/{builders.whole(practice_id).version}")
    assert "tramwaj" in client.get(card).get_data(as_text=True)
    versions = organiser.get(f"{url}/wersje").get_data(as_text=True)
    assert "Wersja 2" in versions
    assert "<ins>tramwaj.</ins>" in versions


def test_field_taken_back_disappears_at_once_and_from_older_versions(
    client: FlaskClient, entrant: Entrant
) -> None:
    practice_id = builders.published(entrant.person_id, entrant.organisation_id, contact="pokoj 13")
    slug = builders.whole(practice_id).slug
    kept = [name for name in rules.FIELDS if name != "contact"]
    assert builders.release(practice_id, kept) == "published"
    assert client.get(f"/api/v1/practices/{slug}").json["contact"] is None  # type: ignore[index]
    assert "pokoj 13" not in client.get(f"/dobre-praktyki/{slug}").get_data(as_text=True)
    practice = builders.whole(practice_id)
    assert [("contact" in version.content) for version in practice.versions] == [False, False]


@pytest.mark.parametrize("how", ["whole card", "required field", "organiser"])
def test_withdrawn_card_is_gone_everywhere_at_once(
    client: FlaskClient, entrant: Entrant, how: str
) -> None:
    practice_id = builders.published(entrant.person_id, entrant.organisation_id)
    slug = builders.whole(practice_id).slug
    if how == "whole card":
        assert entrant.browser.post(f"{page_of(practice_id)}/wycofaj").status_code == 302
    elif how == "required field":
        data = form_of(practice_id, "problem")
        assert entrant.browser.post(page_of(practice_id), data=data).status_code == 302
    else:
        service.withdraw(practice_id=practice_id, actor=builders.ORGANISER)
    for url in [*public_places(slug), "/sitemap.xml", "/dobre-praktyki?q=autobus"]:
        answer = client.get(url, buffered=True)
        page = answer.get_data(as_text=True)
        assert answer.status_code == (410 if url.endswith(slug) else 200), url
        assert "Wspólne autobusy" not in page, url
        assert slug not in page.replace(f'back" value="/dobre-praktyki/{slug}?', ""), url
    answer = client.get(f"/api/v1/practices/{slug}")
    assert answer.json == {"message": "This practice was withdrawn.", "errors": {}}


def test_withdrawing_twice_changes_nothing_and_new_consent_brings_the_address_back(
    client: FlaskClient, entrant: Entrant
) -> None:
    practice_id = builders.published(entrant.person_id, entrant.organisation_id)
    slug = builders.whole(practice_id).slug
    for _ in range(2):
        service.withdraw(practice_id=practice_id, actor=Actor(None, "applicant"))
    practice = builders.whole(practice_id)
    assert all(one.released_text is None for one in practice.fields)
    assert all(version.content == {} for version in practice.versions)
    builders.release(practice_id)
    assert client.get(f"/dobre-praktyki/{slug}").status_code == 410
    assert builders.publish(practice_id) == slug
    assert client.get(f"/dobre-praktyki/{slug}").status_code == 200


def test_saving_over_somebody_elses_change_is_a_conflict(entrant: Entrant) -> None:
    practice_id = builders.drafted(entrant.person_id, entrant.organisation_id)
    seen = form_of(practice_id, "problem", "solution", solution="Moje")
    builders.release(practice_id, ["problem", "solution"], solution="Cudze")
    answer = entrant.browser.post(page_of(practice_id), data=seen)
    assert answer.status_code == 409
    assert "Moje" in answer.get_data(as_text=True)
    with pytest.raises(Conflict):
        service.publish(practice_id=practice_id, version=1, actor=builders.ORGANISER)


def test_hostile_markdown_is_shown_as_text(client: FlaskClient, entrant: Entrant) -> None:
    practice_id = builders.published(
        entrant.person_id,
        entrant.organisation_id,
        problem="<script>alert(1)</script> [klik](javascript:alert(1)) ![x](https://evil/x.png)",
        solution="<img src=x onerror=alert(1)>\n\n" + "> " * 500 + "dno",
    )
    for url in ("/dobre-praktyki", f"/dobre-praktyki/{builders.whole(practice_id).slug}"):
        page = client.get(url).get_data(as_text=True)
        assert "<script>alert" not in page
        assert "<img" not in page
        assert 'href="javascript' not in page


def test_second_card_of_the_same_title_has_its_own_address(entrant: Entrant, app: Flask) -> None:
    first = builders.drafted(entrant.person_id, entrant.organisation_id)
    second = builders.drafted(entrant.person_id, entrant.organisation_id)
    assert builders.whole(first).slug == "wspolne-autobusy-szkolne"
    assert builders.whole(second).slug == "wspolne-autobusy-szkolne-2"


def test_mapping_is_remembered(
    entrant: Entrant, organiser: FlaskClient, make_person: Callable[..., str]
) -> None:
    builders.awarded_entry(entrant.person_id, entrant.organisation_id, "Autobusy")
    edition_id = db.session().scalar(select(Decision.edition_id))
    url = f"/organizator/edycje/{edition_id}/dobre-praktyki/pytania"
    assert organiser.post(url, data={"problem": ""}).status_code == 302
    assert organiser.post(url, data={"problem": "unknown"}).status_code == 302
    with db.transaction() as writer:
        writer.execute(delete(Decision))
    with pytest.raises(DomainError):
        service.draft_practice(entry_id="none", mapping={}, actor=builders.ORGANISER, key=new_id())
