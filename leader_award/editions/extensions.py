"""A later deadline for one applicant."""

from datetime import datetime

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from leader_award.editions import queries, wording
from leader_award.editions.models import Edition, Extension
from leader_award.partnerships.models import Organisation
from leader_award.partnerships.queries import members_of
from leader_award.partnerships.service import organisation_for_unit
from leader_award.platform import audit, clock, db, outbox
from leader_award.platform.audit import Actor
from leader_award.platform.errors import DomainError, NotAllowed


def grant_extension(
    *, edition_id: str, organisation_id: str, until: datetime, reason: str, actor: Actor
) -> str:
    """Give one applicant a later deadline (aware) and write to the organisation's members.

    A second grant replaces the first one's term and reason. Returns the extension's id. Raises
    NotFound, NotAllowed (no call is open) or DomainError beside `until` or `reason`.
    """
    with db.transaction() as writer:
        edition = db.lock(writer, Edition, edition_id)
        organisation = writer.get(Organisation, organisation_id)
        if organisation is None:
            raise DomainError(_l("Choose the applicant."), field="organisation")
        _check_extension(edition, until, reason)
        extension = queries.extension_for(edition_id, organisation_id, writer)
        if extension is None:
            extension = Extension(edition_id=edition_id, organisation_id=organisation_id)
            writer.add(extension)
        extension.until, extension.reason = until, reason.strip()
        extension.granted_at = clock.now()
        writer.flush()
        audit.record(
            writer,
            actor,
            "edition.extension_granted",
            edition,
            {"organisation": organisation_id, "until": until.isoformat()},
        )
        _write_to_members(writer, edition, organisation, extension)
        return extension.id


def grant_extension_to_unit(
    *, edition_id: str, terc: str, until: datetime, reason: str, actor: Actor
) -> str:
    """Give the local government of a TERYT code a later deadline; see `grant_extension`."""
    with db.transaction() as writer:
        organisation = organisation_for_unit(writer, terc)
        return grant_extension(
            edition_id=edition_id,
            organisation_id=organisation.id,
            until=until,
            reason=reason,
            actor=actor,
        )


def _check_extension(edition: Edition, until: datetime, reason: str) -> None:
    if edition.state not in ("open", "checking"):
        raise NotAllowed(
            _l("A deadline can be extended from the call until the end of the formal check.")
        )
    if until <= edition.deadline:
        raise DomainError(_l("This must come after the deadline for everybody."), field="until")
    if until <= clock.now():
        raise DomainError(wording.MOVES["past"], field="until")
    if until > edition.check_until:
        raise DomainError(
            _l("This must come before the end of the formal check, so that it can be checked."),
            field="until",
        )
    if not reason.strip():
        raise DomainError(_l("Say why the deadline is extended."), field="reason")


def _write_to_members(
    writer: Session, edition: Edition, organisation: Organisation, extension: Extension
) -> None:
    active = [one for one in members_of(organisation.id) if one.active_since is not None]
    for member in active:
        outbox.queue(
            writer,
            outbox.Recipient(member.person.email, member.person.language),
            "editions/mail/extension.txt",
            about=extension,
            person=member.person,
            organisation=organisation,
            edition=edition,
            extension=extension,
        )
