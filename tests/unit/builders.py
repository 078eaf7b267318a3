"""Builders of test data: each writes rows with sensible values, so that a test names only what matters to it.

    babb = a_school(session)
    math = a_section(session, at=babb, period="2", room="113")
    greg = a_student(session, at=babb, takes=[math])
    minnie = a_guardian(session, of=greg)

The default school year runs from 3 August 2026 to 28 May 2027; the clock of `conftest.py` is in its first term.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import count
from typing import Any, Protocol, TypeVar

from sqlmodel import Session, SQLModel, col, insert, select

from portal_app import models as m
from portal_app.clock import now
from portal_app.domain.access import Right, Viewer

YEAR_STARTS, YEAR_ENDS = date(2026, 8, 3), date(2027, 5, 28)
FIRST_BELL = time(8, 0)
CLASS_MINUTES, PASSING_MINUTES = 50, 10

_numbers = count(100001)
R = TypeVar("R", bound=SQLModel)


@dataclass(frozen=True, kw_only=True)
class SchoolRows:
    """A school with the frame of one year: what `a_school` wrote."""

    district: m.District
    school: m.School
    year: m.SchoolYear
    terms: list[m.Term]
    periods: dict[str, m.Period]
    bells: m.BellSchedule | None = None

    @property
    def id(self) -> int:
        return an_id(self.school)


def add(session: Session, row: R) -> R:
    """Write one row and return it, its id filled in."""
    session.add(row)
    session.flush()
    return row


class HasId(Protocol):
    """A row with an id of its own."""

    @property
    def id(self) -> int | None:
        """Return the id; None while the row is not written."""


def an_id(row: HasId) -> int:
    """Return the id of a written row (typed: an unwritten row has none)."""
    assert row.id is not None
    return row.id


def a_district(session: Session, *, code: str = "JPRQQH", name: str = "Clayton County Schools") -> m.District:
    """Return the district with this code, written at its first mention."""
    found = session.exec(select(m.District).where(col(m.District.code) == code)).first()
    return found or add(session, m.District(code=code, name=name))


def a_year(
    session: Session, *, district: m.District, starts_on: date = YEAR_STARTS, ends_on: date = YEAR_ENDS
) -> m.SchoolYear:
    """Return the district's school year that starts on this day, written at its first mention."""
    found = session.exec(
        select(m.SchoolYear).where(
            col(m.SchoolYear.district_id) == district.id, col(m.SchoolYear.starts_on) == starts_on
        )
    ).first()
    name = f"{starts_on.year}-{ends_on.year % 100:02}"
    new = m.SchoolYear(district_id=an_id(district), name=name, starts_on=starts_on, ends_on=ends_on)
    return found or add(session, new)


def a_school(
    session: Session,
    *,
    name: str = "Babb Middle",
    terms: Sequence[tuple[date, date]] = (
        (date(2026, 8, 3), date(2026, 12, 18)),
        (date(2027, 1, 5), date(2027, 5, 28)),
    ),
    periods: Sequence[str] = ("1", "2", "3", "4"),
    bells: bool = True,
    calendar: bool = True,
    starts_on: date = YEAR_STARTS,
    ends_on: date = YEAR_ENDS,
    district: m.District | None = None,
) -> SchoolRows:
    """Write a school with its terms and periods; bells: 50 minutes from 8:00, 10 between; calendar: each weekday."""
    district = district or a_district(session)
    year = a_year(session, district=district, starts_on=starts_on, ends_on=ends_on)
    school = add(session, m.School(district_id=an_id(district), name=name))
    rows = SchoolRows(
        district=district,
        school=school,
        year=year,
        terms=[a_term(session, school=school, year=year, sequence=n, dates=d) for n, d in enumerate(terms, start=1)],
        periods={p: add(session, m.Period(school_id=an_id(school), name=p, sequence=n)) for n, p in enumerate(periods)},
    )
    if calendar:
        school_days(session, at=rows, first=starts_on, last=ends_on)
    return SchoolRows(**{**vars(rows), "bells": a_bell_schedule(session, at=rows)}) if bells else rows


def a_following_year(session: Session, *, at: SchoolRows) -> SchoolRows:
    """Write the same school's next year: one term of a whole year, without a calendar."""
    starts, ends = YEAR_STARTS.replace(year=2027), YEAR_ENDS.replace(year=2028)
    year = a_year(session, district=at.district, starts_on=starts, ends_on=ends)
    term = a_term(session, school=at.school, year=year, sequence=1, dates=(starts, ends))
    return SchoolRows(**{**vars(at), "year": year, "terms": [term]})


