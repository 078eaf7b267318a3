"""Households, which Ed-Fi doesn't have: they are derived from the addresses of parents and children.

Guardians of the same child at the same address are one household, with all their children; so a split family makes two,
and the child belongs to both. Two families that only share an address (an apartment building) stay separate:
one must never see the other's phone.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple

from portal_app.ingest import records as r
from portal_app.ingest.errors import SourceLocation


class Home(NamedTuple):
    """An address."""

    street: str
    city: str
    state: str
    postal_code: str


class Person(NamedTuple):
    """What households are derived from, of a student or guardian. `phone` is the home's, empty if not given."""

    location: SourceLocation
    id: str
    last_name: str
    home: Home | None
    phone: str


class Relation(NamedTuple):
    """A guardian's relation to a student, by source ids."""

    location: SourceLocation
    guardian: str
    student: str
    relationship: str


def households(
    students: Mapping[str, Person], guardians: Mapping[str, Person], relations: Iterable[Relation]
) -> Iterator[r.Record]:
    """Yield households with members and addresses. A student without any guardian's home has one of their own."""
    children: defaultdict[str, dict[str, None]] = defaultdict(dict)
    parents: defaultdict[str, dict[str, None]] = defaultdict(dict)
    for relation in relations:
        children[relation.guardian][relation.student] = None
        parents[relation.student][relation.guardian] = None
    housed: set[str] = set()
    for group in _groups(guardians, parents):
        adults = [guardians[number] for number in group]
        group_children = [students[number] for number in dict.fromkeys(child for n in group for child in children[n])]
        housed.update(child.id for child in group_children)
        yield from _household(f"guardian {adults[0].id}", adults, group_children)
    for student in students.values():
        if student.id not in housed and student.home:
            yield from _household(f"student {student.id}", [], [student])


def _groups(guardians: Mapping[str, Person], parents: Mapping[str, Iterable[str]]) -> list[list[str]]:
    """Return the guardians by home: joined where they share a child and an address. Each group is sorted."""
    leader = {number: number for number in guardians}

    def find(number: str) -> str:
        while leader[number] != number:
            number = leader[number]
        return number

    for of_one_child in parents.values():
        at: dict[Home, str] = {}
        for number in of_one_child:
            if home := guardians[number].home:
                one, other = sorted((find(at.setdefault(home, number)), find(number)))
                leader[other] = one
    groups: defaultdict[str, list[str]] = defaultdict(list)
    for number in sorted(guardians):
        groups[find(number)].append(number)
    return [group for group in groups.values() if guardians[group[0]].home]


def _household(source_id: str, adults: list[Person], children: list[Person]) -> Iterator[r.Record]:
    """Yield one household; its name is that of its adults, its phone a home phone of someone who lives there."""
    people = adults or children
    home, location = people[0].home, people[0].location
    assert home is not None
    names = "/".join(dict.fromkeys(person.last_name for person in people))
    phone = next((p.phone for p in (*adults, *children) if p.phone and p.home == home), "")
    yield r.Household(source_location=location, source_id=source_id, name=f"{names} household"[:120], phone=phone)
    for adult in adults:
        yield r.HouseholdMember(source_location=adult.location, household=source_id, guardian=adult.id)
    for child in children:
        yield r.HouseholdMember(source_location=child.location, household=source_id, student=child.id)
    yield r.Address(
        source_location=location,
        source_id=source_id,
        household=source_id,
        is_physical=True,
        is_mailing=True,
        street=home.street,
        city=home.city,
        state=home.state,
        postal_code=home.postal_code,
    )
