"""What the announcement of a past edition needs: votes on ties, reasons, pictures for the press."""

import io
from collections.abc import Sequence

import typst

from leader_award.demo import people
from leader_award.editions.models import Edition
from leader_award.platform import db
from leader_award.platform.db import new_id
from leader_award.ranking.service import record_vote
from leader_award.results import press
from leader_award.results import service as results
from leader_award.results.board import board

WHY = "Punkty jurorów w tej edycji to dane demonstracyjne; wynik odpowiada opisowi edycji."
VOTED = "Głosowanie demonstracyjne nad kolejnością zgłoszeń o równych wynikach."
MARKED = "Grafika demonstracyjna – nie jest zdjęciem"


def settle(edition: Edition, best_first: Sequence[str]) -> None:
    """Vote on the ties that divide winners from others, and say why decisions depart.

    The jurors' points are made up, so they need not agree with the results that are known.
    """
    actor = people.acting(people.ORGANISER, "organiser")
    for tie in board(edition).checklist.dividing_ties:
        record_vote(
            edition_id=edition.id,
            order=sorted(tie, key=best_first.index),
            note=VOTED,
            actor=actor,
            key=new_id(),
        )
    db.session().expire_all()
    for row in board(edition).rows:
        if row.owes_reason and row.decision:
            results.decide(
                entry_id=row.entry.id,
                outcome=row.decision.outcome,
                prize_id=row.decision.prize_id,
                reason=row.decision.reason,
                departure=WHY,
                actor=actor,
            )


def add_press_pack(edition: Edition, entry_id: str) -> None:
    """Give the press a text and two drawings that say what they are."""
    actor = people.acting(people.ORGANISER, "organiser")
    press.save_press_text(
        edition_id=edition.id,
        text={
            "pl": "Współpraca samorządów przestaje być wyjątkiem. Nagrodzone partnerstwa pokazują,"
            " że wspólne planowanie i wspólne usługi dają więcej niż działanie w pojedynkę."
            " (Tekst demonstracyjny).",
            "en": "Cooperation of local governments is no longer an exception. The awarded"
            " partnerships show that planning and serving together gives more than acting alone."
            " (Demonstration text.)",
        },
        contact="biuro.prasowe@demo.example",
        version=0,
        actor=actor,
    )
    for shown, title in ((None, "Samorządowy Lider Zarządzania"), (entry_id, "Laureat")):
        press.add_picture(
            edition_id=edition.id,
            entry_id=shown,
            stream=drawing(f"{title} {edition.year}"),
            filename="grafika.png",
            alternative={
                "pl": f"{MARKED}: napis „{title} {edition.year}” na tle łuku z kamieni",
                "en": f"Demonstration drawing, not a photograph: “{title} {edition.year}”",
            },
            credit="Leader Award (grafika demonstracyjna)",
            actor=actor,
            key=new_id(),
        )


def drawing(title: str) -> io.BytesIO:
    """Return a PNG that says in words that it is a demonstration."""
    return io.BytesIO(
        bytes(typst.compile(DRAWING.encode(), format="png", sys_inputs={"title": title}, ppi=144))
    )


DRAWING = f"""
#set page(width: 800pt, height: 450pt, margin: 0pt, fill: rgb("#0a3d49"))
#set text(lang: "pl", fill: white)
#place(center + top, dy: 70pt, circle(radius: 190pt, stroke: 40pt + rgb("#2d6371")))
#place(center + top, dy: 50pt, rect(width: 46pt, height: 40pt, fill: rgb("#d6a21e")))
#place(left + bottom, rect(width: 100%, height: 190pt, fill: rgb("#0a3d49")))
#place(center + bottom, dy: -105pt, text(size: 34pt, sys.inputs.title))
#place(center + bottom, dy: -60pt, text(size: 19pt)[{MARKED}])
"""
