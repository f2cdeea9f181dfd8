import io
import re

import pytest
from openpyxl import Workbook
from sqlalchemy import select

from leader_award.partnerships import partnership_queries as queries
from leader_award.partnerships import rules, service
from leader_award.partnerships.keeping import Facts
from leader_award.partnerships.models import Partnership
from leader_award.partnerships.partnership_queries import Filter
from leader_award.platform import audit, db
from leader_award.platform.audit import SYSTEM
from leader_award.platform.errors import Conflict, DomainError
from tests.partnerships.builders import few_units, make_clerk, make_partnership


@pytest.fixture
def units(app) -> None:
    few_units()


@pytest.fixture
def organiser(app, make_person, signed_in):
    return signed_in(make_person("Ola Org", None, "organiser"))


def whole(partnership_id: str) -> Partnership:
    found = queries.find(partnership_id)
    assert found is not None
    return found


def leaders(partnership_id: str) -> list[str | None]:
    members = whole(partnership_id).members
    return [member.organisation.unit_terc for member in members if member.leads]


def names(narrow: Filter) -> list[str]:
    return [row.name for row in queries.listed(narrow).rows]


def csv(*lines: str, header: str = "nazwa;lider;czlonkowie;wsparcie") -> bytes:
    return "\n".join([header, *lines]).encode()


# ---- keeping


def test_first_member_leads_and_its_unit_is_the_seat(units: None) -> None:
    partnership_id = make_partnership("Dolina", "020101", "0201")
    assert leaders(partnership_id) == ["020101"]
    assert whole(partnership_id).seat_terc == "020101"


def test_another_member_can_lead_and_the_next_one_does_when_the_leader_leaves(units: None) -> None:
    partnership_id = make_partnership("Dolina", "020101", "020102", "0201")
    second = whole(partnership_id).members[1].organisation_id
    service.make_leader(partnership_id=partnership_id, organisation_id=second, actor=SYSTEM)
    assert leaders(partnership_id) == ["020102"]
    service.remove_partner(partnership_id=partnership_id, organisation_id=second, actor=SYSTEM)
    assert leaders(partnership_id) == ["020101"]


def test_members_from_other_sectors_join_once(units: None) -> None:
    partnership_id = make_partnership("Dolina", "020101")
    other = {"kind": "ngo", "name": "Fundacja Razem", "place": "", "regon": None}
    service.add_other(partnership_id=partnership_id, **other, actor=SYSTEM)
    with pytest.raises(DomainError) as refused:
        service.add_other(partnership_id=partnership_id, **other, actor=SYSTEM)
    assert refused.value.field == "name"
    assert len(whole(partnership_id).members) == 2


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        (Facts(name="  ", legal_form="agreement"), "name"),
        (Facts(name="x" * 301, legal_form="agreement"), "name"),
        (Facts(name="dolina BARYCZY", legal_form="agreement"), "name"),
        (Facts(name="Nowe", legal_form="guild"), "legal_form"),
        (Facts(name="Nowe", legal_form="other", supports=frozenset({"gift"})), "supports"),
        (Facts(name="Nowe", legal_form="other", seat_terc="999999"), "seat"),
    ],
)
def test_wrong_facts_are_refused_at_their_field(units: None, facts: Facts, field: str) -> None:
    make_partnership("Dolina Baryczy")
    with pytest.raises(DomainError) as refused:
        service.add_partnership(facts=facts, actor=SYSTEM, key="k")
    assert refused.value.field == field


def test_lost_update_is_refused(units: None) -> None:
    partnership_id = make_partnership("Dolina")
    version = whole(partnership_id).version
    change = {"partnership_id": partnership_id, "version": version, "actor": SYSTEM}
    service.change_partnership(**change, facts=Facts("Pierwsza", "agreement"))
    with pytest.raises(Conflict):
        service.change_partnership(**change, facts=Facts("Druga", "agreement"))
    assert whole(partnership_id).name == "Pierwsza"


