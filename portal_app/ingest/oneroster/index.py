"""What reading a file needs to know of other files and of the database: a delta names only changes."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.orm import aliased

from portal_app.ingest.names import source_id
from portal_app.ingest.raw import TABLES as m


@dataclass(frozen=True, slots=True, kw_only=True)
class TermInfo:
    """A term of a school. `year`: its school year's source id; `parent`: the term that it is a grading period of."""

    id: str
    school: str
    year: str
    parent: str | None
    starts_on: date
    ends_on: date


@dataclass(frozen=True, slots=True)
class ClassInfo:
    """A class: the source ids of its school, course and school year."""

    school: str
    course: str
    year: str


@dataclass(slots=True)
class SourceIndex:
    """What was read so far, starting with what the database holds. Everything is identified by its source id."""

    district: str | None = None
    is_new_district: bool = True
    schools: set[str] = field(default_factory=set)
    years: dict[str, tuple[date, date]] = field(default_factory=dict)
    last_days: dict[str, date] = field(default_factory=dict)
    """The last day that the source itself gives a school year: a summer session may come after it."""
    session_schools: dict[str, str] = field(default_factory=dict)
    terms: dict[str, TermInfo] = field(default_factory=dict)
    children: defaultdict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    class_years: defaultdict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    """The school years in which this source has classes, by school."""
    courses: dict[str, tuple[str, str]] = field(default_factory=dict)
    classes: dict[str, ClassInfo] = field(default_factory=dict)
    class_terms: dict[str, list[str]] = field(default_factory=dict)
    students: set[str] = field(default_factory=set)
    guardians: set[str] = field(default_factory=set)
    staff: set[str] = field(default_factory=set)
    bells: dict[str, str] = field(default_factory=dict)
    tasks: dict[str, list[str]] = field(default_factory=dict)
    course_of_task: dict[str, str] = field(default_factory=dict)
    categories: dict[str, str] = field(default_factory=dict)

    def add_term(self, term: TermInfo) -> None:
        """Remember a term."""
        if term.id not in self.terms and term.parent:
            self.children[term.parent].append(term.id)
        self.terms[term.id] = term

    def term_id(self, session: str, school: str) -> str:
        """Return the source id of what an academic session is at a school: sessions have no school, terms have one."""
        is_of_school = self.session_schools.get(session) == school or session in self.terms
        return session if is_of_school else source_id(session, school)

    def line_of(self, term: str) -> list[str]:
        """Return the term and all terms that it is a part of, itself first."""
        line = [term] if term in self.terms else []
        while line and (parent := self.terms[line[-1]].parent):
            line.append(parent)
        return line

    def merged(self, terms: list[str]) -> list[str]:
        """Return the terms with all parts of a term replaced by that term: both quarters are the semester."""
        found = dict.fromkeys(terms)
        for parent, parts in reversed(self.children.items()):  # parts of parts come last
            if found.keys() >= set(parts):
                found = dict.fromkeys(parent if term in parts else term for term in found)
        inside = {term for term in found if found.keys() & set(self.line_of(term)[1:])}
        return [term for term in found if term not in inside]

    def grading_term(self, term: str, day: date | None) -> str:
        """Return the grading period (a term without children) within a term: that of the day, or the first."""
        while periods := self.children.get(term):
            term = self._around(periods, day)
        return term

    def term_around(self, section: str, day: date | None) -> str | None:
        """Return the grading period of a class that has a day in it, None if the class runs in no term."""
        terms = self.class_terms.get(section) or []
        return self.grading_term(self._around(terms, day), day) if terms else None

    def _around(self, terms: Iterable[str], day: date | None) -> str:
        in_order = sorted((self.terms[term] for term in terms), key=lambda term: term.starts_on)
        within = [term for term in in_order if day and term.starts_on <= day <= term.ends_on]
        later = [term for term in in_order if day and day < term.starts_on]
        return (within or later or (in_order[-1:] if day else in_order))[0].id

    def enrollment_year(self, school: str, today: date) -> str | None:
        """Return the school year in which a source without dates enrolls students now.

        Of the years in which the source has classes at the school (else of all): the one that has begun last and is not
        over, else the next one, else the last. A source of next year's classes says nothing about last year.
        """
        years = {year: self.years[year] for year in self.class_years[school] or self.years if year in self.years}
        open_years = {year: span for year, span in years.items() if span[1] >= today}
        begun = [year for year, (starts_on, _) in open_years.items() if starts_on <= today]
        if begun:
            return max(begun, key=lambda year: years[year])
        if open_years:
            return min(open_years, key=lambda year: years[year])
        return max(years, key=lambda year: years[year], default=None)


