"""A large district, 52,000 students at 60 schools, as OneRoster files.

The files are written as a stream, so the district may be larger than the memory, and read by the very import that a
real district uses. Everything follows from the plan: the same plan writes the same bytes. Names are invented by rng.
"""

import csv
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from random import Random
from typing import Any

from sqlmodel import Session, col, select

from portal_app import clock
from portal_app import models as m
from portal_app.demo import names
from portal_app.demo.years import YearPlan, current_year, years_before
from portal_app.domain.accounts.passwords import fold_user_name, hash_password

STUDENTS_PER_SCHOOL = 867
CLASS_SIZE, CLASSES_EACH = 25, 7
ASSIGNMENTS_PER_TERM = 60
_TELL_EVERY = 10_000
_A_WEEK = timedelta(days=7)
LARGE_ACCOUNTS, LARGE_PASSWORD = 4000, "Peach-orchard-52000"
_SUBJECTS = ("Mathematics", "Language Arts", "Science", "Social Studies", "Art", "Music", "Physical Education")
_CATEGORIES = (("homework", "Homework", 30), ("quizzes", "Quizzes", 30), ("tests", "Tests", 40))
_POINTS = {"homework": 10, "quizzes": 25, "tests": 100}
_GRADES = ("KK", *(f"{number:02d}" for number in range(1, 13)))


@dataclass(frozen=True, slots=True, kw_only=True)
class LargePlan:
    """The size of a district: the latest `terms` have scores; `assignments` are per class and term."""

    students: int = 52_000
    terms: int = 1
    assignments: int = ASSIGNMENTS_PER_TERM
    today: date
    seed: int = 52_000

    @property
    def schools(self) -> int:
        """How many schools there are: about 867 students each."""
        return max(1, round(self.students / STUDENTS_PER_SCHOOL))

    @property
    def year(self) -> YearPlan:
        """The school year that today is in the middle of."""
        return current_year(self.today)

    @property
    def results(self) -> int:
        """The number of scores: one for each student and assignment."""
        return self.students * CLASSES_EACH * len(self.scored_terms) * self.assignments

    @property
    def scored_terms(self) -> list[int]:
        """The numbers of the terms that have scores: that of today, if it has begun, and those before it."""
        begun = [number for number, (first, _) in enumerate(self.year.terms, 1) if first <= self.today] or [1]
        return begun[-self.terms :]

    def rng(self, *topic: object) -> Random:
        """Return random numbers for one topic."""
        return Random(":".join(map(str, (self.seed, *topic))))


@dataclass(frozen=True, slots=True)
class _Group:
    """Students who take the same classes: `classes` are numbered by subject."""

    school: int
    number: int
    grade: str
    students: range


Rows = Iterable[tuple[Any, ...]]


def write_large(plan: LargePlan, folder: Path, *, on_results: Callable[[int], None] | None = None) -> dict[str, int]:
    """Write the district's OneRoster 1.2 files into a folder and return the rows of each.

    `on_results` hears now and then how many of `plan.results` are written: nearly all rows are results.
    """
    folder.mkdir(parents=True, exist_ok=True)
    parts: dict[str, tuple[str, Callable[[LargePlan], Rows]]] = {
        "orgs": ("sourcedId,name,type,identifier,parentSourcedId", _orgs),
        "academicSessions": ("sourcedId,title,type,startDate,endDate,parentSourcedId,schoolYear", _sessions),
        "courses": ("sourcedId,title,courseCode,orgSourcedId", _courses),
        "classes": (
            "sourcedId,title,courseSourcedId,classCode,location,schoolSourcedId,termSourcedIds,periods",
            _classes,
        ),
        "users": ("sourcedId,givenName,familyName,identifier,email,sms,agentSourcedIds,grades", _users),
        "roles": ("sourcedId,userSourcedId,role,orgSourcedId", _roles),
        "demographics": ("sourcedId,birthDate", _births),
        "enrollments": ("sourcedId,classSourcedId,userSourcedId,role,primary", _enrollments),
        "categories": ("sourcedId,title,weight", lambda _: _CATEGORIES),
        "lineItems": (
            "sourcedId,title,assignDate,dueDate,classSourcedId,categorySourcedId,gradingPeriodSourcedId,"
            "resultValueMin,resultValueMax",
            _line_items,
        ),
        "results": (
            "sourcedId,lineItemSourcedId,studentSourcedId,scoreStatus,score,scoreDate",
            lambda plan: _told(_results(plan), on_results),
        ),
        "portalCalendar": ("schoolSourcedId,date,instructional,reason", _days),
    }
    rows = {file: _write(folder / f"{file}.csv", header, make(plan)) for file, (header, make) in parts.items()}
    manifest = [("oneroster.version", "1.2"), *((f"file.{file}", "bulk") for file in parts)]
    _write(folder / "manifest.csv", "propertyName,value", manifest)
    return rows


