import io
import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event

from leader_award.editions.models import Edition
from leader_award.entries import queries
from leader_award.platform import clock, db
from tests.editions.builders import make_edition
from tests.entries.builders import (
    PDF,
    answers_to_all,
    entry,
    make_clerk,
    make_complete_entry,
    make_draft,
    make_organisation,
    make_submitted_entry,
    return_for_completion,
    save,
    submit,
)

SignIn = Callable[[str], FlaskClient]


@pytest.fixture
def clerk_at(signed_in: SignIn) -> Callable[[str], FlaskClient]:
    """Return a function that gives the browser of the clerk who started an entry."""
    return lambda entry_id: signed_in(entry(entry_id).created_by_id)


def page(answer: Any) -> str:
    return " ".join(re.sub(r"<[^>]+>", " ", answer.get_data(as_text=True)).split())


def section_with(entry_id: str, kind: str) -> tuple[str, str]:
    """The address of the first section with a question of this kind, and the question's id."""
    for section in entry(entry_id).edition.sections:
        for question in section.questions:
            if question.kind == kind:
                return f"/zgloszenia/{entry_id}/czesc/{section.id}", question.id
    raise LookupError(kind)


def pass_deadline(entry_id: str) -> None:
    with db.transaction() as writer:
        edition = db.lock(writer, Edition, entry(entry_id).edition_id)
        edition.deadline = clock.now() - timedelta(seconds=1)


# ---- starting


def test_list_without_entries_offers_the_open_call(app: Flask, signed_in: SignIn) -> None:
    edition_id = make_edition()
    client = signed_in(make_clerk()[0])
    slug = entry_slug(edition_id)
    answer = client.get("/zgloszenia")
    assert f'href="/zgloszenia/nowe?edycja={slug}"' in answer.get_data(as_text=True)
    assert "Nie masz zgłoszeń w toku" in page(answer)


def entry_slug(edition_id: str) -> str:
    return db.session().get_one(Edition, edition_id).slug


def test_entry_is_started_from_the_form_and_opens_its_tasks(app: Flask, signed_in: SignIn) -> None:
    edition_id = make_edition()
    person_id, organisation_id = make_clerk()
    client = signed_in(person_id)
    address = f"/zgloszenia/nowe?edycja={entry_slug(edition_id)}"
    shown = client.get(address).get_data(as_text=True)
    category_id = re.search(r'name="category_id"\s+value="(\w+)"', shown)
    assert category_id
    answer = client.post(
        address,
        data={
            "organisation_id": organisation_id,
            "category_id": category_id[1],
            "title": "Rower w dziesięciu gminach",
        },
        follow_redirects=True,
    )
    assert "Rower w dziesięciu gminach" in page(answer)
    assert "O rozwiązaniu" in page(answer)


def test_second_entry_in_the_category_is_refused_beside_it_and_keeps_the_title(
    app: Flask, signed_in: SignIn
) -> None:
    first = entry(make_draft())
    client = signed_in(first.created_by_id)
    answer = client.post(
        f"/zgloszenia/nowe?edycja={first.edition.slug}",
        data={
            "organisation_id": first.applicant_id,
            "category_id": first.category_id,
            "title": "Drugi raz to samo",
        },
    )
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'href="#category_id-0"' in html
    assert "w tej edycji można złożyć jedno" in html
    assert 'value="Drugi raz to samo"' in html


def test_nobody_starts_an_entry_for_an_organisation_of_others(
    app: Flask, signed_in: SignIn
) -> None:
    edition_id = make_edition()
    foreign = make_organisation("Obca")
    client = signed_in(make_clerk()[0])
    answer = client.post(
        f"/zgloszenia/nowe?edycja={entry_slug(edition_id)}",
        data={"organisation_id": foreign, "category_id": "x", "title": "Cudze"},
    )
    assert answer.status_code == 422


def test_person_without_an_organisation_is_told_what_to_do_first(
    app: Flask, signed_in: SignIn, make_person: Callable[..., str]
) -> None:
    edition_id = make_edition()
    answer = signed_in(make_person()).get(f"/zgloszenia/nowe?edycja={entry_slug(edition_id)}")
    assert "Nie działasz jeszcze w imieniu żadnej organizacji" in page(answer)


