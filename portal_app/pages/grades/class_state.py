"""What the page of one class shows, and the trial that a parent lays over it.

The trial is kept beside the answer, never in it: each change asks the class anew and lays the trial over what stands in
the school's book at that moment. So it also outlives what the school posts meanwhile, and nothing of it is stored.
"""

from decimal import Decimal
from typing import Annotated, Any, ClassVar

import reflex as rx
from pydantic import BaseModel, Field, StringConstraints, TypeAdapter, ValidationError

from portal_app.clock import today
from portal_app.domain.access import Right
from portal_app.domain.gradebook import NO_WHAT_IF, ClassDetail, Effect, GradeCell, GradeState, WhatIf, class_detail
from portal_app.infrastructure.translation import gettext_noop
from portal_app.pages.base import PortalState
from portal_app.pages.grades.address import Number, number_of
from portal_app.pages.grades.trend import NO_TREND, Trend, drawn
from portal_app.pages.validation import validated

NO_CELL = GradeCell(section_id=0, task_id=0, term_id=0, task="", term="", state=GradeState.NONE)
NO_CLASS = ClassDetail(
    section_id=0,
    code="",
    title="",
    school="",
    teachers=[],
    left_on="",
    missing=0,
    terms=[],
    tasks=[],
    grade=NO_CELL,
    so_far_letter_grade="",
    so_far_percent="",
    by_letters=False,
    categories=[],
    parts=[],
    steps=[],
    trend=[],
    problem="",
    is_what_if=False,
    as_of="",
)

Points = Annotated[Decimal, Field(ge=-100_000, le=100_000, decimal_places=4, allow_inf_nan=False)]
Work = Annotated[int, Field(ge=-1000, le=2**53)]
"""An assignment's number; made-up ones are negative."""
_POINTS: TypeAdapter[Decimal] = TypeAdapter(Points)
LONGEST_NUMBER, MOST_CHANGES = 12, 200
NOT_A_NUMBER = gettext_noop("Please write the points as a number, such as 8 or 8.5.")


class MadeUp(BaseModel):
    """The form of an assignment that a parent makes up."""

    name: Annotated[str, StringConstraints(strip_whitespace=True, max_length=60)] = ""
    category: Number
    points: Points
    possible: Annotated[Points, Field(ge=0)]


class ClassState(PortalState):
    """One class of the student in view; empty while the door is shut."""

    detail: ClassDetail = NO_CLASS
    trend: Trend = NO_TREND
    is_trying: bool = False
    what_if_round: int = 0
    """How many trials there were: with it the fields of a trial begin anew."""
    what_if_problem: str = ""

    _answers: ClassVar = ("detail", "trend")

    _trial: WhatIf = NO_WHAT_IF
    _what_if_of: tuple[int, int] = (0, 0)

    @rx.event
    async def load(self):
        """Show the class that the address names; without one, the grades of the student in view."""
        if self._asked("section") is None:
            student = number_of(self.router.url.query_parameters.get("student", ""))
            return rx.redirect(f"/grades/?student={student}" if student else "/grades/", replace=True)
        await self._show_page("class")

    @rx.event
    async def try_out(self):
        """Begin a trial."""
        self.is_trying = True

    @rx.event
    async def back_to_real(self):
        """End the trial: everything is as the school has it."""
        self._end_what_if()
        await self._refresh()

    @rx.event
    async def try_points(self, work: int, text: str):
        """Try other points for an assignment; nothing makes it blank."""
        points = _points(text)
        if points is None and str(text).strip():
            self.what_if_problem = NOT_A_NUMBER
            return
        await self._try(self._trial.with_points(validated(Work, work), points))

    @rx.event
    async def try_effect(self, work: int, effect: str):
        """Try whether an assignment counts, is missing, exempt, ..."""
        await self._try(self._trial.with_effect(validated(Work, work), validated(Effect, effect)))

    @rx.event
    async def take_back(self, work: int):
        """Have one assignment as it really is; one that was made up goes away."""
        self.what_if_round += 1
        await self._try(self._trial.without(validated(Work, work)))

    @rx.event
    async def add_work(self, form: dict[str, Any]):
        """Try one more assignment in the term that is open."""
        made_up = _made_up(form)
        if made_up is None:
            self.what_if_problem = NOT_A_NUMBER
            return
        await self._try(
            self._trial.with_work(
                made_up.name,
                category_id=made_up.category,
                term_id=self.detail.grade.term_id,
                points=made_up.points,
                possible=made_up.possible,
            )
        )

    async def _try(self, trial: WhatIf) -> None:
        self.what_if_problem = ""
        if self.is_trying and len(trial.points) + len(trial.effects) <= MOST_CHANGES:
            self._trial = trial
        await self._refresh()

    def _end_what_if(self) -> None:
        self._trial, self.is_trying, self.what_if_problem = NO_WHAT_IF, False, ""
        self.what_if_round += 1

    def _asked(self, name: str) -> int | None:
        return number_of(self.router.url.query_parameters.get(name, ""))

    async def _refresh(self) -> None:
        section = self._asked("section") or 0
        if (self.student.id, section) != self._what_if_of:
            self._what_if_of = (self.student.id, section)
            self._end_what_if()
        self.detail = (
            await self._ask(
                class_detail,
                section_id=section,
                term_id=self._asked("term"),
                task_id=self._asked("task"),
                as_of=today(),
                trial=self._trial,
                to=Right.GRADES,
            )
            or NO_CLASS
        )
        self.trend = drawn(self.detail.trend)


def _points(text: Any) -> Decimal | None:
    """Return the points that a parent typed; None for nothing and for no number."""
    try:
        return _POINTS.validate_python(_typed(text))
    except ValidationError:
        return None


def _made_up(form: dict[str, Any]) -> MadeUp | None:
    numbers = {name: _typed(form.get(name, "")) for name in ("points", "possible")}
    try:
        return MadeUp.model_validate({"name": form.get("name", ""), "category": form.get("category"), **numbers})
    except ValidationError:
        return None


def _typed(number: Any) -> str:
    """Return a number as it was typed, with a point for a comma."""
    return str(number)[:LONGEST_NUMBER].strip().replace(",", ".")