def test_same_names_get_different_addresses(units: None) -> None:
    first = make_partnership("Dolina, Łęgi")
    second = make_partnership("Dolina Łęgi!")
    slugs = [whole(one).slug for one in (first, second)]
    assert slugs[0] == "dolina-legi"
    assert len(set(slugs)) == 2


def test_partnership_called_like_a_page_has_a_page_of_its_own(units: None, client) -> None:
    assert whole(make_partnership("Statystyka")).slug == "statystyka-2"
    assert "Partnerstwa w liczbach" in client.get("/partnerstwa/statystyka").text


# ---- list


def test_list_finds_by_name_member_area_without_polish_letters(units: None) -> None:
    make_partnership("Partnerstwo Łęgów", "106101", functional_area="Dolina Bzury")
    make_partnership("Inne", "146501")
    for words in ("legow", "LODZ", "bzury", "partnerstwo lodz"):
        assert names(Filter(text=words)) == ["Partnerstwo Łęgów"], words
    assert names(Filter(text="legow warszawa")) == []
    assert names(Filter(text="100%_")) == []


def test_list_narrows_by_support_form_and_voivodeship(units: None) -> None:
    make_partnership("A", "106101", supports=frozenset({rules.GRANT}))
    make_partnership("B", "146501", legal_form="association")
    assert names(Filter(support=rules.GRANT)) == ["A"]
    assert names(Filter(legal_form="association")) == ["B"]
    assert names(Filter(voivodeship="10")) == ["A"]
    assert names(Filter(voivodeship="10", legal_form="association")) == []


def test_list_counts_in_the_order_of_numbers_and_turns_pages(units: None, client) -> None:
    for number in range(30, 0, -1):
        make_partnership(f"Partnerstwo nr {number}")
    page = queries.listed(Filter(), 2)
    assert (page.total, page.pages, page.rows[-1].name) == (30, 2, "Partnerstwo nr 30")
    assert queries.listed(Filter(), 99).page == 2
    answer = client.get("/partnerstwa?page=2&q=partnerstwo")
    assert "Partnerstwo nr 26" in answer.text
    assert "q=partnerstwo" in answer.text
    assert client.get("/partnerstwa?page=x&support=gift&voivodeship=77").status_code == 200


def test_empty_register_and_empty_result_say_different_things(app, client) -> None:
    assert "Rejestr jest pusty" in client.get("/partnerstwa").text
    assert "Żadne partnerstwo nie pasuje" in client.get("/partnerstwa?q=nic").text


def test_statistics_of_an_empty_register_are_zeros(app, client) -> None:
    answer = client.get("/partnerstwa/statystyka")
    assert answer.status_code == 200
    assert "co najmniej" in answer.text


# ---- pages


def test_page_of_a_partnership_escapes_names_and_shows_all(units: None, client) -> None:
    partnership_id = make_partnership(
        "<script>x</script>",
        "106101",
        supports=frozenset({rules.POPT_1}),
        assistant="Jan Opiekun",
        advisers=("Ewa Doradca, transport",),
        note="Uwaga",
    )
    page = client.get(f"/partnerstwa/{whole(partnership_id).slug}")
    assert page.status_code == 200
    assert "<script>x" not in page.text
    for words in ("Jan Opiekun", "Ewa Doradca", "dotacja z konkursu 1 POPT MOF", "Miasto Łódź"):
        assert words in page.text
    assert client.get("/partnerstwa/nie-ma-takiego").status_code == 404


def test_organiser_adds_a_partnership_members_and_events_on_pages(units, organiser) -> None:
    made = organiser.post(
        "/organizator/partnerstwa/nowe",
        data={"name": "Nowe", "legal_form": "agreement", "supports": [rules.PROJECT, rules.GRANT]},
    )
    assert made.status_code == 302
    address = made.location
    organiser.post(f"{address}/jst", data={"unit": "106101"})
    other = {"other-kind": "university", "other-name": "Uniwersytet"}
    organiser.post(f"{address}/inni", data=other)
    event = {
        "event-kind": "study_visit",
        "event-title": "Norwegia",
        "event-held_on": "2014-05-12",
        "event-people": "3",
    }
    organiser.post(f"{address}/wydarzenia", data=event)
    page = organiser.get(address).text
    for words in ("Miasto Łódź", "Uniwersytet", "Norwegia", "3 osoby", "12 maja 2014"):
        assert words in page
    (remove,) = re.findall(r'action="(/organizator/partnerstwa/wydarzenia/\w+/usun)"', page)
    organiser.post(remove)
    assert "Norwegia" not in organiser.get(address).text


