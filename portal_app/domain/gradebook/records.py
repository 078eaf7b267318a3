"""A section's gradebook and the student's record in it, from the rows of `score_rows`."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

from sqlmodel import Session

from portal_app.domain import grading
from portal_app.domain.gradebook.course_book import Cell, Posted, SectionBook
from portal_app.domain.gradebook.score_rows import ScoreRow, ScoreRows, ScoreTexts, posted_rows
from portal_app.models import Student


def add_posted_grades(session: Session, student: Student, sections: dict[int, SectionBook]) -> None:
    """Give each section (by id) the student's posted grades."""
    for row in posted_rows(session, student, sections):
        grade = Posted(letter_grade=row.letter_grade, percent=row.percent, comment=row.comment)
        sections[row.section_id].posted[row.task_id, row.term_id] = grade


def add_record(
    section: SectionBook, rows: ScoreRows, book: grading.Gradebook, percents: dict[Cell, Decimal], *, in_full: bool
) -> None:
    """Give a section its gradebook and the student's record, with what was posted in any section of the course.

    Unless `in_full`, assignments whose grade is posted are left out: nothing is computed from them any more.
    """
    categories: dict[int, grading.Category] = {}
    assignments: list[grading.Assignment] = []
    scores: dict[int, grading.Score] = {}
    missing = 0
    for row, texts in rows:
        if row.category_id not in categories:
            categories[row.category_id] = _category(row, texts)
        id, is_scored = row.assignment_id, row.score_id is not None
        if id is None or not (is_scored or _was_due_in(section, row.due_on)):
            continue
        # an exempt or dropped assignment is not listed as missing, though the teacher flagged it so
        if is_scored and row.is_missing and not (row.is_exempt or row.is_dropped):
            missing += 1
        if not in_full and (row.task_id, row.term_id) in percents:
            continue
        assignments.append(_assignment(id, row, texts))
        if texts.description:
            section.descriptions[id] = texts.description
        if is_scored:
            scores[id] = _score(row, texts)
    section.missing = missing
    whole = replace(book, categories=tuple(categories.values()), assignments=tuple(assignments))
    section.record = grading.Record(whole, scores, percents)


def _category(row: ScoreRow, texts: ScoreTexts) -> grading.Category:
    return grading.Category(
        row.category_id, row.task_id, texts.category, row.weight, row.drop_lowest, row.use_percent, texts.sequence
    )


def _assignment(id: int, row: ScoreRow, texts: ScoreTexts) -> grading.Assignment:
    """Return the assignment; its fields by position, as there are hundreds and names take twice as long."""
    return grading.Assignment(
        id,
        texts.name,
        row.category_id,
        row.term_id,
        row.points_possible,
        row.multiplier,
        texts.assigned_on,
        row.due_on,
    )


def _score(row: ScoreRow, texts: ScoreTexts) -> grading.Score:
    """Return the score; its fields by position, as above."""
    return grading.Score(
        row.points,
        texts.letter_grade,
        row.is_missing,
        texts.is_late,
        texts.is_incomplete,
        texts.is_turned_in,
        row.is_cheated,
        row.is_exempt,
        row.is_dropped,
        texts.comment,
    )


def _was_due_in(section: SectionBook, due_on: date | None) -> bool:
    """Return whether an assignment without a score was due while the student was in the class."""
    return due_on is None or (section.starts_on <= due_on and not section.left_before(due_on))
