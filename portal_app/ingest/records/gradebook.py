"""Grading scales, grading tasks, assignments, scores, and posted grades."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from portal_app.ingest.record import Record, Unset
from portal_app.models import ScaleKind


@dataclass(frozen=True, slots=True, kw_only=True)
class GradingScale(Record):
    source_id: str
    name: str
    kind: ScaleKind
    decimals: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class GradingScaleEntry(Record):
    scale: str
    sequence: int
    letter_grade: str
    lower_bound: Decimal | None
    is_passing: bool
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class GradingTask(Record):
    source_id: str
    course: str
    scale: str
    name: str
    sequence: int
    is_standard: bool = False
    is_progress: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class CompositePart(Record):
    task: str
    term: str
    part_task: str
    part_term: str
    weight: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Category(Record):
    source_id: str
    section: str
    task: str
    name: str | None
    sequence: int | None = 0
    weight: Decimal | Unset | None = None
    drop_lowest: int | None = None
    use_percent: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment(Record):
    source_id: str
    section: str
    category: str
    term: str
    name: str
    description: str = ""
    assigned_on: date | None = None
    due_on: date | None = None
    points_possible: Decimal
    multiplier: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Score(Record):
    """A score. `posted_at` None: posted now, when it is new or has changed."""

    source_id: str
    assignment: str
    student: str
    points: Decimal | None = None
    letter_grade: str | None = ""
    is_missing: bool | None = False
    is_late: bool | None = False
    is_incomplete: bool | None = False
    is_turned_in: bool | None = False
    is_cheated: bool | None = False
    is_exempt: bool | None = False
    is_dropped: bool | None = False
    comment: str | None = ""
    posted_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PostedGrade(Record):
    """A final grade. `posted_at` None: posted now, when it is new or has changed."""

    source_id: str
    student: str
    section: str
    task: str
    term: str
    letter_grade: str = ""
    percent: Decimal | None = None
    comment: str = ""
    posted_at: datetime | None = None
