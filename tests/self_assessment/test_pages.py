import re

import pytest
from sqlalchemy import event

from leader_award.platform import db
from leader_award.self_assessment import queries
from tests.partnerships.builders import make_clerk
from tests.self_assessment.builders import (
    KEYS,
    agree,
    all_at,
    answer,
    close,
    found,
    invite,
    make_partnership_of_three,
    start,
    whole,
)


@pytest.fixture
def three(app) -> tuple[str, str, str]:
    return make_partnership_of_three()


def form_of(levels: dict[str, int], version: int) -> dict[str, str]:
    return {f"level-{key}": str(level) for key, level in levels.items()} | {"version": str(version)}


def test_leader_starts_invites_closes_agrees_and_finishes_on_pages(
    three, signed_in, client
) -> None:
    partnership_id, leader, _member = three
    browser = signed_in(leader)
    assert "Rozpocznij samoocenę" in browser.get("/samoocena").text
    page = browser.post(f"/samoocena/partnerstwo/{partnership_id}", data={}).location
    for number in range(3):
        data = {"name": "Ewa Nowak", "email": f"p{number}@example.org"}
        assert browser.post(f"{page}/zapros", data=data).location == page
    assessment_id = page.rsplit("/", 1)[1]
    for number in range(3):
        link = f"/samoocena/odpowiedz/{invite(assessment_id, f'p{number}@example.org')}"
        assert "nikt nie zobaczy, co wybierasz" in client.get(link).text
        sent = client.post(link, data=form_of(all_at(number + 1), 1))
        assert sent.location == link
    assert "odpowiedziała" in browser.get(page).text
    browser.post(f"{page}/zamknij")
    assert "duża różnica: 1–3" in browser.get(page).text
    joint = form_of(all_at(2), whole(assessment_id).version)
    joint |= {"step-0-text": "Strategia <b>", "step-0-dimension": "goals"}
    joint |= {"step-0-who": "Ewa", "step-0-until": "2027-01-31", "step-1-text": " "}
    assert browser.post(f"{page}/wspolnie", data=joint).location == page
    browser.post(f"{page}/zakoncz")
    result = browser.get(page).text
    for words in (
        "Wynik samooceny",
        "Strategia &lt;b&gt;",
        "31 stycznia 2027",
        "radar__line--joint",
    ):
        assert words in result
    assert "zakończona" in browser.get("/samoocena").text


def test_page_of_those_who_run_it_never_shows_levels_before_the_end(three, signed_in) -> None:
    partnership_id, leader, _member = three
    assessment_id = start(partnership_id, leader)
    answer(assessment_id, "p@example.org", all_at(1))
    before = signed_in(leader).get(f"/samoocena/{assessment_id}").text
    given = queries.answer_by_link(invite(assessment_id, "p@example.org"))
    assert given is not None
    with db.transaction() as writer:
        writer.merge(given).levels = all_at(5)
    after = signed_in(leader).get(f"/samoocena/{assessment_id}").text
    hidden = re.compile(r'name="idempotency_key"[^>]*>')
    assert hidden.sub("", before) == hidden.sub("", after)


def test_result_names_nobody_who_answered(three, signed_in) -> None:
    partnership_id, leader, _member = three
    assessment_id = start(partnership_id, leader)
    for number in range(3):
        answer(assessment_id, f"p{number}@example.org", all_at(number + 2))
    close(assessment_id)
    page = signed_in(leader).get(f"/samoocena/{assessment_id}").text
    assert "Ewa Nowak" not in page
    assert "p1@example.org" not in page


def test_members_see_the_result_after_the_end_and_run_nothing(three, signed_in) -> None:
    partnership_id, leader, member = three
    assessment_id = start(partnership_id, leader)
    browser = signed_in(member)
    assert browser.post(f"/samoocena/partnerstwo/{partnership_id}").status_code == 404
    assert browser.get(f"/samoocena/{assessment_id}").status_code == 404
    answer(assessment_id, "p@example.org", all_at(2))
    close(assessment_id)
    page = browser.get(f"/samoocena/{assessment_id}")
    assert page.status_code == 200
    assert "/wspolnie" not in page.text
    for path in ("wspolnie", "zakoncz", "zamknij", "zapros"):
        assert browser.post(f"/samoocena/{assessment_id}/{path}").status_code == 404


