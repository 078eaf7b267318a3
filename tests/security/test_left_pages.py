"""A tab holds what it shows: the answers of a page that it has left are let go, on the server too."""

import json

from portal_app.pages.attendance.state import AttendanceState
from portal_app.pages.base import PortalState
from portal_app.pages.grades.state import GradesState
from portal_app.pages.schedule.state import ScheduleState
from tests.running import RunningPortal
from tests.security.district import MINNIE
from tests.socket_client import HYDRATE, SocketClient, connected, sign_in


def held(tab: SocketClient, page: type[PortalState]) -> str:
    """Return what the server holds for a page of this tab, as it tells a browser that comes back."""
    tab.send(HYDRATE, path="/404")
    snapshot = tab.hear(until=page.get_full_name())[-1]["delta"]
    return json.dumps(snapshot[page.get_full_name()])


def test_the_results_of_a_page_are_dropped_when_the_tab_opens_another_one(portal: RunningPortal, address: str) -> None:
    with connected(portal.url, cookie=sign_in(portal.url, *vars(MINNIE).values(), address=address)) as tab:
        for page, path in ((GradesState, "/grades"), (AttendanceState, "/attendance"), (ScheduleState, "/schedule")):
            tab.send(f"{page.get_full_name()}.load", path=path)
            tab.hear(until=f'"{path[1:]}"')
        assert json.loads(held(tab, GradesState))["grades_rx_state_"]["classes"] == []
        assert json.loads(held(tab, AttendanceState))["months_rx_state_"] == []
        assert json.loads(held(tab, ScheduleState))["grids_rx_state_"] != []
