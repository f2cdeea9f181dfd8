"""The protocol as a PDF for signing, set by typst from data alone."""

import functools
import json
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import typst
from flask_babel import get_locale
from flask_babel import gettext as _

from leader_award.editions import queries as edition_queries
from leader_award.editions.models import Edition, Round
from leader_award.editions.wording import CARD_MEANS
from leader_award.platform.audit import AuditHead
from leader_award.platform.db import session
from leader_award.platform.i18n import moment, translate
from leader_award.ranking import protocol, queries, wording
from leader_award.ranking.calibrated import calibrated_view
from leader_award.ranking.coded import CodedWork, coded_work
from leader_award.ranking.protocol_input import protocol_input
from leader_award.ranking.protocol_jury import jury_sections, signatures
from leader_award.ranking.protocol_parts import Section, later_sections, section, table
from leader_award.ranking.tables import EditionRanking, Table

TEMPLATE = Path(__file__).parent / "protocol.typ"


def protocol_pdf(edition: Edition) -> bytes:
    """Return the protocol of the edition as a tagged PDF (PDF/UA-1) in the current language."""
    pdf = _compiler().compile(
        sys_inputs={"data": json.dumps(_laid_out(edition), ensure_ascii=False)},
        format="pdf",
        pdf_standards="ua-1",
        timestamp=int(edition.scoring_until.timestamp()),
    )
    if not isinstance(pdf, bytes):
        raise TypeError("typst gave no single document")
    return pdf


@functools.cache
def _compiler() -> Any:
    """Return the compiler; its fonts are those inside the wheel, so every server sets alike."""
    return typst.Compiler(str(TEMPLATE), root=str(TEMPLATE.parent), ignore_system_fonts=True)


def _laid_out(edition: Edition) -> dict[str, Any]:
    locale = get_locale()
    work = coded_work(edition.id)
    rounds = edition_queries.rounds(edition.id)
    ranking = queries.edition_ranking(edition.id)
    digest = protocol.digest(protocol.make_protocol(protocol_input(edition, work)))
    return {
        "language": locale.language if locale else "pl",
        "caption": _("Local Government Management Leader"),
        "title": _("Protocol of the jury"),
        "facts": _facts(edition, rounds, ranking),
        "sections": [
            *jury_sections(edition, work),
            *_of_rounds(rounds),
            *_rankings(edition, ranking),
            _ties(edition, ranking),
            *(part for hook in later_sections for part in hook(edition)),
            _certainty(edition, work),
            _file(digest),
            _audit(),
        ],
        "signatures": signatures(work),
        "footer": f"SHA-256 {digest}",
        "page": _("page"),
    }


def _facts(edition: Edition, rounds: Sequence[Round], ranking: EditionRanking) -> list[list[str]]:
    lines = ranking.overall.lines
    complete = sum(line.cards >= line.expected for line in lines)
    facts = (
        (_("Edition"), translate(edition.name)),
        (_("Scoring closed"), moment(edition.scoring_until)),
        (_("Entries assessed"), len(lines)),
        (_("Sealed cards"), sum(line.cards for line in lines)),
        (
            _("Entries with all cards"),
            _("%(value)s of %(max)s", value=complete, max=len(lines)),
        ),
        (_("Criteria and weights"), "; ".join(_criteria(rounds))),
    )
    return [[str(label), str(value)] for label, value in facts]


def _criteria(rounds: Sequence[Round]) -> Iterator[str]:
    """Yield each criterion with its weight, after the name of its round where there are several."""
    for one in rounds:
        prefix = f"{translate(one.name)}: " if len(rounds) > 1 else ""
        for line in one.rubric.criteria:
            yield (f"{prefix}{translate(line.name)} ({_('weight %(weight)s', weight=line.weight)})")
            prefix = ""


def _of_rounds(rounds: Sequence[Round]) -> Iterator[Section]:
    """Yield the ranking of each round where there are several."""
    if len(rounds) < 2:
        return
    for one in rounds:
        found = queries.edition_ranking(one.edition_id, round_id=one.id)
        yield section(
            _("Round “%(name)s”", name=translate(one.name)),
            _("Share in the final score: %(share)s %%.", share=one.share),
            table=_ranking_table(found.overall),
            items=[wording.tie(equal) for equal in found.overall.equal],
        )


def _rankings(edition: Edition, ranking: EditionRanking) -> list[Section]:
    rule = _(
        "A card's score is 100 × Σ (weight × points ÷ maximum) ÷ Σ weights; an entry's score is"
        " %(mean)s.",
        mean=CARD_MEANS[edition.card_mean],
    )
    overall = section(_("Ranking"), rule, table=_ranking_table(ranking.overall))
    if len(ranking.by_category) < 2:
        return [overall]
    return [
        overall,
        *(
            section(
                _("Ranking in the category “%(name)s”", name=translate(each.name)),
                table=_ranking_table(each),
            )
            for each in ranking.by_category
        ),
    ]


def _ranking_table(found: Table) -> Mapping[str, Any]:
    return table(
        {
            _("Place"): "auto",
            _("Entry"): "1fr",
            _("Applicant"): "1fr",
            _("Score in percent"): "auto",
            _("Cards"): "auto",
        },
        [
            [
                str(line.place or "–"),
                f"{line.reference} {line.title}",
                line.applicant,
                wording.number(None if line.score is None else float(line.score), 2),
                _("%(value)s of %(max)s", value=line.cards, max=line.expected),
            ]
            for line in found.lines
        ],
        _("No entry was assessed."),
    )


def _ties(edition: Edition, ranking: EditionRanking) -> Section:
    items = [
        (f"{translate(each.name)}: " if each.name else "") + wording.tie(equal)
        for each in (ranking.overall, *ranking.by_category)
        for equal in each.equal
        if not each.name or len(ranking.by_category) > 1
    ]
    votes = [
        _(
            "Vote recorded %(moment)s. %(note)s",
            moment=moment(vote.recorded_at),
            note=vote.note or _("Without a note."),
        )
        for vote in reversed(queries.votes(edition.id))
    ]
    text = () if items else (_("No two entries have equal scores."),)
    return section(_("Equal scores and votes"), *text, items=[*items, *votes])


def _certainty(edition: Edition, work: CodedWork) -> Section:
    view = calibrated_view(work, work.coded_votes(queries.votes(edition.id)))
    if view is None:
        return section(_("How sure the places are"), _("No card has been sealed."))
    return section(
        _("How sure the places are"),
        wording.plain_words(view),
        _("This decides nothing: places and awards follow the regulations."),
        items=wording.limits(view),
    )


def _file(digest: str) -> Section:
    return section(
        _("The file that belongs to this protocol"),
        _(
            "All inputs and results are in the file protokol.json with the SHA-256 %(digest)s, in"
            " which jurors go by codes. The command “leader-award reproduce” of version %(version)s"
            " counts it again.",
            digest=digest,
            version=protocol.software_version(),
        ),
    )


def _audit() -> Section:
    """Return where the chain of events stood when the document was made."""
    head = session().get(AuditHead, 1)
    return section(
        _("Record of events"),
        _(
            "When this document was made the record of events ended with event %(number)s, whose"
            " SHA-256 is %(digest)s. Every event before it is fixed by this number.",
            number=head.sequence,
            digest=head.digest,
        )
        if head
        else _("The record of events is empty."),
    )
