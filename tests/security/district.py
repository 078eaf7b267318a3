"""What an attack needs to know of the demonstration district: who is who, and how to post something meanwhile."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from sqlmodel import Session, col, select

from portal_app import models as m
from portal_app.database import make_engine
from portal_app.domain.accounts.passwords import fold_user_name
from portal_app.domain.changes.feed import record_change
from tests.running import RunningPortal


@dataclass(frozen=True)
class SignIn:
    """A user name of the demonstration district, and its password."""

    user_name: str
    password: str


MINNIE = SignIn("MinnieC", "violet-otter-climbs-9-stairs")
ROSA = SignIn("RosaD", "paper-boats-drift-past-7-mills")
TOM = SignIn("TomH", "slow-tractor-hums-in-4-fields")
MINNIES_CHILDREN = ("Greg", "Marcia")
MINNIES = (*MINNIES_CHILDREN, "Minnie")
"""First names of Minnie's family: none of them may reach anybody else."""


@contextmanager
def records(portal: RunningPortal) -> Iterator[Session]:
    """Yield a session on the portal's database that commits at the end, as the school's own programs would."""
    engine = make_engine(portal.database)
    with Session(engine, expire_on_commit=False) as session, session.begin():
        yield session
    engine.dispose()


def student_id(portal: RunningPortal, first_name: str) -> int:
    """Return the id of a student of the cast."""
    with records(portal) as session:
        ids = select(m.Student.id).where(m.Student.first_name == first_name).order_by(col(m.Student.id))
        found = session.exec(ids).first()
        assert found
        return found


def account_of(session: Session, sign_in: SignIn) -> m.Account:
    """Return a guardian's account."""
    key = fold_user_name(sign_in.user_name)
    return session.exec(select(m.Account).where(m.Account.user_name_key == key)).one()


def post_to_everybody(portal: RunningPortal, title: str) -> None:
    """Post a notice of the district: every open page hears of it within a second."""
    with records(portal) as session:
        district = session.exec(select(m.District)).one()
        began = session.exec(select(m.Notice.publish_from).order_by(col(m.Notice.publish_from))).first()
        assert district.id
        assert began
        session.add(m.Notice(district_id=district.id, title=title, body="", publish_from=began))
        record_change(session, m.Subject.NOTICE, district_id=district.id)
