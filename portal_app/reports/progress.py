"""The class progress report: every class with its grade so far, all its scores, and how the grade is calculated."""

from collections.abc import Iterator, Sequence

from portal_app.domain.gradebook import (
    AssignmentRow,
    CategoryView,
    ClassDetail,
    GoalsView,
    GoalView,
    GradeState,
    PartView,
)
from portal_app.infrastructure.translation import gettext_noop
from portal_app.reports.layout import Layout
from portal_app.reports.table import Cell, Column, Row, Text, small, strong, table
from portal_app.reports.words import Words

FLAGS = {
    "missing": gettext_noop("Missing"),
    "late": gettext_noop("Late"),
    "incomplete": gettext_noop("Incomplete"),
    "turned_in": gettext_noop("Turned in"),
    "cheated": gettext_noop("Academic honesty: counts as 0"),
    "exempt": gettext_noop("Exempt"),
    "dropped": gettext_noop("Dropped"),
}
SOURCES = {"posted": gettext_noop("posted"), "computed": gettext_noop("so far"), "none": gettext_noop("no grade yet")}


def draw_progress(layout: Layout, t: Words, classes: Sequence[ClassDetail]) -> None:
    """Draw every class."""
    for one in classes:
        _draw_class(layout, t, one)
    if not classes:
        layout.paragraph(t("No classes yet. Grades appear here when the school has posted them."))


def _draw_class(layout: Layout, t: Words, one: ClassDetail) -> None:
    layout.headline(f"{one.code} {one.title}", need=130)
    about = [one.school, "; ".join(teacher.name for teacher in one.teachers)]
    layout.paragraph(" · ".join(part for part in about if part), size=8, after=3)
    if one.left_on:
        layout.paragraph(t("Left this class on {date}.", date=t.date(one.left_on)), size=8, after=3)
    layout.paragraph(_grade(t, one), style="B", after=4)
    if one.problem:
        layout.paragraph(t(one.problem))
    if one.parts:
        _draw_parts(layout, t, one.parts)
    assignments = [row for category in one.categories for row in _category(t, category)]
    if assignments:
        table(layout, _columns(t), assignments)
    elif not one.parts:
        layout.paragraph(t("No assignments in this term."))
    if assignments or one.parts:
        _draw_steps(layout, t, one)
        _draw_goals(layout, t, one.goals)


def _grade(t: Words, one: ClassDetail) -> str:
    task = t("{task}, {term}", task=one.grade.task, term=one.grade.term) if one.grade.task else one.grade.term
    grade = ", ".join(part for part in (one.grade.letter_grade, t.percent(one.grade.percent)) if part)
    if one.grade.state is GradeState.POSTED:
        return t("{task}: {grade}, posted by the school", task=task, grade=grade)
    if one.grade.state is GradeState.IN_PROGRESS:
        return t("{task}: {grade} so far, not final", task=task, grade=grade)
    return t("{task}: no grade yet", task=task) if task else t("No grade yet")


def _columns(t: Words) -> list[Column]:
    return [
        Column(t("Assignment"), 3),
        Column(t("Due"), 1.1),
        Column(t("Score"), 0.9, "right"),
        Column(t("Of"), 0.7, "right"),
        Column(t("Percent"), 0.9, "right"),
        Column(t("Remarks"), 2.2),
    ]


def _category(t: Words, category: CategoryView) -> Iterator[Row]:
    weight = t("weight {weight}", weight=t.number(category.weight)) if category.weight else ""
    yield Row([[strong(" · ".join(part for part in (category.name, weight) if part)), *_note(t, category)]], "group")
    for assignment in category.assignments:
        yield Row(
            [_name(t, assignment), t.date(assignment.due_on, "day"), *_numbers(t, assignment), _remarks(t, assignment)]
        )
    if category.percent:
        yield _subtotal(t, category)


def _note(t: Words, category: CategoryView) -> list[Text]:
    lowest = t("The lowest {n} is left out", "The lowest {n} are left out", n=category.drop_lowest)
    notes = [t(category.note) if category.note else "", lowest if category.drop_lowest else ""]
    return [small(note) for note in notes if note]


