"""Plain words, with the numbers in them, for what the calibrated view found."""

from collections.abc import Iterator, Sequence
from fractions import Fraction

from flask_babel import format_decimal, ngettext
from flask_babel import gettext as _

from leader_award.editions.models import Round
from leader_award.platform.i18n import day, translate
from leader_award.ranking.analysis import Agreement
from leader_award.ranking.calibrated import CalibratedView, JurorLine
from leader_award.ranking.calibration import Limit
from leader_award.ranking.linked_editions import LEAST_SHARED_JURORS, Unlinked
from leader_award.ranking.official import LEAST_TRIMMED_CARDS, Aggregate
from leader_award.ranking.statistics import Level
from leader_award.ranking.tables import EqualScores, Line
from leader_award.ranking.ties import TieStep
from leader_award.ranking.two_editions import EditionStep, TwoEditionEntry

NAMES_SHOWN = 10


def number(value: float | None, digits: int = 1) -> str:
    """Return the number with so many decimals as the language writes it; '–' for None."""
    if value is None:
        return "–"
    pattern = "0." + "0" * digits if digits else "0"
    return str(format_decimal(round(value, digits) + 0.0, format=pattern))


def chance(value: float | None) -> str:
    """Return a probability as whole percent; small and large ones are not rounded to certainty."""
    if value is None:
        return "–"
    if 0.0 < value < 0.01:
        return "< 1 %"
    if 0.99 < value < 1.0:
        return "> 99 %"
    return f"{round(100 * value)} %"


def limits(view: CalibratedView) -> list[str]:
    """Say what the calibrated view cannot claim for this jury, and why."""
    calibration = view.analysis.calibration
    said = {
        Limit.DISCONNECTED: lambda: _(
            "Not all entries are linked by common jurors: the jury worked in %(count)s separate"
            " panels. Calibrated places, intervals and chances hold within a panel and say nothing"
            " across panels.",
            count=len(view.panels),
        ),
        Limit.NO_SEVERITY: lambda: _(
            "No difference in severity between jurors was found, so the calibrated scores equal"
            " the means."
        ),
        Limit.SEVERITY_UNKNOWN: lambda: _(
            "Severity cannot be told from chance, because jurors share too few entries; the"
            " calibrated scores equal the means."
        ),
        Limit.TOO_FEW_CARDS: lambda: _(
            "There are few cards per juror (median %(median)s; at least 6 are needed). Take the"
            " calibrated view as a remark only.",
            median=number(calibration.median_cards, 0 if calibration.median_cards % 1 == 0 else 1),
        ),
        Limit.WEAK_LINKS: lambda: _(
            "The jurors are weakly linked by common entries (efficiency %(value)s; at least"
            " %(least)s is needed). Take the calibrated view as a remark only.",
            value=number(calibration.a_efficiency, 2),
            least=number(0.5, 2),
        ),
    }
    return [said[limit]() for limit in calibration.limits]


def names(titles: Sequence[str]) -> str:
    """Return the titles in quotes, the many after the tenth as a number."""
    shown = ", ".join(_("“%(title)s”", title=title) for title in titles[:NAMES_SHOWN])
    more = len(titles) - NAMES_SHOWN
    if more <= 0:
        return shown
    return f"{shown} " + str(ngettext("and %(num)s more", "and %(num)s more", more))


def agreement(found: Agreement) -> list[tuple[str, float | None]]:
    """Return the measures of agreement with their names."""
    icc, alphas = found.correlations, found.alphas
    return [
        (_("ICC(1,1): one juror, jurors differ from entry to entry"), icc.icc_1_1),
        (_("ICC(2,1): one juror of many such jurors"), icc.icc_2_1),
        (_("ICC(3,1): one juror of exactly these"), icc.icc_3_1),
        (_("ICC(1,k): mean of the jury, jurors differ from entry to entry"), icc.icc_1_k),
        (_("ICC(2,k): mean of a jury of such jurors"), icc.icc_2_k),
        (_("ICC(3,k): mean of exactly this jury"), icc.icc_3_k),
        (_("Krippendorff's alpha, nominal"), alphas[Level.NOMINAL]),
        (_("Krippendorff's alpha, ordinal"), alphas[Level.ORDINAL]),
        (_("Krippendorff's alpha, interval"), alphas[Level.INTERVAL]),
        (_("Krippendorff's alpha, ratio"), alphas[Level.RATIO]),
        (_("Kendall's W, corrected for ties"), found.concordance.w),
        (_("p-value of Kendall's W"), found.concordance.p_value),
    ]


