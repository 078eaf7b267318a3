"""Put the weekly digests into the mail queue once their hour has come.

Deliverers call `plan_digests` all the time. One INSERT queues a digest for each guardian who may want one; whether
there is something to report is decided when it is sent. The digest's day is its period, so no guardian gets two.
"""

from datetime import UTC, date, datetime, time, timedelta

from sqlalchemy import exists, literal, select
from sqlmodel import Session, col

from portal_app.clock import local, now, zone
from portal_app.database import insert_into
from portal_app.domain.access import has_portal_access
from portal_app.domain.mail_queue.planning import BULK
from portal_app.domain.notifications.district_settings import MessageSettings, settings_of
from portal_app.models import (
    District,
    Guardian,
    Guardianship,
    MessageChannel,
    MessageKind,
    MessageStatus,
    NotificationPreference,
    OutboundMessage,
    RecipientType,
)
from portal_app.models.columns import UtcDateTime, Word

PLANNED_WITHIN = timedelta(hours=24)
"""A digest is planned late if no deliverer ran at its hour, but not a day late: the next one says the same."""


def plan_digests(session: Session) -> int:
    """Queue the digests whose hour has come, unless they are queued already; return how many."""
    planned = 0
    for district in session.execute(select(District)).scalars():
        settings = settings_of(session, district.id or 0)
        due = digest_moment(settings, now())
        if settings.sends_digest and now() - due < PLANNED_WITHIN:
            period = local(due).date().isoformat()
            if not _is_planned(session, district.id or 0, period):
                planned += _plan(session, district.id or 0, period)
    return planned


def digest_moment(settings: MessageSettings, at: datetime) -> datetime:
    """Return when the latest digest was due, at or before a moment. The hour is the district's, in any season."""
    today = local(at).date()
    day = today - timedelta(days=(today.weekday() - settings.digest_weekday) % 7)
    hour = time(settings.digest_hour)
    moment = _moment(day, hour)
    return moment if moment <= at else _moment(day - timedelta(days=7), hour)


def end_of_quiet_hours(settings: MessageSettings, at: datetime) -> datetime | None:
    """Return when the quiet hours around a moment end; None: it is not within them."""
    wall = local(at)
    if not settings.is_quiet(wall.time()):
        return None
    ends_tomorrow = settings.quiet_until <= wall.time()
    day = wall.date() + timedelta(days=1 if ends_tomorrow else 0)
    return _moment(day, settings.quiet_until)


def _moment(day: date, at: time) -> datetime:
    """Return a time of a day by the district's wall clock."""
    return datetime.combine(day, at, zone()).astimezone(UTC)


def _is_planned(session: Session, district_id: int, period: str) -> bool:
    """Return whether a digest of this day is queued for anybody in the district. One row, found by an index."""
    queued = (
        select(col(OutboundMessage.id))
        .join(Guardian, col(Guardian.id) == OutboundMessage.recipient_id)
        .where(
            col(OutboundMessage.kind) == MessageKind.WEEKLY_DIGEST,
            col(OutboundMessage.period) == period,
            col(OutboundMessage.recipient_type) == RecipientType.GUARDIAN,
            col(Guardian.district_id) == district_id,
        )
        .limit(1)
    )
    return session.execute(queued).first() is not None


def _plan(session: Session, district_id: int, period: str) -> int:
    at = literal(now(), UtcDateTime())
    columns = {
        "recipient_type": literal(RecipientType.GUARDIAN, Word(RecipientType)),
        "recipient_id": col(Guardian.id),
        "kind": literal(MessageKind.WEEKLY_DIGEST, Word(MessageKind)),
        "period": literal(period),
        "channel": literal(MessageChannel.EMAIL, Word(MessageChannel)),
        "locale": literal(""),
        "priority": literal(BULK),
        "queued_at": at,
        "not_before": at,
        "status": literal(MessageStatus.QUEUED, Word(MessageStatus)),
        "attempts": literal(0),
        "last_error": literal(""),
    }
    granted = exists().where(col(Guardianship.guardian_id) == Guardian.id, has_portal_access())
    refused = exists().where(
        col(NotificationPreference.guardian_id) == Guardian.id,
        col(NotificationPreference.kind) == MessageKind.WEEKLY_DIGEST,
        col(NotificationPreference.channel) == MessageChannel.EMAIL,
        ~col(NotificationPreference.is_on),
    )
    who = select(*columns.values()).where(
        col(Guardian.district_id) == district_id, col(Guardian.email) != "", granted, ~refused
    )
    insert = insert_into(session, OutboundMessage).from_select(list(columns), who)
    return int(session.exec(insert.on_conflict_do_nothing()).rowcount)