def _told(rows: Rows, on_results: Callable[[int], None] | None) -> Rows:
    """Yield the rows and count them."""
    for count, row in enumerate(rows):
        if on_results and count % _TELL_EVERY == 0:
            on_results(count)
        yield row


def _write(path: Path, header: str, rows: Rows) -> int:
    count = 0
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(header.split(","))
        for count, row in enumerate(rows, 1):  # noqa: B007 - the last number is how many there were
            writer.writerow(row)
    return count


def _groups(plan: LargePlan) -> Iterator[_Group]:
    """Yield the groups of every school; a school is elementary, middle or high and so has its grades."""
    first = 0
    for school in range(plan.schools):
        size = plan.students // plan.schools + (school < plan.students % plan.schools)
        grades = (_GRADES[:6], _GRADES[6:9], _GRADES[9:])[school % 3]
        for number, start in enumerate(range(0, size, CLASS_SIZE)):
            students = range(first + start, first + min(start + CLASS_SIZE, size))
            yield _Group(school, number, grades[number % len(grades)], students)
        first += size


def _class(group: _Group, subject: int) -> str:
    return f"class-{group.school}-{group.number}-{subject}"


def _orgs(plan: LargePlan) -> Rows:
    yield "district", "Clayton County Public Schools", "district", "31", ""
    for school in range(plan.schools):
        kind = ("Elementary", "Middle", "High")[school % 3]
        name = f"{names.last_name(plan.rng('school', school))} {kind}"
        yield f"school-{school}", name, "school", f"{100 + school:04d}", "district"


def _sessions(plan: LargePlan) -> Rows:
    year = plan.year
    number = year.ends_on.year
    yield "year", year.name, "schoolYear", year.starts_on, year.ends_on, "", number
    for term, (first, last) in enumerate(year.terms, 1):
        yield f"term-{term}", f"Term {term}", "term", first, last, "year", number


def _days(plan: LargePlan) -> Rows:
    for school in range(plan.schools):
        for day in plan.year.days:
            yield f"school-{school}", day.date, "true" if day.is_instructional else "false", day.reason


def _courses(plan: LargePlan) -> Rows:
    for school in range(plan.schools):
        for grade in (_GRADES[:6], _GRADES[6:9], _GRADES[9:])[school % 3]:
            for subject, title in enumerate(_SUBJECTS):
                code = f"{title[:4].upper()}-{grade}"
                yield f"course-{school}-{grade}-{subject}", f"{title} {grade}", code, f"school-{school}"


def _classes(plan: LargePlan) -> Rows:
    terms = ",".join(f"term-{number}" for number in range(1, 5))
    for group in _groups(plan):
        for subject, title in enumerate(_SUBJECTS):
            course = f"course-{group.school}-{group.grade}-{subject}"
            room = str(100 + group.number)
            number = str(group.number + 1)
            yield _class(group, subject), title, course, number, room, f"school-{group.school}", terms, subject + 1


def _users(plan: LargePlan) -> Rows:
    """Yield students each with a mother and mostly a father; two students in a row are of one family."""
    for group in _groups(plan):
        for subject in range(CLASSES_EACH):
            rng = plan.rng("teacher", group.school, group.number, subject)
            first, last = names.first_name(rng), names.last_name(rng)
            mail = f"{names.plain(first)}.{names.plain(last)}@{names.MAIL_DOMAIN}"
            yield _teacher(group, subject), first, last, "", mail, "", "", ""
        for student in group.students:
            family, rng = student // 2, plan.rng("student", student)
            last = names.last_name(plan.rng("family", family))
            parents = ",".join(_parents(plan, family))
            yield (
                _student(student),
                names.first_name(rng),
                last,
                f"{5_000_000 + student}",
                "",
                "",
                parents,
                group.grade,
            )
            if student % 2 == 0:
                yield from _guardians(plan, family, last)


def _student(student: int) -> str:
    return f"student-{student}"


