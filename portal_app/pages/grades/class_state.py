"""What the page of one class shows, and the what-if of a parent.

The what-if is kept beside the result: each change reads the class again and applies the what-if to the scores that are
then in the gradebook. So a what-if stays when the school posts meanwhile, and nothing of it is stored.
"""

from decimal import Decimal
from typing import Annotated, Any

import reflex as rx
from pydantic import BaseModel, Field, StringConstraints, TypeAdapter, ValidationError
from sqlmodel import Session

from portal_app.clock import today
from portal_app.database import in_thread
from portal_app.domain.access import Right, Viewer, access_student
from portal_app.domain.gradebook import NO_WHAT_IF, ClassDetail, Effect, WhatIf, class_detail, what_if_of
from portal_app.infrastructure.translation import gettext_noop
from portal_app.pages.base import PortalState
from portal_app.pages.grades.trend import Trend, drawn
from portal_app.pages.validation import RowId, row_id, validated
from portal_app.reflex_adapter.events import EventSpec
from portal_app.ui.links import GRADES_PAGE, student_page

Points = Annotated[Decimal, Field(ge=-100_000, le=100_000, decimal_places=4, allow_inf_nan=False)]
AssignmentId = Annotated[int, Field(ge=-1000, le=2**31 - 1)]
"""An assignment's id; those added in a what-if are negative."""
LetterGrade = Annotated[str, StringConstraints(max_length=40)]
_POINTS: TypeAdapter[Decimal] = TypeAdapter(Points)
MAX_NUMBER_LENGTH, MAX_CHANGES = 12, 200
NOT_A_NUMBER = gettext_noop("Please write the points as a number, such as 8 or 8.5.")


class AddedForm(BaseModel):
    """The form of an assignment that a parent adds."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)] = ""
    category: RowId
    points: Points
    possible: Annotated[Points, Field(ge=0)]


class ClassState(PortalState):
    """One class of the student in view; empty without access."""

    detail: ClassDetail = ClassDetail()
    trend: Trend = Trend()
    in_what_if: bool = False
    what_if_round: int = 0
    """A counter: when it changes, the browser resets the fields of the what-if."""
    what_if_problem: str = ""
    shows_goals: bool = False

    _what_if: WhatIf = NO_WHAT_IF
    _what_if_of: tuple[int, int] = (0, 0)

    @rx.event
    async def load(self) -> EventSpec | None:
        """Show the class that the address names; without one, the grades of the student in view."""
        if self._asked("section") is None:
            student = row_id(self.router.url.query_parameters.get("student", ""))
            return rx.redirect(student_page(GRADES_PAGE, student) if student else GRADES_PAGE, replace=True)
        await self._open_page()
        await self._refresh()
        self.shown = "class"
        return None

    @rx.event
    async def start_what_if(self) -> None:
        """Start a what-if. An earlier school year has none: nothing of it can change."""
        self.in_what_if = not self.detail.is_earlier

    @rx.event
    async def show_goals(self) -> None:
        """Show what it takes to reach each letter grade, or hide it again."""
        self.shows_goals = not self.shows_goals
        await self._refresh()

    @rx.event
    async def try_goal(self, letter_grade: str) -> None:
        """Start a what-if in which everything ungraded gets the percent of a goal."""
        what_if = what_if_of(self.detail.goals, validated(LetterGrade, letter_grade))
        if what_if:
            self._what_if, self.in_what_if, self.what_if_problem = what_if, True, ""
            self.what_if_round += 1
        await self._refresh()

    @rx.event
    async def end_what_if(self) -> None:
        """End the what-if and show the real grades."""
        self._end_what_if()
        await self._refresh()

    @rx.event
    async def change_points(self, assignment: int, text: str) -> None:
        """Change an assignment's points; an empty text makes it blank."""
        points = _points(text)
        if points is None and str(text).strip():
            self.what_if_problem = NOT_A_NUMBER
            return
        await self._change(self._what_if.with_points(validated(AssignmentId, assignment), points))

    @rx.event
    async def change_effect(self, assignment: int, effect: str) -> None:
        """Change whether an assignment counts, is missing, exempt, ..."""
        await self._change(self._what_if.with_effect(validated(AssignmentId, assignment), validated(Effect, effect)))

    @rx.event
    async def reset_assignment(self, assignment: int) -> None:
        """Reset one assignment; an added one is removed."""
        self.what_if_round += 1
        await self._change(self._what_if.without(validated(AssignmentId, assignment)))

    @rx.event
    async def add_assignment(self, form: dict[str, Any]) -> None:
        """Add an assignment to the term that is open."""
        added = _added(form)
        if added is None:
            self.what_if_problem = NOT_A_NUMBER
            return
        await self._change(
            self._what_if.with_assignment(
                added.name,
                category_id=added.category,
                term_id=self.detail.grade.term_id,
                points=added.points,
                possible=added.possible,
            )
        )

    async def _change(self, what_if: WhatIf) -> None:
        self.what_if_problem = ""
        if self.in_what_if and len(what_if.points) + len(what_if.effects) <= MAX_CHANGES:
            self._what_if = what_if
        await self._refresh()

    def _end_what_if(self) -> None:
        self._what_if, self.in_what_if, self.what_if_problem = NO_WHAT_IF, False, ""
        self.what_if_round += 1

    def _asked(self, name: str) -> int | None:
        return row_id(self.router.url.query_parameters.get(name, ""))

    async def _refresh(self) -> None:
        section = self._asked("section") or 0
        if (self.student.id, section) != self._what_if_of:
            self._what_if_of = (self.student.id, section)
            self._end_what_if()
            self.shows_goals = False
        detail = ClassDetail()
        with self._withheld_if_denied():
            detail = await in_thread(
                load_class,
                self._viewer(),
                self.student.id,
                section_id=section,
                term_id=self._asked("term"),
                task_id=self._asked("task"),
                assignment_id=self._asked("assignment"),
                what_if=self._what_if,
                with_goals=self.shows_goals,
            )
        self.detail = detail
        its_year = (year for year in self.student.years if year.id == detail.year_id)
        self._assign_changed(school_year=next(its_year, self.school_year))
        self.trend = drawn(detail.trend)


def load_class(
    session: Session,
    viewer: Viewer,
    student_id: int,
    *,
    section_id: int,
    term_id: int | None,
    task_id: int | None,
    assignment_id: int | None,
    what_if: WhatIf,
    with_goals: bool = False,
) -> ClassDetail:
    """Return a student's class as of today, with the parent's what-if applied.

    Raises:
        NotFound: the viewer may not see it, or there is no such class, term or task.
    """
    student = access_student(session, viewer, student_id, to=Right.GRADES)
    return class_detail(
        session,
        student,
        section_id=section_id,
        term_id=term_id,
        task_id=task_id,
        assignment_id=assignment_id,
        as_of=today(),
        what_if=what_if,
        with_goals=with_goals,
    )


def _points(text: Any) -> Decimal | None:
    """Return the points that a parent typed; None for nothing and for no number."""
    try:
        return _POINTS.validate_python(_typed(text))
    except ValidationError:
        return None


def _added(form: dict[str, Any]) -> AddedForm | None:
    form = validated(dict[str, Any], form)
    numbers = {name: _typed(form.get(name, "")) for name in ("points", "possible")}
    try:
        return AddedForm.model_validate({"name": form.get("name", ""), "category": form.get("category"), **numbers})
    except ValidationError:
        return None


def _typed(number: Any) -> str:
    """Return a number as it was typed, with a point for a comma."""
    return str(number)[:MAX_NUMBER_LENGTH].strip().replace(",", ".")
