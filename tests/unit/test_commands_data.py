"""`portal import`, `portal export-oneroster`, `portal demo --students`: what the operator types, reads and gets."""

import csv
from pathlib import Path

import pytest
from sqlmodel import select
from typer.testing import CliRunner, Result

from portal_app import models as m
from portal_app.cli import app
from portal_app.database import open_session
from portal_app.domain.refusal import Refused
from tests.unit.builders import a_guardian
from tests.unit.oneroster_sources import Source


@pytest.fixture
def source(database_file: Path, tmp_path: Path) -> Source:
    return Source(tmp_path / "source", "v1p1")


def portal(*arguments: object) -> Result:
    """Run `portal ...`; what it refuses comes out as it is."""
    result = CliRunner().invoke(app, [str(argument) for argument in arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def students() -> list[str]:
    with open_session() as session:
        return sorted(session.exec(select(m.Student.first_name)))


def test_a_dry_run_shows_what_would_change_and_changes_nothing(source):
    assert "what would change" in portal("import", source.path, "--dry-run").output
    assert students() == []
    portal("import", source.path)
    assert students() == ["Max", "Zoé"]


def test_guardians_with_several_records_are_one_warning_with_their_number(source):
    assert "several records" not in portal("import", source.path).output
    with open_session() as session:
        children = session.exec(select(m.Student)).all()
        for first_name in ("Minnie", "Otto"):
            for child in children:
                a_guardian(session, of=child, first_name=first_name)

    assert "guardians with several records (same name and email): 2;" in portal("import", source.path).output
    assert "several records" not in portal("import", source.path, "--dry-run").output


def test_a_refusal_prints_every_finding_and_writes_them_as_csv(source, tmp_path):
    source.change("lineItems", "2026-09-03", "soon")
    source.change("results", "18.5", "many")
    with pytest.raises(Refused) as refused:
        portal("import", source.path, "--report", tmp_path / "report.csv")
    lines = str(refused.value).splitlines()
    assert lines[0] == "Nothing was imported."
    assert lines[1].startswith("lineItems.csv, line 2, column dueDate: is not a date")
    with (tmp_path / "report.csv").open(newline="") as stream:
        rows = list(csv.reader(stream))
    assert rows[0] == ["file", "line", "column", "reason"]
    assert [row[:3] for row in rows[1:]] == [["lineItems.csv", "2", "dueDate"], ["results.csv", "2", "score"]]


def test_a_report_that_cannot_be_written_takes_no_finding_away(source, tmp_path):
    source.change("lineItems", "2026-09-03", "soon")
    with pytest.raises(Refused) as refused:
        portal("import", source.path, "--report", tmp_path / "nowhere" / "report.csv")
    lines = str(refused.value).splitlines()
    assert lines[1].startswith("lineItems.csv, line 2, column dueDate: is not a date")
    assert lines[2].endswith("report.csv can't be written: No such file or directory.")


def test_an_export_is_for_its_owner_only(source, tmp_path):
    portal("import", source.path)
    portal("export-oneroster", tmp_path / "out")
    assert not [path for path in (tmp_path / "out", *(tmp_path / "out").iterdir()) if path.stat().st_mode & 0o077]


def test_an_export_goes_into_a_new_folder_only(source, tmp_path):
    portal("import", source.path)
    assert "rows in" in portal("export-oneroster", tmp_path / "out").output
    assert (tmp_path / "out" / "results.csv").exists()
    with pytest.raises(Refused, match="is not empty"):
        portal("export-oneroster", tmp_path / "out")


def test_a_large_district_is_written_imported_and_can_be_signed_in_to(database_file):
    assert "LargeParent0001" in portal("demo", "--students", "30").output
    assert len(students()) == 30
    with pytest.raises(Refused, match="holds a district already"):
        portal("demo", "--students", "30")