def load_index(connection: Connection) -> SourceIndex:
    """Return what the database holds of earlier imports."""
    index = SourceIndex()
    districts = connection.execute(select(m.District.source_id).where(m.District.source_id.is_not(None))).all()
    if len(districts) == 1:
        index.district, index.is_new_district = districts[0][0], False
    index.schools = _names(connection, m.School)
    index.students, index.guardians = _names(connection, m.Student), _names(connection, m.Guardian)
    index.staff = _names(connection, m.Staff)
    _add_years_and_terms(connection, index)
    _add_classes(connection, index)
    _add_gradebooks(connection, index)
    return index


def _names(connection: Connection, model: Any) -> set[str]:
    column = model.__table__.c.source_id
    return set(connection.scalars(select(column).where(column.is_not(None))))


def _add_years_and_terms(connection: Connection, index: SourceIndex) -> None:
    years = select(m.SchoolYear.source_id, m.SchoolYear.starts_on, m.SchoolYear.ends_on)
    index.years = {name: (first, last) for name, first, last in connection.execute(years) if name}
    parent = aliased(m.Term)
    columns = (m.Term.source_id, m.School.source_id, m.SchoolYear.source_id, parent.source_id)
    terms = (
        select(*columns, m.Term.starts_on, m.Term.ends_on)
        .select_from(m.Term)
        .join(m.School, m.School.id == m.Term.school_id)
        .join(m.SchoolYear, m.SchoolYear.id == m.Term.school_year_id)
        .outerjoin(parent, parent.id == m.Term.parent_id)
    )
    for name, school, year, above, starts_on, ends_on in connection.execute(terms):
        if name and school and year:
            index.add_term(
                TermInfo(id=name, school=school, year=year, parent=above, starts_on=starts_on, ends_on=ends_on)
            )
    bells = select(m.BellSchedule.source_id, m.School.source_id).select_from(m.BellSchedule).join(m.School)
    index.bells = {name: school for name, school in connection.execute(bells) if name and school}


def _add_classes(connection: Connection, index: SourceIndex) -> None:
    courses = select(m.Course.source_id, m.School.source_id, m.Course.number).select_from(m.Course).join(m.School)
    index.courses = {name: (school, number) for name, school, number in connection.execute(courses) if name and school}
    classes = (
        select(m.Section.source_id, m.School.source_id, m.Course.source_id, m.SchoolYear.source_id)
        .select_from(m.Section)
        .join(m.School, m.School.id == m.Section.school_id)
        .join(m.Course, m.Course.id == m.Section.course_id)
        .join(m.SchoolYear, m.SchoolYear.id == m.Section.school_year_id)
    )
    for name, *where in connection.execute(classes):
        if name and all(where):
            index.classes[name] = ClassInfo(*where)
    runs = select(m.Section.source_id, m.Term.source_id).select_from(m.SectionTerm).join(m.Section).join(m.Term)
    for section, term in connection.execute(runs):
        if section and term:
            index.class_terms.setdefault(section, []).append(term)


def _add_gradebooks(connection: Connection, index: SourceIndex) -> None:
    tasks = (
        select(m.GradingTask.source_id, m.Course.source_id)
        .select_from(m.GradingTask)
        .join(m.Course)
        .order_by(m.GradingTask.sequence)
    )
    for task, course in connection.execute(tasks):
        if task and course:
            index.tasks.setdefault(course, []).append(task)
            index.course_of_task[task] = course
    categories = select(m.Category.source_id, m.GradingTask.source_id).select_from(m.Category).join(m.GradingTask)
    index.categories = {name: task for name, task in connection.execute(categories) if name and task}
