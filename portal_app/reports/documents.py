"""Makes a report about a student: runs the queries, draws the document, returns its bytes."""

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from sqlmodel import Session

from portal_app.clock import local, now
from portal_app.domain.access import Viewer
from portal_app.domain.attendance import attendance_of
from portal_app.domain.calendar import todo_of
from portal_app.domain.enrollment.placements import placements_on_record
from portal_app.domain.reports import (
    Head,
    ReportKind,
    card_of,
    check_year,
    head_of,
    left_out_of_grades,
    progress_of,
    term_of,
)
from portal_app.domain.reports.offered import TITLES
from portal_app.domain.schedule import schedule_in
from portal_app.domain.schedule.classes import teachers_of
from portal_app.infrastructure.translation import best_language, moment_text
from portal_app.models import Student, Term
from portal_app.reports.attendance import draw_attendance
from portal_app.reports.card import draw_card
from portal_app.reports.layout import Heading, Layout
from portal_app.reports.missing import draw_missing
from portal_app.reports.progress import draw_progress
from portal_app.reports.schedule import draw_schedule
from portal_app.reports.words import Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """A finished PDF and its file name, without a folder."""

    name: str
    body: bytes


@dataclass(frozen=True, slots=True, kw_only=True)
class ReportRequest:
    """What a report is about. `viewer` is None for staff."""

    session: Session
    student: Student
    viewer: Viewer | None
    year_id: int | None
    term: Term | None
    as_of: date


def make_report(
    session: Session,
    student: Student,
    kind: ReportKind,
    *,
    language: str,
    viewer: Viewer | None = None,
    year_id: int | None = None,
    term_id: int | None = None,
    at: datetime | None = None,
) -> Document:
    """Return a report about a student at a moment (now), in a language.

    Of a school year (None: the year on record), and of one term of it, where `term_id` names one.

    Raises:
        NotFound: the report is not offered for such a year or term.
    """
    check_year(kind, year_id)
    moment = local(at or now())
    as_of = moment.date()
    term = None if term_id is None else term_of(session, student, kind, term_id, as_of=as_of, year_id=year_id)
    request = ReportRequest(session=session, student=student, viewer=viewer, year_id=year_id, term=term, as_of=as_of)
    t = Words(best_language(language))
    head = head_of(session, student, as_of=as_of, year_id=year_id)
    layout = Layout(_heading(t, head, t(TITLES[kind]), term, moment))
    _DRAW[kind](layout, t, request)
    of_year = "" if year_id is None else head.year
    return Document(name=_file_name(head.student, t(TITLES[kind]), of_year or as_of.isoformat()), body=layout.finish())


def report_card(
    session: Session, student: Student, *, language: str, year_id: int | None = None, term_id: int | None = None
) -> Document:
    """Return a student's report card, for staff."""
    return make_report(session, student, ReportKind.CARD, language=language, year_id=year_id, term_id=term_id)


def plain_name(name: str) -> str:
    """Return a file name in ASCII: accents removed, other letters and signs replaced."""
    bare = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    return "".join(char if char.isalnum() or char in " -.," else "_" for char in bare)


def _schedule(layout: Layout, t: Words, request: ReportRequest) -> None:
    session, student, as_of = request.session, request.student, request.as_of
    places = placements_on_record(session, student, as_of=as_of, year_id=request.year_id)
    schedule = schedule_in(session, student, places, as_of=as_of)
    draw_schedule(layout, t, schedule, term=request.term.name if request.term else "")


def _missing(layout: Layout, t: Words, request: ReportRequest) -> None:
    assert request.viewer, "the list is a guardian's"
    missing = todo_of(request.session, request.viewer, [request.student], as_of=request.as_of).missing
    teachers = teachers_of(request.session, {item.section_id for item in missing}, as_of=request.as_of)
    left_out = left_out_of_grades(request.session, request.student, as_of=request.as_of) if missing else {}
    draw_missing(layout, t, missing, teachers=teachers, left_out=left_out, name=request.student.first_name)


def _card(layout: Layout, t: Words, request: ReportRequest) -> None:
    until = request.term.ends_on if request.term else None
    card = card_of(request.session, request.student, as_of=request.as_of, year_id=request.year_id, until=until)
    draw_card(layout, t, card)


def _attendance(layout: Layout, t: Words, request: ReportRequest) -> None:
    term_id = request.term.id if request.term else None
    attendance = attendance_of(
        request.session, request.student, as_of=request.as_of, year_id=request.year_id, term_id=term_id
    )
    draw_attendance(layout, t, attendance)


def _progress(layout: Layout, t: Words, request: ReportRequest) -> None:
    term_id = request.term.id if request.term else None
    classes = progress_of(
        request.session, request.student, as_of=request.as_of, year_id=request.year_id, term_id=term_id
    )
    draw_progress(layout, t, classes)


_DRAW: dict[ReportKind, Callable[[Layout, Words, ReportRequest], None]] = {
    ReportKind.SCHEDULE: _schedule,
    ReportKind.MISSING: _missing,
    ReportKind.CARD: _card,
    ReportKind.ATTENDANCE: _attendance,
    ReportKind.PROGRESS: _progress,
}


def _heading(t: Words, head: Head, title: str, term: Term | None, moment: datetime) -> Heading:
    grade = t.grade(head.grade_level)
    number = t("Student number {number}", number=head.number)
    period = [head.year, term.name if term else ""]
    return Heading(
        title=title,
        subtitle=" · ".join(part for part in period if part),
        issuer=_issuer(head),
        district=_district(head),
        subject=(head.student, " · ".join(part for part in (grade, number) if part)),
        made=t("Generated on {moment}", moment=moment_text(t.language, moment)),
        made_at=moment,
        language=t.language,
        page_of=lambda page, pages: t("Page {page} of {pages}", page=page, pages=pages),
    )


def _issuer(head: Head) -> tuple[str, ...]:
    if not head.schools:
        return (head.district,)
    lines = [line for school in head.schools for line in (school.name, school.address, school.phone) if line]
    return tuple(lines)


def _district(head: Head) -> str:
    """Return the district's name, unless the issuer's lines say it already (a district of one school)."""
    return "" if head.district in _issuer(head) else head.district


def _file_name(student: str, title: str, when: str) -> str:
    whole = f"{student} - {title} - {when}.pdf"
    return " ".join("".join(char for char in whole if char.isprintable() and char not in '\\/:*?"<>|').split())
