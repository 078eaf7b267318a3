"""Households, their members and addresses, and the changes that guardians ask the school to make."""

from datetime import datetime
from enum import StrEnum

from sqlmodel import CheckConstraint, Field, SQLModel

from portal_app.models.columns import UtcDateTime, Word, key, link, source


class Household(SQLModel, table=True):
    """A family unit at one address. A student of a split family belongs to two."""

    id: int | None = key()
    source_id: str | None = source()
    name: str = Field(max_length=120)
    phone: str = Field(default="", max_length=40)


class HouseholdMember(SQLModel, table=True):
    """A student or a guardian (exactly one of them) who belongs to a household."""

    __table_args__ = (CheckConstraint("(student_id IS NULL) <> (guardian_id IS NULL)", name="one_person"),)

    id: int | None = key()
    household_id: int = link("household.id")
    student_id: int | None = link("student.id", default=None)
    guardian_id: int | None = link("guardian.id", default=None)


class Address(SQLModel, table=True):
    """A household's physical address, mailing address, or both."""

    id: int | None = key()
    source_id: str | None = source()
    household_id: int = link("household.id")
    is_physical: bool = True
    is_mailing: bool = True
    street: str = Field(max_length=200)
    city: str = Field(default="", max_length=100)
    state: str = Field(default="", max_length=20)
    postal_code: str = Field(default="", max_length=20)


class RequestStatus(StrEnum):
    """The status of a contact change request."""

    PENDING = "pending"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class ContactRequest(SQLModel, table=True):
    """A guardian's request to change one contact detail. Nothing changes before the school accepts it."""

    id: int | None = key()
    guardian_id: int = link("guardian.id")
    household_id: int | None = link("household.id", default=None)
    school_id: int | None = link("school.id", default=None, index=False)
    field: str = Field(max_length=40)
    old_value: str = Field(default="", max_length=500)
    new_value: str = Field(max_length=500)
    reason: str = Field(default="", max_length=500)
    status: RequestStatus = Field(default=RequestStatus.PENDING, sa_type=Word(RequestStatus))
    created_at: datetime = Field(sa_type=UtcDateTime)
    decided_at: datetime | None = Field(default=None, sa_type=UtcDateTime)
    decision_note: str = Field(default="", max_length=500)
