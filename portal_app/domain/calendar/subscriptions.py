"""Calendar subscriptions: private addresses for calendar programs, which send no cookie, so the address is the secret.

The secret is 256 random bits and only its SHA-256 is kept, so an address is shown once. At each request it gives what
its guardian may see then: the calendars of the chosen children for whom the guardian has the calendar right, while the
account is not disabled. Attendance is left out, because the document goes to other companies' servers. An unknown and a
revoked secret get the same response. There is one address for a set of children: creating it again revokes the former.
"""

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from hashlib import sha256

from sqlalchemy import update
from sqlmodel import Session, col, select

from portal_app.clock import local, now, today
from portal_app.domain.access import NotFound, Right, Viewer, access_student, accessible_students
from portal_app.domain.calendar import calendar_of
from portal_app.domain.calendar.icalendar import calendar_file
from portal_app.infrastructure.tokens import new_token, token_hash
from portal_app.models import Account, CalendarSubscription, CalendarSubscriptionStudent, Student
from portal_app.settings import settings

WEEKS_BACK, WEEKS_AHEAD = 5, 60


@dataclass(frozen=True, slots=True, kw_only=True)
class NewSubscription:
    """A calendar address just created: the only time that it can be shown."""

    id: int
    secret: str
    address: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionRow:
    """A calendar address in a guardian's list, with the children whose calendars it contains."""

    id: int
    created_on: str
    student_ids: tuple[int, ...]
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SubscriptionFile:
    """An iCalendar document and its ETag, with quotation marks."""

    etag: str
    body: bytes


def create_subscription(session: Session, viewer: Viewer, student_ids: Iterable[int]) -> NewSubscription:
    """Create a calendar address for these children.

    Raises:
        NotFound: no child was chosen, or one whose calendar the viewer may not see.
    """
    chosen = {access_student(session, viewer, student_id, to=Right.CALENDAR).id or 0 for student_id in set(student_ids)}
    if not chosen:
        raise NotFound
    for subscription, students in _current_subscriptions(session, viewer).values():
        if set(students) == chosen:
            subscription.revoked_at = now()
    secret = new_token()
    subscription = CalendarSubscription(
        guardian_id=viewer.guardian_id, secret_hash=token_hash(secret), created_at=now()
    )
    session.add(subscription)
    session.flush()
    session.add_all(
        CalendarSubscriptionStudent(subscription_id=subscription.id or 0, student_id=student_id)
        for student_id in chosen
    )
    session.flush()
    return NewSubscription(
        id=subscription.id or 0, secret=secret, address=f"{settings().public_url}/calendar/{secret}.ics"
    )


def subscriptions_of(session: Session, viewer: Viewer) -> tuple[SubscriptionRow, ...]:
    """Return the viewer's calendar addresses, newest first, with the children that each still contains."""
    names = {student.id: student.first_name for student in accessible_students(session, viewer, to=Right.CALENDAR)}
    rows = []
    for subscription, students in _current_subscriptions(session, viewer).values():
        shown = tuple(student for student in names if student in students)
        rows.append(
            SubscriptionRow(
                id=subscription.id or 0,
                created_on=local(subscription.created_at).date().isoformat(),
                student_ids=tuple(student or 0 for student in shown),
                names=tuple(names[student] for student in shown),
            )
        )
    return tuple(rows)


def revoke_subscription(session: Session, viewer: Viewer, subscription_id: int) -> None:
    """Revoke a calendar address at once.

    Raises:
        NotFound: the viewer has no such address, or it is revoked already.
    """
    subscription, _ = _current_subscriptions(session, viewer).get(subscription_id, (None, []))
    if subscription is None:
        raise NotFound
    subscription.revoked_at = now()
    session.add(subscription)
    session.flush()


