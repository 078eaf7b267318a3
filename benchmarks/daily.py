"""How fast is what a parent opens every day: attendance, calendar, to-do list, home, the calendar feed?

Run `python -m benchmarks.daily`. Asked of the demonstration district on a day amid its year, by the guardian with most
children. The time is one core's (others may share the machine), the middle of many rounds.
"""

import os
import sys
import tempfile
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path
from statistics import median
from time import process_time
from typing import Any

os.environ["PORTAL_TODAY"] = "2026-11-24T10:00"  # before the settings are read

from sqlalchemy import func
from sqlmodel import Session, SQLModel, col, select

from portal_app import models as m
from portal_app.clock import now, today
from portal_app.database import make_engine
from portal_app.demo import load_demo
from portal_app.domain.access import Right, Viewer, accessible_students
from portal_app.domain.attendance import attendance_of
from portal_app.domain.calendar import family_calendar, family_todo
from portal_app.domain.calendar.subscriptions import create_subscription, subscription_file
from portal_app.domain.home import home_of
from portal_app.domain.recent import recent_of

ROUNDS = 40
Question = Callable[[Session], object]


def busiest_guardian(session: Session) -> Viewer:
    """Return the guardian with the most children among those who have an account."""
    query = (
        select(m.Account)
        .join(m.Guardianship, col(m.Guardianship.guardian_id) == m.Account.guardian_id)
        .where(col(m.Account.disabled_at).is_(None))
        .group_by(col(m.Account.id))
        .order_by(func.count().desc(), col(m.Account.id))
    )
    account = session.exec(query).first()
    assert account is not None
    return Viewer(guardian_id=account.guardian_id, account_id=account.id or 0, sign_in_id=0)


def questions(session: Session) -> list[tuple[str, float, Question]]:
    """Return each question with its name and its limit in milliseconds."""
    viewer = busiest_guardian(session)
    children = accessible_students(session, viewer, to=Right.CALENDAR)
    ids = [child.id or 0 for child in children]
    secret = create_subscription(session, viewer, ids).secret
    month: dict[str, Any] = {"starts_on": today().replace(day=1), "ends_on": today() + timedelta(days=30)}
    return [
        ("attendance of a year", 30, lambda s: attendance_of(s, s.get_one(m.Student, ids[0]), as_of=today())),
        (f"calendar of a month, {len(ids)} children", 30, lambda s: family_calendar(s, viewer, **month)),
        (f"to-do list, {len(ids)} children", 15, lambda s: family_todo(s, viewer, as_of=today())),
        (f"home, {len(ids)} children", 60, lambda s: home_of(s, viewer, at=now())),
        (f"recent activity, {len(ids)} children", 60, lambda s: recent_of(s, viewer, at=now())),
        (f"calendar feed, {len(ids)} children", 400, lambda s: subscription_file(s, secret)),
    ]


def main() -> int:
    """Print the measures; return 0 if each stays under its limit, else 1."""
    slow = False
    with tempfile.TemporaryDirectory() as folder:
        engine = make_engine(f"sqlite:///{Path(folder) / 'bench.db'}")
        SQLModel.metadata.create_all(engine)
        with Session(engine) as session, session.begin():
            load_demo(session, today=date(2026, 11, 24))
            asked = questions(session)
        for name, limit, question in asked:
            taken = []
            for _ in range(ROUNDS):
                started = process_time()
                with Session(engine) as session:
                    question(session)
                taken.append((process_time() - started) * 1e3)
            slow = slow or median(taken) > limit
            print(f"{name:34} {median(taken):7.2f} ms (limit {limit:.0f} ms; at first {taken[0]:.1f} ms)")
        engine.dispose()
    return int(slow)


if __name__ == "__main__":
    sys.exit(main())
