"""Posted grades: what the school has put on record for terms, and half terms, that have ended."""

from collections.abc import Iterator
from datetime import date, timedelta
from decimal import Decimal
from random import Random

from portal_app import models as m
from portal_app.demo.build import Build
from portal_app.demo.classes import RosterEntry
from portal_app.demo.gradebook import Book
from portal_app.demo.policies import EXAM, PROGRESS, QUARTER, REPORT_COMMENTS, SEMESTER
from portal_app.domain import grading

HALF_TERM = timedelta(days=32)
Scores = dict[int, dict[int, grading.Score]]


def post_grades(build: Build, book: Book, scores: Scores) -> None:
    """Collect the posted grades of a class: what grading computes from the scores, or the teacher's letter grade."""
    gradebook = book.gradebook
    due = {assignment.id: assignment.due_on or build.today for assignment in book.assignments}
    for task, term, ended in _ended(build, book):
        for entry in book.of.roster:
            if not entry.includes(ended):
                continue
            counted = {
                assignment: score for assignment, score in scores[entry.student.id].items() if due[assignment] <= ended
            }
            record = grading.Record(gradebook, counted)
            rng = build.rng("posted", book.of.id, entry.student.id, task.id, term)
            if grade := _grade(record, book, task, term, entry, rng):
                _add_grade(build, book, task, term, entry, ended, grade, rng)


def _ended(build: Build, book: Book) -> Iterator[tuple[grading.Task, int, date]]:
    """Yield each task and term that is over, with its last day."""
    for term, first, last in book.of.terms:
        half = first + HALF_TERM
        if half < build.today:
            yield book.tasks[PROGRESS], term, half
        if last < build.today:
            yield from (
                (task, term, last) for name, task in book.tasks.items() if name not in (PROGRESS, EXAM, SEMESTER)
            )


def _grade(
    record: grading.Record, book: Book, task: grading.Task, term: int, entry: RosterEntry, rng: Random
) -> tuple[str, Decimal | None] | None:
    """Return letter grade and percent; None where nothing counted."""
    if task.scale.kind is grading.ScaleKind.LETTERS:
        best, middle, worst = (entry.letter_grade for entry in task.scale.entries)
        share = rng.gauss(entry.student.ability, 0.08)
        return (best if share > 0.78 else middle if share > 0.6 else worst), None
    grade = grading.explain(record, task_id=book.tasks[QUARTER].id, term_id=term).grade
    return None if grade.percent is None else (grade.letter_grade or "", grade.percent)


def _add_grade(
    build: Build,
    book: Book,
    task: grading.Task,
    term: int,
    entry: RosterEntry,
    ended: date,
    grade: tuple[str, Decimal | None],
    rng: Random,
) -> None:
    letter_grade, percent = grade
    has_comment = task.name == QUARTER and rng.random() < 0.6
    build.add(
        m.PostedGrade,
        student_id=entry.student.id,
        section_id=book.of.id,
        task_id=task.id,
        term_id=term,
        letter_grade=letter_grade,
        percent=percent,
        comment=rng.choice(REPORT_COMMENTS) if has_comment else "",
        posted_at=build.at(min(ended + timedelta(days=3), build.today - timedelta(days=1)), 16),
    )
