"""A student's grades as questions: the grids of all classes, one class opened, and what if.

`grid` answers for the student, `detail` for one class, `trial` says what a what-if changes; `books` reads the rows and
`domain/grading` does the arithmetic. Each answer is a frozen view (`views`), ready to show.
"""

from portal_app.domain.gradebook.detail import class_detail
from portal_app.domain.gradebook.grid import grades_of
from portal_app.domain.gradebook.views import (
    CategoryView,
    ClassDetail,
    ClassGrades,
    GradeCell,
    GradeState,
    MarkMeaning,
    PartView,
    StudentGrades,
    TaskRow,
    TermHead,
    Told,
    TrendPoint,
    WorkRow,
)
from portal_app.domain.gradebook.what_if import MOST_ADDED, NO_TRIAL, AddedWork, Effect, Trial, try_out

__all__ = [
    "MOST_ADDED",
    "NO_TRIAL",
    "AddedWork",
    "CategoryView",
    "ClassDetail",
    "ClassGrades",
    "Effect",
    "GradeCell",
    "GradeState",
    "MarkMeaning",
    "PartView",
    "StudentGrades",
    "TaskRow",
    "TermHead",
    "Told",
    "TrendPoint",
    "Trial",
    "WorkRow",
    "class_detail",
    "grades_of",
    "try_out",
]
