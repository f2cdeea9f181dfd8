"""One database with every kind of thing in every state, and a person for every role.

Nothing here says who may do what: that stands in `expectations`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select

from leader_award.accounts.models import Passkey
from leader_award.accounts.service import create_person
from leader_award.partnerships.models import OrganisationMember
from leader_award.platform import clock, db
from leader_award.platform.audit import Actor
from leader_award.privacy import consents
from tests.partnerships.builders import few_units
from tests.partnerships.builders import make_clerk as make_municipal_clerk

VISITOR = "visitor"
ROLES = (
    VISITOR,
    "stranger",
    "owner",
    "other",
    "pending",
    "juror",
    "idle_juror",
    "conflicted",
    "organiser",
    "administrator",
)
"""Whom every row is asked about. `stranger` is registered and nothing more, `owner` acts for the
municipality whose things these are, `other` for another one, `pending` asked to act for the
owner's; of the jurors one has the owner's entry to assess, one has none, one had it until they
declared a conflict."""

Address = dict[str, Any]
"""Parts of an address by their names in the route."""


@dataclass
class Scene:
    """`people`: ids by role; `things`: by kind and state, what addresses are made of.

    `others` has the same of things that do not belong there: another entry's file and so on.
    """

    people: dict[str, str | None] = field(default_factory=lambda: {VISITOR: None})
    organisations: dict[str, str] = field(default_factory=dict)
    things: dict[str, dict[str, Address]] = field(default_factory=dict)
    others: dict[str, Address] = field(default_factory=dict)

    def add(self, kind: str, state: str, **address: Any) -> None:
        """Note what leads to a thing."""
        self.things.setdefault(kind, {}).setdefault(state, {}).update(address)

    def acting(self, who: str, role: str = "") -> Actor:
        """The person as an actor of use cases."""
        return Actor(self.people[who], role or who)


Part = Callable[[Scene], None]


def person(scene: Scene, who: str, *roles: str) -> str:
    """Add a confirmed person for a role of the matrix."""
    with db.transaction() as writer:
        made = create_person(
            writer,
            email=f"{who}@example.org",
            name=f"{who.replace('_', ' ').title()} Test",
            password=None,
            roles=roles,
        )
        writer.flush()
        scene.people[who] = made.id
        return made.id


def join(person_id: str, organisation_id: str, *, active: bool, invited: bool = False) -> str:
    """Add a membership in one of its states; return its id."""
    now = clock.now()
    with db.transaction() as writer:
        member = OrganisationMember(
            organisation_id=organisation_id,
            person_id=person_id,
            asked_at=now,
            active_since=now if active else None,
            invited_at=now if invited else None,
        )
        writer.add(member)
        writer.flush()
        return member.id


def build(scene: Scene, parts: list[Part]) -> Scene:
    """Fill an empty database: people first, then each part in turn."""
    few_units()
    for who, terc in (("owner", "106101"), ("other", "146501"), ("member", "020101")):
        clerk_id, organisation_id = make_municipal_clerk(terc, email=f"{who}@example.org")
        scene.people[who], scene.organisations[who] = clerk_id, organisation_id
    for who in ("stranger", "pending", "invitee", "juror", "idle_juror", "conflicted"):
        person(scene, who)
    for who, role in (
        ("organiser", "organiser"),
        ("second_organiser", "organiser"),
        ("keyed_organiser", "organiser"),
        ("administrator", "administrator"),
        ("second_administrator", "administrator"),
    ):
        person(scene, who, role)
    _accounts(scene)
    for part in parts:
        part(scene)
    return scene


def _accounts(scene: Scene) -> None:
    own = scene.organisations["owner"]
    asked = join(scene.people["pending"] or "", own, active=False)
    invited = join(scene.people["invitee"] or "", own, active=False, invited=True)
    scene.add("site", "always")
    scene.add("desk", "always")
    for state in ("none", "one"):
        scene.add("provider", state)
    for state in ("always", "strict"):
        scene.add("board", state)
    scene.add("passkey", "always", passkey_id=_passkey(scene.people["owner"] or ""))
    consent_id = consents.give(kind="image", actor=scene.acting("owner"))
    scene.add("consent", "always", subject="image", consent_id=consent_id)
    somebody = scene.people["stranger"]
    scene.add("somebody", "always", about="osoba", row_id=somebody, person_id=somebody)
    scene.add("link", "unknown", token="nobody-has-this")
    scene.add("organisation", "always", organisation_id=own)
    scene.add("member", "asked", member_id=asked)
    scene.add("member", "invited", member_id=invited)
    scene.add("member", "active", member_id=_membership(scene.people["owner"], own))
    for role in ("organiser", "administrator"):
        scene.add("grant", role, person_id=scene.people[f"second_{role}"], role=role)


def _membership(person_id: str | None, organisation_id: str) -> str:
    query = select(OrganisationMember.id).where(
        OrganisationMember.person_id == person_id,
        OrganisationMember.organisation_id == organisation_id,
    )
    return db.session().scalars(query).one()


def _passkey(person_id: str) -> str:
    with db.transaction() as writer:
        passkey = Passkey(
            person_id=person_id,
            credential_id="credential",
            public_key="key",
            sign_count=0,
            name="Telefon",
            added_at=clock.now(),
        )
        writer.add(passkey)
        writer.flush()
        return passkey.id
