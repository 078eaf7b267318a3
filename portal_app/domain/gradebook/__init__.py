"""A student's grades as questions: the grids of all classes, one class opened, and what if.

`grid` answers for the student, `detail` for one class, `trial` says what a what-if changes; `books` reads the rows and
`domain/grading` does the arithmetic. Each answer is a frozen view (`views`), ready to show.
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
