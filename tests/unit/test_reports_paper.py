"""How the documents look and what they are for a listener: heads, feet, wrapping, page breaks, tags, odd names."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from io import BytesIO
from typing import Any, Literal

import pytest
from pypdf import PdfReader
from sqlmodel import Session, select

from portal_app import models as m
from portal_app.domain.access import Viewer
from portal_app.domain.reports import ReportKind
from portal_app.reports import make_report
from portal_app.reports.fonts import readable
from portal_app.reports.layout import Heading, Layout
from portal_app.reports.table import Column, Row, Text, table
from portal_app.reports.words import Words
from tests.unit.builders import (
    SchoolRows,
    a_following_year,
    a_guardian,
    a_school,
    a_section,
    a_student,
    a_teacher,
    a_viewer,
    enroll,
)
from tests.unit.gradebook_builders import a_book, a_scale
from tests.unit.paper_reading import POPPLER, Tag, misplaced, spoken, structure, words, words_quickly
from tests.unit.record_builders import absent_all_day, an_attendance_entry

LONG_TITLE = "The Comparative History of Mathematical Notation and Its Consequences for Our Arithmetics"


@pytest.fixture
def babb(session: Session) -> SchoolRows:
    """Return a school of two terms and four periods; the clock stands in the first term."""
    return a_school(session)


@pytest.fixture
def viewer(session: Session, babb: SchoolRows) -> Viewer:
    """Return somebody for whom the reports are made."""
    return a_viewer(session, a_guardian(session, of=a_student(session, at=babb)))


def a_layout(**heading: Any) -> Layout:
    values: dict[str, Any] = {
        "title": "A title",
        "subtitle": "2026-27",
        "issuer": ("A school",),
        "subject": ("A student", "Grade 06"),
        "made": "Generated on a day",
        "made_at": datetime(2026, 10, 5, tzinfo=UTC),
        "language": "en",
        "page_of": lambda page, pages: f"Page {page} of {pages}",
    }
    return Layout(Heading(**values | heading))


def made(session: Session, student: m.Student, viewer: Viewer, kind: ReportKind, language: str = "en") -> bytes:
    body = make_report(session, student, kind, language=language, viewer=viewer).body
    assert not misplaced(words(body))
    return body


def text_of(body: bytes) -> str:
    return "\n".join(spoken(body))


def catalog(body: bytes) -> Any:
    return PdfReader(BytesIO(body)).trailer["/Root"]


def kinds(tree: Iterable[Tag]) -> list[str]:
    return [name for kind, kids in tree for name in (kind, *kinds(kids))]


# the frame


def resources(reader: PdfReader) -> Any:
    """Return the resources of a document's first page."""
    return reader.pages[0]["/Resources"]


def font_names(reader: PdfReader) -> set[str]:
    """Return the fonts of a document's first page."""
    return {font.get_object()["/BaseFont"] for font in resources(reader)["/Font"].get_object().values()}


def test_each_page_says_whose_it_is_who_issued_it_when_and_which_of_how_many() -> None:
    layout = a_layout()
    layout.new_page()
    body = layout.finish()
    pages = [page.extract_text() for page in PdfReader(BytesIO(body)).pages]
    for number, page in enumerate(pages, start=1):
        for said in ("A title", "A student", "Grade 06", "A school", "Generated on a day", f"Page {number} of 2"):
            assert said in page


def test_a_listener_hears_the_head_once_and_the_feet_never() -> None:
    layout = a_layout()
    layout.new_page()
    lines = spoken(layout.finish())
    assert lines.count("A student") == 1
    assert not any(line.startswith("Page ") for line in lines)


def test_the_head_names_school_address_grade_number_and_the_moment(
    session: Session, babb: SchoolRows, viewer: Viewer
) -> None:
    babb.school.street, babb.school.city, babb.school.state, babb.school.postal_code = (
        "5500 Reynolds Road",
        "Forest Park",
        "GA",
        "30297",
    )
    daffy = a_student(session, at=babb, first_name="Daffy", number="0393354", grade_level="07")
    body = made(session, daffy, viewer, ReportKind.SCHEDULE)
    page = PdfReader(BytesIO(body)).pages[0].extract_text()
    for said in (
        "Student Schedule",
        "Daffy Clayton",
        "Grade 7 · Student number 0393354",
        "Babb Middle",
        "5500 Reynolds Road, Forest Park, GA 30297",
        "Generated on Oct 5, 2026, 10:00\N{NO-BREAK SPACE}AM",
        "Page 1 of 1",
    ):
        assert said in page


