"""The gradebook: scales, tasks, categories, assignments, scores, posted grades. The rules are in `domain/grading`."""

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlmodel import Field, SQLModel, UniqueConstraint

from portal_app.models.columns import Exact, UtcDateTime, Word, key, link, source


class ScaleKind(StrEnum):
    """What a scale gives: a percent with a letter grade, or letter grades alone (S, 3), which are never computed."""

    PERCENT = "percent"
    LETTERS = "letters"


class GradingScale(SQLModel, table=True):
    """A grading scale: how a percent is rounded and which letter grade it earns."""

    id: int | None = key()
    source_id: str | None = source()
    name: str = Field(max_length=100)
    kind: ScaleKind = Field(default=ScaleKind.PERCENT, sa_type=Word(ScaleKind))
    decimals: int = Field(default=0, ge=0, le=4, description="Places that a shown percent keeps, rounded half up.")


class GradingScaleEntry(SQLModel, table=True):
    """A letter grade, from its lower bound (a percent; empty on a scale of letters) up to the next entry's."""

    id: int | None = key()
    scale_id: int = link("gradingscale.id")
    sequence: int
    letter_grade: str = Field(max_length=20)
    lower_bound: Decimal | None = Field(default=None, sa_type=Exact)
    is_passing: bool = True
    description: str = Field(default="", max_length=120)


class GradingTask(SQLModel, table=True):
    """What a course gives a grade for: 4.5 Weeks, 9 Weeks, a semester, or a standard such as Phonics."""

    id: int | None = key()
    source_id: str | None = source()
    course_id: int = link("course.id")
    scale_id: int = link("gradingscale.id", index=False)
    name: str = Field(max_length=100)
    sequence: int
    is_standard: bool = False
    is_progress: bool = Field(default=False, description="A progress report within a term, not the term's grade.")


class CompositePart(SQLModel, table=True):
    """In `term_id`, a task is made of other tasks or other terms, each with a weight."""

    id: int | None = key()
    task_id: int = link("gradingtask.id")
    term_id: int = link("term.id", index=False)
    part_task_id: int = link("gradingtask.id", index=False)
    part_term_id: int = link("term.id", index=False)
    weight: Decimal = Field(sa_type=Exact)


class Category(SQLModel, table=True):
    """A group of a section's assignments that count toward one grading task. No weights at all: all points together."""

    id: int | None = key()
    source_id: str | None = source()
    section_id: int = link("section.id")
    task_id: int = link("gradingtask.id", index=False)
    name: str = Field(max_length=100)
    sequence: int = 0
    weight: Decimal | None = Field(default=None, sa_type=Exact)
    drop_lowest: int = 0
    use_percent: bool = Field(default=False, description="The mean of percents instead of points over points.")


class Assignment(SQLModel, table=True):
    """An assignment, in one category and one grading term (a term without children)."""

    id: int | None = key()
    source_id: str | None = source()
    section_id: int = link("section.id")
    category_id: int = link("category.id")
    term_id: int = link("term.id", index=False)
    name: str = Field(max_length=200)
    description: str = Field(default="", max_length=2000)
    assigned_on: date | None = None
    due_on: date | None = Field(default=None, index=True)
    points_possible: Decimal = Field(default=Decimal(100), sa_type=Exact)
    multiplier: Decimal = Field(default=Decimal(1), sa_type=Exact)


class Score(SQLModel, table=True):
    """What a student got for an assignment. Points or a letter grade may be absent: a blank is not missing."""

    __table_args__ = (UniqueConstraint("student_id", "assignment_id"),)

    id: int | None = key()
    source_id: str | None = source()
    assignment_id: int = link("assignment.id")
    student_id: int = link("student.id", index=False)
    points: Decimal | None = Field(default=None, sa_type=Exact)
    letter_grade: str = Field(default="", max_length=20)
    is_missing: bool = False
    is_late: bool = False
    is_incomplete: bool = False
    is_turned_in: bool = False
    is_cheated: bool = False
    is_exempt: bool = False
    is_dropped: bool = False
    comment: str = Field(default="", max_length=500)
    posted_at: datetime = Field(sa_type=UtcDateTime)


class PostedGrade(SQLModel, table=True):
    """A final grade, as the school has put it on record."""

    __table_args__ = (UniqueConstraint("student_id", "section_id", "task_id", "term_id"),)

    id: int | None = key()
    source_id: str | None = source()
    student_id: int = link("student.id", index=False)
    section_id: int = link("section.id")
    task_id: int = link("gradingtask.id", index=False)
    term_id: int = link("term.id", index=False)
    letter_grade: str = Field(default="", max_length=20)
    percent: Decimal | None = Field(default=None, sa_type=Exact)
    comment: str = Field(default="", max_length=500)
    posted_at: datetime = Field(sa_type=UtcDateTime)
