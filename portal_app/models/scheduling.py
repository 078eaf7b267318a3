"""Courses, sections, meetings, rosters and bell times."""

from datetime import date, time

from sqlmodel import Field, SQLModel, UniqueConstraint

from portal_app.models.columns import key, link, source


class Course(SQLModel, table=True):
    """A course that a school offers, such as MATH-KK.0 Mathematics KK."""

    id: int | None = key()
    source_id: str | None = source()
    school_id: int = link("school.id")
    number: str = Field(max_length=40)
    title: str = Field(max_length=200)


class Section(SQLModel, table=True):
    """A class of a course (`MATH-KK.0-1` is section 1), with its teachers and its roster."""

    id: int | None = key()
    source_id: str | None = source()
    course_id: int = link("course.id")
    school_id: int = link("school.id")
    school_year_id: int = link("schoolyear.id")
    number: str = Field(max_length=40)
    team: str = Field(default="", max_length=40)


class SectionTerm(SQLModel, table=True):
    """A section runs in a term (one without a parent)."""

    section_id: int = Field(foreign_key="section.id", primary_key=True)
    term_id: int = Field(foreign_key="term.id", primary_key=True, index=True)


class Period(SQLModel, table=True):
    """A row of a school's timetable: HR, 1, 2 ..."""

    id: int | None = key()
    source_id: str | None = source()
    school_id: int = link("school.id")
    name: str = Field(max_length=40)
    sequence: int


class SectionMeeting(SQLModel, table=True):
    """A section meets in a period of a term, in a room; `day_label` only where days rotate (A, B), else empty."""

    __table_args__ = (UniqueConstraint("section_id", "term_id", "period_id", "day_label"),)

    id: int | None = key()
    section_id: int = link("section.id", index=False)
    term_id: int = link("term.id")
    period_id: int = link("period.id")
    day_label: str = Field(default="", max_length=10)
    room: str = Field(default="", max_length=40)


class SectionTeacher(SQLModel, table=True):
    """A member of staff teaches a section; without a day from its beginning, or to its end. Primary ones come first."""

    section_id: int = Field(foreign_key="section.id", primary_key=True)
    staff_id: int = Field(foreign_key="staff.id", primary_key=True, index=True)
    is_primary: bool = True
    starts_on: date | None = None
    ends_on: date | None = None


class SectionEnrollment(SQLModel, table=True):
    """A student is on a section's roster from the first to the last of these days."""

    id: int | None = key()
    source_id: str | None = source()
    section_id: int = link("section.id")
    student_id: int = link("student.id")
    starts_on: date
    ends_on: date | None = None


class BellSchedule(SQLModel, table=True):
    """A named set of bell times of a school (regular, early release)."""

    id: int | None = key()
    source_id: str | None = source()
    school_id: int = link("school.id")
    name: str = Field(max_length=60)
    is_default: bool = False


class BellTime(SQLModel, table=True):
    """When a period begins and ends under a bell schedule, by the district's wall clock."""

    bell_schedule_id: int = Field(foreign_key="bellschedule.id", primary_key=True)
    period_id: int = Field(foreign_key="period.id", primary_key=True, index=True)
    starts_at: time
    ends_at: time
