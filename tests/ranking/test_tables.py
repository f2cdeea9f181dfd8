"""What a ranking shows of each entry: its place, how sure it is, and what is missing."""

from leader_award.editions.models import Criterion, Edition
from leader_award.jury.queries import Listed
from leader_award.ranking.official import CardScore, TieStep
from leader_award.ranking.queries import choose_pair
from leader_award.ranking.tables import EditionRanking, Facts, Table, make_rankings

RUBRIC = [
    Criterion(id="new", name={"pl": "Innowacyjność"}, weight=20, maximum=10),
    Criterion(id="works", name={"pl": "Skuteczność"}, weight=25, maximum=10),
]
CATEGORIES = [("c0", {"pl": "Usługi"}), ("c1", {"pl": "Rozwój"}), ("c2", {"pl": "Pusta"})]


def key(title: str) -> str:
    """The id of an entry: in the opposite order of titles and references."""
    return chr(ord("a") + ord("z") - ord(title))


def entry(title: str, category: int = 0) -> Listed:
    return Listed(
        id=key(title),
        reference=f"SLZ-{title}",
        title=title,
        applicant="Most",
        partners=(),
        category_id=f"c{category}",
        category=CATEGORIES[category][1],
        participants=frozenset(),
        voivodeship=None,
    )


def rankings(
    cards: dict[str, list[tuple[int, int]]],
    missing: dict[str, list[str]] | None = None,
    asked_for: int = 0,
    categories: dict[str, int] | None = None,
) -> EditionRanking:
    """Rank entries by the cards of each: points for "new" and "works"."""
    scores = [
        CardScore(key(title), f"juror {number}", criterion, points)
        for title, own in cards.items()
        for number, card in enumerate(own)
        for criterion, points in zip(("new", "works"), card, strict=True)
    ]
    entries = [entry(title, (categories or {}).get(title, 0)) for title in cards]
    return make_rankings(
        Facts(
            criteria=RUBRIC,
            scores=scores,
            missing={key(title): names for title, names in (missing or {}).items()},
            asked_for=asked_for,
        ),
        entries,
        CATEGORIES,
    )


def places(table: Table) -> list[tuple[str, int | None]]:
    return [(line.title, line.place) for line in table.lines]


def test_line_has_mean_spread_and_mean_of_each_criterion() -> None:
    (line,) = rankings({"a": [(9, 9), (6, 8)]}).overall.lines
    # second card: 100 * (20 * 0.6 + 25 * 0.8) / 45 = 71.11
    assert (str(line.score), str(line.spread), line.cards) == ("80.56", "18.89", 2)
    assert [str(value) for value in line.criteria] == ["75.00", "85.00"]


def test_equal_entries_share_a_place_and_the_next_one_is_left_out() -> None:
    table = rankings({"d": [(1, 1)], "c": [(5, 5)], "b": [(9, 9)], "a": [(5, 5)]}).overall
    assert places(table) == [("b", 1), ("a", 2), ("c", 2), ("d", 4)]
    assert [line.tied for line in table.lines] == [False, True, True, False]
    (equal,) = table.equal
    assert (equal.step, equal.titles) == (TieStep.VOTE_NEEDED, ("a", "c"))


def test_step_that_put_equal_scores_in_order_is_named() -> None:
    table = rankings({"a": [(10, 0)], "b": [(0, 8)]}).overall
    assert places(table) == [("b", 1), ("a", 2)]
    (equal,) = table.equal
    assert (equal.step, equal.criterion) == (TieStep.CRITERION, {"pl": "Skuteczność"})


def test_entries_without_a_sealed_card_come_last_by_reference_without_a_place() -> None:
    table = rankings({"c": [], "b": [(1, 1)], "a": []}).overall
    assert places(table) == [("b", 1), ("a", None), ("c", None)]
    assert table.lines[1].score is None
    assert table.lines[1].criteria == (None, None)


def test_missing_cards_are_those_not_sealed_and_those_nobody_was_asked_for() -> None:
    found = rankings({"a": [(5, 5)], "b": [], "c": [(5, 5)] * 4}, {"a": ["Ewa"]}, asked_for=3)
    a, b, c = (found.places()[key(title)] for title in "abc")
    assert (a.cards, a.expected, a.missing, a.unassigned) == (1, 3, ("Ewa",), 1)
    assert (b.cards, b.expected, b.missing, b.unassigned) == (0, 3, (), 3)
    assert (c.cards, c.expected, c.missing, c.unassigned) == (4, 4, (), 0)
    assert (found.ranked, found.missing_cards) == (2, 5)


def test_each_category_that_has_entries_is_ranked_by_itself_in_the_order_of_the_edition() -> None:
    found = rankings({"a": [(5, 5)], "b": [(7, 7)], "c": [(9, 9)]}, categories={"a": 1, "c": 1})
    assert [table.name["pl"] for table in found.by_category] == ["Usługi", "Rozwój"]
    assert [places(table) for table in found.by_category] == [[("b", 1)], [("c", 1), ("a", 2)]]


def test_scores_of_entries_that_are_not_ranked_do_not_count() -> None:
    facts = Facts(RUBRIC, [CardScore("gone", "juror", "new", 5)], {}, 0)
    assert make_rankings(facts, [entry("a")], CATEGORIES).ranked == 0


def test_two_editions_are_compared_in_order_of_time_and_must_differ() -> None:
    first, second, third = scored = [Edition(id=name) for name in ("x", "y", "z")]
    assert choose_pair(scored, [None, None]) == (second, third)
    assert choose_pair(scored, ["z", "x"]) == choose_pair(scored, ["x", "z"]) == (first, third)
    for wrong in (["x", "x"], ["x", "unknown"], ["x", None]):
        assert choose_pair(scored, wrong) is None
    assert choose_pair([first], [None, None]) is None
