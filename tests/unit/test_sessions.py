"""Sessions: what is kept of a token, when a session ends, and what an action of its person does."""

from datetime import timedelta

import pytest
from sqlalchemy import event
from sqlmodel import Session

from portal_app import models as m
from portal_app.clock import now
from portal_app.domain.accounts import sessions
from portal_app.infrastructure.cookies import SESSION, cookie_name, cookie_value
from portal_app.settings import settings
from tests.unit.account_builders import HOME, an_account, later, rows
from tests.unit.builders import an_id

pytestmark = pytest.mark.usefixtures("outbox")


@pytest.fixture
def token(session) -> str:
    """The token of a session that has just begun."""
    return sessions.begin(session, an_id(an_account(session)), **HOME)


def resolved(session: Session, token: str) -> sessions.LiveSession:
    """Return the live session of a token; it is a fault of the test if there is none."""
    live = sessions.resolve(session, token)
    assert live
    return live


def test_only_a_hash_of_the_token_is_kept_and_no_two_are_alike(session, token):
    again = sessions.begin(session, rows(session, m.Account)[0].id, **HOME)

    assert again != token
    assert len(token) >= 43  # 256 bits in base64
    assert all(token not in row.model_dump_json() for row in rows(session, m.SignIn))


@pytest.mark.parametrize("made_up", ["", "x", "0" * 64])
def test_a_made_up_token_opens_nothing(session, token, made_up):
    assert sessions.resolve(session, made_up) is None
    assert sessions.resolve(session, rows(session, m.SignIn)[0].token_hash) is None


def test_a_session_ends_after_sixty_idle_minutes(session, token, pinned):
    later(pinned, minutes=59, seconds=59)
    assert sessions.resolve(session, token)

    later(pinned, seconds=1)

    assert sessions.resolve(session, token) is None


def test_looking_at_a_session_does_not_keep_it_alive_and_an_action_does(session, token, pinned):
    later(pinned, minutes=50)
    live = resolved(session, token)
    sessions.touch(session, live)
    later(pinned, minutes=50)
    assert sessions.resolve(session, token)

    later(pinned, minutes=10)

    assert sessions.resolve(session, token) is None


def test_twelve_hours_end_a_session_whatever_its_person_does(session, token, pinned):
    for _ in range(23):
        later(pinned, minutes=30)
        sessions.touch(session, resolved(session, token))
    live = resolved(session, token)
    assert live.idle_until == live.ends_at == now() + timedelta(minutes=30)

    later(pinned, minutes=30)

    assert sessions.resolve(session, token) is None


def test_a_session_says_until_when_it_lives(session, token, pinned):
    later(pinned, minutes=10)

    touched = sessions.touch(session, resolved(session, token))

    assert touched.idle_until == now() + timedelta(minutes=60)
    assert touched.ends_at == now() + timedelta(hours=11, minutes=50)
    assert touched == sessions.resolve(session, token)


def test_an_action_too_late_does_not_bring_a_session_back(session, token, pinned):
    live = resolved(session, token)
    later(pinned, minutes=60)

    assert sessions.touch(session, live) == live
    assert sessions.resolve(session, token) is None


def test_an_action_after_sign_out_does_not_bring_a_session_back(session, token, pinned):
    live = resolved(session, token)
    sessions.end(session, token)
    later(pinned, minutes=5)

    sessions.touch(session, live)

    assert sessions.resolve(session, token) is None


def _queries(session, work) -> list[str]:
    seen: list[str] = []

    def note(_connection, _cursor, statement, *_rest):
        seen.append(statement)

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    work()
    event.remove(engine, "before_cursor_execute", note)
    return seen


def test_resolving_a_session_is_one_query(session, token):
    session.expunge_all()

    assert len(_queries(session, lambda: sessions.resolve(session, token))) == 1


def test_many_actions_within_a_minute_write_once(session, token, pinned):
    later(pinned, minutes=2)

    def a_burst():
        for _ in range(10):
            sessions.touch(session, resolved(session, token))

    assert len([q for q in _queries(session, a_burst) if q.startswith("UPDATE")]) == 1


def test_all_sessions_of_an_account_can_end_but_one(session, token):
    account_id = rows(session, m.Account)[0].id
    others = [sessions.begin(session, account_id, **HOME) for _ in range(2)]
    mine = resolved(session, token).viewer.sign_in_id

    sessions.end_all(session, account_id, except_sign_in=mine)
    assert [bool(sessions.resolve(session, t)) for t in (token, *others)] == [True, False, False]

    sessions.end_all(session, account_id)
    assert sessions.resolve(session, token) is None


def test_of_several_sessions_the_live_ones_are_found_in_one_query(session, token, pinned):
    account_id = rows(session, m.Account)[0].id
    ended = sessions.begin(session, account_id, **HOME)
    ids = [row.id for row in rows(session, m.SignIn)]
    sessions.end(session, ended)

    assert sessions.still_live(session, [*ids, 999]) == {ids[0]}
    later(pinned, minutes=61)
    assert sessions.still_live(session, ids) == set()


def test_the_cookie_is_found_among_others_and_odd_ones(monkeypatch):
    assert cookie_value('a=1; bad"; {x}; portal_session=abc ; b=2', SESSION) == "abc"
    assert cookie_value("portal_sessions=abc", SESSION) == ""
    assert cookie_value("", SESSION) == ""


def test_over_https_only_the_prefixed_cookie_counts(monkeypatch):
    monkeypatch.delenv("PORTAL_TODAY")
    monkeypatch.setenv("PORTAL_PUBLIC_URL", "https://portal.example.org")
    settings.cache_clear()

    assert cookie_name(SESSION) == "__Host-portal_session"
    assert cookie_value("portal_session=abc", SESSION) == ""
    assert cookie_value("portal_session=abc; __Host-portal_session=def", SESSION) == "def"
