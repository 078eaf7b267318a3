"""What holds of every gradebook, tried on many: order, exemption, a better score, weights, the lowest score."""

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from random import Random
from typing import TypeVar

from hypothesis import assume, given
from hypothesis import strategies as st

from portal_app.domain.grading import (
    COUNTED,
    Assignment,
    Category,
    Explanation,
    Gradebook,
    Record,
    Score,
    Why,
    explain,
    sentence,
    steps,
)
from tests.unit.grading_builders import LETTERS, QUARTER, TERM_1, a_category, a_record, assignment, got

T = TypeVar("T")

POSSIBLE = st.sampled_from([Decimal(each) for each in ("10", "12", "100", "4.5", "7", "0")])
POINTS = st.decimals(0, 120, places=1)
PLAIN_SCORES = st.builds(Score, POINTS)
FLAGS = {f"is_{flag}": st.booleans() for flag in ("missing", "late", "cheated", "exempt", "dropped")}
SCORES = st.one_of(PLAIN_SCORES, st.none(), st.builds(Score, st.none() | POINTS, **FLAGS))
WEIGHTS = st.decimals(0, 60, places=1)


def assignments(possible: st.SearchStrategy[Decimal]) -> st.SearchStrategy[Assignment]:
    """Return assignments that still lack number and category."""
    return st.builds(
        lambda points, times, day: assignment(points, times, due=day),
        possible,
        st.sampled_from(["1", "1", "2", "0.25", "0"]),
        st.none() | st.integers(0, 3).map(lambda days: date(2011, 3, 1) + timedelta(days)),
    )


@st.composite
def records(
    draw: st.DrawFn,
    *,
    scores: st.SearchStrategy[Score | None] = SCORES,
    drops: st.SearchStrategy[int] = st.integers(0, 3),  # noqa: B008
    weighted: st.SearchStrategy[bool] = st.booleans(),  # noqa: B008
) -> Record:
    """Return one student's record of up to four categories, all weighted or none."""
    weights = WEIGHTS if draw(weighted) else st.none()
    pairs = st.lists(st.tuples(assignments(POSSIBLE), scores), min_size=draw(st.integers(0, 3)), max_size=6)
    count = draw(st.integers(1, 4))
    return a_record(
        *(
            a_category(*draw(pairs), weight=draw(weights), drop=draw(drops), percents=draw(st.booleans()))
            for _ in range(count)
        ),
        scale=LETTERS,
    )


def grade_of(record: Record) -> Fraction | None:
    """Return the exact percent."""
    return explained(record).grade.exact


def explained(record: Record) -> Explanation:
    """Return the explanation of the record's only task and term."""
    return explain(record, task_id=QUARTER, term_id=TERM_1)


def with_score(record: Record, id: int, score: Score) -> Record:
    """Return the record with one score put in place of what stood there."""
    return replace(record, scores={**record.scores, id: score})


def with_categories(record: Record, change: Callable[[Category], Category]) -> Record:
    """Return the record with each category changed."""
    book = record.book
    return replace(record, book=Gradebook(book.tasks, tuple(map(change, book.categories)), book.assignments))


@given(records(), st.randoms(use_true_random=False))
def test_the_order_of_anything_never_matters(record: Record, chance: Random) -> None:
    def shuffled(things: Iterable[T]) -> list[T]:
        mixed = list(things)
        chance.shuffle(mixed)
        return mixed

    book = record.book
    mixed = Gradebook(book.tasks, tuple(shuffled(book.categories)), tuple(shuffled(book.assignments)))
    assert explained(Record(mixed, dict(shuffled(record.scores.items())))) == explained(record)


@given(records(), SCORES, st.data())
def test_an_exempt_score_never_changes_anything(record: Record, beside: Score | None, data: st.DataObject) -> None:
    assume(record.book.assignments)
    chosen = data.draw(st.sampled_from(record.book.assignments))
    without = replace(record.book, assignments=tuple(each for each in record.book.assignments if each != chosen))
    exempt = with_score(record, chosen.id, replace(beside or Score(), is_exempt=True))
    one, other = explained(exempt), explained(Record(without, record.scores))
    assert one.grade == other.grade
    assert [line.effective_weight for line in one.categories] == [line.effective_weight for line in other.categories]
    assert [line.percent for line in one.categories] == [line.percent for line in other.categories]


@given(records(drops=st.just(0)), st.decimals("0.1", 50, places=1), st.data())
def test_without_a_lowest_left_out_a_better_score_never_lowers_a_grade(
    record: Record, more: Decimal, data: st.DataObject
) -> None:
    scored = [id for id, score in record.scores.items() if score.points is not None]
    assume(scored)
    id = data.draw(st.sampled_from(scored))
    better = replace(record.scores[id], points=(record.scores[id].points or 0) + more)
    before, after = grade_of(record), grade_of(with_score(record, id, better))
    assert (before is None) is (after is None)
    assert before is None or after is None or after >= before


@given(records())
def test_the_effective_weights_of_an_explanation_sum_to_exactly_100(record: Record) -> None:
    answer = explained(record)
    assume(answer.grade.exact is not None)
    assert sum(line.effective_weight for line in answer.categories) == 100
    assert sum(answer.shown_weights) == 100


@given(records(weighted=st.just(True)))
def test_the_grade_is_its_effective_weights_times_its_subtotals(record: Record) -> None:
    answer = explained(record)
    assume(answer.grade.exact is not None)
    parts = [line.effective_weight * (line.percent or 0) / 100 for line in answer.categories]
    assert sum(parts) == answer.grade.exact


