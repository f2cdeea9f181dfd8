from flask import Flask
from flask.testing import FlaskClient

from leader_award.platform import audit, commitments, db
from leader_award.platform.audit import Actor
from leader_award.results import protocol_part
from leader_award.scoring import sealing
from tests.editions.builders import reloaded
from tests.results.builders import announce, decide_all, edition_to_decide


def test_published_results_carry_the_head_of_the_record_and_the_digest_of_all_seals(
    app: Flask, organiser: Actor, client: FlaskClient
) -> None:
    edition_id, entries = edition_to_decide(organiser)
    decide_all(entries, organiser)
    announce(edition_id)
    slug = reloaded(edition_id).slug
    data = client.get(f"/edycje/{slug}/laureaci.json").json
    assert data is not None
    sequence, digest = data["audit_head"].split(":")
    assert audit.verify(db.session(), {int(sequence): digest}).fault is None
    assert audit.verify(db.session(), {int(sequence): "0" * 64}).fault is not None
    assert data["sealed_scores"] == commitments.root_of(sealing.digests(edition_id))
    page = client.get(f"/edycje/{slug}/laureaci").text
    assert data["audit_head"] in page
    assert data["sealed_scores"] in page


def test_head_stays_the_one_of_the_approval(
    app: Flask, organiser: Actor, client: FlaskClient
) -> None:
    edition_id, entries = edition_to_decide(organiser)
    decide_all(entries, organiser)
    announce(edition_id)
    address = f"/edycje/{reloaded(edition_id).slug}/laureaci.json"
    before = client.get(address).json
    edition_to_decide(organiser)
    assert client.get(address).json == before


def test_protocol_names_both(app: Flask, organiser: Actor) -> None:
    edition_id, entries = edition_to_decide(organiser)
    decide_all(entries, organiser)
    root = commitments.root_of(sealing.digests(edition_id))
    assert root in str(protocol_part.protocol_sections(reloaded(edition_id))[-1])
    announce(edition_id)
    assert len(protocol_part.protocol_sections(reloaded(edition_id))[-1]["items"]) == 2
