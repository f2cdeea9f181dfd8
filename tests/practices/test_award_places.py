"""What the base tells the page of an award: where it is, and where to read more."""

from flask import Flask

from leader_award.practices import queries, views
from tests.practices import builders
from tests.practices.conftest import Entrant


def test_only_published_practices_tell_where_an_award_is_and_lead_to_themselves(
    app: Flask, entrant: Entrant
) -> None:
    own = entrant.person_id, entrant.organisation_id
    shown = builders.whole(builders.published(*own, "Autobusy szkolne"))
    draft = builders.whole(builders.drafted(*own, "Wspólna oczyszczalnia"))
    ids = [shown.entry_id, draft.entry_id]
    terc = shown.unit_terc
    assert terc is not None
    assert queries.units_of_entries(ids) == {ids[0]: terc}
    with app.test_request_context("/"):
        link = views._award_link(ids[0])
        assert link is not None
        assert link.text == "Autobusy szkolne"
        assert views._award_link(ids[1]) is None
