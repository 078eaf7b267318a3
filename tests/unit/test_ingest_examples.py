"""The documentation's examples of the portal's own files are what the portal reads, all of them, together."""

import re
from pathlib import Path

from sqlmodel import Session, col, select

from portal_app import models as m
from portal_app.ingest import import_path
from portal_app.ingest.oneroster.files import EXTENSIONS
from tests.unit.oneroster_sources import Source

DOCUMENT = Path(__file__).parents[2] / "docs" / "data-format.md"
EXAMPLES = dict(re.findall(r"### `(\w+)\.csv`.*?```csv\n(.*?)```", DOCUMENT.read_text(), re.DOTALL))


def test_every_file_of_the_portals_own_has_an_example():
    assert list(EXAMPLES) == list(EXTENSIONS)


def test_an_example_shows_every_column():
    for file, example in EXAMPLES.items():
        shape = EXTENSIONS[file]
        assert set(example.splitlines()[0].split(",")) == {*shape.needed, *shape.read}, file


def test_the_examples_are_read_beside_the_sample_without_a_complaint(session: Session, tmp_path: Path):
    source = Source(tmp_path, "v1p1")
    for file, example in EXAMPLES.items():
        (source.path / f"{file}.csv").write_text(example)
        source.promise(file, "bulk")
    summary = import_path(session, source.path)
    assert [note for note in summary.notes if "PORTAL_DEFAULT_RIGHTS" not in note] == []
    assert not import_path(session, source.path).changed_anything
    assert session.exec(select(m.District.code)).one() == "JPRQQH"
    assert session.exec(select(col(m.CompositePart.weight))).all() == [50, 50]
