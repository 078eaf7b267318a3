"""Which recent activity a guardian has read: everything up to one change, and single changes after it."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from portal_app.models.columns import UtcDateTime


class ActivityMark(SQLModel, table=True):
    """A guardian has read all activity up to a change. `version` grows whenever the guardian reads anything."""

    guardian_id: int = Field(foreign_key="guardian.id", primary_key=True)
    up_to_change_id: int = 0
    version: int = 0
    changed_at: datetime = Field(sa_type=UtcDateTime, index=True)


class ActivityRead(SQLModel, table=True):
    """A guardian has read a single change. Rows of older changes than Recent shows are deleted."""

    guardian_id: int = Field(foreign_key="guardian.id", primary_key=True)
    change_id: int = Field(foreign_key="change.id", primary_key=True)