def test_a_document_is_letter_paper_with_title_language_and_embedded_subsets(
    session: Session, babb: SchoolRows, viewer: Viewer
) -> None:
    body = made(session, a_student(session, at=babb), viewer, ReportKind.CARD, language="es")
    reader = PdfReader(BytesIO(body))
    assert reader.metadata
    assert reader.metadata.title == "Boleta de calificaciones: Greg Clayton"
    root = catalog(body)
    assert root["/Lang"] == "es"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert [float(side) for side in reader.pages[0].mediabox] == [0, 0, 612, 792]
    for font in resources(reader)["/Font"].get_object().values():
        descendant = font.get_object()["/DescendantFonts"][0].get_object()
        assert "+FiraSans" in descendant["/BaseFont"]
        assert len(descendant["/FontDescriptor"]["/FontFile2"].get_data()) < 30_000


def test_the_ink_is_black_or_grey(session: Session, babb: SchoolRows, viewer: Viewer) -> None:
    """So that nothing is lost on a black and white printer: no color operator in any page."""
    body = made(session, a_student(session, at=babb), viewer, ReportKind.SCHEDULE)
    for page in PdfReader(BytesIO(body)).pages:
        content = page.get_contents()
        assert content is not None
        assert not {b"rg", b"RG", b"k", b"K", b"cs", b"CS"} & {operator for _, operator in content.operations}


def test_the_head_names_the_district_once(session: Session, babb: SchoolRows, viewer: Viewer) -> None:
    daffy = a_student(session, at=babb, first_name="Daffy", number="0393354")
    for kind in ReportKind:
        assert spoken(made(session, daffy, viewer, kind)).count("Clayton County Schools") == 1
    babb.school.name = "Clayton County Schools"
    assert spoken(made(session, daffy, viewer, ReportKind.CARD)).count("Clayton County Schools") == 1


# structure


def test_tables_are_tagged_as_tables_and_headlines_are_in_the_outline(
    session: Session, babb: SchoolRows, viewer: Viewer
) -> None:
    student = a_student(session, at=babb, takes=[a_section(session, at=babb)])
    body = made(session, student, viewer, ReportKind.SCHEDULE)
    assert catalog(body)["/MarkInfo"]["/Marked"]
    [(document, kids)] = structure(body)
    assert document == "Document"
    assert kids[0][0] == "H1"
    [rows] = [inner for kind, inner in kids if kind == "Table"]
    assert [kind for kind, _ in rows] == ["TR"] * 5
    assert [kind for kind, _ in rows[0][1]] == ["TH"] * 3
    assert [kind for kind, _ in rows[1][1]] == ["TH", "TD", "TD"]
    assert [getattr(entry, "title", "") for entry in PdfReader(BytesIO(body)).outline] == ["Babb Middle, grade 6"]


def test_a_table_that_goes_on_is_one_table_for_a_listener() -> None:
    layout = a_layout()
    table(layout, [Column("Name", 1), Column("Points", 1, "right")], [Row([f"Row {n}", str(n)]) for n in range(1, 90)])
    body = layout.finish()
    assert len(PdfReader(BytesIO(body)).pages) == 3
    assert kinds(structure(body)).count("Table") == 1
    assert spoken(body).count("Points") == 1
    assert [line for line in spoken(body) if line.startswith("Row ")] == [f"Row {n}" for n in range(1, 90)]


# wrapping and breaking


def test_each_page_of_a_table_repeats_its_heads_and_the_groups_name_for_the_eye() -> None:
    layout = a_layout()
    rows = [Row(["Mathematics"], "group"), *(Row([f"Row {n}", str(n)]) for n in range(60))]
    table(layout, [Column("Name", 1), Column("Points", 1)], rows)
    body = layout.finish()
    for page in PdfReader(BytesIO(body)).pages:
        assert "Points" in page.extract_text()
        assert "Mathematics" in page.extract_text()
    assert spoken(body).count("Mathematics") == 1


