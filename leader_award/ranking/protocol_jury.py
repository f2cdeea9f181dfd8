"""The protocol's sections about the jury: who sat on it, what they declared, whom it left out."""

from collections.abc import Sequence
from typing import Any

from flask_babel import gettext as _
from flask_babel import ngettext
from sqlalchemy import func, select

from leader_award.editions.models import Edition
from leader_award.jury import queries as jury_queries
from leader_award.jury.models import Assignment, Juror
from leader_award.jury.wording import CONFLICTS_SHORT, end_reason
from leader_award.platform.db import session
from leader_award.platform.i18n import moment
from leader_award.ranking.coded import CodedWork
from leader_award.ranking.protocol_parts import Section, section, table
from leader_award.scoring.models import ScoreCard
from leader_award.scoring.rules import SEALED


def jury_sections(edition: Edition, work: CodedWork) -> list[Section]:
    """Return composition and quorum, declarations, exclusions, and recusals."""
    return [
        _composition(edition, work),
        _declarations(work),
        _exclusions(edition, work),
        _ended(edition, work),
    ]


def signatures(work: CodedWork) -> dict[str, Any]:
    """Return who signs the protocol."""
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


def _by_surname(jurors: Sequence[Juror]) -> list[Juror]:
    return sorted(jurors, key=lambda juror: jury_queries.surname_key(juror.person.name))


def _serving(work: CodedWork) -> list[Juror]:
    """Return the jurors who signed the declaration and stayed, by surname."""
    found = [one for one in work.jurors.values() if one.declared_at and one.left_at is None]
    return _by_surname(found)


def _composition(edition: Edition, work: CodedWork) -> Section:
    sealed = _sealed_cards(edition)
    serving = _serving(work)
    rows = [
        [
            juror.person.name,
            moment(juror.declared_at) if juror.declared_at else "–",
            str(sealed.get(juror.id, 0)),
        ]
        for juror in serving
    ]
    active = sum(juror.id in sealed for juror in serving)
    return section(
        _("Composition of the jury and quorum"),
        _(
            "Jurors who signed the declaration of impartiality: %(signed)s. Jurors among them who"
            " sealed at least one card: %(active)s.",
            signed=len(serving),
            active=active,
        ),
        table=table(
            {_("Juror"): "1fr", _("Declaration signed"): "1fr", _("Sealed cards"): "auto"},
            rows,
            _("Nobody has signed the declaration."),
        ),
    )


def _sealed_cards(edition: Edition) -> dict[str, int]:
    """Return how many cards each juror sealed, over all rounds."""
    rows = session().execute(
        select(Assignment.juror_id, func.count(ScoreCard.id))
        .join(ScoreCard, ScoreCard.assignment_id == Assignment.id)
        .join(Juror, Juror.id == Assignment.juror_id)
        .where(
            Juror.edition_id == edition.id,
            Assignment.ended_at.is_(None),
            ScoreCard.state == SEALED,
        )
        .group_by(Assignment.juror_id)
    )
    return dict(rows.tuples().all())


def _declarations(work: CodedWork) -> Section:
    """Return what was signed, word for word, and who refused, left, or never answered."""
    jurors = _by_surname(list(work.jurors.values()))
    # each juror's text stands in their own language; one for each wording is enough
    texts = dict.fromkeys(juror.declaration_text for juror in jurors if juror.declared_at)
    return section(
        _("Declarations of impartiality"),
        *(paragraph for text in texts for paragraph in text.split("\n\n")),
        items=[words for juror in jurors if (words := _without_vote(juror))],
    )


def _without_vote(juror: Juror) -> str:
    name = juror.person.name
    if juror.left_at is not None:
        return str(
            _(
                "%(name)s left the jury on %(when)s. %(reason)s",
                name=name,
                when=moment(juror.left_at),
                reason=juror.left_reason,
            )
        ).strip()
    if juror.declared_at is not None:
        return ""
    if juror.refused_at is not None:
        when = moment(juror.refused_at)
        return str(_("%(name)s refused to sign on %(when)s.", name=name, when=when))
    return str(_("%(name)s was invited and did not answer.", name=name))


def _exclusions(edition: Edition, work: CodedWork) -> Section:
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
    return section(
        _("Exclusions for conflicts of interest"),
        table=table(
            {_("Juror"): "1fr", _("Entry"): "1fr", _("Reason"): "1fr"},
            rows,
            _("No juror was excluded from any entry."),
        ),
    )


def _ended(edition: Edition, work: CodedWork) -> Section:
    entries = {entry.id: entry for entry in work.entries.values()}
    ended = session().execute(
        select(Assignment.juror_id, Assignment.entry_id, Assignment.ended_at, Assignment.end_reason)
        .join(Juror, Juror.id == Assignment.juror_id)
        .where(Juror.edition_id == edition.id, Assignment.ended_at.is_not(None))
        .order_by(Assignment.ended_at, Assignment.id)
    )
    names = {juror.id: juror.person.name for juror in work.jurors.values()}
    return section(
        _("Recusals and other assignments that ended"),
        table=table(
            {_("Juror"): "1fr", _("Entry"): "1fr", _("When"): "1fr", _("Reason"): "1fr"},
            [
                [
                    names[juror_id],
                    f"{entries[entry_id].reference} {entries[entry_id].title}",
                    moment(at) if at else "–",
                    str(end_reason(reason)) or "–",
                ]
                for juror_id, entry_id, at, reason in ended
                if entry_id in entries and juror_id in names
            ],
            _("No assignment of an entry to a juror ended before its time."),
        ),
    )
