"""Whom a guardian may write to: the teachers of the classes that each child attends today."""

from datetime import date

import pytest

from portal_app.domain.access import Right, Viewer
from portal_app.domain.family.teachers import teachers_of_children
from tests.unit.builders import a_guardian, a_section, a_student, a_teacher, a_term, put_on_roster

TODAY = date(2026, 10, 5)


@pytest.fixture
def tejada(session):
    return a_teacher(session, email="dora.tejada@example.org")


def teachers(session, guardian, on: date = TODAY):
    viewer = Viewer(guardian_id=guardian.id, account_id=0, sign_in_id=0)
    children = teachers_of_children(session, viewer, on=on)
    return [(child.full_name, [(t.name, t.email, t.classes) for t in child.teachers]) for child in children]


def test_a_teacher_is_listed_once_for_each_child_with_all_of_the_childs_classes(session, babb, tejada):
    classes = [
        a_section(session, at=babb, course=number, title=title, period=period, teachers=[tejada])
        for number, title, period in (("SCI-06", "Science 6", "2"), ("MATH-06", "Mathematics 6", "1"))
    ]
    greg = a_student(session, at=babb, takes=classes)
    marcia = a_student(session, at=babb, first_name="Marcia", takes=classes[:1])

    assert teachers(session, a_guardian(session, of=[greg, marcia])) == [
        ("Greg Clayton", [("Tejada, D", "dora.tejada@example.org", ("MATH-06-1 Mathematics 6", "SCI-06-1 Science 6"))]),
        ("Marcia Clayton", [("Tejada, D", "dora.tejada@example.org", ("SCI-06-1 Science 6",))]),
    ]


def test_a_class_of_another_term_or_one_that_the_child_left_has_no_teacher_to_write_to(session, babb, tejada):
    spring = a_section(session, at=babb, number="2", terms=babb.terms[1:], teachers=[tejada])
    left = a_section(session, at=babb, number="3", teachers=[tejada])
    greg = a_student(session, at=babb, takes=[spring])
    put_on_roster(session, greg, left, ends_on=date(2026, 9, 1))
    minnie = a_guardian(session, of=greg)

    assert teachers(session, minnie) == [("Greg Clayton", [])]
    assert [name for name, _, _ in teachers(session, minnie, on=date(2027, 2, 1))[0][1]] == ["Tejada, D"]


def test_between_two_terms_the_teachers_of_the_next_one_can_be_written_to(session, babb, tejada):
    autumn, spring = babb.terms[0], babb.terms[-1]
    autumn.ends_on, spring.starts_on = date(2026, 12, 18), date(2027, 1, 11)
    past = a_section(session, at=babb, number="1", terms=[autumn], teachers=[a_teacher(session, email="past@x.org")])
    coming = a_section(session, at=babb, number="2", terms=[spring], teachers=[tejada])
    minnie = a_guardian(session, of=a_student(session, at=babb, takes=[past, coming]))

    assert [email for _, email, _ in teachers(session, minnie, on=date(2026, 12, 28))[0][1]] == [
        "dora.tejada@example.org"
    ]
    assert [email for _, email, _ in teachers(session, minnie, on=date(2026, 12, 18))[0][1]] == ["past@x.org"]


BEFORE, FIRST, GAP, SECOND, THIRD = (
    date(2026, 7, 27),
    date(2026, 10, 16),
    date(2026, 10, 17),
    date(2026, 10, 19),
    date(2027, 1, 5),
)


@pytest.fixture
def quarters(session, babb):
    """Return the quarters of both semesters, with a weekend between the first two."""
    dates = [
        (babb.terms[0].starts_on, FIRST),
        (SECOND, babb.terms[0].ends_on),
        (THIRD, date(2027, 3, 12)),
        (date(2027, 3, 15), babb.terms[1].ends_on),
    ]
    return [
        a_term(session, school=babb.school, year=babb.year, sequence=n, dates=of, parent=babb.terms[n // 2])
        for n, of in enumerate(dates)
    ]


@pytest.mark.parametrize("whole_year", [False, True], ids=["semesters", "semesters and a term of the whole year"])
@pytest.mark.parametrize(
    ("on", "expected"),
    [
        (BEFORE, ["q1", "semester", "year"]),
        (FIRST, ["q1", "semester", "year"]),
        (GAP, ["q2", "semester", "year"]),
        (SECOND, ["q2", "semester", "year"]),
        (date(2026, 12, 28), ["q3", "year"]),
        (THIRD, ["q3", "year"]),
    ],
    ids=str,
)
def test_between_two_quarters_of_a_semester_the_teachers_are_those_of_the_next_quarter(
    session, babb, quarters, on, expected, *, whole_year
):
    """A class that goes on keeps its teacher; a roster that begins with the next quarter counts already."""
    if whole_year:
        of = (babb.year.starts_on, babb.year.ends_on)
        year_terms = [a_term(session, school=babb.school, year=babb.year, sequence=9, dates=of)]
    else:
        year_terms = babb.terms
    student = a_student(session, at=babb)
    terms = {"semester": babb.terms[:1], "year": year_terms, **{f"q{n}": [q] for n, q in enumerate(quarters, start=1)}}
    for number, (name, of_class) in enumerate(terms.items()):
        teacher = a_teacher(session, email=name)
        section = a_section(session, at=babb, number=str(number), terms=of_class, teachers=[teacher])
        put_on_roster(session, student, section, starts_on=of_class[0].starts_on, ends_on=of_class[-1].ends_on)
    found = teachers(session, a_guardian(session, of=student), on=on)[0][1]
    assert sorted(email for _, email, _ in found) == expected


def test_a_student_who_joins_a_class_after_its_term_began_has_its_teacher_from_then_on(session, babb, tejada):
    """The first day on the roster counts, not the day on which the term began."""
    student = a_student(session, at=babb)
    put_on_roster(session, student, a_section(session, at=babb, teachers=[tejada]), starts_on=date(2026, 10, 12))
    minnie = a_guardian(session, of=student)
    assert teachers(session, minnie) == [("Greg Clayton", [])]
    assert [name for name, _, _ in teachers(session, minnie, on=date(2026, 10, 12))[0][1]] == ["Tejada, D"]


def test_without_the_right_to_the_schedule_the_teachers_are_not_shown(session, babb, tejada):
    greg = a_student(session, at=babb, takes=[a_section(session, at=babb, teachers=[tejada])])

    assert (
        teachers(session, a_guardian(session, of=greg, rights=[right for right in Right if right != Right.SCHEDULE]))
        == []
    )