def test_a_groups_name_is_never_the_last_line_of_a_page() -> None:
    for rows_before in range(20, 40):
        layout = a_layout()
        rows = [Row([f"Row {n}"]) for n in range(rows_before)]
        table(layout, [Column("Name", 1)], [*rows, Row(["A group"], "group"), Row(["Its first"])])
        found = {word.text: word.page for word in words(layout.finish())}
        assert found["group"] == found["first"]


def test_neither_heads_nor_a_groups_name_stand_alone_at_the_foot_wherever_a_table_begins() -> None:
    for lines_before in range(30, 60):
        layout = a_layout()
        for _ in range(lines_before):
            layout.paragraph("Before", after=2)
        table(layout, [Column("Heads", 1)], [Row(["A group"], "group"), Row(["Its first"])])
        found = {word.text: word.page for word in reversed(words(layout.finish()))}  # the first of each
        assert found["Heads"] == found["group"] == found["first"]


@pytest.mark.parametrize("kind", ["total", "note"])
def test_a_total_or_a_note_stays_with_the_row_above(kind: Literal["total", "note"]) -> None:
    for rows_before in range(20, 40):
        layout = a_layout()
        rows = [Row([f"Row {n}"]) for n in range(rows_before)]
        table(layout, [Column("Name", 1)], [*rows, Row(["Last"]), Row(["Below"], kind)])
        found = {word.text: word.page for word in words(layout.finish())}
        assert found["Last"] == found["Below"]


@pytest.mark.parametrize("text", ["W" * 300, "word " * 90, "a-very-long-name-with-hyphens/" * 12, "é" * 200])
def test_text_stays_within_its_column(text: str) -> None:
    layout = a_layout()
    table(layout, [Column("A", 1), Column("B", 2, "right"), Column("C", 1)], [Row(["x", text, "y"])])
    found = words(layout.finish())
    width = (567 - 45) / 4
    inside = [word for word in found if word.top > 130 and word.text not in ("x", "y", "A", "B", "C")]
    inside = [word for word in inside if word.top < 740]
    assert inside
    for word in inside:
        assert 45 + width <= word.left
        assert word.right <= 45 + 3 * width


def test_a_row_longer_than_a_page_is_cut_between_its_lines_and_loses_none() -> None:
    layout = a_layout()
    lines = [Text(f"Line {n}") for n in range(150)]
    table(layout, [Column("A", 1), Column("B", 1)], [Row(["x", lines]), Row(["last", "row"])])
    body = layout.finish()
    assert [line for line in spoken(body) if line.startswith("Line ")] == [line.text for line in lines]
    assert not misplaced(words(body))


# odd input


@pytest.mark.parametrize("kind", ReportKind)
def test_a_student_without_school_classes_or_grades_gets_a_readable_document(
    session: Session, viewer: Viewer, kind: ReportKind
) -> None:
    body = made(session, a_student(session, first_name="Nobody"), viewer, kind)
    assert "Nobody Clayton" in text_of(body)
    assert "Clayton County Schools" in text_of(body)


@pytest.mark.parametrize("kind", ReportKind)
def test_a_school_without_terms_gets_a_readable_document(session: Session, viewer: Viewer, kind: ReportKind) -> None:
    school = a_school(session, name="No Terms Academy", terms=[])
    student = a_student(session, at=school, takes=[a_section(session, at=school, period=None)])
    assert "No Terms Academy" in text_of(made(session, student, viewer, kind))


def test_twelve_terms_are_shown_in_rows_of_four(session: Session, viewer: Viewer) -> None:
    begin = date(2026, 8, 3)
    terms = [(begin + timedelta(days=24 * n), begin + timedelta(days=24 * n + 23)) for n in range(12)]
    school = a_school(session, name="Many Terms", terms=terms)
    student = a_student(session, at=school, takes=[a_section(session, at=school, period="2")])
    lines = spoken(made(session, student, viewer, ReportKind.SCHEDULE))
    assert [line for line in lines if line.startswith("Term ")] == [f"Term {n}" for n in range(1, 13)]
    assert lines.count("Period") == 3
    assert lines.count("MATH-06-1") == 12
    assert lines.count("EMPTY") == 36