def an_earlier_year(session: Session, *, at: SchoolRows) -> SchoolRows:
    """Write the same school's year before: one term of a whole year, each weekday a school day."""
    starts, ends = YEAR_STARTS.replace(year=2025), YEAR_ENDS.replace(year=2026)
    year = a_year(session, district=at.district, starts_on=starts, ends_on=ends)
    term = a_term(session, school=at.school, year=year, sequence=1, dates=(starts, ends), name="Whole year")
    rows = SchoolRows(**{**vars(at), "year": year, "terms": [term]})
    school_days(session, at=rows, first=starts, last=ends)
    return rows


def a_term(
    session: Session,
    *,
    school: m.School,
    year: m.SchoolYear,
    sequence: int,
    dates: tuple[date, date],
    parent: m.Term | None = None,
    name: str = "",
) -> m.Term:
    """Write a term; with a parent it is a grading period within it."""
    return add(
        session,
        m.Term(
            school_id=an_id(school),
            school_year_id=an_id(year),
            parent_id=an_id(parent) if parent else None,
            name=name or f"Term {sequence}",
            sequence=sequence,
            starts_on=dates[0],
            ends_on=dates[1],
        ),
    )


def school_days(session: Session, *, at: SchoolRows, first: date, last: date, labels: Sequence[str] = ("",)) -> None:
    """Write every weekday from `first` to `last` as a school day; `labels` (A, B) repeat in this order."""
    days = (first + timedelta(days=n) for n in range((last - first).days + 1))
    weekdays = (day for day in days if day.weekday() < 5)
    session.execute(
        insert(m.CalendarDay.__table__),  # type: ignore[attr-defined] # rows, not objects: 180 for most tests
        [
            {"school_id": at.id, "date": day, "is_instructional": True, "day_label": labels[n % len(labels)]}
            for n, day in enumerate(weekdays)
        ],
    )


def a_special_day(session: Session, *, at: SchoolRows, on: date, **values: Any) -> m.CalendarDay:
    """Change one calendar day: `is_instructional=False, reason="Fall break"`, `day_label="B"`, `bell_schedule_id=…`."""
    found = session.exec(
        select(m.CalendarDay).where(col(m.CalendarDay.school_id) == at.id, col(m.CalendarDay.date) == on)
    ).first()
    day = found or m.CalendarDay(school_id=at.id, date=on, is_instructional=True)
    for name, value in values.items():
        setattr(day, name, value)
    return add(session, day)


def a_bell_schedule(
    session: Session,
    *,
    at: SchoolRows,
    name: str = "Regular",
    is_default: bool = True,
    first_bell: time = FIRST_BELL,
    minutes: int = CLASS_MINUTES,
) -> m.BellSchedule:
    """Write bell times for all of the school's periods, one after the other with ten minutes between."""
    bells = add(session, m.BellSchedule(school_id=at.id, name=name, is_default=is_default))
    starts = datetime.combine(YEAR_STARTS, first_bell)
    for period in at.periods.values():
        ends = starts + timedelta(minutes=minutes)
        add(
            session,
            m.BellTime(
                bell_schedule_id=an_id(bells), period_id=an_id(period), starts_at=starts.time(), ends_at=ends.time()
            ),
        )
        starts = ends + timedelta(minutes=PASSING_MINUTES)
    return bells


def a_course(session: Session, *, at: SchoolRows, number: str = "MATH-06", title: str = "Mathematics 6") -> m.Course:
    """Return the school's course with this number, written at its first mention."""
    found = session.exec(
        select(m.Course).where(col(m.Course.school_id) == at.id, col(m.Course.number) == number)
    ).first()
    return found or add(session, m.Course(school_id=at.id, number=number, title=title))


def a_section(
    session: Session,
    *,
    at: SchoolRows,
    course: str = "MATH-06",
    title: str = "Mathematics 6",
    number: str = "1",
    period: str | None = "1",
    terms: Iterable[m.Term] | None = None,
    room: str = "113",
    team: str = "",
    day_label: str = "",
    teachers: Iterable[m.Staff] = (),
) -> m.Section:
    """Write a class that meets in one period of these terms (all the year's); `period=None`: it meets nowhere yet."""
    section = add(
        session,
        m.Section(
            course_id=an_id(a_course(session, at=at, number=course, title=title)),
            school_id=at.id,
            school_year_id=an_id(at.year),
            number=number,
            team=team,
        ),
    )
    chosen = list(at.terms if terms is None else terms)
    add_all(session, [m.SectionTerm(section_id=an_id(section), term_id=an_id(term)) for term in chosen])
    add_all(
        session,
        [
            m.SectionTeacher(section_id=an_id(section), staff_id=an_id(t), is_primary=not n)
            for n, t in enumerate(teachers)
        ],
    )
    for term in chosen if period else ():
        a_meeting(session, section, term=term, period=at.periods[str(period)], room=room, day_label=day_label)
    return section


