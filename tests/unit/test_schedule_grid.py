"""The year's grid: rows are periods, columns are terms, and nothing is lost."""

import json
from dataclasses import asdict
from datetime import date

import pytest
from sqlmodel import Session

from portal_app.domain.schedule import ClassEntry, SchoolGrid, schedule_of
from portal_app.models import SectionTerm, Student
from tests.conftest import Queries
from tests.unit.builders import (
    YEAR_ENDS,
    YEAR_STARTS,
    a_following_year,
    a_meeting,
    a_school,
    a_section,
    a_student,
    a_teacher,
    add,
    enroll,
    put_on_roster,
)

MONDAY = date(2026, 10, 5)


def the_grid(session: Session, student: Student, as_of: date = MONDAY) -> SchoolGrid:
    """Return the student's only grid."""
    (grid,) = schedule_of(session, student, as_of=as_of).grids
    return grid


def classes(grid: SchoolGrid, period: str, term: int) -> list[ClassEntry]:
    """Return the classes of a cell."""
    (row,) = [row for row in grid.rows if row.period == period]
    return row.cells[term].classes


def codes(grid: SchoolGrid) -> list[list[list[str]]]:
    """Return the codes of all classes: rows of cells of codes."""
    return [[[entry.code for entry in cell.classes] for cell in row.cells] for row in grid.rows]


def test_a_cell_shows_code_title_teacher_room_and_team(session: Session) -> None:
    """The email address too, for the link to write to the teacher."""
    babb = a_school(session)
    tejada = a_teacher(session, email="dora.tejada@example.org")
    math = a_section(session, at=babb, period="2", room="113", team="01", teachers=[tejada])
    (entry,) = classes(the_grid(session, a_student(session, at=babb, takes=[math])), "2", 0)
    assert (entry.code, entry.title, entry.room, entry.team) == ("MATH-06-1", "Mathematics 6", "113", "01")
    assert [(teacher.name, teacher.email) for teacher in entry.teachers] == [("Tejada, D", "dora.tejada@example.org")]
    assert entry.section_id == math.id
    assert (entry.day_labels, entry.starts_on, entry.ends_on) == ([], "", "")


def test_empty_cells_stay(session: Session) -> None:
    """Every period has a cell for every term."""
    babb = a_school(session, periods=["HR", "1"])
    fall_only = a_section(session, at=babb, period="1", terms=babb.terms[:1])
    assert codes(the_grid(session, a_student(session, at=babb, takes=[fall_only]))) == [[[], []], [["MATH-06-1"], []]]


def test_a_student_without_classes_sees_an_empty_grid(session: Session) -> None:
    """The school may not have made the schedule yet."""
    grid = the_grid(session, a_student(session, at=a_school(session)))
    assert codes(grid) == [[[], []]] * 4


@pytest.mark.parametrize(
    ("as_of", "current"),
    [(MONDAY, [True, False]), (date(2026, 12, 25), [False, True]), (date(2027, 6, 10), [False, True])],
)
def test_columns_are_terms_with_dates_and_one_is_current(session: Session, as_of: date, current: list[bool]) -> None:
    """Between two terms the next one is."""
    grid = the_grid(session, a_student(session, at=a_school(session)), as_of)
    assert [(term.name, term.starts_on) for term in grid.terms] == [
        ("Term 1", "2026-08-03"),
        ("Term 2", "2027-01-05"),
    ]
    assert [term.is_current for term in grid.terms] == current


@pytest.mark.parametrize(
    ("as_of", "running"),
    [
        (date(2026, 8, 2), [False, False]),
        (date(2026, 8, 3), [True, False]),
        (date(2026, 12, 18), [True, False]),
        (date(2026, 12, 25), [False, False]),
        (date(2027, 5, 28), [False, True]),
        (date(2027, 7, 10), [False, False]),
    ],
)
def test_a_term_is_running_from_its_first_day_to_its_last(session: Session, as_of: date, running: list[bool]) -> None:
    """The page opens on some term all year round, and must not call one current that is over or has yet to begin."""
    grid = the_grid(session, a_student(session, at=a_school(session)), as_of)
    assert [term.is_running for term in grid.terms] == running


def test_dates_show_only_where_the_students_differ_from_the_terms(session: Session) -> None:
    """Begun late in the first term, ended early in the second."""
    babb = a_school(session)
    math = a_section(session, at=babb)
    greg = a_student(session, at=babb)
    put_on_roster(session, greg, math, starts_on=date(2026, 9, 3), ends_on=date(2027, 3, 1))
    grid = the_grid(session, greg)
    shown = [(entry.starts_on, entry.ends_on) for term in (0, 1) for entry in classes(grid, "1", term)]
    assert shown == [("2026-09-03", ""), ("", "2027-03-01")]


