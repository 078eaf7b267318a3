"""The demonstration district: invented people around today's date.

`load_demo` fills an empty database; `district.build_district` makes the same rows without one. Passwords and keys are
public on purpose, so it is never loaded beside real children.
"""

from datetime import date

from sqlmodel import Session, select

from portal_app.clock import zone
from portal_app.database import continue_ids
from portal_app.demo.accounts import DemoKey, DemoSignIn, DemoSignIns, add_accounts, sign_ins_of
from portal_app.demo.cast import PARENTS
from portal_app.demo.district import build_district
from portal_app.demo.schools import DISTRICT_CODE, DISTRICT_SOURCE_ID
from portal_app.models import District

__all__ = [
    "DemoKey",
    "DemoSignIn",
    "DemoSignIns",
    "NotEmpty",
    "demo_sign_ins",
    "is_demonstration",
    "is_empty",
    "load_demo",
]

DEFAULT_SEED = 20131114
"""The default seed."""


class NotEmpty(Exception):
    """The database holds a district already; the demonstration never mixes with it."""


def is_empty(session: Session) -> bool:
    """Return whether the database holds no district yet."""
    return session.exec(select(District.id)).first() is None


def is_demonstration(session: Session) -> bool:
    """Return whether the database holds the demonstration district: its people and passwords are public."""
    return session.exec(select(District.id).where(District.source_id == DISTRICT_SOURCE_ID)).first() is not None


def load_demo(session: Session, *, today: date, seed: int = DEFAULT_SEED) -> DemoSignIns:
    """Fill an empty database with the demonstration district as of `today`; return its sign-ins. Takes seconds.

    Raises:
        NotEmpty: there is a district already.
    """
    if not is_empty(session):
        raise NotEmpty("the database holds a district already")
    district = build_district(today=today, seed=seed, zone=zone())
    district.build.write(session)
    continue_ids(session)
    add_accounts(session, district.build, district.guardians)
    return demo_sign_ins()


def demo_sign_ins() -> DemoSignIns:
    """Return the sign-ins and keys of the demonstration district, loaded or not."""
    return sign_ins_of(DISTRICT_CODE, PARENTS)