def a_meeting(
    session: Session, section: m.Section, *, term: m.Term, period: m.Period, room: str = "", day_label: str = ""
) -> m.SectionMeeting:
    """Write one more meeting of a class."""
    return add(
        session,
        m.SectionMeeting(
            section_id=an_id(section), term_id=an_id(term), period_id=an_id(period), room=room, day_label=day_label
        ),
    )


def a_teacher(session: Session, *, first_name: str = "Dora", last_name: str = "Tejada", email: str = "") -> m.Staff:
    """Write a member of staff."""
    return add(session, m.Staff(first_name=first_name, last_name=last_name, email=email))


def a_student(
    session: Session,
    *,
    at: SchoolRows | Iterable[SchoolRows] = (),
    takes: Iterable[m.Section] = (),
    first_name: str = "Greg",
    middle_name: str = "",
    last_name: str = "Clayton",
    number: str = "",
    born: date = date(2014, 3, 9),
    grade_level: str = "06",
    district: m.District | None = None,
    parents_keep_access: bool = False,
) -> m.Student:
    """Write a student who is enrolled at these schools and in these classes for the whole of the year."""
    schools = [at] if isinstance(at, SchoolRows) else list(at)
    home = district or (schools[0].district if schools else a_district(session))
    student = add(
        session,
        m.Student(
            district_id=an_id(home),
            number=number or str(next(_numbers)),
            first_name=first_name,
            middle_name=middle_name,
            last_name=last_name,
            birth_date=born,
            parents_keep_access=parents_keep_access,
        ),
    )
    for school in schools:
        enroll(session, student, at=school, grade_level=grade_level)
    for section in takes:
        put_on_roster(session, student, section)
    return student


def enroll(
    session: Session,
    student: m.Student,
    *,
    at: SchoolRows,
    grade_level: str = "06",
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> m.Enrollment:
    """Enroll a student at a school for its year, or from and to the given days."""
    return add(
        session,
        m.Enrollment(
            student_id=an_id(student),
            school_id=at.id,
            school_year_id=an_id(at.year),
            grade_level=grade_level,
            starts_on=starts_on or at.year.starts_on,
            ends_on=ends_on,
        ),
    )


def put_on_roster(
    session: Session,
    student: m.Student,
    section: m.Section,
    *,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> m.SectionEnrollment:
    """Put a student on a class's roster, from the first day of its year unless a day is given."""
    year = session.get_one(m.SchoolYear, section.school_year_id)
    return add(
        session,
        m.SectionEnrollment(
            section_id=an_id(section),
            student_id=an_id(student),
            starts_on=starts_on or year.starts_on,
            ends_on=ends_on,
        ),
    )


def a_guardian(
    session: Session,
    *,
    of: m.Student | Iterable[m.Student] = (),
    rights: Iterable[Right] = tuple(Right),
    portal_access: bool = True,
    first_name: str = "Minnie",
    last_name: str = "Clayton",
    email: str = "minnie@example.org",
    relationship: str = "Mother",
) -> m.Guardian:
    """Write a guardian of these students who has the given rights to each (all of them)."""
    students = [of] if isinstance(of, m.Student) else list(of)
    district = students[0].district_id if students else an_id(a_district(session))
    guardian = add(session, m.Guardian(district_id=district, first_name=first_name, last_name=last_name, email=email))
    for student in students:
        give_rights(session, guardian, student, rights=rights, portal_access=portal_access, relationship=relationship)
    return guardian


def give_rights(
    session: Session,
    guardian: m.Guardian,
    student: m.Student,
    *,
    rights: Iterable[Right] = tuple(Right),
    portal_access: bool = True,
    relationship: str = "Mother",
) -> m.Guardianship:
    """Tie a guardian to one more student."""
    given = set(rights)
    return add(
        session,
        m.Guardianship(
            guardian_id=an_id(guardian),
            student_id=an_id(student),
            relationship=relationship,
            portal_access=portal_access,
            **{right.value: right in given for right in Right},
        ),
    )


def a_viewer(session: Session, guardian: m.Guardian) -> Viewer:
    """Return the viewer that a live session of this guardian would give (the password signs nobody in)."""
    name = f"guardian{guardian.id}"
    account = add(
        session,
        m.Account(
            guardian_id=an_id(guardian),
            user_name=name,
            user_name_key=name,
            password_hash="none",
            created_at=now(),
        ),
    )
    sign_in = add(
        session,
        m.SignIn(account_id=an_id(account), token_hash=name.rjust(64, "0"), started_at=now(), last_action_at=now()),
    )
    return Viewer(guardian_id=an_id(guardian), account_id=an_id(account), sign_in_id=an_id(sign_in))


def add_all(session: Session, rows: Iterable[SQLModel]) -> None:
    """Write several rows."""
    session.add_all(rows)
    session.flush()
