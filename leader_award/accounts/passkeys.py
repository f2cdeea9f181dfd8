"""Passkeys (WebAuthn level 2): added, removed, and used to sign in or to confirm who one is."""

import ipaddress
import json
from datetime import timedelta
from typing import Any
from urllib.parse import urlsplit

import webauthn
from flask import current_app
from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, select
from webauthn.helpers import (
    base64url_to_bytes,
    bytes_to_base64url,
    generate_challenge,
    parse_client_data_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    PublicKeyCredentialDescriptor,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from leader_award.accounts import second_factor
from leader_award.accounts.models import Passkey, PasskeyChallenge, Person
from leader_award.platform import clock, db
from leader_award.platform.errors import DomainError

ADD, CONFIRM, SIGN_IN = "add", "confirm", "sign_in"
CHALLENGE_LIFETIME = timedelta(minutes=5)
_BROKEN = (WebAuthnException, ValueError, KeyError, TypeError, AttributeError)
"""What the library raises for an answer that is wrong, or no answer at all."""


def are_possible() -> bool:
    """Return whether browsers offer passkeys at this site's address: a name, over HTTPS."""
    parts = urlsplit(_base_url())
    host = parts.hostname or ""
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return parts.scheme == "https" or host == "localhost"
    return False


def ask_to_add(person: Person) -> dict[str, Any]:
    """Return what a browser needs to make a passkey for the person (JSON-ready)."""
    options = webauthn.generate_registration_options(
        rp_id=_host(),
        rp_name=_("Local Government Management Leader"),
        user_id=person.id.encode(),
        user_name=person.email,
        user_display_name=person.name,
        challenge=_new_challenge(ADD, person.id),
        authenticator_selection=AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED,
            user_verification=UserVerificationRequirement.REQUIRED,
        ),
        exclude_credentials=_descriptors(person.id),
    )
    return json.loads(webauthn.options_to_json(options))  # type: ignore[no-any-return]


def ask_to_use(person_id: str | None) -> dict[str, Any]:
    """Return what a browser needs to use a passkey of the person, or to find one by itself."""
    options = webauthn.generate_authentication_options(
        rp_id=_host(),
        challenge=_new_challenge(CONFIRM if person_id else SIGN_IN, person_id),
        allow_credentials=_descriptors(person_id) if person_id else [],
        user_verification=UserVerificationRequirement.REQUIRED,
    )
    return json.loads(webauthn.options_to_json(options))  # type: ignore[no-any-return]


def add(*, person_id: str, answer: str, name: str, session_id: str | None) -> list[str]:
    """Keep the public half of a passkey that a browser has made.

    `answer` is the browser's credential as JSON. Other sessions end; returns recovery codes to
    show, none if the person has some already. Raises DomainError.
    """
    challenge = _use_challenge(answer, ADD, person_id)
    try:
        made = webauthn.verify_registration_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=_host(),
            expected_origin=_origin(),
            require_user_verification=True,
        )
    except _BROKEN as error:
        raise _not_accepted() from error
    codes = second_factor.first_codes(person_id)
    with db.transaction() as writer:
        person = db.lock(writer, Person, person_id)
        credential_id = bytes_to_base64url(made.credential_id)
        if writer.scalar(select(Passkey.id).where(Passkey.credential_id == credential_id)):
            raise DomainError(_l("This passkey has been added already."))
        writer.add(
            Passkey(
                person_id=person_id,
                credential_id=credential_id,
                public_key=bytes_to_base64url(made.credential_public_key),
                sign_count=made.sign_count,
                name=name,
                added_at=clock.now(),
            )
        )
        return second_factor.note_added(writer, person, second_factor.PASSKEY, codes, session_id)


def remove(*, passkey_id: str, must_keep_one: bool) -> None:
    """Forget a passkey.

    Raises NotFound, and NotAllowed for the last factor of somebody who must have one.
    """
    with db.transaction() as writer:
        passkey = db.lock(writer, Passkey, passkey_id)
        person = db.lock(writer, Person, passkey.person_id)
        writer.delete(passkey)
        second_factor.note_removed(
            writer, person, second_factor.PASSKEY, must_keep_one=must_keep_one
        )


def owner(answer: str, *, person_id: str | None = None) -> str:
    """Return the id of the person whose passkey signed the challenge just now.

    `person_id` is who is expected to sign, None when the browser was asked to find a passkey by
    itself. Raises DomainError.
    """
    challenge = _use_challenge(answer, CONFIRM if person_id else SIGN_IN, person_id)
    passkey = _passkey_of(answer)
    if passkey is None or person_id not in (None, passkey.person_id):
        raise _not_accepted()
    try:
        used = webauthn.verify_authentication_response(
            credential=answer,
            expected_challenge=challenge,
            expected_rp_id=_host(),
            expected_origin=_origin(),
            credential_public_key=base64url_to_bytes(passkey.public_key),
            credential_current_sign_count=passkey.sign_count,
            require_user_verification=True,
        )
    except _BROKEN as error:
        raise _not_accepted() from error
    with db.transaction() as writer:
        row = db.lock(writer, Passkey, passkey.id)
        row.sign_count, row.last_used_at = used.new_sign_count, clock.now()
        return row.person_id


def _new_challenge(purpose: str, person_id: str | None) -> bytes:
    challenge = generate_challenge()[:32]
    now = clock.now()
    with db.transaction() as writer:
        writer.execute(delete(PasskeyChallenge).where(PasskeyChallenge.expires_at <= now))
        writer.add(
            PasskeyChallenge(
                challenge=bytes_to_base64url(challenge),
                purpose=purpose,
                person_id=person_id,
                expires_at=now + CHALLENGE_LIFETIME,
            )
        )
    return challenge


def _use_challenge(answer: str, purpose: str, person_id: str | None) -> bytes:
    """Return the challenge that the answer names, which works no more. Raises DomainError."""
    try:
        data = json.loads(answer)["response"]["clientDataJSON"]
        challenge = parse_client_data_json(base64url_to_bytes(data)).challenge
    except _BROKEN as error:
        raise _not_accepted() from error
    with db.transaction() as writer:
        row = writer.get(PasskeyChallenge, bytes_to_base64url(challenge), with_for_update=True)
        if row is not None:
            writer.delete(row)
            found = (row.purpose, row.person_id, row.expires_at > clock.now())
            if found == (purpose, person_id, True):
                return challenge
    raise _not_accepted()


def _passkey_of(answer: str) -> Passkey | None:
    named = json.loads(answer)
    passkey = db.session().scalar(
        select(Passkey).where(Passkey.credential_id == str(named.get("id")))
    )
    handle = named["response"].get("userHandle")
    if passkey is None or handle in (None, bytes_to_base64url(passkey.person_id.encode())):
        return passkey
    return None


def _descriptors(person_id: str) -> list[PublicKeyCredentialDescriptor]:
    ids = db.session().scalars(select(Passkey.credential_id).where(Passkey.person_id == person_id))
    return [PublicKeyCredentialDescriptor(id=base64url_to_bytes(found)) for found in ids]


def _not_accepted() -> DomainError:
    return DomainError(_l("The passkey was not accepted. Try again, or use another way."))


def _base_url() -> str:
    url: str = current_app.config["SETTINGS"].base_url
    return url


def _host() -> str:
    return urlsplit(_base_url()).hostname or ""


def _origin() -> str:
    parts = urlsplit(_base_url())
    return f"{parts.scheme}://{parts.netloc}"
