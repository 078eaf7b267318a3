"""Grading scales, grading tasks, assignments, scores, and posted grades."""

from portal_app import models as m
from portal_app.ingest import records as r
from portal_app.ingest.table_mapping import OnMissing, TableMapping
from portal_app.models import Subject

GRADEBOOK = (
    TableMapping(name="grading scales", record=r.GradingScale, model=m.GradingScale, affects="scale_id"),
    TableMapping(
        name="grading scale entries",
        record=r.GradingScaleEntry,
        model=m.GradingScaleEntry,
        links={"scale": r.GradingScale},
        key=("scale_id", "sequence"),
        on_missing=OnMissing.DELETE,
        anchors=("scale",),
        affects="scale_id",
    ),
    TableMapping(
        name="grading tasks",
        record=r.GradingTask,
        model=m.GradingTask,
        links={"course": r.Course, "scale": r.GradingScale},
        affects="course_id",
    ),
    TableMapping(
        name="composite parts",
        record=r.CompositePart,
        model=m.CompositePart,
        links={"task": r.GradingTask, "term": r.Term, "part_task": r.GradingTask, "part_term": r.Term},
        key=("task_id", "term_id", "part_task_id", "part_term_id"),
        on_missing=OnMissing.DELETE,
        anchors=("task",),
        affects="task_id",
    ),
    TableMapping(
        name="categories",
        record=r.Category,
        model=m.Category,
        links={"section": r.Section, "task": r.GradingTask},
        subject=Subject.SCORE,
        affects="section_id",
    ),
    TableMapping(
        name="assignments",
        record=r.Assignment,
        model=m.Assignment,
        links={"section": r.Section, "category": r.Category, "term": r.Term},
        on_missing=OnMissing.DELETE,
        anchors=("section",),
        dependents=((m.Score, "assignment_id"), (m.TodoTick, "assignment_id")),
        subject=Subject.SCORE,
        affects="section_id",
    ),
    TableMapping(
        name="scores",
        record=r.Score,
        model=m.Score,
        links={"assignment": r.Assignment, "student": r.Student},
        natural=("student_id", "assignment_id"),
        on_missing=OnMissing.DELETE,
        anchors=("assignment",),
        subject=Subject.SCORE,
        affects="student_id",
    ),
    TableMapping(
        name="posted grades",
        record=r.PostedGrade,
        model=m.PostedGrade,
        links={"section": r.Section, "student": r.Student, "task": r.GradingTask, "term": r.Term},
        natural=("student_id", "section_id", "task_id", "term_id"),
        on_missing=OnMissing.DELETE,
        anchors=("section",),
        subject=Subject.GRADE,
        affects="student_id",
    ),
)