def revoke_all_subscriptions(session: Session, guardian_id: int) -> None:
    """Revoke all calendar addresses of a guardian at once. They need no sign-in, so no end of a session ends them."""
    mine = update(CalendarSubscription).where(
        col(CalendarSubscription.guardian_id) == guardian_id, col(CalendarSubscription.revoked_at).is_(None)
    )
    session.execute(mine.values(revoked_at=now()))


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenSubscription:
    """What an address gives access to at this moment, and what its document is made from."""

    subscription: CalendarSubscription
    language: str
    students: tuple[Student, ...]
    first: date
    last: date

    @property
    def key(self) -> tuple[Hashable, ...]:
        """Return what tells its document from another one, besides the students' records."""
        return self.subscription.id, self.language, self.first, *(student.id for student in self.students)


def open_subscription(session: Session, secret: str) -> OpenSubscription:
    """Return what an address shows now: from five weeks before this month until 60 weeks after its first day.

    Raises:
        NotFound: no address has this secret, or it is revoked.
    """
    subscription, account = _subscription_with(session, secret)
    # a calendar program has no sign-in; access checks use the guardian's id only
    viewer = Viewer(guardian_id=subscription.guardian_id, account_id=account.id or 0, sign_in_id=0)
    chosen = set(
        session.exec(
            select(CalendarSubscriptionStudent.student_id).where(
                CalendarSubscriptionStudent.subscription_id == subscription.id
            )
        )
    )
    students = [s for s in accessible_students(session, viewer, to=Right.CALENDAR) if s.id in chosen]
    first, last = _window(today())
    return OpenSubscription(
        subscription=subscription, language=account.locale, students=tuple(students), first=first, last=last
    )


def subscription_document(session: Session, opened: OpenSubscription) -> SubscriptionFile:
    """Return the iCalendar document of an address."""
    body = calendar_file(
        calendar_of(session, opened.students, starts_on=opened.first, ends_on=opened.last),
        names={student.id or 0: student.first_name for student in opened.students},
        language=opened.language,
        stamp=opened.subscription.created_at,
        years=(opened.first.year, opened.last.year),
    )
    return SubscriptionFile(etag=f'"{sha256(body).hexdigest()[:32]}"', body=body)


def subscription_file(session: Session, secret: str) -> SubscriptionFile:
    """Return the current document of an address.

    Raises:
        NotFound: no address has this secret, or it is revoked.
    """
    return subscription_document(session, open_subscription(session, secret))


def _subscription_with(session: Session, secret: str) -> tuple[CalendarSubscription, Account]:
    query = (
        select(CalendarSubscription, Account)
        .join(Account, col(Account.guardian_id) == CalendarSubscription.guardian_id)
        .where(col(CalendarSubscription.secret_hash) == token_hash(secret))
        .where(col(CalendarSubscription.revoked_at).is_(None), col(Account.disabled_at).is_(None))
    )
    found = session.exec(query).first()
    if found is None:
        raise NotFound
    return found


def _current_subscriptions(session: Session, viewer: Viewer) -> dict[int, tuple[CalendarSubscription, list[int]]]:
    """Return the viewer's addresses that are not revoked, with their students, newest first."""
    query = (
        select(CalendarSubscription, CalendarSubscriptionStudent.student_id)
        .join(CalendarSubscriptionStudent, col(CalendarSubscriptionStudent.subscription_id) == CalendarSubscription.id)
        .where(
            col(CalendarSubscription.guardian_id) == viewer.guardian_id, col(CalendarSubscription.revoked_at).is_(None)
        )
        .order_by(col(CalendarSubscription.created_at).desc(), col(CalendarSubscription.id).desc())
    )
    subscriptions: dict[int, tuple[CalendarSubscription, list[int]]] = {}
    for subscription, student_id in session.exec(query):
        subscriptions.setdefault(subscription.id or 0, (subscription, []))[1].append(student_id)
    return subscriptions


def _window(on: date) -> tuple[date, date]:
    """Return the first and the last day. They move by whole months, so that an unchanged calendar keeps its ETag."""
    month = on.replace(day=1)
    return month - timedelta(weeks=WEEKS_BACK), month + timedelta(weeks=WEEKS_AHEAD)
