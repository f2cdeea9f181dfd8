"""The second factor: an authenticator app, passkeys, and recovery codes for when they are lost."""

from dataclasses import dataclass
from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from leader_award.accounts import (
    attempts,
    one_time_codes,
    passwords,
    registration,
    sealing,
    sessions,
)
from leader_award.accounts.models import (
    AuthenticatorApp,
    Passkey,
    Person,
    ProviderIdentity,
    RecoveryCode,
)
from leader_award.platform import audit, clock, db, outbox
from leader_award.platform.audit import Actor
from leader_award.platform.db import new_id
from leader_award.platform.errors import DomainError, NotAllowed

APP, RECOVERY, PASSKEY, PROVIDER = "app", "recovery", "passkey", "provider"
_SEALED_FOR = "authenticator app"


@dataclass(frozen=True)
class SecondFactor:
    """What a person has set up."""

    app_added_at: datetime | None
    passkeys: list[Passkey]
    codes_left: int

    @property
    def is_set_up(self) -> bool:
        """Whether signing in asks for it; recovery codes alone are none."""
        return self.app_added_at is not None or bool(self.passkeys)


def of_person(person_id: str, reader: Session | None = None) -> SecondFactor:
    """Return what the person has set up, in three SQL statements."""
    reader = reader or db.session()
    keys = select(Passkey).where(Passkey.person_id == person_id)
    return SecondFactor(
        reader.scalar(
            select(AuthenticatorApp.added_at).where(AuthenticatorApp.person_id == person_id)
        ),
        list(reader.scalars(keys.order_by(Passkey.added_at, Passkey.id))),
        reader.scalar(
            select(func.count())
            .select_from(RecoveryCode)
            .where(RecoveryCode.person_id == person_id, RecoveryCode.used_at.is_(None))
        )
        or 0,
    )


def set_up_app(*, person_id: str, secret: str, code: str, session_id: str | None) -> list[str]:
    """Keep the app's secret once a code shows that the app has it.

    Other sessions end; this one has its second factor from now on. Returns recovery codes to
    show, none if the person has some already. Raises DomainError on the field `code`.
    """
    step = one_time_codes.step_of_code(secret, code, now=clock.now().timestamp(), after=0)
    if step is None:
        raise DomainError(
            _l("This is not the code that the app shows now. Type the newest one."), field="code"
        )
    codes = first_codes(person_id)
    with db.transaction() as writer:
        person = db.lock(writer, Person, person_id)
        writer.execute(delete(AuthenticatorApp).where(AuthenticatorApp.person_id == person_id))
        writer.add(
            AuthenticatorApp(
                person_id=person_id,
                sealed_secret=sealing.seal(secret, _SEALED_FOR),
                last_step=step,
                added_at=clock.now(),
            )
        )
        return note_added(writer, person, APP, codes, session_id)


def note_added(
    writer: Session, person: Person, kind: str, codes: dict[str, str], session_id: str | None
) -> list[str]:
    """Record and announce a new factor, and give out `codes`; return what is to be shown.

    Other sessions end; this one has its second factor from now on.
    """
    audit.record(writer, Actor(person.id, "person"), "second_factor.added", person, {"kind": kind})
    tell(writer, person, f"{kind}_added")
    sessions.end_all_sessions(writer, person.id, but=session_id)
    if session_id:
        sessions.confirm_presence(writer, session_id, kind)
    if codes:
        _replace_codes(writer, person.id, codes)
    return list(codes)


def remove_app(*, person_id: str, must_keep_one: bool) -> None:
    """Forget the app. Raises NotAllowed for the last factor of somebody who must have one."""
    with db.transaction() as writer:
        person = db.lock(writer, Person, person_id)
        writer.execute(delete(AuthenticatorApp).where(AuthenticatorApp.person_id == person_id))
        note_removed(writer, person, APP, must_keep_one=must_keep_one)


def note_removed(writer: Session, person: Person, kind: str, *, must_keep_one: bool) -> None:
    """Record and announce that a factor is gone; without any, recovery codes go too.

    Raises NotAllowed.
    """
    writer.flush()
    if not of_person(person.id, writer).is_set_up:
        if must_keep_one:
            raise NotAllowed(
                _l("Your role needs a second factor. Add another one before you remove this one.")
            )
        writer.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person.id))
    actor = Actor(person.id, "person")
    audit.record(writer, actor, "second_factor.removed", person, {"kind": kind})
    tell(writer, person, f"{kind}_removed")


