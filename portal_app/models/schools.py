"""The district, its schools, and what a school year consists of: terms, calendar days, enrollments."""

from datetime import date

from sqlmodel import Field, SQLModel, UniqueConstraint

from portal_app.models.columns import key, link, source


class District(SQLModel, table=True):
    """A school district. `code` is the six letters or digits by which a parent finds it, such as JPRQQH."""

    id: int | None = key()
    source_id: str | None = source()
    code: str = Field(unique=True, max_length=6)
    name: str = Field(max_length=200)
    phone: str = Field(default="", max_length=40)
    office_email: str = Field(default="", max_length=254)


class School(SQLModel, table=True):
    """A school. The minutes decide when a day of absence counts as whole or half."""

    id: int | None = key()
    source_id: str | None = source()
    district_id: int = link("district.id")
    name: str = Field(max_length=200)
    number: str = Field(default="", max_length=40)
    street: str = Field(default="", max_length=200)
    city: str = Field(default="", max_length=100)
    state: str = Field(default="", max_length=20)
    postal_code: str = Field(default="", max_length=20)
    phone: str = Field(default="", max_length=40)
    office_email: str = Field(default="", max_length=254)
    accent: str = Field(default="#1f5f8b", max_length=7, description="The school's color, #rrggbb.")
    full_day_minutes: int = Field(default=240, description="Minutes absent that make a whole day.")
    half_day_minutes: int = Field(default=120, description="Minutes absent that make half a day.")


class SchoolYear(SQLModel, table=True):
    """A school year of a district, such as 2026-27."""

    id: int | None = key()
    source_id: str | None = source()
    district_id: int = link("district.id")
    name: str = Field(max_length=20)
    starts_on: date
    ends_on: date


class Term(SQLModel, table=True):
    """A part of a school's year. A term with a parent is a grading period within it (six weeks of a semester).

    Schedules are drawn by the terms without a parent; grades are given by the terms that have no children.
    """

    id: int | None = key()
    source_id: str | None = source()
    school_id: int = link("school.id")
    school_year_id: int = link("schoolyear.id")
    parent_id: int | None = link("term.id", default=None)
    name: str = Field(max_length=60)
    sequence: int
    starts_on: date
    ends_on: date


class CalendarDay(SQLModel, table=True):
    """What one date is at one school. A date without a row is a day without school."""

    __table_args__ = (UniqueConstraint("school_id", "date"),)

    id: int | None = key()
    school_id: int = link("school.id", index=False)
    date: date
    is_instructional: bool
    reason: str = Field(default="", max_length=120, description="Why there is no school, or what is special.")
    day_label: str = Field(default="", max_length=10, description="The rotating day, such as A or B.")
    bell_schedule_id: int | None = link("bellschedule.id", index=False, default=None)


class Enrollment(SQLModel, table=True):
    """A student's enrollment at a school in a school year, from the first to the last day of attendance."""

    id: int | None = key()
    source_id: str | None = source()
    student_id: int = link("student.id")
    school_id: int = link("school.id")
    school_year_id: int = link("schoolyear.id")
    grade_level: str = Field(max_length=20, description="As the school writes it: KK, 03, 11.")
    starts_on: date
    ends_on: date | None = None
