"""Recent history: the change feed of the last days, what was read, and contact requests."""

from datetime import datetime, timedelta
from typing import Any

from portal_app import models as m
from portal_app.demo.build import Build
from portal_app.demo.cast import Parent
from portal_app.demo.schools import DistrictSkeleton
from portal_app.models import RequestStatus, Subject

FEED_DAYS, UNREAD_DAYS = 30, 4


def add_changes(build: Build) -> None:
    """Collect a change for everything posted in the last 30 days, in that order."""
    for change in sorted(_changes(build), key=lambda change: (change["at"], change["subject"], change["item_id"])):
        build.add(m.Change, **change)


def _changes(build: Build) -> list[dict[str, Any]]:
    since, now = build.at(build.today - timedelta(days=FEED_DAYS)), build.at(build.today)
    by_student = ((m.Score, Subject.SCORE), (m.PostedGrade, Subject.GRADE), (m.AttendanceEntry, Subject.ATTENDANCE))
    found = [
        {"subject": subject, "student_id": row["student_id"], "item_id": row["id"], "at": row["posted_at"]}
        for model, subject in by_student
        for row in build.rows[model]
        if since <= row["posted_at"] < now
    ]
    for row in build.rows[m.Notice]:
        if since <= row["publish_from"] < now:
            scope = {"school_id": row["school_id"], "district_id": None if row["school_id"] else row["district_id"]}
            found.append({"subject": Subject.NOTICE, "item_id": row["id"], "at": row["publish_from"], **scope})
    return found


def add_past_reading(build: Build, guardians: dict[Parent, int]) -> None:
    """Record that every account read everything four days ago, the notices of that time too."""
    seen_at = build.at(build.today - timedelta(days=UNREAD_DAYS), 20)
    last_seen = max((row["id"] for row in build.rows[m.Change] if row["at"] <= seen_at), default=0)
    for parent, guardian in guardians.items():
        if parent.user_name:
            build.link(m.ActivityMark, guardian_id=guardian, up_to_change_id=last_seen, version=1, changed_at=seen_at)
            _read_notices(build, guardian, seen_at)


def _read_notices(build: Build, guardian: int, seen_at: datetime) -> None:
    for row in build.rows[m.Notice]:
        if row["publish_from"] < seen_at and row["school_id"] is None:
            build.link(m.NoticeRead, guardian_id=guardian, notice_id=row["id"], read_at=seen_at)


def add_requests(build: Build, skeleton: DistrictSkeleton, guardians: dict[Parent, int]) -> None:
    """Collect Minnie's contact requests: one pending, one accepted, one declined."""
    minnie = next(guardian for parent, guardian in guardians.items() if parent.user_name == "MinnieC")
    household = next(row["household_id"] for row in build.rows[m.HouseholdMember] if row["guardian_id"] == minnie)
    office = {"guardian_id": minnie, "household_id": household, "school_id": skeleton.sites["elementary"].id}
    for field, old, new, reason, status, days, note in (
        ("phone", "(770) 123-4567", "(770) 555-0166", "New number", RequestStatus.PENDING, 2, ""),
        ("mailing", "12 Old Mill Lane", "P.O. Box 114", "We moved", RequestStatus.ACCEPTED, 40, ""),
        (
            "email",
            "minnie.clayton@example.org",
            "m.c@example.org",
            "",
            RequestStatus.DECLINED,
            25,
            "Please confirm by phone.",
        ),
    ):
        at = build.at(build.today - timedelta(days=days), 19)
        decided = None if status is RequestStatus.PENDING else at + timedelta(days=1)
        change = {"field": field, "old_value": old, "new_value": new, "reason": reason, "status": status}
        build.add(m.ContactRequest, **office, **change, created_at=at, decided_at=decided, decision_note=note)
