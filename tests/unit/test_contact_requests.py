"""Contact change requests: what can be requested, what staff get, and that nothing changes before they accept."""

import pytest
from pydantic import ValidationError

from portal_app import models as m
from portal_app.domain.access import NotFound
from portal_app.domain.accounts.form_errors import Problem
from portal_app.domain.family.contact_fields import ContactChange, ContactField
from portal_app.domain.family.contact_requests import request_change, requests_of
from portal_app.domain.family.household import family_households
from portal_app.domain.refusal import Refused
from portal_app.domain.staff.contact_decisions import accept_request, decline_request, requests_for_staff
from tests.running import body_of
from tests.unit.account_builders import refusal, rows
from tests.unit.builders import a_guardian, a_school, a_student, a_viewer, add, an_id

ELM = {"street": "12 Elm Street", "city": "Jonesboro", "state": "GA", "postal_code": "30236"}


@pytest.fixture
def babb(session):
    babb = a_school(session)
    babb.school.office_email = "office@babb.example.org"
    return babb


@pytest.fixture
def minnie(session, babb) -> m.Guardian:
    """Minnie, whose household with Greg has one address for everything."""
    greg = a_student(session, at=babb)
    minnie = a_guardian(session, of=greg)
    home = add(session, m.Household(name="Clayton", phone="(770) 123-4567"))
    add(session, m.HouseholdMember(household_id=an_id(home), guardian_id=minnie.id))
    add(session, m.HouseholdMember(household_id=an_id(home), student_id=greg.id))
    add(
        session,
        m.Address(household_id=an_id(home), street="1 Old Road", city="Anywhere", state="GA", postal_code="30003"),
    )
    return minnie


@pytest.fixture
def viewer(session, minnie):
    return a_viewer(session, minnie)


@pytest.fixture
def home(session, minnie) -> int:
    return an_id(rows(session, m.Household)[0])


def new_phone(home: int | None, value: str = "(770) 555-0166", **more) -> ContactChange:
    return ContactChange(field=ContactField.HOME_PHONE, household_id=home, value=value, **more)


def addresses(session, viewer) -> list[tuple[tuple[str, ...], bool, bool]]:
    [household] = family_households(session, viewer).households
    return [(a.lines, a.is_physical, a.is_mailing) for a in household.addresses]


def test_nothing_changes_before_the_school_accepts(session, viewer, home):
    request_change(session, viewer, new_phone(home, reason="We moved"))

    assert family_households(session, viewer).households[0].phone == "(770) 123-4567"
    [request] = requests_of(session, viewer)
    assert (request.what, request.household, request.old, request.new, request.status) == (
        "Household phone",
        "Clayton",
        "(770) 123-4567",
        "(770) 555-0166",
        "pending",
    )
    assert request.asked_on == "2026-10-05"
    assert rows(session, m.Change) == []


def test_staff_of_the_childs_school_get_the_request_by_email(session, viewer, home, outbox):
    number = request_change(session, viewer, new_phone(home, reason="We moved"))
    session.commit()

    [letter] = outbox.messages()
    assert letter["To"] == "office@babb.example.org"
    text = body_of(letter)
    for part in ("Minnie Clayton", "Clayton", "(770) 123-4567", "(770) 555-0166", "We moved"):
        assert part in text
    assert f"portal request accept {number}" in text


def test_the_district_gets_it_where_the_school_has_no_address(session, viewer, home, babb, outbox):
    babb.school.office_email, babb.district.office_email = "", "district@example.org"
    request_change(session, viewer, new_phone(home))
    session.commit()

    assert [letter["To"] for letter in outbox.messages()] == ["district@example.org"]


