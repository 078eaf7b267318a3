"""Ed-Fi's references as source ids, and its words as parents know them.

Ed-Fi names things by several values at once (a section by school, course, year, term, period and room): a source id is
these values joined by bars. The sections' own codes can't serve, the sample district gives 18 of them to two sections.
"""

from portal_app.ingest.edfi.document import Item
from portal_app.ingest.errors import ImportRefused

ORDINALS = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth")
_LEVELS = (*ORDINALS, "Ninth", "Tenth", "Eleventh", "Twelfth")
GRADE_LEVELS = {f"{word} grade": f"{number:02}" for number, word in enumerate(_LEVELS, 1)} | {
    "Infant/toddler": "IT",
    "Early Education": "EE",
    "Preschool/Prekindergarten": "PK",
    "Transitional Kindergarten": "TK",
    "Kindergarten": "KK",
    "Grade 13": "13",
    "Postsecondary": "PS",
    "Ungraded": "UG",
    "Adult Education": "AE",
    "Other": "OT",
}


def organization(item: Item, path: str, ids: dict[str, str]) -> str:
    """Return the organization that a reference means: by its number, or by the `id` of an element seen before."""
    reference = item.only(path)
    number = reference.text("EducationalOrgIdentity/StateOrganizationId")
    ref = reference.attribute("ref")
    return number or ids.get(ref, ref) or item.need(f"{path}/EducationalOrgIdentity/StateOrganizationId")


def referred_student(item: Item, path: str = "StudentReference", ids: dict[str, str] | None = None) -> str:
    """Return the number of the student whom a reference means."""
    reference = item.only(path)
    ref = reference.attribute("ref")
    if number := reference.text("StudentIdentity/StudentUniqueStateId"):
        return number
    return (ids or {}).get(ref, ref) or item.need(f"{path}/StudentIdentity/StudentUniqueStateId")


def grade_level(item: Item, path: str) -> str:
    """Return a grade level as schools write it: Ninth grade -> 09, Kindergarten -> KK."""
    words = item.need(path)
    if words not in GRADE_LEVELS:
        raise ImportRefused(item.location, f"{path} is not a grade level of Ed-Fi: {words}")
    return GRADE_LEVELS[words]


def relationship(words: str) -> str:
    """Return a relation as people say it: Father, step -> Stepfather; Mother, foster -> Foster mother."""
    person, _, how = words.partition(", ")
    return {"step": f"Step{person.lower()}", "foster": f"Foster {person.lower()}"}.get(how, words)


def last_name(item: Item, path: str) -> str:
    """Return the last name with its suffix: Woods Jr."""
    return " ".join(filter(None, (item.need(f"{path}/LastSurname"), item.text(f"{path}/GenerationCodeSuffix"))))
