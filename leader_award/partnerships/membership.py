"""Who acts for an organisation: registering, inviting, approving, leaving."""

from flask_babel import lazy_gettext as _l
from sqlalchemy import select
from sqlalchemy.orm import Session

from leader_award.accounts import service as accounts
from leader_award.accounts.models import Person, RoleGrant
from leader_award.partnerships.models import Organisation, OrganisationMember
from leader_award.partnerships.organisations import organisation_for_unit
from leader_award.platform import audit, clock, db, idempotency, outbox
from leader_award.platform.audit import Actor
from leader_award.platform.errors import DomainError, NotAllowed
from leader_award.platform.outbox import Recipient

INVITATION_KIND = "colleague"


def register_clerk(
    *,
    terc: str,
    email: str,
    name: str,
    password: str,
    position: str,
    language: str,
    key: str,
) -> str:
    """Register somebody who wants to act for a local government unit; return the person's id.

    A mail asks to confirm the address; only then does the request count (see
    `settle_requests`). An address that has an account gets a mail that says so, and nothing
    changes. Raises DomainError on the fields `password` or `unit`.
    """
    kept = accounts.accepted_hash(password, email=email, name=name)

    with db.transaction() as writer:

        def add() -> str:
            organisation = organisation_for_unit(writer, terc)
            done = accounts.add_registration(
                writer, email=email, name=name, password_hash=kept, language=language
            )
            if done.pending:
                _forget_requests(writer, done.person_id)
                _ask(writer, organisation.id, done.person_id, position)
            return done.person_id

        return idempotency.once(writer, key, add)


def join_organisation(*, terc: str, position: str, actor: Actor, key: str) -> str:
    """Ask, with an account, to act for a further local government unit; return the membership.

    Raises DomainError on the field `unit`, also when the person acts for it or has asked.
    """
    with db.transaction() as writer:

        def ask() -> str:
            person = db.lock(writer, Person, actor.person_id)
            organisation = organisation_for_unit(writer, terc)
            if _membership(writer, organisation.id, person.id) is not None:
                raise DomainError(
                    _l("You act for this unit already, or your request waits for a decision."),
                    field="unit",
                )
            member = _ask(writer, organisation.id, person.id, position)
            settle_requests(writer, person)
            return member.id

        return idempotency.once(writer, key, ask)


def settle_requests(writer: Session, person: Person) -> None:
    """Let the requests of a person with a confirmed address count.

    The first person of an organisation acts for it at once; later ones wait for a member or an
    organiser, who are told by mail.
    """
    for request in _requests(writer, person.id):
        organisation = db.lock(writer, Organisation, request.organisation_id)
        members = _active_members(writer, organisation.id)
        if members:
            _ask_to_decide(writer, request, members)
        else:
            _activate(writer, request, Actor(person.id, "person"))


def invite_colleague(*, organisation_id: str, email: str, name: str, actor: Actor, key: str) -> str:
    """Invite somebody to act for the organisation too; return the membership's id.

    It begins when they accept; for somebody who had asked, at once. Raises DomainError on the
    field `email` if they act for it already.
    """
    with db.transaction() as writer:

        def invite() -> str:
            organisation = db.lock(writer, Organisation, organisation_id)
            inviter = writer.get_one(Person, actor.person_id)
            person = accounts.invite_person(
                writer,
                email=email,
                name=name,
                language=inviter.language,
                template="partnerships/mail/colleague_invitation.txt",
                payload={"kind": INVITATION_KIND, "organisation_id": organisation_id},
                about=organisation,
                organisation=organisation,
                inviter=inviter,
            )
            member = _membership(writer, organisation_id, person.id)
            if member is not None and member.active_since is not None:
                raise DomainError(_l("This person acts for it already."), field="email")
            if member is None:
                member = _ask(writer, organisation_id, person.id, "")
            member.invited_at = clock.now()
            audit.record(writer, actor, "member.invited", member)
            return member.id

        return idempotency.once(writer, key, invite)


def accept_by_link(writer: Session, person: Person, payload: dict[str, str]) -> None:
    """Begin the membership that an accepted invitation offers (a hook of accounts)."""
    member = _membership(writer, payload["organisation_id"], person.id)
    if member is None:
        raise NotAllowed(_l("This invitation has been withdrawn."))
    if member.active_since is None:
        _activate(writer, member, Actor(person.id, "person"), tell=False)


