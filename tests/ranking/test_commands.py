"""The commands that others script: files in, one JSON document out, exit 2 for what cannot be."""

import hashlib
import json
import random

import pytest
from click.testing import CliRunner

from leader_award.ranking.commands import rank_command, rank_editions_command

HEADER = "entry,juror,criterion,points\n"
SHROUT_FLEISS = [
    [9, 2, 5, 8],
    [6, 1, 3, 2],
    [8, 4, 6, 8],
    [7, 1, 2, 6],
    [10, 5, 6, 9],
    [6, 2, 4, 7],
]
DYESTUFF = {
    "A": [1545, 1440, 1440, 1520, 1580],
    "B": [1540, 1555, 1490, 1560, 1495],
    "C": [1595, 1550, 1605, 1510, 1560],
    "D": [1445, 1440, 1595, 1465, 1545],
    "E": [1595, 1630, 1515, 1635, 1625],
    "F": [1520, 1455, 1450, 1480, 1445],
}
RUBRIC = {
    "criteria": [
        {"id": "effect", "weight": 60, "maximum": 10},
        {"id": "reach", "weight": 40, "maximum": 5},
    ]
}


def csv_of(rows):
    return "entry,juror,criterion,points\n" + "".join(
        f"{','.join(map(str, row))}\n" for row in rows
    )


def table_rows(table):
    return [
        (f"S{entry}", f"J{juror}", "points", points)
        for entry, row in enumerate(table, 1)
        for juror, points in enumerate(row, 1)
        if points is not None
    ]


@pytest.fixture
def run(tmp_path):
    """Run a command on contents given by file name; return its result."""

    def run(command, files, *options):
        for name, content in files.items():
            data = content if isinstance(content, bytes) else content.encode()
            (tmp_path / name).write_bytes(data)
        paths = [str(tmp_path / one) if one in files else one for one in options]
        return CliRunner().invoke(command, paths)

    return run


@pytest.fixture
def rank(run):
    """Rank rows; return the parsed document."""

    def rank(rows, *options, rubric=None):
        files = {"scores.csv": csv_of(rows)}
        given = ["scores.csv", *options]
        if rubric:
            files["rubric.json"] = json.dumps(rubric)
            given += ["--rubric", "rubric.json"]
        result = run(rank_command, files, *given)
        assert result.exit_code == 0, result.output
        return json.loads(result.stdout)

    return rank


def places(document):
    return {one["entry"]: one["place"] for one in document["entries"]}


def test_shrout_and_fleiss_1979_table_4(rank):
    agreement = rank(table_rows(SHROUT_FLEISS))["agreement"]
    published = {
        "icc_1_1": 0.17,
        "icc_2_1": 0.29,
        "icc_3_1": 0.71,
        "icc_1_k": 0.44,
        "icc_2_k": 0.62,
        "icc_3_k": 0.91,
    }
    assert {name: round(agreement[name], 2) for name in published} == published


def test_krippendorff_2011_four_observers_of_twelve_units(rank):
    observers = [
        [1, 2, 3, 3, 2, 1, 4, 1, 2, None, None, None],
        [1, 2, 3, 3, 2, 2, 4, 1, 2, 5, None, 3],
        [None, 3, 3, 3, 2, 3, 4, 2, 2, 5, 1, None],
        [1, 2, 3, 3, 2, 4, 4, 1, 2, 5, 1, None],
    ]
    agreement = rank(table_rows(zip(*observers, strict=True)))["agreement"]
    levels = ("nominal", "ordinal", "interval", "ratio")
    found = [round(agreement[f"krippendorff_{level}"], 3) for level in levels]
    assert found == [0.743, 0.815, 0.849, 0.797]
    assert agreement["icc_1_1"] is None
    assert agreement["kendall_w"] is None


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param(
            [
                (batch, number, "yield", points)
                for batch, all_points in DYESTUFF.items()
                for number, points in enumerate(all_points)
            ],
            id="each repetition a juror",
        ),
        pytest.param(
            [
                (batch, f"{batch}{number}", "yield", points)
                for batch, all_points in DYESTUFF.items()
                for number, points in enumerate(all_points)
            ],
            id="each row a juror",
        ),
        pytest.param(
            [
                (batch, "laboratory", f"sample {number}", points)
                for batch, all_points in DYESTUFF.items()
                for number, points in enumerate(all_points)
            ],
            id="each repetition a criterion",
        ),
    ],
)
def test_dyestuff_of_lme4_has_standard_deviations_42_and_49_5(rank, rows):
    """Bates et al. (2015): 42.00 between batches, 49.51 residual."""
    variance = rank(rows)["variance"]
    assert variance["entry"] ** 0.5 == pytest.approx(42.00, abs=0.005)
    assert variance["residual"] ** 0.5 == pytest.approx(49.51, abs=0.005)
    assert not variance["juror"]


