"""How classes are graded: scales, grading tasks, composites, categories.

OneRoster knows categories and (from 1.2 on) scales and weights, but no grading tasks: without `portalGradingTasks.csv`
a course has one task, the grade of the term, on the course's own scale or else on A 90, B 80, C 70, D 60, F.
"""

import re
from collections.abc import Generator, Iterator
from decimal import Decimal

from portal_app.ingest import records as r
from portal_app.ingest.errors import SourceLocation
from portal_app.ingest.names import is_progress_name, source_id
from portal_app.ingest.oneroster.classes import class_of
from portal_app.ingest.oneroster.reading import Reading, UniqueIds
from portal_app.ingest.oneroster.row import Row, Unreadable
from portal_app.ingest.oneroster.titles import CategoryTitle
from portal_app.models import ScaleKind

LETTERS = "oneroster letters"
_LETTER_BOUNDS = (("A", 90, True), ("B", 80, True), ("C", 70, True), ("D", 60, True), ("F", 0, False))
_TASK, _ALL_ASSIGNMENTS = "Grade", "All work"
_KINDS = {"percent": ScaleKind.PERCENT, "marks": ScaleKind.LETTERS}
_PAIR = re.compile(r"([^{}:,]+):([^{}:,]*)")


def read_scales(reading: Reading) -> Iterator[r.Record]:
    """Yield scales, grading tasks and composites."""
    yield from reading.named("scoreScales", lambda row: _score_scale(reading, row), r.GradingScale)
    yield from reading.named("portalScales", _scale, r.GradingScale)
    yield from reading.keyed("portalScaleBands", _scale_entry)
    yield from reading.named("portalGradingTasks", lambda row: _task(reading, row), r.GradingTask)
    yield from reading.keyed("portalComposites", lambda row: _composite(reading, row))


def _score_scale(reading: Reading, row: Row) -> Iterator[r.Record]:
    """Yield a scale of OneRoster 1.2: pairs of a letter grade and its meaning, `{A:90-100},{B:80-89}` or `{S:good}`."""
    name, pairs = row.need("sourcedId"), _PAIR.findall(row.need("scoreScaleValue"))
    if not pairs:
        raise Unreadable("scoreScaleValue", "holds no pairs such as {A:90-100}")
    course = row.text("courseSourcedId") or ""
    if not course and (info := reading.index.classes.get(row.text("classSourcedId") or "")):
        course = info.course
    if course:
        reading.scales[course] = name
    bounds = [_bound(meaning) for _, meaning in pairs]
    numeric = all(bound is not None for bound in bounds)
    kind = ScaleKind.PERCENT if numeric else ScaleKind.LETTERS
    yield r.GradingScale(source_location=row.location, source_id=name, name=row.need("title"), kind=kind)
    in_order = list(zip(bounds, pairs, strict=True))
    if numeric:
        in_order.sort(key=lambda pair: -(pair[0] or 0))
    for sequence, (bound, (letter_grade, meaning)) in enumerate(in_order):
        yield r.GradingScaleEntry(
            source_location=row.location,
            scale=name,
            sequence=sequence,
            letter_grade=letter_grade.strip(" '\""),
            lower_bound=bound if numeric else None,
            is_passing=letter_grade.strip(" '\"").upper() not in ("F", "U"),
            description="" if numeric else meaning.strip(" '\""),
        )
    yield r.CompleteSet(source_location=row.location, record_type=r.GradingScaleEntry, source_id=name)


def _bound(meaning: str) -> Decimal | None:
    """Return the lower bound that a meaning such as 90-100 or 90 gives, None if it is not a number."""
    found = re.match(r"\s*'?\"?(\d{1,9}(?:\.\d+)?)(?:\s*-\s*(\d{1,9}(?:\.\d+)?))?\s*'?\"?\s*$", meaning)
    return min(Decimal(number) for number in found.groups() if number) if found else None


def _scale(row: Row) -> Iterator[r.Record]:
    row.need("kind")
    yield r.GradingScale(
        source_location=row.location,
        source_id=row.need("sourcedId"),
        name=row.need("name"),
        kind=row.word("kind", _KINDS) or ScaleKind.PERCENT,
        decimals=row.whole("decimals") or 0,
    )


def _scale_entry(row: Row) -> Iterator[r.Record]:
    row.need("sequence")
    yield r.GradingScaleEntry(
        source_location=row.location,
        scale=row.need("scaleSourcedId"),
        sequence=row.whole("sequence") or 0,
        letter_grade=row.need("mark"),
        lower_bound=row.number("lowerBound"),
        is_passing=row.flag("passing") is not False,
        description=row.text("description") or "",
    )