# ---- writing


def test_answers_are_saved_by_the_plain_form(app: Flask, clerk_at: Any) -> None:
    entry_id = make_draft()
    address, question_id = section_with(entry_id, "number")
    answer = clerk_at(entry_id).post(
        address, data={"version": "1", f"question-{question_id}": "1 234,5"}
    )
    assert answer.status_code == 302
    assert {a.question_id: a.value for a in entry(entry_id).answers}[question_id] == "1234.5"


def test_too_long_answer_is_kept_and_the_message_stands_beside_it(
    app: Flask, clerk_at: Any
) -> None:
    entry_id = make_draft()
    address, question_id = section_with(entry_id, "long_text")
    client = clerk_at(entry_id)
    typed = "słowo " * 60
    answer = client.post(
        address,
        data={"version": "1", f"question-{question_id}": typed},
        follow_redirects=True,
    )
    html = answer.get_data(as_text=True)
    assert "Tekst jest za długi o 10 słów" in html
    assert f'id="question-{question_id}-error"' in html
    assert typed.strip() in html


def test_autosave_answers_with_the_new_version_and_what_is_to_be_mended(
    app: Flask, clerk_at: Any
) -> None:
    entry_id = make_draft()
    address, question_id = section_with(entry_id, "number")
    answer = clerk_at(entry_id).post(
        f"{address}/autozapis", data={"version": "1", f"question-{question_id}": "dużo"}
    )
    assert answer.status_code == 200
    assert answer.json["version"] == entry(entry_id).version
    assert re.fullmatch(r"\d\d:\d\d", answer.json["saved_at"])
    assert "nie jest liczbą" in answer.json["fields"][f"question-{question_id}"]


def test_second_window_gets_the_difference_and_chooses(app: Flask, clerk_at: Any) -> None:
    entry_id = make_draft()
    address, question_id = section_with(entry_id, "long_text")
    name = f"question-{question_id}"
    client = clerk_at(entry_id)
    client.post(address, data={"version": "1", name: "z pierwszego okna"})
    second = {"version": "1", name: "z drugiego okna"}
    refused = client.post(f"{address}/autozapis", data=second)
    assert (refused.status_code, refused.json["url"]) == (409, address)

    answer = client.post(address, data=second)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 409
    assert "z pierwszego okna" in html
    assert "z drugiego okna" in html

    version = re.search(r'name="version" value="(\d+)"', html)
    assert version
    choice = {"version": version[1], name: "z drugiego okna", "conflict": question_id}
    undecided = client.post(address, data=choice)
    assert undecided.status_code == 409
    assert client.post(address, data=choice | {f"keep-{question_id}": "mine"}).status_code == 302
    kept = {a.question_id: a.value for a in entry(entry_id).answers}
    assert kept[question_id] == "z drugiego okna"


def test_choosing_what_is_stored_leaves_it(app: Flask, clerk_at: Any) -> None:
    entry_id = make_draft()
    client = clerk_at(entry_id)
    address = f"/zgloszenia/{entry_id}/podstawy"
    version = save(entry_id, {"title": "Zapisany tytuł"})
    data = {"version": version, "title": "Wpisany tytuł", "partnership_name": "Nowa nazwa"}
    choice = {"conflict": "title", "keep-title": "stored"}
    assert client.post(address, data=data | choice).status_code == 302
    stored = entry(entry_id)
    kept = (stored.working_title, stored.working_partnership_name)
    assert kept == ("Zapisany tytuł", "Nowa nazwa")


def test_typed_markup_is_shown_as_text(app: Flask, clerk_at: Any) -> None:
    entry_id = make_draft(title="<script>alert(1)</script>{{7*7}}")
    client = clerk_at(entry_id)
    for address in ("", "/podstawy", "/sprawdz", "/partnerzy", "/zalaczniki"):
        html = client.get(f"/zgloszenia/{entry_id}{address}").get_data(as_text=True)
        assert "<script>alert" not in html
        assert "&lt;script&gt;alert(1)&lt;/script&gt;{{7*7}}" in html


