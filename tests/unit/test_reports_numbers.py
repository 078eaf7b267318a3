"""Every number on paper is the page's: the documents of the demonstration's families, read back and compared."""

import re
from collections.abc import Callable, Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from sqlmodel import Session, col, select

from portal_app import models as m
from portal_app.domain.access import Viewer
from portal_app.domain.attendance import DayCounts, DayView, Tally, attendance_of
from portal_app.domain.calendar import todo_of
from portal_app.domain.gradebook import ClassDetail, ClassGrades, GoalView, GradeState, class_detail, grades_of
from portal_app.domain.reports import ReportKind
from portal_app.domain.schedule import schedule_of
from portal_app.infrastructure.translation import date_text
from portal_app.reports import make_report
from tests.demonstration import DAY as TODAY
from tests.demonstration import demonstration_of_the_day
from tests.unit.paper_reading import misplaced, numbers, spoken
from tests.unit.paper_reading import words as placed_words

CHILDREN = ("Greg", "Marcia", "Daffy", "Louisa", "Pip", "Zoë")
_PIECES = re.compile(r"([^{}]+)|\{(\w+)\}")
_HEADLINES = ("Posted grades", "Legend", "Next school year")
NOBODY = Viewer(guardian_id=0, account_id=0, sign_in_id=0)


@pytest.fixture(scope="module")
def district() -> Iterator[Session]:
    """Yield a session on the demonstration district."""
    with demonstration_of_the_day() as engine, Session(engine) as session:
        yield session


SLOW = [pytest.param(name, marks=pytest.mark.slow) for name in CHILDREN if name not in ("Greg", "Zoë")]


@pytest.fixture(params=["Greg", "Zoë", *SLOW])
def child(request: pytest.FixtureRequest, district: Session, pinned: Callable[[str], None]) -> m.Student:
    """Return a child of the demonstration's families, on a Tuesday in the second term."""
    pinned("2026-11-24T10:00")
    return district.exec(select(m.Student).where(col(m.Student.first_name) == request.param)).one()


def read(session: Session, child: m.Student, kind: ReportKind) -> list[str]:
    """Return a report's lines below its head; none of its text is outside its place."""
    document = make_report(session, child, kind, language="en", viewer=NOBODY)
    assert not misplaced(placed_words(document.body))
    lines = spoken(document.body)
    assert lines[2].endswith(f"Student number {child.number}")
    begins = next(at for at, line in enumerate(lines) if re.fullmatch(r"\(\d{3}\) \d{3}-\d{4}", line))
    return lines[begins + 1 :]


def day(iso: str | date | None, style: str = "medium") -> str:
    """Return a date as the pages write it, nothing for none."""
    if not iso:
        return ""
    return date_text("en", date.fromisoformat(iso) if isinstance(iso, str) else iso, style)


def digits(value: object) -> str:
    """Return a number (or its digits) with its decimals and without needless zeros; nothing for none."""
    if value in ("", None):
        return ""
    text = f"{Decimal(str(value)):,f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def test_the_schedule_has_the_numbers_of_the_schedule_page(district: Session, child: m.Student) -> None:
    expected: list[str] = []
    for grid in schedule_of(district, child, as_of=TODAY).grids:
        sections = {entry.code for row in grid.rows for cell in row.cells for entry in cell.classes}
        expected += [grid.grade_level.lstrip("0"), str(len(sections))]
        for term in grid.terms:
            expected += [term.name, day(term.starts_on, "day"), day(term.ends_on)]
        for row in grid.rows:
            expected.append(row.period)
            for cell in row.cells:
                for entry in cell.classes:
                    expected += [entry.code, entry.title, entry.room, entry.team, *entry.day_labels]
                    expected += [day(entry.starts_on), day(entry.ends_on)]
    assert numbers(read(district, child, ReportKind.SCHEDULE)) == numbers(expected)


def test_an_empty_period_stays_visible(district: Session, child: m.Student) -> None:
    cells = [c for g in schedule_of(district, child, as_of=TODAY).grids for row in g.rows for c in row.cells]
    empty = [cell for cell in cells if not cell.classes]
    assert read(district, child, ReportKind.SCHEDULE).count("EMPTY") == len(empty)


def test_the_missing_assignments_are_those_of_the_to_do_list(district: Session, child: m.Student) -> None:
    missing = todo_of(district, NOBODY, [child], as_of=TODAY).missing
    lines = read(district, child, ReportKind.MISSING)
    for item in missing:
        assert item.name in lines
        assert any(line.startswith(f"{item.class_code} {item.class_title}") for line in lines)
    assert sorted(line for line in lines if re.fullmatch(r"\w{3} \d+, \d{4}", line)) == sorted(
        day(item.due_on) for item in missing
    )
    assert any(f"has {len(missing)} missing" in line for line in lines) == bool(missing)


def test_the_report_card_has_the_posted_grades_of_the_grades_page(district: Session, child: m.Student) -> None:
    lines = read(district, child, ReportKind.CARD)
    classes = grades_of(district, child, as_of=TODAY).classes
    expected = [term.name for term in classes[0].terms] if classes else []
    for one in classes:
        expected += _posted(one)
    assert numbers(_section(lines, "Posted grades")) == numbers(expected)


def _section(lines: list[str], headline: str) -> list[str]:
    """Return the lines of a section of the report card; none where it is left out."""
    begins = lines.index(headline) if headline in lines else len(lines)
    following = (at for at, line in enumerate(lines) if at > begins and line.startswith(_HEADLINES))
    return lines[begins : next(following, len(lines))]


