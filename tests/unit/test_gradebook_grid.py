"""The grades page: for each class the grid of tasks and terms, posted, in progress or not yet."""

from dataclasses import asdict
from datetime import date
from decimal import Decimal

import pytest
from sqlmodel import Session, select

from portal_app import models as m
from portal_app.clock import today
from portal_app.commands.student import to_json
from portal_app.domain.gradebook import StudentGrades, class_detail, grades_of
from tests.conftest import Pin, Queries
from tests.unit.builders import (
    SchoolRows,
    a_following_year,
    a_school,
    a_section,
    a_student,
    a_teacher,
    a_term,
    an_id,
    enroll,
    put_on_roster,
)
from tests.unit.gradebook_builders import Book, a_book, a_scale, cells, said


@pytest.fixture
def math(session: Session, babb: SchoolRows) -> Book:
    """Return a class without a task yet."""
    return a_book(session, at=babb)


@pytest.fixture
def greg(session: Session, babb: SchoolRows, math: Book) -> m.Student:
    """Return a student of the class."""
    return a_student(session, at=babb, takes=[math.section])


def grades(session: Session, student: m.Student) -> StudentGrades:
    """Return the student's grades today."""
    return grades_of(session, student, as_of=today())


def test_a_posted_grade_comes_before_what_the_scores_give(
    session: Session, babb: SchoolRows, math: Book, greg: m.Student
) -> None:
    task = math.task()
    math.score(greg, math.assignment(math.category(task), babb.terms[0]), 60)
    math.post(greg, task, babb.terms[0], "B", 85, comment="A pleasure.")
    cell = grades(session, greg).classes[0].tasks[0].cells[0]
    assert (said(cell), cell.comment) == ("posted B 85", "A pleasure.")


def test_without_a_posted_grade_the_scores_so_far_are_in_progress(
    session: Session, babb: SchoolRows, math: Book, greg: m.Student
) -> None:
    math.score(greg, math.assignment(math.category(math.task()), babb.terms[0]), 91)
    assert cells(grades(session, greg).classes[0].tasks) == {"9 Weeks": ["in_progress A 91", "not_yet"]}


def test_a_term_that_is_over_without_a_grade_has_none(
    session: Session, pinned: Pin, math: Book, greg: m.Student
) -> None:
    math.task()
    pinned("2027-02-01T10:00")
    assert cells(grades(session, greg).classes[0].tasks) == {"9 Weeks": ["none", "not_yet"]}


@pytest.mark.parametrize(
    ("day", "current"), [("2026-10-05", "Term 1"), ("2026-12-30", "Term 2"), ("2027-05-28", "Term 2")]
)
def test_the_page_opens_on_the_current_term_and_between_two_on_the_next(
    session: Session, pinned: Pin, greg: m.Student, day: str, current: str
) -> None:
    pinned(day)
    found = grades(session, greg)
    assert [term.name for term in found.classes[0].terms if term.is_current] == [current]
    assert found.term == current


@pytest.mark.parametrize(
    ("day", "term"),
    [
        ("2026-12-30", ("Term 2", "2027-01-05", "2027-05-28")),
        ("2027-07-10", ("Term 2", "2027-01-05", "2027-05-28")),
    ],
)
def test_the_term_comes_with_its_dates_so_that_a_page_can_say_that_it_has_yet_to_begin_or_is_over(
    session: Session, pinned: Pin, greg: m.Student, day: str, term: tuple[str, str, str]
) -> None:
    pinned(day)
    found = grades(session, greg)
    assert (found.term, found.term_starts_on, found.term_ends_on) == term


def test_the_grade_at_a_glance_is_that_of_the_task_in_which_assignments_count(
    session: Session, babb: SchoolRows, math: Book, greg: m.Student
) -> None:
    progress, quarter = math.task("4.5 Weeks"), math.task(sequence=1)
    math.post(greg, progress, babb.terms[0], "F", 55)
    math.score(greg, math.assignment(math.category(quarter), babb.terms[0]), 75)
    assert said(grades(session, greg).classes[0].now) == "in_progress C 75"


def test_each_class_has_one_grade_under_each_term_of_all_classes(
    session: Session, babb: SchoolRows, math: Book, greg: m.Student
) -> None:
    progress, quarter = math.task("4.5 Weeks", is_progress=True), math.task(sequence=1)
    math.post(greg, progress, babb.terms[0], "A", 95)
    math.post(greg, quarter, babb.terms[0], "B", 85)
    found = grades(session, greg)
    assert [term.name for term in found.terms] == ["Term 1", "Term 2"]
    assert [(cell.term, cell.task, said(cell)) for cell in found.classes[0].by_term] == [
        ("Term 1", "9 Weeks", "posted B 85"),
        ("Term 2", "9 Weeks", "not_yet"),
    ]


