"""Confirming who one is in the midst of a session, before something dangerous."""

from leader_award.accounts import passkeys, second_factor, sessions, signing_in
from leader_award.accounts.models import Person
from leader_award.platform import audit, db
from leader_award.platform.audit import Actor


def confirm(
    person: Person, *, password: str, code: str, credential: str, address: str | None
) -> None:
    """Make the session fresh again by the first that was given of passkey, code and password.

    Raises TooManyAttempts, and DomainError on the fields `code` or `password`.
    """
    factor = None
    if credential:
        passkeys.owner(credential, person_id=person.id)
        factor = second_factor.PASSKEY
    elif code:
        factor = second_factor.give_code(person.id, code, address=address)
    else:
        signing_in.check_password(person.id, password, field="password", address=address)
    with db.transaction() as writer:
        sessions.confirm_presence(writer, person.presence.session_id or "", factor)
        actor = Actor(person.id, "person")
        details = {"by": factor or "password"}
        audit.record(writer, actor, "identity.confirmed", person, details)