def test_twelve_terms_of_grades_fit_a_report_card(session: Session, viewer: Viewer) -> None:
    begin = date(2026, 8, 3)
    terms = [(begin + timedelta(days=24 * n), begin + timedelta(days=24 * n + 23)) for n in range(12)]
    school = a_school(session, name="Many Terms", terms=terms)
    book = a_book(session, at=school, title=LONG_TITLE)
    task = book.task()
    student = a_student(session, at=school, takes=[book.section])
    for number, term in enumerate(school.terms):
        book.post(student, task, term, "B", 80 + number, comment=f"Comment {number}")
    lines = spoken(made(session, student, viewer, ReportKind.CARD))
    assert [line for line in lines if line.startswith("B, ")] == [f"B, {80 + n}%" for n in range(12)]
    assert "86%" in lines  # the average, 85.5, half up
    assert [line for line in lines if "Comment" in line] == [f"Term {n + 1}, 9 Weeks: Comment {n}" for n in range(12)]


@pytest.mark.parametrize("kind", ReportKind)
def test_a_course_name_of_ninety_characters_wraps(session: Session, babb: SchoolRows, viewer: Viewer, kind) -> None:
    assert len(LONG_TITLE) == 89
    teacher = a_teacher(session, last_name="Featherstonehaugh-Vandersteldringham-Oyelaran")
    section = a_section(session, at=babb, course="A" * 40, title=LONG_TITLE, teachers=[teacher] * 1)
    student = a_student(session, at=babb, takes=[section], last_name="Featherstonehaugh-Vandersteldringham-Oyelaran")
    made(session, student, viewer, kind)


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("Zoë Núñez Đorđević", "Zoë Núñez Đorđević"),
        ("Ze\u0301 \u0000x", "Zé x"),
        ("Ελένη", "Ελένη"),
        ("Нина", "Нина"),
        ("Nguyễn", "Nguyễn"),
        ("王小明 好极了", "王小明 好极了"),
        ("さくら 안녕", "さくら 안녕"),
        ("नरेंद्र", "nremdr"),
        ("Zoë 😀", "Zoë"),
        ("😀", "grinning"),
        ("\u202eevil", "evil"),
    ],
)
def test_a_name_of_any_script_is_readable(name: str, seen: str) -> None:
    assert readable(name) == seen


@pytest.mark.parametrize("kind", ReportKind)
@pytest.mark.parametrize("name", ["שרה לוי", "محمد عبد الله", "Ελένη Нина Nguyễn", "王小明 😀", "a" * 100])
def test_a_name_of_any_script_makes_a_document(
    session: Session, babb: SchoolRows, viewer: Viewer, kind: ReportKind, name: str
) -> None:
    section = a_section(session, at=babb, title=name, teachers=[a_teacher(session, first_name="X", last_name=name)])
    made(session, a_student(session, at=babb, takes=[section], first_name=name), viewer, kind)


@pytest.mark.skipif(POPPLER is None, reason="needs pdftotext (poppler-utils)")
def test_chinese_is_set_in_a_font_that_is_opened_only_then(session: Session, babb: SchoolRows, viewer: Viewer) -> None:
    body = made(session, a_student(session, at=babb, first_name="小明", last_name="王"), viewer, ReportKind.SCHEDULE)
    reader = PdfReader(BytesIO(body))
    assert {"小明", "王"} <= {word.text for word in words_quickly(body)}
    assert any("NotoSansCJK" in name for name in font_names(reader))
    assert len(body) < 200_000
    plain = made(session, a_student(session, at=babb, first_name="Нина", number="2"), viewer, ReportKind.SCHEDULE)
    assert not any("NotoSansCJK" in name for name in font_names(PdfReader(BytesIO(plain))))


def test_hebrew_is_set_from_right_to_left_in_a_face_that_has_it(
    session: Session, babb: SchoolRows, viewer: Viewer
) -> None:
    body = made(session, a_student(session, at=babb, first_name="שרה", last_name=""), viewer, ReportKind.SCHEDULE)
    reader = PdfReader(BytesIO(body))
    assert any("VarelaRound" in font for font in font_names(reader))
    [drawn] = [line for line in spoken(body) if "ש" in line]  # in the order of the paper, from the left
    assert drawn == "הרש"


