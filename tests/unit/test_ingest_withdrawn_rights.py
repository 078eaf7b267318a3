"""Custody: what staff have withdrawn stays withdrawn, and guardians without rights in the source have the setting's."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import Session, select

from portal_app import models as m
from portal_app.database import engine, in_session
from portal_app.domain.access import Right
from portal_app.domain.staff.rights import rights_for_staff, set_rights, with_access_by_default, withdrawn_rights
from portal_app.ingest import import_path
from portal_app.ingest.withdrawn_rights import withhold_withdrawn
from portal_app.settings import SettingsError, settings
from tests.unit.oneroster_sources import Source

RIGHTS = "guardianSourcedId,studentSourcedId,relationship,portalAccess,grades"
MARIA = "María Núñez"
HELD = "rights that staff have withdrawn stay withdrawn, although the source gives them (portal rights withdrawn): 1"
Sets = Callable[..., None]


@pytest.fixture
def source(tmp_path: Path) -> Source:
    """Return a source that gives María access to Zoé, with all rights."""
    source = Source(tmp_path, "v1p1")
    source.add("portalRights", RIGHTS, ("maria", "zoe", "mother", "true", "true"))
    return source


@pytest.fixture
def plain(tmp_path: Path) -> Source:
    """Return a source that says nothing about rights."""
    return Source(tmp_path / "plain", "v1p1")


def load(session: Session, source: Source) -> tuple[str, ...]:
    """Import a source, and return what the summary says."""
    notes = import_path(session, source.path).notes
    session.expire_all()
    return notes


def maria(session: Session) -> Any:
    [found] = [one for one in rights_for_staff(session, "900001") if one.guardian.startswith("Mar")]
    return found


def test_an_import_does_not_give_back_what_staff_have_withdrawn(session: Session, source: Source) -> None:
    load(session, source)
    name = maria(session).guardian
    set_rights(session, "900001", name, (), given=False)
    set_rights(session, "900001", name, [Right.GRADES], given=False)

    assert HELD in load(session, source)

    assert not maria(session).portal_access
    assert Right.GRADES not in maria(session).rights
    assert {(one.guardian, one.right) for one in withdrawn_rights(session)} == {(name, ""), (name, "grades")}


def test_once_staff_have_given_access_back_the_import_decides_again(session: Session, source: Source) -> None:
    load(session, source)
    name = maria(session).guardian
    set_rights(session, "900001", name, (), given=False)
    set_rights(session, "900001", name, (), given=True)
    assert HELD not in load(session, source)
    assert maria(session).portal_access
    assert withdrawn_rights(session) == []

    source.add("portalRights", RIGHTS, ("maria", "zoe", "mother", "false", "true"))
    load(session, source)
    assert not maria(session).portal_access


@pytest.mark.usefixtures("database_file")
def test_a_right_that_is_withdrawn_while_an_import_is_planned_is_not_given_either(source: Source) -> None:
    """The plan may have been made before, from a source that gives the right."""
    import_path(engine(), source.path)
    in_session(lambda session: set_rights(session, "900001", maria(session).guardian, (), given=False))

    def give_as_planned(session: Session) -> None:
        for guardianship in session.exec(select(m.Guardianship)):
            guardianship.portal_access = True
        session.flush()
        withhold_withdrawn(session.connection())

    in_session(give_as_planned)
    assert not in_session(maria).portal_access


@pytest.mark.parametrize(
    ("chosen", "access", "rights"),
    [
        ("all", True, set(Right)),
        ("none", False, set(Right)),
        ("schedule, attendance", True, {Right.SCHEDULE, Right.ATTENDANCE}),
    ],
)
def test_guardians_without_rights_in_the_source_have_those_of_the_setting(
    session: Session, plain: Source, monkeypatch: pytest.MonkeyPatch, chosen: str, access: bool, rights: set[Right]
) -> None:
    """The summary and the doctor say how many they are."""
    monkeypatch.setenv("PORTAL_DEFAULT_RIGHTS", chosen)
    settings.cache_clear()
    notes = load(session, plain)
    assert any(note.startswith("guardians of students without rights in the source") for note in notes)
    assert (maria(session).portal_access, set(maria(session).rights)) == (access, rights)
    assert bool(with_access_by_default(session)) == access


def test_a_guardian_whose_rights_the_source_gives_has_none_by_default(session: Session, source: Source) -> None:
    load(session, source)
    [row] = session.exec(select(m.Guardianship).where(m.Guardianship.relationship == "mother")).all()
    assert not row.by_default


def test_a_right_that_does_not_exist_stops_the_program_with_one_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PORTAL_DEFAULT_RIGHTS", "grades,marks")
    settings.cache_clear()
    with pytest.raises(SettingsError, match="'marks' is no right"):
        settings()
