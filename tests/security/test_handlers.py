"""Every handler is closed unless it is opened: the registry of all handlers, called over a raw socket."""

from collections.abc import Mapping

import pytest
from reflex_base.registry import RegistrationContext

from portal_app.pages import gate
from portal_app.pages.base import PortalState
from portal_app.portal_app import app
from tests.running import RunningPortal
from tests.socket_client import HYDRATE, connected, sign_in, text_of

HANDLERS = sorted(RegistrationContext.get().event_handlers)
GUARDED = [name for name in HANDLERS if not gate.is_open(name)]
MINNIE = ("MinnieC", "violet-otter-climbs-9-stairs")
ROSA = ("RosaD", "paper-boats-drift-past-7-mills")
HERS = ("Greg", "Marcia", "Minnie")
"""Names of Minnie's family: none of them may reach anybody else."""
HOSTILE: tuple[Mapping[str, object], ...] = (
    {},
    {"student_id": 1, "student": 1, "notice_id": 1, "section_id": 1, "id": 1, "value": 1, "vars": {}},
    {"var_name": "student", "value": {"id": 1}, "code": "xx", "name": "../../etc", "page": -1},
)


def test_the_open_list_names_only_how_a_page_starts_and_what_signed_out_pages_read() -> None:
    opened = {name for name in HANDLERS if gate.is_open(name)}
    assert {name.rsplit(".", 2)[-2].rsplit("____", 1)[-1] + "." + name.rsplit(".", 1)[-1] for name in opened} == {
        "state.hydrate",
        "state.hydrate_and_load",
        "state.set_is_hydrated",
        "on_load_internal_state.on_load_internal",
        "on_load_internal_state.set_is_hydrated",
        "public_state.load",
    }


def test_the_gate_runs_before_every_event() -> None:
    assert [type(middleware) for middleware in app._middlewares] == [gate.Gate]


def test_no_state_makes_setters_for_its_vars() -> None:
    setters = [name for name in HANDLERS if name.rsplit(".", 1)[-1].startswith("set_") and "is_hydrated" not in name]
    assert setters == []


def test_page_states_are_direct_subclasses_of_the_portal_state_so_that_the_gate_can_empty_them() -> None:
    assert [deep for state in PortalState.get_substates() for deep in state.get_substates()] == []


@pytest.mark.parametrize("handler", GUARDED)
def test_without_a_cookie_a_handler_only_redirects_to_the_sign_in_page(
    portal: RunningPortal, address: str, handler: str
) -> None:
    with connected(portal.url, address=address) as browser:
        for payload in HOSTILE:
            browser.send(handler, payload)
            heard = text_of(browser.hear(until="_redirect"))
            assert "/sign-in/" in heard
            assert not any(name in heard for name in HERS)


@pytest.mark.parametrize("handler", GUARDED)
def test_with_another_familys_student_id_a_handler_gives_nothing_away(
    portal: RunningPortal, address: str, handler: str
) -> None:
    cookie = sign_in(portal.url, *ROSA, address=address)
    with connected(portal.url, cookie=cookie) as browser:
        for payload in HOSTILE:
            browser.send(handler, payload, query="?student=1&section=1&year=1")
        browser.send(f"{PortalState.get_full_name()}.keep_session")
        browser.send(HYDRATE, path="/home", query="?student=1&year=1")
        heard = text_of(browser.hear(until="Nadia"))
        assert not any(name in heard for name in HERS)
