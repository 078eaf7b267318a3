"""The attendance detail: the year so far, the days by term, every recorded day, then the class periods by class."""

from collections.abc import Iterable, Iterator, Sequence

from portal_app.domain.attendance import (
    AttendanceView,
    Counts,
    DayCounts,
    DaysAbsent,
    DayView,
    PeriodEntry,
    SummaryRow,
    Tally,
    TermRow,
    YearSoFar,
)
from portal_app.domain.attendance.words import EXCUSE_WORDS, STATUS_WORDS
from portal_app.models import AttendanceStatus, Excuse
from portal_app.reports.attendance_signs import draw_legend, sign_of
from portal_app.reports.fonts import BOLD, REGULAR
from portal_app.reports.layout import Layout
from portal_app.reports.table import SIGN_ROOM, Cell, Column, Row, Text, small, strong, table
from portal_app.reports.typesetter import BODY, SMALL
from portal_app.reports.words import Words


def draw_attendance(layout: Layout, t: Words, view: AttendanceView) -> None:
    """Draw the days of the view's term (or year so far), then its class periods by class."""
    draw_so_far(layout, t, view.so_far)
    if not view.by_day:
        layout.paragraph(t("No absence, tardy or early release is recorded."))
    if terms := _in_term(view):
        layout.headline(t("By term"))
        draw_days_by_term(layout, t, terms)
    if view.by_day:
        _draw_days(layout, t, view)
    if view.by_course:
        _draw_class_periods(layout, t, view.by_course)


def draw_so_far(layout: Layout, t: Words, so_far: YearSoFar) -> None:
    """Draw how much of the year was missed so far, where the school keeps a calendar to count by."""
    if so_far.attendance_rate == "":
        return
    layout.paragraph(
        t(
            "{absent} of {n} school day missed so far: present {rate} of the time.",
            "{absent} of {n} school days missed so far: present {rate} of the time.",
            absent=t.number(so_far.days_absent),
            n=so_far.instructional_days,
            rate=t.percent(so_far.attendance_rate),
        )
    )
    if so_far.partial_days:
        layout.paragraph(
            t(
                "On {n} day only a part was missed, less than counts as half a day.",
                "On {n} days only a part was missed, less than counts as half a day.",
                n=so_far.partial_days,
            )
        )


def draw_days_by_term(layout: Layout, t: Words, rows: Sequence[TermRow]) -> None:
    """Draw the days absent, tardy and left early of each term."""
    columns = [
        Column(t("Term"), 2),
        Column(t("Days absent"), 1, "right"),
        Column(t("Days tardy"), 1, "right"),
        Column(t("Days left early"), 1, "right"),
    ]
    table(layout, columns, [Row([_label(row.name, row.school), *_day_cells(t, row.days)]) for row in rows])
    layout.y -= 4


def _in_term(view: AttendanceView) -> Sequence[TermRow]:
    return [row for row in view.by_term if view.term_id in (None, row.id)]


def _day_cells(t: Words, days: DayCounts) -> tuple[Cell, ...]:
    return _split(t, days.absent), _split(t, days.tardy), _split(t, days.early_release)


def _draw_class_periods(layout: Layout, t: Words, rows: Iterable[SummaryRow]) -> None:
    layout.headline(t("Class periods by class"), need=110)
    layout.paragraph(t("Counted in class periods: a day missed in seven classes is seven class periods."))
    columns = [
        Column(t("Class"), 2),
        Column(t("Absent"), 1, "right"),
        Column(t("Tardy"), 1, "right"),
        Column(t("Left early"), 1, "right"),
    ]
    named = ((_label(row.label or t("Without a class"), row.detail), row.class_periods) for row in rows)
    table(layout, columns, [Row([name, *_period_cells(t, counts)]) for name, counts in named])


def _label(name: str, detail: str) -> Cell:
    return [strong(name), small(detail)] if detail else [strong(name)]


def _period_cells(t: Words, counts: Counts) -> tuple[Cell, ...]:
    return _split(t, counts.absences), _split(t, counts.tardies), _split(t, counts.early_releases)


def _split(t: Words, counts: Tally | DaysAbsent) -> Cell:
    """Return the total with the split by excuse below it."""
    numbers = {excuse: str(getattr(counts, excuse.value, 0)) for excuse in EXCUSE_WORDS}
    shown = [
        small(t("{excuse}: {number}", excuse=t(words), number=t.number(numbers[excuse])))
        for excuse, words in EXCUSE_WORDS.items()
        if numbers[excuse] != "0"
    ]
    return [strong(t.number(counts.total)), *shown]


def _draw_days(layout: Layout, t: Words, view: AttendanceView) -> None:
    layout.headline(t("By day"), need=110)
    draw_legend(layout, t)
    columns = [
        Column(t("Period"), 1.15),
        Column(t("Recorded"), 1.6),
        Column(t("Class"), 1.9),
        Column(t("Comment"), 1.6),
    ]
    missed = {day.on: day for day in view.by_day}
    days = sorted((d for month in view.months for d in month.days if d.on in missed), key=lambda d: d.on)
    table(layout, columns, [row for day in reversed(days) for row in _day(t, day)])


def _day(t: Words, day: DayView) -> Iterator[Row]:
    less = t("part of a day") if day.has_absence else ""
    missed = {"1": t("full day"), "0.5": t("half a day")}.get(day.days_absent, less)
    date = t.date(day.on, "long")
    yield Row([strong(f"{date} · {missed}" if missed else date)], "group")
    if _is_alike(day):
        count = t("All day, {n} period", "All day, {n} periods", n=len(day.periods))
        yield Row([count, _recorded(t, day.periods[0]), "", _comment(t, day.periods[0])])
        return
    for one in day.periods:
        yield Row([one.period, _recorded(t, one), _class(one), _comment(t, one)])


def _is_alike(day: DayView) -> bool:
    """Return whether the student missed every period and the school recorded the same for each: one row says it all."""
    recorded = {(one.name, one.status, one.excuse, one.minutes, one.comment) for one in day.periods}
    return day.has_missed_every_period and len(day.periods) > 1 and len(recorded) == 1


def _recorded(t: Words, one: PeriodEntry) -> Cell:
    """Return the school's own name of the code, and its meaning unless the name is the same."""
    status, excuse = AttendanceStatus(one.status), Excuse(one.excuse)
    words = (t(STATUS_WORDS[status]), t(EXCUSE_WORDS[excuse]))
    is_said = one.name.casefold() in ("{}, {}".format(*words).casefold(), "{} {}".format(*words).casefold())
    name = Text(one.name, BOLD, BODY, indent=SIGN_ROOM, sign=sign_of(t, status, excuse))
    return [name, *([] if is_said else [Text(" · ".join(words), REGULAR, SMALL, indent=SIGN_ROOM)])]


def _class(one: PeriodEntry) -> str:
    return f"{one.class_code} {one.class_title}".strip()


def _comment(t: Words, one: PeriodEntry) -> Cell:
    minutes = t("{n} minute", "{n} minutes", n=one.minutes) if one.minutes is not None else ""
    return [small(text) for text in (minutes, one.comment) if text]