def renew_recovery_codes(*, person_id: str) -> list[str]:
    """Replace all recovery codes; return the new ones, which are never shown again.

    Raises NotAllowed without a second factor that they could replace.
    """
    codes = _made_codes()
    with db.transaction() as writer:
        person = db.lock(writer, Person, person_id)
        if not of_person(person_id, writer).is_set_up:
            raise NotAllowed(_l("Set up an authenticator app or a passkey first."))
        _replace_codes(writer, person_id, codes)
        audit.record(writer, Actor(person_id, "person"), "recovery_codes.renewed", person)
        tell(writer, person, "codes_renewed")
    return list(codes)


def give_code(person_id: str, typed: str, *, address: str | None = None) -> str:
    """Accept a code of the app, or a recovery code, once; return which it was (APP, RECOVERY).

    Raises TooManyAttempts, and DomainError on the field `code`.
    """
    person = db.session().get_one(Person, person_id)
    attempt_id = attempts.note(attempts.SECOND_FACTOR, person.email, address or "")
    is_app_code = one_time_codes.looks_like_app_code(typed)
    used = _use_app_code(person_id, typed) if is_app_code else _use_recovery_code(person_id, typed)
    if not used:
        raise DomainError(_l("This code is wrong, or it has been used already."), field="code")
    with db.transaction() as writer:
        attempts.note_success(writer, attempt_id)
    return APP if is_app_code else RECOVERY


def reset(*, person_id: str, actor: Actor) -> None:
    """Take everything away from somebody who has lost it all, and end their sessions.

    A provider's account that was linked is unlinked too: it may be what was lost.

    The person is told by mail. Raises NotFound.
    """
    with db.transaction() as writer:
        person = db.lock(writer, Person, person_id)
        for table in (AuthenticatorApp, Passkey, RecoveryCode, ProviderIdentity):
            writer.execute(delete(table).where(table.person_id == person_id))
        sessions.end_all_sessions(writer, person_id)
        audit.record(writer, actor, "second_factor.reset", person)
        tell(writer, person, "reset")


def tell(writer: Session, person: Person, what: str) -> None:
    """Mail the person what has changed, in case it was not them."""
    outbox.queue(
        writer,
        registration.recipient(person),
        "accounts/mail/second_factor_changed.txt",
        about=person,
        what=what,
        at=clock.now(),
        codes_left=of_person(person.id, writer).codes_left,
    )


def first_codes(person_id: str) -> dict[str, str]:
    """Return recovery codes and the hash of each for somebody without any, else none.

    Slow: call it before a transaction, not inside.
    """
    return {} if of_person(person_id).codes_left else _made_codes()


def _made_codes() -> dict[str, str]:
    codes: dict[str, str] = {}
    while len(codes) < one_time_codes.RECOVERY_CODES:
        code = new_id()
        codes.setdefault(code[: one_time_codes.MARK_LENGTH], code)
    return {code: passwords.HASHER.hash(code) for code in codes.values()}


def _replace_codes(writer: Session, person_id: str, codes: dict[str, str]) -> None:
    writer.execute(delete(RecoveryCode).where(RecoveryCode.person_id == person_id))
    for code, hashed in codes.items():
        mark = code[: one_time_codes.MARK_LENGTH]
        writer.add(RecoveryCode(person_id=person_id, mark=mark, hashed=hashed))


def _use_app_code(person_id: str, typed: str) -> bool:
    with db.transaction() as writer:
        app = writer.get(AuthenticatorApp, person_id, with_for_update=True)
        if app is None:
            return False
        try:
            secret = sealing.unseal(app.sealed_secret, _SEALED_FOR)
        except sealing.Unreadable:  # the application's key was replaced
            return False
        step = one_time_codes.step_of_code(
            secret, typed, now=clock.now().timestamp(), after=app.last_step
        )
        app.last_step = step or app.last_step
        return step is not None


def _use_recovery_code(person_id: str, typed: str) -> bool:
    code = one_time_codes.plain_recovery_code(typed)
    kept = db.session().scalar(
        select(RecoveryCode).where(
            RecoveryCode.person_id == person_id,
            RecoveryCode.mark == code[: one_time_codes.MARK_LENGTH],
        )
    )
    if kept is None or not passwords.HASHER.verify(code, kept.hashed):
        return False
    with db.transaction() as writer:
        row = db.lock(writer, RecoveryCode, kept.id)
        if row.used_at is not None:
            return False
        row.used_at = clock.now()
        writer.flush()
        person = db.lock(writer, Person, person_id)
        audit.record(writer, Actor(person_id, "person"), "recovery_code.used", person)
        tell(writer, person, "code_used")
    return True
