import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from leader_award.editions import hooks, queries, rules, service
from leader_award.editions.hooks import Panel
from leader_award.editions.models import Edition
from leader_award.editions.pages import PAGES
from leader_award.platform import clock, db
from tests.editions.builders import (
    ORGANISER,
    bare_edition,
    both,
    lead_to,
    make_edition,
    reloaded,
    timetable,
)


@pytest.fixture
def organiser(
    make_person: Callable[..., str], signed_in: Callable[[str], FlaskClient]
) -> FlaskClient:
    client = signed_in(make_person("Olga", None, "organiser"))
    client.set_cookie("language", "en")
    return client


def whole(edition_id: str) -> Edition:
    db.session().expire_all()
    edition = queries.whole(edition_id)
    assert edition is not None
    return edition


def at_hours(instants: dict[str, datetime]) -> dict[str, str]:
    """What the fields of a timetable send."""
    fields = {}
    for stage, instant in instants.items():
        local = clock.to_warsaw(instant)
        fields[f"{stage}-day"] = f"{local:%Y-%m-%d}"
        fields[f"{stage}-hour"] = f"{local:%H:%M}"
    return fields


def setup_of(edition_id: str, page: str) -> str:
    return f"/organizator/edycje/{edition_id}/ustawienia/{page}"


def hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}"[^>]*value="([^"]*)"', page)
    assert found is not None
    return found.group(1)


def test_every_organiser_page_is_closed_to_visitors_and_clerks(
    app: Flask,
    client: FlaskClient,
    make_person: Callable[..., str],
    signed_in: Callable[[str], FlaskClient],
) -> None:
    edition_id = make_edition()
    clerk = signed_in(make_person())
    paths = [
        "/organizator",
        "/organizator/edycje/nowa",
        f"/organizator/edycje/{edition_id}",
        f"/organizator/edycje/{edition_id}/przedluzenia",
        f"/organizator/edycje/{edition_id}/etap/start_checking",
        setup_of(edition_id, "podstawy"),
        setup_of(edition_id, "podglad"),
        *(setup_of(edition_id, slug) for slug in PAGES),
    ]
    for path in paths:
        assert client.get(path).status_code == 302, path
        assert clerk.get(path).status_code in (403, 404), path


@pytest.mark.parametrize("language", ["pl", "en"])
def test_every_organiser_page_opens_in_every_state(organiser: FlaskClient, language: str) -> None:
    organiser.set_cookie("language", language)
    assert organiser.get("/organizator").status_code == 200
    edition_id = make_edition(open_now=False)
    edition = whole(edition_id)
    pages = [
        f"/organizator/edycje/{edition_id}",
        f"/organizator/edycje/{edition_id}/przedluzenia",
        f"/organizator/edycje/nowa?wzor={edition_id}",
        f"/organizator/edycje/{edition_id}/ustawienia",
        *(setup_of(edition_id, one) for one in ("podstawy", "harmonogram", "zasady", "podglad")),
        setup_of(edition_id, f"podglad?kategoria={edition.categories[0].id}"),
    ]
    for slug, page in PAGES.items():
        item_id = page.items(edition)[0].id
        pages += [setup_of(edition_id, slug), setup_of(edition_id, f"{slug}/nowe")]
        pages += [setup_of(edition_id, f"{slug}/{item_id}")]
        pages += [setup_of(edition_id, f"{slug}/{item_id}/usun")]
    for state in ("planned", "open", "checking", "scoring", "deciding"):
        lead_to(edition_id, state)
        pages_now = [*pages, *_stage_pages(edition_id)]
        answers = {path: organiser.get(path).status_code for path in pages_now}
        assert {path for path, status in answers.items() if status not in (200, 302)} == set()


def _stage_pages(edition_id: str) -> list[str]:
    on_board = [name for name, event in rules.EVENTS.items() if event.on_board]
    return [f"/organizator/edycje/{edition_id}/etap/{name}" for name in on_board]


def test_edition_is_created_from_the_form_once_however_often_it_is_sent(
    organiser: FlaskClient,
) -> None:
    fields = {
        "year": "2027",
        "number": "1",
        "name_pl": "Pierwsza",
        "idempotency_key": "a" * 16,
        **at_hours(timetable()),
    }
    answers = [organiser.post("/organizator/edycje/nowa", data=fields) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [302, 302]
    assert answers[0].location == answers[1].location
    assert [edition.name for edition in queries.all_editions()] == [{"pl": "Pierwsza"}]


def test_dates_out_of_order_are_refused_beside_the_field_and_everything_typed_stays(
    organiser: FlaskClient,
) -> None:
    times = timetable()
    fields = {
        "year": "2027",
        "number": "1",
        "name_pl": "Wpisana nazwa",
        **at_hours(times | {"deadline": times["opens_at"]}),
    }
    answer = organiser.post("/organizator/edycje/nowa", data=fields)
    assert answer.status_code == 422
    assert 'href="#deadline-day"' in answer.text
    assert "This must come after “Call opens”." in answer.text
    assert 'value="Wpisana nazwa"' in answer.text
    assert queries.all_editions() == []


@pytest.mark.parametrize(
    ("day", "hour", "words"),
    [("2027-03-28", "02:30", "skips this hour"), ("2026-10-25", "02:30", "shows this hour twice")],
)
def test_hour_of_the_clock_change_is_refused_beside_the_field(
    organiser: FlaskClient, day: str, hour: str, words: str
) -> None:
    edition_id = bare_edition()
    edition = reloaded(edition_id)
    times = {stage: getattr(edition, stage) for stage in rules.STAGES}
    fields = at_hours(times) | {"deadline-day": day, "deadline-hour": hour}
    answer = organiser.post(
        setup_of(edition_id, "harmonogram"), data=fields | {"version": str(edition.version)}
    )
    assert answer.status_code == 422
    assert words in answer.text
    assert f'value="{day}"' in answer.text
    assert reloaded(edition_id).deadline == times["deadline"]


def test_timetable_saved_as_it_was_shown_changes_nothing_and_needs_no_reason(
    organiser: FlaskClient,
) -> None:
    deadline = timetable()["deadline"].replace(second=59, microsecond=7)
    edition_id = make_edition(deadline=deadline)
    edition = reloaded(edition_id)
    fields = at_hours({stage: getattr(edition, stage) for stage in rules.STAGES})
    answer = organiser.post(
        setup_of(edition_id, "harmonogram"), data=fields | {"version": str(edition.version)}
    )
    assert answer.status_code == 302
    assert reloaded(edition_id).deadline == deadline


def test_moved_deadline_is_explained_on_the_public_page(
    organiser: FlaskClient, client: FlaskClient
) -> None:
    edition_id = make_edition()
    edition = reloaded(edition_id)
    times = {stage: getattr(edition, stage) for stage in rules.STAGES}
    times["deadline"] += timedelta(days=5)
    fields = at_hours(times) | {"version": str(edition.version)}
    address = setup_of(edition_id, "harmonogram")
    refused = organiser.post(address, data=fields)
    assert refused.status_code == 422
    assert "Say why the deadline moves" in refused.text
    assert organiser.post(address, data=fields | {"reason": "Awaria sieci"}).status_code == 302
    assert "Awaria sieci" in client.get(f"/edycje/{edition.slug}").text


def test_second_person_sees_what_the_first_saved_and_may_still_save(
    organiser: FlaskClient,
) -> None:
    edition_id = make_edition(open_now=False)
    address = setup_of(edition_id, "podstawy")
    version = hidden(organiser.get(address).text, "version")
    fields = {"name_pl": "Nazwa", "theme_pl": "Ich temat", "call_text_pl": "x"}
    organiser.post(address, data=fields | {"version": version})
    mine = fields | {"theme_pl": "Mój temat", "version": version}
    conflict = organiser.post(address, data=mine)
    assert conflict.status_code == 422
    assert "Ich temat" in conflict.text
    assert 'value="Mój temat"' in conflict.text
    assert reloaded(edition_id).theme["pl"] == "Ich temat"
    again = hidden(conflict.text, "version")
    assert organiser.post(address, data=mine | {"version": again}).status_code == 302
    assert reloaded(edition_id).theme["pl"] == "Mój temat"


def test_question_changed_by_two_people_is_not_overwritten_silently(
    organiser: FlaskClient,
) -> None:
    edition_id = make_edition(open_now=False)
    section = whole(edition_id).sections[0]
    address = setup_of(edition_id, f"pytania/{section.questions[0].id}")
    seen = hidden(organiser.get(address).text, "seen")
    fields = {"section_id": section.id, "kind": "short_text", "seen": seen}
    assert organiser.post(address, data=fields | {"label_pl": "Ich"}).status_code == 302
    conflict = organiser.post(address, data=fields | {"label_pl": "Moje"})
    assert conflict.status_code == 422
    assert "Ich" in conflict.text
    assert whole(edition_id).sections[0].questions[0].label["pl"] == "Ich"


NEW_PARTS: dict[str, dict[str, Any]] = {
    "kategorie": {"name_pl": "Nowa część"},
    "formularz": {"title_pl": "Nowa część"},
    "pytania": {"label_pl": "Nowa część", "kind": "choice", "options": "tak\nnie"},
    "zalaczniki": {
        "label_pl": "Nowa część",
        "types": ["pdf", "docx"],
        "megabytes": "5",
        "min_count": "0",
        "max_count": "2",
    },
    "karta-oceny": {
        "name_pl": "Nowa część",
        "weight": "10",
        "maximum": "5",
        "levels-0-low": "0",
        "levels-0-high": "5",
        "levels-0-text_pl": "wszystko",
    },
    "nagrody": {"name_pl": "Nowa część", "award": "laureate", "count": "1"},
    "ocena-formalna": {"text_pl": "Nowa część", "paragraph": "§ 7"},
}


def fields_for(edition: Edition, slug: str) -> dict[str, Any]:
    parent = {"section_id": edition.sections[0].id} if slug == "pytania" else {}
    return NEW_PARTS[slug] | parent


@pytest.mark.parametrize("slug", NEW_PARTS)
def test_part_is_added_once_moved_changed_and_deleted_without_scripts(
    organiser: FlaskClient, slug: str
) -> None:
    edition_id = make_edition(open_now=False)
    page, fields = PAGES[slug], fields_for(whole(edition_id), slug)
    before = [item.id for item in page.items(whole(edition_id))]
    for _ in range(2):
        sent = organiser.post(
            setup_of(edition_id, f"{slug}/nowe"), data=fields | {"idempotency_key": "b" * 16}
        )
        assert sent.status_code == 302
    items = page.items(whole(edition_id))
    new = next(item for item in items if item.id not in before)
    assert len(items) == len(before) + 1
    position = new.position
    organiser.post(setup_of(edition_id, f"{slug}/{new.id}/przesun"), data={"by": "-1"})
    assert page.find(whole(edition_id), new.id).position == position - 1
    first = next(name for name in fields if name.endswith("_pl"))
    changed = organiser.post(
        setup_of(edition_id, f"{slug}/{new.id}"), data=fields | {first: "Zmieniona"}
    )
    assert changed.status_code == 302
    assert "Zmieniona" in organiser.get(changed.location).text
    assert organiser.post(setup_of(edition_id, f"{slug}/{new.id}/usun")).status_code == 302
    assert [item.id for item in page.items(whole(edition_id))] == before


@pytest.mark.parametrize("slug", NEW_PARTS)
def test_empty_part_is_refused_with_its_fields_named(organiser: FlaskClient, slug: str) -> None:
    edition_id = make_edition(open_now=False)
    before = len(PAGES[slug].items(whole(edition_id)))
    answer = organiser.post(setup_of(edition_id, f"{slug}/nowe"), data={})
    assert answer.status_code == 422
    assert "Please correct" in answer.text
    assert len(PAGES[slug].items(whole(edition_id))) == before


@pytest.mark.parametrize("slug", ["kategorie", "formularz", "pytania", "zalaczniki"])
def test_frozen_part_shows_why_and_the_server_refuses_too(
    organiser: FlaskClient, slug: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition_id = make_edition()
    parts = {"form", "categories", "attachments"}
    monkeypatch.setattr(hooks, "freeze_reasons", [lambda reader, edition: parts])
    page, edition = PAGES[slug], whole(edition_id)
    item_id = page.items(edition)[0].id
    shown = organiser.get(setup_of(edition_id, page.listed_on)).text
    assert "There are entries already" in shown
    assert "Move down" not in shown
    before = [item.id for item in page.items(edition)]
    added = organiser.post(setup_of(edition_id, f"{slug}/nowe"), data=fields_for(edition, slug))
    deleted = organiser.post(setup_of(edition_id, f"{slug}/{item_id}/usun"))
    organiser.post(setup_of(edition_id, f"{slug}/{item_id}/przesun"), data={"by": "1"})
    assert (added.status_code, deleted.status_code) == (422, 422)
    assert [item.id for item in page.items(whole(edition_id))] == before


def test_category_that_one_question_depends_on_is_not_deleted(organiser: FlaskClient) -> None:
    edition_id = make_edition(open_now=False)
    second = whole(edition_id).categories[1]
    answer = organiser.post(setup_of(edition_id, f"kategorie/{second.id}/usun"))
    assert answer.status_code == 422
    assert "Obszar rozwoju" in answer.text
    assert len(whole(edition_id).categories) == 2


@pytest.mark.parametrize(
    ("slug", "change", "words"),
    [
        ("pytania", {"options": "jedna"}, "at least two choices"),
        ("pytania", {"options": "a\na"}, "only once"),
        ("pytania", {"kind": "long_text", "limit_words": "x"}, "whole number"),
        (
            "pytania",
            {"kind": "long_text", "limit_words": "9", "limit_characters": "9"},
            "not both",
        ),
        ("pytania", {"section_id": "obca"}, "section"),
        ("zalaczniki", {"types": []}, "at least one type"),
        ("zalaczniki", {"megabytes": "51"}, "from 1 to 50"),
        ("zalaczniki", {"min_count": "3"}, "at least the number required"),
        ("karta-oceny", {"weight": "101"}, "from 1 to 100"),
        ("karta-oceny", {"levels-0-high": "4"}, "without a description"),
        ("karta-oceny", {"levels-0-high": ""}, "Fill this in"),
        ("nagrody", {"award": "nobel"}, ""),
    ],
)
def test_part_that_makes_no_sense_is_refused_in_words(
    organiser: FlaskClient, slug: str, change: dict[str, Any], words: str
) -> None:
    edition_id = make_edition(open_now=False)
    fields = fields_for(whole(edition_id), slug) | change
    answer = organiser.post(setup_of(edition_id, f"{slug}/nowe"), data=fields)
    assert answer.status_code == 422
    assert words in answer.text
    assert "Nowa część" in answer.text


def test_part_of_another_edition_is_not_found(organiser: FlaskClient) -> None:
    mine, other = make_edition(open_now=False), make_edition(open_now=False)
    foreign = whole(other).categories[0].id
    assert organiser.get(setup_of(mine, f"kategorie/{foreign}")).status_code == 404
    assert organiser.post(setup_of(mine, f"kategorie/{foreign}/usun")).status_code == 302
    assert len(whole(other).categories) == 2


def test_default_rubric_and_checks_come_with_one_click_and_only_into_an_empty_list(
    organiser: FlaskClient,
) -> None:
    edition_id = bare_edition()
    for _ in range(2):
        for slug in ("karta-oceny", "ocena-formalna"):
            assert organiser.post(setup_of(edition_id, f"{slug}/wzor")).status_code == 302
    edition = whole(edition_id)
    assert [criterion.weight for criterion in edition.criteria] == [20, 25, 15, 20, 20]
    assert all(c.levels and set(c.levels[0]["text"]) == {"pl", "en"} for c in edition.criteria)
    assert len(edition.check_items) == 6
    assert "100%" in organiser.get(setup_of(edition_id, "karta-oceny")).text


def test_preview_shows_the_questions_of_the_chosen_category_only(organiser: FlaskClient) -> None:
    edition_id = make_edition(open_now=False)
    first, second = whole(edition_id).categories
    address = setup_of(edition_id, "podglad?kategoria=")
    assert "Obszar rozwoju" not in organiser.get(address + first.id).text
    assert "Obszar rozwoju" in organiser.get(address + second.id).text


def test_call_is_published_from_the_board(organiser: FlaskClient, client: FlaskClient) -> None:
    edition_id = make_edition(open_now=False)
    edition = reloaded(edition_id)
    board = organiser.get(f"/organizator/edycje/{edition_id}").text
    address = f"/organizator/edycje/{edition_id}/etap/open_call"
    assert address in board
    assert client.get(f"/edycje/{edition.slug}").status_code == 404
    assert organiser.post(address).status_code == 302
    assert client.get(f"/edycje/{edition.slug}").status_code == 200


def test_board_says_what_is_missing_before_the_call(organiser: FlaskClient) -> None:
    edition_id = bare_edition()
    board = organiser.get(f"/organizator/edycje/{edition_id}").text
    assert "Still to be filled in: Categories." in board
    answer = organiser.post(f"/organizator/edycje/{edition_id}/etap/open_call")
    assert answer.status_code == 422
    assert reloaded(edition_id).state == "planned"


def test_results_are_not_announced_from_the_board(organiser: FlaskClient) -> None:
    edition_id = make_edition()
    lead_to(edition_id, "deciding")
    assert organiser.post(f"/organizator/edycje/{edition_id}/etap/announce").status_code == 404
    assert reloaded(edition_id).state == "deciding"


def test_board_shows_panels_in_order_and_lists_what_needs_a_decision(
    organiser: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition_id = make_edition()
    panels = [
        Panel(30, "Komisja", "2", "osoby", "/b"),
        Panel(10, "Zgłoszenia", "12", "złożonych", "/a", hooks.ATTENTION),
    ]
    monkeypatch.setattr(hooks, "board_panels", [lambda e, now, p=panel: p for panel in panels])
    page = organiser.get(f"/organizator/edycje/{edition_id}").text
    assert page.rindex("Zgłoszenia") < page.index("Komisja")
    assert page.count("Zgłoszenia") == 2
    assert page.count("Komisja") == 1


def test_copy_is_made_from_the_form(organiser: FlaskClient) -> None:
    source = make_edition()
    fields = {
        "source": source,
        "year": "2033",
        "number": "9",
        "name_pl": "Kopia",
        **at_hours(timetable()),
    }
    answer = organiser.post("/organizator/edycje/nowa", data=fields)
    assert answer.status_code == 302
    copy = next(e for e in queries.all_editions() if e.number == 9)
    assert len(whole(copy.id).criteria) == 5


def test_moving_the_last_item_down_changes_nothing(app: Flask) -> None:
    edition_id = make_edition(open_now=False)
    ids = [category.id for category in whole(edition_id).categories]
    service.move_part(kind="category", item_id=ids[-1], by=1, actor=ORGANISER)
    assert [category.id for category in whole(edition_id).categories] == ids


def test_name_without_polish_is_refused(organiser: FlaskClient) -> None:
    edition_id = make_edition(open_now=False, name=both("Stara"))
    version = str(reloaded(edition_id).version)
    answer = organiser.post(
        setup_of(edition_id, "podstawy"), data={"version": version, "name_en": "Only English"}
    )
    assert answer.status_code == 422
    assert 'href="#name_pl"' in answer.text
    assert reloaded(edition_id).name["pl"] == "Stara"


def test_summary_names_the_moment_whose_day_is_missing_in_polish(organiser: FlaskClient) -> None:
    organiser.set_cookie("language", "pl")
    answer = organiser.post("/organizator/edycje/nowa", data={"name_pl": "Nowa"})
    assert answer.status_code == 422
    assert "Koniec naboru – Dzień: To pole jest wymagane." in answer.text
    assert "This field" not in answer.text


def test_gap_between_levels_is_listed_above_the_form(organiser: FlaskClient) -> None:
    edition_id = make_edition(open_now=False)
    fields = fields_for(whole(edition_id), "karta-oceny") | {"levels-0-high": "4"}
    answer = organiser.post(setup_of(edition_id, "karta-oceny/nowe"), data=fields)
    assert 'href="#levels-0-low"' in answer.text
