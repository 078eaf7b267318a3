"""What a page, a document or a command shows of a student's grades: frozen and ready to show.

Numbers are their digits as text ("88.4", "" where there is none) and dates are ISO ("" where there is none): the screen
writes both as the reader's language does. Sentences are English keys for translation, with their values beside them.
"""

from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from portal_app.domain.schedule import Teacher


class GradeState(StrEnum):
    """The legend of a grid. `NONE`: the term is over and no grade was given in it."""

    POSTED = "posted"
    IN_PROGRESS = "in_progress"
    NOT_YET = "not_yet"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class GradeCell:
    """The grade of one task in one term. Only a posted one is final; `is_what_if` marks one that a what-if has moved.

    `was_letter_grade`, `was_percent`: the real grade beside a what-if's. `comment`: the teacher's, on a posted grade.
    """

    section_id: int = 0
    task_id: int = 0
    term_id: int = 0
    task: str = ""
    term: str = ""
    state: GradeState = GradeState.NONE
    letter_grade: str = ""
    percent: str = ""
    comment: str = ""
    is_failing: bool = False
    is_current: bool = False
    is_chosen: bool = False
    is_what_if: bool = False
    was_letter_grade: str = ""
    was_percent: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class TermHead:
    """A column of a grid. One is current: the term on which a page opens."""

    id: int
    name: str
    starts_on: str
    ends_on: str
    is_current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskRow:
    """A grading task with a cell for each term, in their order. A standard is graded by letter grades of its own.

    `is_progress`: a progress report within a term, not the term's grade.
    """

    task_id: int
    name: str
    is_standard: bool
    is_progress: bool
    cells: list[GradeCell]


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassGrades:
    """A class with its grid. `now` is the grade at a glance, and `now.term` says when it is from.

    `by_term`: the grade that stands for each of the terms of the student's classes; empty for a class without grades.

    A course that continues in another section (a second semester, a change of class) is one class: its cells know their
    section. `left_on` is the student's last day in it, where that has passed before the class was over.
    """

    section_id: int
    code: str
    title: str
    school: str
    teachers: list[Teacher]
    left_on: str
    missing: int
    terms: list[TermHead]
    tasks: list[TaskRow]
    by_term: list[GradeCell]
    now: GradeCell | None


@dataclass(frozen=True, slots=True, kw_only=True)
class LetterGradeMeaning:
    """What a letter grade means, in the school's words: "3", "Meets the standard"."""

    letter_grade: str
    meaning: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StudentGrades:
    """All classes of a school year, in the order of the timetable. `terms`: those of all classes, each name once.

    `term`: the one on which the page opens; before its first day it has yet to begin, after its last day it is over.
    `missing`: in all of them. `without_grades`: the titles of classes in which no grades are given. `letter_grades`:
    those of the scales that have no percents.
    """

    as_of: str = ""
    year: str = ""
    term: str = ""
    term_starts_on: str = ""
    term_ends_on: str = ""
    terms: list[TermHead] = field(default_factory=list)
    missing: int = 0
    classes: list[ClassGrades] = field(default_factory=list)
    without_grades: list[str] = field(default_factory=list)
    letter_grades: list[LetterGradeMeaning] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class AssignmentRow:
    """An assignment with its score. `flags` are the teacher's words; `why` says what became of the score, if need be.

    `is_counted`: the score takes part in the grade.

    In a what-if `points` and `effect` are the what-if's, `real_points` is the school's; `is_added`: by the what-if.
    """

    id: int
    name: str
    description: str
    assigned_on: str
    due_on: str
    possible: str
    multiplier: str
    points: str
    real_points: str
    letter_grade: str
    percent: str
    flags: list[str]
    effect: str
    comment: str
    is_counted: bool
    why: str
    is_what_if: bool
    is_added: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class CategoryView:
    """A category with its subtotal. `weight` is the gradebook's, `share` the part of 100 that it has in this grade.

    `by_percent`: the mean of percents. `note` says why it takes no share; `was` is the real percent beside a what-if's.
    """

    id: int
    name: str
    weight: str
    share: str
    percent: str
    earned: str
    possible: str
    drop_lowest: int
    by_percent: bool
    note: str
    was: str
    assignments: list[AssignmentRow]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartView:
    """A part of a composite grade. `source`: posted, computed (so far) or none."""

    task: str
    term: str
    percent: str
    weight: str
    share: str
    source: str
    section_id: int
    task_id: int
    term_id: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ExplanationStep:
    """A step of an explanation: an English sentence to translate, and its values: words, numbers, terms of a sum."""

    text: str
    params: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class TrendPoint:
    """A score on the day it was due."""

    on: str
    name: str
    percent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalView:
    """A letter grade, and the percent on everything ungraded that reaches it: exact; `short` is rounded up to a tenth.

    `result`: possible, reached (even with 0), or not_reachable. `gives_…`: the grade with `short`; if it is not
    reachable, the best to be had.
    """

    letter_grade: str
    result: str
    percent: str
    short: str
    gives_letter_grade: str
    gives_percent: str


@dataclass(frozen=True, slots=True, kw_only=True)
class UngradedAssignment:
    """An assignment without a score that can still change the grade."""

    id: int
    name: str
    due_on: str
    possible: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalsView:
    """What it takes to reach each letter grade, the best first. `why_none` says why there is no goal, if there is none.

    With neither goals nor a reason nobody asked for them.
    """

    goals: list[GoalView] = field(default_factory=list)
    ungraded: list[UngradedAssignment] = field(default_factory=list)
    why_none: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClassDetail:
    """One task in one term of a class, opened: its grade, how it came about, and the grid to go on from.

    `so_far` is what the scores give where the school has posted a grade. `problem` is set, and nothing is computed,
    where the gradebook contradicts itself. `opened_assignment`: the one that a link led to, 0 for none.
    `is_earlier`: of a school year before the current one: there is no what-if and nothing left to do.
    """

    section_id: int = 0
    code: str = ""
    title: str = ""
    school: str = ""
    teachers: list[Teacher] = field(default_factory=list)
    left_on: str = ""
    missing: int = 0
    terms: list[TermHead] = field(default_factory=list)
    tasks: list[TaskRow] = field(default_factory=list)
    grade: GradeCell = GradeCell()
    so_far_letter_grade: str = ""
    so_far_percent: str = ""
    by_letters: bool = False
    categories: list[CategoryView] = field(default_factory=list)
    parts: list[PartView] = field(default_factory=list)
    steps: list[ExplanationStep] = field(default_factory=list)
    trend: list[TrendPoint] = field(default_factory=list)
    goals: GoalsView = GoalsView()
    problem: str = ""
    is_what_if: bool = False
    opened_assignment: int = 0
    year_id: int = 0
    is_earlier: bool = False
    as_of: str = ""
