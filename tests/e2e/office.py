"""What the school's office does beside a running portal, and what it has to look up for that."""

from sqlmodel import col, select

from portal_app.models import Student
from tests.running import RunningPortal


def number_of(portal: RunningPortal, first_name: str) -> str:
    """Return the number of a student of the cast, who was added before any other of this first name."""
    with portal.records() as session:
        named = select(Student.number).where(col(Student.first_name) == first_name)
        return session.exec(named.order_by(col(Student.id)).limit(1)).one()


def post(portal: RunningPortal, *arguments: str) -> None:
    """Run a command of the office's that must succeed."""
    done = portal.command(*arguments)
    assert done.returncode == 0, done.stderr
