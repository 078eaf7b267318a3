"""Gradebooks: scales, tasks, composites, categories and assignments, as rows and as what grading computes with."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from portal_app import models as m
from portal_app.demo.build import Build
from portal_app.demo.classes import Class
from portal_app.demo.policies import (
    CATEGORIES,
    EXAM,
    EXTRA_CREDIT,
    LEVEL_SCALES,
    PROGRESS,
    QUARTER,
    SCALES,
    SEMESTER,
    SEMESTER_SUBJECTS,
    SEMESTER_WEIGHTS,
    STANDARDS,
    TOPICS,
    CategoryPlan,
    ScalePlan,
)
from portal_app.demo.schools import Site
from portal_app.demo.timetables import ALL_TERMS, NO_GRADES
from portal_app.domain import grading

PLANNED_AHEAD = timedelta(days=12)
DUE_IN_DAYS = {"language": 0, "reading": 0, "math": 1, "science": 2, "social": 3}
"""Each class has an assignment due soon, so that something is due today and tomorrow on any day of the week."""


@dataclass(frozen=True, kw_only=True)
class Book:
    """A class with its gradebook. `tasks` by name; `assignments` are those of all tasks."""

    of: Class
    tasks: dict[str, grading.Task]
    categories: tuple[grading.Category, ...]
    assignments: tuple[grading.Assignment, ...]

    @property
    def gradebook(self) -> grading.Gradebook:
        """The input of the grading engine (without composites, which nobody posts by hand)."""
        return grading.Gradebook(tuple(self.tasks.values()), self.categories, self.assignments)


@dataclass
class Gradebooks:
    """All gradebooks while they are built; classes of a course share its tasks, all share the scales."""

    build: Build
    scales: dict[str, tuple[int, grading.Scale]] = field(default_factory=dict)
    _tasks: dict[int, dict[str, grading.Task]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Collect the scales."""
        self.scales = {name: _add_scale(self.build, plan) for name, plan in SCALES.items()}

    def add_book(self, section: Class) -> Book | None:
        """Collect the gradebook of a class; None for a class without grades."""
        if section.plan.subject == NO_GRADES:
            return None
        if section.course_id not in self._tasks:
            self._tasks[section.course_id] = self._add_tasks(section)
        tasks = self._tasks[section.course_id]
        categories, assignments = _SectionGradebook(self.build, section, tasks).fill()
        return Book(of=section, tasks=tasks, categories=categories, assignments=assignments)

    def _add_tasks(self, section: Class) -> dict[str, grading.Task]:
        scale = LEVEL_SCALES[section.level] if section.plan.subject != "conduct" else "conduct"
        tasks: dict[str, grading.Task] = {}
        for name in (PROGRESS, QUARTER):
            tasks[name] = self._add_task(section, name, scale, len(tasks))
        if section.level in ("primary", "upper"):
            for name in STANDARDS.get(section.plan.subject, ()):
                tasks[name] = self._add_task(section, name, "standards", len(tasks))
        elif section.plan.subject in SEMESTER_SUBJECTS and section.plan.terms == ALL_TERMS:
            for name in (EXAM, SEMESTER):
                tasks[name] = self._add_task(section, name, scale, len(tasks))
            _add_composites(self.build, section.site, tasks)
        return tasks

    def _add_task(self, section: Class, name: str, scale: str, sequence: int) -> grading.Task:
        scale_id, plan = self.scales[scale]
        is_standard = scale == "standards"
        task = {"course_id": section.course_id, "scale_id": scale_id, "name": name, "sequence": sequence}
        kind = {"is_standard": is_standard, "is_progress": name == PROGRESS}
        return grading.Task(self.build.add(m.GradingTask, **kind, **task), name, plan)


def _add_scale(build: Build, plan: ScalePlan) -> tuple[int, grading.Scale]:
    scale = build.add(m.GradingScale, name=plan.name, kind=plan.kind, decimals=plan.decimals)
    bands = []
    for sequence, band in enumerate(plan.bands):
        bound = None if band.lower_bound is None else Decimal(band.lower_bound)
        bands.append(grading.ScaleEntry(band.letter_grade, bound, band.is_passing))
        row = {
            "letter_grade": band.letter_grade,
            "lower_bound": bound,
            "is_passing": band.is_passing,
            "description": band.description,
        }
        build.add(m.GradingScaleEntry, scale_id=scale, sequence=sequence, **row)
    return scale, grading.Scale(grading.ScaleKind(plan.kind.value), plan.decimals, tuple(bands))


