"""The demonstration district, exported and imported into an empty database, shows every parent the very same."""

import dataclasses
from collections.abc import Callable, Iterator
from datetime import date
from decimal import Decimal
from functools import cache
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlmodel import Session, SQLModel, col, select

from portal_app import database
from portal_app import models as m
from portal_app.domain.access import Viewer
from portal_app.domain.attendance import attendance_of
from portal_app.domain.calendar import calendar_of
from portal_app.domain.family.notices import notice_board
from portal_app.domain.gradebook import grades_of
from portal_app.domain.schedule import schedule_of
from portal_app.ingest import import_path
from portal_app.ingest.export import export_oneroster
from portal_app.settings import settings
from tests.demonstration import DAY as TODAY
from tests.demonstration import demonstration_of_the_day
from tests.schema import make_tables

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, Engine, Path]]:
    """Return the demonstration's database, one into which its export was imported, and the export."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PORTAL_TODAY", f"{TODAY}T10:00")
        settings.cache_clear()
        export = tmp_path_factory.mktemp("round-trip") / "export"
        with demonstration_of_the_day() as first:
            with first.connect() as connection:
                export_oneroster(connection, export)
            second = database.make_engine("sqlite://")
            make_tables(second)
            import_path(second, export)
            yield first, second, export
            second.dispose()
    settings.cache_clear()


def granted(view: object) -> object:
    """Return a view without our own numbers: the two databases count on their own."""
    kind: type = type(view)
    if kind in AS_THEY_ARE:
        return view
    if names := names_of(kind):
        return {name: granted(getattr(view, name)) for name in names}
    if isinstance(view, dict):
        return [granted(value) for value in view.values()]
    if isinstance(view, list | tuple):
        return [granted(part) for part in view]
    return view


AS_THEY_ARE = {str, int, bool, float, date, Decimal, type(None)}
"""Nearly all that a view is made of: looked up first, for there are five million of them."""


@cache
def names_of(kind: type) -> tuple[str, ...]:
    """Return which fields of a dataclass are not our own numbers; of any other type, none."""
    names = [field.name for field in dataclasses.fields(kind)] if dataclasses.is_dataclass(kind) else []
    return tuple(name for name in names if name != "id" and not name.endswith("_id"))


def of_day(question: Callable[..., object]) -> Callable[[Session, m.Student], object]:
    """Return a question as of the day of the export."""
    return lambda session, student: question(session, student, as_of=TODAY)


def calendar(session: Session, student: m.Student) -> object:
    return calendar_of(session, [student], starts_on=date(2026, 10, 1), ends_on=date(2026, 12, 31))


def grades(session: Session, student: m.Student) -> object:
    return grades_of(session, student, as_of=TODAY)


QUESTIONS = {
    "schedule": of_day(schedule_of),
    "grades": grades,
    "attendance": of_day(attendance_of),
    "calendar": calendar,
}


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=QUESTIONS)
def test_every_student_has_the_same_pages(pair, question: Callable[[Session, m.Student], object]):
    first, second, _ = pair
    students = select(m.Student).order_by(col(m.Student.number))
    with Session(first) as old, Session(second) as new:
        pairs = list(zip(old.exec(students), new.exec(students), strict=True))
        for one, other in pairs:
            assert granted(question(old, one)) == granted(question(new, other)), one.number


def rows_of(engine: Engine, model: type[SQLModel], *columns: str) -> set[tuple[object, ...]]:
    with Session(engine) as session:
        return set(session.execute(select(*(getattr(model, column) for column in columns))))


@pytest.mark.parametrize(
    ("model", "columns"),
    [
        (m.District, ("code", "name", "phone", "office_email")),
        (m.School, ("name", "number", "street", "city", "phone", "office_email", "accent", "full_day_minutes")),
        (m.Guardian, ("source_id", "first_name", "last_name", "email", "mobile_phone", "work_phone")),
        (m.Household, ("source_id", "name", "phone")),
        (m.Address, ("source_id", "street", "city", "postal_code", "is_physical", "is_mailing")),
        (m.Notice, ("source_id", "title", "body", "publish_from", "publish_until")),
        (m.Event, ("source_id", "title", "description", "location", "starts_at", "ends_at", "is_all_day")),
        (
            m.Score,
            ("source_id", "points", "letter_grade", "comment", "posted_at", "is_missing", "is_dropped", "is_exempt"),
        ),
        (m.Category, ("source_id", "name", "sequence", "weight", "drop_lowest", "use_percent")),
        (m.Assignment, ("source_id", "name", "assigned_on", "due_on", "points_possible", "multiplier")),
        (m.PostedGrade, ("source_id", "letter_grade", "percent", "comment", "posted_at")),
        (m.GradingTask, ("source_id", "name", "sequence", "is_standard", "is_progress")),
        (m.GradingScaleEntry, ("sequence", "letter_grade", "lower_bound", "is_passing", "description")),
        (m.Student, ("source_id", "number", "middle_name", "birth_date", "parents_keep_access")),
    ],
)
def test_everything_else_arrives_as_it_left(pair, model, columns):
    first, second, _ = pair
    assert rows_of(first, model, *columns) == rows_of(second, model, *columns)


def test_every_guardian_reads_the_same_notices(pair):
    first, second, _ = pair
    guardians = select(m.Guardian).order_by(col(m.Guardian.source_id))
    with Session(first) as old, Session(second) as new:
        for one, other in zip(old.exec(guardians), new.exec(guardians), strict=True):
            boards = [
                notice_board(session, Viewer(guardian_id=guardian.id or 0, account_id=0, sign_in_id=0))
                for session, guardian in ((old, one), (new, other))
            ]
            texts = [[(n.sender, n.title, n.body, n.published_on) for n in b.all()] for b in boards]
            assert texts[0] == texts[1]


def test_every_right_arrives_as_it_left(pair):
    rights = [c.name for c in SQLModel.metadata.tables["guardianship"].c if not c.name.endswith("_id")]
    columns = [getattr(m.Guardianship, right) for right in rights]
    guardianships = select(m.Guardian.source_id, m.Student.source_id, *columns).select_from(m.Guardianship)
    guardianships = guardianships.join(m.Guardian).join(m.Student)
    with pair[0].connect() as old, pair[1].connect() as new:
        assert set(old.execute(guardianships)) == set(new.execute(guardianships))


def test_the_export_imported_where_it_came_from_changes_nothing(pair):
    first, _, export = pair
    assert not import_path(first, export).changed_anything


def test_no_account_and_no_key_leaves_with_an_export(pair):
    text = "".join(path.read_text() for path in pair[2].iterdir())
    with Session(pair[0]) as session:
        for secret in (*session.exec(select(m.Account.password_hash)), *session.exec(select(m.ActivationKey.key_hash))):
            assert secret not in text
        assert all(name not in text for name in session.exec(select(m.Account.user_name)))


def test_an_export_never_overwrites_what_a_folder_holds(pair, tmp_path):
    (tmp_path / "note.txt").write_text("mine")
    with pair[0].connect() as connection, pytest.raises(FileExistsError):
        export_oneroster(connection, tmp_path)