def accept_membership(*, member_id: str, actor: Actor) -> None:
    """Accept an invitation from one's own page. Raises NotFound, NotAllowed."""
    with db.transaction() as writer:
        member = db.lock(writer, OrganisationMember, member_id)
        if member.state == "asked":
            raise NotAllowed(_l("This request waits for a decision."))
        if member.state == "invited":
            _activate(writer, member, actor, tell=False)


def approve_member(*, member_id: str, actor: Actor) -> None:
    """Let somebody who asked act for the organisation, and tell them by mail.

    Approving twice changes nothing. Raises NotFound if the request is gone.
    """
    with db.transaction() as writer:
        member = db.lock(writer, OrganisationMember, member_id)
        if member.state == "asked":
            _activate(writer, member, actor)


def remove_member(*, member_id: str, actor: Actor) -> None:
    """Decline a request, withdraw an invitation, or end a membership; return nothing.

    Raises NotFound, and NotAllowed for the last member, whom only an organiser can remove.
    """
    with db.transaction() as writer:
        member = db.lock(writer, OrganisationMember, member_id)
        organisation = db.lock(writer, Organisation, member.organisation_id)
        if member.state == "active":
            others = [m for m in _active_members(writer, organisation.id) if m.id != member.id]
            if not others and actor.role not in ("organiser", "administrator"):
                raise NotAllowed(_l("Somebody must act for it. Invite a colleague first."))
        event = {"active": "ended", "invited": "uninvited", "asked": "declined"}[member.state]
        if member.state == "asked":
            _mail(writer, member, "declined")
        details = {"organisation": member.organisation_id, "person": member.person_id}
        audit.record(writer, actor, f"member.{event}", member, details)
        writer.delete(member)


def _membership(writer: Session, organisation_id: str, person_id: str) -> OrganisationMember | None:
    return writer.scalar(
        select(OrganisationMember).where(
            OrganisationMember.organisation_id == organisation_id,
            OrganisationMember.person_id == person_id,
        )
    )


def _requests(writer: Session, person_id: str) -> list[OrganisationMember]:
    query = select(OrganisationMember).where(
        OrganisationMember.person_id == person_id,
        OrganisationMember.active_since.is_(None),
        OrganisationMember.invited_at.is_(None),
    )
    return list(writer.scalars(query.order_by(OrganisationMember.organisation_id)))


def _forget_requests(writer: Session, person_id: str) -> None:
    """The latest registration of an unconfirmed address replaces what an earlier one asked."""
    for request in _requests(writer, person_id):
        writer.delete(request)
    writer.flush()


def _active_members(writer: Session, organisation_id: str) -> list[OrganisationMember]:
    query = select(OrganisationMember).where(
        OrganisationMember.organisation_id == organisation_id,
        OrganisationMember.active_since.is_not(None),
    )
    return list(writer.scalars(query))


def _ask(
    writer: Session, organisation_id: str, person_id: str, position: str
) -> OrganisationMember:
    member = OrganisationMember(
        organisation_id=organisation_id,
        person_id=person_id,
        position=position,
        asked_at=clock.now(),
    )
    writer.add(member)
    writer.flush()
    audit.record(writer, Actor(person_id, "person"), "member.asked", member)
    return member


def _activate(
    writer: Session, member: OrganisationMember, actor: Actor, *, tell: bool = True
) -> None:
    member.active_since = clock.now()
    writer.flush()
    audit.record(writer, actor, "member.activated", member)
    if tell and actor.person_id != member.person_id:
        _mail(writer, member, "approved")


def _mail(writer: Session, member: OrganisationMember, name: str) -> None:
    outbox.queue(
        writer,
        accounts.recipient(member.person),
        f"partnerships/mail/{name}.txt",
        about=member,
        member=member,
    )


def _ask_to_decide(
    writer: Session, request: OrganisationMember, members: list[OrganisationMember]
) -> None:
    for person in [member.person for member in members]:
        _mail_request(writer, request, accounts.recipient(person), for_organiser=False)
    organisers = writer.scalars(
        select(Person)
        .join(RoleGrant)
        .where(
            RoleGrant.role == "organiser",
            Person.disabled_at.is_(None),
            Person.email_confirmed_at.is_not(None),
        )
    ).unique()
    for person in organisers:
        _mail_request(writer, request, accounts.recipient(person), for_organiser=True)


def _mail_request(
    writer: Session, request: OrganisationMember, to: Recipient, *, for_organiser: bool
) -> None:
    outbox.queue(
        writer,
        to,
        "partnerships/mail/request.txt",
        about=request,
        member=request,
        for_organiser=for_organiser,
    )
