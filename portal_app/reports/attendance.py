"""The attendance detail: the year so far in a sentence, totals by term and class, then every recorded period by day."""

from collections.abc import Iterable, Iterator, Sequence

from portal_app.domain.attendance import AttendanceView, Counts, DayView, PeriodEntry, SummaryRow, Tally, YearSoFar
from portal_app.infrastructure.translation import gettext_noop
from portal_app.models import AttendanceStatus, Excuse
from portal_app.reports.layout import Layout
from portal_app.reports.table import Cell, Column, Row, small, strong, table
from portal_app.reports.words import Words

STATUSES = {
    AttendanceStatus.ABSENT: gettext_noop("Absent"),
    AttendanceStatus.TARDY: gettext_noop("Tardy"),
    AttendanceStatus.EARLY_RELEASE: gettext_noop("Early release"),
    AttendanceStatus.PRESENT: gettext_noop("Present"),
}
EXCUSES = {
    Excuse.EXCUSED: gettext_noop("Excused"),
    Excuse.UNEXCUSED: gettext_noop("Unexcused"),
    Excuse.EXEMPT: gettext_noop("Exempt"),
    Excuse.UNKNOWN: gettext_noop("No excuse recorded"),
}


def draw_attendance(layout: Layout, t: Words, view: AttendanceView) -> None:
    """Draw the summaries of the view's term (or year so far) and the days in it."""
    draw_so_far(layout, t, view.so_far)
    if not view.by_day:
        layout.paragraph(t("No absence, tardy or early release is recorded."))
    _draw_summary(layout, t, t("By term"), t("Term"), _in_term(view))
    _draw_summary(layout, t, t("By class"), t("Class"), view.by_course)
    if view.by_day:
        _draw_days(layout, t, view)


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


def _in_term(view: AttendanceView) -> Sequence[SummaryRow]:
    return [row for row in view.by_term if view.term_id in (None, row.id)]


def _draw_summary(layout: Layout, t: Words, title: str, first: str, rows: Sequence[SummaryRow]) -> None:
    if rows:
        layout.headline(title)
        table(layout, summary_columns(t, first), summary_rows(t, rows))
        layout.y -= 4


def summary_columns(t: Words, first: str) -> list[Column]:
    """Return the columns of a summary; `first` names what its rows are."""
    return [
        Column(first, 2),
        Column(t("Absences"), 1, "right"),
        Column(t("Tardies"), 1, "right"),
        Column(t("Early releases"), 1, "right"),
    ]


def summary_rows(t: Words, rows: Iterable[SummaryRow]) -> list[Row]:
    """Return a row for each; the split by excuse is below each number."""
    return [Row([_label(t, row), *(_tally(t, tally) for tally in _tallies(row.counts))]) for row in rows]


def _label(t: Words, row: SummaryRow) -> Cell:
    pieces = [strong(row.label or t("Without a class"))]
    return [*pieces, small(row.detail)] if row.detail else pieces


def _tallies(counts: Counts) -> tuple[Tally, Tally, Tally]:
    return counts.absences, counts.tardies, counts.early_releases


def _tally(t: Words, tally: Tally) -> Cell:
    split = [
        (EXCUSES[Excuse.EXCUSED], tally.excused),
        (EXCUSES[Excuse.UNEXCUSED], tally.unexcused),
        (EXCUSES[Excuse.UNKNOWN], tally.unknown),
        (EXCUSES[Excuse.EXEMPT], tally.exempt),
    ]
    shown = [small(f"{t(words)}: {t.number(number)}") for words, number in split if number]
    return [strong(t.number(tally.total)), *shown]


def _draw_days(layout: Layout, t: Words, view: AttendanceView) -> None:
    layout.headline(t("By day"))
    columns = [Column(t("Period"), 0.6), Column(t("Recorded"), 1.6), Column(t("Class"), 2), Column(t("Comment"), 1.6)]
    missed = {day.on: day for day in view.by_day}
    days = sorted((d for month in view.months for d in month.days if d.on in missed), key=lambda d: d.on)
    table(layout, columns, [row for day in reversed(days) for row in _day(t, day)])


def _day(t: Words, day: DayView) -> Iterator[Row]:
    missed = {"1": t("a whole day"), "0.5": t("half a day")}.get(day.days_absent, "")
    date = t.date(day.on, "long")
    yield Row([strong(f"{date} · {missed}" if missed else date)], "group")
    for one in day.periods:
        yield Row([one.period, _recorded(t, one), _class(one), _comment(t, one)])


def _recorded(t: Words, one: PeriodEntry) -> Cell:
    """Return the school's own name of the code, and what it means unless the name says just that already."""
    status, excuse = t(STATUSES[AttendanceStatus(one.status)]), t(EXCUSES[Excuse(one.excuse)])
    is_said = one.name.casefold() == f"{status}, {excuse}".casefold()
    return [strong(one.name), *([] if is_said else [small(f"{status} · {excuse}")])]


def _class(one: PeriodEntry) -> str:
    return f"{one.class_code} {one.class_title}".strip()


def _comment(t: Words, one: PeriodEntry) -> Cell:
    minutes = t("{n} minute", "{n} minutes", n=one.minutes) if one.minutes is not None else ""
    return [small(text) for text in (minutes, one.comment) if text]