def tie(equal: EqualScores) -> str:
    """Say what gave entries with equal scores their order, or that nothing did."""
    titles = "; ".join(equal.titles)
    if equal.step is TieStep.VOTE_NEEDED:
        return str(
            _(
                "Nothing in the rule separates: %(titles)s. A vote of the jury is needed; until"
                " then the place is shared.",
                titles=titles,
            )
        )
    if equal.step is TieStep.ROUND:
        return str(_("The score in the last round gives the order: %(titles)s.", titles=titles))
    if equal.step is TieStep.VOTE:
        return str(_("A vote of the jury gives the order: %(titles)s.", titles=titles))
    if equal.criterion:
        return str(
            _(
                "The mean for “%(criterion)s” gives the order: %(titles)s.",
                criterion=translate(equal.criterion),
                titles=titles,
            )
        )
    return str(_("The median card gives the order: %(titles)s.", titles=titles))


def card_mean(aggregate: Aggregate) -> str:
    """Say how an entry's score comes of its cards."""
    said = {
        Aggregate.MEAN: lambda: _("An entry's score is the mean of its sealed cards."),
        Aggregate.TRIMMED: lambda: _(
            "An entry's score is the mean of its sealed cards without one highest and one lowest"
            " card; where there are fewer than %(least)s cards, all of them count.",
            least=LEAST_TRIMMED_CARDS,
        ),
        Aggregate.MEDIAN: lambda: _(
            "An entry's score is the median of its sealed cards: the one in the middle, or the"
            " mean of the two in the middle."
        ),
    }
    return str(said[aggregate]())


def rubric_in_force(round: Round) -> str:
    """Name the version of the rubric that a round's results rest on, and since when it is."""
    rubric = round.rubric
    return str(
        _(
            "Rubric: version %(number)s, in force since %(day)s.",
            number=rubric.version,
            day=day(rubric.in_force_since),
        )
    )


def shares(rounds: Sequence[Round]) -> str:
    """Name the rounds with their shares of the final result."""
    return "; ".join(f"{translate(one.name)} {one.share} %" for one in rounds)


def final_of(line: Line, rounds: Sequence[Round]) -> str:
    """Return the sum that gave an entry's result over the rounds."""
    held = [
        (one.share, score)
        for one, score in zip(rounds, line.rounds, strict=True)
        if score is not None
    ]
    whole = sum(share for share, _score in held)
    result = number(float(line.score or 0), 2)
    if not whole:
        return str(_("%(result)s: the score of the last round it took part in", result=result))
    parts = " + ".join(f"{share} × {number(float(score), 2)}" for share, score in held)
    return f"({parts}) ÷ {whole} = {result}"


def mean_of(line: TwoEditionEntry) -> str:
    """Return the sum that gave a participant's mean, and what ordered equal means."""

    def shown(value: Fraction) -> str:
        return str(format_decimal(float(value), format="0.00#"))

    total = f"({shown(line.first)} + {shown(line.second)}) ÷ 2 = {shown(line.score)}."
    steps = {
        EditionStep.LATER_EDITION: _("Of equal means, the score of the later edition decided."),
        EditionStep.TOP_CRITERION: _(
            "Of equal means and equal later scores, the criterion of the highest weight decided."
        ),
        EditionStep.SHARED: _("Everything that is compared is equal, so the place is shared."),
    }
    return f"{total} {steps[line.settled_by]}" if line.settled_by else total


