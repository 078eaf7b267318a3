"""The full matrix: every guardian of the district, every student, every right, every page, every document, every feed.

What each may see is read from the cast, the list of invented families, and not from the code that decides it. Pages
and documents come from the portal's own registries, so a new one is in the matrix by itself.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import pytest
import requests
from sqlmodel import Session, col, select

from portal_app import models as m
from portal_app.demo.cast import CHILDREN, PARENTS, Child, Parent
from portal_app.domain.access import NotFound, Right, Viewer, access_student, accessible_students, students_and_rights
from portal_app.domain.accounts import sessions
from portal_app.domain.calendar import subscriptions
from portal_app.domain.reports import ReportKind
from portal_app.pages.base import PortalState
from portal_app.portal_app import PAGES
from portal_app.ui.nav_items import CHILD as NAV_ITEMS
from tests.portal_fixtures import SCHOOL_MORNING
from tests.running import RunningPortal
from tests.security.district import SignIn, account_of, records
from tests.socket_client import HYDRATE, connected, text_of

GUARDIANS = {parent.user_name: parent for parent in PARENTS if parent.user_name and not parent.is_disabled}
GUARDED = [route for route, _, state in PAGES if state and issubclass(state, PortalState)]
RIGHT_OF = {item.path.rstrip("/"): Right(item.right) for item in NAV_ITEMS} | {"/class": Right.GRADES}
"""The right that a page about one student needs. A page that is not here is about the family."""
ABOUT_ONE = [route for route in GUARDED if route in RIGHT_OF]
DONE = '"is_hydrated_rx_state_": true'

pytestmark = pytest.mark.usefixtures("school_morning")


@pytest.fixture
def school_morning(pinned: Callable[[str], None]) -> None:
    """Let this process, too, think that it is the morning on which the portal's clock stands."""
    pinned(SCHOOL_MORNING)


def rights_in_cast(parent: Parent, child: Child) -> frozenset[Right]:
    """Return what the cast says that a guardian may see of a child; empty when the child is not there at all."""
    is_grown_up = child.days_past_18 is not None and not child.parents_keep_access
    granted = [
        guardianship
        for guardianship in parent.guardianships
        if guardianship.child == child.key and guardianship.portal_access and not is_grown_up
    ]
    return frozenset(right for guardianship in granted for right in Right if right not in guardianship.withheld)


@dataclass(frozen=True)
class DistrictStudent:
    """A student of the cast as the records have them."""

    id: int
    number: str
    full_name: str


class District:
    """The records behind the running portal, read once."""

    def __init__(self, portal: RunningPortal) -> None:
        self.portal = portal
        with records(portal) as session:
            rows = session.exec(select(m.Student).where(col(m.Student.number) != "").order_by(col(m.Student.id))).all()
            self.students = {child.key: self._student(rows, child) for child in CHILDREN}
            self.phones = self._phones(session)

    @staticmethod
    def _student(rows: Sequence[m.Student], child: Child) -> DistrictStudent:
        first = child.first or child.key
        row = next(row for row in rows if (row.first_name, row.last_name) == (first, child.last))
        return DistrictStudent(row.id or 0, row.number, f"{row.first_name} {row.last_name}")

    @staticmethod
    def _phones(session: Session) -> dict[str, set[str]]:
        """Give each household a phone that nobody else has, and return, by user name, those of other homes."""
        for household in session.exec(select(m.Household)):
            household.phone = f"(999) 555-{household.id:05}"
        phones = {household.id: household.phone for household in session.exec(select(m.Household))}
        others = {}
        for name in GUARDIANS:
            guardian_id = account_of(session, SignIn(name, "")).guardian_id
            mine = select(m.HouseholdMember.household_id).where(m.HouseholdMember.guardian_id == guardian_id)
            own = {phones.get(household, "") for household in session.exec(mine)}
            others[name] = set(phones.values()) - own
        return others

    def cookie(self, user_name: str) -> str:
        """Return the cookie of a new session, without the work of a sign-in."""
        with records(self.portal) as session:
            account_id = account_of(session, SignIn(user_name, "")).id
            return f"portal_session={sessions.begin(session, account_id or 0, address='203.0.113.7', device='test')}"

    def viewer(self, session: Session, user_name: str) -> Viewer:
        """Return a viewer as a live session would give it."""
        account = account_of(session, SignIn(user_name, ""))
        return Viewer(guardian_id=account.guardian_id, account_id=account.id or 0, sign_in_id=0)

    def strangers(self, user_name: str) -> list[DistrictStudent]:
        """Return the students who do not exist for a guardian."""
        parent = GUARDIANS[user_name]
        return [self.students[child.key] for child in CHILDREN if not rights_in_cast(parent, child)]

    def own(self, user_name: str) -> dict[str, frozenset[Right]]:
        """Return a guardian's students by key, and the rights to each."""
        parent = GUARDIANS[user_name]
        return {child.key: rights for child in CHILDREN if (rights := rights_in_cast(parent, child))}