def test_document_has_the_keys_that_scripts_read(rank):
    document = rank(table_rows(SHROUT_FLEISS), "--method", "calibrated")
    assert list(document) == [
        "method",
        "fallback",
        "entries",
        "tied_for_first",
        "jurors",
        "variance",
        "components",
        "a_efficiency",
        "agreement",
        "input_sha256",
    ]
    assert list(document["entries"][0]) == [
        "entry",
        "place",
        "score",
        "mean",
        "cards",
        "rank_interval",
        "probability_first",
        "probability_first_three",
    ]
    assert list(document["jurors"][0]) == ["juror", "cards", "severity", "standard_error"]
    assert document["method"] == "calibrated"
    assert document["fallback"] is None
    assert document["components"] == [["S1", "S2", "S3", "S4", "S5", "S6"]]
    assert document["a_efficiency"] == pytest.approx(1)
    assert document["tied_for_first"][0] == "S5"
    first = document["entries"][0]
    assert (first["entry"], first["place"], first["cards"]) == ("S5", 1, 4)
    assert first["rank_interval"][0] == 1
    assert first["probability_first"] <= first["probability_first_three"] <= 1


def test_severity_is_positive_for_who_scores_below_the_others(rank):
    jurors = rank(table_rows(SHROUT_FLEISS))["jurors"]
    assert [one["juror"] for one in jurors] == ["J1", "J2", "J3", "J4"]
    assert jurors[1]["severity"] > jurors[2]["severity"] > 0 > jurors[0]["severity"]


def test_rubric_turns_points_into_percentages(rank):
    rows = [("A", "N", "effect", 8), ("A", "N", "reach", 2.5), ("B", "N", "effect", 9)]
    document = rank(rows, rubric=RUBRIC)
    assert [(one["entry"], one["score"]) for one in document["entries"]] == [("B", 90), ("A", 68)]


def test_without_a_rubric_score_is_the_mean_in_points(rank):
    rows = [("A", "N", "a", 8), ("A", "N", "b", 2), ("A", "K", "a", 6)]
    assert rank(rows)["entries"][0]["score"] == 5.5


def test_tie_is_settled_by_the_highest_weighted_criterion_of_the_rubric(rank):
    rows = [
        ("A", "N", "effect", 5),
        ("A", "N", "reach", 5),
        ("B", "N", "effect", 9),
        ("B", "N", "reach", 2),
    ]
    assert places(rank(rows, rubric=RUBRIC)) == {"B": 1, "A": 2}


def test_equal_means_share_a_place_where_no_rubric_declares_an_order(rank):
    rows = [("A", "N", "x", 5), ("B", "N", "x", 9), ("C", "N", "x", 5), ("D", "N", "x", 1)]
    assert places(rank(rows)) == {"B": 1, "A": 2, "C": 2, "D": 4}


def test_calibration_lifts_who_met_the_severe_jurors(rank):
    """Everyone agrees on quality, but one of the four jurors gives 4 points less."""
    quality = {f"E{number}": 4 + number % 6 for number in range(12)}
    names = sorted(quality)
    rows = []
    for index, entry in enumerate(names):
        for juror in {index % 4, (index + 1) % 4}:
            noise = (index * 7 + juror * 5) % 3 - 1
            severity = 4 if juror == 0 else 0
            rows.append((entry, f"J{juror}", "x", 10 + quality[entry] + 0.1 * noise - severity))
    document = rank(rows, "--method", "calibrated")
    jurors = {one["juror"]: one["severity"] for one in document["jurors"]}
    assert jurors["J0"] - jurors["J1"] == pytest.approx(4, abs=0.3)
    order = [quality[one["entry"]] for one in document["entries"]]
    assert order == sorted(order, reverse=True)
    by_mean = [quality[one["entry"]] for one in rank(rows)["entries"]]
    assert by_mean != sorted(by_mean, reverse=True)


def test_unlinked_panels_are_named_and_ranked_apart(rank):
    rows = [
        (f"{panel}{entry}", f"{panel}-{juror}", "x", (entry * 3 + juror * entry) % 7 + juror)
        for panel in "PQ"
        for entry in range(6)
        for juror in range(3)
    ]
    document = rank(rows, "--method", "calibrated")
    assert [len(part) for part in document["components"]] == [6, 6]
    assert "P-0" in document["fallback"]
    assert "Q-2" in document["fallback"]
    assert document["tied_for_first"] == []
    assert sorted(one["place"] for one in document["entries"])[:2] == [1, 1]
    assert all(one["rank_interval"][1] <= 6 for one in document["entries"])