@pytest.mark.parametrize(
    ("path", "data", "message"),
    [
        ("jst", {"unit": ""}, "Wpisz nazwę jednostki"),
        ("inni", {"other-kind": "", "other-name": ""}, "Wybierz rodzaj organizacji"),
        ("wydarzenia", {"event-kind": "study_visit", "event-people": "0"}, "od 1 do 1000"),
    ],
)
def test_wrong_members_and_events_are_refused_beside_their_field(
    units, organiser, path, data, message
) -> None:
    address = f"/organizator/partnerstwa/{make_partnership('Dolina', '106101')}"
    answer = organiser.post(f"{address}/{path}", data=data)
    assert answer.status_code == 422
    assert message in answer.text


def test_organiser_edits_and_removes(units: None, organiser) -> None:
    partnership_id = make_partnership("Dolina", "106101", supports=frozenset({rules.GRANT}))
    address = f"/organizator/partnerstwa/{partnership_id}"
    form = organiser.get(f"{address}/dane").text
    (version,) = re.findall(r'name="version"[^>]*value="(\d+)"', form)
    data = {"version": version, "name": "Łęgi", "legal_form": "association", "supports": ["popt_2"]}
    assert organiser.post(f"{address}/dane", data=data).status_code == 302
    assert organiser.post(f"{address}/dane", data=data).status_code == 422
    assert whole(partnership_id).support_kinds == {"popt_2"}
    assert organiser.post(f"{address}/usun").status_code == 302
    assert queries.find(partnership_id) is None
    assert audit.verify(db.session()).fault is None


def test_only_organisers_keep_the_register(units: None, client, signed_in) -> None:
    partnership_id = make_partnership("Dolina", "106101")
    clerk, _organisation = make_clerk()
    browser = signed_in(clerk)
    for path in (f"{partnership_id}", f"{partnership_id}/dane", f"{partnership_id}/usun"):
        assert browser.get(f"/organizator/partnerstwa/{path}").status_code == 404
        assert client.get(f"/organizator/partnerstwa/{path}").status_code == 302
    assert browser.get("/organizator/partnerstwa/nowe").status_code == 403
    refused = browser.post(f"/organizator/partnerstwa/{partnership_id}/jst", data={"unit": "0201"})
    assert refused.status_code == 404
    saved = browser.post("/organizator/partnerstwa/wczytaj/zapisz", data={"content": ""})
    assert saved.status_code == 403


# ---- import


def test_import_adds_changes_and_leaves_the_rest(units: None) -> None:
    make_partnership("Zostaje", "146501")
    first = csv("Dolina;106101;0201|ngo: Fundacja Razem;predefined_project | eea_grant", "Łęgi;;;")
    assert len(service.import_partnerships(first, actor=SYSTEM).added) == 2
    (one,) = queries.listed(Filter(support="eea_grant")).rows
    assert (one.name, one.leader, one.members) == ("Dolina", "Miasto Łódź", 3)
    assert service.plan_partnerships(first).unchanged == ["Dolina", "Łęgi"]
    second = service.import_partnerships(csv("DOLINA;0201;;popt_1"), actor=SYSTEM)
    assert (second.added, second.changed) == ([], ["DOLINA"])
    (changed,) = queries.listed(Filter(support="popt_1")).rows
    assert (changed.name, changed.leader, changed.members) == ("DOLINA", "Powiat bolesławiecki", 1)
    assert queries.listed(Filter()).total == 3


