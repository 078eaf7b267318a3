"""`portal report card`: a file for each student of a school, readable by its owner only."""

from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader
from typer.testing import CliRunner

from portal_app.cli import app
from portal_app.database import open_session
from portal_app.domain.refusal import Refused
from tests.conftest import Pin
from tests.unit.builders import a_school, a_student, an_earlier_year


@pytest.fixture
def school(database_file: Path) -> None:
    """Write a school with three students, one of them with a name that is no file's."""
    with open_session() as session:
        babb = a_school(session)
        for number, name in enumerate(("Greg", "Zoë", "../A/B"), start=101):
            a_student(session, at=babb, number=str(number), first_name=name)
        a_student(session, at=an_earlier_year(session, at=babb), number="99", first_name="Gina")


def run(*arguments: str):
    return CliRunner().invoke(app, ["report", "card", *arguments])


def test_every_student_of_the_school_gets_a_card(school: None, tmp_path: Path) -> None:
    out = tmp_path / "cards" / "first"
    done = run("--school", "Babb Middle", "--out", str(out), "--language", "es")
    assert done.exit_code == 0, done.output
    assert "3 report cards" in done.output
    names = sorted(path.name for path in out.iterdir())
    assert [name[:4] for name in names] == ["101 ", "102 ", "103 "]
    assert names[1] == "102 - Zoe Clayton - Boleta de calificaciones - 2026-10-05.pdf"
    for path in out.iterdir():
        assert path.stat().st_mode & 0o777 == 0o600
        assert "Boleta de calificaciones" in PdfReader(BytesIO(path.read_bytes())).pages[0].extract_text()
    assert out.stat().st_mode & 0o777 == 0o700


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (("--school", "Nowhere"), "Babb Middle"),
        (("--school", "Babb Middle", "--term", "Term 9"), "Term 1, Term 2"),
        (("--school", "Babb Middle", "--language", "xx"), "en, es"),
        (("--school", "Babb Middle", "--year", "1999"), "2025-26, 2026-27"),
    ],
)
def test_a_mistake_is_reported_and_writes_nothing(
    school: None, tmp_path: Path, arguments: tuple[str, ...], says: str
) -> None:
    done = run(*arguments, "--out", str(tmp_path / "out"))
    assert isinstance(done.exception, Refused)
    assert says in str(done.exception)
    assert not (tmp_path / "out").exists()


def test_the_cards_of_an_earlier_year_are_those_of_its_students(school: None, tmp_path: Path) -> None:
    done = run("--school", "Babb Middle", "--out", str(tmp_path), "--year", "2025-26")
    assert done.exit_code == 0, done.output
    assert [path.name for path in tmp_path.glob("*.pdf")] == ["99 - Gina Clayton - Report Card - 2025-26.pdf"]


def test_in_summer_the_cards_are_those_of_the_finished_year(school: None, tmp_path: Path, pinned: Pin) -> None:
    pinned("2027-07-15T10:00")
    done = run("--school", "Babb Middle", "--out", str(tmp_path))
    assert "3 report cards" in done.output
