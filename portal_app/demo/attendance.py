"""Attendance of the year up to yesterday: whole days absent, tardies, early releases, field trips."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from random import Random

from portal_app import models as m
from portal_app.demo.build import Build
from portal_app.demo.classes import Class, RosterEntry
from portal_app.demo.schools import Site
from portal_app.demo.students import DemoStudent
from portal_app.domain.enrollment.date_span import DateSpan
from portal_app.models import AttendanceStatus, Excuse

CODES = (
    ("A", "Absent, no note yet", AttendanceStatus.ABSENT, Excuse.UNKNOWN),
    ("AE", "Absent, excused", AttendanceStatus.ABSENT, Excuse.EXCUSED),
    ("AU", "Absent, unexcused", AttendanceStatus.ABSENT, Excuse.UNEXCUSED),
    ("AX", "Away for the school", AttendanceStatus.ABSENT, Excuse.EXEMPT),
    ("T", "Tardy, no note yet", AttendanceStatus.TARDY, Excuse.UNKNOWN),
    ("TE", "Tardy, excused", AttendanceStatus.TARDY, Excuse.EXCUSED),
    ("TU", "Tardy, unexcused", AttendanceStatus.TARDY, Excuse.UNEXCUSED),
    ("TX", "Tardy, the bus was late", AttendanceStatus.TARDY, Excuse.EXEMPT),
    ("E", "Left early, no note yet", AttendanceStatus.EARLY_RELEASE, Excuse.UNKNOWN),
    ("EE", "Left early, excused", AttendanceStatus.EARLY_RELEASE, Excuse.EXCUSED),
    ("EU", "Left early, unexcused", AttendanceStatus.EARLY_RELEASE, Excuse.UNEXCUSED),
    ("P", "Present after all", AttendanceStatus.PRESENT, Excuse.UNKNOWN),
    ("PX", "Present on a field trip", AttendanceStatus.PRESENT, Excuse.EXEMPT),
)
EXCUSES = {"": 1, "E": 5, "U": 2, "X": 1}
TARDY_CHANCE, EARLY_CHANCE, TRIP_CHANCE = 0.02, 0.008, 0.004
COMMENTS = ("Doctor's appointment", "Parent called", "Family matter", "Note received")


@dataclass(frozen=True, kw_only=True)
class _Lesson:
    """A class that a student should be in, in one period."""

    section: Class
    entry: RosterEntry

    @property
    def period(self) -> int:
        """The index of the period in the day."""
        return self.section.site.plan.periods.index(self.section.plan.slot[0])


@dataclass(frozen=True, kw_only=True)
class Register:
    """A school's codes, and the lessons of each of its students."""

    site: Site
    codes: dict[str, int]
    lessons: dict[int, list[_Lesson]] = field(default_factory=dict)


def add_attendance(build: Build, site: Site, classes: Iterable[Class], students: Iterable[DemoStudent]) -> None:
    """Collect the school's codes and every student's attendance entries."""
    codes = {
        code: build.add(m.AttendanceCode, school_id=site.id, code=code, name=name, status=status, excuse=excuse)
        for code, name, status, excuse in CODES
    }
    register = Register(site=site, codes=codes)
    for section in classes:
        for entry in section.roster:
            register.lessons.setdefault(entry.student.id, []).append(_Lesson(section=section, entry=entry))
    for student in students:
        days = _days(build, site, student)
        away = days[:: student.cast.away_every] if student.cast and student.cast.away_every else []
        for day in days:
            _add_day(build, register, student, day, is_away=day in away)


def _days(build: Build, site: Site, student: DemoStudent) -> list[date]:
    enrolled = DateSpan(student.starts_on, student.ends_on)
    return [day for day in site.labels if day < build.today and enrolled.includes(day)]


def _add_day(build: Build, register: Register, student: DemoStudent, day: date, *, is_away: bool) -> None:
    """Choose for one day: absent (by chance or by plan), tardy, left early, on a trip, or (mostly) no entry."""
    rng = build.rng("attendance", student.id, day)
    chance = rng.random() - student.absent_share
    if is_away or chance < 0:
        _add_entries(build, register, student, day, "A" + _excuse(rng), slice(None), rng)
    elif (chance := chance - TARDY_CHANCE) < 0:
        _add_entries(build, register, student, day, "T" + _excuse(rng), slice(0, 1), rng, minutes=rng.randrange(3, 15))
    elif (chance := chance - EARLY_CHANCE) < 0:
        _add_entries(build, register, student, day, rng.choice(("E", "EE", "EE", "EU")), slice(-2, None), rng)
    elif chance - TRIP_CHANCE < 0:
        _add_entries(build, register, student, day, rng.choice(("P", "PX", "PX")), slice(1, 4), rng)


def _excuse(rng: Random) -> str:
    return rng.choices(list(EXCUSES), list(EXCUSES.values()))[0]


def _add_entries(
    build: Build,
    register: Register,
    student: DemoStudent,
    day: date,
    code: str,
    which: slice,
    rng: Random,
    *,
    minutes: int | None = None,
) -> None:
    """Collect an attendance entry for some of the day's lessons, in the order of the periods."""
    comment = rng.choice(COMMENTS) if code.endswith("E") and rng.random() < 0.5 else ""
    for lesson in sorted(_lessons_on(register, student, day), key=lambda lesson: lesson.period)[which]:
        build.add(
            m.AttendanceEntry,
            student_id=student.id,
            date=day,
            period_id=register.site.periods[lesson.section.plan.slot[0]],
            section_id=lesson.section.id,
            code_id=register.codes[code],
            minutes=minutes,
            comment=comment,
            posted_at=build.at(day, 9 + lesson.period, rng.randrange(60)),
        )


def _lessons_on(register: Register, student: DemoStudent, day: date) -> Iterator[_Lesson]:
    term, label = register.site.year.term_at(day), register.site.labels[day]
    for lesson in register.lessons.get(student.id, ()):
        plan = lesson.section.plan
        if term in plan.terms and plan.slot[1] in ("", label) and lesson.entry.includes(day):
            yield lesson
