"""Attendance of the year up to yesterday: whole days away, late mornings, early afternoons, a school's errands."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from random import Random

from portal_app import models as m
from portal_app.demo.build import Build
from portal_app.demo.classes import Class, Seat
from portal_app.demo.schools import Site
from portal_app.demo.students import Pupil
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
    """A class that a pupil should be in, in one period."""

    place: Class
    seat: Seat

    @property
    def period(self) -> int:
        """The place of the period in the day."""
        return self.place.site.plan.periods.index(self.place.plan.slot[0])


@dataclass(frozen=True, kw_only=True)
class Register:
    """A school's codes, and the lessons of each of its pupils."""

    site: Site
    codes: dict[str, int]
    lessons: dict[int, list[_Lesson]] = field(default_factory=dict)


def add_attendance(build: Build, site: Site, classes: Iterable[Class], pupils: Iterable[Pupil]) -> None:
    """Collect the school's codes and every pupil's marks."""
    codes = {
        code: build.add(m.AttendanceCode, school_id=site.id, code=code, name=name, status=status, excuse=excuse)
        for code, name, status, excuse in CODES
    }
    register = Register(site=site, codes=codes)
    for place in classes:
        for seat in place.seats:
            register.lessons.setdefault(seat.pupil.id, []).append(_Lesson(place=place, seat=seat))
    for pupil in pupils:
        days = _days(build, site, pupil)
        away = days[:: pupil.cast.away_every] if pupil.cast and pupil.cast.away_every else []
        for day in days:
            _mark_day(build, register, pupil, day, is_away=day in away)


def _days(build: Build, site: Site, pupil: Pupil) -> list[date]:
    return [
        day
        for day in site.labels
        if pupil.starts_on <= day < build.today and (pupil.ends_on is None or day <= pupil.ends_on)
    ]


def _mark_day(build: Build, register: Register, pupil: Pupil, day: date, *, is_away: bool) -> None:
    """Throw for one day: away (or told to be), late, gone early, on a trip, or (mostly) nothing to note."""
    dice = build.dice("attendance", pupil.id, day)
    chance = dice.random() - pupil.absent_share
    if is_away or chance < 0:
        _mark(build, register, pupil, day, "A" + _excuse(dice), slice(None), dice)
    elif (chance := chance - TARDY_CHANCE) < 0:
        _mark(build, register, pupil, day, "T" + _excuse(dice), slice(0, 1), dice, minutes=dice.randrange(3, 15))
    elif (chance := chance - EARLY_CHANCE) < 0:
        _mark(build, register, pupil, day, dice.choice(("E", "EE", "EE", "EU")), slice(-2, None), dice)
    elif chance - TRIP_CHANCE < 0:
        _mark(build, register, pupil, day, dice.choice(("P", "PX", "PX")), slice(1, 4), dice)


def _excuse(dice: Random) -> str:
    return dice.choices(list(EXCUSES), list(EXCUSES.values()))[0]


def _mark(
    build: Build,
    register: Register,
    pupil: Pupil,
    day: date,
    code: str,
    which: slice,
    dice: Random,
    *,
    minutes: int | None = None,
) -> None:
    """Collect the mark for some of the day's lessons, from the first to the last."""
    comment = dice.choice(COMMENTS) if code.endswith("E") and dice.random() < 0.5 else ""
    for lesson in sorted(_lessons_on(register, pupil, day), key=lambda lesson: lesson.period)[which]:
        build.add(
            m.AttendanceEntry,
            student_id=pupil.id,
            date=day,
            period_id=register.site.periods[lesson.place.plan.slot[0]],
            section_id=lesson.place.id,
            code_id=register.codes[code],
            minutes=minutes,
            comment=comment,
            posted_at=build.at(day, 9 + lesson.period, dice.randrange(60)),
        )


def _lessons_on(register: Register, pupil: Pupil, day: date) -> Iterator[_Lesson]:
    term, label = register.site.year.term_at(day), register.site.labels[day]
    for lesson in register.lessons.get(pupil.id, ()):
        plan = lesson.place.plan
        if term in plan.terms and plan.slot[1] in ("", label) and lesson.seat.is_taken(day):
            yield lesson
