"""Categories, assignments and the student's scores, and posted grades, read from the database."""

from collections import defaultdict
from collections.abc import Collection
from datetime import date
from decimal import Decimal
from functools import cache
from itertools import repeat
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, bindparam, select
from sqlmodel import Session, col

from portal_app import models as m
from portal_app.domain.gradebook.fetch import fetch


class ScoreRow(NamedTuple):
    """What a grade is computed from: a category, one of its assignments (None: it has none) and the score (or None).

    The fields are in the order of `_COMPUTED`. A grid has hundreds of these, so they are tuples: attributes of
    SQLAlchemy's rows take several times as long.
    """

    section_id: int
    category_id: int
    task_id: int
    weight: Decimal | None
    drop_lowest: int
    use_percent: bool
    assignment_id: int | None
    term_id: int
    points_possible: Decimal
    multiplier: Decimal
    due_on: date | None
    score_id: int | None
    points: Decimal | None
    is_missing: bool
    is_cheated: bool
    is_exempt: bool
    is_dropped: bool


class ScoreTexts(NamedTuple):
    """What else a class page shows of the same category, assignment and score, in the order of `_SHOWN`."""

    category: str = ""
    sequence: int = 0
    name: str = ""
    description: str = ""
    assigned_on: date | None = None
    letter_grade: str | None = None
    is_late: bool = False
    is_incomplete: bool = False
    is_turned_in: bool = False
    comment: str = ""


class PostedRow(NamedTuple):
    """A posted grade, in the order of `_posted`."""

    section_id: int
    task_id: int
    term_id: int
    letter_grade: str
    percent: Decimal | None
    comment: str


ScoreRows = list[tuple[ScoreRow, ScoreTexts]]
_NO_TEXTS = ScoreTexts()
_WIDTH = len(ScoreRow._fields)


def rows_by_section(
    session: Session, student: m.Student, sections: Collection[int], *, in_full: bool
) -> dict[int, ScoreRows]:
    """Return each section's categories with their assignments and the student's scores.

    Without `in_full` the texts are empty: a grid shows none, and reading them takes as long as the rest.
    """
    columns = (*_COMPUTED, *_SHOWN) if in_full else _COMPUTED
    rows = fetch(session, _scores(*columns), {"sections": list(sections), "student": student.id})
    scores = map(ScoreRow._make, (row[:_WIDTH] for row in rows) if in_full else rows)
    texts = (ScoreTexts._make(row[_WIDTH:]) for row in rows) if in_full else repeat(_NO_TEXTS)
    found: dict[int, ScoreRows] = defaultdict(list)
    for pair in zip(scores, texts, strict=False):  # `texts` may be endless
        found[pair[0].section_id].append(pair)
    return found


_COMPUTED: tuple[Any, ...] = (
    col(m.Category.section_id),
    col(m.Category.id).label("category_id"),
    col(m.Category.task_id),
    col(m.Category.weight),
    col(m.Category.drop_lowest),
    col(m.Category.use_percent),
    col(m.Assignment.id).label("assignment_id"),
    col(m.Assignment.term_id),
    col(m.Assignment.points_possible),
    col(m.Assignment.multiplier),
    col(m.Assignment.due_on),
    col(m.Score.id).label("score_id"),
    col(m.Score.points),
    col(m.Score.is_missing),
    col(m.Score.is_cheated),
    col(m.Score.is_exempt),
    col(m.Score.is_dropped),
)
_SHOWN: tuple[Any, ...] = (
    col(m.Category.name).label("category"),
    col(m.Category.sequence),
    col(m.Assignment.name),
    col(m.Assignment.description),
    col(m.Assignment.assigned_on),
    col(m.Score.letter_grade),
    col(m.Score.is_late),
    col(m.Score.is_incomplete),
    col(m.Score.is_turned_in),
    col(m.Score.comment),
)


@cache
def _scores(*columns: Any) -> Select[*tuple[Any, ...]]:
    scored = and_(col(m.Score.assignment_id) == col(m.Assignment.id), col(m.Score.student_id) == bindparam("student"))
    return (
        select(*columns)
        .select_from(m.Category)
        .outerjoin(m.Assignment, col(m.Assignment.category_id) == col(m.Category.id))
        .outerjoin(m.Score, scored)
        .where(col(m.Category.section_id).in_(bindparam("sections", expanding=True)))
    )


def posted_rows(session: Session, student: m.Student, sections: Collection[int]) -> list[PostedRow]:
    """Return the student's posted grades in these sections."""
    values = {"sections": list(sections), "student": student.id}
    return [PostedRow._make(row) for row in fetch(session, _posted(), values)]


@cache
def _posted() -> Select[*tuple[Any, ...]]:
    return select(
        col(m.PostedGrade.section_id),
        col(m.PostedGrade.task_id),
        col(m.PostedGrade.term_id),
        col(m.PostedGrade.letter_grade),
        col(m.PostedGrade.percent),
        col(m.PostedGrade.comment),
    ).where(
        col(m.PostedGrade.student_id) == bindparam("student"),
        col(m.PostedGrade.section_id).in_(bindparam("sections", expanding=True)),
    )