def _teacher(group: _Group, subject: int) -> str:
    return f"teacher-{group.school}-{group.number}-{subject}"


def _parents(plan: LargePlan, family: int) -> list[str]:
    return [f"parent-{family}-{number}" for number in range(1 if plan.rng("home", family).random() < 0.35 else 2)]


def _guardians(plan: LargePlan, family: int, last: str) -> Rows:
    for name in _parents(plan, family):
        rng = plan.rng("parent", name)
        first = names.first_name(rng)
        yield name, first, last, "", f"{names.plain(first)}.{name}@example.org", names.phone(rng), "", ""


def _roles(plan: LargePlan) -> Rows:
    for group in _groups(plan):
        school = f"school-{group.school}"
        for subject in range(CLASSES_EACH):
            teacher = _teacher(group, subject)
            yield f"role-{teacher}", teacher, "teacher", school
        for student in group.students:
            yield f"role-{_student(student)}", _student(student), "student", school
            if student % 2 == 0:
                for parent in _parents(plan, student // 2):
                    yield f"role-{parent}", parent, "parent", "district"


def _births(plan: LargePlan) -> Rows:
    for group in _groups(plan):
        latest = years_before(plan.year.starts_on, 5 + _GRADES.index(group.grade))
        for student in group.students:
            yield _student(student), latest - timedelta(days=plan.rng("birth", student).randrange(250))


def _enrollments(plan: LargePlan) -> Rows:
    for group in _groups(plan):
        for subject in range(CLASSES_EACH):
            name, teacher = _class(group, subject), _teacher(group, subject)
            yield f"teaches-{name}", name, teacher, "teacher", "true"
            for student in group.students:
                yield f"seat-{name}-{student}", name, _student(student), "student", ""


def _assignments(plan: LargePlan, group: _Group, subject: int) -> Iterator[tuple[str, int, str, date]]:
    """Yield the assignments of a class: source id, term, category and due date, evenly over the term until today."""
    for term in plan.scored_terms:
        first, last = plan.year.terms[term - 1]
        days = plan.year.school_days(first, min(last, max(first + _A_WEEK, plan.today)))
        for number in range(plan.assignments):
            category = "tests" if number % 10 == 9 else "quizzes" if number % 4 == 3 else "homework"
            due_on = days[number * len(days) // plan.assignments]
            yield f"work-{group.school}-{group.number}-{subject}-{term}-{number:02d}", term, category, due_on


def _line_items(plan: LargePlan) -> Rows:
    titles = {name: title for name, title, _ in _CATEGORIES}
    for group in _groups(plan):
        for subject in range(CLASSES_EACH):
            for number, (name, term, category, due_on) in enumerate(_assignments(plan, group, subject), 1):
                title = f"{titles[category]} {number}"
                of = (_class(group, subject), category, f"term-{term}")
                yield name, title, due_on - timedelta(days=2), due_on, *of, 0, _POINTS[category]


def _results(plan: LargePlan) -> Rows:
    """Yield a score for each student and assignment; 2 % are not handed in, 1 % are exempt."""
    for group in _groups(plan):
        for subject in range(CLASSES_EACH):
            rng = plan.rng("results", group.school, group.number, subject)
            for name, _, category, due_on in _assignments(plan, group, subject):
                possible, mark = _POINTS[category], name.removeprefix("work-")
                for student in group.students:
                    chance = rng.random()
                    status = "exempt" if chance < 0.01 else "not submitted" if chance < 0.03 else "fully graded"
                    score = round(possible * (1 - (chance * 0.6) ** 2)) if chance >= 0.03 else "0.0"
                    yield f"r-{mark}-{student}", name, _student(student), status, score, due_on


def open_accounts(session: Session, count: int) -> int:
    """Make accounts for parents all over the district, with one password; return how many. For load tests only."""
    everybody = session.exec(select(m.Guardian.id).order_by(col(m.Guardian.id))).all()
    guardians = everybody[:: max(1, len(everybody) // count)][:count]
    password_hash, now = hash_password(LARGE_PASSWORD), clock.now()
    for number, guardian in enumerate(guardians, 1):
        name = f"LargeParent{number:04d}"
        session.add(
            m.Account(
                guardian_id=guardian or 0,
                user_name=name,
                user_name_key=fold_user_name(name),
                password_hash=password_hash,
                created_at=now,
            )
        )
    return len(guardians)
