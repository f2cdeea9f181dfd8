"""The read-only API of published practices (`docs/decisions/0020`)."""

import json
import re
from collections.abc import Mapping
from typing import Any

from flask import Blueprint, Response, current_app, jsonify, request, url_for

from leader_award.platform import outbox
from leader_award.platform.access import guarded
from leader_award.practices import openapi, queries, records, rules

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
NUMBERS = {"page": (1, 100_000, 1), "per_page": (1, openapi.MOST_PER_PAGE, 20)}


@blueprint.after_request
def _open_to_all(response: Response) -> Response:
    """Let pages of other sites read the data: it is public and the same for everybody."""
    response.headers["Access-Control-Allow-Origin"] = "*"
    return response


@blueprint.get("/practices")
@guarded("site.see")
def practices() -> Any:
    """Give one page of practices; 422 names each parameter that is not valid."""
    errors = _errors(request.args)
    if errors:
        return _error(422, "A parameter is not valid.", errors)
    page, per_page = (_number(request.args, name) for name in NUMBERS)
    chosen = {name: request.args.get(name, "") for name in queries.FACETS}
    found = queries.find_practices(request.args.get("q", "").strip(), chosen)
    total = len(found.rows)
    return _cacheable(
        {
            "total": total,
            "page": page,
            "per_page": per_page,
            "next": _next(page) if page * per_page < total else None,
            "items": records.records(queries.page_of(found, page, per_page)),
        }
    )


def _errors(arguments: Mapping[str, str]) -> dict[str, str]:
    """Return what is wrong with each parameter."""
    errors = {
        name: "Unknown parameter."
        for name in arguments
        if name not in ("q", "edition", *openapi.CHOICES, *NUMBERS)
    }
    for name, values in openapi.CHOICES.items():
        if name in arguments and arguments[name] not in values:
            errors[name] = "Use one of: " + ", ".join(values) + "."
    for name, (low, high, _usual) in NUMBERS.items():
        text = arguments.get(name, "1")
        if not re.fullmatch(r"[0-9]{1,9}", text) or not low <= int(text) <= high:
            errors[name] = f"Use a whole number from {low} to {high}."
    if len(arguments.get("q", "")) > openapi.LONGEST_QUERY:
        errors["q"] = f"Use at most {openapi.LONGEST_QUERY} characters."
    edition = arguments.get("edition", "x")
    if len(edition) > 40 or not re.fullmatch(r"[a-z0-9-]+", edition):
        errors["edition"] = "Use the identifier of an edition, e.g. 2015."
    return errors


def _number(arguments: Mapping[str, str], name: str) -> int:
    return int(arguments.get(name, NUMBERS[name][2]))


def _next(page: int) -> str:
    arguments: dict[str, Any] = request.args.to_dict() | {"page": page + 1}
    return outbox.link(url_for(".practices", **arguments))


@blueprint.get("/practices/<slug>")
@guarded("site.see")
def practice(slug: str) -> Any:
    """Give one practice; 404 if there is none, 410 if it was withdrawn."""
    found = queries.by_slug(slug)
    if found is None or found.published_at is None:
        return _error(404, "There is no such practice.")
    if found.state != rules.PUBLISHED:
        return _error(410, "This practice was withdrawn.")
    return _cacheable(records.records([queries.card_of(found)])[0])


@blueprint.get("/openapi.json")
@guarded("site.see")
def description() -> Any:
    """Give the description of this API."""
    return _cacheable(openapi.document(current_app.config["SETTINGS"].base_url))


def _error(status: int, message: str, errors: Mapping[str, str] | None = None) -> Any:
    return jsonify(message=message, errors=errors or {}), status


def _cacheable(content: Mapping[str, Any]) -> Response:
    """Answer with an ETag, or 304 to one that knows it."""
    text = json.dumps(content, ensure_ascii=False) + "\n"
    response = Response(text, mimetype="application/json")
    response.add_etag()
    response.make_conditional(request)
    return response
