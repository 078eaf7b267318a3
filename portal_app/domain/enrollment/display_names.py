"""The names of people and classes as pages, documents and emails show them."""

import unicodedata
from typing import Protocol

KINDERGARTEN = ("KK", "KG", "K", "0K")
PRE_KINDERGARTEN = ("PK", "PreK")
"""Codes for the first grades in school records and in OneRoster (CEDS)."""


class Named(Protocol):
    """Anyone with a first and a last name: a student, a guardian, a member of staff."""

    first_name: str
    last_name: str


def full_name(person: Named) -> str:
    """Return "Dora Tejada"."""
    return " ".join(part for part in (person.first_name.strip(), person.last_name.strip()) if part)


def short_name(person: Named) -> str:
    """Return "Tejada, D", as timetables show a teacher; the only name of a person who has one."""
    first, last = person.first_name.strip(), person.last_name.strip()
    return f"{last}, {first[0]}" if first and last else last or first


def initials(person: Named) -> str:
    """Return "DT": the first letters of the first and the last name, capitals where the script has them."""
    return "".join(part[0].upper() for part in (person.first_name.strip(), person.last_name.strip()) if part)


def class_code(*, course: str, section: str) -> str:
    """Return "MATH-KK.0-1": the course's number and the section's."""
    return f"{course}-{section}"


def plain_name(name: str) -> str:
    """Return a name without case, accents, spaces and punctuation, which people and schools write differently."""
    letters = (c for c in unicodedata.normalize("NFKD", name.casefold()) if c.isalnum())
    return "".join(letters)