def test_accepting_changes_the_detail_and_notifies_open_pages_and_the_guardian(session, viewer, home, outbox):
    number = request_change(session, viewer, new_phone(home))
    accept_request(session, number, note="Done, thank you")
    session.commit()

    assert family_households(session, viewer).households[0].phone == "(770) 555-0166"
    [request] = requests_of(session, viewer)
    assert (request.status, request.decided_on, request.note) == ("accepted", "2026-10-05", "Done, thank you")
    assert [(c.subject, c.student_id) for c in rows(session, m.Change)] == [
        (m.Subject.HOUSEHOLD, rows(session, m.Student)[0].id)
    ]
    letter = outbox.messages()[-1]
    assert letter["To"] == "minnie@example.org"
    assert "accepted" in body_of(letter)
    assert "Done, thank you" in body_of(letter)


def test_declining_leaves_everything_as_it_is_and_says_why(session, viewer, home, outbox):
    number = request_change(session, viewer, new_phone(home))
    decline_request(session, number, note="Please call us")
    session.commit()

    assert family_households(session, viewer).households[0].phone == "(770) 123-4567"
    assert (requests_of(session, viewer)[0].status, requests_of(session, viewer)[0].note) == (
        "declined",
        "Please call us",
    )
    assert "Please call us" in body_of(outbox.messages()[-1])


def test_the_old_email_address_is_notified_of_a_new_one(session, viewer, minnie, outbox):
    number = request_change(session, viewer, ContactChange(field=ContactField.EMAIL, value="new@example.org"))
    accept_request(session, number)
    session.commit()

    assert minnie.email == "new@example.org"
    assert {letter["To"] for letter in outbox.messages()} == {"minnie@example.org", "new@example.org"}


def test_own_phones_are_changed_at_the_guardian(session, viewer, minnie):
    for field in (ContactField.MOBILE_PHONE, ContactField.WORK_PHONE):
        accept_request(
            session, request_change(session, viewer, ContactChange(field=field, value="770 555 0100 ext 12"))
        )

    assert (minnie.mobile_phone, minnie.work_phone) == ("770 555 0100 ext 12",) * 2


def test_an_address_for_both_replaces_the_one_there_is(session, viewer, home):
    change = ContactChange(field=ContactField.ADDRESS, household_id=home, **ELM)
    accept_request(session, request_change(session, viewer, change))

    assert addresses(session, viewer) == [(("12 Elm Street", "Jonesboro, GA 30236"), True, True)]


def test_an_address_for_mail_only_leaves_the_one_for_living(session, viewer, home):
    change = ContactChange(field=ContactField.MAILING_ADDRESS, household_id=home, **{**ELM, "street": "P.O. Box 7"})
    accept_request(session, request_change(session, viewer, change))

    assert addresses(session, viewer) == [
        (("1 Old Road", "Anywhere, GA 30003"), True, False),
        (("P.O. Box 7", "Jonesboro, GA 30236"), False, True),
    ]


def test_back_to_one_address_the_other_one_goes(session, viewer, home):
    for field, street in ((ContactField.MAILING_ADDRESS, "P.O. Box 7"), (ContactField.ADDRESS, "9 New Road")):
        change = ContactChange(field=field, household_id=home, **{**ELM, "street": street})
        accept_request(session, request_change(session, viewer, change))

    assert addresses(session, viewer) == [(("9 New Road", "Jonesboro, GA 30236"), True, True)]


def test_a_request_is_decided_once(session, viewer, home):
    number = request_change(session, viewer, new_phone(home))
    decline_request(session, number)

    with pytest.raises(Refused, match="declined already"):
        accept_request(session, number)
    with pytest.raises(Refused, match="no request 99"):
        accept_request(session, 99)
    assert family_households(session, viewer).households[0].phone == "(770) 123-4567"


def test_one_request_at_a_time_for_a_detail(session, viewer, home):
    number = request_change(session, viewer, new_phone(home))

    assert refusal(request_change, session, viewer, new_phone(home, "(770) 555-0177")) is Problem.ASKED_ALREADY
    assert (
        refusal(request_change, session, viewer, ContactChange(field=ContactField.EMAIL, value="n@example.org")) is None
    )
    decline_request(session, number)
    assert refusal(request_change, session, viewer, new_phone(home, "(770) 555-0177")) is None