def _subtotal(t: Words, category: CategoryView) -> Row:
    share = t("{share} of the grade", share=t.percent(category.share)) if category.share else ""
    # the mean of percents has no points that could be added up
    points = ["", ""] if category.by_percent else [t.number(category.earned), t.number(category.possible)]
    numbers = [Text(number, "B") if number else "" for number in (*points, t.percent(category.percent))]
    return Row([Text(t("Subtotal"), "B"), "", *numbers, small(share) if share else ""], "total")


def _name(t: Words, assignment: AssignmentRow) -> Cell:
    times = [small(t("counts {times} times", times=t.number(assignment.multiplier)))] if assignment.multiplier else []
    return [Text(assignment.name), *times]


def _numbers(t: Words, assignment: AssignmentRow) -> list[Cell]:
    return [
        t.number(assignment.points) or assignment.letter_grade or "–",
        t.number(assignment.possible),
        t.percent(assignment.percent) or "–",
    ]


def _remarks(t: Words, assignment: AssignmentRow) -> Cell:
    flags = ", ".join(t(_flag(flag, assignment)) for flag in assignment.flags)
    why = t(assignment.why) if assignment.why else ""
    return [*([Text(flags, "B", 8)] if flags else []), *(small(text) for text in (why, assignment.comment) if text)]


def _flag(flag: str, assignment: AssignmentRow) -> str:
    """Return a flag's words: what is left out does not count as 0."""
    return FLAGS[flag] if flag != "cheated" or assignment.is_counted else gettext_noop("Academic honesty")


def _draw_parts(layout: Layout, t: Words, made_of: Sequence[PartView]) -> None:
    columns = [
        Column(t("Made of"), 3),
        Column(t("Weight"), 1, "right"),
        Column(t("Percent"), 1, "right"),
        Column(t("Share of the grade"), 1.3, "right"),
    ]
    table(layout, columns, [_part(t, part) for part in made_of])


def _part(t: Words, part: PartView) -> Row:
    name = t("{task}, {term}", task=part.task, term=part.term) if part.term else part.task
    source = small(t(SOURCES[part.source]))
    return Row(
        [[Text(name), source], t.number(part.weight), t.percent(part.percent) or "–", t.percent(part.share) or "–"]
    )


def _draw_steps(layout: Layout, t: Words, one: ClassDetail) -> None:
    if not one.steps:
        return
    layout.need(40)
    layout.paragraph(t("How this grade is calculated"), style="B", size=8, after=2, kind="H3")
    if one.so_far_percent:
        layout.paragraph(
            t("The scores so far give {percent}; the posted grade counts.", percent=t.percent(one.so_far_percent)),
            size=8,
            after=2,
        )
    for step in one.steps:
        layout.paragraph(t.step(step), size=8, after=1)
    layout.y += 14


def _draw_goals(layout: Layout, t: Words, goals: GoalsView) -> None:
    """Draw what it takes to reach each letter grade, where something can still change the grade."""
    if not goals.goals:
        return
    layout.need(40)
    layout.paragraph(t("What it takes to reach a grade"), style="B", size=8, after=2, kind="H3")
    on_each = t(
        "Needed on the {n} assignment without a score:",
        "Needed on each of the {n} assignments without a score:",
        n=len(goals.ungraded),
    )
    layout.paragraph(on_each, size=8, after=2)
    for goal in goals.goals:
        layout.paragraph(f"{goal.letter_grade}: {_goal(t, goal)}", size=8, after=1)
    layout.y += 14


def _goal(t: Words, goal: GoalView) -> str:
    if goal.result == "reached":
        return t("reached, even with 0 on the rest")
    if goal.result == "possible":
        return t("at least {percent}", percent=t.percent(goal.short))
    best = ", ".join(part for part in (goal.gives_letter_grade, t.percent(goal.gives_percent)) if part)
    return t("not reachable; at most {grade}", grade=best)
