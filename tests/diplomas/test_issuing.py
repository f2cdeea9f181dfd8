"""Who gets a diploma, from when, and what becomes of it."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from leader_award.diplomas import hooks, recipients, rules, service
from leader_award.diplomas.designing import Text, default
from leader_award.diplomas.hooks import Recipient
from leader_award.platform import clock, db
from leader_award.platform.audit import Actor
from leader_award.platform.errors import Conflict, DomainError, NotAllowed
from leader_award.platform.outbox import OutgoingMail
from tests.diplomas.builders import attendant, decided_edition, diplomas

MILLISECOND = timedelta(milliseconds=1)


def due(edition_id: str, *kinds: str) -> list[Recipient]:
    db.session().rollback()
    return recipients.due(db.session(), edition_id, kinds or rules.KINDS)


def test_entries_and_jurors_are_due_diplomas_of_their_kinds(app: Flask, organiser: Actor) -> None:
    edition_id, entries = decided_edition(organiser)
    found = [(one.kind, one.subject) for one in due(edition_id)]
    assert found[:2] == [("laureate", entries[0]), ("distinction", entries[1])]
    assert found[2:5] == [("participant", entry_id) for entry_id in entries]
    assert [one.name for one in due(edition_id, "juror")] == ["Łucja Śliwińska-Brzęczyszczykiewicz"]


def test_no_diploma_exists_before_the_instant_of_the_announcement(
    app: Flask, organiser: Actor, frozen: Callable[[datetime], None]
) -> None:
    instant = clock.now() + timedelta(days=1)
    edition_id, _entries = decided_edition(organiser, at=instant)
    firsts = {kind: due(edition_id, kind)[0] for kind in rules.AWAITING}
    frozen(instant - MILLISECOND)
    for kind, one in firsts.items():
        with pytest.raises(NotAllowed):
            service.issue(recipient=one, actor=organiser)
        with pytest.raises(NotAllowed):
            service.make_batch(edition_id=edition_id, kinds=[kind], actor=organiser, key="k")
    assert diplomas() == []
    frozen(instant + MILLISECOND)
    for kind, one in firsts.items():
        service.issue(recipient=one, actor=organiser)
        assert len(diplomas(kind)) == 1


def test_issuing_again_keeps_the_code_and_brings_the_text_up_to_date(
    app: Flask, organiser: Actor
) -> None:
    edition_id, _entries = decided_edition(organiser)
    one = due(edition_id, "laureate")[0]
    first = service.issue(recipient=one, actor=organiser)
    code = diplomas()[0].code
    changed = Text({"pl": "Dyplom"}, {"pl": "{name}"}, {"pl": ""}, [], "landscape")
    service.save_template(edition_id=edition_id, kind="laureate", text=changed, actor=organiser)
    assert service.issue(recipient=one, actor=organiser) == first
    row = diplomas()[0]
    assert (row.code, row.content["title"]) == (code, "Dyplom")
    assert row.content["orientation"] == "landscape"


def test_a_revoked_diploma_comes_back_only_anew_with_another_code(
    app: Flask, organiser: Actor
) -> None:
    one = attendant(None)
    first = service.issue(recipient=one, actor=organiser)
    with pytest.raises(DomainError) as caught:
        service.revoke(diploma_id=first, reason=" ", actor=organiser)
    assert caught.value.field == "reason"
    service.revoke(diploma_id=first, reason="Błąd w nazwisku.", actor=organiser)
    with pytest.raises(NotAllowed):
        service.issue(recipient=one, actor=organiser)
    second = service.issue_or_renew(recipient=one, actor=organiser)
    assert second != first
    assert service.issue_or_renew(recipient=one, actor=organiser) == second
    codes = {row.code for row in diplomas()}
    assert len(codes) == 2
    assert [row.id for row in diplomas() if row.revoked_at is None] == [second]


def test_later_features_name_those_who_attended(app: Flask, organiser: Actor) -> None:
    edition_id, _entries = decided_edition(organiser)

    def attended(_reader: object, of: str) -> list[Recipient]:
        return [attendant(of, "Żaneta Ćwik", "registration-1")]

    hooks.recipients.append(attended)
    try:
        found = due(edition_id, "attendance")
    finally:
        hooks.recipients.remove(attended)
    assert [one.name for one in found if one.subject == "registration-1"] == ["Żaneta Ćwik"]


def test_a_certificate_of_an_event_outside_the_editions_is_issued(
    app: Flask, organiser: Actor
) -> None:
    diploma_id = service.issue(recipient=attendant(None), actor=organiser)
    name, pdf = service.certificate_pdf(diploma_id)
    assert name.startswith("dyplom-Żaneta Ćwik-")
    assert pdf.startswith(b"%PDF")


def test_a_template_changed_by_somebody_else_meanwhile_is_not_overwritten(
    app: Flask, organiser: Actor
) -> None:
    edition_id, _entries = decided_edition(organiser)
    service.save_template(
        edition_id=edition_id, kind="juror", text=default("juror"), actor=organiser
    )
    with pytest.raises(Conflict):
        service.save_template(
            edition_id=edition_id, kind="juror", text=default("juror"), actor=organiser
        )


def test_each_recipient_is_written_to_once(app: Flask, organiser: Actor) -> None:
    edition_id, _entries = decided_edition(organiser)
    everybody = due(edition_id)
    with db.transaction() as writer:
        service.issue_all(writer, everybody, actor=organiser)
    sent = service.send(edition_id=edition_id, recipients=everybody, actor=organiser)
    assert sent == sum(len(one.to) for one in everybody) > 0
    assert service.send(edition_id=edition_id, recipients=everybody, actor=organiser) == 0
    template = "diplomas/mail/issued.txt"
    query = select(OutgoingMail.body).where(OutgoingMail.template == template)
    bodies = list(db.session().scalars(query))
    assert len(bodies) == sent
    assert all("http://localhost/dyplom/" in body for body in bodies)
