"""The juror's pages of the discussion: own entries on the agenda, and changing an own card."""

from typing import Any

from flask import flash, redirect, render_template, url_for
from flask_babel import gettext as _
from flask_login import current_user

from leader_award.discussion import presenting, queries, rules, service, wording
from leader_award.discussion.blueprint import blueprint
from leader_award.discussion.forms import ChangeForm
from leader_award.discussion.models import AgendaItem
from leader_award.discussion.standing import standing
from leader_award.entries import queries as entry_queries
from leader_award.platform import access, clock
from leader_award.platform.access import guarded
from leader_award.platform.errors import Conflict, DomainError
from leader_award.scoring import presenting as scoring_presenting
from leader_award.scoring import queries as scoring_queries
from leader_award.scoring import rules as scoring_rules
from leader_award.scoring.models import ScoreCard


@blueprint.get("/jury/narada")
@guarded("jury.desk")
def mine() -> Any:
    """List the juror's own entries on agendas, those open for changes first."""
    found = queries.items_for(current_user.id)
    contents = entry_queries.contents_of([own.item.entry_id for own in found])
    return render_template(
        "discussion/mine.html",
        found=sorted(found, key=lambda own: own.item.state != rules.OPEN),
        titles={key: content["title"] for key, content in contents.items()},
        rules=rules,
        wording=wording,
    )


@blueprint.route("/jury/narada/<item_id>", methods=["GET", "POST"])
@guarded("discussion.attend", queries.find_item)
def own_item(item: AgendaItem) -> Any:
    """Show why an own entry is on the agenda, and change the own card while it is open."""
    card = queries.card_of(item, current_user.id)
    if card is None:
        return redirect(url_for(".mine"))
    form = ChangeForm(version=str(card.version), comment_to_jury=card.comment_to_jury)
    form.offer(card.rubric.criteria, card)
    if not form.is_submitted():
        return _page(item, card, form)
    try:
        if not form.validate():
            return _page(item, card, form), 422
        digest = service.change_card(
            item_id=item.id,
            version=form.seen,
            points=form.points,
            comment_to_jury=form.comment_to_jury.data or "",
            reason=form.reason.data or "",
            actor=access.actor("juror"),
        )
    except Conflict as error:
        form.blame(error)
        form.version.data = str(scoring_queries.version_of(card.id))
        return _page(item, card, form), 409
    except DomainError as error:
        form.blame(error)
        return _page(item, card, form), 422
    flash(
        _("Your card has been changed and sealed anew. Its new seal, to keep: %(commitment)s",
          commitment=digest), "success",
    )  # fmt: skip
    return redirect(url_for(".own_item", item_id=item.id))


def _page(item: AgendaItem, card: ScoreCard, form: ChangeForm) -> str:
    round = item.discussion.round
    criteria = card.rubric.criteria
    content = scoring_queries.content_of_card(card) or {}
    apart = standing(round).apart.get(item.entry_id)
    cards = queries.cards_of(item) if item.discussion.shows_cards else []
    own = next((one.letter for one in cards if one.card.id == card.id), "")
    names = {one.letter: _("Juror %(letter)s", letter=one.letter) for one in cards}
    mine = [change for change in item.changes if change.card_id == card.id]
    answers = {key: value for key, value in form.points.items() if value is not None}
    return render_template(
        "discussion/own_item.html",
        item=item,
        card=card,
        form=form,
        round=round,
        title=content.get("title", ""),
        criteria=criteria,
        reason=wording.reason(apart, {one.id: one for one in criteria}),
        apart=apart,
        scales=[scoring_presenting.scale(criterion) for criterion in criteria],
        weights=scoring_presenting.weights(criteria),
        points=scoring_queries.answers_of(card),
        percent=scoring_rules.percent(criteria, answers),
        cards=presenting.shown(cards, criteria, names, own),
        changes=presenting.changes(mine),
        changeable=item.state == rules.OPEN and scoring_rules.accepts_scores(round, clock.now()),
        longest=rules.LONGEST_REASON,
        longest_comment=scoring_rules.LONGEST_COMMENT,
        wording=wording,
    )
