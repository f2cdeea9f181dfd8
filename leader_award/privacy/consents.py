"""Consents: what people may agree to, in which words, and the use cases of giving and withdrawing.

A text is never changed: new words are a new version, and whoever agreed to older ones is shown
those.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy import select

from leader_award.accounts.models import Person
from leader_award.platform import audit, clock, db
from leader_award.platform.audit import Actor
from leader_award.platform.db import Translated
from leader_award.platform.errors import NotFound
from leader_award.platform.i18n import translate
from leader_award.privacy.models import Consent


@dataclass(frozen=True)
class Kind:
    """Something that people may agree to; `versions` are its texts, the one in force last."""

    title: Any
    versions: tuple[Translated, ...]

    @property
    def version(self) -> int:
        """The number of the text in force."""
        return len(self.versions)

    @property
    def text(self) -> str:
        """The text in force, in the current language."""
        return translate(self.versions[-1])


KINDS: Mapping[str, Kind] = {
    "newsletter": Kind(
        _l("News about the award"),
        (
            {
                "pl": "Zgadzam się na otrzymywanie na mój adres e-mail wiadomości o kolejnych"
                " edycjach konkursu, konferencjach i nowych dobrych praktykach. Zgodę mogę"
                " w każdej chwili wycofać.",
                "en": "I agree to receive at my e-mail address news about further editions of the"
                " award, conferences and new good practices. I can withdraw this consent at any"
                " time.",
            },
        ),
    ),
    "image": Kind(
        _l("Pictures from events"),
        (
            {
                "pl": "Zgadzam się na to, aby organizator publikował na stronie konkursu moje"
                " zdjęcia z wydarzeń, w których biorę udział. Zgodę mogę w każdej chwili"
                " wycofać; zdjęcia zostaną wtedy usunięte ze strony.",
                "en": "I agree that the organiser publishes on the award's website pictures of me"
                " from events in which I take part. I can withdraw this consent at any time; the"
                " pictures are then removed from the website.",
            },
        ),
    ),
}


def give(*, kind: str, actor: Actor) -> str:
    """Keep the person's consent to the text in force, as they read it; return its id.

    Given already, nothing changes. Raises NotFound for something nobody is asked about.
    """
    if kind not in KINDS:
        raise NotFound(_l("This does not exist, or you may not see it."))
    with db.transaction() as writer:
        db.lock(writer, Person, actor.person_id)
        standing = writer.scalar(
            select(Consent).where(
                Consent.person_id == actor.person_id,
                Consent.kind == kind,
                Consent.withdrawn_at.is_(None),
            )
        )
        if standing is not None:
            return standing.id
        consent = Consent(
            person_id=str(actor.person_id),
            kind=kind,
            version=KINDS[kind].version,
            text=KINDS[kind].text,
            given_at=clock.now(),
        )
        writer.add(consent)
        writer.flush()
        details = {"kind": kind, "version": consent.version}
        audit.record(writer, actor, "consent.given", consent, details)
        return consent.id


def withdraw(*, consent_id: str, actor: Actor) -> None:
    """Withdraw a consent; withdrawn already, nothing changes. Raises NotFound."""
    with db.transaction() as writer:
        consent = db.lock(writer, Consent, consent_id)
        if consent.withdrawn_at is None:
            consent.withdrawn_at = clock.now()
            audit.record(writer, actor, "consent.withdrawn", consent, {"kind": consent.kind})


def of_person(person_id: str) -> Sequence[Consent]:
    """Return every consent of a person, withdrawn ones too, the latest first."""
    query = select(Consent).where(Consent.person_id == person_id)
    return db.session().scalars(query.order_by(Consent.given_at.desc(), Consent.id)).all()


def find(consent_id: str) -> Consent | None:
    """Return the consent of an id."""
    return db.session().get(Consent, consent_id)
