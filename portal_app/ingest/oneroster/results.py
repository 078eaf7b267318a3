"""lineItems.csv, results.csv and portalPostedGrades.csv: assignments, scores and posted grades.

`scoreStatus` is read before the score: an assignment that is exempt or was not turned in may have the score 0.0, which
does not count as a zero.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from portal_app.ingest import records as r
from portal_app.ingest.names import after_school
from portal_app.ingest.oneroster.classes import class_of, term_of
from portal_app.ingest.oneroster.gradebook import category_of
from portal_app.ingest.oneroster.reading import Reading, UniqueIds
from portal_app.ingest.oneroster.row import Row, Unreadable


@dataclass(frozen=True, slots=True)
class _Status:
    """The meaning of a scoreStatus: whether the score counts, and which flags are set (None: not given)."""

    scored: bool
    exempt: bool = False
    turned_in: bool | None = None
    late: bool = False
    incomplete: bool = False
    missing: bool = False


_STATUSES = {
    "fully graded": _Status(scored=True),
    "partially graded": _Status(scored=False, turned_in=True),
    "submitted": _Status(scored=False, turned_in=True),
    "not submitted": _Status(scored=False),
    "exempt": _Status(scored=False, exempt=True),
    "late": _Status(scored=True, late=True),
    "incomplete": _Status(scored=True, incomplete=True),
    "missing": _Status(scored=True, missing=True),
    "in progress": _Status(scored=False),
    "withdrawn": _Status(scored=False, exempt=True),
}


def read_line_items(reading: Reading) -> Iterator[r.Record]:
    """Yield the assignments, and before the first of each category the category of the class."""
    details = reading.details("portalAssignments", "lineItemSourcedId")
    unique = UniqueIds()

    def each(row: Row) -> Iterable[r.Record]:
        name = unique.claim(row)
        if row.is_deleted:
            yield r.Deletion(source_location=row.location, record_type=r.Assignment, source_id=name)
        else:
            yield from _assignment(reading, row, name, details.pop(name, None))

    yield from reading.records("lineItems", each)
    reading.unused("portalAssignments", "lineItemSourcedId", details)


def _assignment(reading: Reading, row: Row, name: str, more: Row | None) -> Iterator[r.Record]:
    info = class_of(reading, row)
    if info is None:
        reading.unparsable.add(name)
        return
    section, due_on = row.need("classSourcedId"), row.day("dueDate")
    points = row.number("resultValueMax")
    if points is not None and points < 0:
        raise Unreadable("resultValueMax", "is negative")
    term = _grading_term(reading, row, section, info.school, due_on)
    category = yield from category_of(reading, section, row.text("categorySourcedId") or "", row.location)
    yield r.Assignment(
        source_location=row.location,
        source_id=name,
        section=section,
        category=category,
        term=term,
        name=row.need("title"),
        description=row.text("description") or "",
        assigned_on=row.day("assignDate"),
        due_on=due_on,
        points_possible=Decimal(100) if points is None else points,
        multiplier=more.number("multiplier") if more else None,
    )


def _grading_term(reading: Reading, row: Row, section: str, school: str, day: date | None) -> str:
    """Return the grading period of an assignment: the named one or one within it, otherwise that of its due date."""
    column = "academicSessionSourcedId" if row.text("academicSessionSourcedId") else "gradingPeriodSourcedId"
    index = reading.index
    if (named := row.text(column)) and named not in index.years:
        return index.grading_term(term_of(reading, row, column, school), day)
    if (term := index.term_around(section, day)) is None:
        raise Unreadable(column, "names no term, and the class runs in none")
    return term


def read_results(reading: Reading) -> Iterator[r.Record]:
    """Yield the scores. `portalScores.csv` adds to the results of the same source."""
    details = reading.details("portalScores", "resultSourcedId")
    sheet, cells = reading.sheet("results"), _CellCache()
    for row in sheet or ():
        try:
            name = row.need("sourcedId")
            if row.is_deleted:
                yield r.Deletion(source_location=row.location, record_type=r.Score, source_id=name)
            else:
                yield _score(row, cells, name, details.pop(name, None) if details else None)
        except Unreadable as error:
            assert sheet
            sheet.report(row, error)
    reading.unused("portalScores", "resultSourcedId", details)


_STATUS_FLAGS = ("late", "incomplete", "missing")
_COLUMNS = (
    *("scoreStatus", *_STATUS_FLAGS, "score", "lineItemSourcedId", "studentSourcedId", "scoreDate"),
    *("textScore", "comment"),
)


class _CellCache:
    """Parses the cells of results. There are millions of them with few different values, so each is parsed once."""

    def __init__(self) -> None:
        self._statuses: dict[tuple[str | None, ...], _Status] = {}
        self._points: dict[str | None, Decimal | None] = {None: None, "": None}
        self._moments: dict[str | None, datetime | None] = {None: None, "": None}

    def status(self, row: Row, key: tuple[str | None, ...]) -> _Status:
        """Return what the row's scoreStatus and flags mean; a flag overrides the status. `key` holds these cells."""
        if key not in self._statuses:
            row.need("scoreStatus")
            status = row.word("scoreStatus", _STATUSES)
            assert status
            flags = {name: flag for name in _STATUS_FLAGS if (flag := row.flag(name)) is not None}
            self._statuses[key] = replace(status, **flags)
        return self._statuses[key]

    def points(self, row: Row, text: str | None) -> Decimal | None:
        """Return the row's score."""
        if text not in self._points:
            self._points[text] = row.number("score")
        return self._points[text]

    def posted_at(self, row: Row, text: str | None) -> datetime | None:
        """Return the afternoon of the row's scoreDate."""
        if text not in self._moments:
            self._moments[text] = after_school(row.need_day("scoreDate"))
        return self._moments[text]


