"""A template that would make a wrong diploma is refused."""

import pytest
from flask import Flask

from leader_award.diplomas import service
from leader_award.diplomas.designing import Refused, Text, default
from leader_award.platform.audit import SYSTEM


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"title": {"pl": "{nagroda}"}}, "title_pl"),
        ({"title": {"pl": ""}}, "title_pl"),
        ({"title": {"pl": "x" * 81}}, "title_pl"),
        ({"body": {"pl": "{name} {prize}"}}, "body_pl"),
        ({"body": {"pl": "Bez imienia"}}, "body_pl"),
        ({"body": {"pl": "{name}", "en": "{oops} {name}"}}, "body_en"),
        ({"body": {"pl": "{name} {"}}, "body_pl"),
        ({"place_and_date": {"pl": "x" * 121}}, "place_and_date_pl"),
        ({"signatures": [{"name": "x" * 121, "function": ""}]}, "signature_name_1"),
        ({"orientation": "round"}, "orientation"),
    ],
)
def test_a_template_that_cannot_be_used_is_refused_beside_the_field(
    wordy: Flask, changes: dict[str, object], field: str
) -> None:
    text = Text(**({**default("juror").__dict__} | changes))
    with pytest.raises(Refused) as caught:
        service.save_template(edition_id="x", kind="juror", text=text, actor=SYSTEM)
    assert list(caught.value.faults) == [field]
