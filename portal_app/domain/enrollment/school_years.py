"""School years. A year is current until the next one's first day, so summer belongs to the year that is over."""

from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, func
from sqlalchemy.orm import aliased
from sqlmodel import Session, col, select

from portal_app.models import SchoolYear


def latest_start(district_id: Any, *, as_of: Any, within: Any = None) -> ColumnElement[date]:
    """Return, as SQL, the first day of a district's current school year; before its first year, the earliest date.

    Both arguments may be values, columns or bound parameters. A column of an enclosing query belongs to the table
    `within`, to which the subquery is then correlated.
    """
    started = (
        select(func.max(SchoolYear.starts_on))
        .where(col(SchoolYear.district_id) == district_id, col(SchoolYear.starts_on) <= as_of)
        # named, because otherwise SQLAlchemy takes the enclosing query's school years for these
        .correlate(within)
    )
    return func.coalesce(started.scalar_subquery(), date.min)


def next_start(year: Any) -> ColumnElement[date]:
    """Return, as SQL, the first day of the year after a school year of the enclosing query; without one `date.max`.

    `year` is the table or alias of that query. An enrollment without a last day ends before this day.
    """
    later: Any = aliased(SchoolYear)
    following = select(func.min(later.starts_on)).where(
        later.district_id == year.district_id, later.starts_on > year.starts_on
    )
    return func.coalesce(following.correlate(year).scalar_subquery(), date.max)


def current_year(session: Session, *, district_id: int, as_of: date) -> SchoolYear | None:
    """Return the latest school year that has begun."""
    return session.exec(
        select(SchoolYear)
        .where(col(SchoolYear.district_id) == district_id, col(SchoolYear.starts_on) <= as_of)
        .order_by(col(SchoolYear.starts_on).desc())
    ).first()


def next_year(session: Session, *, district_id: int, as_of: date) -> SchoolYear | None:
    """Return the first school year that has not begun yet."""
    return session.exec(
        select(SchoolYear)
        .where(col(SchoolYear.district_id) == district_id, col(SchoolYear.starts_on) > as_of)
        .order_by(col(SchoolYear.starts_on))
    ).first()
