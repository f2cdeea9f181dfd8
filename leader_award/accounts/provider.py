"""Signing in through an OpenID Connect provider (code flow with PKCE, state and nonce)."""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from authlib.common.errors import AuthlibBaseError  # type: ignore[import-untyped]
from authlib.integrations.flask_client import OAuth  # type: ignore[import-untyped]
from flask import current_app
from flask_babel import lazy_gettext as _l
from joserfc.errors import JoseError
from requests import RequestException
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from leader_award.accounts import links, rules, second_factor, sessions
from leader_award.accounts.models import Person, ProviderIdentity
from leader_award.platform import access, audit, clock, db
from leader_award.platform.audit import Actor
from leader_award.platform.errors import DomainError

STRONG_CLASSES = frozenset(
    {
        "phr",
        "phrh",
        "https://refeds.org/profile/mfa",
        "http://eidas.europa.eu/LoA/substantial",
        "http://eidas.europa.eu/LoA/high",
    }
)
"""Values of `acr` that mean more than a password; `amr` says it with "mfa" (RFC 8176)."""

_BROKEN = (AuthlibBaseError, JoseError, RequestException, ValueError, KeyError, TypeError)
"""What comes of a provider that does not answer, or answers something wrong."""
_PATIENCE = 10
"""Seconds for which the provider may keep us waiting."""


@dataclass(frozen=True)
class Claims:
    """What the provider says about somebody who signed in there."""

    issuer: str
    subject: str
    email: str | None
    is_strong: bool
    is_recent: bool


def name() -> str | None:
    """Return what the provider is called on pages (its host), or None without a provider."""
    issuer = current_app.config["SETTINGS"].oidc_issuer
    return urlsplit(issuer).hostname if issuer else None


def redirect_to_provider() -> Any:
    """Return the redirect that sends the browser to the provider. Raises DomainError."""
    back = links.address("accounts.return_from_provider")
    try:
        return _client().authorize_redirect(back, max_age=int(access.FRESH_FOR.total_seconds()))
    except _BROKEN as error:
        raise _no_answer() from error


def claims_of_return() -> Claims:
    """Return what the provider says to the request that comes back from it.

    State, nonce, PKCE, signature, issuer, audience and time have been checked then. Raises
    DomainError.
    """
    settings = current_app.config["SETTINGS"]
    wanted = {
        "iss": {"essential": True, "values": [settings.oidc_issuer]},
        "aud": {"essential": True, "values": [settings.oidc_client_id]},
    }
    try:
        client = _client()
        token = client.authorize_access_token(claims_options=wanted)
        said = dict(token["userinfo"])
        if "email" not in said:
            more = client.userinfo(token=token)
            said |= {key: more.get(key) for key in ("email", "email_verified")}
            if more["sub"] != said["sub"]:
                raise ValueError("the provider speaks of two people")
        return _claims(said)
    except _BROKEN as error:
        raise _no_answer() from error


def sign_in(claims: Claims) -> tuple[str, bool]:
    """Start the session of whom the claims speak; return their id and whether a step follows.

    Who is not linked yet is linked to the account of the confirmed address; no account and no
    role is ever made. Raises DomainError.
    """
    with db.transaction() as writer:
        person = _linked(writer, claims) or _link(writer, claims)
        if person.disabled_at is not None:
            raise DomainError(_l("This account cannot be used."))
        if second_factor.of_person(person.id, writer).is_set_up and not claims.is_strong:
            sessions.start_session(person.id, awaits_factor=True)
            return person.id, True
        factor = second_factor.PROVIDER if claims.is_strong else None
        sessions.start_session(person.id, second_factor=factor, is_fresh=claims.is_recent)
        details = {"by": "provider"} | ({"second_factor": factor} if factor else {})
        audit.record(writer, Actor(person.id, "person"), "person.signed_in", person, details)
        return person.id, False


def issuers_of(person_id: str) -> list[str]:
    """Return the hosts of the providers through which the person can sign in."""
    linked = db.session().scalars(
        select(ProviderIdentity.issuer)
        .where(ProviderIdentity.person_id == person_id)
        .order_by(ProviderIdentity.linked_at)
    )
    return [urlsplit(issuer).hostname or issuer for issuer in linked]


def unlink(*, person_id: str) -> None:
    """Let the account be opened from no provider any more, until somebody links it again."""
    with db.transaction() as writer:
        person = db.lock(writer, Person, person_id)
        writer.execute(delete(ProviderIdentity).where(ProviderIdentity.person_id == person_id))
        audit.record(writer, Actor(person_id, "person"), "provider.unlinked", person)
        second_factor.tell(writer, person, "provider_unlinked")


def _client() -> Any:
    """Return the client of the provider in the settings; what it has found out is kept."""
    settings = current_app.config["SETTINGS"]
    kept = current_app.extensions.setdefault("oidc_clients", {})
    key = (settings.oidc_issuer, settings.oidc_client_id)
    if key not in kept:
        client = OAuth(current_app).register(
            "provider",
            client_id=settings.oidc_client_id,
            client_secret=settings.oidc_client_secret,
            server_metadata_url=f"{settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration",
            client_kwargs={
                "scope": "openid email",
                "code_challenge_method": "S256",
                "default_timeout": _PATIENCE,
            },
        )
        if client.load_server_metadata().get("issuer") != settings.oidc_issuer:
            raise ValueError("the provider calls itself differently")  # OpenID discovery, 4.3
        kept[key] = client
    return kept[key]


def _claims(said: dict[str, Any]) -> Claims:
    verified = said.get("email_verified") is True and isinstance(said.get("email"), str)
    at = said.get("auth_time")
    return Claims(
        issuer=said["iss"],
        subject=str(said["sub"]),
        email=rules.normal_email(said["email"]) if verified else None,
        is_strong="mfa" in (said.get("amr") or []) or said.get("acr") in STRONG_CLASSES,
        is_recent=at is not None
        and clock.now() - datetime.fromtimestamp(at, UTC) < access.FRESH_FOR,
    )


def _linked(writer: Session, claims: Claims) -> Person | None:
    found = writer.scalar(
        select(ProviderIdentity.person_id).where(
            ProviderIdentity.issuer == claims.issuer, ProviderIdentity.subject == claims.subject
        )
    )
    return db.lock(writer, Person, found) if found else None


def _link(writer: Session, claims: Claims) -> Person:
    if claims.email is None:
        raise DomainError(_l("The other site does not vouch for your e-mail address."))
    person = writer.scalar(
        select(Person).where(Person.email == claims.email).with_for_update(of=Person)
    )
    if person is None or person.email_confirmed_at is None:
        raise DomainError(
            _l("There is no account with the address %(email)s here.", email=claims.email)
        )
    writer.add(
        ProviderIdentity(
            issuer=claims.issuer,
            subject=claims.subject,
            person_id=person.id,
            linked_at=clock.now(),
        )
    )
    audit.record(writer, Actor(person.id, "person"), "provider.linked", person)
    second_factor.tell(writer, person, "provider_linked")
    return person


def _no_answer() -> DomainError:
    return DomainError(_l("Signing in through the other site did not work. Try again."))
