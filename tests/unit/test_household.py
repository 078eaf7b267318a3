"""Who belongs to a household, and what a split family hides."""

import pytest
from sqlmodel import Session

from portal_app import models as m
from portal_app.domain.access import NotFound, Right
from portal_app.domain.family.household import FamilyHouseholds, access_household, family_households
from tests.unit.account_builders import rows
from tests.unit.builders import a_guardian, a_student, a_viewer, add, an_id, give_rights

SCHEDULE_ONLY = (Right.SCHEDULE, Right.ATTENDANCE, Right.CALENDAR)


def a_household(
    session: Session, *people: m.Student | m.Guardian, name: str = "Clayton", phone: str = "(770) 123-4567"
) -> m.Household:
    """Write a household of these people at an address that names it."""
    home = add(session, m.Household(name=name, phone=phone))
    for person in people:
        kind = "student_id" if isinstance(person, m.Student) else "guardian_id"
        add(session, m.HouseholdMember(household_id=an_id(home), **{kind: person.id}))
    add(
        session,
        m.Address(household_id=an_id(home), street=f"1 {name} Road", city="Anywhere", state="GA", postal_code="30003"),
    )
    return home


def seen_by(session: Session, guardian: m.Guardian) -> FamilyHouseholds:
    return family_households(session, a_viewer(session, guardian))


def names(home: FamilyHouseholds) -> list[tuple[list[str], list[str]]]:
    """Return (guardians, students) of each household."""
    return [([one.full_name for one in h.guardians], [one.full_name for one in h.students]) for h in home.households]


@pytest.fixture
def split(session, babb) -> dict[str, m.Guardian]:
    """Nadia lives with Rosa, and with Tom and his wife Grace; Ivy is Tom's and Grace's, Leo is Rosa's."""
    nadia, leo, ivy = (
        a_student(session, at=babb, first_name=name, last_name="Harlan") for name in ("Nadia", "Leo", "Ivy")
    )
    rosa = a_guardian(session, of=[nadia, leo], first_name="Rosa", last_name="Delgado")
    tom = a_guardian(session, of=ivy, first_name="Tom", last_name="Harlan", relationship="Father")
    give_rights(session, tom, nadia, rights=SCHEDULE_ONLY, relationship="Father")
    grace = a_guardian(session, of=ivy, first_name="Grace", last_name="Harlan")
    give_rights(session, grace, nadia, portal_access=False, relationship="Stepmother")
    a_household(session, rosa, nadia, leo, name="Delgado", phone="(404) 111-1111")
    a_household(session, tom, grace, nadia, ivy, name="Harlan", phone="(404) 222-2222")
    return {"rosa": rosa, "tom": tom, "grace": grace}


def test_a_family_under_one_roof_is_shown_whole(session, babb):
    greg, marcia = (a_student(session, at=babb, first_name=name) for name in ("Greg", "Marcia"))
    minnie = a_guardian(session, of=[greg, marcia])
    walter = a_guardian(session, of=[greg, marcia], first_name="Walter", relationship="Father")
    a_household(session, minnie, walter, greg, marcia)

    home = seen_by(session, minnie)

    [household] = home.households
    assert (household.name, household.phone) == ("Clayton", "(770) 123-4567")
    assert [address.lines for address in household.addresses] == [("1 Clayton Road", "Anywhere, GA 30003")]
    assert [(g.full_name, g.relationships, g.is_viewer) for g in household.guardians] == [
        ("Minnie Clayton", ("Mother",), True),
        ("Walter Clayton", ("Father",), False),
    ]
    assert [student.full_name for student in household.students] == ["Greg Clayton", "Marcia Clayton"]
    assert home.elsewhere == ()


def test_the_other_home_of_a_split_family_does_not_exist(session, split):
    home = seen_by(session, split["rosa"])

    assert names(home) == [(["Rosa Delgado"], ["Leo Harlan", "Nadia Harlan"])]
    shown = repr(home)
    assert "222-2222" not in shown
    assert "1 Harlan Road" not in shown
    assert not any(name in shown for name in ("Tom", "Grace", "Ivy"))


