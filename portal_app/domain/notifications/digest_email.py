"""The weekly digest as an email: what can still be done first, at most 25 lines for each student, and links.

The subject names no student. With the district's setting `content = counts` the text has numbers and a link only. A
guardian without an account gets no links to items but the way to a key, which holds nothing about the family.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from portal_app.domain.attendance import DayRow
from portal_app.domain.notifications.digest import Digest, DigestAssignment, LowGrade, StudentDigest
from portal_app.domain.recent import ActivityItem
from portal_app.infrastructure.mail_content import (
    Block,
    Content,
    bullets,
    heading,
    link,
    linked_bullets,
    paragraph,
    small,
    subheading,
)
from portal_app.infrastructure.translation import best_language, date_text, number_text, translate, translator
from portal_app.settings import settings

LINES = 25
"""How many lines about one student an email has at most."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestReader:
    """Who reads a digest: the language, whether there is an account, and what ends the digests."""

    locale: str
    has_account: bool
    is_full: bool
    district: str
    unsubscribe_address: str


def digest_email(digest: Digest, reader: DigestReader) -> Content:
    """Return the email."""
    t = translator(reader.locale)
    blocks: list[Block] = []
    for student in digest.students:
        blocks.extend(_student(student, reader))
    if digest.notices:
        blocks.append(heading(t("Notices")))
        titles = [f"{notice.title} ({notice.sender})" for notice in digest.notices]
        blocks.append(bullets(*titles) if reader.is_full else paragraph(_count_of_notices(reader, len(titles))))
    blocks.append(_way_in(reader))
    why = t("You get this message once a week because the school has this address on file for you.")
    blocks.append(small(why))
    blocks.append(link(t("Stop these emails"), reader.unsubscribe_address))
    return Content(
        language=best_language(reader.locale),
        subject=t("This week at school: {district}", district=reader.district),
        blocks=tuple(blocks),
    )


def _count_of_notices(reader: DigestReader, number: int) -> str:
    return translate(reader.locale, "{n} new notice from the school", "{n} new notices from the school", n=number)


def _way_in(reader: DigestReader) -> Block:
    if reader.has_account:
        return link(translate(reader.locale, "Open the portal"), f"{settings().public_url}/home/")
    text = translate(reader.locale, "See more in the Parent Portal: ask for your activation key")
    return link(text, f"{settings().public_url}/request-key/")


def _student(student: StudentDigest, reader: DigestReader) -> Iterator[Block]:
    if not reader.is_full:
        yield paragraph(summary(student, reader.locale))
        return
    yield heading(student.first_name)
    yield paragraph(summary(student, reader.locale))
    left = LINES
    sections = _sections(student, reader)
    total = sum(len(lines) for _, lines in sections)
    for title, lines in sections:
        shown, left = lines[:left], left - len(lines[:left])
        if shown:
            yield subheading(title)
            linked = [(text, f"{settings().public_url}{path}") for text, path in shown]
            yield linked_bullets(*linked) if reader.has_account else bullets(*(text for text, _ in linked))
    if total > LINES:
        yield paragraph(translate(reader.locale, "and {n} more", "and {n} more", n=total - LINES))


def summary(student: StudentDigest, locale: str) -> str:
    """Return one sentence or two about the week, with what can still be done first."""
    t, said = translator(locale), []
    if student.missing:
        number = len(student.missing)
        said.append(t("{n} assignment is missing.", "{n} assignments are missing.", n=number))
    elif student.may_see_grades:
        said.append(t("No assignment is missing."))
    if student.due:
        said.append(t("{n} assignment is due next week.", "{n} assignments are due next week.", n=len(student.due)))
    if student.absences:
        said.append(t("Absent on {n} day this week.", "Absent on {n} days this week.", n=len(student.absences)))
    if student.below_passing:
        number = len(student.below_passing)
        said.append(t("{n} class is below passing.", "{n} classes are below passing.", n=number))
    if student.grades:
        said.append(t("{n} grade was posted.", "{n} grades were posted.", n=len(student.grades)))
    return " ".join(said)


Section = tuple[str, list[tuple[str, str]]]
"""The title of a section, and its lines with the path of the page that each leads to."""


def _sections(student: StudentDigest, reader: DigestReader) -> list[Section]:
    t, locale, which = translator(reader.locale), reader.locale, f"?student={student.student_id}"
    absent = t(
        "Absences this week ({days} of {total} school days so far this year)",
        days=student.days_absent,
        total=student.school_days,
    )
    sections = [
        (t("Missing assignments"), [(_assignment(one, locale), _to_item(one)) for one in student.missing]),
        (absent, [(_absence(day, locale), f"/attendance/{which}") for day in student.absences]),
        (t("Grades posted this week"), [(_grade(one, locale), _to_grade(one)) for one in student.grades]),
        (t("Below passing now"), [(_low(one, locale), _to_class(student, one)) for one in student.below_passing]),
        (t("Due next week, tests first"), [(_assignment(one, locale), _to_item(one)) for one in student.due]),
    ]
    return [(title, lines) for title, lines in sections if lines]


def _assignment(one: DigestAssignment, locale: str) -> str:
    item = one.item
    points = translate(locale, "{n} point", "{n} points", n=float(one.points))
    if not item.due_on:
        return translate(
            locale, "{class_title}: {name} ({points})", class_title=item.class_title, name=item.name, points=points
        )
    return translate(
        locale,
        "{class_title}: {name}, due {date} ({points})",
        class_title=item.class_title,
        name=item.name,
        date=date_text(locale, date.fromisoformat(item.due_on)),
        points=points,
    )


def _absence(day: DayRow, locale: str) -> str:
    on = date_text(locale, date.fromisoformat(day.on))
    missed = day.class_periods.absences
    if day.days_absent == "1":
        what = translate(locale, "absent all day")
    else:
        n = missed.total + missed.exempt
        what = translate(locale, "absent in {n} class period", "absent in {n} class periods", n=n)
    return translate(locale, "{date}: {what}", date=on, what=what)


def _grade(one: ActivityItem, locale: str) -> str:
    grade = _letter_and_percent(one.letter_grade, one.percent, locale)
    return translate(
        locale,
        "{class_title}: {task}, {term}: {grade}",
        class_title=one.class_title,
        task=one.title,
        term=one.term,
        grade=grade,
    )


def _low(one: LowGrade, locale: str) -> str:
    grade = _letter_and_percent(one.grade.letter_grade, one.grade.percent, locale)
    return translate(locale, "{class_title}: {grade}", class_title=one.class_title, grade=grade)


def _letter_and_percent(letter_grade: str, percent: str, locale: str) -> str:
    number = f"{number_text(locale, float(percent))} %" if percent else ""
    return f"{letter_grade} ({number})" if letter_grade and number else letter_grade or number


def _to_item(one: DigestAssignment) -> str:
    item = one.item
    return f"/class/?student={item.student_id}&section={item.section_id}&assignment={item.assignment_id}"


def _to_grade(one: ActivityItem) -> str:
    return f"/class/?student={one.student_id}&section={one.section_id}&task={one.task_id}&term={one.term_id}"


def _to_class(student: StudentDigest, one: LowGrade) -> str:
    return f"/class/?student={student.student_id}&section={one.grade.section_id}"