@pytest.mark.parametrize(("percent", "is_failing"), [(65, True), (75, False)])
def test_a_failing_grade_is_known_to_be_one(
    session: Session, babb: SchoolRows, math: Book, greg: m.Student, percent: int, is_failing: bool
) -> None:
    for entry in session.exec(select(m.GradingScaleEntry).where(m.GradingScaleEntry.letter_grade == "F")):
        entry.is_passing = False
    task = math.task()
    math.score(greg, math.assignment(math.category(task), babb.terms[0]), percent)
    math.post(greg, task, babb.terms[1], "F" if is_failing else "C", percent)
    assert [cell.is_failing for cell in grades(session, greg).classes[0].by_term] == [is_failing, is_failing]


def test_early_in_a_term_the_grade_at_a_glance_is_the_last_one_and_says_its_term(
    session: Session, pinned: Pin, babb: SchoolRows, math: Book, greg: m.Student
) -> None:
    math.post(greg, math.task(), babb.terms[0], "B", 85)
    pinned("2027-01-05T10:00")
    now = grades(session, greg).classes[0].now
    assert now is not None
    assert (said(now), now.term, now.is_current) == ("posted B 85", "Term 1", False)


def test_a_semester_moves_with_its_parts(session: Session, babb: SchoolRows, math: Book, greg: m.Student) -> None:
    first, second = babb.terms
    quarter, semester = math.task(), math.task("Semester", sequence=1)
    math.part((semester, second), (quarter, first))
    math.part((semester, second), (quarter, second))
    math.post(greg, quarter, first, "A", 100)
    math.score(greg, math.assignment(math.category(quarter), second), 80)
    assert cells(grades(session, greg).classes[0].tasks)["Semester"] == ["not_yet", "in_progress A 90"]


def test_a_composite_that_is_made_of_itself_takes_only_its_own_cells_down(
    session: Session, babb: SchoolRows, math: Book, greg: m.Student
) -> None:
    term = babb.terms[0]
    quarter, semester = math.task(), math.task("Semester", sequence=1)
    math.part((semester, term), (semester, term))
    math.score(greg, math.assignment(math.category(quarter), term), 80)
    assert cells(grades(session, greg).classes[0].tasks) == {
        "9 Weeks": ["in_progress B 80", "not_yet"],
        "Semester": ["not_yet", "not_yet"],
    }


def test_standards_have_letter_grades_and_no_percent(
    session: Session, babb: SchoolRows, math: Book, greg: m.Student
) -> None:
    standards = a_scale(session, kind=m.ScaleKind.LETTERS, letter_grades=(("3", None), ("2", None), ("1", None)))
    phonics = math.task("Phonics", scale=standards, is_standard=True)
    math.post(greg, phonics, babb.terms[0], "3")
    math.score(greg, math.assignment(math.category(phonics), babb.terms[1]), 40, letter_grade="2")
    assert cells(grades(session, greg).classes[0].tasks) == {"Phonics": ["posted 3", "not_yet"]}


def test_the_letter_grades_of_a_scale_of_letters_are_explained_in_the_schools_words(
    session: Session, math: Book, greg: m.Student
) -> None:
    standards = a_scale(session, kind=m.ScaleKind.LETTERS, letter_grades=(("3", None), ("2", None)))
    session.get_one(m.GradingScaleEntry, 5).description = "Meets the standard"
    math.task("Phonics", scale=standards)
    math.task("9 Weeks", sequence=1)
    assert [(each.letter_grade, each.meaning) for each in grades(session, greg).letter_grades] == [
        ("3", "Meets the standard")
    ]


def test_a_class_without_grading_tasks_is_named_apart(session: Session, math: Book, greg: m.Student) -> None:
    assert grades(session, greg).without_grades == ["Mathematics 6"]
    math.task()
    assert grades(session, greg).without_grades == []


@pytest.mark.parametrize("day", ["2026-10-05", "2027-06-10"])
def test_a_class_that_has_yet_to_begin_or_is_over_has_no_current_term(
    session: Session, pinned: Pin, babb: SchoolRows, day: str
) -> None:
    spring = a_book(session, at=babb, course="HEALTH", title="Health", terms=babb.terms[1:])
    greg = a_student(session, at=babb, takes=[spring.section])
    spring.task()
    pinned(day)
    found = grades(session, greg).classes[0]
    assert [term.is_current for term in found.terms] == [cell.is_current for cell in found.tasks[0].cells] == [False]


