"""StudentGrade: posted grades by grading period, and a course's final grade from the transcript.

Ed-Fi keeps no date of posting: a grade counts as posted at the end of its term. It has no scale either; the letters of
this one are those that the sample's own transcripts give (A from 90, B 80, C 70, D 60, F), and D passes there.
"""

from collections.abc import Iterator
from decimal import Decimal, InvalidOperation

from portal_app.ingest import records as r
from portal_app.ingest.archive import Archive, Entry
from portal_app.ingest.edfi.document import Item, items
from portal_app.ingest.edfi.index import SectionName, SourceIndex, Span, section_name
from portal_app.ingest.edfi.names import ORDINALS, referred_student
from portal_app.ingest.errors import ImportRefused, SourceLocation
from portal_app.ingest.names import after_school, source_id
from portal_app.models import ScaleKind

SCALE = "edfi letters"
_LETTER_BOUNDS = (("A", 90, True), ("B", 80, True), ("C", 70, True), ("D", 60, True), ("F", 0, False))
_TASKS = ("Grading Period", "Progress Report", "Mid-Term Grade", "Exam", "Conduct", "Other", "Semester", "Final")
_PROGRESS = ("Progress Report", "Mid-Term Grade")
_SEMESTER = "Semester"


def read_grades(archive: Archive, entry: Entry, index: SourceIndex) -> Iterator[r.Record]:
    """Yield a scale, the grading tasks as they first occur, and the posted grades."""
    yield from _scale(SourceLocation(entry.name))
    yield from _Grades(index).read(archive, entry)


class _Grades:
    """Reads one file. Keeps the academic records that transcripts refer to, and the grading tasks already yielded."""

    def __init__(self, index: SourceIndex) -> None:
        self._index = index
        self._records: dict[str, tuple[str, str, str, str]] = {}
        self._tasks: set[str] = set()

    def read(self, archive: Archive, entry: Entry) -> Iterator[r.Record]:
        for item in items(archive, entry):
            match item.kind:
                case "StudentAcademicRecord":
                    self._remember(item)
                case "CourseTranscript":
                    yield from self._transcript(item)
                case "Grade":
                    yield from self._grade(item)

    def _remember(self, item: Item) -> None:
        session = item.only("SessionReference/SessionIdentity")
        self._records[item.attribute("id")] = (
            referred_student(item),
            session.need("StateOrganizationId"),
            session.need("SchoolYear"),
            session.need("Term"),
        )

    def _transcript(self, item: Item) -> Iterator[r.Record]:
        """Yield a final grade, of the section in which the student ended. Courses taken elsewhere have none here."""
        ref = item.only("StudentAcademicRecordReference").attribute("ref")
        if ref not in self._records:
            raise ImportRefused(item.location, f"CourseTranscript names an unknown academic record: {ref}")
        student, school, year, term = self._records[ref]
        code = item.need("CourseReference/CourseIdentity/CourseCode/ID")
        section = self._index.section_at_end(student, school, source_id(school, code), year, term)
        if section is None:
            self._index.warnings.count("transcript grades left out because the student was in no section of the course")
            return
        span = self._index.final_term(section, item)
        yield from self._posted(item, student, section, _SEMESTER, _SEMESTER, span, "Final")

    def _grade(self, item: Item) -> Iterator[r.Record]:
        path = "StudentSectionAssociationReference/StudentSectionAssociationIdentity"
        section = section_name(item, path)
        student = item.need(f"{path}/StudentIdentity/StudentUniqueStateId")
        kind = item.need("GradeType")
        if kind not in _TASKS:
            raise ImportRefused(item.location, f"Grade has a type that Ed-Fi doesn't know: {kind}")
        name, span = kind, None
        if period := item.text("GradingPeriodReference/GradingPeriodIdentity/GradingPeriod"):
            span = self._period(item, section, period)
            name = _task_name(period) if kind == "Grading Period" else kind
        yield from self._posted(item, student, section, kind, name, span or self._index.final_term(section, item), "")

    def _period(self, item: Item, section: SectionName, period: str) -> Span:
        span = self._index.grading_periods.get((section.school, section.year, period))
        if span is None:
            what = f"{period} of school {section.school}"
            raise ImportRefused(item.location, f"Grade names an unknown grading period: {what}")
        return span

    def _posted(
        self, item: Item, student: str, section: SectionName, kind: str, name: str, span: Span, final: str
    ) -> Iterator[r.Record]:
        course = self._index.course_of(section)
        task = source_id(course, name)
        if task not in self._tasks:
            self._tasks.add(task)
            yield r.GradingTask(
                source_location=item.location,
                source_id=task,
                course=course,
                scale=SCALE,
                name=name,
                sequence=_TASKS.index(kind) + 1,
                is_progress=kind in _PROGRESS,
            )
        percent = _percent(item, f"{final}NumericGradeEarned")
        yield r.PostedGrade(
            source_location=item.location,
            source_id=source_id(section.id, student, name, span.id.rsplit("|", 1)[-1]),
            student=student,
            section=section.id,
            task=task,
            term=span.id,
            letter_grade=item.text(f"{final}LetterGradeEarned") or _letter(percent),
            percent=percent,
            posted_at=after_school(span.ends_on),
        )


def _scale(location: SourceLocation) -> Iterator[r.Record]:
    yield r.GradingScale(source_location=location, source_id=SCALE, name="A to F", kind=ScaleKind.PERCENT, decimals=0)
    for sequence, (letter_grade, bound, passes) in enumerate(_LETTER_BOUNDS, 1):
        yield r.GradingScaleEntry(
            source_location=location,
            scale=SCALE,
            sequence=sequence,
            letter_grade=letter_grade,
            lower_bound=Decimal(bound),
            is_passing=passes,
        )


def _task_name(period: str) -> str:
    """Return what the grade of a period is called, the same in each of them: Second Six Weeks -> Six Weeks."""
    first, _, rest = period.partition(" ")
    return rest if rest and first in ORDINALS else "Grading Period"


def _percent(item: Item, path: str) -> Decimal | None:
    """Return a grade in percent (0 and above, at most four decimal places), or None if there is none."""
    text = item.text(path)
    try:
        percent = Decimal(text) if text else None
    except InvalidOperation:
        percent = Decimal("NaN")
    if percent is not None and not (percent.is_finite() and 0 <= percent <= 1000):
        raise ImportRefused(item.location, f"{path} is not a grade: {text}")
    return percent


def _letter(percent: Decimal | None) -> str:
    return (
        "" if percent is None else next(letter_grade for letter_grade, bound, _ in _LETTER_BOUNDS if percent >= bound)
    )
