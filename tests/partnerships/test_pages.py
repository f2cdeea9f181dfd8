import re

import pytest
from flask import Flask
from sqlalchemy import event
from werkzeug.datastructures import MultiDict

from leader_award.accounts.models import Person
from leader_award.partnerships import queries, service
from leader_award.partnerships.forms import JoinForm, OrganisationForm
from leader_award.platform import db
from leader_award.platform.audit import Actor
from tests.accounts.builders import PASSWORD, confirmed_person, link_in, mails
from tests.partnerships.builders import few_units, make_clerk
from tests.partnerships.test_membership import invite, register_clerk

CLERK = {
    "unit": "Łódź",
    "name": "Anna Nowak",
    "position": "inspektor",
    "email": "anna@example.org",
    "password": PASSWORD,
}


@pytest.fixture(autouse=True)
def units(app: Flask) -> None:
    few_units()


def understood(app: Flask, **typed: str) -> tuple[str | None, list[str], list[str]]:
    """Return what the picker makes of a request: code, offered codes, errors."""
    with app.test_request_context("/", method="POST"):
        form = JoinForm(formdata=MultiDict({"position": "x"} | typed))
        form.validate()
        offered = [unit.terc for unit in form.unit.matches]
        return form.unit.data, offered, [str(error) for error in form.unit.errors]


@pytest.mark.parametrize("text", ["Łódź", "lodz", "106101", "Miasto Łódź", "1061011"])
def test_picker_takes_a_code_or_an_unambiguous_name_without_javascript(app, text: str) -> None:
    assert understood(app, unit=text) == ("106101", [], [])


def test_picker_offers_namesakes_and_takes_the_one_that_was_picked(app) -> None:
    code, offered, errors = understood(app, unit="Bolesławiec")
    assert (code, offered) == (None, ["020101", "020102", "101801"])
    assert errors == ["Wskaż poniżej, o którą jednostkę chodzi."]
    picked = understood(app, unit="Bolesławiec", **{"unit-pick": "020102"})
    assert (picked[0], picked[2]) == ("020102", [])


def test_picker_believes_a_choice_only_while_the_text_still_says_it(app) -> None:
    chosen = {"unit-code": "020102"}
    assert understood(app, unit="Gmina Bolesławiec", **chosen)[0] == "020102"
    assert understood(app, unit="Łódź", **chosen)[0] == "106101"
    assert understood(app, unit="Łódź", **{"unit-pick": "020102"})[0] == "106101"


@pytest.mark.parametrize("text", ["", "  ", "Atlantyda", "999999"])
def test_picker_refuses_what_is_not_in_the_register(app, text: str) -> None:
    code, offered, errors = understood(app, unit=text)
    assert (code, offered, len(errors)) == (None, [], 1)


def test_clerk_registers_confirms_and_finds_the_unit_on_the_page(app, client) -> None:
    sent = client.post("/rejestracja", data=CLERK)
    assert sent.location == "/rejestracja/sprawdz-poczte"
    assert "anna@example.org" in client.get(sent.location).text
    client.post(link_in(mails()[-1]))
    client.post("/logowanie", data={"email": "anna@example.org", "password": PASSWORD})
    page = client.get("/moj-samorzad").text
    assert "Miasto Łódź" in page
    assert "miasto na prawach powiatu, woj. łódzkie · TERYT 106101" in page
    assert client.get("/rejestracja").location == "/moj-samorzad/dolacz"


def test_namesakes_are_offered_as_radio_buttons_and_everything_typed_stays(app, client) -> None:
    answer = client.post("/rejestracja", data=CLERK | {"unit": "bolesławiec"})
    assert answer.status_code == 422
    assert re.findall(r'name="unit-pick"\s+value="(\d+)"', answer.text) == [
        "020101", "020102", "101801",
    ]  # fmt: skip
    assert "powiat wieruszowski" in answer.text
    for typed in ("bolesławiec", "Anna Nowak", "inspektor", "anna@example.org"):
        assert f'value="{typed}"' in answer.text
    assert PASSWORD not in answer.text
    picked = client.post(
        "/rejestracja", data=CLERK | {"unit": "bolesławiec", "unit-pick": "020102"}
    )
    assert picked.status_code == 302


def test_empty_registration_names_every_field(app, client) -> None:
    answer = client.post("/rejestracja", data={"unit": ""})
    assert answer.status_code == 422
    for words in ("nazwę jednostki", "imię i nazwisko", "stanowisko", "adres e-mail", "hasło"):
        assert f"Wpisz {words}" in answer.text


def test_registration_answers_the_same_for_an_address_that_has_an_account(app, client) -> None:
    confirmed_person()
    first = client.post("/rejestracja", data=CLERK)
    second = client.post("/rejestracja", data=CLERK | {"email": "new@example.org"})
    assert (first.status_code, first.location) == (second.status_code, second.location)


def test_weak_password_is_refused_beside_its_field(app, client) -> None:
    answer = client.post("/rejestracja", data=CLERK | {"password": "anna.nowak.1"})
    assert answer.status_code == 422
    assert 'id="password-error"' in answer.text


def test_member_approves_a_request_from_the_page(app, client, signed_in) -> None:
    clerk, _organisation = make_clerk()
    person_id = register_clerk()
    client.post(link_in(mails("anna@example.org")[-1]))
    browser = signed_in(clerk)
    page = browser.get("/moj-samorzad").text
    assert "Anna Nowak" in page
    (address,) = re.findall(r'action="(/moj-samorzad/osoby/\w+/zatwierdz)"', page)
    assert browser.post(address).location == "/moj-samorzad"
    assert [m.state for m in queries.memberships_of(person_id)] == ["active"]


