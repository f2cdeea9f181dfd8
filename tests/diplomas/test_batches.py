"""Batches are made by the worker, can be stopped, and go on where a killed worker left them."""

import io
import zipfile
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask import Flask
from pypdf import PdfReader

from leader_award.diplomas import batches, documents, hooks, rules, service
from leader_award.diplomas.hooks import Recipient
from leader_award.editions.hooks import add
from leader_award.platform import clock, db, storage
from leader_award.platform.audit import Actor
from leader_award.platform.db import new_id
from leader_award.platform.errors import DomainError, NotAllowed
from tests.diplomas.builders import LONG_NAME, attendant, batch, diplomas, text_of
from tests.editions.builders import make_edition

NAMES = [*(f"Uczestniczka Żółć nr {number}" for number in range(1, 12)), LONG_NAME]


@pytest.fixture
def attended() -> Iterator[str]:
    """An edition at whose event twelve people were; the name of a hook that says so."""
    edition_id = make_edition(open_now=False)

    def names(_reader: object, of: str) -> list[Recipient]:
        found = [attendant(of, name, f"registration-{n}") for n, name in enumerate(NAMES)]
        return found if of == edition_id else []

    add(hooks.recipients, names)
    yield edition_id
    hooks.recipients.remove(names)


@pytest.fixture
def edition_id(app: Flask, attended: str) -> str:
    return attended


def make(edition_id: str, actor: Actor, key: str = "") -> str:
    return service.make_batch(
        edition_id=edition_id, kinds=["attendance"], actor=actor, key=key or new_id()
    )


def test_a_batch_gives_one_archive_and_one_file_whose_texts_are_the_data(
    app: Flask, edition_id: str, organiser: Actor
) -> None:
    batch_id = make(edition_id, organiser)
    assert batches.work_off_batches() == 1
    found = batch(batch_id)
    assert (found.state, found.done, found.total) == ("done", 12, 12)
    assert found.archive is not None
    assert found.print is not None
    rows = {documents.file_name(row): row for row in diplomas()}
    assert sorted(row.name for row in rows.values()) == sorted(NAMES)
    with zipfile.ZipFile(io.BytesIO(b"".join(storage.read(found.archive)))) as pack:
        assert sorted(pack.namelist()) == sorted(f"attendance/{name}" for name in rows)
        for name, row in rows.items():
            text = text_of(pack.read(f"attendance/{name}")).replace(" ", "")
            assert row.name.replace(" ", "") in text
            assert rules.shown_code(row.code) in text
    merged = b"".join(storage.read(found.print))
    assert len(PdfReader(io.BytesIO(merged)).pages) == 12
    assert all(rules.shown_code(row.code) in text_of(merged) for row in rows.values())


def test_making_the_batch_again_keeps_codes_and_files(
    app: Flask, edition_id: str, organiser: Actor
) -> None:
    make(edition_id, organiser)
    batches.work_off_batches()
    before = {(row.code, row.file_id) for row in diplomas()}
    again = make(edition_id, organiser)
    batches.work_off_batches()
    assert {(row.code, row.file_id) for row in diplomas()} == before
    assert batch(again).state == "done"


def test_a_form_sent_twice_makes_one_batch(app: Flask, edition_id: str, organiser: Actor) -> None:
    assert make(edition_id, organiser, "same") == make(edition_id, organiser, "same")
    with pytest.raises(NotAllowed):
        make(edition_id, organiser, "another")


def test_a_batch_goes_on_where_a_killed_worker_left_it(
    app: Flask, edition_id: str, organiser: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch_id = make(edition_id, organiser)
    assert batches._claim() == batch_id
    batches._issue(batch_id)
    assert batches._set_some(batch_id)  # and then the worker is killed
    made = {row.code: row.file_id for row in diplomas() if row.file_id}
    assert len(made) == batches.AT_ONCE
    assert batches.work_off_batches() == 0  # as far as anybody knows it is still at it
    with db.transaction() as writer:
        row = db.lock(writer, batches.DiplomaBatch, batch_id)
        row.alive_at = clock.now() - batches.ABANDONED - timedelta(seconds=1)
    assert batches.work_off_batches() == 1
    assert batch(batch_id).state == "done"
    after = {row.code: row.file_id for row in diplomas()}
    assert {code: after[code] for code in made} == made
    assert len(after) == 12


def test_a_stopped_batch_keeps_what_was_made_and_makes_no_more(
    app: Flask, edition_id: str, organiser: Actor
) -> None:
    batch_id = make(edition_id, organiser)
    batches._claim()
    batches._issue(batch_id)
    batches._set_some(batch_id)
    service.stop_batch(batch_id=batch_id, actor=organiser)
    assert not batches._set_some(batch_id)
    batches._finish(batch_id)
    found = batch(batch_id)
    assert (found.state, found.done, found.archive_id) == ("stopped", batches.AT_ONCE, None)
    again = make(edition_id, organiser)
    batches.work_off_batches()
    assert (batch(again).state, batch(again).done) == ("done", 12)


def test_revoked_diplomas_are_left_out(app: Flask, edition_id: str, organiser: Actor) -> None:
    make(edition_id, organiser)
    batches.work_off_batches()
    gone = diplomas()[0]
    service.revoke(diploma_id=gone.id, reason="Pomyłka.", actor=organiser)
    again = make(edition_id, organiser)
    batches.work_off_batches()
    assert (batch(again).done, len(diplomas())) == (11, 12)


def test_an_error_while_setting_leaves_the_batch_failed_and_says_so(
    app: Flask, edition_id: str, organiser: Actor, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_row: object) -> bytes:
        raise RuntimeError("no room")

    batch_id = make(edition_id, organiser)
    monkeypatch.setattr(documents, "pdf_of", broken)
    with pytest.raises(RuntimeError):
        batches.work_off_batches()
    assert batch(batch_id).state == "failed"
    monkeypatch.undo()
    again = make(edition_id, organiser)
    batches.work_off_batches()
    assert batch(again).state == "done"


def test_nobody_due_and_no_kind_chosen_are_refused_beside_the_field(
    app: Flask, edition_id: str, organiser: Actor
) -> None:
    for kinds in ([], ["speaker"], ["nonsense"]):
        with pytest.raises(DomainError) as caught:
            service.make_batch(edition_id=edition_id, kinds=kinds, actor=organiser, key=new_id())
        assert caught.value.field == "kinds"
