"""A student's grades: the grids of all classes, one class opened, and the what-if.

`grid` returns the grids of the student, `detail` one class, `what_if` holds the changes of a what-if,
`goals` says what it takes to reach a grade. `books` loads the
courses and `domain/grading` does the arithmetic. Results are frozen views (`views`), ready to show.
"""

from portal_app.domain.gradebook.detail import class_detail
from portal_app.domain.gradebook.goals import what_if_of
from portal_app.domain.gradebook.grid import grades_of
from portal_app.domain.gradebook.views import (
    AssignmentRow,
    CategoryView,
    ClassDetail,
    ClassGrades,
    ExplanationStep,
    GoalsView,
    GoalView,
    GradeCell,
    GradeState,
    LetterGradeMeaning,
    PartView,
    StudentGrades,
    TaskRow,
    TermHead,
    TrendPoint,
    UngradedAssignment,
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
    "GoalView",
    "GoalsView",
    "GradeCell",
    "GradeState",
    "LetterGradeMeaning",
    "PartView",
    "StudentGrades",
    "TaskRow",
    "TermHead",
    "TrendPoint",
    "UngradedAssignment",
    "WhatIf",
    "apply_what_if",
    "class_detail",
    "grades_of",
    "what_if_of",
]
