"""A student's grades: the grids of all classes, one class opened, and the what-if.

`grid` returns the grids of the student, `detail` one class, `what_if` holds the changes of a what-if. `books` loads the
courses and `domain/grading` does the arithmetic. Results are frozen views (`views`), ready to show.
"""

from portal_app.domain.gradebook.detail import class_detail
from portal_app.domain.gradebook.grid import grades_of
from portal_app.domain.gradebook.views import (
    AssignmentRow,
    CategoryView,
    ClassDetail,
    ClassGrades,
    ExplanationStep,
    GradeCell,
    GradeState,
    LetterGradeMeaning,
    PartView,
    StudentGrades,
    TaskRow,
    TermHead,
    TrendPoint,
)
from portal_app.domain.gradebook.what_if import MOST_ADDED, NO_WHAT_IF, AddedAssignment, Effect, WhatIf, apply_what_if

__all__ = [
    "MOST_ADDED",
    "NO_WHAT_IF",
    "AddedAssignment",
    "AssignmentRow",
    "CategoryView",
    "ClassDetail",
    "ClassGrades",
    "Effect",
    "ExplanationStep",
    "GradeCell",
    "GradeState",
    "LetterGradeMeaning",
    "PartView",
    "StudentGrades",
    "TaskRow",
    "TermHead",
    "TrendPoint",
    "WhatIf",
    "apply_what_if",
    "class_detail",
    "grades_of",
]
