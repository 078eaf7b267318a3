"""Students, guardians, staff, and the rights of guardians."""

from datetime import date, datetime

from sqlmodel import Field, SQLModel

from portal_app.models.columns import UtcDateTime, key, link, source


class Student(SQLModel, table=True):
    """A student. `number` is the student number; it is unique within the district."""

    id: int | None = key()
    source_id: str | None = source()
    district_id: int = link("district.id")
    number: str = Field(unique=True, max_length=40)
    first_name: str = Field(max_length=100)
    middle_name: str = Field(default="", max_length=100)
    last_name: str = Field(max_length=100)
    birth_date: date
    parents_keep_access: bool = Field(default=False, description="Parents keep access after the 18th birthday (FERPA).")


class Guardian(SQLModel, table=True):
    """A parent or guardian in the school's records, with or without an account."""

    id: int | None = key()
    source_id: str | None = source()
    district_id: int = link("district.id")
    first_name: str = Field(max_length=100)
    last_name: str = Field(max_length=100)
    email: str = Field(default="", max_length=254)
    mobile_phone: str = Field(default="", max_length=40)
    work_phone: str = Field(default="", max_length=40)
    is_enabled: bool = Field(default=True, description="The school's system lets this person use its programs.")


class Guardianship(SQLModel, table=True):
    """A guardian's relationship to a student, and the rights that the school grants, as its custody records say."""

    guardian_id: int = Field(foreign_key="guardian.id", primary_key=True)
    student_id: int = Field(foreign_key="student.id", primary_key=True, index=True)
    relationship: str = Field(default="", max_length=40)
    portal_access: bool = Field(default=True, description="Without it the guardian does not see the student at all.")
    profile: bool = True
    schedule: bool = True
    grades: bool = True
    attendance: bool = True
    calendar: bool = True
    reports: bool = True
    messages: bool = True
    by_default: bool = Field(default=False, description="The source said nothing about rights: the setting decided.")


class WithdrawnRight(SQLModel, table=True):
    """A right, or portal access, that staff have withdrawn from a guardian: no import gives it back."""

    guardian_id: int = Field(foreign_key="guardian.id", primary_key=True)
    student_id: int = Field(foreign_key="student.id", primary_key=True, index=True)
    name: str = Field(primary_key=True, max_length=20, description="The column of `Guardianship`.")
    withdrawn_at: datetime = Field(sa_type=UtcDateTime)


class Staff(SQLModel, table=True):
    """A teacher or other member of staff."""

    id: int | None = key()
    source_id: str | None = source()
    first_name: str = Field(max_length=100)
    last_name: str = Field(max_length=100)
    email: str = Field(default="", max_length=254)


class TodoTick(SQLModel, table=True):
    """A guardian's own check mark on an assignment; the school never sees it."""

    guardian_id: int = Field(foreign_key="guardian.id", primary_key=True)
    student_id: int = Field(foreign_key="student.id", primary_key=True)
    assignment_id: int = Field(foreign_key="assignment.id", primary_key=True)
    ticked_at: datetime = Field(sa_type=UtcDateTime)
