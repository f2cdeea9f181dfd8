"""A contest with two applicants and two jurors, and a browser for each."""

from collections.abc import Callable
from dataclasses import dataclass

import pytest
from flask import Flask
from flask.testing import FlaskClient

from leader_award.entries.content import parsed
from leader_award.entries.models import Entry
from tests.entries.builders import entry
from tests.jury.builders import juror
from tests.scoring.builders import Scene, fill_in, make_scoring_edition, open_card, seal

SIGNATURE = "Zenobia Żółkiewska-Próba"
"""The name of the juror whose identity and points nobody may learn."""


@dataclass
class Contest:
    """`owner` applied with `own`, somebody else with `foreign`; `outsider` assesses `own` only."""

    scene: Scene
    own: Entry
    foreign: Entry
    card_id: str
    owner: FlaskClient
    outsider: FlaskClient
    organiser: FlaskClient
    visitor: FlaskClient

    @property
    def foreign_file(self) -> str:
        return str(parsed(self.foreign.submissions[-1])["attachments"][0]["file_id"])


@pytest.fixture
def contest(
    app: Flask,
    signed_in: Callable[[str], FlaskClient],
    make_person: Callable[..., str],
    client: FlaskClient,
) -> Contest:
    scene = make_scoring_edition(entries=2, jurors=2)
    card_id = open_card(scene.assignment(0, 0))
    fill_in(card_id, points=3)
    seal(card_id)
    own, foreign = (entry(entry_id) for entry_id in scene.entry_ids)
    return Contest(
        scene,
        own,
        foreign,
        card_id,
        owner=signed_in(own.created_by_id),
        outsider=signed_in(juror(scene.juror_ids[1]).person_id),
        organiser=signed_in(make_person("Olga Organizator", None, "organiser")),
        visitor=client,
    )