def test_arabic_letters_are_joined(session: Session, babb: SchoolRows, viewer: Viewer) -> None:
    """Each of the four letters has the form of its place, so at least three glyphs are none of the isolated ones."""
    student = a_student(session, at=babb, first_name="محمد", last_name="")
    body = made(session, student, viewer, ReportKind.SCHEDULE)
    assert b"IBMPlexSansArabic" in body
    assert "محمد" in PdfReader(BytesIO(body)).pages[0].extract_text().replace("\u200f", "")


# attendance


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Absent, excused", ["Absent, excused"]),
        ("Doctor", ["Doctor", "Absent · Excused"]),
    ],
)
def test_a_code_whose_name_says_all_is_not_explained_in_the_same_words(
    session: Session, babb: SchoolRows, viewer: Viewer, name: str, said: list[str]
) -> None:
    student = a_student(session, at=babb)
    an_attendance_entry(session, student, at=babb, on=date(2026, 9, 14), code="AE")
    session.exec(select(m.AttendanceCode)).one().name = name
    lines = spoken(made(session, student, viewer, ReportKind.ATTENDANCE))
    assert [line for line in lines if line in (name, "Absent · Excused")] == said


def lines_of_the_day(session: Session, student: m.Student, viewer: Viewer) -> list[str]:
    """Return the lines below the only recorded day."""
    lines = spoken(made(session, student, viewer, ReportKind.ATTENDANCE))
    begins = next(at for at, line in enumerate(lines) if line.startswith("Monday, September 14, 2026"))
    return lines[begins + 1 : lines.index("Class periods by class")]


@pytest.fixture
def daffy(session: Session, babb: SchoolRows) -> m.Student:
    """Return a student who has a class in each of the school's four periods."""
    sections = [a_section(session, at=babb, course=f"C{number}", period=str(number)) for number in range(1, 5)]
    return a_student(session, at=babb, first_name="Daffy", takes=sections, number="12")


def test_a_day_missed_in_every_period_alike_is_one_row(
    session: Session, babb: SchoolRows, viewer: Viewer, daffy: m.Student
) -> None:
    absent_all_day(session, daffy, at=babb, on=date(2026, 9, 14), code="AE")
    [all_day, *rest] = lines_of_the_day(session, daffy, viewer)
    assert all_day == "All day, 4 periods"
    assert not {"1", "2", "3", "4"} & set(rest)


@pytest.mark.parametrize(
    "codes",
    [
        pytest.param(("AE", "AE", "AE", "AU"), id="different excuses"),
        pytest.param(("AE", "AE", "AE", None), id="present in one period"),
    ],
)
def test_a_day_with_different_periods_has_a_row_for_each(
    session: Session, babb: SchoolRows, viewer: Viewer, daffy: m.Student, codes: tuple[str | None, ...]
) -> None:
    recorded = {str(number): code for number, code in enumerate(codes, start=1) if code}
    for period, code in recorded.items():
        an_attendance_entry(session, daffy, at=babb, on=date(2026, 9, 14), period=period, code=code)
    lines = lines_of_the_day(session, daffy, viewer)
    assert [line for line in lines if line in {"1", "2", "3", "4"}] == list(recorded)
    assert not any(line.startswith("All day") for line in lines)


# what does not count


def test_academic_honesty_counts_as_zero_only_where_it_counts(
    session: Session, babb: SchoolRows, viewer: Viewer
) -> None:
    book = a_book(session, at=babb)
    student = a_student(session, at=babb, takes=[book.section])
    category = book.category(book.task())
    counted, exempt = (book.assignment(category, babb.terms[0], name) for name in ("Essay", "Report"))
    book.score(student, counted, 90, is_cheated=True)
    book.score(student, exempt, 90, is_cheated=True, is_exempt=True)
    lines = spoken(made(session, student, viewer, ReportKind.PROGRESS))
    assert lines.count("Academic honesty: counts as 0") == 1
    assert lines.count("Academic honesty, Exempt") == 1