def test_people_of_other_partnerships_and_visitors_see_nothing(three, signed_in, client) -> None:
    partnership_id, leader, _member = three
    assessment_id = start(partnership_id, leader)
    answer(assessment_id, "p@example.org", all_at(2))
    close(assessment_id)
    stranger, _organisation = make_clerk("061901", email="obcy@example.org")
    browser = signed_in(stranger)
    assert browser.get(f"/samoocena/{assessment_id}").status_code == 404
    assert browser.post(f"/samoocena/partnerstwo/{partnership_id}").status_code == 404
    assert "Dolina" not in browser.get("/samoocena").text
    assert client.get(f"/samoocena/{assessment_id}").status_code == 302
    assert client.get("/samoocena/odpowiedz/zmyslony").status_code == 404
    assert browser.get("/organizator/samoocena/model").status_code == 403


def test_incomplete_answer_keeps_what_was_chosen_and_marks_the_gaps(three, client) -> None:
    link = f"/samoocena/odpowiedz/{invite(start(*three[:2]), 'p@example.org')}"
    some = dict.fromkeys(KEYS[:5], 4)
    refused = client.post(link, data=form_of(some, 1))
    assert refused.status_code == 422
    assert refused.text.count("checked") == 5
    assert refused.text.count("Wybierz poziom.") == 2
    kept = client.post(link, data=form_of(some, 1) | {"later": "1"})
    assert kept.status_code == 302
    assert client.get(link).text.count("checked") == 5


def test_autosave_keeps_answers_and_tells_of_a_newer_window(three, client) -> None:
    token = invite(start(*three[:2]), "p@example.org")
    address = f"/samoocena/odpowiedz/{token}/autozapis"
    saved = client.post(address, data=form_of({"goals": 2}, 1))
    assert saved.get_json()["version"] == 2
    assert found(token).levels == {"goals": 2}
    assert client.post(address, data=form_of({"goals": 5}, 1)).status_code == 409
    assert client.post(address, data={"version": "x"}).status_code == 409


def test_own_answer_stays_readable_after_the_end(three, client) -> None:
    assessment_id = start(*three[:2])
    token = answer(assessment_id, "p@example.org", all_at(3))
    close(assessment_id)
    page = client.get(f"/samoocena/odpowiedz/{token}")
    assert "Zbieranie odpowiedzi zostało zamknięte" in page.text
    assert 'type="radio"' not in page.text
    assert page.headers["Cache-Control"] == "no-store"
    assert client.post(f"/samoocena/odpowiedz/{token}", data={"version": "2"}).status_code == 422


def test_organiser_copies_edits_and_publishes_a_version_on_pages(
    three, make_person, signed_in
) -> None:
    organiser = signed_in(make_person("Ola Org", None, "organiser"))
    used = organiser.post("/organizator/samoocena/model/gotowy").location
    assert organiser.get(f"{used}/wymiary/goals").status_code == 302
    copy = organiser.post(f"{used}/kopiuj").location
    assert copy != used
    form = organiser.get(f"{copy}/wymiary/goals").text
    names = re.findall(r'name="((?:name|question|level\d)_(?:pl|en))"', form)
    assert len(names) == 14
    data = dict.fromkeys(names, "Treść") | {"version": "1"}
    assert organiser.post(f"{copy}/wymiary/goals", data=data | {"level3_pl": ""}).status_code == 422
    assert organiser.post(f"{copy}/wymiary/goals", data=data).location == copy
    assert organiser.post(f"{copy}/wymiary/goals", data=data).status_code == 422  # an old version
    assert organiser.get(f"{copy}/wymiary/nie-ma").status_code == 404
    assert organiser.post(f"{copy}/wymiary/nowy", data=data | {"version": "2"}).location == copy
    organiser.post(f"{copy}/wymiary/trust/wyzej")
    organiser.post(f"{copy}/wymiary/services/usun")
    organiser.post(f"{copy}/opublikuj")
    assert [one.state for one in queries.models()] == ["in_use", "retired"]
    assert len(queries.models()[0].dimensions) == 7
    assert "w użyciu" in organiser.get("/organizator/samoocena/model").text


def test_pages_take_as_many_statements_for_many_people_as_for_three(three, signed_in) -> None:
    assessment_id = start(*three[:2])
    browser = signed_in(three[1])
    statements: list[str] = []
    event.listen(db.engine(), "before_cursor_execute", lambda *a: statements.append(a[2]))

    def count(path: str) -> int:
        browser.get(path)
        statements.clear()
        assert browser.get(path).status_code == 200
        return len(statements)

    page = f"/samoocena/{assessment_id}"
    for number in range(3):
        answer(assessment_id, f"p{number}@example.org", all_at(2))
    few = count(page)
    for number in range(3, 8):
        answer(assessment_id, f"p{number}@example.org", all_at(2))
    assert count(page) == few
    close(assessment_id)
    agree(assessment_id, all_at(2))
    assert count(page) < 20
