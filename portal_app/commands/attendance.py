"""`portal attendance ...`: what a teacher or the attendance clerk enters, one period at a time."""

from datetime import date, datetime
from typing import Annotated

import typer

from portal_app.commands.output import CommandConsole
from portal_app.database import in_session
from portal_app.domain.staff.posting import clear_attendance, post_attendance

app = typer.Typer(help="Post attendance.", no_args_is_help=True)
console = CommandConsole(highlight=False)
Student = Annotated[str, typer.Option("--student", help="The student's number.")]
On = Annotated[datetime, typer.Option("--date", formats=["%Y-%m-%d"], help="The day.")]
Period = Annotated[str, typer.Option("--period", help="The period's name.")]
School = Annotated[str, typer.Option("--school", help="Name or number, if two schools have the period.")]


@app.command()
def post(
    student: Student,
    on: On,
    period: Period,
    code: Annotated[str, typer.Option("--code", help="One of the school's codes, such as AU.")],
    minutes: Annotated[int | None, typer.Option("--minutes", help="How long the student was away.")] = None,
    comment: Annotated[str, typer.Option("--comment", help="A comment for the parents.")] = "",
    school: School = "",
) -> None:
    """Post the code of a student for a day and period, replacing the previous one."""
    in_session(
        post_attendance,
        student_number=student,
        on=on.date(),
        period=period,
        code=code,
        minutes=minutes,
        comment=comment,
        school=school,
    )
    _say(student, on.date(), period, code)


@app.command()
def clear(student: Student, on: On, period: Period, school: School = "") -> None:
    """Delete an entry that was posted by mistake: the student was present."""
    in_session(clear_attendance, student_number=student, on=on.date(), period=period, school=school)
    _say(student, on.date(), period, "nothing recorded")


def _say(student: str, on: date, period: str, what: str) -> None:
    console.print(f"Student {student}, {on}, period {period}: {what}.", markup=False)