def test_a_missing_assignment_that_is_left_out_is_not_said_to_count_as_zero(
    session: Session, babb: SchoolRows, viewer: Viewer
) -> None:
    book = a_book(session, at=babb)
    student = a_student(session, at=babb, takes=[book.section])
    category = book.category(book.task(), drop_lowest=1)
    for name, points in (("Worst", 10), ("Other", 60), ("Third", 90)):
        assignment = book.assignment(category, babb.terms[0], name)
        book.score(student, assignment, points, is_missing=name != "Third")
    session.flush()
    lines = spoken(made(session, student, viewer, ReportKind.MISSING))
    assert lines[lines.index("Worst") + 2] == "The lowest here, so left out"
    assert lines.count("The lowest here, so left out") == 1


# the report card


def test_a_provisional_grade_is_not_on_a_report_card(session: Session, babb: SchoolRows, viewer: Viewer) -> None:
    book = a_book(session, at=babb)
    student = a_student(session, at=babb, takes=[book.section])
    book.score(student, book.assignment(book.category(book.task()), babb.terms[0]), 77)
    text = text_of(made(session, student, viewer, ReportKind.CARD))
    assert "77" not in text
    assert "No grade is posted yet." in text


def test_a_report_card_explains_its_letter_grades(session: Session, babb: SchoolRows, viewer: Viewer) -> None:
    book = a_book(session, at=babb)
    student = a_student(session, at=babb, takes=[book.section])
    book.post(student, book.task(), babb.terms[0], "A", "93.5", comment="A pleasure to teach.")
    lines = spoken(made(session, student, viewer, ReportKind.CARD))
    assert "A, 93.5%" in lines
    assert "Term 1, 9 Weeks: A pleasure to teach." in lines
    assert "Letters: A from 90% · B from 80% · C from 70% · F from 0%" in lines


@pytest.mark.parametrize(("percents", "explains"), [(("90", "80"), True), ((None, None), False)])
def test_a_report_card_explains_averages_only_where_there_are_some(
    session: Session, babb: SchoolRows, viewer: Viewer, percents: tuple[str | None, ...], explains: bool
) -> None:
    book = a_book(session, at=babb)
    student, task = a_student(session, at=babb, takes=[book.section]), book.task()
    for term, percent in zip(babb.terms, percents, strict=True):
        book.post(student, task, term, "B", percent)
    lines = spoken(made(session, student, viewer, ReportKind.CARD))
    assert ("Average" in lines) is explains
    assert any(line.startswith("An average is") for line in lines) is explains


def test_only_the_grades_of_terms_are_averaged_and_no_progress_grades(
    session: Session, babb: SchoolRows, viewer: Viewer
) -> None:
    book = a_book(session, at=babb)
    student = a_student(session, at=babb, takes=[book.section])
    progress, quarter = book.task("4.5 Weeks", is_progress=True), book.task("9 Weeks", sequence=1)
    for term, percent in zip(babb.terms, (85, 47), strict=True):
        book.post(student, progress, term, "B", percent)
    book.post(student, quarter, babb.terms[0], "A", 92)
    lines = spoken(made(session, student, viewer, ReportKind.CARD))
    assert "66%" not in lines
    assert lines.count("92%") == 1  # the average; the grade itself is "A, 92%"


def test_a_report_card_without_comments_says_so(session: Session, babb: SchoolRows, viewer: Viewer) -> None:
    book = a_book(session, at=babb)
    student = a_student(session, at=babb, takes=[book.section])
    task = book.task()
    book.post(student, task, babb.terms[0], "A", 92)
    none = "No teacher has written a comment on these grades."
    assert none in spoken(made(session, student, viewer, ReportKind.CARD))
    book.post(student, task, babb.terms[1], "A", 93, comment="Well done.")
    assert none not in spoken(made(session, student, viewer, ReportKind.CARD))


def test_the_attendance_of_a_report_card_stands_before_the_grades_on_the_first_page(
    session: Session, babb: SchoolRows, viewer: Viewer
) -> None:
    books = [a_book(session, at=babb, course=f"C{number}") for number in range(20)]
    student = a_student(session, at=babb, takes=[book.section for book in books])
    for book in books:
        book.post(student, book.task(), babb.terms[0], "A", 92)
    body = made(session, student, viewer, ReportKind.CARD)
    lines = spoken(body)
    assert lines.index("Attendance") < lines.index("Posted grades")
    assert "Term 2" not in lines[lines.index("Attendance") : lines.index("Posted grades")]  # it has not begun
    pages = [page.extract_text() for page in PdfReader(BytesIO(body)).pages]
    assert "Days absent" in pages[0]
    assert len(pages) > 1


