import pytest
from flask import Flask
from sqlalchemy import select

from leader_award.jury import policy, queries, recusal, service
from leader_award.jury.models import Conflict
from leader_award.partnerships.models import Unit
from leader_award.platform import db
from leader_award.platform.audit import AuditEvent
from leader_award.platform.errors import DomainError, NotAllowed, NotFound
from tests.editions.builders import lead_to, make_edition
from tests.entries.builders import entry, make_clerk, make_organisation, make_submitted_entry
from tests.jury.builders import (
    acting,
    admit,
    assignments_of,
    join,
    juror,
    live_pairs,
    make_assessed_edition,
    make_organiser,
    seat_juror,
)


def sign(juror_id: str, agrees: bool = True) -> None:
    service.sign_declaration(juror_id=juror_id, agrees=agrees, actor=acting(juror_id))


def declare(juror_id: str, entry_id: str, kind: str, note: str = "") -> int:
    return service.declare_conflicts(
        juror_id=juror_id, conflicts={entry_id: (kind, note)}, actor=acting(juror_id)
    )


def bars(edition_id: str, juror_id: str, entry_id: str) -> list[tuple[str, str]]:
    db.session().expire_all()
    found = queries.bars(edition_id).get((entry_id, juror_id), ())
    return [(bar.kind, bar.source) for bar in found]


def may_read(juror_id: str, entry_id: str) -> bool:
    own = [one for one in assignments_of(juror_id) if one.entry_id == entry_id]
    return any(policy.may_read(one) for one in own)


def test_signature_is_kept_with_the_text_that_was_signed(app: Flask) -> None:
    juror_id = seat_juror(make_edition(), signs=False)
    sign(juror_id)
    first = juror(juror_id)
    assert first.declared_at is not None
    assert "bezstronnie" in first.declaration_text
    sign(juror_id)
    assert juror(juror_id).declared_at == first.declared_at


def test_refusal_is_kept_and_may_be_reconsidered(app: Flask) -> None:
    juror_id = seat_juror(make_edition(), signs=False)
    sign(juror_id, agrees=False)
    refused = juror(juror_id)
    assert refused.refused_at is not None
    assert refused.declared_at is None
    assert refused.declaration_text
    sign(juror_id)
    assert juror(juror_id).declared_at is not None
    assert juror(juror_id).refused_at == refused.refused_at


def test_who_has_signed_can_no_longer_refuse(app: Flask) -> None:
    juror_id = seat_juror(make_edition())
    with pytest.raises(NotAllowed):
        sign(juror_id, agrees=False)
    assert juror(juror_id).refused_at is None


def test_conflicts_are_declared_only_after_signing(app: Flask) -> None:
    edition_id, (entry_id,) = make_assessed_edition(1)
    juror_id = seat_juror(edition_id, signs=False)
    with pytest.raises(NotAllowed):
        declare(juror_id, entry_id, "none")
    assert db.session().scalars(select(Conflict)).all() == []


def test_explicit_none_is_kept_and_tells_apart_from_silence(app: Flask) -> None:
    edition_id, (first, second) = make_assessed_edition(2)
    juror_id = seat_juror(edition_id, clears=[first])
    assert queries.answers(juror_id)[first].kind == "none"
    assert second not in queries.answers(juror_id)
    assert queries.unanswered(edition_id)[juror_id] == 1


@pytest.mark.parametrize(
    ("kind", "note", "field"), [("", "", "kind"), ("friend", "", "kind"), ("other", " ", "note")]
)
def test_wrong_answer_is_refused_beside_its_field(
    app: Flask, kind: str, note: str, field: str
) -> None:
    edition_id, (entry_id,) = make_assessed_edition(1)
    juror_id = seat_juror(edition_id, clears=[])
    with pytest.raises(DomainError) as refused:
        declare(juror_id, entry_id, kind, note)
    assert refused.value.field == f"{field}-{entry_id}"
    assert queries.answers(juror_id) == {}


def test_entry_that_is_not_assessed_cannot_be_answered(app: Flask) -> None:
    edition_id, _entries = make_assessed_edition(1)
    _other, (foreign,) = make_assessed_edition(1)
    juror_id = seat_juror(edition_id)
    with pytest.raises(NotFound):
        declare(juror_id, foreign, "none")


def test_conflict_found_later_ends_the_assignment_at_once(app: Flask) -> None:
    edition_id, (entry_id, other) = make_assessed_edition(2)
    juror_id = seat_juror(edition_id)
    organiser = make_organiser()
    for one in (entry_id, other):
        service.assign(juror_id=juror_id, entry_id=one, actor=organiser)
    assert may_read(juror_id, entry_id)
    assert declare(juror_id, entry_id, "family", "Siostra") == 1
    assert not may_read(juror_id, entry_id)
    assert live_pairs(edition_id) == {(other, juror_id)}
    (ended,) = [one for one in assignments_of(juror_id) if one.ended_at is not None]
    assert ended.end_reason == "conflict"