def test_no_severity_falls_back_to_the_raw_mean(rank):
    rows = [
        (batch, number, "yield", points)
        for batch, all_points in DYESTUFF.items()
        for number, points in enumerate(all_points)
    ]
    document = rank(rows, "--method", "calibrated")
    assert "No severity found" in document["fallback"]
    assert all(one["score"] == pytest.approx(one["mean"]) for one in document["entries"])
    assert {one["severity"] for one in document["jurors"]} == {0}


def test_too_few_scores_per_juror_make_the_view_advisory(rank):
    document = rank(table_rows([[1, 4, 2], [3, 5, 5], [2, 5, 4]]), "--method", "calibrated")
    assert "advisory only" in document["fallback"]


def test_single_score_is_ranked_and_nothing_is_claimed(rank):
    document = rank([("A", "N", "x", 5)], "--method", "calibrated")
    (entry,) = document["entries"]
    assert (entry["place"], entry["score"], entry["rank_interval"]) == (1, 5, None)
    assert document["variance"] == {"entry": None, "juror": None, "residual": None}
    assert document["a_efficiency"] is None
    assert document["jurors"][0]["severity"] is None
    assert set(document["agreement"].values()) == {None}


def test_order_of_rows_does_not_matter(rank):
    rows = table_rows(SHROUT_FLEISS)
    shuffled = random.Random(3).sample(rows, len(rows))
    one, other = (rank(these, "--method", "calibrated") for these in (rows, shuffled))
    assert one.pop("input_sha256") != other.pop("input_sha256")
    assert one == other


def test_same_seed_gives_the_same_document_and_another_seed_other_draws(rank):
    rows = table_rows(SHROUT_FLEISS)
    assert rank(rows, "--seed", "1") == rank(rows)
    assert rank(rows, "--seed", "2") != rank(rows)


def test_hash_is_that_of_the_scores_file(rank):
    rows = table_rows(SHROUT_FLEISS)
    assert rank(rows)["input_sha256"] == hashlib.sha256(csv_of(rows).encode()).hexdigest()


def test_byte_order_mark_spaces_and_blank_lines_are_tolerated(run):
    content = "\ufeffjuror, entry ,points,criterion\r\n\r\n N , Łódź ,7.5, x \r\n\r\n"
    result = run(rank_command, {"s.csv": content}, "s.csv")
    (entry,) = json.loads(result.stdout)["entries"]
    assert (entry["entry"], entry["score"]) == ("Łódź", 7.5)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (HEADER + "A,N,reach,1\nB,N,reach,1\nA,N,reach,2\n", "line 4: duplicate"),
        (HEADER + "A,N,effect,1\nA,N,charm,1\n", "line 3: unknown criterion 'charm'"),
        (HEADER + "A,N,effect,10.01\n", "line 2: points 10.01 outside the scale 0..10"),
        (HEADER + "A,N,effect,1\n\nB,N,effect,-1\n", "line 4: points -1 outside the scale"),
        (HEADER, "no rows"),
        ("", "no rows"),
        (HEADER + "A,N,effect\n", "line 2: 3 cells under 4 columns"),
        (HEADER + "A,N,effect,1,2\n", "line 2: 5 cells under 4 columns"),
        (HEADER + 'A,N,effect,1\nB,"N,effect,1\n', "line 3: not CSV"),
        (HEADER + "A,N,effect,\n", "line 2: no points"),
        (HEADER + "A,,effect,1\n", "line 2: no juror"),
        (HEADER + "A,N,effect,seven\n", "line 2: points 'seven' are not a number"),
        (HEADER + "A,N,effect,NaN\n", "line 2: points 'NaN' are not a number"),
        (HEADER + "A,N,effect,1e999\n", "line 2: points '1e999' are not a number"),
        (HEADER + 'A,N,effect,"7,5"\n', "line 2: points '7,5' are not a number"),
        ("entry;juror;criterion;points\nA;N;effect;1\n", "line 1: the header must name"),
        ("entry,juror,criterion,points,entry\n", "line 1: the header must name"),
        (HEADER.encode() + b"A,N,effect,1\n\xff,N,effect,1\n", "line 3"),
    ],
)
def test_bad_scores_exit_2_and_the_line_is_named(run, content, words):
    result = run(
        rank_command,
        {"scores.csv": content, "rubric.json": json.dumps(RUBRIC)},
        "scores.csv",
        "--rubric",
        "rubric.json",
    )
    assert result.exit_code == 2
    assert result.stdout == ""
    assert words in result.stderr


