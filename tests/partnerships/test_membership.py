import pytest
from flask import Flask
from sqlalchemy import select

from leader_award.accounts import service as accounts
from leader_award.accounts.models import Person
from leader_award.partnerships import queries, service
from leader_award.partnerships.models import Organisation, OrganisationMember
from leader_award.partnerships.policy import acts_for
from leader_award.platform import audit, db
from leader_award.platform.audit import Actor
from leader_award.platform.errors import DomainError, NotAllowed
from tests.accounts.builders import PASSWORD, confirmed_person, mails, token_in
from tests.partnerships.builders import few_units, make_clerk


@pytest.fixture(autouse=True)
def units(app: Flask) -> None:
    few_units()


def register_clerk(
    email: str = "anna@example.org", terc: str = "106101", key: str = "", **more: str
) -> str:
    values = {
        "name": "Anna Nowak",
        "password": PASSWORD,
        "position": "inspektor",
        "language": "pl",
    } | more
    return service.register_clerk(terc=terc, email=email, key=key or email + terc, **values)


def confirm(email: str = "anna@example.org") -> None:
    accounts.confirm_email(token_in(mails(email)[-1]))


def states(person_id: str) -> list[str]:
    return [member.state for member in queries.memberships_of(person_id)]


def member_of(person_id: str) -> OrganisationMember:
    (member,) = queries.memberships_of(person_id)
    return member


def test_first_clerk_of_a_unit_acts_for_it_once_the_address_is_confirmed(app: Flask) -> None:
    person_id = register_clerk()
    assert (states(person_id), queries.organisations_of(person_id)) == (["asked"], [])
    confirm()
    (organisation,) = queries.organisations_of(person_id)
    assert organisation.name == "Miasto Łódź"
    person = db.session().get_one(Person, person_id)
    assert acts_for(person, organisation.id)
    assert not acts_for(person, "another")


def test_registering_twice_by_a_double_click_is_once(app: Flask) -> None:
    assert register_clerk(key="k") == register_clerk(key="k")
    assert len(mails()) == 1


def test_second_clerk_waits_and_members_and_organisers_are_told(app: Flask, make_person) -> None:
    make_person("Ola Org", "ola@example.org", "organiser")
    _first, organisation_id = make_clerk(email="first@example.org")
    person_id = register_clerk()
    assert len(mails()) == 1  # nobody is asked before the address is confirmed
    confirm()
    assert states(person_id) == ["asked"]
    told = {mail.to: mail.body for mail in mails() if mail.template.endswith("request.txt")}
    assert told.keys() == {"first@example.org", "ola@example.org"}
    assert "/moj-samorzad" in told["first@example.org"]
    assert "/organizator/prosby-o-dostep" in told["ola@example.org"]
    service.approve_member(member_id=member_of(person_id).id, actor=Actor(None, "organiser"))
    assert [found.id for found in queries.organisations_of(person_id)] == [organisation_id]
    assert "Działasz w imieniu" in mails("anna@example.org")[-1].subject


def test_two_clerks_who_registered_before_either_confirmed_do_not_both_get_in(app: Flask) -> None:
    first, second = register_clerk("a@example.org"), register_clerk("b@example.org")
    confirm("b@example.org")
    confirm("a@example.org")
    assert (states(first), states(second)) == (["asked"], ["active"])


def test_latest_registration_replaces_the_unit_that_an_earlier_one_asked_for(app: Flask) -> None:
    person_id = register_clerk(terc="020101")
    register_clerk(terc="106101")
    confirm()
    assert [found.name for found in queries.organisations_of(person_id)] == ["Miasto Łódź"]


def test_registering_with_the_address_of_an_account_joins_nobody_to_anything(app: Flask) -> None:
    person_id = confirmed_person()
    register_clerk()
    assert states(person_id) == []
    assert "Masz już konto" in mails()[-1].subject


@pytest.mark.parametrize("terc", ["999999", "", "1061"])
def test_code_that_is_no_unit_is_refused_beside_its_field(app: Flask, terc: str) -> None:
    with pytest.raises(DomainError) as refused:
        register_clerk(terc=terc)
    assert refused.value.field == "unit"
    assert mails() == []
    assert db.session().scalars(select(Person)).all() == []


def test_declined_clerk_is_told_and_may_ask_again(app: Flask) -> None:
    clerk, _organisation = make_clerk()
    person_id = confirmed_person()
    actor = Actor(person_id, "person")
    service.join_organisation(terc="106101", position="radny", actor=actor, key="1")
    with pytest.raises(DomainError) as refused:
        service.join_organisation(terc="106101", position="radny", actor=actor, key="2")
    assert refused.value.field == "unit"
    service.remove_member(member_id=member_of(person_id).id, actor=Actor(clerk, "applicant"))
    assert "odmową" in mails("anna@example.org")[-1].body
    service.join_organisation(terc="106101", position="radny", actor=actor, key="3")
    assert states(person_id) == ["asked"]