def test_two_semester_sections_of_a_course_are_one_class_with_all_grading_periods(session: Session) -> None:
    """As in Grand Bend: each semester has a section of its own, and three grading periods in it."""
    school = a_school(session)
    periods = [
        a_term(session, school=school.school, year=school.year, sequence=n, dates=dates, parent=school.terms[n // 3])
        for n, dates in enumerate(
            [
                (date(2026, 8, 3), date(2026, 9, 18)),
                (date(2026, 9, 21), date(2026, 10, 30)),
                (date(2026, 11, 2), date(2026, 12, 18)),
                (date(2027, 1, 5), date(2027, 2, 19)),
                (date(2027, 2, 22), date(2027, 4, 9)),
                (date(2027, 4, 12), date(2027, 5, 28)),
            ]
        )
    ]
    fall = a_book(session, at=school, number="1", terms=school.terms[:1])
    spring = Book(
        session=session, section=a_section(session, at=school, number="2", terms=school.terms[1:]), scale=fall.scale
    )
    greg = a_student(session, at=school)
    put_on_roster(session, greg, fall.section, ends_on=date(2026, 12, 18))
    put_on_roster(session, greg, spring.section, starts_on=date(2027, 1, 5))
    task = fall.task("Grade")
    for at, period in enumerate(periods):
        (fall if at < 3 else spring).post(greg, task, period, "B", 80 + at)
    found = grades(session, greg).classes
    assert [cells(each.tasks) for each in found] == [{"Grade": [f"posted B 8{at}" for at in range(6)]}]
    assert {cell.section_id for cell in found[0].tasks[0].cells} == {fall.id, spring.id}
    assert (found[0].section_id, found[0].left_on) == (fall.id, "")


def test_grading_periods_that_are_called_the_same_are_distinguished(session: Session) -> None:
    school = a_school(session)
    for at, semester in enumerate(school.terms):
        a_term(
            session,
            school=school.school,
            year=school.year,
            sequence=at,
            dates=(semester.starts_on, semester.ends_on),
            parent=semester,
            name="First Six Weeks",
        )
    book = a_book(session, at=school)
    book.task()
    found = grades(session, a_student(session, at=school, takes=[book.section]))
    assert [term.name for term in found.classes[0].terms] == ["Term 1, First Six Weeks", "Term 2, First Six Weeks"]


@pytest.fixture
def moved(session: Session) -> tuple[m.Student, Book, Book, m.Term]:
    """Return a student who moved to another section of a course within a term, the two sections, and the term."""
    school = a_school(session)
    old = a_book(session, at=school, number="1")
    new = Book(session=session, section=a_section(session, at=school, number="2"), scale=old.scale)
    greg = a_student(session, at=school)
    put_on_roster(session, greg, old.section, ends_on=date(2026, 9, 15))
    put_on_roster(session, greg, new.section, starts_on=date(2026, 9, 16))
    return greg, old, new, school.terms[0]


def test_a_move_within_a_term_keeps_both_sections_each_with_its_own_grade(
    session: Session, moved: tuple[m.Student, Book, Book, m.Term]
) -> None:
    greg, old, new, term = moved
    task = old.task()
    old.score(greg, old.assignment(old.category(task), term), 50, is_missing=True)
    new.score(greg, new.assignment(new.category(task), term, due_on=date(2026, 9, 20)), 95)
    found = grades(session, greg).classes
    assert [(one.section_id, one.left_on, cells(one.tasks)) for one in found] == [
        (new.id, "", {"9 Weeks": ["in_progress A 95", "not_yet"]}),
        (old.id, "2026-09-15", {"9 Weeks": ["in_progress F 0", "not_yet"]}),
    ]
    assert [one.missing for one in found] == [0, 0]
    detail = class_detail(session, greg, old.id, as_of=today())
    assert (detail.grade.letter_grade, detail.grade.section_id) == ("F", old.id)


def test_a_section_that_was_left_before_anything_was_recorded_is_not_listed(
    session: Session, moved: tuple[m.Student, Book, Book, m.Term]
) -> None:
    greg, old, new, term = moved
    task = old.task()
    old.assignment(old.category(task), term)
    new.score(greg, new.assignment(new.category(task), term, due_on=date(2026, 9, 20)), 95)
    assert [one.section_id for one in grades(session, greg).classes] == [new.id]


def test_a_class_that_was_left_says_until_when(session: Session, babb: SchoolRows) -> None:
    band = a_book(session, at=babb, course="BAND", title="Band")
    greg = a_student(session, at=babb)
    put_on_roster(session, greg, band.section, ends_on=date(2026, 9, 15))
    assert grades(session, greg).classes[0].left_on == "2026-09-15"


@pytest.mark.parametrize(
    ("flags", "count"),
    [
        ({"is_missing": True}, 1),
        ({"is_missing": True, "is_exempt": True}, 0),
        ({"is_missing": True, "is_dropped": True}, 0),
        ({"is_late": True}, 0),
        ({}, 0),
    ],
)
def test_missing_counts_what_is_flagged_so_and_not_excused(
    session: Session, babb: SchoolRows, math: Book, greg: m.Student, flags: dict[str, bool], count: int
) -> None:
    math.score(greg, math.assignment(math.category(math.task()), babb.terms[0]), **flags)
    found = grades(session, greg)
    assert (found.missing, found.classes[0].missing) == (count, count)


def test_missing_work_counts_although_the_grade_of_its_term_is_posted(
    session: Session, babb: SchoolRows, math: Book, greg: m.Student
) -> None:
    task = math.task()
    math.score(greg, math.assignment(math.category(task), babb.terms[0]), is_missing=True)
    math.post(greg, task, babb.terms[0], "B", 85)
    assert grades(session, greg).missing == 1


def test_another_students_scores_and_grades_are_not_there(
    session: Session, babb: SchoolRows, math: Book, greg: m.Student
) -> None:
    peter = a_student(session, at=babb, takes=[math.section], first_name="Peter")
    task = math.task()
    math.score(peter, math.assignment(math.category(task), babb.terms[0]), 100, is_missing=True)
    math.post(peter, task, babb.terms[1], "A", 99)
    found = grades(session, greg)
    assert (cells(found.classes[0].tasks), found.missing) == ({"9 Weeks": ["not_yet", "not_yet"]}, 0)


def test_a_student_without_classes_has_no_grades_yet(session: Session, babb: SchoolRows) -> None:
    found = grades(session, a_student(session, at=babb))
    assert (found.classes, found.term, found.missing) == ([], "", 0)


def test_next_years_classes_wait_until_that_year_begins(
    session: Session, pinned: Pin, babb: SchoolRows, math: Book, greg: m.Student
) -> None:
    """In summer the finished year is shown."""
    next_year = a_following_year(session, at=babb)
    coming = a_section(session, at=next_year, course="MATH-07", title="Mathematics 7")
    enroll(session, greg, at=next_year)
    put_on_roster(session, greg, coming)
    for day, title in (("2026-10-05", "6"), ("2027-07-15", "6"), (f"{next_year.year.starts_on}", "7")):
        pinned(day)
        assert [each.title for each in grades(session, greg).classes] == [f"Mathematics {title}"]


def test_classes_are_in_the_order_of_the_timetable_with_their_teachers(session: Session, babb: SchoolRows) -> None:
    dora, sam = a_teacher(session), a_teacher(session, first_name="Sam", last_name="Reed")
    art = a_section(session, at=babb, course="ART", title="Art", period="3")
    zoology = a_section(session, at=babb, course="ZOO", title="Zoology", period="1", teachers=[sam, dora])
    found = grades(session, a_student(session, at=babb, takes=[art, zoology])).classes
    assert [each.title for each in found] == ["Zoology", "Art"]
    assert [teacher.name for teacher in found[0].teachers] == ["Reed, S", "Tejada, D"]


def test_eight_classes_and_400_scores_take_at_most_six_queries(
    session: Session, babb: SchoolRows, queries: Queries
) -> None:
    """The number of queries does not grow with classes or scores."""
    books = [a_book(session, at=babb, course=f"C-{at}", title=f"Course {at}") for at in range(8)]
    greg = a_student(session, at=babb, takes=[book.section for book in books])
    for book in books:
        category = book.category(book.task(), weight=Decimal(50))
        for at in range(50):
            book.score(greg, book.assignment(category, babb.terms[at % 2], f"Work {at}"), 60 + at % 40)
    session.expire_all()
    an_id(greg)
    with queries() as statements:
        found = grades(session, greg)
    assert len(statements) <= 6
    assert [said(each.now)[:11] for each in found.classes] == ["in_progress"] * 8


def test_the_view_is_json_without_a_decimal_or_a_nan(session: Session, math: Book, greg: m.Student) -> None:
    math.task()
    text = to_json(grades(session, greg))
    assert '"state": "not_yet"' in text
    assert "NaN" not in text
    assert all(not isinstance(value, Decimal) for value in asdict(grades(session, greg)).values())
