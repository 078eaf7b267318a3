"""The names of people and classes as pages, documents and emails show them."""

import unicodedata
from typing import Protocol

KINDERGARTEN = ("KK", "KG", "K", "0K")
PRE_KINDERGARTEN = ("PK", "PreK")
"""Codes for the first grades in school records and in OneRoster (CEDS)."""

_VACANT = ("vacancy", "vacant")


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


def is_vacancy(person: Named) -> bool:
    """Return whether a member of staff stands for a vacant position, as schools enter it in place of a name."""
    return any(name.strip().casefold() in _VACANT for name in (person.first_name, person.last_name))


def teacher_name(person: Named) -> str:
    """Return "Tejada, D", and "Vacancy" for a vacant position."""
    return "Vacancy" if is_vacancy(person) else short_name(person)


def initials(person: Named) -> str:
    """Return "DT": the first letters of the first and the last name, capitals where the script has them."""
    return "".join(part[0].upper() for part in (person.first_name.strip(), person.last_name.strip()) if part)


def class_code(*, course: str, section: str) -> str:
    """Return "MATH-KK.0-1": the course's number and the section's.

    A section whose number begins with the letters of the course's has a code of its own (ALGEBRA-2 of course ALG).
    """
    is_whole = section.startswith(course) and not course.isdecimal()
    return section if is_whole else f"{course}-{section}"


def plain_name(name: str) -> str:
    """Return a name without case, accents, spaces and punctuation, which people and schools write differently."""
    letters = (c for c in unicodedata.normalize("NFKD", name.casefold()) if c.isalnum())
    return "".join(letters)
