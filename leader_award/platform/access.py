"""The one answer to "may this person do this to that thing now?".

Each feature declares its rules with `@rule("entry.edit")` in its `policy.py`; each route names
the action it needs with `@guarded("entry.edit", load)`. What no rule allows is denied, and a
route without a rule stops the application at start.
"""

import functools
import inspect
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, TypeVar

from flask import Flask, abort, current_app, redirect, request, url_for
from flask_login import current_user

from leader_award.platform import carrying, clock, security_log
from leader_award.platform.audit import Actor
from leader_award.platform.errors import NotFound

Check = Callable[[Any, Any, datetime], bool]
View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True)
class Rule:
    """One action, who may do it, and whether a visitor who is not signed in ever may."""

    action: str
    check: Check
    public: bool


_RULES: dict[str, Rule] = {}

FRESH_FOR = timedelta(minutes=15)
"""For so long after signing in, or confirming it, a person may do what needs `fresh`."""
PAGE, SENT = ("GET", "POST"), ("POST",)
"""When `guarded(fresh=…)` asks: before the page with the form too, or only when it is sent."""

detours: list[Callable[[Any], str | None]] = []
"""Each gets a person who was refused, and may return the address where they mend the reason."""


def _nobody_asks() -> Any:
    abort(403)


_ask_identity: Callable[[], Any] = _nobody_asks


def asks_identity(ask: Callable[[], Any]) -> Callable[[], Any]:
    """Declare how a person is asked to confirm who they are, in the place of a view.

    The function returns the answer to send, or None once the request carries the confirmation.
    """
    global _ask_identity
    _ask_identity = ask
    return ask


def rule(action: str, *, public: bool = False) -> Callable[[Check], Check]:
    """Declare who may do `action`; the decorated function gets (person, thing, now).

    Raises ValueError if the action has a rule already.
    """

    def declare(check: Check) -> Check:
        if action in _RULES and _RULES[action].check.__module__ != check.__module__:
            raise ValueError(f"{action} has two rules")
        _RULES[action] = Rule(action, check, public)
        return check

    return declare


def can(person: Any, action: str, thing: Any = None, now: datetime | None = None) -> bool:
    """Return whether `person` may do `action` to `thing` at `now` (default: the present).

    `person` is a Person or the anonymous visitor. Raises KeyError for an action without a rule.
    """
    return bool(_RULES[action].check(person, thing, now or clock.now()))


def actor(role: str) -> Actor:
    """Return the signed-in person as the actor of a use case, acting as `role`."""
    return Actor(current_user.id if current_user.is_authenticated else None, role)


def is_post() -> bool:
    """Return whether the request sends a form."""
    return request.method == "POST"


def guarded(
    action: str, load: Callable[..., Any] | None = None, *, fresh: Collection[str] = ()
) -> Callable[[View], View]:
    """Let a view run only for those who may do `action`.

    `load` takes those URL arguments that carry its parameters' names and returns the thing, or
    None; the view then gets the thing first and the remaining URL arguments by name. A foreign
    thing and one that does not exist both answer 404; visitors are sent to sign in unless the
    rule is public. By the methods in `fresh` (PAGE or SENT) it runs only for a person who signed
    in, or confirmed who they are, within FRESH_FOR.
    """

    def decorate(view: View) -> View:
        names = list(inspect.signature(load).parameters) if load else []

        @functools.wraps(view)
        def wrapper(**arguments: Any) -> Any:
            loaded = [_load(load, {name: arguments.pop(name) for name in names})] if load else []
            missing = bool(loaded) and loaded[0] is None
            if missing or not can(current_user, action, *loaded):
                return _refuse(action, has_thing=bool(loaded))
            if request.method in fresh and not is_fresh(current_user):
                asked = _ask_identity()
                if asked is not None:
                    return asked
            return view(*loaded, **arguments)

        wrapper.action = action  # type: ignore[attr-defined]
        return wrapper  # type: ignore[return-value]

    return decorate


def is_fresh(person: Any) -> bool:
    """Return whether the person signed in, or confirmed who they are, not long ago."""
    at = person.presence.confirmed_at
    return at is not None and clock.now() - at < FRESH_FOR


def _load(load: Callable[..., Any], arguments: dict[str, Any]) -> Any:
    try:
        return load(**arguments)
    except NotFound:
        return None


def _refuse(action: str, *, has_thing: bool) -> Any:
    detour = next(filter(None, (find(current_user) for find in detours)), None)
    if detour:
        return redirect(detour)
    if current_user.is_authenticated or _RULES[action].public:
        person_id = current_user.id if current_user.is_authenticated else None
        security_log.note("access.refused", action=action, route=request.endpoint, person=person_id)
        abort(404 if has_thing or _RULES[action].public else 403)
    kept = carrying.page()
    if kept is not None:
        return kept
    target = request.full_path.rstrip("?") if request.method == "GET" else None
    return redirect(url_for("accounts.sign_in", next=target))


def is_public_route() -> bool:
    """Return whether visitors who are not signed in may ever ask for this request's address."""
    view = current_app.view_functions.get(request.endpoint or "")
    found = _RULES.get(getattr(view, "action", ""))
    return found is not None and found.public


def check_routes(app: Flask) -> None:
    """Raise RuntimeError naming every route that has no declared rule."""
    bare = [
        str(route)
        for route in app.url_map.iter_rules()
        if route.endpoint != "static"
        and getattr(app.view_functions[route.endpoint], "action", None) not in _RULES
    ]
    if bare:
        raise RuntimeError("routes without a rule: " + ", ".join(sorted(bare)))
