"""Arranges activity items by day, and within a day by importance; what is alike becomes a group."""

from collections import defaultdict
from collections.abc import Iterable, Sequence

from portal_app.domain.family.notices import NoticeView
from portal_app.domain.recent.views import ActivityGroup, ActivityItem, ActivityKind, Importance, RecentDay

FOLDED_FROM = 4
"""From so many on, scores or posted grades of the same task and term are shown as one sentence."""

_ORDER = list(Importance)
_MINOR = (Importance.SCHEDULE, Importance.TURNED_IN)
_Key = tuple[int, str, str, str]


def arranged(
    items: Sequence[ActivityItem], notices: Iterable[NoticeView], *, students: Sequence[int]
) -> tuple[RecentDay, ...]:
    """Return the days of items and notices, both latest first, the latest day first.

    `students` are their ids in the order in which a family sees them.
    """
    items_by_day: dict[str, list[ActivityItem]] = defaultdict(list)
    notices_by_day: dict[str, list[NoticeView]] = defaultdict(list)
    for item in items:
        items_by_day[item.at[:10]].append(item)
    for notice in notices:
        notices_by_day[notice.published_on].append(notice)
    days = sorted({*items_by_day, *notices_by_day}, reverse=True)
    return tuple(_day(on, items_by_day[on], notices_by_day[on], students) for on in days)


def _day(on: str, items: list[ActivityItem], notices: list[NoticeView], students: Sequence[int]) -> RecentDay:
    groups = sorted(
        _groups(items), key=lambda group: (_ORDER.index(group.importance), students.index(group.student_id))
    )
    return RecentDay(
        on=on,
        groups=tuple(group for group in groups if group.importance not in _MINOR),
        notices=tuple(notices),
        minor_groups=tuple(group for group in groups if group.importance in _MINOR),
    )


def _groups(items: Iterable[ActivityItem]) -> Iterable[ActivityGroup]:
    alike: dict[_Key, list[ActivityItem]] = defaultdict(list)
    for item in items:
        alike[_key(item)].append(item)
    for found in alike.values():
        if found[0].importance is Importance.TURNED_IN or (_may_be_folded(found[0]) and len(found) >= FOLDED_FROM):
            yield _group(found, is_folded=True)
        else:
            by_importance: dict[Importance, list[ActivityItem]] = defaultdict(list)
            for item in found:
                by_importance[item.importance].append(item)
            yield from (_group(some, is_folded=False) for some in by_importance.values())


def _key(item: ActivityItem) -> _Key:
    """Return what items of a group have in common: posted grades of one task and term belong together, low or not."""
    if item.kind is ActivityKind.GRADE:
        return item.student_id, item.kind, item.title, item.term
    return item.student_id, item.importance, "", ""


def _may_be_folded(item: ActivityItem) -> bool:
    return item.kind is ActivityKind.GRADE or item.importance is Importance.SCORE


def _group(items: list[ActivityItem], *, is_folded: bool) -> ActivityGroup:
    ordered = sorted(items, key=lambda item: _ORDER.index(item.importance))
    is_of_grades = ordered[0].kind is ActivityKind.GRADE
    return ActivityGroup(
        importance=ordered[0].importance,
        student_id=ordered[0].student_id,
        title=ordered[0].title if is_of_grades else "",
        term=ordered[0].term if is_of_grades else "",
        activity=tuple(ordered),
        is_folded=is_folded,
        unread=sum(item.is_unread for item in ordered),
        below_passing=sum(item.importance is Importance.LOW_GRADE for item in ordered),
    )
