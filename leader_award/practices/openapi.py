"""The description of the open-data API in OpenAPI 3.1."""

from collections.abc import Mapping
from typing import Any

from leader_award.practices import rules
from leader_award.practices.records import COLUMNS

LONGEST_QUERY = 200
MOST_PER_PAGE = 100
VOIVODESHIPS = tuple(f"{code:02d}" for code in range(2, 33, 2))
CHOICES: Mapping[str, tuple[str, ...]] = {
    "theme": rules.THEMES,
    "cooperation": rules.COOPERATIONS,
    "kind": rules.KINDS,
    "size": tuple(code for code, _most in rules.SIZES),
    "cost": tuple(code for code, _most in rules.COSTS),
    "voivodeship": VOIVODESHIPS,
}
"""The filters with a closed list of values."""
SLUG = "^[a-z0-9-]+$"
FILTERS_ABOUT = {
    "theme": "Theme of the practice.",
    "cooperation": "Form of cooperation.",
    "kind": "Kind of the leading unit or organisation.",
    "size": "Inhabitants of the leading unit, as a band.",
    "cost": "Whole cost in złoty, as a band.",
    "voivodeship": "Voivodeship of the leader's seat, two digits of TERYT.",
}


def document(base_url: str) -> dict[str, Any]:
    """Return the document for a site at `base_url`."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Baza dobrych praktyk: otwarte dane / Good-practices base: open data",
            "version": "1.0.0",
            "description": "Published good practices of inter-municipal cooperation, read only."
            " Texts are in Polish; each practice states its licence.",
        },
        "servers": [{"url": base_url}],
        "paths": {
            "/api/v1/practices": {"get": _list_operation()},
            "/api/v1/practices/{slug}": {"get": _item_operation()},
            "/api/v1/openapi.json": {"get": _document_operation()},
        },
        "components": {"schemas": _schemas(), "headers": {"ETag": _etag()}},
    }


def _list_operation() -> dict[str, Any]:
    return {
        "operationId": "listPractices",
        "summary": "Published practices, best first for a query, else the latest first",
        "parameters": _parameters(),
        "responses": {
            "200": _answer("One page of practices.", "PracticePage", etag=True),
            "304": {"description": "Unchanged since the ETag that was sent."},
            "422": _answer("A parameter is not valid.", "Error"),
        },
    }


def _item_operation() -> dict[str, Any]:
    return {
        "operationId": "getPractice",
        "summary": "One published practice",
        "parameters": [
            {
                "name": "slug",
                "in": "path",
                "required": True,
                "schema": {"type": "string", "pattern": SLUG, "maxLength": 90},
            }
        ],
        "responses": {
            "200": _answer("The practice.", "Practice", etag=True),
            "304": {"description": "Unchanged since the ETag that was sent."},
            "404": _answer("There is no such practice.", "Error"),
            "410": _answer("The practice was withdrawn.", "Error"),
        },
    }


def _document_operation() -> dict[str, Any]:
    return {
        "operationId": "getDescription",
        "summary": "This document",
        "responses": {
            "200": {
                "description": "OpenAPI 3.1.",
                "content": {"application/json": {"schema": {"type": "object"}}},
            }
        },
    }


def _parameters() -> list[dict[str, Any]]:
    numbers = {"page": (1, 100_000, 1), "per_page": (1, MOST_PER_PAGE, 20)}
    return [
        {
            "name": "q",
            "in": "query",
            "description": "Words to look for, in any inflected form, with or without diacritics.",
            "schema": {"type": "string", "maxLength": LONGEST_QUERY},
        },
        *(
            {
                "name": name,
                "in": "query",
                "description": FILTERS_ABOUT[name],
                "schema": {"type": "string", "enum": list(values)},
            }
            for name, values in CHOICES.items()
        ),
        {
            "name": "edition",
            "in": "query",
            "description": "Identifier of the edition, e.g. 2015.",
            "schema": {"type": "string", "pattern": SLUG, "maxLength": 40},
        },
        *(
            {
                "name": name,
                "in": "query",
                "schema": {"type": "integer", "minimum": low, "maximum": high, "default": usual},
            }
            for name, (low, high, usual) in numbers.items()
        ),
    ]


def _schemas() -> dict[str, Any]:
    return {
        "Practice": {
            "type": "object",
            "additionalProperties": False,
            "required": list(COLUMNS),
            "properties": {name: _property(name) for name in COLUMNS},
        },
        "PracticePage": {
            "type": "object",
            "additionalProperties": False,
            "required": ["total", "page", "per_page", "next", "items"],
            "properties": {
                "total": {"type": "integer", "minimum": 0},
                "page": {"type": "integer", "minimum": 1},
                "per_page": {"type": "integer", "minimum": 1},
                "next": {"type": ["string", "null"], "description": "Address of the next page."},
                "items": {
                    "type": "array",
                    "items": {"$ref": "#/components/schemas/Practice"},
                },
            },
        },
        "Error": {
            "type": "object",
            "additionalProperties": False,
            "required": ["message", "errors"],
            "properties": {
                "message": {"type": "string"},
                "errors": {
                    "type": "object",
                    "description": "What is wrong with each parameter.",
                    "additionalProperties": {"type": "string"},
                },
            },
        },
    }


def _property(name: str) -> dict[str, Any]:
    kind, _about = COLUMNS[name]
    plain = kind.rstrip("?")
    found: dict[str, Any] = {"type": [plain, "null"] if kind.endswith("?") else plain}
    if name in CHOICES and name != "voivodeship":
        found["enum"] = list(CHOICES[name])
    if name.endswith("_at"):
        found["format"] = "date-time"
    return found


def _answer(description: str, schema: str, *, etag: bool = False) -> dict[str, Any]:
    content = {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
    headers = {"headers": {"ETag": {"$ref": "#/components/headers/ETag"}}} if etag else {}
    return {"description": description, "content": content, **headers}


def _etag() -> dict[str, Any]:
    return {
        "description": "Send it as If-None-Match to learn whether anything changed.",
        "schema": {"type": "string"},
    }