def test_a_student_whose_profile_is_withheld_is_not_named_though_they_live_there(session, split):
    home = seen_by(session, split["tom"])

    assert names(home) == [(["Tom Harlan", "Grace Harlan"], ["Ivy Harlan"])]
    assert not any(name in repr(home) for name in ("Nadia", "Rosa", "Delgado"))


def test_without_portal_access_to_a_student_there_is_no_trace_of_them(session, split):
    home = seen_by(session, split["grace"])

    assert names(home) == [(["Tom Harlan", "Grace Harlan"], ["Ivy Harlan"])]
    assert "Stepmother" not in repr(home)
    assert "Nadia" not in repr(home)


def test_relationships_to_hidden_students_are_not_shown(session, split):
    [household] = seen_by(session, split["tom"]).households

    assert [g.relationships for g in household.guardians] == [("Father",), ("Mother",)]


def test_a_child_in_none_of_the_viewers_households_is_named_without_a_home(session, babb):
    greg = a_student(session, at=babb)
    minnie, walter = a_guardian(session, of=greg), a_guardian(session, of=greg, first_name="Walter")
    a_household(session, walter, greg, name="Elsewhere")

    home = seen_by(session, minnie)

    assert home.households == ()
    assert [student.full_name for student in home.elsewhere] == ["Greg Clayton"]
    assert "Elsewhere Road" not in repr(home)


def test_a_guardian_of_two_households_sees_both(session, babb):
    greg = a_student(session, at=babb)
    minnie = a_guardian(session, of=greg)
    a_household(session, minnie, greg, name="Winter")
    a_household(session, minnie, name="Summer")

    assert [h.name for h in seen_by(session, minnie).households] == ["Summer", "Winter"]


def test_a_physical_address_comes_before_a_mailing_address(session, babb):
    greg = a_student(session, at=babb)
    minnie = a_guardian(session, of=greg)
    home = add(session, m.Household(name="Clayton"))
    add(session, m.HouseholdMember(household_id=an_id(home), guardian_id=minnie.id))
    add(session, m.Address(household_id=an_id(home), street="P.O. Box 114", is_physical=False))
    add(session, m.Address(household_id=an_id(home), street="12 Elm Street", is_mailing=False))

    [household] = seen_by(session, minnie).households

    assert [(a.lines, a.is_physical, a.is_mailing) for a in household.addresses] == [
        (("12 Elm Street",), True, False),
        (("P.O. Box 114",), False, True),
    ]


def test_a_student_who_turned_eighteen_is_gone_from_the_household_too(session, babb, pinned):
    greg = a_student(session, at=babb)
    minnie = a_guardian(session, of=greg)
    a_household(session, minnie, greg)
    greg.birth_date = greg.birth_date.replace(year=2008, month=10, day=5)
    session.flush()

    assert names(seen_by(session, minnie)) == [(["Minnie Clayton"], [])]


def test_anothers_household_and_one_that_is_not_there_are_refused_alike(session, split):
    viewer = a_viewer(session, split["rosa"])
    harlan = next(an_id(home) for home in rows(session, m.Household) if home.name == "Harlan")

    for household_id in (harlan, 9999):
        with pytest.raises(NotFound):
            access_household(session, viewer, household_id)


def test_the_number_of_queries_does_not_grow_with_the_family(session, babb, queries):
    def asked(children: int) -> int:
        students = [a_student(session, at=babb, first_name=f"Child{n}") for n in range(children)]
        guardian = a_guardian(session, of=students)
        a_household(session, guardian, *students)
        viewer = a_viewer(session, guardian)
        with queries() as statements:
            family_households(session, viewer)
        return len(statements)

    assert asked(1) == asked(6)
