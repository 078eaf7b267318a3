"""The report card: attendance, posted grades by class, task and term, comments, the legend, next year's classes."""

from collections.abc import Iterator, Sequence

from portal_app.domain.reports import Card, CardCell, CardClass, CardSchool, NextYear
from portal_app.domain.reports.card import LegendEntry
from portal_app.reports.attendance import draw_days_by_term, draw_so_far
from portal_app.reports.layout import Layout
from portal_app.reports.schedule import parts
from portal_app.reports.table import Cell, Column, Row, small, strong, table
from portal_app.reports.words import Words

MAX_TERMS = 6


def draw_card(layout: Layout, t: Words, card: Card) -> None:
    """Draw a report card. The attendance comes first: after a long table it could be alone on the last page."""
    if card.attendance:
        layout.headline(t("Attendance"), need=80)
        draw_so_far(layout, t, card.so_far)
        draw_days_by_term(layout, t, card.attendance)
    for school in card.schools:
        layout.headline(school.school if len(card.schools) > 1 else t("Posted grades"), need=110)
        _draw_school(layout, t, school)
    if not card.schools:
        layout.paragraph(t("No classes yet. Grades appear here when the school has posted them."))
    if card.legend:
        _draw_legend(layout, t, card)
    for year in card.next_years:
        _draw_next_year(layout, t, year)


def _draw_school(layout: Layout, t: Words, school: CardSchool) -> None:
    runs = parts(range(len(school.terms)), MAX_TERMS)
    has_averages = _has_averages(school)
    for run in runs:
        is_last = run is runs[-1]
        columns = [
            Column(t("Grading task"), 2.1),
            *(Column(school.terms[index].name, 1, "center") for index in run),
            *([Column(t("Average"), 0.9, "center")] if is_last and has_averages else []),
        ]
        rows = [row for one in school.classes for row in _class(t, one, run, is_last, is_last and has_averages)]
        table(layout, columns, rows)
    if not runs:
        table(layout, [Column(t("Class"), 1)], [Row([_class_name(one)], "group") for one in school.classes])


def _has_averages(school: CardSchool) -> bool:
    return any(row.average for one in school.classes for row in one.rows)


def _class(t: Words, one: CardClass, run: Sequence[int], is_last: bool, has_average: bool) -> Iterator[Row]:
    """Yield a class's rows; its comments appear once, below the last terms."""
    yield Row([_class_name(one, "" if one.rows else t("No grade is posted yet."))], "group")
    for row in one.rows:
        average = [t.percent(row.average)] if has_average else []
        yield Row([row.task, *(_grade(t, row.cells[index]) for index in run), *average])
    for comment in one.comments if is_last else ():
        line = t("{term}, {task}: {comment}", term=comment.term, task=comment.task, comment=comment.text)
        yield Row([small(line)], "note")


def _class_name(one: CardClass, remark: str = "") -> Cell:
    details = " · ".join(part for part in ("; ".join(one.teachers), remark) if part)
    return [strong(f"{one.code} {one.title}"), *([small(details)] if details else [])]


def _grade(t: Words, cell: CardCell) -> Cell:
    if cell.letter_grade and cell.percent:
        return t("{letter_grade}, {percent}", letter_grade=cell.letter_grade, percent=t.percent(cell.percent))
    return cell.letter_grade or t.percent(cell.percent) or "–"


def _draw_legend(layout: Layout, t: Words, card: Card) -> None:
    layout.headline(t("Legend"), need=50)
    only_posted = t("This report shows only posted grades; “–” means that none is posted.")
    layout.paragraph(only_posted, size=8, after=3)
    if not any(one.comments for school in card.schools for one in school.classes):
        layout.paragraph(t("No teacher has written a comment on these grades."), size=8, after=3)
    if any(map(_has_averages, card.schools)):
        average = t("An average is the mean of the posted percents beside it. Progress grades are not averaged.")
        layout.paragraph(average, size=8, after=3)
    for legend in card.legend:
        letter_grades = " · ".join(_letter_grade(t, one) for one in legend.entries)
        layout.paragraph(t("{scale}: {letter_grades}", scale=legend.name, letter_grades=letter_grades), size=8, after=3)
    layout.y += 8


def _letter_grade(t: Words, one: LegendEntry) -> str:
    bound = (
        t("{letter_grade} from {percent}", letter_grade=one.letter_grade, percent=t.percent(one.lower_bound))
        if one.lower_bound
        else one.letter_grade
    )
    return t("{letter_grade} = {meaning}", letter_grade=bound, meaning=one.description) if one.description else bound


def _draw_next_year(layout: Layout, t: Words, year: NextYear) -> None:
    layout.headline(t("Next school year: {year}", year=year.year), need=40)
    layout.paragraph(
        t(
            "{school}, from {date}.",
            school=t.school_and_grade(year.school, year.grade_level),
            date=t.date(year.starts_on),
        )
    )
    for name in year.classes:
        layout.paragraph(name, after=1)
