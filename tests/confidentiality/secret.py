"""The two secrets in which the worlds differ. The first one's words and scores are canaries."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from leader_award.partnerships.text import fold

EVERYBODY = ("owner", "other", "rival", "second_rival", "owner_again")


@dataclass(frozen=True)
class Secret:
    """Jurors, whom they assess, points, comments, votes and decisions of a world.

    `others` sit on every jury but that of the announced edition, where `announced` sit; `spread`
    moves the points of the announced edition between jurors, so that their means stay.
    """

    name: str
    others: tuple[str, ...]
    announced: tuple[str, ...]
    recused_from: str
    recusal_note: str
    reopening: str
    comment: str
    feedback: str
    reason: str
    departure: str
    vote_note: str
    picture: str
    embargo: timedelta
    base: int
    spread: int
    votes: bool
    awarded: Mapping[str, str]

    def jury_of(self, state: str) -> Sequence[tuple[str, str]]:
        """Names and addresses of the hidden jurors of an edition."""
        names = self.announced if state == "announced" else self.others
        return [(name, f"{fold(name).split()[-1]}.tajny@{self.name}.example") for name in names]

    def assessed_by(self, state: str, number: int) -> Sequence[str]:
        """The entries that a hidden juror assesses, by applicant."""
        if state == "announced":
            return EVERYBODY
        return [who for who in EVERYBODY if (number + self.base) % 3 or who != "other"]

    def points(self, state: str, number: int, who: str) -> int:
        """Points, of 97, that a hidden juror gives an entry in each criterion."""
        if state == "announced":
            turned = (number + self.spread) % len(self.announced)
            return 40 + 7 * EVERYBODY.index(who) + (0, 3, 11)[turned]
        if self.votes and who in ("second_rival", "rival"):
            return self.base + number
        return (self.base * (number + 3) + 19 * EVERYBODY.index(who)) % 98

    def comments(self, state: str) -> Mapping[str, Any]:
        """What a hidden juror writes on a card; applicants read some of it once announced."""
        feedback = "" if state == "announced" else self.feedback
        return {"comment_to_jury": self.comment, "comment_to_applicant": feedback}

    def seals(self, state: str, number: int, who: str) -> bool:
        """Whether the card is sealed; only while scoring goes on some are not."""
        return state != "scoring" or (number + EVERYBODY.index(who) + self.base) % 3 > 0

    def outcomes(self, state: str) -> Mapping[str, str]:
        """The awards, by applicant; in the state deciding not all have been decided about."""
        first = dict(list(self.awarded.items())[:1])
        return self.awarded if state == "embargoed" else first


FIRST = Secret(
    name="kanarkowo",
    others=("Zbigniew Kanarkowicz", "Wacława Szczygieł-Przedziwna", "Hieronim Ćmokowski"),
    announced=("Eufrozyna Gżegżółka", "Ambroży Dziwisz-Kukułka", "Pankracy Źrebięcki"),
    recused_from="rival",
    recusal_note="Szwagier burmistrzyni (kanarek wyłączenia).",
    reopening="Kanarek otwarcia: źle policzone dojazdy",
    comment="Kanarek uwag dla komisji: koszty wzięte z sufitu & podłogi.",
    feedback="Kanarek uwag dla wnioskodawcy: „zbyt śmiałe” założenia.",
    reason="Kanarek uzasadnienia: za łódź podwodną w każdej gminie.",
    departure="Kanarek odstępstwa: wbrew rankingowi, żeby żyło się lepiej.",
    vote_note="Kanarek głosowania: cztery głosy do trzech.",
    picture="Kanarek zdjęcia: most o zmierzchu",
    embargo=timedelta(days=2),
    base=71,
    spread=0,
    votes=True,
    awarded={"rival": "laureate", "owner_again": "laureate", "other": "distinction"},
)
SECOND = Secret(
    name="wroblewo",
    others=("Jan Wróbel", "Ewa Sikora", "Adam Gil", "Maria Zięba-Kos"),
    announced=("Piotr Czyż", "Anna Pliszka", "Olga Jer"),
    recused_from="owner",
    recusal_note="",
    reopening="Pomyłka",
    comment="",
    feedback="Dobrze.",
    reason="Za wytrwałość",
    departure="Bo tak.",
    vote_note="",
    picture="Rynek",
    embargo=timedelta(days=5, hours=3),
    base=44,
    spread=1,
    votes=False,
    awarded={"owner": "laureate", "second_rival": "distinction"},
)
