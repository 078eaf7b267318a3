"""`portal goal NUMBER ...`: which scores reach a grade, exactly as a parent's page says it."""

from dataclasses import dataclass
from typing import Annotated

import typer
from sqlmodel import Session

from portal_app.clock import today
from portal_app.commands.output import CommandConsole
from portal_app.commands.student import Json, to_json
from portal_app.database import in_session
from portal_app.domain.access import NotFound, student_for_staff
from portal_app.domain.gradebook import GoalView, UngradedAssignment, class_detail
from portal_app.domain.refusal import Refused
from portal_app.domain.staff.posting.named import class_named, task_named, term_named

console = CommandConsole(highlight=False)


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.command()(goal)


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalAnswer:
    """What the command prints: the goal, and the assignments on which its percent is needed."""

    section: str
    task: str
    term: str
    goal: GoalView
    ungraded: list[UngradedAssignment]


def goal(
    number: Annotated[str, typer.Argument(help="The student's number.")],
    section: Annotated[str, typer.Option("--class", help="The class, such as MATH-06-1.")],
    task: Annotated[str, typer.Option("--task", help="The grading task, such as 9 Weeks.")],
    term: Annotated[str, typer.Option("--term", help="The term's name.")],
    grade: Annotated[str, typer.Option("--grade", help="The letter grade to reach.")],
    as_json: Json = False,
) -> None:
    """Print the smallest equal percent on everything ungraded that reaches a letter grade."""
    try:
        answer = in_session(_answer, number, (section, task, term, grade))
    except NotFound:
        raise Refused(f"No student has the number {number}.") from None
    if as_json:
        typer.echo(to_json(answer))
    else:
        console.print(_sentence(answer), markup=False)


def _answer(session: Session, number: str, names: tuple[str, str, str, str]) -> GoalAnswer:
    section, task, term, letter_grade = names
    student = student_for_staff(session, number)
    its_class = class_named(session, student, section, term=term)
    task_id, term_id = task_named(session, its_class, task).id, term_named(session, its_class, term).id
    detail = class_detail(
        session, student, its_class.id, task_id=task_id, term_id=term_id, as_of=today(), with_goals=True
    )
    if (detail.grade.task_id, detail.grade.term_id) != (task_id, term_id):
        raise Refused(f"{section} gives no grades in {term}.")
    goals = detail.goals
    if not goals.goals:
        raise Refused(goals.why_none or f"{section} is a class of an earlier school year: its grades do not change.")
    found = next((each for each in goals.goals if each.letter_grade == letter_grade), None)
    if found is None:
        known = ", ".join(each.letter_grade for each in goals.goals)
        raise Refused(f"The scale of {task} has no letter grade {letter_grade!r}; choose one of {known}.")
    return GoalAnswer(section=section, task=task, term=term, goal=found, ungraded=goals.ungraded)


def _sentence(answer: GoalAnswer) -> str:
    found, count = answer.goal, len(answer.ungraded)
    assignments = f"{count} ungraded assignment{'' if count == 1 else 's'}"
    if found.result == "possible":
        return f"{found.percent} % on each of {assignments} reaches {found.letter_grade}."
    if found.result == "reached":
        return f"{found.letter_grade} is reached, even with 0 on {assignments}."
    percent = f"{found.gives_percent} %"
    best = ", ".join(part for part in (found.gives_letter_grade, percent) if part)
    return f"{found.letter_grade} is not reachable; at most {best}."