def test_withdrawn_conflict_does_not_bring_the_assignment_back(app: Flask) -> None:
    edition_id, (entry_id,) = make_assessed_edition(1)
    juror_id = seat_juror(edition_id)
    service.assign(juror_id=juror_id, entry_id=entry_id, actor=make_organiser())
    declare(juror_id, entry_id, "family")
    declare(juror_id, entry_id, "none")
    assert bars(edition_id, juror_id, entry_id) == []
    assert live_pairs(edition_id) == set()


def test_audit_says_which_entries_but_not_what_the_juror_wrote(app: Flask) -> None:
    edition_id, (entry_id,) = make_assessed_edition(1)
    juror_id = seat_juror(edition_id, clears=[])
    declare(juror_id, entry_id, "family", "Siostra jest skarbnikiem")
    event = (
        db.session()
        .scalars(select(AuditEvent).where(AuditEvent.action == "juror.conflicts_declared"))
        .one()
    )
    assert event.details == {"entries": [entry_id], "conflicts": 1}


def entry_of(edition_id: str, organisation_id: str) -> str:
    return make_submitted_entry(edition_id, clerk=make_clerk(organisation_id))


def test_membership_of_the_applicant_bars_without_anybody_saying_so(app: Flask) -> None:
    edition_id = make_edition()
    organisation_id = make_organisation("Związek Gmin")
    entry_id = entry_of(edition_id, organisation_id)
    lead_and_admit(edition_id, entry_id)
    juror_id = seat_juror(edition_id, clears=[entry_id])
    assert bars(edition_id, juror_id, entry_id) == []
    join(juror(juror_id).person_id, organisation_id)
    assert bars(edition_id, juror_id, entry_id) == [("own_jst", "register")]


def test_membership_begun_later_closes_the_entry_and_ends_the_assignment(app: Flask) -> None:
    edition_id = make_edition()
    organisation_id = make_organisation("Związek Gmin")
    entry_id = entry_of(edition_id, organisation_id)
    lead_and_admit(edition_id, entry_id)
    juror_id = seat_juror(edition_id)
    service.assign(juror_id=juror_id, entry_id=entry_id, actor=make_organiser())
    join(juror(juror_id).person_id, organisation_id)
    assert not may_read(juror_id, entry_id)
    assert recusal.recuse_by_register() == 1
    assert live_pairs(edition_id) == set()


def test_partner_in_the_entry_bars_like_the_applicant(app: Flask) -> None:
    edition_id, (entry_id,) = make_assessed_edition(1)
    juror_id = seat_juror(edition_id)
    (partner,) = entry(entry_id).partners
    join(juror(juror_id).person_id, partner.organisation_id)
    assert bars(edition_id, juror_id, entry_id) == [("own_jst", "register")]


def test_own_unit_named_by_the_juror_decides_its_entries(app: Flask) -> None:
    edition_id = make_edition()
    add_unit()
    juror_id = seat_juror(edition_id)
    organisation_id = service.add_own_unit(juror_id=juror_id, terc="106101", actor=acting(juror_id))
    entry_id = entry_of(edition_id, organisation_id)
    lead_and_admit(edition_id, entry_id)
    assert bars(edition_id, juror_id, entry_id) == [("own_jst", "register")]
    assert queries.unanswered(edition_id)[juror_id] == 0
    service.remove_own_organisation(
        juror_id=juror_id, organisation_id=organisation_id, actor=acting(juror_id)
    )
    assert bars(edition_id, juror_id, entry_id) == []


def test_unit_that_is_not_in_the_register_is_refused(app: Flask) -> None:
    juror_id = seat_juror(make_edition())
    with pytest.raises(DomainError) as refused:
        service.add_own_unit(juror_id=juror_id, terc="999999", actor=acting(juror_id))
    assert refused.value.field == "unit"


def test_organiser_enters_a_conflict_with_a_reason_and_lifts_it(app: Flask) -> None:
    edition_id, (entry_id,) = make_assessed_edition(1)
    juror_id = seat_juror(edition_id)
    organiser = make_organiser()
    service.assign(juror_id=juror_id, entry_id=entry_id, actor=organiser)

    def bar(kind: str, note: str) -> int:
        return service.bar_juror(
            juror_id=juror_id, entry_id=entry_id, kind=kind, note=note, actor=organiser
        )

    with pytest.raises(DomainError) as refused:
        bar("adviser", "")
    assert refused.value.field == "note"
    assert bar("adviser", "Umowa z 2025 roku") == 1
    assert bars(edition_id, juror_id, entry_id) == [("adviser", "organiser")]
    bar("none", "")
    assert bars(edition_id, juror_id, entry_id) == []


def lead_and_admit(edition_id: str, *entry_ids: str) -> None:
    lead_to(edition_id, "checking")
    for entry_id in entry_ids:
        admit(entry_id, make_organiser())


def add_unit() -> None:
    with db.transaction() as writer:
        writer.add(
            Unit(
                terc="106101",
                kind="city_with_county_rights",
                name="Łódź",
                voivodeship_terc="10",
                voivodeship_name="łódzkie",
                search_text=" lodz 106101 | miasto",
                sort_key="lodz",
            )
        )