def _score(row: Row, cells: _CellCache, name: str, more: Row | None) -> r.Score:
    *status_cells, score, assignment, student, scored_on, letter_grade, comment = row.texts(_COLUMNS)
    status, points = cells.status(row, tuple(status_cells)), cells.points(row, score)
    record = r.Score(
        source_location=row.location,
        source_id=name,
        assignment=assignment or row.need("lineItemSourcedId"),
        student=student or row.need("studentSourcedId"),
        points=points if status.scored else None,
        letter_grade=letter_grade,
        is_exempt=status.exempt,
        is_turned_in=status.turned_in,
        is_late=status.late,
        is_incomplete=status.incomplete,
        is_missing=status.missing,
        is_cheated=None,
        is_dropped=None,
        comment=comment,
        posted_at=cells.posted_at(row, scored_on),
    )
    return replace(record, **_details(more)) if more else record  # type: ignore[arg-type]


_FLAGS = {
    "is_missing": "missing",
    "is_late": "late",
    "is_incomplete": "incomplete",
    "is_turned_in": "turnedIn",
    "is_cheated": "cheated",
    "is_exempt": "exempt",
    "is_dropped": "dropped",
}


def _details(row: Row) -> dict[str, object]:
    """Return the fields that a row of portalScores.csv gives: an empty flag is false, another empty cell gives none."""
    flags: dict[str, object] = {
        field: row.flag(column) or False for field, column in _FLAGS.items() if row.text(column) is not None
    }
    others = {
        "points": row.number("score"),
        "letter_grade": row.text("mark") or None,
        "posted_at": row.moment("postedAt"),
    }
    return flags | {field: value for field, value in others.items() if value is not None}


def read_posted_grades(reading: Reading) -> Iterator[r.Record]:
    """Yield the final grades."""
    yield from reading.named("portalPostedGrades", lambda row: _grade(reading, row), r.PostedGrade)


def _grade(reading: Reading, row: Row) -> Iterator[r.Record]:
    info = class_of(reading, row)
    if info is None:
        return
    yield r.PostedGrade(
        source_location=row.location,
        source_id=row.need("sourcedId"),
        student=row.need("studentSourcedId"),
        section=row.need("classSourcedId"),
        task=row.need("gradingTaskSourcedId"),
        term=term_of(reading, row, "termSourcedId", info.school),
        letter_grade=row.text("mark") or "",
        percent=row.number("percent"),
        comment=row.text("comment") or "",
        posted_at=row.moment("postedAt"),
    )
