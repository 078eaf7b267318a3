"""Invented names, phone numbers and streets; the numbers (555-01xx) are kept free for fiction."""

from random import Random
from unicodedata import normalize

_FIRST_NAMES = """
Aaliyah Aaron Abigail Adrian Aisha Alejandro Amara Amelia Amir Ana Andre Anika Antonio Aria Asher Ava Beatrice
Ben Bianca Brandon Caleb Camila Carmen Cedric Chloe Clara Damian Daniela Darius David Diego Elena Eli Elijah
Ella Emeka Emma Ethan Eva Farah Felix Fiona Gabriel Gianna Hana Hassan Hazel Henry Ibrahim Imani Isaac Isabel
Ivan Jada Jalen Jasmine Javier Jia Jonah Jordan Josiah Julia Kai Keisha Khalil Kofi Laila Lena Leo Liam Lila
Linh Lucas Lucia Luz Malik Maya Mei Micah Miles Mina Mira Naomi Nathan Nia Nina Noah Noor Nora Oliver Olivia
Omar Owen Paloma Parker Quinn Rafael Rania Ravi Rosa Ruby Ruth Sadie Samir Santiago Sara Sebastian Selena
Simone Sofia Talia Tariq Tessa Theo Thuy Tyler Uma Valeria Victor Willa Xavier Yara Yusuf Zara Zoe
"""
_LAST_NAMES = """
Abara Acosta Adeyemi Ahmed Alvarez Anderson Asante Bailey Baptiste Barnes Bell Bennett Brooks Bui Calderon
Campbell Castillo Chandra Chen Coleman Cruz Dang Davenport Delacroix Desai Diallo Dixon Dominguez Duarte
Edwards Ellis Eze Farrell Fields Flores Foster Franklin Fuentes Gaines Garza Gibson Graves Greene Gutierrez
Haddad Hale Hamilton Harper Hawkins Hayes Henderson Herrera Hicks Hoang Holloway Hussain Ibarra Ingram Jackson
Jamison Jefferson Jimenez Johnson Joseph Kamara Keller Khan Kim Lambert Le Leblanc Lopez Mackey Maldonado
Marsh Matthews McBride Medina Mensah Mitchell Moore Morales Mwangi Navarro Ndiaye Nguyen Oduya Ortega Osei
Owens Pacheco Park Patel Perkins Pham Phillips Porter Quiroga Ramsey Reed Reyes Rhodes Rivera Robinson Romero
Ross Salazar Santos Schroeder Sharma Silva Simmons Singh Sullivan Sutton Tanaka Taylor Thompson Torres Tran
Turner Ueda Vargas Vega Wade Walker Washington Watts Weaver Whitfield Williams Woods Wright Yang Young Zamora
Zeller
"""
FIRST_NAMES, LAST_NAMES = _FIRST_NAMES.split(), _LAST_NAMES.split()
STREETS = (
    "Reynolds Road",
    "Jonesboro Road",
    "Old Mill Lane",
    "Magnolia Street",
    "Lake Ridge Drive",
    "Cedar Court",
    "Pinecrest Avenue",
    "Tara Boulevard",
    "Flint River Way",
    "Dogwood Circle",
)
TOWNS = (("Forest Park", "30297"), ("Jonesboro", "30236"), ("Morrow", "30260"), ("Riverdale", "30274"))
STATE = "GA"
MAIL_DOMAIN = "clayton.example.org"


def first_name(rng: Random) -> str:
    """Return a first name."""
    return rng.choice(FIRST_NAMES)


def last_name(rng: Random) -> str:
    """Return a last name."""
    return rng.choice(LAST_NAMES)


def phone(rng: Random) -> str:
    """Return a fictional telephone number."""
    return f"({rng.choice(('404', '470', '678', '770'))}) 555-01{rng.randrange(100):02d}"


def address(rng: Random) -> dict[str, str]:
    """Return street, city, state and postal code."""
    city, postal_code = rng.choice(TOWNS)
    street = f"{rng.randrange(100, 9900)} {rng.choice(STREETS)}"
    return {"street": street, "city": city, "state": STATE, "postal_code": postal_code}


def plain(text: str) -> str:
    """Return a name in the lower-case ASCII letters of an email address."""
    return "".join(c for c in normalize("NFKD", text).lower() if c.isascii() and c.isalnum())