def _add_composites(build: Build, site: Site, tasks: dict[str, grading.Task]) -> None:
    """Make each semester a composite of its two quarters and the final exam."""
    for first, last in ((0, 1), (2, 3)):
        parts = [
            (QUARTER, first, SEMESTER_WEIGHTS["quarter"]),
            (QUARTER, last, SEMESTER_WEIGHTS["quarter"]),
            (EXAM, last, SEMESTER_WEIGHTS["exam"]),
        ]
        for name, term, weight in parts:
            build.add(
                m.CompositePart,
                task_id=tasks[SEMESTER].id,
                term_id=site.terms[last],
                part_task_id=tasks[name].id,
                part_term_id=site.terms[term],
                weight=weight,
            )


class _SectionGradebook:
    """The categories and assignments of one class while they are collected."""

    def __init__(self, build: Build, section: Class, tasks: dict[str, grading.Task]) -> None:
        self.build, self.section, self.tasks = build, section, tasks
        self.subject = section.plan.subject
        self.rng = build.rng("work", section.id)
        self.assignments: list[grading.Assignment] = []
        self.categories: list[grading.Category] = []

    def fill(self) -> tuple[tuple[grading.Category, ...], tuple[grading.Assignment, ...]]:
        """Collect everything up to twelve days ahead, and the semester exams."""
        for sequence, plan in enumerate(CATEGORIES[self.subject]):
            category = self._category(QUARTER, plan, sequence)
            for term, first, last in self.section.terms:
                self._term(plan, category, term, first, min(last, self.build.today + PLANNED_AHEAD))
            if sequence == 0:
                self._due_soon(plan, category)
        if EXAM in self.tasks:
            self._exams()
        return tuple(self.categories), tuple(self.assignments)

    def _category(self, task: str, plan: CategoryPlan, sequence: int) -> grading.Category:
        weight = None if plan.weight is None else Decimal(plan.weight)
        rules = {"weight": weight, "drop_lowest": plan.drop_lowest, "use_percent": plan.use_percent}
        owner = {"section_id": self.section.id, "task_id": self.tasks[task].id}
        row = self.build.add(m.Category, name=plan.name, sequence=sequence, **owner, **rules)
        self.categories.append(grading.Category(row, self.tasks[task].id, plan.name, sequence=sequence, **rules))  # type: ignore[arg-type]
        return self.categories[-1]

    def _term(self, plan: CategoryPlan, category: grading.Category, term: int, first: date, last: date) -> None:
        days = self.section.site.year.school_days(first, last)
        start = self.rng.randrange(2, 2 + plan.every)
        for number, due_on in enumerate(days[start :: plan.every], start=1):
            assigned_on = days[max(0, days.index(due_on) - plan.days_at_home)]
            self._add(plan, category, term, f"{plan.word} {number}: {self._topic()}", assigned_on, due_on)
        if plan.has_extra_credit and len(days) > 12:
            self._add(plan, category, term, EXTRA_CREDIT, days[5], days[12], points=0)

    def _due_soon(self, plan: CategoryPlan, category: grading.Category) -> None:
        """Plan one assignment for the coming days; one that is due on a day without school is done online."""
        today = self.build.today
        due_on = today + timedelta(days=DUE_IN_DAYS.get(self.subject, 5))
        word = plan.word if due_on in self.section.site.labels else "Online practice"
        for term, first, last in self.section.terms:
            if first <= due_on <= last + timedelta(days=2):
                self._add(plan, category, term, f"{word}: {self._topic()}", today - timedelta(days=2), due_on)

    def _exams(self) -> None:
        plan = CategoryPlan(name="Exam", word="Semester exam", every=1, points=(100,))
        category = self._category(EXAM, plan, len(self.categories))
        for term_index in (1, 3):
            term, first, last = self.section.terms[term_index]
            due_on = self.section.site.year.school_days(first, last)[-2]
            self._add(plan, category, term, plan.word, due_on, due_on)

    def _topic(self) -> str:
        return self.rng.choice(TOPICS[self.subject])

    def _add(
        self,
        plan: CategoryPlan,
        category: grading.Category,
        term: int,
        name: str,
        assigned_on: date,
        due_on: date,
        *,
        points: int | None = None,
    ) -> None:
        possible = Decimal(self.rng.choice(plan.points) if points is None else points)
        shared = {"name": name, "category_id": category.id, "term_id": term, "assigned_on": assigned_on}
        shared |= {"due_on": due_on, "points_possible": possible, "multiplier": Decimal(plan.multiplier)}
        row = self.build.add(m.Assignment, section_id=self.section.id, **shared)
        self.assignments.append(grading.Assignment(row, **shared))  # type: ignore[arg-type]
