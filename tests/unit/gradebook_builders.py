"""Builders of gradebooks: scales, tasks, categories, assignments and grades. They go with `builders`."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from sqlmodel import Session

from portal_app import models as m
from portal_app.clock import now
from portal_app.domain.access import NotFound
from portal_app.domain.gradebook import AssignmentRow, ClassDetail, GradeCell, TaskRow
from tests.unit.builders import SchoolRows, a_section, add, an_id

LETTERS = (("A", 90), ("B", 80), ("C", 70), ("F", 0))


def a_scale(
    session: Session,
    *,
    kind: m.ScaleKind = m.ScaleKind.PERCENT,
    letter_grades: tuple[tuple[str, int | None], ...] = LETTERS,
    decimals: int = 0,
) -> m.GradingScale:
    """Write a grading scale with its letter grades, the best first."""
    scale = add(session, m.GradingScale(name="Letters", kind=kind, decimals=decimals))
    for at, (letter_grade, bound) in enumerate(letter_grades):
        lower = None if bound is None else Decimal(bound)
        add(
            session,
            m.GradingScaleEntry(scale_id=an_id(scale), sequence=at, letter_grade=letter_grade, lower_bound=lower),
        )
    return scale


@dataclass(frozen=True, kw_only=True)
class Book:
    """A class with one scale; its tasks, categories and assignments are added one by one."""

    session: Session
    section: m.Section
    scale: m.GradingScale

    @property
    def id(self) -> int:
        return an_id(self.section)

    def task(self, name: str = "9 Weeks", *, scale: m.GradingScale | None = None, **values: Any) -> m.GradingTask:
        """Write a grading task of the class's course."""
        scale_id = an_id(scale or self.scale)
        fields: dict[str, Any] = {
            "sequence": 0,
            "course_id": self.section.course_id,
            "scale_id": scale_id,
            "name": name,
        } | values
        return add(self.session, m.GradingTask(**fields))

    def category(self, task: m.GradingTask, name: str = "Classwork", **values: Any) -> m.Category:
        """Write a category; its weight and rules are `values`."""
        return add(self.session, m.Category(section_id=self.id, task_id=an_id(task), name=name, **values))

    def assignment(self, category: m.Category, term: m.Term, name: str = "Quiz", **values: Any) -> m.Assignment:
        """Write an assignment, out of 100 points and due in the term's second week unless `values` say otherwise."""
        fields: dict[str, Any] = {"points_possible": Decimal(100), "due_on": date(2026, 8, 14)} | values
        fields |= {"section_id": self.id, "category_id": an_id(category), "term_id": an_id(term)}
        return add(self.session, m.Assignment(name=name, **fields))

    def part(self, of: tuple[m.GradingTask, m.Term], made_of: tuple[m.GradingTask, m.Term], weight: int = 1) -> None:
        """Say that a task in a term is made of another."""
        ids = {"task_id": an_id(of[0]), "term_id": an_id(of[1])}
        parts = {"part_task_id": an_id(made_of[0]), "part_term_id": an_id(made_of[1])}
        add(self.session, m.CompositePart(**ids, **parts, weight=Decimal(weight)))

    def score(self, student: m.Student, assignment: m.Assignment, points: object = None, **values: Any) -> m.Score:
        """Write a score; flags such as `is_missing=True` are `values`."""
        number = None if points is None else Decimal(str(points))
        ids: dict[str, Any] = {"student_id": an_id(student), "assignment_id": an_id(assignment)}
        return add(self.session, m.Score(**ids, points=number, posted_at=now(), **values))

    def post(
        self,
        student: m.Student,
        task: m.GradingTask,
        term: m.Term,
        letter_grade: str,
        percent: object = None,
        **values: Any,
    ) -> m.PostedGrade:
        """Write a final grade."""
        ids: dict[str, Any] = {
            "student_id": an_id(student),
            "section_id": self.id,
            "task_id": an_id(task),
            "term_id": an_id(term),
        }
        number = None if percent is None else Decimal(str(percent))
        return add(
            self.session, m.PostedGrade(**ids, letter_grade=letter_grade, percent=number, posted_at=now(), **values)
        )


def a_book(session: Session, *, at: SchoolRows, scale: m.GradingScale | None = None, **section: Any) -> Book:
    """Write a class and its scale (letters)."""
    return Book(session=session, section=a_section(session, at=at, **section), scale=scale or a_scale(session))


def cells(rows: list[TaskRow]) -> dict[str, list[str]]:
    """Return a grid as words: task to cells such as "posted B 85"."""
    return {row.name: [said(cell) for cell in row.cells] for row in rows}


def said(cell: GradeCell | None) -> str:
    """Return a cell as words."""
    return "nothing" if cell is None else " ".join(filter(None, (cell.state.value, cell.letter_grade, cell.percent)))


def the_assignment(detail: ClassDetail, name: str) -> AssignmentRow:
    """Return the row of an assignment. Raises: NotFound."""
    for category in detail.categories:
        for assignment in category.assignments:
            if assignment.name == name:
                return assignment
    raise NotFound(name)