def test_person_with_an_account_acts_for_a_unit_that_has_nobody_at_once(app: Flask) -> None:
    person_id = confirmed_person()
    actor = Actor(person_id, "person")
    for terc in ("106101", "146501"):
        service.join_organisation(terc=terc, position="sekretarz", actor=actor, key=terc)
    names = [found.name for found in queries.organisations_of(person_id)]
    assert names == ["Miasto Łódź", "Miasto stołeczne Warszawa"]


def invite(
    clerk: str, organisation_id: str, email: str = "nowa@example.org", key: str = "k"
) -> str:
    return service.invite_colleague(
        organisation_id=organisation_id,
        email=email,
        name="Nowa Osoba",
        actor=Actor(clerk, "applicant"),
        key=key,
    )


def test_invited_colleague_joins_on_accepting(app: Flask) -> None:
    clerk, organisation_id = make_clerk()
    assert invite(clerk, organisation_id) == invite(clerk, organisation_id)
    (mail,) = mails("nowa@example.org")
    assert "Barbara Klimek" in mail.body
    person_id = accounts.accept_invitation(token_in(mail), "Nowa Osoba", PASSWORD)
    assert [found.id for found in queries.organisations_of(person_id)] == [organisation_id]


def test_colleague_with_an_account_joins_only_after_saying_yes(app: Flask) -> None:
    clerk, organisation_id = make_clerk()
    person_id = confirmed_person()
    invite(clerk, organisation_id, "anna@example.org")
    assert states(person_id) == ["invited"]
    service.accept_membership(member_id=member_of(person_id).id, actor=Actor(person_id, "person"))
    assert states(person_id) == ["active"]
    with pytest.raises(DomainError) as refused:
        invite(clerk, organisation_id, "anna@example.org", key="again")
    assert refused.value.field == "email"


def test_withdrawn_invitation_no_longer_opens_the_organisation(app: Flask) -> None:
    clerk, organisation_id = make_clerk()
    member_id = invite(clerk, organisation_id)
    token = token_in(mails("nowa@example.org")[-1])
    service.remove_member(member_id=member_id, actor=Actor(clerk, "applicant"))
    with pytest.raises(NotAllowed):
        accounts.accept_invitation(token, "Nowa Osoba", PASSWORD)
    assert len(queries.members_of(organisation_id)) == 1


def test_nobody_lets_themselves_in_by_accepting_their_own_request(app: Flask) -> None:
    make_clerk()
    person_id = confirmed_person()
    actor = Actor(person_id, "person")
    member_id = service.join_organisation(terc="106101", position="x", actor=actor, key="1")
    with pytest.raises(NotAllowed):
        service.accept_membership(member_id=member_id, actor=actor)
    assert states(person_id) == ["asked"]


def test_last_member_can_leave_only_through_an_organiser(app: Flask) -> None:
    clerk, _organisation = make_clerk()
    member_id = member_of(clerk).id
    with pytest.raises(NotAllowed):
        service.remove_member(member_id=member_id, actor=Actor(clerk, "applicant"))
    service.remove_member(member_id=member_id, actor=Actor(None, "organiser"))
    assert states(clerk) == []


def test_membership_leaves_its_whole_trace_in_the_record(app: Flask) -> None:
    register_clerk()
    confirm()
    actions = [event.action for event in db.session().scalars(select(audit.AuditEvent))]
    assert actions[-4:] == [
        "person.registered",
        "member.asked",
        "person.confirmed",
        "member.activated",
    ]
    assert audit.verify(db.session()).fault is None


def add(**values: str) -> str:
    given = {"kind": "ngo", "name": "Fundacja Wspólna Rzeka"} | values
    with db.transaction() as writer:
        return service.add_organisation(writer, **given).id


def test_unit_is_one_organisation_however_often_it_is_asked_for(app: Flask) -> None:
    with db.transaction() as writer:
        ids = {service.organisation_for_unit(writer, "106101").id for _ in range(3)}
    assert len(ids) == 1


def test_organisation_with_the_same_regon_or_name_and_place_is_the_same(app: Flask) -> None:
    assert add(regon="123456785") == add(name="Inaczej zapisana", regon="123-456-785")
    assert add(place="Radom") == add(name=" fundacja  wspólna rzeka ", place="radom")
    assert add(place="Radom") != add(place="Płock")
    assert len(db.session().scalars(select(Organisation)).all()) == 3


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "jst"}, "kind"),
        ({"kind": "circus"}, "kind"),
        ({"name": "  "}, "name"),
        ({"name": "x" * 301}, "name"),
        ({"regon": "123456784"}, "regon"),
        ({"regon": "12345"}, "regon"),
    ],
)
def test_organisation_that_cannot_be_right_is_refused(
    app: Flask, values: dict[str, str], field: str
) -> None:
    with pytest.raises(DomainError) as refused:
        add(**values)
    assert refused.value.field == field
