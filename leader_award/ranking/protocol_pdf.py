"""The protocol as a PDF for signing, set by typst from data alone."""

import functools
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import typst
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from leader_award.editions.models import Edition
from leader_award.jury import queries as jury_queries
from leader_award.jury.models import Juror
from leader_award.jury.wording import CONFLICTS_SHORT
from leader_award.platform.i18n import moment, translate
from leader_award.ranking import protocol, queries, wording
from leader_award.ranking.calibrated import calibrated_view
from leader_award.ranking.coded import CodedWork, coded_work
from leader_award.ranking.protocol_input import protocol_input
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
    ranking = queries.edition_ranking(edition.id)
    digest = protocol.digest(protocol.make_protocol(protocol_input(edition, work)))
    return {
        "language": locale.language if locale else "pl",
        "caption": _("Local Government Management Leader"),
        "title": _("Protocol of the assessment and the ranking"),
        "facts": _facts(edition, work, ranking),
        "sections": [
            _jury(work),
            _recusals(edition, work),
            *_rankings(ranking),
            _ties(edition, ranking),
            _certainty(edition, work),
            _file(digest),
        ],
        "signatures": _signatures(work),
        "footer": f"SHA-256 {digest}",
        "page": _("page"),
    }


def _facts(edition: Edition, work: CodedWork, ranking: EditionRanking) -> list[list[str]]:
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
        (
            _("Criteria and weights"),
            "; ".join(
                f"{translate(line.name)} ({_('weight %(weight)s', weight=line.weight)})"
                for line in work.rubric.values()
            ),
        ),
    )
    return [[str(label), str(value)] for label, value in facts]


def _section(
    heading: str,
    *text: str,
    table: Mapping[str, Any] | None = None,
    items: Sequence[str] = (),
) -> dict[str, Any]:
    return {"heading": heading, "text": text, "table": table, "items": items}


def _serving(work: CodedWork) -> list[Juror]:
    """Return the jurors who signed the declaration and stayed, by surname."""
    found = [one for one in work.jurors.values() if one.declared_at and one.left_at is None]
    return sorted(found, key=lambda juror: jury_queries.surname_key(juror.person.name))


def _jury(work: CodedWork) -> dict[str, Any]:
    code_of = {juror.id: code for code, juror in work.jurors.items()}
    cards = {(score.entry, score.juror) for score in work.scores}
    serving = _serving(work)
    scoring = {juror for _entry, juror in cards}
    rows = [
        [
            juror.person.name,
            moment(juror.declared_at) if juror.declared_at else "–",
            str(sum(code == code_of[juror.id] for _entry, code in cards)),
        ]
        for juror in serving
    ]
    active = sum(code_of[juror.id] in scoring for juror in serving)
    return _section(
        _("Composition of the jury and quorum"),
        _(
            "Jurors who signed the declaration of impartiality: %(signed)s. Jurors among them who"
            " sealed at least one card: %(active)s.",
            signed=len(serving),
            active=active,
        ),
        table={
            "columns": [_("Juror"), _("Declaration signed"), _("Sealed cards")],
            "widths": ["1fr", "1fr", "auto"],
            "rows": rows,
            "none": _("Nobody has signed the declaration."),
        },
    )


def _recusals(edition: Edition, work: CodedWork) -> dict[str, Any]:
    names = {juror.id: juror.person.name for juror in work.jurors.values()}
    entries = {entry.id: entry for entry in work.entries.values()}
    found = jury_queries.bars(edition.id, entries=list(entries.values()))
    rows = sorted(
        [
            names[juror_id],
            f"{entries[entry_id].reference} {entries[entry_id].title}",
            ", ".join(sorted({str(CONFLICTS_SHORT[bar.kind]) for bar in bars})),
        ]
        for (entry_id, juror_id), bars in found.items()
        if entry_id in entries and juror_id in names
    )
    return _section(
        _("Recusals"),
        table={
            "columns": [_("Juror"), _("Entry"), _("Reason")],
            "widths": ["1fr", "1fr", "1fr"],
            "rows": rows,
            "none": _("No juror was recused from any entry."),
        },
    )


def _rankings(ranking: EditionRanking) -> list[dict[str, Any]]:
    rule = _(
        "A card's score is 100 × Σ (weight × points ÷ maximum) ÷ Σ weights; an entry's score is"
        " the mean of its cards."
    )
    overall = _section(_("Ranking"), rule, table=_ranking_table(ranking.overall))
    if len(ranking.by_category) < 2:
        return [overall]
    return [
        overall,
        *(
            _section(
                _("Ranking in the category “%(name)s”", name=translate(table.name)),
                table=_ranking_table(table),
            )
            for table in ranking.by_category
        ),
    ]


def _ranking_table(table: Table) -> dict[str, Any]:
    return {
        "columns": [_("Place"), _("Entry"), _("Applicant"), _("Score in percent"), _("Cards")],
        "widths": ["auto", "1fr", "1fr", "auto", "auto"],
        "rows": [
            [
                str(line.place or "–"),
                f"{line.reference} {line.title}",
                line.applicant,
                wording.number(None if line.score is None else float(line.score), 2),
                _("%(value)s of %(max)s", value=line.cards, max=line.expected),
            ]
            for line in table.lines
        ],
        "none": _("No entry was assessed."),
    }


def _ties(edition: Edition, ranking: EditionRanking) -> dict[str, Any]:
    items = [
        (f"{translate(table.name)}: " if table.name else "") + wording.tie(equal)
        for table in (ranking.overall, *ranking.by_category)
        for equal in table.equal
        if not table.name or len(ranking.by_category) > 1
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
    return _section(_("Equal scores and votes"), *text, items=[*items, *votes])


def _certainty(edition: Edition, work: CodedWork) -> dict[str, Any]:
    view = calibrated_view(work, work.coded_votes(queries.votes(edition.id)))
    if view is None:
        return _section(_("How sure the places are"), _("No card has been sealed."))
    return _section(
        _("How sure the places are"),
        wording.plain_words(view),
        _("This decides nothing: places and awards follow the regulations."),
        items=wording.limits(view),
    )


def _file(digest: str) -> dict[str, Any]:
    return _section(
        _("The file that belongs to this protocol"),
        _(
            "All inputs and results are in the file protokol.json with the SHA-256 %(digest)s, in"
            " which jurors go by codes. The command “leader-award reproduce” of version %(version)s"
            " counts it again.",
            digest=digest,
            version=protocol.software_version(),
        ),
    )


def _signatures(work: CodedWork) -> dict[str, Any]:
    members = [juror.person.name for juror in _serving(work)]
    return {
        "heading": _("Signatures"),
        "text": ngettext(
            "Place and date, and the signature of %(num)s member of the jury and of the secretary.",
            "Place and date, and the signatures of %(num)s members of the jury and of the"
            " secretary.",
            len(members),
        ),
        "names": [_("Place and date"), *members, _("Secretary of the jury")],
    }
