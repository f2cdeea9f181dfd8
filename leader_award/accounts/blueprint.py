"""The blueprint that all pages of accounts share."""

from flask import Blueprint, current_app, url_for

blueprint = Blueprint("accounts", __name__)


def address_of(endpoint: str) -> str | None:
    """Return the address of a later feature's page, or None if the feature is not there."""
    return url_for(endpoint) if endpoint in current_app.view_functions else None


def landing() -> str:
    """Return the page where people land after signing in: what they have to do."""
    return address_of("editions.start") or url_for("accounts.account")