def _posted(one: ClassGrades) -> Iterator[str]:
    yield f"{one.code} {one.title}"
    posted = [cell for task in one.tasks for cell in task.cells if cell.state is GradeState.POSTED]
    for task in one.tasks:
        cells = [cell if cell.state is GradeState.POSTED else None for cell in task.cells]
        if any(cells):
            yield task.name
            for cell in cells:
                yield f"{cell.letter_grade} {digits(cell.percent)}" if cell else ""
            if not task.is_progress:
                yield _average([cell.percent for cell in cells if cell and cell.percent])
    for cell in posted:
        if cell.comment:
            yield f"{cell.term} {cell.task} {cell.comment}"


def _average(percents: list[str]) -> str:
    """Return the mean of whole or tenth percents, half up."""
    if not percents:
        return ""
    places = max(len(percent.partition(".")[2]) for percent in percents)
    scaled = sum(Decimal(percent) for percent in percents) * 10**places * 2 + len(percents)
    return digits(Decimal(int(scaled // (2 * len(percents)))) / 10**places)


def test_the_report_card_has_the_attendance_of_the_attendance_page(district: Session, child: m.Student) -> None:
    lines = read(district, child, ReportKind.CARD)
    view = attendance_of(district, child, as_of=TODAY)
    begun = {term.id for term in view.terms if term.starts_on <= TODAY.isoformat()}
    expected = list(_so_far(view.so_far))
    for row in view.by_term:
        expected += [row.name, *_day_counts(row.days)] if row.id in begun else []
    assert numbers(_section(lines, "Attendance")) == numbers(expected)


def _so_far(so_far: Any) -> Iterator[str]:
    if so_far.attendance_rate:
        yield f"{digits(so_far.days_absent)} {so_far.instructional_days} {digits(so_far.attendance_rate)}"
        yield str(so_far.partial_days or "")


def _day_counts(days: DayCounts) -> Iterator[str]:
    absent = days.absent
    yield digits(absent.total)
    yield from (digits(share) for share in (absent.unexcused, absent.excused, absent.unknown) if share != "0")
    yield from _tallies(days.tardy, days.early_release)


def _tallies(*tallies: Tally) -> Iterator[str]:
    for tally in tallies:
        yield str(tally.total)
        yield from (str(n) for n in (tally.unexcused, tally.excused, tally.unknown, tally.exempt) if n)


def test_the_attendance_detail_has_the_numbers_of_the_attendance_page(district: Session, child: m.Student) -> None:
    view = attendance_of(district, child, as_of=TODAY)
    expected = list(_so_far(view.so_far))
    for term in view.by_term:
        expected += [term.name, *_day_counts(term.days)]
    days = {one.on: one for month in view.months for one in month.days}
    for missed in view.by_day:
        expected.append(day(missed.on, "long"))
        expected += _all_day(days[missed.on])
        for one in () if list(_all_day(days[missed.on])) else days[missed.on].periods:
            minutes = "" if one.minutes is None else str(one.minutes)
            expected += [one.period, one.name, one.class_code, one.class_title, minutes, one.comment]
    for row in view.by_course:
        counts = row.class_periods
        expected += [row.label, row.detail, *_tallies(counts.absences, counts.tardies, counts.early_releases)]
    assert numbers(read(district, child, ReportKind.ATTENDANCE)) == numbers(expected)


def _all_day(one: DayView) -> Iterator[str]:
    """Yield the line of a day whose periods were all missed alike."""
    alike = {(entry.name, entry.status, entry.excuse, entry.minutes, entry.comment) for entry in one.periods}
    if one.has_missed_every_period and len(alike) == 1:
        [(name, _status, _excuse, minutes, comment)] = alike
        yield f"{len(one.periods)} {name} {'' if minutes is None else minutes} {comment}"


def test_the_progress_report_has_the_numbers_of_each_classs_page(district: Session, child: m.Student) -> None:
    expected: list[str] = []
    for one in grades_of(district, child, as_of=TODAY).classes:
        expected += _opened(class_detail(district, child, one.section_id, as_of=TODAY, with_goals=True))
    assert numbers(read(district, child, ReportKind.PROGRESS)) == numbers(expected)


def _opened(one: ClassDetail) -> Iterator[str]:
    yield from (one.code, one.title, day(one.left_on))
    yield from (one.grade.task, one.grade.term, one.grade.letter_grade, digits(one.grade.percent))
    for part in one.parts:
        yield from (part.task, part.term, digits(part.weight), digits(part.percent), digits(part.share))
    for category in one.categories:
        yield from (category.name, digits(category.weight), category.note)
        yield str(category.drop_lowest or "")
        for assignment in category.assignments:
            yield from (assignment.name, digits(assignment.multiplier), day(assignment.due_on, "day"))
            yield from (
                digits(assignment.points) or assignment.letter_grade,
                digits(assignment.possible),
                digits(assignment.percent),
            )
            yield from (assignment.why, assignment.comment)
        if category.percent:
            points = [] if category.by_percent else [digits(category.earned), digits(category.possible)]
            yield from (*points, digits(category.percent), digits(category.share))
    yield digits(one.so_far_percent)
    for step in one.steps:
        yield from (_written(step.params[name]) if name else text for text, name in _PIECES.findall(step.text))
    if one.goals.goals:
        yield str(len(one.goals.ungraded))
    for goal in one.goals.goals:
        yield from _needed(goal)


def _needed(goal: GoalView) -> Iterator[str]:
    """Yield a goal's letter grade, and the percent that it takes, or the 0 that is enough, or the best grade."""
    best = (goal.gives_letter_grade, digits(goal.gives_percent))
    takes = {"possible": (digits(goal.short),), "reached": ("0",), "not_reachable": best}
    yield from (goal.letter_grade, *takes[goal.result])


def _written(value: Any) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        return digits(value["percent"])
    return " ".join(map(_written, value)) if isinstance(value, Iterable) else digits(value)