@pytest.mark.parametrize(
    ("rubric", "words"),
    [
        ("{", "line 1: not JSON"),
        ("[]", "criteria"),
        ('{"criteria": []}', "criteria"),
        ('{"criteria": [{"weight": 1, "maximum": 1}]}', "no id"),
        ('{"criteria": [{"id": "x", "weight": "1", "maximum": 1}]}', "weight"),
        ('{"criteria": [{"id": "x", "weight": 1}]}', "maximum"),
        ('{"criteria": [{"id": "x", "weight": NaN, "maximum": 1}]}', "NaN"),
        ('{"criteria": [{"id": "x", "weight": 1e99999999, "maximum": 1}]}', "out of range"),
        ('{"criteria": [{"id": "x", "weight": -1, "maximum": 1}]}', "not positive"),
        (
            '{"criteria": [{"id": "x", "weight": 1, "maximum": 1},'
            ' {"id": "x", "weight": 1, "maximum": 1}]}',
            "twice",
        ),
    ],
)
def test_bad_rubric_exits_2(run, rubric, words):
    files = {"scores.csv": HEADER + "A,N,x,1\n", "rubric.json": rubric}
    result = run(rank_command, files, "scores.csv", "--rubric", "rubric.json")
    assert result.exit_code == 2
    assert words in result.stderr


def test_file_that_is_not_there_exits_2(run):
    assert run(rank_command, {}, "nowhere.csv").exit_code == 2


def test_table_shows_places_jurors_and_figures(run):
    result = run(
        rank_command, {"s.csv": csv_of(table_rows(SHROUT_FLEISS))}, "s.csv", "--format", "table"
    )
    assert result.exit_code == 0
    assert "    1  S5      7.50  7.50      4" in result.stdout
    assert "icc_3_k                 0.9093" in result.stdout


@pytest.fixture
def rank_editions(run):
    def rank_editions(first, second, *options):
        files = {
            "first.csv": csv_of(first),
            "second.csv": csv_of(second),
            "rubric.json": json.dumps(RUBRIC),
        }
        return run(rank_editions_command, files, "first.csv", "second.csv", *options)

    return rank_editions


def test_two_editions_are_ranked_by_the_mean_of_percentages(rank_editions):
    first = [("a", "N", "effect", 6), ("b", "N", "effect", 8), ("c", "N", "effect", 8)]
    second = [("b", "N", "effect", 9), ("a", "N", "effect", 10), ("d", "N", "effect", 10)]
    both = ("--rubric-first", "rubric.json", "--rubric-second", "rubric.json")
    assert json.loads(rank_editions(first, second, *both).stdout) == {
        "both": [
            {"entry": "b", "place": 1, "score": 85, "first": 80, "second": 90},
            {"entry": "a", "place": 2, "score": 80, "first": 60, "second": 100},
        ],
        "first_only": ["c"],
        "second_only": ["d"],
    }


def test_tie_across_editions_goes_to_the_later_editions_top_criterion(rank_editions):
    first = [("a", "N", "effect", 6), ("b", "N", "effect", 6)]
    second = [
        ("a", "N", "effect", 5),
        ("a", "N", "reach", 5),
        ("b", "N", "effect", 9),
        ("b", "N", "reach", 2),
    ]
    both = ("--rubric-first", "rubric.json", "--rubric-second", "rubric.json")
    assert places({"entries": json.loads(rank_editions(first, second, *both).stdout)["both"]}) == {
        "b": 1,
        "a": 2,
    }


def test_one_rubric_of_two_exits_2(rank_editions):
    rows = [("a", "N", "effect", 6)]
    assert rank_editions(rows, rows, "--rubric-first", "rubric.json").exit_code == 2


def test_bad_row_of_the_second_edition_exits_2_with_file_and_line(rank_editions):
    rows = [("a", "N", "effect", 6)]
    result = rank_editions(rows, rows * 2)
    assert result.exit_code == 2
    assert "second.csv: line 3: duplicate" in result.stderr


def test_table_of_two_editions(rank_editions):
    first = [("a", "N", "effect", 6), ("b", "N", "effect", 5)]
    result = rank_editions(first, [("a", "N", "effect", 7)], "--format", "table")
    assert "    1  a       6.50   6.00    7.00" in result.stdout
    assert "First edition only: b" in result.stdout