def test_a_request_names_the_detail_that_can_not_be_requested_again_until_it_is_decided(session, viewer, home):
    request_change(session, viewer, ContactChange(field=ContactField.MAILING_ADDRESS, household_id=home, **ELM))
    number = request_change(session, viewer, new_phone(home))
    assert [one.pending_detail for one in requests_of(session, viewer)] == [f"phone/{home}", f"address/{home}"]
    accept_request(session, number)
    assert requests_of(session, viewer)[0].pending_detail == ""


def test_what_the_school_has_already_is_no_change(session, viewer, home):
    assert refusal(request_change, session, viewer, new_phone(home, "(770) 123-4567")) is Problem.NO_CHANGES


@pytest.mark.parametrize("value", ["", "minnie", "a@b", "a b@example.org", "a@b.org, c@d.org", "<a@b.org>", "a@b..org"])
def test_no_e_mail_address_is_refused(session, viewer, value):
    change = ContactChange(field=ContactField.EMAIL, value=value)
    assert refusal(request_change, session, viewer, change) is Problem.EMAIL_INVALID


@pytest.mark.parametrize("value", ["", "12", "call me", "(770) 123-4567; DROP", "+" * 20, "=1+1+1+1+1"])
def test_no_phone_number_is_refused(session, viewer, home, value):
    assert refusal(request_change, session, viewer, new_phone(home, value)) is Problem.PHONE_INVALID


@pytest.mark.parametrize("missing", ELM)
def test_an_incomplete_address_is_refused(session, viewer, home, missing):
    change = ContactChange(field=ContactField.ADDRESS, household_id=home, **{**ELM, missing: "  "})
    assert refusal(request_change, session, viewer, change) is Problem.ADDRESS_INCOMPLETE


def test_line_breaks_and_control_characters_become_spaces(session, viewer, home, outbox):
    request_change(session, viewer, new_phone(home, reason="We moved\r\nBcc: all@example.org\x1b[2J"))
    session.commit()

    [letter] = outbox.messages()
    assert letter["Bcc"] is None
    assert "Reason: We moved Bcc: all@example.org [2J" in body_of(letter)


def test_values_longer_than_the_form_allows_are_refused():
    for field, length in (("value", 255), ("street", 201), ("reason", 501)):
        with pytest.raises(ValidationError):
            ContactChange(field=ContactField.EMAIL, **{field: "x" * length})


def test_a_detail_that_does_not_exist_can_not_be_requested():
    with pytest.raises(ValidationError):
        ContactChange.model_validate({"field": "last_name", "value": "x"})


def test_another_familys_household_is_not_there(session, viewer, home, babb):
    other = a_viewer(session, a_guardian(session, of=a_student(session, at=babb), first_name="Rosa"))

    for household_id in (home, 999, None):
        with pytest.raises(NotFound):
            request_change(session, other, new_phone(household_id))
    assert rows(session, m.ContactRequest) == []


def test_a_guardian_sees_only_the_own_requests(session, viewer, home, babb):
    request_change(session, viewer, new_phone(home))
    other = a_viewer(session, a_guardian(session, of=a_student(session, at=babb), first_name="Rosa"))

    assert requests_of(session, other) == ()


def test_staff_list_pending_requests(session, viewer, home):
    first = request_change(session, viewer, new_phone(home, reason="=HYPERLINK(1)"))
    second = request_change(session, viewer, ContactChange(field=ContactField.EMAIL, value="n@example.org"))
    accept_request(session, second)

    [waiting] = requests_for_staff(session, status=m.RequestStatus.PENDING)
    assert (waiting.id, waiting.guardian, waiting.school, waiting.reason) == (
        first,
        "Minnie Clayton",
        "Babb Middle",
        "=HYPERLINK(1)",
    )
    assert [one.id for one in requests_for_staff(session)] == [first, second]