def test_partner_is_added_and_not_twice(app: Flask, clerk_at: Any) -> None:
    entry_id = make_draft()
    client = clerk_at(entry_id)
    address = f"/zgloszenia/{entry_id}/partnerzy/inny"
    data = {
        "kind": "ngo",
        "name": "Fundacja Wspólna Droga",
        "place": "Nysa",
        "part": "Prowadzi szkolenia",
    }
    assert client.post(address, data=data).status_code == 302
    answer = client.post(address, data=data)
    html = answer.get_data(as_text=True)
    assert answer.status_code == 422
    assert 'href="#name"' in html
    assert 'value="Prowadzi szkolenia"' in html
    assert [p.organisation.name for p in entry(entry_id).partners] == ["Fundacja Wspólna Droga"]


def test_file_goes_up_by_the_plain_form_and_by_the_script(app: Flask, clerk_at: Any) -> None:
    entry_id = make_draft()
    client = clerk_at(entry_id)
    wanted = entry(entry_id).edition.attachment_requirements[0].id
    address = f"/zgloszenia/{entry_id}/zalaczniki/{wanted}"

    def send(name: str, content: bytes, **headers: str) -> Any:
        data = {"file": (io.BytesIO(content), name)}
        return client.post(address, data=data, content_type="multipart/form-data", headers=headers)

    refused = send("umowa.pdf", b"MZ not a pdf")
    assert refused.status_code == 422
    assert f'id="requirement-{wanted}-error"' in refused.get_data(as_text=True)
    assert "umowa.pdf: Plik nie jest tym, na co wskazuje nazwa" in page(refused)
    script = {"X-Requested-With": "upload"}
    answer = send("umowa.pdf", b"MZ", **script)
    assert (answer.status_code, "nie ma formatu PDF" in answer.json["message"]) == (422, True)
    answer = send("umowa.pdf", PDF, **script)
    assert answer.status_code == 201
    assert "umowa.pdf" in answer.json["list"]
    assert [a.file.name for a in entry(entry_id).attachments] == ["umowa.pdf"]


# ---- checking and submitting


def test_check_page_links_each_gap_to_its_field(app: Flask, clerk_at: Any) -> None:
    entry_id = make_draft()
    client = clerk_at(entry_id)
    html = client.get(f"/zgloszenia/{entry_id}/sprawdz").get_data(as_text=True)
    links = re.findall(r'href="([^"#]+)#([\w-]+)"', html)
    targets = [(address, anchor) for address, anchor in links if "braki=1" in address]
    assert len(targets) == 8
    for address, anchor in targets:
        assert f'id="{anchor}"' in client.get(address).get_data(as_text=True)
    assert "Złóż zgłoszenie" not in page(client.get(f"/zgloszenia/{entry_id}/sprawdz"))


def test_entry_is_submitted_once_by_two_clicks(app: Flask, clerk_at: Any) -> None:
    entry_id = make_complete_entry()
    client = clerk_at(entry_id)
    for _ in range(2):
        answer = client.post(f"/zgloszenia/{entry_id}/zloz", follow_redirects=True)
        assert answer.request.path == f"/zgloszenia/{entry_id}/potwierdzenie"
        assert entry(entry_id).reference in page(answer)
    assert len(entry(entry_id).submissions) == 1
    assert entry(entry_id).submissions[0].sha256 in page(answer)


def test_deadline_that_passes_while_the_page_is_open_is_said_plainly(
    app: Flask, clerk_at: Any
) -> None:
    entry_id = make_complete_entry()
    client = clerk_at(entry_id)
    assert "Złóż zgłoszenie" in page(client.get(f"/zgloszenia/{entry_id}/sprawdz"))
    pass_deadline(entry_id)
    answer = client.post(f"/zgloszenia/{entry_id}/zloz")
    assert answer.status_code == 422
    assert "Wersja robocza jest zachowana" in page(answer)
    assert entry(entry_id).state == "draft"


