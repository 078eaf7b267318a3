"""The log: what never gets in, and that a text can't forge a line."""

import json
import logging

import pytest
import structlog

from portal_app.logs import drop_secrets, replace_control_characters


@pytest.mark.parametrize(
    "name", ["name", "user_name", "password", "token", "cookie", "key", "activation_key", "email", "score", "scores"]
)
def test_a_value_under_a_name_of_a_person_or_a_secret_is_dropped(name):
    assert drop_secrets(None, "info", {"event": "e", name: "x"}) == {"event": "e"}


def test_ids_and_outcomes_stay():
    event = {"event": "sign-in", "outcome": "ok", "request_id": "1", "sign_in_id": 3, "ms": 4, "status": 200}

    assert drop_secrets(None, "info", dict(event)) == event


def test_line_breaks_in_a_text_become_spaces():
    assert replace_control_characters(None, "info", {"event": "a\r\nb\x1b[31m\u2028c"}) == {"event": "a  b [31m c"}


def test_every_log_line_is_one_json_object_the_libraries_lines_too(json_log):
    structlog.get_logger().info("one\ntwo", token="hidden")
    logging.getLogger("some.library").warning("three %s", "x\ny")

    events = [json.loads(line) for line in json_log.getvalue().splitlines()]
    assert [event["event"] for event in events] == ["one two", "three x y"]
    assert [event["level"] for event in events] == ["info", "warning"]
    assert not any("token" in event for event in events)


def test_of_a_line_that_quotes_an_event_only_the_fixed_words_are_kept(json_log):
    """Reflex logs a whole event, cookie included, when it can't be handled."""
    try:
        raise KeyError("Marcia Clayton")
    except KeyError:
        logging.getLogger("reflex_base.event").exception("Error in entry %r", {"cookie": "portal_session=abc"})
    logging.getLogger("reflex.app").warning("Bad payload for handler HomeState.load: 'Marcia Clayton'")

    failed, warned = [json.loads(line) for line in json_log.getvalue().splitlines()]
    assert (failed["event"], failed["error"]) == ("Error in entry", "KeyError")
    assert failed["at"].startswith("test_logs.py:")
    assert warned["event"] == "Bad payload for handler HomeState.load"
    assert not any(secret in json_log.getvalue() for secret in ("Marcia", "abc"))
