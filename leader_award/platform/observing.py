"""What an operator sees of a running site: request numbers, request lines, figures, probes."""

import hmac
import logging
import os
import re
import secrets
import time
from datetime import datetime
from types import TracebackType
from typing import Any

from flask import Blueprint, Flask, Response, current_app, g, jsonify, request
from prometheus_client import (
    CONTENT_TYPE_LATEST,
    REGISTRY,
    CollectorRegistry,
    Counter,
    Gauge,
    Histogram,
    generate_latest,
    multiprocess,
)
from sqlalchemy import text

from leader_award.platform import clock, db, outbox, storage
from leader_award.platform.access import guarded, rule
from leader_award.platform.settings import Settings

REQUEST_ID = re.compile(r"[0-9a-f]{32}")
"""As nginx writes `$request_id`."""
LOGGER = logging.getLogger("leader_award.requests")
SHARED_FOLDER = "PROMETHEUS_MULTIPROC_DIR"
"""Where several web processes of one machine add their figures up."""

requests_answered = Counter(
    "leader_award_requests", "Requests answered.", ("route", "method", "status")
)
request_seconds = Histogram(
    "leader_award_request_seconds",
    "Time from the request's arrival in the process to its answer's beginning.",
    ("route",),
    buckets=(0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10),
)

probes = Blueprint("probes", __name__)


class Site(Flask):
    """Flask, but a failed request is logged by its route: its path may hold a secret token."""

    def log_exception(
        self,
        exc_info: tuple[type, BaseException, TracebackType] | tuple[None, None, None],
    ) -> None:
        """Log what failed, without what was asked."""
        fields = {"event": "request.failed", "route": _route()}
        self.logger.error("request failed", exc_info=exc_info, extra={"fields": fields})


def init_app(app: Flask) -> None:
    """Number each request, and count and log its answer."""
    app.before_request(_begin)
    app.after_request(_end)
    app.register_blueprint(probes)


def _begin() -> None:
    g.began = time.perf_counter()
    g.request_id = _given_id() or secrets.token_hex(16)


def _given_id() -> str | None:
    """Return the number that our proxy gave the request, if there is such a proxy."""
    settings: Settings = current_app.config["SETTINGS"]
    given = request.headers.get("X-Request-ID", "") if settings.trusted_proxies else ""
    return given if REQUEST_ID.fullmatch(given) else None


def _route() -> str:
    return request.endpoint or "none"


def _end(response: Response) -> Response:
    if "began" not in g:  # refused before the request began, such as for a foreign host
        return response
    seconds = time.perf_counter() - g.began
    response.headers["X-Request-ID"] = g.request_id
    requests_answered.labels(_route(), request.method, response.status_code).inc()
    request_seconds.labels(_route()).observe(seconds)
    fields = {
        "event": "request.answered",
        "method": request.method,
        "route": _route(),
        "status": response.status_code,
        "ms": round(seconds * 1000, 1),
    }
    LOGGER.info("request answered", extra={"fields": fields})
    return response


@probes.get("/livez")
@guarded("site.see")
def alive() -> Any:
    """Answer 200 as long as the process answers at all: if it does not, start it anew."""
    return jsonify(alive=True)


@probes.get("/healthz")
@guarded("site.see")
def ready() -> Any:
    """Answer 200 only if database and storage answer: if not, send nobody here."""
    found = {"database": _database_answers(), "storage": storage.is_writable()}
    return jsonify(found), 200 if all(found.values()) else 503


def _database_answers() -> bool:
    try:
        return db.session().execute(text("select 1")).scalar() == 1
    except Exception:  # whatever the driver raises, the database does not answer
        return False


@rule("site.measure", public=True)
def _knows_the_token(_person: Any, _thing: Any, _now: datetime) -> bool:
    """Whoever collects figures shows the token of the settings; without one nobody may."""
    settings: Settings = current_app.config["SETTINGS"]
    shown = request.headers.get("Authorization", "").encode()
    token = settings.metrics_token or secrets.token_hex()  # one that nobody knows
    return hmac.compare_digest(shown, f"Bearer {token}".encode())


@probes.get("/metrics")
@guarded("site.measure")
def metrics() -> Any:
    """Answer the figures in Prometheus' text format."""
    body = generate_latest(_counted()) + generate_latest(_found_now())
    return Response(body, content_type=CONTENT_TYPE_LATEST)


def _counted() -> CollectorRegistry:
    if SHARED_FOLDER not in os.environ:
        return REGISTRY
    together = CollectorRegistry()
    multiprocess.MultiProcessCollector(together)  # type: ignore[no-untyped-call]
    return together


def _found_now() -> CollectorRegistry:
    """Return what the database tells at this moment."""
    registry = CollectorRegistry()
    mails = Gauge("leader_award_mails", "Mails by state.", ("state",), registry=registry)
    oldest = Gauge(
        "leader_award_oldest_mail_seconds",
        "Age of the mail that has waited longest.",
        registry=registry,
    )
    for state, count in outbox.counts().items():
        mails.labels(state).set(count)
    since = outbox.unsent_since()
    oldest.set((clock.now() - since).total_seconds() if since else 0)
    return registry
