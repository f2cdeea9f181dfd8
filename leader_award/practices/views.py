"""Pages of the good-practices base that everybody reads; the parts of the feature meet here."""

from datetime import datetime
from typing import Any

from flask import Blueprint, Flask, render_template, request, url_for
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext

from leader_award.accounts.models import Person
from leader_award.editions import hooks
from leader_award.editions.models import Edition
from leader_award.partnerships.text import collation_key
from leader_award.platform import access, search
from leader_award.platform.access import guarded
from leader_award.platform.i18n import translate
from leader_award.platform.maps import Dot, Kind
from leader_award.platform.markdown import render
from leader_award.practices import (
    adoption_views,
    api,
    entrant_views,
    open_data_views,
    organiser_views,
    policy,
    queries,
    rules,
    wording,
)
from leader_award.practices.models import Practice
from leader_award.practices.queries import Found, Row
from leader_award.results import hooks as result_hooks

blueprint = Blueprint("practices", __name__)
__all__ = ["blueprint", "policy", "register"]

WORDS = {
    "theme": wording.THEMES,
    "cooperation": wording.COOPERATIONS,
    "kind": wording.KINDS,
    "size": wording.SIZES,
    "cost": wording.COSTS,
}
LONGEST_QUERY = 200
DOT = Kind("practice", _l("Published practice"), "circle", 1)


def register(app: Flask) -> None:
    """Add the pages, the open data, and the feature's places on other pages."""
    for part in (blueprint, adoption_views.blueprint, entrant_views.blueprint):
        app.register_blueprint(part)
    for part in (organiser_views.blueprint, open_data_views.blueprint, api.blueprint):
        app.register_blueprint(part)
    hooks.add(hooks.board_panels, _board_panel)
    hooks.add(hooks.start_panels, _tasks)
    hooks.add(result_hooks.award_links, _award_link)
    hooks.add(result_hooks.award_units, queries.units_of_entries)


def _award_link(entry_id: str) -> result_hooks.AwardLink | None:
    """Lead from an award to its practice once it is published."""
    practice = queries.of_entry(entry_id)
    if practice is None or practice.state != rules.PUBLISHED:
        return None
    return result_hooks.AwardLink(
        label=_("The solution as a good practice"),
        url=url_for("practices.show", slug=practice.slug),
        text=practice.title,
    )


def _board_panel(edition: Edition, now: datetime) -> hooks.Panel | None:
    entries = queries.awarded_entries(edition.id, now)
    if not entries:
        return None
    found = [practice for _entry, _outcome, practice in entries if practice is not None]
    published = sum(practice.state == rules.PUBLISHED for practice in found)
    waiting = any(practice.state == rules.RELEASED for practice in found)
    return hooks.Panel(
        order=80,
        title=_("Good practices"),
        figure=_("%(done)s of %(all)s", done=published, all=len(entries)),
        text=_("cards wait to be published") if waiting else _("awarded entries have a card"),
        url=url_for("practice_desk.draft", edition_id=edition.id),
        tone=hooks.ATTENTION if waiting else hooks.NEUTRAL,
    )


def _tasks(person: Person, _now: datetime) -> list[hooks.Task]:
    tasks = [_task(practice) for practice in queries.own_practices(person.id)]
    count = len(queries.waiting_adoptions()) if access.can(person, "practice.organise") else 0
    if count:
        tasks.append(
            hooks.Task(
                order=81,
                title=_("Adoptions of good practices"),
                text=ngettext("%(num)s waits to be read", "%(num)s wait to be read", count),
                url=url_for("practice_desk.adoptions"),
                state=hooks.ATTENTION,
            )
        )
    return tasks


def _task(practice: Practice) -> hooks.Task:
    """Return what a card asks of the entrant's people: to decide, or to know where they can."""
    waits = entrant_views.waits(practice)
    return hooks.Task(
        order=80,
        title=_("Practice card: %(title)s", title=practice.title),
        text=_("Read what is to be published and say what you agree to.")
        if waits
        else _("Here you can change or take back what you agreed to."),
        url=url_for("practice_release.edit", entry_id=practice.entry_id),
        state=hooks.ATTENTION if waits else hooks.NEUTRAL,
    )


@blueprint.get("/dobre-praktyki")
@guarded("site.see")
def index() -> Any:
    """List the published practices: by words, by facets, as cards or on a map."""
    query = request.args.get("q", "").strip()[:LONGEST_QUERY]
    chosen = {name: request.args.get(name, "") for name in queries.FACETS}
    found = queries.find_practices(query, chosen)
    pages = max(1, -(-len(found.rows) // queries.PER_PAGE))
    page = min(max(1, request.args.get("page", 1, type=int)), pages)
    on_map = request.args.get("widok") == "mapa"
    kept = {"q": query, **chosen}
    return render_template(
        "practices/map.html" if on_map else "practices/index.html",
        found=found,
        cards=[] if on_map else queries.page_of(found, page),
        places=_by_place(found) if on_map else [],
        dots=_dots(found) if on_map else [],
        kinds=[DOT],
        facets=_facets(found, chosen),
        query=query,
        kept={name: value for name, value in kept.items() if value},
        on_map=on_map,
        page=page,
        pages=pages,
        excerpt=search.excerpt,
        render=render,
        rules=rules,
        wording=wording,
    )


def _facets(found: Found, chosen: dict[str, str]) -> list[dict[str, Any]]:
    """Return each facet with its values, their counts, and the one that is chosen."""
    return [
        {
            "name": name,
            "label": wording.FACETS[name],
            "chosen": chosen[name],
            "values": _values(found, name, chosen[name]),
        }
        for name in queries.FACETS
    ]


def _values(found: Found, name: str, chosen: str) -> list[tuple[str, str, int]]:
    """Return (code, label, count): bands and codes in their own order, names by alphabet."""
    counts = found.counts.get(name, {})
    words = WORDS.get(name)
    if words is None:
        names = (
            {code: translate(text) for code, text in found.names[name].items()} if counts else {}
        )
        codes = sorted(counts, key=lambda code: collation_key(names[code]))
        return [(code, names[code], counts[code]) for code in codes]
    return [
        (code, str(label), counts.get(code, 0))
        for code, label in words.items()
        if counts.get(code) or code == chosen
    ]


def _by_place(found: Found) -> list[Row]:
    """Return the practices in the order of the table beside the map."""
    return sorted(
        found.rows,
        key=lambda r: tuple(map(collation_key, (r.voivodeship_name, r.place, r.title))),
    )


def _dots(found: Found) -> list[Dot]:
    """Return a dot for each practice whose place is known."""
    return [
        Dot(row.latitude, row.longitude, DOT.key, row.title)
        for row in found.rows
        if row.latitude is not None and row.longitude is not None
    ]


@blueprint.get("/dobre-praktyki/<slug>")
@guarded("practice.see", queries.by_slug)
def show(practice: Practice) -> Any:
    """Show a card; one that is withdrawn answers 410 and says so."""
    if practice.state != rules.PUBLISHED:
        return render_template("practices/gone.html"), 410
    card = queries.card_of(practice)
    return render_template(
        "practices/show.html",
        card=card,
        practice=practice,
        adoptions=queries.adoptions_of(practice.id),
        similar=queries.similar_cards(practice),
        licence=rules.LICENCES[practice.licence],
        render=render,
        rules=rules,
        wording=wording,
    )
