"""What the school's office does beside a running portal, and what it has to look up for that."""

from sqlmodel import Session, col, select

from portal_app.database import make_engine
from portal_app.domain.changes import record_change
from portal_app.models import Account, Guardianship, Student, Subject
from tests.running import RunningPortal


def number_of(portal: RunningPortal, first_name: str) -> str:
    """Return the number of a student of the demonstration district."""
    with Session(make_engine(portal.database)) as session:
        return session.exec(select(Student.number).where(col(Student.first_name) == first_name)).one()


def post(portal: RunningPortal, *arguments: str) -> None:
    """Run a command of the office's that must succeed."""
    done = portal.command(*arguments)
    assert done.returncode == 0, done.stderr


def withdraw(portal: RunningPortal, child: str, *, from_: str, **rights: bool) -> None:
    """Change what a guardian (by user name) may see of a child, as a load of the school's custody records does."""
    with Session(make_engine(portal.database)) as session:
        student = session.exec(select(Student).where(col(Student.first_name) == child)).one()
        guardian = session.exec(select(Account.guardian_id).where(col(Account.user_name) == from_)).one()
        tie = session.get_one(Guardianship, (guardian, student.id))
        for right, granted in rights.items():
            setattr(tie, right, granted)
        record_change(session, Subject.RIGHTS, student_id=student.id)
        session.commit()
