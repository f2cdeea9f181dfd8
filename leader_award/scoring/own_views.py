"""The juror's own scores: all side by side, changed in place, and two entries compared."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from leader_award.editions import queries as edition_queries
from leader_award.editions.models import Round
from leader_award.jury import queries as jury_queries
from leader_award.jury.models import Juror
from leader_award.platform import access, clock
from leader_award.platform.access import guarded
from leader_award.platform.errors import Conflict, DomainError
from leader_award.platform.forms import BaseForm
from leader_award.platform.i18n import translate
from leader_award.scoring import own_scores, rules, service, wording
from leader_award.scoring.blueprint import blueprint
from leader_award.scoring.forms import points_typed
from leader_award.scoring.own_scores import OwnScores

Changes = dict[str, tuple[int, dict[str, rules.Answer | None]]]
"""What was typed by card: the version seen, and answers by criterion."""


@blueprint.route("/jury/<juror_id>/moje-oceny", methods=["GET", "POST"])
@guarded("jury.declare_conflicts", jury_queries.find)
def own_scores_page(juror: Juror) -> Any:
    """Show the juror's own scores of all entries of a round; save those changed in place."""
    rounds, round, found = _own(juror)
    form, typed, status = BaseForm(), _typed(found), 200
    if form.validate_on_submit():
        try:
            changed = service.save_points(
                juror_id=juror.id, changes=typed, actor=access.actor("juror")
            )
        except DomainError as error:
            form.form_errors.append(_in_words(error, found))
            status = 409 if isinstance(error, Conflict) else 422
            _rounds, round, found = _own(juror)
        else:
            flash(
                ngettext("%(num)s card has been saved.", "%(num)s cards have been saved.", changed)
                if changed
                else _("Nothing was changed."),
                "success" if changed else "info",
            )
            return redirect(_back(juror, round))
    by = request.args.get("wg", "")
    page = render_template(
        "scoring/own_scores.html",
        juror=juror,
        edition=juror.edition,
        rounds=rounds,
        round=round,
        form=form,
        typed=typed if status != 200 else {},
        rows=own_scores.sort(found, by),
        by=by or own_scores.BY_TOTAL,
        given=[own_scores.distribution(one, found) for one in round.rubric.criteria]
        if round
        else [],
        criteria=round.rubric.criteria if round else [],
        own=own_scores,
        wording=wording,
    )
    return page, status


@blueprint.get("/jury/<juror_id>/moje-oceny/porownanie")
@guarded("jury.declare_conflicts", jury_queries.find)
def compare_own(juror: Juror) -> Any:
    """Show the juror's own points of two entries beside each other, with the levels' words."""
    _rounds, round, found = _own(juror)
    opened = own_scores.sort([row for row in found if row.answers], own_scores.BY_TOTAL)
    by_entry = {row.entry.id: row for row in opened}
    chosen = [by_entry.get(request.args.get(name, "")) for name in ("a", "b")]
    for row in opened:
        if None in chosen and row not in chosen:
            chosen[chosen.index(None)] = row
    return render_template(
        "scoring/compare_own.html",
        juror=juror,
        edition=juror.edition,
        round=round,
        opened=opened,
        pair=[row for row in chosen if row is not None],
        criteria=round.rubric.criteria if round else [],
        form=BaseForm(formdata=None),
    )


def _own(juror: Juror) -> tuple[list[Round], Round | None, list[OwnScores]]:
    """Return the rounds in which the juror has cards, the one chosen, and the cards in it."""
    if juror.edition.state not in rules.READING:
        return [], None, []
    now = clock.now()
    known = edition_queries.rounds(juror.edition_id)
    held = {
        round.id: own_scores.rows(juror, round, open_now=rules.accepts_scores(round, now))
        for round in known
    }
    rounds = [one for one in known if held[one.id]]
    asked = [one for one in rounds if one.id == request.args.get("runda")]
    open_now = [one for one in rounds if rules.accepts_scores(one, now)]
    round = next(iter([*asked, *open_now, *reversed(rounds)]), None)
    return rounds, round, held[round.id] if round else []


def _typed(found: Sequence[OwnScores]) -> Changes:
    """Return what the form says of the cards that can change."""
    typed: Changes = {}
    for row in found:
        version = request.form.get(f"version-{row.card.id}", "") if row.card else ""
        if row.card is None or not row.editable or not re.fullmatch(r"[0-9]{1,9}", version):
            continue
        names = {one.id: f"points-{row.card.id}-{one.id}" for one in row.card.rubric.criteria}
        answers = {
            key: points_typed(request.form[name])
            for key, name in names.items()
            if name in request.form
        }
        typed[row.card.id] = int(version), answers
    return typed


def _in_words(error: DomainError, found: Sequence[OwnScores]) -> str:
    """Return the error; of a conflict with what is stored now."""
    if not isinstance(error, Conflict):
        return str(error)
    names = {
        criterion.id: translate(criterion.name)
        for row in found
        if row.card
        for criterion in row.card.rubric.criteria
    }
    stored = [f"{names[key]}: {_said(value)}" for key, value in error.changes.items()
              if key in names]  # fmt: skip
    there = _("Stored there: %(points)s.", points=", ".join(stored))
    return f"{error} {there}" if stored else str(error)


def _said(value: rules.Answer | None) -> str:
    words: Mapping[Any, Any] = {None: _("no points"), rules.ABSTAIN: _("abstention")}
    return str(words.get(value, value))


def _back(juror: Juror, round: Round | None) -> str:
    """Return the address of the page from which was saved: the comparison, or all scores."""
    if request.form.get("a"):
        return url_for(
            ".compare_own",
            juror_id=juror.id,
            runda=round.id if round else None,
            a=request.form.get("a"),
            b=request.form.get("b"),
        )
    return url_for(
        ".own_scores_page",
        juror_id=juror.id,
        runda=round.id if round else None,
        wg=request.args.get("wg"),
    )
