"""The layout of a page: the navigation, only to pages that exist and that the school allows."""

import re
from dataclasses import dataclass

import pytest
import reflex as rx
from reflex_base.constants import Templates

from portal_app.domain.access import Right
from portal_app.portal_app import PAGES
from portal_app.ui import nav_items
from portal_app.ui.plugin import PortalUiPlugin, portal_files, with_our_prompt
from portal_app.ui.shell import Layout, public_page, shell


@dataclass(frozen=True)
class Child:
    """A student as the picker needs one."""

    id: int = 0
    first_name: str = ""
    full_name: str = ""
    initials: str = ""
    color: int = 0
    school: str = ""
    grade_level: str = ""
    rights: tuple[str, ...] = ()


class LaidOutState(rx.State):
    """What a page's state hands to the layout."""

    students: list[Child] = []  # noqa: RUF012 - as Reflex declares its fields
    student: Child = Child()
    name: str = ""
    new: int = 0


LAYOUT = Layout(
    students=LaidOutState.students,
    student=LaidOutState.student,
    parent_name=LaidOutState.name,
    district_name=LaidOutState.name,
    counts={"home": LaidOutState.new},
)


def drawn(active: str = "home") -> str:
    return str(shell(rx.el.p("content"), active=active, layout=LAYOUT))


def test_the_navigation_lists_the_pages_of_the_family_each_child_and_the_account():
    page = drawn()
    named = re.findall(r'\$t\("([^"]+)"\)', page[page.index("shell-nav") :])
    family = ["Home", "Recent Activity", "Messages", "Household Information", "Family Members", "Calendar"]
    child = ["Calendar", "Schedule", "Attendance", "Grades", "To Do List", "Reports"]
    own = ["Your account", "Access Log", "Account", "Sign Out"]
    first = named[: named.index("Sign Out") + 1]
    assert [name for name in first if name != "Family" and name != "All pages"] == [*family, *child, *own]


def test_a_phone_has_four_tabs_and_more():
    assert [item.key for item in nav_items.tabs()] == ["home", "calendar", "grades", "attendance"]
    assert '$t("More")' in drawn()


def test_a_childs_page_is_offered_only_with_the_right_for_it():
    page = drawn()
    for item in nav_items.CHILD:
        assert item.right in set(Right)
        assert re.search(rf'\.includes\("{item.right}"\)', page), item.key


def test_the_page_in_view_is_marked_and_its_tab_too():
    assert drawn("home").count('"aria-current":"page"') == 3  # side bar, tab, drawer


def test_a_page_without_a_tab_is_under_more():
    assert re.search(r'"aria-current":"page",className:"tab",popoverTarget:"more"', drawn("account"))


def test_the_picker_leads_to_the_same_page_of_another_child():
    assert re.search(r'to:\("\?student="', drawn())


def test_signing_out_is_a_native_post():
    assert re.search(r'jsx\("form",\{action:"/auth/sign-out"[^}]*method:"post"', drawn())


@pytest.mark.parametrize(
    "page", [drawn(), str(public_page(rx.el.p("x"), title="Sign in"))], ids=["signed in", "public"]
)
def test_a_page_has_its_landmarks_and_a_way_past_them(page: str):
    assert 'jsx("main"' in page
    assert 'jsx("header"' in page
    assert 'jsx("a",{className:"skip-link",href:"#main"}' in page
    assert 'id:"main"' in page


def test_a_public_page_shows_no_navigation():
    page = str(public_page(rx.el.p("x"), title="Sign in"))
    assert "shell-nav" not in page
    assert "English" in page
    assert 'jsx("h1"' in page


def test_the_plugin_brings_scripts_styles_and_catalogs_into_the_build():
    files = dict(portal_files())
    assert {"utils/portal/i18n.js", "utils/portal/catalogs/index.js", "styles/portal/tokens.css"} <= set(files)
    assert all(f"styles/{path.removeprefix('./')}" in files for path in PortalUiPlugin().get_stylesheet_paths())
    tasks: list = []
    changes: dict = {}
    PortalUiPlugin().pre_compile(add_save_task=tasks.append, add_modify_task=changes.__setitem__)
    assert tasks == [portal_files]
    assert changes == {"utils/state.js": with_our_prompt}


def test_a_new_version_is_announced_by_our_banner_and_not_by_reflexs_bar():
    source = (Templates.Dirs.WEB_TEMPLATE / "utils" / "state.js").read_text()
    ours = with_our_prompt(source)
    assert 'dispatchEvent(new Event("portal-new-version"))' in ours
    assert "showNewVersionBanner();" not in ours
    with pytest.raises(ValueError, match="another way"):
        with_our_prompt(ours)


def test_every_nav_item_leads_to_a_page():
    routes = {f"{route}/" for route, *_rest in PAGES}
    every = (nav_items.HOME, *nav_items.FAMILY, *nav_items.CHILD, *nav_items.ACCOUNT)
    assert {item.path for item in every} <= routes
    assert set(re.findall(r'to:\(?"(/[a-z-]*/)', drawn())) <= routes
