"""Activation letters: who gets one, what it says, and that paper and portal agree."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import pdfplumber
import pytest
from pypdf import PdfReader

from portal_app import models as m
from portal_app.clock import local, now, today
from portal_app.domain import refusal as office
from portal_app.domain.accounts.activation import activate
from portal_app.domain.accounts.activation_keys import check_key
from portal_app.domain.accounts.form_errors import Problem
from portal_app.domain.staff.activation_letters import letters_for_school
from portal_app.reports.letters import activation_letters
from tests.unit.account_builders import GOOD, a_key, later, refusal, rows
from tests.unit.builders import a_guardian, a_school, a_student, add, an_id, enroll, give_rights

pytestmark = pytest.mark.usefixtures("outbox")


@pytest.fixture
def babb(session):
    return a_school(session)


@pytest.fixture
def minnie(session, babb) -> m.Guardian:
    """Minnie, mother of Greg and Marcia, whose mail goes to a P.O. box."""
    children = [a_student(session, at=babb, first_name=name) for name in ("Greg", "Marcia")]
    minnie = a_guardian(session, of=children)
    home = add(session, m.Household(name="Clayton"))
    add(session, m.HouseholdMember(household_id=an_id(home), guardian_id=minnie.id))
    place: dict[str, Any] = {"household_id": an_id(home), "city": "Anywhere", "state": "GA", "postal_code": "30003"}
    add(session, m.Address(street="12 Elm Street", is_mailing=False, **place))
    add(session, m.Address(street="P.O. Box 114", is_physical=False, **place))
    return minnie


def written_to(session, school: str = "Babb Middle", **options) -> list[str]:
    return [letter.guardian for letter in letters_for_school(session, school, **options)]


def pages(letters, language: str = "en") -> list[str]:
    with pdfplumber.open(BytesIO(activation_letters(letters, language=language, made_at=local(now())))) as pdf:
        return [page.extract_text() for page in pdf.pages]


def test_a_guardian_gets_one_letter_for_all_children_to_where_the_mail_goes(session, minnie):
    [letter] = letters_for_school(session, "Babb Middle")

    assert letter.to_lines == ("Minnie Clayton", "P.O. Box 114", "Anywhere, GA 30003")
    assert letter.students == ("Greg Clayton", "Marcia Clayton")
    assert letter.link == f"http://localhost:3000/activate/#key={letter.key.strip('{}')}"
    assert check_key(session, letter.key).guardian_id == minnie.id


def test_who_has_an_account_or_no_access_gets_no_letter(session, babb, minnie):
    [letter] = letters_for_school(session, "Babb Middle")
    activate(session, letter.key, "Minnie1", GOOD)
    greg = rows(session, m.Student)[0]
    give_rights(session, a_guardian(session, first_name="Grace"), greg, portal_access=False)
    a_guardian(session, of=a_student(session, at=a_school(session, name="Other School")), first_name="Rosa")

    assert written_to(session) == []


def test_a_guardian_whose_only_child_there_is_grown_up_gets_no_letter(session, babb):
    greg = a_student(session, at=babb)
    greg.birth_date = greg.birth_date.replace(year=2007)
    a_guardian(session, of=greg)

    assert written_to(session) == []


@pytest.mark.parametrize(
    ("starts_on", "ends_on", "is_written_to"),
    [
        (-30, None, True),
        (-30, 0, True),
        (-30, -1, False),
        (14, None, True),
        (14, 13, False),
    ],
    ids=["attends", "last day", "left yesterday", "comes later", "will not come"],
)
def test_letters_go_to_the_families_of_students_who_attend_the_school_or_will(
    session, babb, starts_on, ends_on, *, is_written_to
):
    """A student who has left is another school's, though the year is not over."""
    greg = a_student(session)
    days = [None if n is None else today() + timedelta(days=n) for n in (starts_on, ends_on)]
    enroll(session, greg, at=babb, starts_on=days[0], ends_on=days[1])
    enroll(session, greg, at=a_school(session, name="Other School"))
    a_guardian(session, of=greg)
    a_guardian(session, of=a_student(session, at=babb), first_name="Rosa")

    assert ("Minnie Clayton" in written_to(session)) == is_written_to


def test_a_new_letter_ends_the_older_key(session, minnie):
    [first] = letters_for_school(session, "Babb Middle")
    letters_for_school(session, "Babb Middle")

    assert refusal(check_key, session, first.key) is Problem.KEY_EXPIRED


def test_whoever_holds_a_working_key_can_be_left_out(session, minnie, pinned):
    letters_for_school(session, "Babb Middle")

    assert written_to(session, only_new=True) == []
    later(pinned, days=31)
    assert written_to(session, only_new=True) == ["Minnie Clayton"]


def test_a_key_asked_for_by_email_keeps_nobody_from_a_letter(session, minnie):
    a_key(session, minnie, m.KeyChannel.EMAIL)

    assert written_to(session, only_new=True) == ["Minnie Clayton"]


def test_letters_come_by_name_and_report_progress(session, babb):
    for first, last in (("Zoë", "Abara"), ("Ann", "Young"), ("Bo", "Abara")):
        a_guardian(session, of=a_student(session, at=babb), first_name=first, last_name=last)
    progress = []

    names = written_to(session, on_progress=lambda done, total: progress.append((done, total)))

    assert names == ["Bo Abara", "Zoë Abara", "Ann Young"]
    assert progress == [(1, 3), (2, 3), (3, 3)]


def test_an_unknown_school_is_refused(session, babb):
    with pytest.raises(office.Refused, match="no school 'Hogwarts'"):
        letters_for_school(session, "Hogwarts")


def test_each_letter_is_one_page_with_the_key_whole_in_one_line(session, babb, minnie):
    a_guardian(session, of=a_student(session, at=babb), first_name="Wilhelmina Constantia", last_name="Y" * 60)
    letters = letters_for_school(session, "Babb Middle")

    texts = pages(letters)

    assert len(texts) == len(letters) == 2
    for letter, text in zip(letters, texts, strict=True):
        assert any(letter.key in line for line in text.splitlines())
        assert "http://localhost:3000/activate/" in text
    assert "P.O. Box 114" in texts[0]
    assert "Greg Clayton and Marcia Clayton" in " ".join(texts[0].split())
    assert "November 4, 2026" in " ".join(texts[0].split())


def test_the_letters_speak_spanish_too(session, minnie):
    [text] = pages(letters_for_school(session, "Babb Middle"), "es")

    assert "Su acceso al Portal para Padres" in text
    assert "Greg Clayton y Marcia Clayton" in " ".join(text.split())


def test_the_document_is_tagged_and_says_its_language(session, minnie):
    body = activation_letters(letters_for_school(session, "Babb Middle"), language="es", made_at=local(now()))
    root: Any = PdfReader(BytesIO(body)).trailer["/Root"]

    assert root["/Lang"] == "es"
    assert "/StructTreeRoot" in root


def test_a_key_in_a_letter_is_kept_only_as_a_hash(session, minnie):
    [letter] = letters_for_school(session, "Babb Middle")

    kept = " ".join(row.model_dump_json() for row in rows(session, m.ActivationKey)).lower()
    assert letter.key.strip("{}").lower() not in kept
    assert an_id(minnie) == rows(session, m.ActivationKey)[0].guardian_id
