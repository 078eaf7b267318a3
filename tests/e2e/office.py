"""What the school's office does beside a running portal, and what it has to look up for that."""

from sqlmodel import Session, col, select

from portal_app.database import make_engine
from portal_app.models import Student
from tests.running import RunningPortal


def number_of(portal: RunningPortal, first_name: str) -> str:
    """Return the number of a student of the demonstration district."""
    with Session(make_engine(portal.database)) as session:
        return session.exec(select(Student.number).where(col(Student.first_name) == first_name)).one()


def post(portal: RunningPortal, *arguments: str) -> None:
    """Run a command of the office's that must succeed."""
    done = portal.command(*arguments)
    assert done.returncode == 0, done.stderr
