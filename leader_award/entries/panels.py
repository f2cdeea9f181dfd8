"""What entries add to the pages of editions: the board, the start page, what is frozen."""

from collections.abc import Sequence
from datetime import datetime

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup
from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from leader_award.accounts.models import Person
from leader_award.editions import hooks
from leader_award.editions import queries as edition_queries
from leader_award.editions.models import Edition
from leader_award.editions.rules import accepts_entries
from leader_award.entries import presenting, queries, wording, working
from leader_award.entries.models import Attachment, Entry
from leader_award.entries.presenting import Standing
from leader_award.entries.rules import Gap
from leader_award.partnerships import queries as partnership_queries
from leader_award.partnerships.models import Organisation
from leader_award.platform import clock
from leader_award.platform.i18n import translate
from leader_award.platform.web import fragment


def frozen_parts(reader: Session, edition_id: str) -> set[str]:
    """Return the parts of the regulations that entries hold in place.

    A submission freezes the form and the attachments asked for, an uploaded file the latter, a
    chosen category the categories. Answers of drafts go with their questions.
    """
    here = Entry.edition_id == edition_id
    submitted = bool(reader.scalar(select(exists().where(here, Entry.submitted_at.is_not(None)))))
    attached = exists().where(Attachment.entry_id == Entry.id, here)
    chosen = exists().where(here, Entry.working_category_id.is_not(None))
    held = {
        "form": submitted,
        "attachments": submitted or bool(reader.scalar(select(attached))),
        "categories": submitted or bool(reader.scalar(select(chosen))),
    }
    return {part for part, is_held in held.items() if is_held}


def applicants(reader: Session, edition_id: str) -> list[Organisation]:
    """Return the organisations that have started an entry, in alphabetical order."""
    started = select(Entry.applicant_id).where(Entry.edition_id == edition_id)
    return list(
        reader.scalars(
            select(Organisation)
            .where(Organisation.id.in_(started))
            .order_by(Organisation.sort_key, Organisation.id)
        )
    )


def board_panel(edition: Edition, _now: datetime) -> hooks.Panel | None:
    """Return how many entries there are, for the organiser's board."""
    if edition.state == "planned":
        return None
    counts = queries.counts(edition.id)
    drafts = counts.get("draft", 0)
    submitted = sum(counts.values()) - drafts - counts.get("withdrawn", 0)
    return hooks.Panel(
        order=10,
        title=_("Entries"),
        figure=str(submitted),
        text=ngettext("submitted; %(num)s draft", "submitted; %(num)s drafts", drafts),
        url=url_for("entries.organiser_list", edition_id=edition.id),
    )


FUNNEL = ("draft", "submitted", "returned", "admitted", "finalist", "rejected", "withdrawn")
"""States in the order of an entry's way; the last two lead out of the contest."""


def board_section(edition: Edition, _now: datetime) -> Markup | None:
    """Show on the board how many entries stand where, each with the list behind it."""
    counts = queries.counts(edition.id)
    if not counts:
        return None
    return fragment(
        "entries/_board_funnel.html",
        edition=edition,
        funnel=[(state, counts.get(state, 0)) for state in FUNNEL],
        total=sum(counts.values()),
        states=wording.STATES,
    )


def tasks(person: Person, now: datetime) -> list[hooks.Task]:
    """Return what the person's own entries ask of them: drafts, changes, completions."""
    ids = [organisation.id for organisation in partnership_queries.organisations_of(person.id)]
    if not ids:
        return []
    extensions = queries.extensions_of(ids)
    found = []
    for entry in queries.entries_of_organisations(ids):
        extension = extensions.get((entry.edition_id, entry.applicant_id))
        task = _task(presenting.standing(entry, extension, now), now)
        if task is not None:
            found.append(task)
    return found


def _task(standing: Standing, now: datetime) -> hooks.Task | None:
    entry = standing.entry
    if standing.until is None or (entry.state == "submitted" and not standing.changed):
        return None
    text = {
        "draft": _("Finish the entry and submit it: %(title)s", title=standing.title),
        "returned": _("Mend what the formal check pointed out: %(title)s", title=standing.title),
        "submitted": _("You changed the entry; submit it again: %(title)s", title=standing.title),
    }[entry.state]
    gaps = working.gaps(entry)
    said = [text, presenting.time_left(standing.until, now)]
    if gaps:
        said.append(ngettext("%(num)s thing missing", "%(num)s things missing", len(gaps)))
    return hooks.Task(
        order=10,
        title=_("Entry: %(edition)s", edition=translate(entry.edition.name)),
        text=" · ".join(str(words) for words in said),
        url=_first_step(entry, gaps),
        until=standing.until,
        state=hooks.ATTENTION if entry.state == "returned" else hooks.NEUTRAL,
    )


def _first_step(entry: Entry, gaps: Sequence[Gap]) -> str:
    """Return the address of the first field that lacks something, once anything is written."""
    anchor = gaps[0].anchor if gaps and entry.answers else None
    return url_for("entries.form", entry_id=entry.id, _anchor=anchor)


def first_steps() -> str | None:
    """Return where somebody new begins: a new entry, while exactly one call is open."""
    now = clock.now()
    calls = [one for one in edition_queries.public_editions() if accepts_entries(one, now)]
    return url_for("entries.new") if len(calls) == 1 else None
