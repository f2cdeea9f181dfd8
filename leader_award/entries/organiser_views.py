"""The organiser's pages of entries: the list of an edition and one entry."""

from typing import Any

from flask import render_template, request
from flask_babel import gettext as _

from leader_award.editions import hooks
from leader_award.editions import queries as edition_queries
from leader_award.editions.models import Edition
from leader_award.entries import (
    bulk,
    bulk_views,
    check_wording,
    content,
    listing,
    previews,
    queries,
    wording,
)
from leader_award.entries.blueprint import blueprint
from leader_award.entries.forms import FilterForm
from leader_award.entries.models import Entry
from leader_award.platform import clock
from leader_award.platform.access import guarded
from leader_award.platform.i18n import translate

__all__ = ["bulk_views", "organiser_entry", "organiser_list"]


def _edition(edition_id: str) -> Edition | None:
    return edition_queries.whole(edition_id)


@blueprint.get("/organizator/edycje/<edition_id>/zgloszenia")
@guarded("entry.organise", _edition)
def organiser_list(edition: Edition) -> Any:
    """List the entries of an edition, found by state, category and words."""
    form = FilterForm(formdata=request.args)
    counts = queries.counts(edition.id)
    form.stan.choices = [
        ("", _("all")),
        *((state, f"{name} ({counts[state]})") for state, name in wording.STATES.items()
          if state in counts),
    ]  # fmt: skip
    form.kategoria.choices = [
        ("", _("all")),
        *((category.id, translate(category.name)) for category in edition.categories),
    ]
    filters = {
        "stan": form.stan.data or "",
        "kategoria": form.kategoria.data or "",
        "szukaj": form.szukaj.data or "",
    }
    return render_template(
        "entries/organiser_list.html",
        edition=edition,
        form=form,
        listing=listing.listing(
            edition.id,
            sort=request.args.get("sort", ""),
            page=request.args.get("page", 1, type=int),
            state=filters["stan"],
            category_id=filters["kategoria"],
            text=filters["szukaj"],
        ),
        filters={name: value for name, value in filters.items() if value},
        total=sum(counts.values()),
        act=bulk.latest(edition.id, clock.now()),
        states=wording.STATES,
        state_tags=wording.STATE_TAGS,
        results=check_wording.RESULTS,
    )


@blueprint.get("/organizator/zgloszenia/<entry_id>")
@guarded("entry.organise", queries.whole)
def organiser_entry(entry: Entry) -> Any:
    """Show one entry as submitted, with the history of its submissions."""
    latest = entry.submissions[-1] if entry.submissions else None
    submitted = content.parsed(latest) if latest else None
    return render_template(
        "entries/organiser_entry.html",
        entry=entry,
        submission=latest,
        content=submitted,
        previews=previews.of_content(submitted),
        record_page=hooks.record_page("entry", entry.id),
        states=wording.STATES,
        state_tags=wording.STATE_TAGS,
    )