def test_a_class_left_before_a_term_is_not_in_its_column(session: Session) -> None:
    """The roster's dates decide, not the section's terms alone."""
    babb = a_school(session)
    math = a_section(session, at=babb)
    greg = a_student(session, at=babb)
    put_on_roster(session, greg, math, ends_on=babb.terms[0].ends_on)
    assert codes(the_grid(session, greg))[0] == [["MATH-06-1"], []]


def test_a_changed_class_shows_both_with_their_dates(session: Session) -> None:
    """Moved from section 1 to section 2 in October: two classes in one cell, in the order of time."""
    babb = a_school(session)
    old, new = a_section(session, at=babb, number="2"), a_section(session, at=babb, number="1")
    greg = a_student(session, at=babb)
    put_on_roster(session, greg, old, ends_on=date(2026, 10, 2))
    put_on_roster(session, greg, new, starts_on=MONDAY)
    entries = classes(the_grid(session, greg), "1", 0)
    assert [(e.code, e.starts_on, e.ends_on) for e in entries] == [
        ("MATH-06-2", "", "2026-10-02"),
        ("MATH-06-1", MONDAY.isoformat(), ""),
    ]


def test_a_class_that_the_student_never_attended_is_left_out(session: Session) -> None:
    """A school ends such a stay before its first day."""
    babb = a_school(session)
    greg = a_student(session, at=babb)
    put_on_roster(session, greg, a_section(session, at=babb), ends_on=date(2026, 8, 2))
    assert codes(the_grid(session, greg))[0] == [[], []]


def test_rotating_days_are_labelled_in_the_cell(session: Session) -> None:
    """Art on A days, music on B days, in the same period."""
    babb = a_school(session)
    art = a_section(session, at=babb, course="ART-06", title="Art", day_label="A")
    music = a_section(session, at=babb, course="MUS-06", title="Music", day_label="B")
    entries = classes(the_grid(session, a_student(session, at=babb, takes=[music, art])), "1", 0)
    assert [(entry.title, entry.day_labels) for entry in entries] == [("Art", ["A"]), ("Music", ["B"])]


def test_the_days_of_a_class_in_one_room_are_one_entry(session: Session) -> None:
    """Another room on day 5 is another entry."""
    babb = a_school(session)
    gym = a_section(session, at=babb, room="Gym", day_label="1", terms=babb.terms[:1])
    term, period = babb.terms[0], babb.periods["1"]
    a_meeting(session, gym, room="Gym", day_label="3", term=term, period=period)
    a_meeting(session, gym, room="Pool", day_label="5", term=term, period=period)
    entries = classes(the_grid(session, a_student(session, at=babb, takes=[gym])), "1", 0)
    assert [(entry.room, entry.day_labels) for entry in entries] == [("Gym", ["1", "3"]), ("Pool", ["5"])]


def test_a_class_without_a_period_has_a_last_row_of_its_own(session: Session) -> None:
    """An online class is not lost."""
    babb = a_school(session, periods=["1"])
    online = a_section(session, at=babb, course="WEB-06", period=None, terms=babb.terms[:1])
    grid = the_grid(session, a_student(session, at=babb, takes=[online]))
    assert [row.period for row in grid.rows] == ["1", ""]
    assert codes(grid)[1] == [["WEB-06-1"], []]


def test_the_primary_teacher_is_first(session: Session) -> None:
    """A co-teacher after."""
    babb = a_school(session)
    tejada, adams = a_teacher(session), a_teacher(session, first_name="Al", last_name="Adams")
    math = a_section(session, at=babb, teachers=[tejada, adams])
    (entry,) = classes(the_grid(session, a_student(session, at=babb, takes=[math])), "1", 0)
    assert [teacher.name for teacher in entry.teachers] == ["Tejada, D", "Adams, A"]


def test_two_schools_at_once_give_two_grids(session: Session) -> None:
    """Each with its own periods and classes only."""
    babb, tech = a_school(session, periods=["1"]), a_school(session, name="Tech Center", periods=["AM"])
    math, welding = a_section(session, at=babb), a_section(session, at=tech, course="WELD", period="AM")
    greg = a_student(session, at=[babb, tech], takes=[math, welding])
    grids = schedule_of(session, greg, as_of=MONDAY).grids
    assert [(grid.school, codes(grid)[0][0]) for grid in grids] == [
        ("Babb Middle", ["MATH-06-1"]),
        ("Tech Center", ["WELD-1"]),
    ]


