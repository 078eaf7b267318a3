"""The pure grading engine: inputs in, an explained grade out. No database, no clock, no page.

The rules (docs/behavior.md, Grades, explains them with worked figures):

- turned in, late and incomplete change nothing; missing and cheated count 0 even beside a score; exempt, dropped and
  blank do not count;
- category % = Σ score × multiplier ÷ Σ possible × multiplier, or the mean of percents; 0 points possible only adds;
- the lowest n of a category are left out by percent (then weighted points, raw points, due date, id), never the last;
- task % = Σ category % × weight ÷ Σ weights of the categories in which something counts; without weights, all points
  together; a composite does the same with the grades of other tasks and terms, posted ones before computed ones;
- nothing is rounded before the end; there the scale rounds half up and gives the letter grade of the rounded percent.

Odd cases: with "use percent" an assignment is read as if it were out of 100, in weighted and in unweighted tasks alike,
so the multiplier still scales it and extra credit adds its points to that; scores above the maximum and below zero
count as they are, and the explanation says so; a weight that is 0, absent beside weighted ones, or negative takes no
share; extra credit waits until something with points possible counts beside it.

`explain(record, task_id=…, term_id=…)` computes a grade, `steps(explanation)` puts it into sentences, and
`with_changes(record, …)` is the what-if. `goals(record, …)` is its inverse: which scores reach which grade.
"""

from portal_app.domain.grading.arithmetic import half_up, shown
from portal_app.domain.grading.compute import explain, explain_all, refuse_cycles
from portal_app.domain.grading.errors import CompositeCycle, CompositeTooDeep, GradingError, UnknownTask
from portal_app.domain.grading.explanation import (
    COUNTED,
    CategoryLine,
    Explanation,
    Grade,
    Method,
    Outcome,
    PartLine,
    PartSource,
    Result,
    Why,
    WhyCategory,
)
from portal_app.domain.grading.explanation_steps import steps
from portal_app.domain.grading.goal import Goal, GoalResult, assuming, goals, points_for, ungraded
from portal_app.domain.grading.gradebook import Gradebook, Record
from portal_app.domain.grading.inputs import (
    FLAGS,
    Assignment,
    Category,
    CompositePart,
    Scale,
    ScaleEntry,
    ScaleKind,
    Score,
    Task,
)
from portal_app.domain.grading.scale import entry_for
from portal_app.domain.grading.what_if import with_changes
from portal_app.domain.grading.words import MessageKey, Percent, Step, sentence

__all__ = [
    "COUNTED",
    "FLAGS",
    "Assignment",
    "Category",
    "CategoryLine",
    "CompositeCycle",
    "CompositePart",
    "CompositeTooDeep",
    "Explanation",
    "Goal",
    "GoalResult",
    "Grade",
    "Gradebook",
    "GradingError",
    "MessageKey",
    "Method",
    "Outcome",
    "PartLine",
    "PartSource",
    "Percent",
    "Record",
    "Result",
    "Scale",
    "ScaleEntry",
    "ScaleKind",
    "Score",
    "Step",
    "Task",
    "UnknownTask",
    "Why",
    "WhyCategory",
    "assuming",
    "entry_for",
    "explain",
    "explain_all",
    "goals",
    "half_up",
    "points_for",
    "refuse_cycles",
    "sentence",
    "shown",
    "steps",
    "ungraded",
    "with_changes",
]
