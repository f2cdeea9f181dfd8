"""The register: for every column that can hold text of or about a person, what becomes of it.

One table of decisions drives the erasure, the search for a name in free text and the privacy
notice (`activities`); a column without a decision fails the build. A decision may say of
columns: `erased` (go with the person), `blanked` (are emptied in a row that stays), `searched`
(free text: whoever erases is shown where the name stands, and decides), `fixed` (as searched, but
kept by law), `purged` (free text in which a name is replaced unasked), `neutral` (codes, digests
and texts about things), `acted` (only the random id of who did it, which leads nowhere
afterwards).
"""

from flask_babel import lazy_gettext as _l

from leader_award.privacy import register_award, register_people

RECORD = _l(
    "Document of the award, submitted or published: kept to account for it and for archives"
    " (Article 17(3)(b), (d) and (e) of the GDPR)."
)


DECISIONS = (
    *register_people.ACCOUNTS,
    *register_people.PARTNERSHIPS,
    *register_award.EDITIONS,
    *register_award.ENTRIES,
    *register_award.JURY,
    *register_award.PUBLISHED,
    *register_people.PLATFORM,
    *register_people.PRIVACY,
)
REGISTER = {decision.table: decision for decision in DECISIONS}
"""The decisions by table."""
