"""Calendar items as an iCalendar document (RFC 5545), for the calendar program of a phone or a computer.

Times are the district's wall clock, with its time zone's rules in the document. When the clocks go back, an hour occurs
twice: RFC 5545 takes the first, so times in the second are written as UTC. The text depends on the items alone, so that
an unchanged calendar is identical byte for byte and its ETag stays the same.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import UTC, date, datetime, timedelta
from urllib.parse import urlsplit

from icalendar import Calendar, Event, Timezone, TimezoneDaylight, TimezoneStandard, vText

from portal_app.clock import zone
from portal_app.domain.calendar import CalendarItem, Layer
from portal_app.infrastructure.translation import translator
from portal_app.settings import settings

REFRESH = timedelta(hours=1)
Translate = Callable[..., str]


def calendar_file(
    items: Iterable[CalendarItem], *, names: Mapping[int, str], language: str, stamp: datetime, years: tuple[int, int]
) -> bytes:
    """Return the document. `names` are the children's, by id; `stamp` is when the subscription was created.

    `years` are the first and the last for which the time zone's rules are written.
    """
    t = translator(language)
    calendar = Calendar()
    calendar.add("prodid", "-//Parent Portal//School calendar//EN")
    calendar.add("version", "2.0")
    calendar.add("method", "PUBLISH")
    calendar.add("x-wr-calname", vText(_plain(t("School: {names}", names=", ".join(names.values())))))
    calendar.add("refresh-interval", REFRESH, parameters={"VALUE": "DURATION"})
    calendar.add_component(time_zone(*years))
    for item in items:
        calendar.add_component(_event(item, names, t, stamp))
    document: bytes = calendar.to_ical()
    return document


def time_zone(first: int, last: int) -> Timezone:
    """Return the rules of the district's zone from the beginning of the first to the end of the last year."""
    rules = Timezone.from_tzinfo(zone(), first_date=date(first, 1, 1), last_date=date(last + 1, 1, 1))
    rules.pop("COMMENT", None)
    for part in rules.subcomponents:
        _use_time_before_change(part)
    return rules


def _use_time_before_change(part: TimezoneStandard | TimezoneDaylight) -> None:
    """Write a rule's dates in the local time before the change (RFC 5545); the library uses the time after it."""
    shift = part.TZOFFSETTO - part.TZOFFSETFROM
    if shift <= timedelta():
        return
    part.DTSTART -= shift
    if "RDATE" in part:
        later = [moment.dt - shift for moment in part.pop("RDATE").dts]
        part.add("RDATE", later)


def _event(item: CalendarItem, names: Mapping[int, str], t: Translate, stamp: datetime) -> Event:
    event = Event()
    event.add("uid", f"{item.key}@{urlsplit(settings().public_url).hostname}")
    event.add("dtstamp", stamp)
    event.add("summary", _plain(_summary(item, names, t)))
    for name, text in (("description", _description(item)), ("location", _location(item))):
        if text:
            event.add(name, _plain(text))
    event.add("class", "PRIVATE")
    for name, moment in _when(item).items():
        event.add(name, moment)
    event.add("transp", "OPAQUE" if item.starts_at else "TRANSPARENT")  # an all-day item must not block anyone's time
    return event


def _summary(item: CalendarItem, names: Mapping[int, str], t: Translate) -> str:
    what = item.title
    if item.layer == Layer.ASSIGNMENT:
        what = t("Due: {name} ({course})", name=item.title, course=item.class_title)
    if item.layer == Layer.NO_SCHOOL:
        reason = t("No school: {reason}", reason=item.title)
        what = reason if item.title else t("No school")
    if len(names) == 1:
        return what
    who = ", ".join(names[student] for student in item.student_ids)
    return t("{who}: {what}", who=who, what=what)


def _description(item: CalendarItem) -> str:
    return "\n".join(part for part in (f"{item.class_code} {item.class_title}".strip(), item.detail) if part)


def _location(item: CalendarItem) -> str:
    return item.location if item.layer == Layer.EVENT else ""


def _when(item: CalendarItem) -> dict[str, date | datetime]:
    """Return the first and the last moment (the first alone if it is all), or first day and day after the last."""
    if not item.starts_at:
        first, last = date.fromisoformat(item.starts_on), date.fromisoformat(item.ends_on)
        return {"dtstart": first, "dtend": last + timedelta(days=1)}
    starts, ends = _moment(item.starts_at), _moment(item.ends_at)
    return {"dtstart": starts, "dtend": ends} if ends.timestamp() > starts.timestamp() else {"dtstart": starts}


def _moment(text: str) -> datetime:
    wall = datetime.fromisoformat(text).astimezone(zone())
    return wall.astimezone(UTC) if wall.fold else wall


def _plain(text: str) -> str:
    """Return the text without control characters, which RFC 5545 forbids; line breaks stay."""
    return "".join(c for c in text if c == "\n" or (ord(c) >= 32 and ord(c) != 127))