def test_two_scales_of_one_name_are_two_in_the_legend_and_equal_ones_one(
    session: Session, babb: SchoolRows, viewer: Viewer
) -> None:
    scales = [a_scale(session), a_scale(session), a_scale(session, letter_grades=(("P", 60), ("F", 0)))]
    books = [a_book(session, at=babb, scale=scale, course=f"C{n}") for n, scale in enumerate(scales)]
    student = a_student(session, at=babb, takes=[book.section for book in books])
    for book in books:
        book.post(student, book.task(), babb.terms[0], "F", 12)
    lines = spoken(made(session, student, viewer, ReportKind.CARD))
    assert [line for line in lines if line.startswith("Letters: ")] == [
        "Letters: A from 90% · B from 80% · C from 70% · F from 0%",
        "Letters: P from 60% · F from 0%",
    ]


def test_a_report_card_of_a_term_leaves_later_terms_out(session: Session, babb: SchoolRows, viewer: Viewer) -> None:
    book = a_book(session, at=babb)
    student = a_student(session, at=babb, takes=[book.section])
    task = book.task()
    book.post(student, task, babb.terms[0], "B", 81)
    book.post(student, task, babb.terms[1], "A", 92)
    document = make_report(session, student, ReportKind.CARD, language="en", term_id=babb.terms[0].id)
    text = text_of(document.body)
    assert "B, 81%" in text
    assert "92%" not in text
    assert "Term 2" not in text


def test_a_report_card_names_next_years_school_and_classes(session: Session, babb: SchoolRows, viewer: Viewer) -> None:
    student = a_student(session, at=babb)
    coming = a_following_year(session, at=babb)
    enroll(session, student, at=coming, grade_level="07")
    text = text_of(made(session, student, viewer, ReportKind.CARD))
    assert "Next school year: 2027-28" in text
    assert "Babb Middle, grade 7, from Aug 3, 2027." in text


# language


def test_a_document_speaks_the_readers_language_numbers_and_dates_too(
    session: Session, babb: SchoolRows, viewer: Viewer
) -> None:
    book = a_book(session, at=babb)
    student = a_student(session, at=babb, takes=[book.section])
    book.post(student, book.task(), babb.terms[0], "A", "93.5")
    body = made(session, student, viewer, ReportKind.CARD, language="es")
    assert "A, 93.5%" in spoken(body)
    page = PdfReader(BytesIO(body)).pages[0].extract_text()
    assert "Página 1 de 1" in page
    assert "5 oct 2026" in page


@pytest.mark.parametrize("kind", ReportKind)
def test_no_word_of_a_spanish_document_is_left_in_english(
    session: Session, babb: SchoolRows, viewer: Viewer, kind: ReportKind
) -> None:
    """Every text that a document asks the catalogs for is there."""
    from portal_app.infrastructure import translation

    asked = translation._catalog("es")
    lacking: list[str] = []
    real = asked.gettext

    def noting(text: str) -> str:
        if text not in asked._catalog and (text, 0) not in asked._catalog:  # type: ignore[attr-defined]
            lacking.append(text)
        return real(text)

    asked.gettext = noting  # type: ignore[method-assign,assignment]
    try:
        book = a_book(session, at=babb)
        made(session, a_student(session, at=babb, takes=[book.section]), viewer, kind, language="es")
    finally:
        del asked.gettext
    assert not lacking


@pytest.mark.parametrize(
    ("level", "alone", "with_school"),
    [
        ("07", "Grade 7", "Babb, grade 7"),
        ("10", "Grade 10", "Babb, grade 10"),
        ("KK", "Kindergarten", "Babb, kindergarten"),
        ("PK", "Pre-kindergarten", "Babb, pre-kindergarten"),
        ("Ungraded", "Grade Ungraded", "Babb, grade Ungraded"),
        ("", "", "Babb"),
    ],
)
def test_documents_write_a_grade_level_as_the_pages_do(level: str, alone: str, with_school: str) -> None:
    t = Words("en")

    assert (t.grade(level), t.school_and_grade("Babb", level)) == (alone, with_school)
