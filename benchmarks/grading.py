"""How fast is pure grading? 10,000 sections × 25 students × 40 scores, one core, full explanations: under 60 seconds.

Run `python -m benchmarks.grading` (or with a smaller number of sections, which is scaled up). Building the inputs is
measured too, but apart: a page builds 40 scores a class, and the database is what it waits for.
"""

import random
import sys
from datetime import date, timedelta
from decimal import Decimal
from time import process_time

from portal_app.domain.grading import (
    Assignment,
    Category,
    Gradebook,
    Record,
    Scale,
    ScaleEntry,
    Score,
    Task,
    explain,
    steps,
)

SECTIONS, STUDENTS, SCORES, LIMIT_SECONDS = 10_000, 25, 40, 60.0
SCALE = Scale(
    decimals=2,
    entries=tuple(
        ScaleEntry(letter_grade, Decimal(bound))
        for letter_grade, bound in [("A", 90), ("B", 80), ("C", 70), ("D", 60), ("F", 0)]
    ),
)


def a_section(dice: random.Random, count: int = SCORES) -> Gradebook:
    """Return a class with its assignments in four weighted categories, two by percents, two dropping the lowest."""
    categories = tuple(
        Category(at, 1, name, Decimal(weight), drop_lowest=drop, use_percent=by_percent)
        for at, (name, weight, drop, by_percent) in enumerate(
            [("Classwork", 30, 1, False), ("Homework", 20, 0, False), ("Quizzes", 20, 2, True), ("Tests", 30, 0, True)]
        )
    )
    assignments = tuple(
        Assignment(
            at,
            f"Work {at}",
            at % 4,
            1,
            points_possible=Decimal(dice.choice(["10", "12", "20", "25", "50", "100", "4.5", "15"])),
            multiplier=Decimal(dice.choice(["1", "1", "1", "2", "0.25"])),
            due_on=date(2010, 8, 16) + timedelta(days=2 * at),
        )
        for at in range(count)
    )
    return Gradebook((Task(1, "9 Weeks", SCALE),), categories, assignments)


def some_scores(book: Gradebook, dice: random.Random) -> dict[int, Score]:
    """Return a student's scores: mostly points with a decimal, some missing, exempt, late and blank."""
    return {
        assignment.id: Score(
            points=None
            if dice.random() < 0.05
            else Decimal(dice.randint(0, int(assignment.points_possible or 0) * 10)) / 10,
            is_missing=dice.random() < 0.03,
            is_exempt=dice.random() < 0.02,
            is_late=dice.random() < 0.1,
        )
        for assignment in book.assignments
    }


def main(sections: int = SECTIONS) -> int:
    """Print the measures; return 0 if the whole is graded within the limit, else 1."""
    dice = random.Random(1)
    building = grading = 0.0
    for _ in range(sections):
        started = process_time()
        template = a_section(dice)
        scores = [some_scores(template, dice) for _ in range(STUDENTS)]
        ready = process_time()
        book = Gradebook(template.tasks, template.categories, template.assignments)
        for each in scores:
            explain(Record(book, each), task_id=1, term_id=1)
        building, grading = building + ready - started, grading + process_time() - ready
    whole = grading * SECTIONS / sections
    print(f"grading   {sections:,} sections x {STUDENTS} students x {SCORES} scores: {grading:.1f} s")
    print(f"          scaled to {SECTIONS:,} sections: {whole:.1f} s (limit {LIMIT_SECONDS:.0f} s)")
    print(f"          {whole / 10:.2f} µs a score; inputs made up in {building:.1f} s")
    _one_page(dice)
    return 0 if whole < LIMIT_SECONDS else 1


def _one_page(dice: random.Random) -> None:
    """Print what grading takes of a grades page, gradebooks not yet prepared: 8 classes, 400 scores, best of 30."""
    books = [a_section(dice, 50) for _ in range(8)]
    scores = [some_scores(book, dice) for book in books]
    grading, telling = [], []
    for _ in range(30):
        fresh = [Gradebook(book.tasks, book.categories, book.assignments) for book in books]
        started = process_time()
        answers = [explain(Record(book, each), task_id=1, term_id=1) for book, each in zip(fresh, scores, strict=True)]
        graded = process_time()
        steps(answers[0])
        grading.append(graded - started)
        telling.append(process_time() - graded)
    print(
        f"one page  8 classes x 50 scores: {min(grading) * 1e3:.2f} ms; one class in words {min(telling) * 1e3:.2f} ms"
    )


if __name__ == "__main__":
    sys.exit(main(*map(int, sys.argv[1:2])))
