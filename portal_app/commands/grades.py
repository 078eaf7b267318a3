"""`portal score ...` and `portal grade ...`: what a teacher or staff post, one at a time."""

from typing import Annotated, Any

import typer
from sqlmodel import Session

from portal_app.commands.output import CommandConsole
from portal_app.database import in_session
from portal_app.domain.grading import FLAGS
from portal_app.domain.staff.posting import post_grade, post_score
from portal_app.models import PostedGrade, Score

score_app = typer.Typer(help="Post scores of assignments.", no_args_is_help=True)
grade_app = typer.Typer(help="Post final grades.", no_args_is_help=True)
console = CommandConsole(highlight=False)
Student = Annotated[str, typer.Option("--student", help="The student's number.")]
Comment = Annotated[str, typer.Option("--comment", help="A comment for the parents.")]
_FLAG_HELP = f"A flag, as often as there are several: {', '.join(FLAGS)}."


def register(app: typer.Typer) -> None:
    """Add the commands of this module."""
    app.add_typer(score_app, name="score")
    app.add_typer(grade_app, name="grade")


@score_app.callback()
def _scores() -> None:
    """Keep `post` a subcommand though it is the only one."""


@grade_app.callback()
def _grades() -> None:
    """Keep `post` a subcommand though it is the only one."""


@score_app.command("post")
def post_a_score(
    student: Student,
    assignment: Annotated[str, typer.Option("--assignment", help="Its reference, number or name.")],
    score: Annotated[str, typer.Option("--score", help="Points or a letter grade; default: blank.")] = "",
    flag: Annotated[list[str] | None, typer.Option("--flag", help=_FLAG_HELP)] = None,
    comment: Comment = "",
    section: Annotated[
        str, typer.Option("--class", help="The class (MATH-06-1), if several assignments have this name.")
    ] = "",
) -> None:
    """Post a score, replacing the previous one; the flags are those named and no others."""
    options = {"score": score, "flags": flag or (), "comment": comment, "section": section}
    console.print(in_session(_posted_score, student, assignment, options), markup=False)


@grade_app.command("post")
def post_a_grade(
    student: Student,
    section: Annotated[str, typer.Option("--class", help="The class, such as MATH-06-1.")],
    task: Annotated[str, typer.Option("--task", help="The grading task, such as 9 Weeks.")],
    term: Annotated[str, typer.Option("--term", help="The term's name.")],
    letter_grade: Annotated[str, typer.Option("--letter-grade", help="A letter grade of the task's scale.")] = "",
    percent: Annotated[str, typer.Option("--percent", help="0 to 100 or more; the scale gives the letter grade.")] = "",
    comment: Comment = "",
    mark: Annotated[str, typer.Option("--mark", hidden=True, help="The former name of --letter-grade.")] = "",
) -> None:
    """Post a final grade, replacing the previous one."""
    grade = {"letter_grade": letter_grade or mark, "percent": percent, "comment": comment}
    console.print(
        in_session(_posted_grade, student, {"section": section, "task": task, "term": term, **grade}), markup=False
    )


def _posted_score(session: Session, student: str, assignment: str, options: dict[str, Any]) -> str:
    row: Score = post_score(session, student_number=student, assignment=assignment, **options)
    shown = row.letter_grade if row.points is None else f"{row.points:f}"
    flags = ", ".join(flag for flag in FLAGS if getattr(row, f"is_{flag}"))
    return f"Student {student}, assignment {row.assignment_id}: {shown or 'blank'}{f' ({flags})' if flags else ''}."


def _posted_grade(session: Session, student: str, options: dict[str, Any]) -> str:
    row: PostedGrade = post_grade(session, student_number=student, **options)
    percent = "" if row.percent is None else f" {row.percent:f} %"
    return (
        f"Student {student}, {options['section']}, {options['task']}, {options['term']}: {row.letter_grade}{percent}."
    )
