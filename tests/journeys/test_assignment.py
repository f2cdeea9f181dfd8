"""An organiser assigns a jury in a browser: proposes, changes by hand, repairs, applies."""

import re
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from leader_award.accounts.service import create_person
from leader_award.platform import db
from tests.journeys.conftest import Site, Visitor
from tests.jury.builders import (
    expertise,
    juror,
    live_pairs,
    make_assessed_edition,
    make_organiser,
    seat_juror,
)

pytestmark = pytest.mark.browser

PASSWORD = "siedem zielonych krzesel"
ENTRIES, EACH = 4, 2


@dataclass
class Jury:
    """An edition with four entries, two places on each, and four jurors who can take three."""

    site: Site
    edition_id: str
    jurors: list[str]

    @property
    def board(self) -> str:
        return f"/organizator/edycje/{self.edition_id}"

    def live(self) -> set[tuple[str, str]]:
        with self.site.app.app_context():
            return live_pairs(self.edition_id)


@pytest.fixture
def jury(site: Site) -> Jury:
    with site.app.app_context():
        edition_id, _entries = make_assessed_edition(
            ENTRIES, make_organiser(), jurors_per_entry=EACH
        )
        people = {"Ewa Ach": (3, 1), "Jan Boh": (2, 2), "Iza Cyc": (1, 3), "Ola Dyl": (2, 1)}
        jurors = [
            seat_juror(edition_id, name, capacity=3, expertise=expertise(edition_id, *levels))
            for name, levels in people.items()
        ]
        with db.transaction() as writer:
            create_person(
                writer,
                email="olga@example.org",
                name="Olga Organizator",
                password=PASSWORD,
                roles=("organiser",),
            )
        return Jury(site, edition_id, jurors)


def test_assignment_is_proposed_changed_repaired_and_applied(
    jury: Jury, visitor: Callable[[], Visitor]
) -> None:
    olga = visitor()
    olga.go("/logowanie")
    olga.fill("Adres e-mail", "olga@example.org")
    olga.fill("Hasło", PASSWORD)
    olga.press("Zaloguj się")
    olga.page.wait_for_url("**/start")

    propose(olga, jury)
    change_by_hand(olga, jury)
    make_impossible(olga, jury)
    repair_and_apply(olga, jury)
    recuse(olga, jury)
    repair_the_recusal(olga, jury)
    swap_today(olga, jury)
    assert olga.complaints == []


def propose(olga: Visitor, jury: Jury) -> None:
    olga.go(f"{jury.board}/przydzial")
    olga.look("assignment-empty")
    olga.press("Zaproponuj przydział")
    olga.reads("Proponowany przydział")
    olga.look("assignment-proposal")
    assert jury.live() == set()


def change_by_hand(olga: Visitor, jury: Jury) -> None:
    """Look why, look what a swap costs, make it, look at the marks, take it back."""
    proposal = olga.page.url
    olga.follow("Rozwiązanie numer 1")
    olga.look("assignment-proposed-entry")
    olga.follow("Dlaczego i kto inny")
    olga.reads("Pod względem dopasowania miejsce")
    olga.look("assignment-why")
    olga.follow("Zobacz tę zamianę")
    olga.reads("Co da ta zmiana?")
    olga.look("assignment-move")
    olga.press("Zmień propozycję")
    olga.go(proposal)
    olga.reads("Zmienione ręcznie")
    olga.look("assignment-edited")
    olga.press("Cofnij wszystkie zmiany ręczne")
    assert "Zmienione ręcznie" not in olga.page.inner_text("main")
    assert jury.live() == set()


def make_impossible(olga: Visitor, jury: Jury) -> None:
    """Eight places, and room for seven."""
    for juror_id, capacity in zip(jury.jurors, (2, 2, 2, 1), strict=True):
        olga.go(f"/organizator/jurorzy/{juror_id}")
        olga.fill("Limit", str(capacity))
        olga.press("Zapisz")
    olga.go(f"{jury.board}/przydzial")
    olga.press("Zaproponuj przydział")
    olga.reads("4 zgłoszenia potrzebują łącznie 8 ocen")
    olga.reads("Koszt: 25 punktów")
    olga.look("assignment-impossible")


def repair_and_apply(olga: Visitor, jury: Jury) -> None:
    olga.press("Zmień i zaproponuj ponownie")
    olga.reads("Proponowany przydział")
    olga.press("Zastosuj propozycję")
    olga.reads(f"Przydziały dodane: {ENTRIES * EACH}")
    olga.look("assignment-applied")
    assert len(jury.live()) == ENTRIES * EACH


def recuse(olga: Visitor, jury: Jury) -> None:
    """The organiser learns of a conflict; the assignment ends at once."""
    entry_id, juror_id = sorted(jury.live())[0]
    olga.go(f"/organizator/jurorzy/{juror_id}")
    olga.page.locator("details summary").last.click()
    olga.page.locator("[name=entry_id]").select_option(entry_id)
    olga.page.locator("[name=kind]").select_option("adviser")
    olga.page.locator("[name=note]").fill("Umowa z 2025 roku")
    olga.press("Wpisz konflikt")
    olga.reads("1 przydział")
    assert (entry_id, juror_id) not in jury.live()


def repair_the_recusal(olga: Visitor, jury: Jury) -> None:
    for juror_id in jury.jurors:  # room for one more, or others would have to move
        with jury.site.app.app_context():
            one = juror(juror_id)
        olga.go(f"/organizator/jurorzy/{one.id}")
        olga.fill("Limit", "4")
        olga.press("Zapisz")
    before = jury.live()
    olga.go(f"{jury.board}/przydzial")
    olga.reads("Po wyłączeniu tym zgłoszeniom brakuje jurora")
    olga.look("assignment-recused")
    olga.press("Pokaż najmniejszą naprawę")
    olga.reads("Wszystkie inne pary zostają tam, gdzie są")
    olga.look("assignment-repair")
    olga.press("Zastosuj propozycję")
    olga.reads("Przydziały dodane: 1, zakończone: 0")
    assert before < jury.live()
    assert len(jury.live()) == ENTRIES * EACH


def swap_today(olga: Visitor, jury: Jury) -> None:
    """The same move on the assignment that is in force."""
    before = jury.live()
    olga.go(f"{jury.board}/przydzial?widok=macierz")
    olga.look("assignment-matrix")
    olga.page.locator("tbody td a").filter(has_text=re.compile("przydzielone")).first.click()
    olga.follow("Zobacz tę zamianę")
    olga.look("assignment-swap-today")
    olga.press("Zmień przydział")
    olga.reads("Przydział został zmieniony")
    assert jury.live() != before
    assert len(jury.live()) == ENTRIES * EACH
