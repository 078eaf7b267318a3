"""What a district decides about messages to guardians: stored by `portal setting set`, with a default for each."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import time
from enum import StrEnum

from sqlmodel import Session, col, select

from portal_app.database import insert_into
from portal_app.domain.refusal import Refused
from portal_app.models import DistrictSetting


class SettingName(StrEnum):
    """The name of a setting, as in `portal setting get`."""

    DIGEST = "digest"
    DIGEST_DAY = "digest-day"
    DIGEST_HOUR = "digest-hour"
    CONTENT = "content"
    QUIET_FROM = "quiet-from"
    QUIET_UNTIL = "quiet-until"


WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


@dataclass(frozen=True, slots=True, kw_only=True)
class MessageSettings:
    """A district's settings for messages. Times are in the district's time zone; Monday is weekday 0."""

    sends_digest: bool
    digest_weekday: int
    digest_hour: int
    is_full: bool
    quiet_from: time
    quiet_until: time

    def is_quiet(self, at: time) -> bool:
        """Return whether the time is within the quiet hours, which usually include midnight."""
        if self.quiet_from <= self.quiet_until:
            return self.quiet_from <= at < self.quiet_until
        return at >= self.quiet_from or at < self.quiet_until


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingRow:
    """A setting as staff see it."""

    name: SettingName
    value: str
    default: str
    about: str


def settings_of(session: Session, district_id: int) -> MessageSettings:
    """Return the settings of a district."""
    values = _values(session, district_id)
    return MessageSettings(
        sends_digest=values[SettingName.DIGEST] == "on",
        digest_weekday=WEEKDAYS.index(values[SettingName.DIGEST_DAY]),
        digest_hour=int(values[SettingName.DIGEST_HOUR]),
        is_full=values[SettingName.CONTENT] == "full",
        quiet_from=time.fromisoformat(values[SettingName.QUIET_FROM]),
        quiet_until=time.fromisoformat(values[SettingName.QUIET_UNTIL]),
    )


def setting_rows(session: Session, district_id: int) -> list[SettingRow]:
    """Return all settings of a district."""
    values = _values(session, district_id)
    return [
        SettingRow(name=name, value=values[name], default=known.default, about=known.about)
        for name, known in _KNOWN.items()
    ]


def change_setting(session: Session, district_id: int, name: SettingName, value: str) -> str:
    """Store a setting, and return the value as it is stored.

    Raises:
        Refused: the setting can't have this value.
    """
    try:
        stored = _KNOWN[name].parse(value.strip().lower())
    except ValueError:
        raise Refused(f"{name} must be {_KNOWN[name].shape}, not {value!r}.") from None
    row = insert_into(session, DistrictSetting).values(district_id=district_id, name=name.value, value=stored)
    session.execute(row.on_conflict_do_update(index_elements=["district_id", "name"], set_={"value": stored}))
    return stored


def _values(session: Session, district_id: int) -> dict[SettingName, str]:
    rows = session.exec(select(DistrictSetting).where(col(DistrictSetting.district_id) == district_id))
    stored = {row.name: row.value for row in rows}
    return {name: stored.get(name.value, known.default) for name, known in _KNOWN.items()}


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    default: str
    about: str
    shape: str
    parse: Callable[[str], str]


def _one_of(*words: str) -> Callable[[str], str]:
    def parse(value: str) -> str:
        if value not in words:
            raise ValueError
        return value

    return parse


def _hour(value: str) -> str:
    if not 0 <= int(value) <= 23:
        raise ValueError
    return str(int(value))


def _time(value: str) -> str:
    return time.fromisoformat(value).replace(second=0, microsecond=0, tzinfo=None).isoformat("minutes")


_KNOWN = {
    SettingName.DIGEST: _Known(
        default="on", about="Whether guardians get the weekly digest", shape="on or off", parse=_one_of("on", "off")
    ),
    SettingName.DIGEST_DAY: _Known(
        default="sunday",
        about="The weekday of the digest",
        shape="a weekday, such as sunday",
        parse=_one_of(*WEEKDAYS),
    ),
    SettingName.DIGEST_HOUR: _Known(
        default="17", about="The hour of the digest", shape="an hour from 0 to 23", parse=_hour
    ),
    SettingName.CONTENT: _Known(
        default="full",
        about="What emails say: first names, assignments and grades (full), or numbers and a link (counts)",
        shape="full or counts",
        parse=_one_of("full", "counts"),
    ),
    SettingName.QUIET_FROM: _Known(
        default="22:00", about="No message from this time on", shape="a time such as 22:00", parse=_time
    ),
    SettingName.QUIET_UNTIL: _Known(
        default="06:30", about="Messages from this time on", shape="a time such as 06:30", parse=_time
    ),
}
