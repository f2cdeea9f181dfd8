"""Tables of the register of local government and of organisations."""

from datetime import date, datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
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
