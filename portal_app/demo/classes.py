"""Sections with their meetings, teachers, rooms and rosters."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta

from portal_app import models as m
from portal_app.demo import names
from portal_app.demo.build import Build
from portal_app.demo.schools import Site
from portal_app.demo.students import DemoStudent
from portal_app.demo.timetables import VACANCY, ClassPlan, Group
from portal_app.domain.enrollment.date_span import DateSpan

NAMED_STAFF = {"KK-1": ("Dora", "Tejada"), VACANCY: ("Vacancy", "School")}
LATE_BY = timedelta(days=22)
MOVED_BEFORE = timedelta(weeks=3)


@dataclass(frozen=True, kw_only=True)
class RosterEntry(DateSpan):
    """A student on a class's roster, first and last day included; `ends_on` only where it is not the class's end."""

    student: DemoStudent
    ends_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class Class:
    """A section as it was built, with its roster."""

    id: int
    course_id: int
    plan: ClassPlan
    level: str
    site: Site
    roster: list[RosterEntry] = field(default_factory=list)

    @property
    def terms(self) -> list[tuple[int, date, date]]:
        """Each term that the class runs in: id, first day, last day."""
        return [(self.site.terms[n], *self.site.year.terms[n]) for n in self.plan.terms]


@dataclass
class Timetable:
    """A school's classes while they are built: courses, staff and sections are made once, at their first use."""

    build: Build
    site: Site
    classes: dict[ClassPlan, Class] = field(default_factory=dict)
    _courses: dict[str, int] = field(default_factory=dict)
    _staff: dict[str, tuple[int, str]] = field(default_factory=dict)

    def open_class(self, plan: ClassPlan, level: str) -> None:
        """Make the class of a plan, unless another group has it already."""
        if plan not in self.classes:
            self.classes[plan] = self._add_class(plan, level)

    def _add_class(self, plan: ClassPlan, level: str) -> Class:
        course = self._course(plan)
        section = self.build.add(
            m.Section,
            course_id=course,
            school_id=self.site.id,
            school_year_id=self.site.year_id,
            number=plan.number,
            team=plan.team,
        )
        staff, room = self._teacher(plan.teacher)
        self.build.link(m.SectionTeacher, section_id=section, staff_id=staff, is_primary=True)
        if plan.assistant:
            helper, _ = self._teacher(plan.assistant)
            self.build.link(m.SectionTeacher, section_id=section, staff_id=helper, is_primary=False)
        for term_index in plan.terms:
            self._meet(plan, section, self.site.terms[term_index], room)
        return Class(id=section, course_id=course, plan=plan, level=level, site=self.site)

    def _meet(self, plan: ClassPlan, section: int, term: int, room: str) -> None:
        period, day_label = plan.slot
        self.build.link(m.SectionTerm, section_id=section, term_id=term)
        self.build.add(
            m.SectionMeeting,
            section_id=section,
            term_id=term,
            period_id=self.site.periods[period],
            day_label=day_label,
            room=room,
        )

    def _course(self, plan: ClassPlan) -> int:
        if plan.course not in self._courses:
            row = {"school_id": self.site.id, "number": plan.course, "title": plan.title}
            self._courses[plan.course] = self.build.add(m.Course, **row)
        return self._courses[plan.course]

    def _teacher(self, key: str) -> tuple[int, str]:
        """Return the teacher's id and room. Nobody can write to a vacancy, and it has no room."""
        if key not in self._staff:
            rng = self.build.rng("staff", self.site.plan.key, key)
            first, last = NAMED_STAFF.get(key) or (names.first_name(rng), names.last_name(rng))
            number = len(self._staff)
            email = f"{names.plain(first)}.{names.plain(last)}{number or ''}@{names.MAIL_DOMAIN}"
            person = {"first_name": first, "last_name": last, "email": "" if key == VACANCY else email}
            room = "" if key == VACANCY else str(self.site.plan.first_room + number)
            self._staff[key] = self.build.add(m.Staff, **person), room
        return self._staff[key]


def fill(table: Timetable, group: Group, students: Iterable[DemoStudent]) -> None:
    """Enroll each student in the group's classes and in one class of each list of choices."""
    for plan in group.required + tuple(plan for choice in group.choices for plan in choice if plan):
        table.open_class(plan, group.level)
    for student in students:
        for plan in _chosen(table.build, group, student):
            _add_to_roster(table, student, plan)
        if student.cast and student.cast.moves:
            _move(table, student, group, *student.cast.moves)


def _chosen(build: Build, group: Group, student: DemoStudent) -> list[ClassPlan]:
    rng, cast = build.rng("choices", student.id), student.cast
    picked = [plan for choice in group.choices if (plan := rng.choice(choice))]
    if cast and cast.moves:
        picked = [plan for plan in picked if plan.team != "Connections"]
    chosen = [*group.required, *picked]
    return [plan for plan in chosen if plan.course in cast.takes_only] if cast and cast.takes_only else chosen


def _move(table: Timetable, student: DemoStudent, group: Group, left: str, joined: str) -> None:
    """Move the student from one class to the other three weeks ago, in the middle of the term."""
    options = {plan.course: plan for choice in group.choices for plan in choice if plan}
    last_day = _school_day_before(table.site, table.build.today - MOVED_BEFORE)
    _add_to_roster(table, student, options[left], ends_on=last_day)
    _add_to_roster(table, student, options[joined], starts_on=last_day + timedelta(days=1))


def _school_day_before(site: Site, day: date) -> date:
    return max(each for each in site.labels if each < day)


def _add_to_roster(
    table: Timetable,
    student: DemoStudent,
    plan: ClassPlan,
    *,
    starts_on: date | None = None,
    ends_on: date | None = None,
) -> None:
    """Put the student on the roster for the days that both the enrollment and the class cover."""
    section = table.classes[plan]
    first = max(section.terms[0][1], student.starts_on, starts_on or date.min)
    if student.cast and plan.course in student.cast.joins_late:
        first += LATE_BY
    last = ends_on or student.ends_on
    if last and last < first:
        return
    section.roster.append(RosterEntry(student=student, starts_on=first, ends_on=last))
    table.build.add(
        m.SectionEnrollment,
        section_id=section.id,
        student_id=student.id,
        starts_on=first,
        ends_on=last or section.terms[-1][2],
    )
