"""Bugs by which systems of this kind showed people what was not theirs.

The numbers and sources are those of the catalogue of peers' bugs; each test plants its bug.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, request
from flask.testing import FlaskClient

import leader_award
from leader_award.accounts.models import Person
from leader_award.editions import queries as edition_queries
from leader_award.entries import queries as entry_queries
from leader_award.jury import policy as jury_policy
from leader_award.jury import queries as jury_queries
from leader_award.platform import db
from tests.editions.builders import add_round
from tests.entries.builders import entry, make_submitted_entry
from tests.jury.builders import join, juror
from tests.peer_bugs.conftest import Contest
from tests.peer_bugs.planting import added, allowed, sees
from tests.scoring.builders import hold_round, open_card

pytestmark = pytest.mark.peerbug

SOURCE = Path(leader_award.__file__).parent


def parameters() -> set[str]:
    """Every name that a view reads from the query."""
    pattern = re.compile(r"args\.get(?:list)?\(\s*\"([^\"]+)\"|args\[\"([^\"]+)\"\]")
    return {
        name
        for path in SOURCE.rglob("*.py")
        for match in pattern.findall(path.read_text(encoding="utf-8"))
        for name in match
        if name
    }


def test_01_no_parameter_of_a_list_adds_what_the_list_does_not_show(
    app: Flask, contest: Contest
) -> None:
    """OpenReview, 27 November 2025: a filter of the profile search gave hidden identities."""
    hidden = (contest.foreign.id, contest.foreign.title)
    values = ("1", "all", contest.foreign.id, contest.foreign.applicant_id, contest.own.edition_id)
    names = sorted(parameters())
    assert {"q", "runda"} <= set(names)

    def check() -> None:
        for path in ("/zgloszenia", "/start", "/dobre-praktyki", "/api/v1/practices"):
            for value in values:
                query = dict.fromkeys(names, value)
                page = contest.owner.get(path, query_string=query, follow_redirects=True).text
                page = page.replace(value, "") if value in hidden else page
                assert not any(one in page for one in hidden), (path, value)

    real = entry_queries.entries_of_organisations

    def widened(ids: Any) -> Any:
        return real([*ids, *request.args.values()])

    sees(check, lambda patch: patch.setattr(entry_queries, "entries_of_organisations", widened))


def test_02_juror_who_joins_an_applicant_gains_nothing_from_holding_two_roles(
    app: Flask, contest: Contest
) -> None:
    """HotCRP GHSA-v8jx-vq6p-jq52: reviewers gained authors' access."""
    person_id = juror(contest.scene.juror_ids[1]).person_id
    join(person_id, contest.own.applicant_id)

    def check() -> None:
        answer = contest.outsider.post(f"/jury/przydzialy/{contest.scene.assignment(0, 1)}/karta")
        assert answer.status_code == 404
        assert contest.outsider.get(f"/jury/karty/{contest.card_id}").status_code == 404

    def plant(patch: pytest.MonkeyPatch) -> None:
        patch.setattr(jury_queries, "register_bars", lambda *_: False)

    sees(check, plant)


def test_05_no_file_of_another_applicant_is_given_by_any_address(
    app: Flask, contest: Contest
) -> None:
    """HotCRP CVE-2026-23878: any author could download any document."""
    own, foreign, file_id = contest.own.id, contest.foreign.id, contest.foreign_file
    addresses = (
        f"/zgloszenia/{foreign}/pliki/{file_id}",
        f"/zgloszenia/{own}/pliki/{file_id}",
        f"/zgloszenia/{foreign}/wersje/1.pdf",
        f"/zgloszenia/{foreign}/wersje/1.json",
        f"/jury/karty/{contest.card_id}/pliki/{file_id}",
    )

    def check() -> None:
        for address in addresses:
            assert contest.owner.get(address).status_code == 404, address

    sees(check, allowed("entry.view"))


