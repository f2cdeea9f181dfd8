"""What the announcement of a past edition needs: votes on ties, reasons, pictures for the press."""

import io
from collections.abc import Sequence

from PIL import Image, ImageDraw, ImageFont

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
    image = Image.new("RGB", (1600, 900), "#0a3d49")
    draw = ImageDraw.Draw(image)
    draw.arc((350, 180, 1250, 1080), 180, 360, fill="#2d6371", width=90)
    draw.arc((350, 180, 1250, 1080), 262, 278, fill="#d6a21e", width=90)
    for words, y, size in ((title, 560, 72), (MARKED, 680, 40)):
        draw.text(
            (800, y), words, anchor="mm", fill="white", font=ImageFont.load_default(size=size)
        )
    packed = io.BytesIO()
    image.save(packed, "PNG")
    packed.seek(0)
    return packed