@pytest.fixture(scope="module")
def district(portal: RunningPortal) -> District:
    return District(portal)


def opened(district: District, cookie: str, route: str, student: DistrictStudent) -> str:
    """Return all that the server sends to a browser that opens a page about a student, up to the page's answer."""
    section = a_section(district.portal, student)
    leads_away = route == "/class" and not section  # to the grades
    answer = "/grades/?student=" if leads_away else f'"shown_rx_state_": "{route.strip("/")}"'
    with connected(district.portal.url, cookie=cookie) as browser:
        browser.send(HYDRATE, path=route, query=f"?student={student.id}&section={section}")
        return text_of(browser.hear(until=answer))


def a_section(portal: RunningPortal, student: DistrictStudent) -> int:
    """Return a class of the student, 0 for none."""
    with records(portal) as session:
        query = select(m.SectionEnrollment.section_id).where(m.SectionEnrollment.student_id == student.id)
        return session.exec(query.order_by(col(m.SectionEnrollment.section_id))).first() or 0


@pytest.mark.parametrize("user_name", GUARDIANS)
def test_the_access_check_allows_exactly_the_rights_that_the_school_has_granted(
    district: District, user_name: str
) -> None:
    own = district.own(user_name)
    with records(district.portal) as session:
        viewer = district.viewer(session, user_name)
        granted = {student.id: rights for student, rights in students_and_rights(session, viewer)}
        for key, student in district.students.items():
            assert granted.get(student.id, frozenset()) == own.get(key, frozenset()), key
            for right in Right:
                assert may_pass(session, viewer, student, right) == (right in own.get(key, ())), (key, right)
        assert {s.id for s in accessible_students(session, viewer, to=None)} == {
            district.students[key].id for key in own
        }


def may_pass(session: Session, viewer: Viewer, student: DistrictStudent, right: Right) -> bool:
    """Return whether the access check lets the viewer pass."""
    try:
        return access_student(session, viewer, student.id, to=right).id == student.id
    except NotFound:
        return False


@pytest.mark.parametrize("route", GUARDED)
@pytest.mark.parametrize("user_name", GUARDIANS)
def test_a_page_names_nobody_elses_child_and_no_other_homes_phone(
    district: District, user_name: str, route: str
) -> None:
    """Opened once for an own child, and once with a stranger's number in the address."""
    cookie, strangers = district.cookie(user_name), district.strangers(user_name)
    asked = [district.students[key] for key in list(district.own(user_name))[:1]] + strangers[:1]
    for student in asked:
        heard = opened(district, cookie, route, student)
        assert [one for one in strangers if one.full_name in heard or f'"{one.number}"' in heard] == []
        assert [phone for phone in district.phones[user_name] if phone in heard] == []


