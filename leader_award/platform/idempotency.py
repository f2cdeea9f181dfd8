"""A form sent twice does its work once."""

from collections.abc import Callable
from datetime import datetime

from sqlalchemy import String, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, Session, mapped_column

from leader_award.platform import clock
from leader_award.platform.db import Base


class UsedKey(Base):
    """The random key of a form that was accepted, and the thing that it made."""

    __tablename__ = "used_key"

    key: Mapped[str] = mapped_column(String(64), primary_key=True)
    thing_id: Mapped[str | None] = mapped_column(String(40))
    at: Mapped[datetime]


def once(writer: Session, key: str, create: Callable[[], str]) -> str:
    """Return what `create` returned for this key, calling it only the first time.

    Two requests with one key at the same moment queue on the key's row.
    """
    dialect = postgresql if writer.get_bind().dialect.name == "postgresql" else sqlite
    claim = (
        dialect.insert(UsedKey)
        .values(key=key, at=clock.now())
        .on_conflict_do_nothing()
        .returning(UsedKey.key)
    )
    if writer.scalar(claim) is None:
        earlier = writer.scalar(select(UsedKey.thing_id).where(UsedKey.key == key))
        return earlier or ""
    thing_id = create()
    writer.execute(update(UsedKey).where(UsedKey.key == key).values(thing_id=thing_id))
    return thing_id