def test_10_name_hidden_in_one_round_is_hidden_in_every_other(app: Flask, contest: Contest) -> None:
    """OJS pkp-lib #10090, #11374: blinding broke in discussions, then in a later round."""
    with db.transaction() as writer:
        person_id = juror(contest.scene.juror_ids[0]).person_id
        writer.get_one(Person, person_id).name = "Zenobia Próba"
    later = add_round(contest.scene.edition_id)
    first = edition_queries.rounds(contest.scene.edition_id)[0].id

    def check() -> None:
        for path in (f"/zgloszenia/{contest.own.id}", f"/zgloszenia/{contest.own.id}/wynik"):
            for round_id in (first, later):
                page = contest.owner.get(path, query_string={"runda": round_id})
                assert "Zenobia" not in page.text

    sees(check, added(app, "entries.overview", lambda: "Zenobia Próba"))
    given = hold_round(contest.scene, later)
    card_id = open_card(given[contest.own.id, contest.scene.juror_ids[0]])

    def check_later_card() -> None:
        assert contest.outsider.get(f"/jury/karty/{card_id}").status_code == 404

    sees(check_later_card, allowed("card.see"))


def test_15_mails_and_log_of_one_edition_do_not_show_in_another(
    app: Flask, contest: Contest
) -> None:
    """pretalx 1.0: organisers saw mails of other events; here, applicants of others' entries."""
    other_id = entry(make_submitted_entry(title="Z innej edycji")).edition_id
    real = entry_queries.search

    def check() -> None:
        edition_id = contest.scene.edition_id
        page = contest.organiser.get(f"/organizator/edycje/{edition_id}/zgloszenia")
        assert page.status_code == 200
        assert "Z innej edycji" not in page.text

    def of_all(edition_id: str, **given: Any) -> list[Any]:
        return [*real(edition_id, **given), *real(other_id, **given)]

    sees(check, lambda patch: patch.setattr(entry_queries, "search", of_all))


def test_16_walking_through_ids_finds_nobody(app: Flask, contest: Contest) -> None:
    """Indico CVE-2025-59034, -53640: profiles were read by counting ids up."""
    people = [juror(juror_id).person_id for juror_id in contest.scene.juror_ids] + [
        contest.foreign.created_by_id
    ]

    def check() -> None:
        for number in (*range(1, 30), *people):
            for client in (contest.owner, contest.outsider):
                answer = client.get(f"/administrator/osoby/{number}")
                assert answer.status_code in (403, 404)

    sees(check, allowed("person.administer"))


def test_22_view_and_rule_agree_on_what_a_juror_reads(app: Flask, contest: Contest) -> None:
    """Hypha 2dcbcfecd: the page honoured reviewers' limits, the permission behind it did not."""
    card_id = contest.card_id

    def check() -> None:
        for ending in (
            "",
            f"/pliki/{contest.foreign_file}",
            f"/pliki/{contest.foreign_file}/strony",
        ):
            assert contest.outsider.get(f"/jury/karty/{card_id}{ending}").status_code == 404

    sees(check, allowed("card.see"))


def test_23_rule_that_says_yes_to_everybody_is_noticed(app: Flask, contest: Contest) -> None:
    """Hypha 603e7f49b: whether comments were visible was always true."""

    def check() -> None:
        assert (
            contest.outsider.post(
                f"/jury/przydzialy/{contest.scene.assignment(0, 0)}/karta"
            ).status_code
            == 404
        )
        assert contest.visitor.get(f"/organizator/oceny/{contest.card_id}").status_code == 302
        assert contest.owner.get(f"/organizator/oceny/{contest.card_id}").status_code == 404

    def plant(patch: pytest.MonkeyPatch) -> None:
        patch.setattr(jury_policy, "may_read", lambda _assignment: True)
        allowed("card.review", "assignment.open")(patch)

    sees(check, plant)


def test_24_address_of_an_export_is_no_right_to_it(
    app: Flask, contest: Contest, signed_in: Callable[[str], FlaskClient]
) -> None:
    """pretix CVE-2026-9712: whoever had the id of an export could fetch it."""
    edition_id = contest.scene.edition_id

    def check() -> None:
        for ending in ("ranking.csv", "ranking.xlsx", "protokol.json", "zapieczetowane-oceny.json"):
            path = f"/organizator/edycje/{edition_id}/{ending}"
            assert contest.owner.get(path).status_code in (403, 404)
            assert contest.visitor.get(path).status_code == 302
        assert contest.organiser.get(f"/organizator/edycje/{edition_id}/ranking.csv").data

    sees(check, allowed("ranking.see"))
