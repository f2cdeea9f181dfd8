"""Tables of the registers: local government, organisations, partnerships."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from leader_award.accounts.models import Person
from leader_award.platform.db import Base, Id, Key

UNIT_KINDS = ("voivodeship", "county", "city_with_county_rights", "gmina")
ORGANISATION_KINDS = (
    "jst",
    "municipal_union",
    "association",
    "local_action_group",
    "ngo",
    "company",
    "university",
    "other",
)


class Unit(Base):
    """A unit of the register of local government (JST), keyed by its TERYT code.

    Voivodeships have 2 digits, land counties 4, gminas 6; a city with county rights is one
    unit under its gmina code. `gmina_kind` (urban, rural, urban_rural) is empty until the
    official TERC file is imported.
    """

    __tablename__ = "unit"

    terc: Mapped[str] = mapped_column(String(6), primary_key=True)
    kind: Mapped[str] = mapped_column(String(30), index=True)
    gmina_kind: Mapped[str | None] = mapped_column(String(20))
    name: Mapped[str] = mapped_column(String(100))
    county_terc: Mapped[str | None] = mapped_column(String(4), index=True)
    county_name: Mapped[str | None] = mapped_column(String(100))
    voivodeship_terc: Mapped[str] = mapped_column(String(2), index=True)
    voivodeship_name: Mapped[str] = mapped_column(String(60))
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]
    search_text: Mapped[str] = mapped_column(String(300), index=True)
    sort_key: Mapped[str] = mapped_column(String(200), index=True)
    abolished_on: Mapped[date | None]


class Organisation(Base):
    """Whoever can lead or join an entry; a JST exactly once, through its unit."""

    __tablename__ = "organisation"

    id: Mapped[Id]
    kind: Mapped[str] = mapped_column(String(30), index=True)
    name: Mapped[str] = mapped_column(String(300))
    sort_key: Mapped[str] = mapped_column(String(300), index=True)
    unit_terc: Mapped[str | None] = mapped_column(ForeignKey("unit.terc"), unique=True)
    regon: Mapped[str | None] = mapped_column(String(14), unique=True)
    place: Mapped[str] = mapped_column(String(100), default="")
    created_at: Mapped[datetime]

    unit: Mapped[Unit | None] = relationship(lazy="joined")
    members: Mapped[list["OrganisationMember"]] = relationship(back_populates="organisation")


class OrganisationMember(Base):
    """A person who acts for an organisation (`active_since`), has asked to, or is invited to."""

    __tablename__ = "organisation_member"
    __table_args__ = (UniqueConstraint("organisation_id", "person_id"),)

    id: Mapped[Id]
    organisation_id: Mapped[Key] = mapped_column(ForeignKey("organisation.id"))
    person_id: Mapped[Key] = mapped_column(ForeignKey("person.id"))
    position: Mapped[str] = mapped_column(String(200), default="")
    asked_at: Mapped[datetime]
    invited_at: Mapped[datetime | None]
    active_since: Mapped[datetime | None]

    organisation: Mapped[Organisation] = relationship(back_populates="members", lazy="joined")
    person: Mapped[Person] = relationship(lazy="joined", backref="memberships")

    @property
    def state(self) -> str:
        """Return active, invited or asked."""
        if self.active_since is not None:
            return "active"
        return "invited" if self.invited_at is not None else "asked"


class Partnership(Base):
    """A partnership of local governments and others, as the register knows it.

    `seat` is the unit where its dot stands on maps; `seat_assumed` says that no source gives it.
    `assistant` and `advisers` are the individual assistant and the sector advisers of the
    predefined project. `note` is shown with the partnership, e.g. where the data come from.
    """

    __tablename__ = "partnership"

    id: Mapped[Id]
    slug: Mapped[str] = mapped_column(String(120), unique=True)
    name: Mapped[str] = mapped_column(String(300))
    name_key: Mapped[str] = mapped_column(String(1000), unique=True)
    sort_key: Mapped[str] = mapped_column(String(300), index=True)
    search_text: Mapped[str] = mapped_column(Text)
    legal_form: Mapped[str] = mapped_column(String(40), index=True)
    functional_area: Mapped[str] = mapped_column(String(300), default="")
    description: Mapped[str] = mapped_column(Text, default="")
    note: Mapped[str] = mapped_column(Text, default="")
    assistant: Mapped[str] = mapped_column(String(200), default="")
    advisers: Mapped[list[str]] = mapped_column(default=list)
    seat_terc: Mapped[str | None] = mapped_column(ForeignKey("unit.terc"), index=True)
    seat_assumed: Mapped[bool] = mapped_column(default=False)
    version: Mapped[int] = mapped_column(default=1)
    created_at: Mapped[datetime]

    seat: Mapped[Unit | None] = relationship(lazy="joined")
    members: Mapped[list["PartnershipMember"]] = relationship(
        back_populates="partnership",
        cascade="all, delete-orphan",
        order_by="PartnershipMember.position",
    )
    supports: Mapped[list["PartnershipSupport"]] = relationship(
        cascade="all, delete-orphan", order_by="PartnershipSupport.kind"
    )
    events: Mapped[list["PartnershipEvent"]] = relationship(
        cascade="all, delete-orphan", order_by="PartnershipEvent.held_on"
    )

    @property
    def leader(self) -> Organisation | None:
        """Return the organisation that leads it."""
        return next((member.organisation for member in self.members if member.leads), None)

    @property
    def support_kinds(self) -> set[str]:
        """Return what it received or applied for."""
        return {support.kind for support in self.supports}


class PartnershipMember(Base):
    """An organisation in a partnership; one of them leads."""

    __tablename__ = "partnership_member"
    __table_args__ = (UniqueConstraint("partnership_id", "organisation_id"),)

    id: Mapped[Id]
    partnership_id: Mapped[Key] = mapped_column(ForeignKey("partnership.id"))
    organisation_id: Mapped[Key] = mapped_column(ForeignKey("organisation.id"))
    leads: Mapped[bool] = mapped_column(default=False)
    position: Mapped[int]

    partnership: Mapped[Partnership] = relationship(back_populates="members")
    organisation: Mapped[Organisation] = relationship(lazy="joined")


class PartnershipSupport(Base):
    """One kind of support that a partnership received, takes part in or applied for."""

    __tablename__ = "partnership_support"
    __table_args__ = (UniqueConstraint("partnership_id", "kind"),)

    id: Mapped[Id]
    partnership_id: Mapped[Key] = mapped_column(ForeignKey("partnership.id"))
    kind: Mapped[str] = mapped_column(String(30), index=True)


class PartnershipEvent(Base):
    """A conference, workshop or visit that people of the partnership attended."""

    __tablename__ = "partnership_event"

    id: Mapped[Id]
    partnership_id: Mapped[Key] = mapped_column(ForeignKey("partnership.id"))
    kind: Mapped[str] = mapped_column(String(30))
    title: Mapped[str] = mapped_column(String(300))
    held_on: Mapped[date]
    people: Mapped[int]
