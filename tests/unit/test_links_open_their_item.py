"""Every link to a grade or assignment, for every guardian of the demonstration, opens a page with that item."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from sqlmodel import Session, col, select

from portal_app import models as m
from portal_app.clock import now
from portal_app.domain.access import NotFound, Right, Viewer, accessible_students, students_and_rights
from portal_app.domain.calendar import Layer, calendar_of, todo_of
from portal_app.domain.gradebook import ClassDetail, class_detail, grades_of
from portal_app.domain.home import home_of
from portal_app.domain.recent import ActivityItem, ActivityKind, recent_of
from tests.conftest import Pin
from tests.demonstration import DAY as TODAY
from tests.demonstration import demonstration_of_the_day

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def district() -> Iterator[Session]:
    with demonstration_of_the_day() as engine, Session(engine) as session:
        yield session


@pytest.fixture(autouse=True)
def _on_the_day(pinned: Pin) -> None:
    pinned(f"{TODAY}T10:00")


def viewers(session: Session) -> list[Viewer]:
    """Return every guardian with an account."""
    accounts = session.exec(select(m.Account).order_by(col(m.Account.id)))
    return [Viewer(guardian_id=one.guardian_id, account_id=one.id or 0, sign_in_id=0) for one in accounts]


def graded(session: Session, viewer: Viewer) -> dict[int, m.Student]:
    """Return the viewer's students with grades."""
    family = students_and_rights(session, viewer)
    return {student.id or 0: student for student, rights in family if Right.GRADES in rights}


def assert_opens_assignment(session: Session, student: m.Student, section_id: int, assignment_id: int) -> None:
    """Assert that the class page of a link shows the assignment and marks it."""
    detail = class_detail(session, student, section_id, assignment_id=assignment_id, as_of=TODAY)
    shown = [one.id for category in detail.categories for one in category.assignments]
    assert detail.opened_assignment == assignment_id
    assert assignment_id in shown


def the_class(session: Session, student: m.Student, *, section_id: int, term_id: int, task_id: int) -> ClassDetail:
    return class_detail(session, student, section_id, term_id=term_id, task_id=task_id, as_of=TODAY)


def activity_of(session: Session, viewer: Viewer) -> list[ActivityItem]:
    """Return all of the viewer's recent activity."""
    days = recent_of(session, viewer, at=now()).days
    return [item for day in days for group in (*day.groups, *day.minor_groups) for item in group.activity]


def test_each_entry_of_home_opens_its_score_or_grade(district: Session) -> None:
    opened = 0
    for viewer in viewers(district):
        students = graded(district, viewer)
        for child in home_of(district, viewer, at=now()).children:
            student = students.get(child.student_id)
            if student is None:
                continue
            for item in (*child.due_today, *child.due_tomorrow):
                assert_opens_assignment(district, student, item.section_id, item.assignment_id)
                opened += 1
        for entry in activity_of(district, viewer):
            if entry.kind is ActivityKind.SCORE:
                assert_opens_assignment(district, students[entry.student_id], entry.section_id, entry.assignment_id)
            elif entry.kind is ActivityKind.GRADE:
                cell = the_class(
                    district,
                    students[entry.student_id],
                    section_id=entry.section_id,
                    term_id=entry.term_id,
                    task_id=entry.task_id,
                ).grade
                assert (cell.task, cell.term, cell.letter_grade) == (entry.title, entry.term, entry.letter_grade)
            opened += 1
    assert opened > 20


def test_each_item_of_the_to_do_list_and_of_the_calendar_opens_its_assignment(district: Session) -> None:
    opened = 0
    for viewer in viewers(district):
        for student in accessible_students(district, viewer, to=Right.GRADES):
            todo = todo_of(district, viewer, [student], as_of=TODAY)
            for item in (*todo.missing, *todo.later):
                assert_opens_assignment(district, student, item.section_id, item.assignment_id)
                opened += 1
            for entry in calendar_of(district, [student], starts_on=TODAY, ends_on=TODAY + timedelta(days=30)):
                if entry.layer is Layer.ASSIGNMENT:
                    assert_opens_assignment(district, student, entry.section_id, entry.assignment_id)
                    opened += 1
    assert opened > 100


def test_each_grade_of_the_grades_page_opens_the_task_and_term_that_it_shows(district: Session) -> None:
    opened = 0
    for viewer in viewers(district):
        for student in accessible_students(district, viewer, to=Right.GRADES):
            for one in grades_of(district, student, as_of=TODAY).classes:
                cells = [cell for row in one.tasks for cell in row.cells if cell.task_id]
                for cell in [*cells, *([one.now] if one.now else [])]:
                    there = the_class(
                        district,
                        student,
                        section_id=cell.section_id,
                        term_id=cell.term_id,
                        task_id=cell.task_id,
                    ).grade
                    shown = (there.task_id, there.term_id, there.state, there.letter_grade, there.percent)
                    assert shown == (cell.task_id, cell.term_id, cell.state, cell.letter_grade, cell.percent)
                    opened += 1
    assert opened > 100


def test_an_assignment_of_another_class_is_not_opened(district: Session) -> None:
    student = district.exec(select(m.Student).where(col(m.Student.first_name) == "Marcia")).one()
    first, second = [one.section_id for one in grades_of(district, student, as_of=TODAY).classes][:2]
    foreign = district.exec(select(m.Assignment.id).where(col(m.Assignment.section_id) == second)).first()
    detail = class_detail(district, student, first, assignment_id=foreign, as_of=TODAY)
    assert detail.opened_assignment == 0
    with pytest.raises(NotFound):
        class_detail(district, student, 0, assignment_id=foreign, as_of=date(2026, 1, 1))