OWN = [
    (name, child, route)
    for name, parent in GUARDIANS.items()
    for child in CHILDREN
    for route in ABOUT_ONE
    if rights_in_cast(parent, child) and not (child.is_next_year_only and route == "/class")
]
"""Guardian, own child, page; without the page of a class for whoever has no classes yet."""


@pytest.mark.parametrize(("user_name", "child", "route"), [(name, child.key, route) for name, child, route in OWN])
def test_a_page_about_a_student_is_withheld_exactly_without_its_right(
    district: District, user_name: str, child: str, route: str
) -> None:
    heard = opened(district, district.cookie(user_name), route, district.students[child])
    assert f'"id": {district.students[child].id}' in heard
    is_withheld = '"is_withheld_rx_state_": true' in heard
    assert is_withheld == (RIGHT_OF[route] not in district.own(user_name)[child])


@pytest.mark.parametrize("user_name", GUARDIANS)
def test_a_document_is_there_exactly_with_the_right_to_reports(district: District, user_name: str) -> None:
    """Missing and forbidden are the same answer; each child of one's own is asked for one report, others for all."""
    cookie, own, kinds = district.cookie(user_name), district.own(user_name), list(ReportKind)
    for number, (key, student) in enumerate(district.students.items()):
        is_given = Right.REPORTS in own.get(key, ())
        for kind in kinds[number % len(kinds) :][:1] if is_given else kinds:
            answer = document(district.portal, cookie, student.id, kind)
            if is_given:
                assert (answer.status_code, answer.content[:5]) == (200, b"%PDF-"), (key, kind)
            else:
                assert (answer.status_code, answer.text) == (404, "Not found"), (key, kind)
    missing = document(district.portal, cookie, 999_999_999, ReportKind.SCHEDULE)
    assert (missing.status_code, missing.text) == (404, "Not found")


@pytest.mark.parametrize("kind", ReportKind)
def test_a_document_is_withheld_where_a_page_with_the_same_would_be(district: District, kind: ReportKind) -> None:
    """Grace may have reports about Ivy, but for the rest only what a report does not show: all of them stay away."""
    ivy = district.students["Ivy"]
    with records(district.portal) as session:
        guardianship = session.get_one(m.Guardianship, (district.viewer(session, "GraceH").guardian_id, ivy.id))
        before = {right: getattr(guardianship, right) for right in Right}
        guardianship.schedule = guardianship.grades = guardianship.attendance = False
    answer = document(district.portal, district.cookie("GraceH"), ivy.id, kind)
    with records(district.portal) as session:
        guardianship = session.get_one(m.Guardianship, (district.viewer(session, "GraceH").guardian_id, ivy.id))
        for right, was in before.items():
            setattr(guardianship, right, was)
    assert (answer.status_code, answer.text) == (404, "Not found")


@pytest.mark.parametrize("kind", ReportKind)
@pytest.mark.parametrize("asked", ["next_year", "missing", "0", "-1", "x", "9" * 30])
def test_a_document_of_a_year_in_which_the_child_was_not_enrolled_is_not_there(
    district: District, kind: ReportKind, asked: str
) -> None:
    """Minnie may see all of Greg's reports; a foreign or malformed year is the same 404 as a foreign student."""
    with records(district.portal) as session:
        next_year = session.exec(select(m.SchoolYear.id).order_by(col(m.SchoolYear.starts_on).desc())).first()
    year = {"next_year": str(next_year), "missing": "999999"}.get(asked, asked)
    answer = document(
        district.portal, district.cookie("MinnieC"), district.students["Greg"].id, kind, query=f"?year={year}"
    )
    assert (answer.status_code, answer.text) == (404, "Not found")


@pytest.mark.parametrize("kind", ReportKind)
def test_a_document_is_for_nobody_without_a_session(district: District, kind: ReportKind) -> None:
    for student in district.students.values():
        answer = document(district.portal, "", student.id, kind)
        assert (answer.status_code, answer.headers["Location"], answer.content) == (303, "/sign-in/", b"")