def test_after_a_move_only_the_new_school_shows(session: Session) -> None:
    """Two schools in one year, one after the other."""
    babb, lake = a_school(session), a_school(session, name="Lake City Middle")
    greg = a_student(session, district=babb.district)
    enroll(session, greg, at=babb, ends_on=date(2026, 10, 2))
    enroll(session, greg, at=lake, starts_on=MONDAY)
    assert the_grid(session, greg, date(2026, 10, 2)).school == "Babb Middle"
    assert the_grid(session, greg, MONDAY).school == "Lake City Middle"


def test_who_has_left_still_finds_the_last_schedule(session: Session) -> None:
    """A family may need it for the next school."""
    babb = a_school(session)
    greg = a_student(session, district=babb.district)
    enroll(session, greg, at=babb, ends_on=date(2026, 9, 30))
    assert the_grid(session, greg).school == "Babb Middle"


def test_who_is_enrolled_only_next_year_sees_next_years_schedule(session: Session) -> None:
    """With that year's first term marked."""
    following = a_following_year(session, at=a_school(session))
    greg = a_student(session, at=following, takes=[a_section(session, at=following)])
    grid = the_grid(session, greg)
    assert (grid.year, [term.is_current for term in grid.terms]) == ("2027-28", [True])
    assert codes(grid)[0] == [["MATH-06-1"]]


def test_this_years_schedule_shows_until_the_year_is_over_then_the_next(session: Session) -> None:
    """In summer a family looks ahead."""
    babb = a_school(session)
    greg = a_student(session, at=[babb, a_following_year(session, at=babb)])
    assert the_grid(session, greg, YEAR_ENDS).year == "2026-27"
    assert the_grid(session, greg, date(2027, 6, 15)).year == "2027-28"


def test_last_years_classes_are_not_mixed_in(session: Session) -> None:
    """The same school and the same period, a year before."""
    before = a_school(session, starts_on=date(2025, 8, 4), ends_on=date(2026, 5, 29), calendar=False)
    now = a_following_year(session, at=before)
    greg = a_student(session, at=[before, now], takes=[a_section(session, at=before)])
    assert codes(the_grid(session, greg, date(2027, 9, 1)))[0] == [[]]


def test_a_student_without_any_placement_has_no_grid(session: Session) -> None:
    """Neither this year nor next."""
    a_school(session)
    assert schedule_of(session, a_student(session), as_of=MONDAY).grids == []


def test_the_number_of_queries_does_not_grow_with_the_classes(session: Session, queries: Queries) -> None:
    """At most six, for one class at one school or twenty at two."""
    babb, tech = a_school(session, periods=[str(n) for n in range(20)]), a_school(session, name="Tech Center")
    teachers = [a_teacher(session), a_teacher(session, last_name="Adams")]
    many = [a_section(session, at=babb, course=f"C{n}", period=str(n), teachers=teachers) for n in range(20)]
    greg = a_student(session, at=babb, takes=many[:1])
    marcia = a_student(session, at=[babb, tech], takes=[*many, a_section(session, at=tech)])
    session.commit()
    counts = []
    for student in (greg, marcia):
        session.expunge_all()
        with queries() as statements:
            schedule_of(session, student, as_of=MONDAY)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 6


def test_a_schedule_can_be_printed_as_json(session: Session) -> None:
    """Dates become ISO dates; nothing else needs help."""
    babb = a_school(session)
    greg = a_student(session, at=babb, takes=[a_section(session, at=babb)])
    printed = json.loads(json.dumps(asdict(schedule_of(session, greg, as_of=MONDAY))))
    assert printed["grids"][0]["terms"][0]["starts_on"] == YEAR_STARTS.isoformat()
    assert printed["grids"][0]["rows"][0]["cells"][0]["classes"][0]["code"] == "MATH-06-1"


def test_a_class_that_only_runs_in_a_term_without_meeting_there_is_shown(session: Session) -> None:
    """It meets in the first term and is online in the second."""
    babb = a_school(session, periods=["1"])
    math = a_section(session, at=babb, terms=babb.terms[:1])
    add(session, SectionTerm(section_id=math.id or 0, term_id=babb.terms[1].id or 0))
    assert codes(the_grid(session, a_student(session, at=babb, takes=[math]))) == [
        [["MATH-06-1"], []],
        [[], ["MATH-06-1"]],
    ]