def test_downloaded_register_imports_unchanged(units: None, client) -> None:
    make_partnership(
        "=Dolina; „cytat”\nwiersz",
        "106101",
        "020102",
        supports=frozenset(rules.SUPPORTS),
        advisers=("Ewa", "Jan"),
        seat_terc="146501",
        seat_assumed=True,
        note="-uwaga",
    )
    make_partnership("Puste")
    plan = service.plan_partnerships(client.get("/partnerstwa/rejestr.csv").data)
    assert (len(plan.unchanged), plan.changed, plan.added, plan.faults) == (2, [], [], [])


def test_spreadsheet_imports_also_where_it_lost_leading_zeros(units: None) -> None:
    book = Workbook()
    book.active.append(["nazwa", "lider", "czlonkowie"])
    book.active.append(["Dolina", 20101, 201])
    buffer = io.BytesIO()
    book.save(buffer)
    service.import_partnerships(buffer.getvalue(), actor=SYSTEM)
    (row,) = queries.listed(Filter()).rows
    assert (row.leader, row.members) == ("Gmina Bolesławiec (020101)", 2)


@pytest.mark.parametrize(
    ("line", "message"),
    [
        (";106101;;", "nazwa jest pusta"),
        ("Zła;999999;;", "nie ma jednostki 999999"),
        ("Zła;Łódź;;", "nie jest kodem TERYT"),
        ("Zła;;guild: Cech;", "dozwolone wartości"),
        ("Zła;;ngo: ;", "nazwa jest pusta albo za długa"),
        ("Zła;;;gift", "dozwolone wartości"),
        ("Zła;;;;za dużo", "komórek jest więcej"),
        ("dobra;;;", "w wierszu 2"),
        ("x" * 301 + ";;;", "najwyżej 300"),
    ],
)
def test_fault_names_its_line_and_nothing_is_written(units: None, line, message, app) -> None:
    content = csv("Dobra;106101;;", "", line)
    with app.test_request_context("/"):
        (fault,) = service.plan_partnerships(content).faults
        assert fault.line == 4
        assert message in str(fault.message)
        with pytest.raises(DomainError, match="4"):
            service.import_partnerships(content, actor=SYSTEM)
    assert db.session().scalar(select(Partnership.id)) is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe\x00",
        b"nazwa;zmyslona\nA;b",
        b"nazwa;nazwa\nA;b",
        b"lider\n106101",
        b"nazwa\n",
        b'nazwa\n"nie zamkniete',
        b"PK\x03\x04 to nie jest arkusz",
        b"nazwa\n" + b"a\n" * 2_001,
        b"nazwa\n" + b"x" * (2 * 1024 * 1024),
    ],
    ids=[
        "empty", "utf16", "unknown", "twice", "no-name", "no-rows", "quote", "zip", "long", "large",
    ],
)  # fmt: skip
def test_unreadable_file_is_refused_as_a_whole(app, content: bytes) -> None:
    with pytest.raises(DomainError) as refused:
        service.plan_partnerships(content)
    assert refused.value.field == "file"


def test_import_page_checks_first_and_imports_on_demand(units: None, organiser) -> None:
    def check(content: bytes):
        data = {"file": (io.BytesIO(content), "p.csv")}
        return organiser.post("/organizator/partnerstwa/wczytaj", data=data)

    bad = check(csv("Dobra;106101;;", "Zła;999999;;"))
    assert bad.status_code == 422
    assert 'name="content"' not in bad.text
    good = check(csv("Dobra;106101;;"))
    assert "Plik jest poprawny" in good.text
    assert queries.listed(Filter()).total == 0
    content = re.search(r'name="content"[^>]*value="([^"]+)"', good.text)[1]
    saved = organiser.post("/organizator/partnerstwa/wczytaj/zapisz", data={"content": content})
    assert saved.location == "/partnerstwa"
    assert names(Filter()) == ["Dobra"]


@pytest.mark.parametrize("content", ["!!!", ""])
def test_forged_confirmation_imports_nothing(app, organiser, content: str) -> None:
    answer = organiser.post("/organizator/partnerstwa/wczytaj/zapisz", data={"content": content})
    assert answer.status_code in (302, 409)
    assert queries.listed(Filter()).total == 0