@given(records(scores=PLAIN_SCORES | st.none(), weighted=st.just(True)))
def test_where_nothing_is_missing_leaving_out_the_lowest_never_lowers_a_weighted_grade(record: Record) -> None:
    kept = with_categories(record, lambda category: replace(category, drop_lowest=0))
    with_rule, without = grade_of(record), grade_of(kept)
    assert (with_rule is None) is (without is None)
    assert with_rule is None or without is None or with_rule >= without


@given(records(scores=PLAIN_SCORES | st.none()))
def test_where_nothing_is_missing_leaving_out_the_lowest_never_lowers_a_subtotal(record: Record) -> None:
    kept = explained(with_categories(record, lambda category: replace(category, drop_lowest=0)))
    for line, before in zip(explained(record).categories, kept.categories, strict=True):
        assert (line.percent or 0) >= (before.percent or 0)


@given(records(weighted=st.just(True)))
def test_a_drop_is_cautioned_against_exactly_where_leaving_out_nothing_would_give_more(record: Record) -> None:
    answer = explained(record)
    assume(answer.grade.exact is not None)
    kept = explained(with_categories(record, lambda category: replace(category, drop_lowest=0)))
    lower = {
        line.category.name
        for line, before in zip(answer.categories, kept.categories, strict=True)
        if line.weight_units and (line.percent or 0) < (before.percent or 0)
    }
    assert {step.values["category"] for step in steps(answer) if step.key.name == "DROP_COSTS"} == lower


def by_the_book(record: Record) -> Fraction | None:
    """Return the exact percent by the specification's own words: slow, plain, and sharing no line with the engine."""
    book, points = record.book, {}
    subtotals: list[tuple[Category, Fraction, Fraction]] = []
    for category in book.categories:
        members = [each for each in book.assignments if each.category_id == category.id and each.multiplier]
        counted, candidates = [], []
        for each in members:
            score = record.scores.get(each.id)
            if score is None or score.is_exempt or score.is_dropped:
                continue
            zero = score.is_missing or score.is_cheated
            if score.points is None and not zero:
                continue
            points[each.id] = Fraction(0 if zero else score.points or 0)
            counted.append(each)
            if score.points is not None and each.points_possible:
                candidates.append(each)
        candidates.sort(
            key=lambda each: (
                points[each.id] / Fraction(each.points_possible or 0),
                points[each.id] * Fraction(each.multiplier),
                points[each.id],
                each.due_on or date.max,
                each.id,
            )
        )
        for each in candidates[: min(category.drop_lowest, max(len(candidates) - 1, 0))]:
            counted.remove(each)
        earned = possible = Fraction(0)
        for each in counted:
            stretch = Fraction(1)
            if category.use_percent and each.points_possible:
                stretch = 100 / Fraction(each.points_possible)
            earned += points[each.id] * Fraction(each.multiplier) * stretch
            possible += Fraction(each.points_possible or 0) * Fraction(each.multiplier) * stretch
        subtotals.append((category, earned, possible))
    if all(category.weight is None for category in book.categories):
        whole = sum(possible for _, _, possible in subtotals)
        return 100 * sum((earned for _, earned, _ in subtotals), Fraction(0)) / whole if whole else None
    weighed = [(Fraction(c.weight), 100 * e / p) for c, e, p in subtotals if p and c.weight is not None]
    total = sum(weight for weight, _ in weighed)
    return sum((weight * percent for weight, percent in weighed), Fraction(0)) / total if total else None


@given(records())
def test_whole_number_arithmetic_agrees_with_the_rules_in_plain_fractions(record: Record) -> None:
    assert grade_of(record) == by_the_book(record)


ODD = st.decimals(allow_nan=True, allow_infinity=True) | st.sampled_from(
    [Decimal(each) for each in ("0", "-0", "-5", "sNaN", "1E+999999", "1E-999999", "0E+500", "0.000001", "999999999")]
)


@given(st.lists(st.tuples(st.none() | ODD, ODD, st.none() | ODD, st.booleans()), max_size=5), ODD, st.integers(-3, 9))
def test_odd_numbers_never_break_a_grade_or_its_words(
    rows: list[tuple[Decimal | None, Decimal, Decimal | None, bool]], weight: Decimal, drop: int
) -> None:
    pairs = [(assignment(possible, times), got(points, dropped=flag)) for possible, times, points, flag in rows]
    answer = explained(a_record(a_category(*pairs, weight=weight, drop=drop), a_category(*pairs, percents=True)))
    assert answer.grade.percent is None or answer.grade.percent.is_finite()
    assert all(sentence(step) for step in steps(answer))
    assert all(each.percent is None or each.counts is (each.why in COUNTED) for each in answer.categories[0].outcomes)


@given(records())
def test_the_last_line_of_an_explanation_is_its_grade(record: Record) -> None:
    answer = explained(record)
    last = steps(answer)[-1]
    assert last.values.get("percent") == answer.grade.percent
    assert last.values.get("letter_grade") == answer.grade.letter_grade


@given(records())
def test_every_assignment_of_the_term_has_its_outcome(record: Record) -> None:
    seen = [each for line in explained(record).categories for each in line.outcomes]
    assert sorted(each.assignment.id for each in seen) == [each.id for each in record.book.assignments]
    assert all((each.why is Why.EXEMPT) is bool(each.score and each.score.is_exempt) for each in seen)