def test_change_after_submitting_is_shown_with_the_version_that_counts(
    app: Flask, clerk_at: Any
) -> None:
    entry_id = make_submitted_entry()
    client = clerk_at(entry_id)
    assert "dopóki nie złożysz" not in page(client.get(f"/zgloszenia/{entry_id}"))
    save(entry_id, {"title": "Nowszy tytuł"})
    shown = page(client.get(f"/zgloszenia/{entry_id}"))
    assert "Liczy się wersja z" in shown
    assert "dopóki nie złożysz zgłoszenia ponownie" in shown
    assert "Złóż ponownie" in page(client.get(f"/zgloszenia/{entry_id}/sprawdz"))
    assert "zmienione po złożeniu" in page(client.get("/zgloszenia"))


def test_withdrawing_asks_first(app: Flask, clerk_at: Any) -> None:
    entry_id = make_submitted_entry()
    client = clerk_at(entry_id)
    assert "Czy wycofać" in page(client.get(f"/zgloszenia/{entry_id}/wycofaj"))
    assert entry(entry_id).state == "submitted"
    client.post(f"/zgloszenia/{entry_id}/wycofaj")
    assert entry(entry_id).state == "withdrawn"
    shown = page(client.get(f"/zgloszenia/{entry_id}"))
    assert "wycofane" in shown
    assert "Bilet metropolitalny" in shown


def test_returned_entry_shows_its_term_and_can_be_edited(app: Flask, clerk_at: Any) -> None:
    entry_id = make_submitted_entry()
    return_for_completion(entry_id, clock.now() + timedelta(days=7, minutes=5))
    shown = page(clerk_at(entry_id).get(f"/zgloszenia/{entry_id}"))
    assert "zostało 7 dni" in shown
    assert "Sprawdź i złóż ponownie" in shown


def test_pdf_and_json_of_a_submission_are_downloads(app: Flask, clerk_at: Any) -> None:
    entry_id = make_submitted_entry()
    client = clerk_at(entry_id)
    text = client.get(f"/zgloszenia/{entry_id}/wersje/1.json")
    assert text.get_data(as_text=True) == entry(entry_id).submissions[0].content
    pdf = client.get(f"/zgloszenia/{entry_id}/wersje/1.pdf")
    assert pdf.data.startswith(b"%PDF-")
    assert pdf.headers["Content-Disposition"].startswith('attachment; filename="SLZ-')
    assert client.get(f"/zgloszenia/{entry_id}/wersje/2.pdf").status_code == 404
    draft = client.get(f"/zgloszenia/{entry_id}/wersja-robocza.pdf")
    assert draft.data.startswith(b"%PDF-")


# ---- who sees what


@pytest.mark.parametrize(
    "address",
    ["", "/podstawy", "/partnerzy", "/zalaczniki", "/sprawdz", "/potwierdzenie", "/wycofaj",
     "/wersje/1.json", "/wersje/1.pdf", "/wersja-robocza.pdf"],
)  # fmt: skip
def test_entry_of_others_does_not_exist_for_a_clerk(
    app: Flask, signed_in: SignIn, address: str
) -> None:
    entry_id = make_submitted_entry()
    stranger = signed_in(make_clerk(make_organisation("Inna"))[0])
    assert stranger.get(f"/zgloszenia/{entry_id}{address}").status_code == 404
    assert app.test_client().get(f"/zgloszenia/{entry_id}{address}").status_code == 302


def test_strangers_change_nothing(app: Flask, signed_in: SignIn) -> None:
    entry_id = make_complete_entry()
    stranger = signed_in(make_clerk(make_organisation("Inna"))[0])
    for address in ("zloz", "wycofaj", "podstawy", "podstawy/autozapis"):
        assert stranger.post(f"/zgloszenia/{entry_id}/{address}").status_code == 404
    assert entry(entry_id).state == "draft"