def test_unconfirmed_request_is_shown_to_nobody(app, signed_in, make_person) -> None:
    clerk, _organisation = make_clerk()
    register_clerk()
    assert "anna@example.org" not in signed_in(clerk).get("/moj-samorzad").text
    organiser = signed_in(make_person("Ola Org", None, "organiser"))
    assert "anna@example.org" not in organiser.get("/organizator/prosby-o-dostep").text


def test_organiser_decides_a_request_and_returns_to_the_list(
    app, client, signed_in, make_person
) -> None:
    make_clerk()
    person_id = register_clerk()
    client.post(link_in(mails("anna@example.org")[-1]))
    organiser = signed_in(make_person("Ola Org", None, "organiser"))
    page = organiser.get("/organizator/prosby-o-dostep").text
    assert "Anna Nowak" in page
    (member,) = queries.memberships_of(person_id)
    back = {"back": "/organizator/prosby-o-dostep"}
    asked = organiser.get(f"/moj-samorzad/osoby/{member.id}/usun", query_string=back)
    assert "Odmówić?" in asked.text
    done = organiser.post(f"/moj-samorzad/osoby/{member.id}/usun", data=back)
    assert done.location == "/organizator/prosby-o-dostep"
    assert queries.memberships_of(person_id) == []


def test_invitation_page_sends_a_mail_and_its_link_joins(app, client, signed_in) -> None:
    clerk, organisation_id = make_clerk()
    browser = signed_in(clerk)
    data = {"name": "Nowa Osoba", "email": "nowa@example.org"}
    sent = browser.post(f"/moj-samorzad/{organisation_id}/zapros", data=data)
    assert sent.status_code == 302
    page = browser.get("/moj-samorzad").text
    assert "Osoba zaproszona" in page
    link = link_in(mails("nowa@example.org")[-1])
    client.post(link, data={"name": "Nowa Osoba", "password": PASSWORD})
    assert "Nowa Osoba" in browser.get("/moj-samorzad").text
    assert client.get(link).status_code == 410


def test_name_of_somebody_invited_is_not_given_away_before_they_accept(app, signed_in) -> None:
    clerk, organisation_id = make_clerk()
    confirmed_person("secret@example.org", "Tajna Tożsamość")
    invite(clerk, organisation_id, "secret@example.org")
    browser = signed_in(clerk)
    page = browser.get("/moj-samorzad").text
    (member,) = [m for m in queries.members_of(organisation_id) if m.state == "invited"]
    page += browser.get(f"/moj-samorzad/osoby/{member.id}/usun").text
    assert "Tajna" not in page


def test_withdrawn_invitation_says_so_at_its_link(app, client) -> None:
    clerk, organisation_id = make_clerk()
    member_id = invite(clerk, organisation_id)
    service.remove_member(member_id=member_id, actor=Actor(clerk, "applicant"))
    link = link_in(mails("nowa@example.org")[-1])
    answer = client.post(link, data={"name": "Nowa Osoba", "password": PASSWORD})
    assert answer.status_code == 422
    assert "zostało wycofane" in answer.text


def test_strangers_reach_nothing_of_an_organisation(app, signed_in, make_person) -> None:
    clerk, organisation_id = make_clerk()
    (member,) = queries.memberships_of(clerk)
    make_clerk("146501", email="other@example.org")
    for browser in (signed_in(make_person()), signed_in(_id_of("other@example.org"))):
        assert browser.get(f"/moj-samorzad/{organisation_id}/zapros").status_code == 404
        for action in ("przyjmij", "zatwierdz", "usun"):
            answer = browser.post(f"/moj-samorzad/osoby/{member.id}/{action}")
            assert answer.status_code == 404
        assert browser.get("/organizator/prosby-o-dostep").status_code == 403
    assert [m.state for m in queries.memberships_of(clerk)] == ["active"]


def _id_of(email: str) -> str:
    return db.session().query(Person).filter_by(email=email).one().id


def test_person_without_an_organisation_is_told_the_next_step(app, signed_in, make_person) -> None:
    page = signed_in(make_person()).get("/moj-samorzad").text
    assert "Nie działasz jeszcze" in page
    assert 'href="/moj-samorzad/dolacz"' in page


def test_page_of_ones_organisations_takes_as_many_statements_for_many_members_as_for_one(
    app, signed_in
) -> None:
    clerk, organisation_id = make_clerk()
    browser = signed_in(clerk)
    statements: list[str] = []
    event.listen(db.engine(), "before_cursor_execute", lambda *a: statements.append(a[2]))

    def count() -> int:
        statements.clear()
        assert browser.get("/moj-samorzad").status_code == 200
        return len(statements)

    count()
    one = count()
    for number in range(5):
        invite(clerk, organisation_id, f"{number}@example.org", key=str(number))
        make_clerk(email=f"clerk{number}@example.org")
    assert count() == one


def test_form_of_other_organisations_checks_the_regon(app) -> None:
    with app.test_request_context("/", method="POST"):
        typed = {"kind": "ngo", "name": "Fundacja", "regon": "123456784"}
        form = OrganisationForm(formdata=MultiDict(typed))
        assert not form.validate()
        assert [str(error) for error in form.regon.errors] == [
            "Ten numer REGON jest błędny: sprawdź jego 9 lub 14 cyfr."
        ]
        assert OrganisationForm(formdata=MultiDict(typed | {"regon": "123456785"})).validate()
