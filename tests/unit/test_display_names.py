"""How people and classes are called."""

import pytest

from portal_app.domain.enrollment.display_names import class_code, full_name, initials, short_name
from portal_app.models import Staff


@pytest.mark.parametrize(
    ("first", "last", "full", "short", "letters"),
    [
        ("Dora", "Tejada", "Dora Tejada", "Tejada, D", "DT"),
        ("Álvaro", "Núñez-Ibáñez", "Álvaro Núñez-Ibáñez", "Núñez-Ibáñez, Á", "ÁN"),
        ("émile", "de Vries", "émile de Vries", "de Vries, é", "ÉD"),
        ("", "Suharto", "Suharto", "Suharto", "S"),
        ("Cher", " ", "Cher", "Cher", "C"),
    ],
)
def test_a_person_has_a_full_and_a_short_name_and_initials(
    first: str, last: str, full: str, short: str, letters: str
) -> None:
    """Accents stay, and nobody needs two names."""
    person = Staff(first_name=first, last_name=last)
    assert (full_name(person), short_name(person), initials(person)) == (full, short, letters)


def test_a_class_is_called_by_course_and_section_number() -> None:
    """The course number and the section number."""
    assert class_code(course="MATH-KK.0", section="1") == "MATH-KK.0-1"