def document(
    portal: RunningPortal, cookie: str, student_id: int, kind: ReportKind, *, query: str = ""
) -> requests.Response:
    """Return the answer to a request for a report."""
    where = f"{portal.url}/reports/{student_id}/{kind}.pdf{query}"
    return requests.get(where, headers={"Cookie": cookie}, allow_redirects=False, timeout=60)


@pytest.mark.parametrize("user_name", GUARDIANS)
def test_a_calendar_address_is_made_exactly_for_children_whose_calendar_one_may_see(
    district: District, user_name: str
) -> None:
    own = district.own(user_name)
    for key, student in district.students.items():
        with records(district.portal) as session:
            viewer = district.viewer(session, user_name)
            if Right.CALENDAR in own.get(key, ()):
                secret = subscriptions.create_subscription(session, viewer, [student.id]).secret
            else:
                with pytest.raises(NotFound):
                    subscriptions.create_subscription(session, viewer, [student.id])
                continue
        answer = requests.get(f"{district.portal.url}/calendar/{secret}.ics", timeout=60)
        assert answer.status_code == 200
        assert [one for one in district.strangers(user_name) if one.full_name in answer.text] == []


def test_a_right_withdrawn_closes_the_open_page_the_document_and_the_feed(district: District) -> None:
    """Erik looks at Freya, and the school changes its mind."""
    freya = district.students["Freya"]
    cookie = district.cookie("ErikL")
    with records(district.portal) as session:
        viewer = district.viewer(session, "ErikL")
        secret = subscriptions.create_subscription(session, viewer, [freya.id]).secret
    with connected(district.portal.url, cookie=cookie) as browser:
        browser.send(HYDRATE, path="/schedule")
        browser.hear(until=DONE)
        with records(district.portal) as session:
            guardianship = session.exec(select(m.Guardianship).where(m.Guardianship.student_id == freya.id)).all()
            for one in guardianship:
                one.schedule = one.reports = one.calendar = False
        browser.send(HYDRATE, path="/schedule")
        browser.hear(until='"is_withheld_rx_state_": true')
    assert document(district.portal, cookie, freya.id, ReportKind.SCHEDULE).status_code == 404
    answer = requests.get(f"{district.portal.url}/calendar/{secret}.ics", timeout=60)
    assert "BEGIN:VEVENT" not in answer.text


@pytest.mark.parametrize(
    ("born", "keeps", "is_seen"),
    [((2008, 10, 7), False, True), ((2008, 10, 6), False, False), ((2008, 10, 6), True, True)],
    ids=["the day before", "on the day", "on the day, and the school keeps it on"],
)
def test_on_the_eighteenth_birthday_page_document_and_feed_close_unless_the_school_keeps_them_on(
    district: District, born: tuple[int, int, int], keeps: bool, is_seen: bool
) -> None:
    ferdinand, cookie = district.students["Ferdinand"], district.cookie("DellaC")
    with records(district.portal) as session:
        student = session.get_one(m.Student, ferdinand.id)
        student.birth_date, student.parents_keep_access = student.birth_date.replace(*born), False
        secret = subscriptions.create_subscription(
            session, district.viewer(session, "DellaC"), [district.students["Daffy"].id]
        ).secret
        subscription_id = session.exec(
            select(m.CalendarSubscription.id).order_by(col(m.CalendarSubscription.id).desc())
        ).first()
        session.add(m.CalendarSubscriptionStudent(subscription_id=subscription_id or 0, student_id=ferdinand.id))
        student.parents_keep_access = keeps
    heard = opened(district, cookie, "/home", ferdinand)
    assert (ferdinand.full_name in heard) == is_seen
    status = document(district.portal, cookie, ferdinand.id, ReportKind.SCHEDULE).status_code
    assert status == (200 if is_seen else 404)
    answer = requests.get(f"{district.portal.url}/calendar/{secret}.ics", timeout=60)
    assert ("Ferdinand" in answer.text) == is_seen
