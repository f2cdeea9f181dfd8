"""The press pack as words to quote and as data."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from flask import render_template, url_for
from flask_babel import force_locale

from leader_award.platform.outbox import link
from leader_award.results.models import PressPicture
from leader_award.results.press_queries import PressPack
from leader_award.results.queries import Award


@dataclass(frozen=True)
class Quote:
    """What may be quoted in one language: the organiser's words, and who was awarded."""

    language: str
    words: str
    facts: str

    @property
    def text(self) -> str:
        """All of it as plain text."""
        return "\n\n".join(part for part in (self.words, self.facts) if part)


def quote(pack: PressPack, language: str) -> Quote:
    """Return what may be quoted in a language; whatever nobody translated is left out."""
    with force_locale(language):
        facts = render_template("results/press_quote.txt", results=pack.results)
    words = pack.text.text.get(language, "") if pack.text else ""
    return Quote(language, words, facts.strip())


def pack_json(pack: PressPack) -> dict[str, Any]:
    """Return the press pack as data ready for JSON; instants in UTC, addresses whole."""
    results = pack.results
    edition = results.edition
    return {
        "edition": {
            "slug": edition.slug,
            "year": edition.year,
            "number": edition.number,
            "name": edition.name,
            "theme": edition.theme,
            "note": edition.note,
            "url": link(url_for("editions.edition_page", slug=edition.slug)),
        },
        "announced_at": results.announced_at.isoformat() if results.announced_at else None,
        "urls": {
            "page": link(url_for("results.press_page", slug=edition.slug)),
            "results": link(url_for("results.laureates", slug=edition.slug)),
            "results_json": link(url_for("results.laureates_json", slug=edition.slug)),
        },
        "text": {language: quote(pack, language).text for language in ("pl", "en")},
        "contact": pack.text.contact if pack.text else "",
        "laureates": _awards(pack, results.laureates),
        "distinctions": _awards(pack, results.distinctions),
        "finalists": _awards(pack, results.finalists),
        "pictures": [_picture(pack, one) for one in pack.pictures],
    }


def award_json(award: Award) -> dict[str, Any]:
    """Return an award as data ready for JSON."""
    applicant, *partners = award.organisations
    return {
        "reference": award.reference,
        "outcome": award.outcome,
        "title": award.title,
        "partnership": award.partnership,
        "applicant": applicant,
        "partners": partners,
        "category": award.category,
        "prize": award.prize,
        "justification": award.reason,
    }


def _awards(pack: PressPack, awards: Iterable[Award]) -> list[dict[str, Any]]:
    return [
        award_json(award) | {"pictures": [picture.id for picture in pack.pictures_of(award)]}
        for award in awards
    ]


def _picture(pack: PressPack, picture: PressPicture) -> dict[str, Any]:
    award = pack.award_of(picture)
    return {
        "id": picture.id,
        "award": award.reference if award else None,
        "alternative": picture.alternative,
        "credit": picture.credit,
        "files": [
            {
                "width": each.width,
                "height": each.height,
                "media_type": each.file.media_type,
                "bytes": each.file.size,
                "sha256": each.file.sha256,
                "url": link(
                    url_for(
                        "results.press_file",
                        slug=pack.results.edition.slug,
                        picture_id=picture.id,
                        width=each.width,
                    )
                ),
            }
            for each in picture.renditions
        ],
    }