def unlinked(why: Unlinked) -> str:
    """Say why two editions cannot be put into one list."""
    said = {
        Unlinked.DIFFERENT_RUBRICS: _("the criteria, weights or scales of the editions differ."),
        Unlinked.FEW_SHARED_JURORS: _(
            "fewer than %(least)s jurors scored in both editions.", least=LEAST_SHARED_JURORS
        ),
        Unlinked.SEPARATE_PANELS: _("common jurors do not link all entries."),
        Unlinked.SEVERITY_UNKNOWN: _("severity cannot be told from chance."),
    }
    return str(said[why])


def plain_words(view: CalibratedView) -> str:
    """Tell in one paragraph what the figures of the page mean for this jury."""
    return " ".join(_sentences(view))


def _sentences(view: CalibratedView) -> Iterator[str]:
    calibration = view.analysis.calibration
    yield _(
        "The analysis rests on %(cards)s sealed cards: %(jurors)s jurors, %(entries)s entries.",
        cards=len(view.analysis.cards),
        jurors=len(view.jurors),
        entries=len(view.lines),
    )
    yield _(
        "By the regulations the first place goes to %(names)s (%(score)s %%).",
        names=names([line.entry.title for line in view.official_first]),
        score=number(float(view.official_first[0].official_score), 2),
    )
    if view.linked:
        yield from _after_severity(view)
    yield from _severity(view.jurors)
    entry, residual = calibration.variance.entry, calibration.variance.residual
    if entry is not None and residual is not None:
        yield _(
            "Entries differ from one another by about %(entry)s percentage points (standard"
            " deviation), and two jurors of equal severity differ over one entry by about"
            " %(pair)s.",
            entry=number(entry**0.5),
            pair=number((2 * residual) ** 0.5),
        )
    yield from _doubt(view)


def _after_severity(view: CalibratedView) -> Iterator[str]:
    first = [line for line in view.lines if line.place == 1]
    if {line.entry.id for line in first} == {line.entry.id for line in view.official_first}:
        yield _("It stays there once the severity of jurors is taken out.")
    else:
        yield _(
            "Once the severity of jurors is taken out, %(names)s would be first (%(score)s %%).",
            names=names([line.entry.title for line in first]),
            score=number(first[0].score, 2),
        )
    if not view.moved:
        yield _("No entry would have another place.")
        return
    yield ngettext(
        "%(num)s entry would have another place.",
        "%(num)s entries would have another place.",
        view.moved,
    )


def _severity(jurors: Sequence[JurorLine]) -> Iterator[str]:
    known = [line for line in jurors if line.figures.standard_error is not None]
    if len(known) < 2:
        return
    severe, generous = known[0].figures, known[-1].figures
    yield _(
        "The most severe juror scores %(severe)s percentage points below the others (standard"
        " error %(severe_error)s), the most generous %(generous)s above them (standard error"
        " %(generous_error)s).",
        severe=number(severe.severity),
        severe_error=number(severe.standard_error),
        generous=number(-(generous.severity or 0.0)),
        generous_error=number(generous.standard_error),
    )


def _doubt(view: CalibratedView) -> Iterator[str]:
    leader = view.official_first[0]
    if leader.first is not None and view.linked:
        yield _(
            "The chance that the official winner is really the best entry is %(chance)s.",
            chance=chance(leader.first),
        )
    if len(view.tied_first) > 1:
        yield _(
            "With a certainty of 95 %% the best entry is one of these %(count)s: %(names)s.",
            count=len(view.tied_first),
            names=names([line.entry.title for line in view.tied_first]),
        )
    elif view.tied_first:
        yield _("No other entry can be taken for the best one with 95 % certainty.")
    changes = sum(flip.first_changes for flip in view.juror_flips)
    if not changes:
        yield _("Leaving out any one juror does not change the first place.")
        return
    yield ngettext(
        "Leaving out one juror changes the first place in %(num)s case of %(all)s.",
        "Leaving out one juror changes the first place in %(num)s cases of %(all)s.",
        changes,
        all=len(view.jurors),
    )
