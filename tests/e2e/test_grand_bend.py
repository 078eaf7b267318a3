"""A real district, from its files to a parent's phone: Grand Bend as of 1 March 2011."""

import json
import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.running import ROOT, RunningPortal, command_in, running_portal

SOURCE = Path(os.environ.get("PORTAL_GRAND_BEND", ROOT.parent / "shared" / "data" / "grand-bend"))
TODAY = "2011-03-01"
STUDENT = "604822"
PASSWORD = "three brown kettles on a shelf"
Opens = Callable[..., Page]


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningPortal]:
    """Yield a running portal that has imported the district."""
    if not SOURCE.exists():
        pytest.skip(f"the sample district is not at {SOURCE}: set PORTAL_GRAND_BEND")
    data = tmp_path_factory.mktemp("grand-bend")
    for command in (["migrate"], ["import", str(SOURCE)]):
        done = command_in(data, *command, TODAY=TODAY)
        assert done.returncode == 0, done.stderr
    with running_portal(data, TODAY=TODAY) as running:
        yield running


@pytest.fixture(scope="module")
def grid(portal: RunningPortal) -> dict:
    """Return the schedule as the office's command prints it."""
    done = portal.command("student", STUDENT, "schedule", "--json")
    return json.loads(done.stdout)["grids"][0]


def test_the_student_has_seven_periods_in_each_semester_with_teacher_and_room(grid: dict) -> None:
    assert [term["name"] for term in grid["terms"]] == ["Fall Semester", "Spring Semester"]
    taken = [row for row in grid["rows"] if all(cell["classes"] for cell in row["cells"])]
    assert [row["period"] for row in taken] == list("1234567")
    classes = [entry for row in taken for cell in row["cells"] for entry in cell["classes"]]
    assert all(entry["teachers"] and entry["room"] for entry in classes)


def test_a_parent_activates_with_a_key_of_the_office_and_sees_the_very_same(
    portal: RunningPortal, grid: dict, chromium: Browser
) -> None:
    keys = re.findall(r"\{[0-9a-f-]{36}\}", portal.command("key", "issue", "--student", STUDENT).stdout)
    assert len(keys) == 2
    page = chromium.new_context(base_url=portal.url, viewport={"width": 1280, "height": 800}).new_page()
    page.goto("/activate/")
    page.get_by_label("Activation key").fill(keys[0])
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("User name").fill("grandbend")
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_label("The same password again").fill(PASSWORD)
    page.get_by_role("button", name="Create account").click()
    expect(page.get_by_text("Your account is ready.")).to_be_visible()
    page.get_by_label("Password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.wait_for_url("**/home/**")
    page.goto("/schedule/")
    expect(page.get_by_role("heading", name="Classes of 2010-11")).to_be_visible()
    shown = page.locator("main").inner_text()
    for row in grid["rows"]:
        for cell in row["cells"]:
            for entry in cell["classes"]:
                assert all(text in shown for text in (entry["title"], entry["teachers"][0]["name"], entry["room"]))
    page.context.close()