def test_organiser_reads_what_was_submitted_and_not_the_working_copy(
    app: Flask, signed_in: SignIn, make_person: Callable[..., str]
) -> None:
    edition_id = make_edition()
    submitted = make_submitted_entry(edition_id)
    save(submitted, {"title": "Tajna zmiana"})
    draft = make_draft(edition_id, clerk=make_clerk(make_organisation("Inna")))
    save(draft, answers_to_all(draft))
    client = signed_in(make_person("Olga", "olga@example.org", "organiser"))
    shown = page(client.get(f"/organizator/zgloszenia/{submitted}"))
    assert "Wspólny transport publiczny" in shown
    assert "Tajna zmiana" not in shown
    shown = page(client.get(f"/organizator/zgloszenia/{draft}"))
    assert "widzi tylko wnioskodawca" in shown
    assert "Bilet metropolitalny" not in shown
    assert client.get(f"/zgloszenia/{draft}").status_code == 404
    assert client.get(f"/zgloszenia/{submitted}").status_code == 302


def test_clerk_does_not_see_the_organisers_pages(app: Flask, clerk_at: Any) -> None:
    entry_id = make_submitted_entry()
    client = clerk_at(entry_id)
    edition_id = entry(entry_id).edition_id
    assert client.get(f"/organizator/edycje/{edition_id}/zgloszenia").status_code == 404
    assert client.get(f"/organizator/zgloszenia/{entry_id}").status_code == 404


def test_organisers_list_is_found_by_state_category_and_folded_words(
    app: Flask, signed_in: SignIn, make_person: Callable[..., str]
) -> None:
    edition_id = make_edition()
    lodz = make_submitted_entry(
        edition_id, clerk=make_clerk(make_organisation("Miasto Łódź")), title="Tramwaj"
    )
    make_draft(edition_id, clerk=make_clerk(make_organisation("Nysa")), category=1, title="Most")
    client = signed_in(make_person("Olga", "olga@example.org", "organiser"))

    def found(query: str) -> set[str]:
        answer = client.get(f"/organizator/edycje/{edition_id}/zgloszenia?{query}")
        rows = answer.get_data(as_text=True).partition('id="entries"')[2]
        return {title for title in ("Tramwaj", "Most") if title in rows}

    assert found("") == {"Tramwaj", "Most"}
    assert found("szukaj=lodz") == {"Tramwaj"}
    assert found(f"szukaj={entry(lodz).reference}") == {"Tramwaj"}
    assert found("stan=draft") == {"Most"}
    assert found(f"kategoria={entry(lodz).category_id}") == {"Tramwaj"}
    assert found("szukaj=nic+takiego&stan=zmyslony") == set()


# ---- cost


@pytest.fixture
def statements(app: Flask) -> list[str]:
    said: list[str] = []
    event.listen(
        app.extensions["engine"],
        "before_cursor_execute",
        lambda _c, _k, statement, *_rest: said.append(statement),
    )
    return said


def test_pages_cost_the_same_whatever_the_number_of_entries(
    app: Flask, signed_in: SignIn, make_person: Callable[..., str], statements: list[str]
) -> None:
    edition_id = make_edition(one_entry_per_category=False)
    clerk = make_clerk()
    own = signed_in(clerk[0])
    organiser = signed_in(make_person("Olga", "olga@example.org", "organiser"))

    def cost(client: FlaskClient, address: str) -> int:
        statements.clear()
        assert client.get(address).status_code == 200
        return len(statements)

    def costs() -> list[int]:
        return [
            cost(own, "/zgloszenia"),
            cost(own, "/start"),
            cost(organiser, f"/organizator/edycje/{edition_id}/zgloszenia"),
        ]

    make_submitted_entry(edition_id, clerk=clerk)
    before = costs()
    for _ in range(3):
        make_submitted_entry(edition_id, clerk=clerk)
    assert costs() == before


def test_later_features_read_the_latest_submission_of_many_entries_at_once(app: Flask) -> None:
    edition_id = make_edition()
    ids = [
        make_submitted_entry(edition_id, clerk=make_clerk(make_organisation(name)))
        for name in ("Pierwsza", "Druga")
    ]
    save(ids[0], {"title": "Wersja druga"})
    submit(ids[0])
    found = queries.contents_of(ids)
    assert {k: v["title"] for k, v in found.items()} == {
        ids[0]: "Wersja druga",
        ids[1]: "Wspólny transport publiczny",
    }
