"""The large district's files: what is in them follows from the plan alone."""

import csv
from datetime import date
from pathlib import Path

from portal_app.demo.large import LargePlan, write_large

TODAY = date(2026, 10, 28)


def plan(**wanted: int) -> LargePlan:
    return LargePlan(students=30, today=TODAY, **{"assignments": 4, **wanted})


def column(folder: Path, file: str, name: str) -> list[str]:
    with (folder / f"{file}.csv").open(newline="") as stream:
        return [row[name] for row in csv.DictReader(stream)]


def test_every_student_has_a_score_for_every_assignment_of_seven_classes(tmp_path: Path) -> None:
    rows = write_large(plan(), tmp_path)
    assert rows["results"] == plan().results == 30 * 7 * 4
    assert len(set(column(tmp_path, "results", "sourcedId"))) == rows["results"]


def test_the_term_of_today_has_the_scores_and_nothing_is_due_after_today(tmp_path: Path) -> None:
    write_large(plan(), tmp_path)
    assert set(column(tmp_path, "lineItems", "gradingPeriodSourcedId")) == {"term-2"}
    assert max(column(tmp_path, "lineItems", "dueDate")) <= TODAY.isoformat()


def test_more_terms_are_those_before_it(tmp_path: Path) -> None:
    write_large(plan(terms=2), tmp_path)
    assert set(column(tmp_path, "lineItems", "gradingPeriodSourcedId")) == {"term-1", "term-2"}


def test_the_same_plan_writes_the_same_bytes(tmp_path: Path) -> None:
    heard: list[int] = []
    write_large(plan(), tmp_path / "one", on_results=heard.append)
    write_large(plan(), tmp_path / "two")
    assert heard == [0]
    for file in (tmp_path / "one").iterdir():
        assert file.read_bytes() == (tmp_path / "two" / file.name).read_bytes()
