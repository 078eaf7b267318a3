"""A student's courses as grading reads them: a `CourseBook` per course and year, a `SectionBook` per class in it.

A class is a section that the student is or was in. Sections of one course in one year belong together if the course
goes on in another section each semester: they are a `CourseBook`. A section that the student left within a term, with
grades in it, is one by itself.
"""

from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal

from portal_app.domain import grading
from portal_app.domain.gradebook.terms import GradingTerm
from portal_app.domain.schedule import Teacher

Cell = tuple[int, int]
"""A task's and a term's id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Posted:
    """A grade as the school has put it on record."""

    letter_grade: str
    percent: Decimal | None
    comment: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TaskInfo:
    """What a grid says of a grading task beyond what grading needs."""

    id: int
    name: str
    is_standard: bool
    is_progress: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class YearInfo:
    """A school year as a page names it."""

    id: int
    name: str
    ends_on: date
    is_earlier: bool


@dataclass(kw_only=True)
class SectionBook:
    """One section with the student's record in it. `starts_on` and `ends_on` are the student's own days."""

    id: int
    code: str
    starts_on: date
    ends_on: date | None
    record: grading.Record
    missing: int = 0
    teachers: list[Teacher] = field(default_factory=list)
    terms: list[GradingTerm] = field(default_factory=list)
    posted: dict[Cell, Posted] = field(default_factory=dict)
    descriptions: dict[int, str] = field(default_factory=dict)

    def left_before(self, day: date) -> bool:
        """Return whether the student was off the roster by this day."""
        return self.ends_on is not None and self.ends_on < day


@dataclass(kw_only=True)
class CourseBook:
    """A course as one student takes it in one year; `sections` from the first entered to the last."""

    course_id: int
    title: str
    school: str
    year: YearInfo
    sections: list[SectionBook] = field(default_factory=list)
    tasks: list[TaskInfo] = field(default_factory=list)
    meanings: dict[str, str] = field(default_factory=dict)
    """What the letter grades of its scales of letters mean, where the school says so, the best first."""


def without_former_sections(course: CourseBook) -> list[CourseBook]:
    """Return the course without the sections that the student has left for another one, then those, each by itself.

    A student who moves to another section within a term has two grades in it, and each stays with its own scores. A
    section that goes on in another one (a second semester) shares no term with it, and one in which nothing was
    recorded has no grade to show.
    """
    former = [section for section in course.sections if _is_former(section, course)]
    rest = [section for section in course.sections if section not in former]
    return [replace(course, sections=rest), *(replace(course, sections=[section]) for section in former)]


def _is_former(section: SectionBook, course: CourseBook) -> bool:
    terms = {term.id for term in section.terms}
    followed = any(
        other.starts_on > section.starts_on and not terms.isdisjoint(term.id for term in other.terms)
        for other in course.sections
    )
    has_grades = bool(section.record.scores or section.posted)
    return section.ends_on is not None and followed and has_grades