def _task(reading: Reading, row: Row) -> Iterator[r.Record]:
    name, course, title = row.need("sourcedId"), row.need("courseSourcedId"), row.need("name")
    row.need("sequence")
    tasks = reading.index.tasks.setdefault(course, [])
    if name not in tasks:
        tasks.append(name)
    reading.index.course_of_task[name] = course
    yield r.GradingTask(
        source_location=row.location,
        source_id=name,
        course=course,
        scale=row.need("scaleSourcedId"),
        name=title,
        sequence=row.whole("sequence") or 0,
        is_standard=row.flag("standard") or False,
        is_progress=is_progress_name(title) if (stated := row.flag("progress")) is None else stated,
    )


def _composite(reading: Reading, row: Row) -> Iterator[r.Record]:
    task, part = row.need("gradingTaskSourcedId"), row.need("partTaskSourcedId")
    course = reading.index.course_of_task.get(task)
    school, _ = reading.index.courses.get(course or "", ("", ""))
    row.need("weight")
    yield r.CompositePart(
        source_location=row.location,
        task=task,
        term=reading.index.term_id(row.need("termSourcedId"), school),
        part_task=part,
        part_term=reading.index.term_id(row.need("partTermSourcedId"), school),
        weight=row.number("weight") or Decimal(0),
    )


def read_categories(reading: Reading) -> Iterator[r.Record]:
    """Read the titles of categories, and yield those that the portal's own file gives to classes."""
    unique = UniqueIds()

    def remember(row: Row) -> None:
        name = unique.claim(row)
        weight = r.UNSET if row.text("weight") is None else row.number("weight")
        if row.is_deleted:
            reading.warnings.count("categories marked as deleted, which the portal keeps")
        else:
            reading.titles[name] = CategoryTitle(row.need("title"), weight)

    reading.each("categories", remember)
    yield from reading.keyed("portalCategories", lambda row: _category(reading, row))


def _category(reading: Reading, row: Row) -> Iterator[r.Record]:
    info, category = class_of(reading, row), row.need("categorySourcedId")
    if info is None or row.is_deleted:
        return
    section = row.need("classSourcedId")
    name, title = source_id(section, category), reading.titles.get(category)
    task = row.text("gradingTaskSourcedId") or (yield from task_of(reading, info.course, row.location))
    reading.index.categories[name] = task
    reading.yielded_categories.add(name)
    weight: Decimal | r.Unset | None = r.UNSET if row.text("weight") is None else row.number("weight")
    yield r.Category(
        source_location=row.location,
        source_id=name,
        section=section,
        task=task,
        name=title.title if title else None,
        sequence=row.whole("sequence"),
        weight=weight,
        drop_lowest=row.whole("dropLowest"),
        use_percent=row.flag("usePercent"),
    )


def category_of(
    reading: Reading, section: str, category: str, location: SourceLocation
) -> Generator[r.Record, None, str]:
    """Yield the records of a class's category that a line item names, the first time it does; return its source id."""
    name = source_id(section, category or _ALL_ASSIGNMENTS)
    if name in reading.yielded_categories:
        return name
    reading.yielded_categories.add(name)
    title = reading.titles.get(category)
    task = reading.index.categories.get(name)
    if title or task is None:
        task = task or (yield from task_of(reading, reading.index.classes[section].course, location))
        if category and not title and name not in reading.index.categories:
            raise Unreadable("categorySourcedId", f"names an unknown category: {category[:200]}")
        reading.index.categories[name] = task
        yield r.Category(
            source_location=location,
            source_id=name,
            section=section,
            task=task,
            name=title.title if title else _ALL_ASSIGNMENTS,
            sequence=None,
            weight=title.weight if title else r.UNSET,
        )
    return name


def task_of(reading: Reading, course: str, location: SourceLocation) -> Generator[r.Record, None, str]:
    """Yield the records of a course's grading task if it has none so far; return the source id of its first."""
    if tasks := reading.index.tasks.get(course):
        return tasks[0]
    scale = reading.scales.get(course, LETTERS)
    if scale == LETTERS and not reading.has_letters:
        reading.has_letters = True
        yield from _letters(location)
    name = source_id(course, _TASK)
    reading.index.tasks[course] = [name]
    reading.index.course_of_task[name] = course
    yield r.GradingTask(source_location=location, source_id=name, course=course, scale=scale, name=_TASK, sequence=1)
    return name


def _letters(location: SourceLocation) -> Iterator[r.Record]:
    yield r.GradingScale(source_location=location, source_id=LETTERS, name="A to F", kind=ScaleKind.PERCENT, decimals=0)
    for sequence, (letter_grade, bound, passes) in enumerate(_LETTER_BOUNDS, 1):
        yield r.GradingScaleEntry(
            source_location=location,
            scale=LETTERS,
            sequence=sequence,
            letter_grade=letter_grade,
            lower_bound=Decimal(bound),
            is_passing=passes,
        )
