"""Where a child goes to school, in a line under the name: the school's name and the grade as people say it."""

from typing import Any

import reflex as rx

from portal_app.domain.enrollment.display_names import KINDERGARTEN, PRE_KINDERGARTEN
from portal_app.ui.i18n import number_text, t
from portal_app.ui.text import Text


def school_and_grade(*, school: Text, grade: Any) -> rx.Var[str]:
    """Return "Babb Middle, grade 7" for the record's `07`; any other word stays as it is, and none says nothing."""
    return rx.match(
        grade,
        ("", school),
        *[(code, t("{school}, kindergarten", school=school)) for code in KINDERGARTEN],
        *[(code, t("{school}, pre-kindergarten", school=school)) for code in PRE_KINDERGARTEN],
        t("{school}, grade {grade}", school=school, grade=number_text(grade)),
    )
