"""Grading policies as plain data: scales, grading tasks, categories with their weights, assignment titles."""

from dataclasses import dataclass
from decimal import Decimal

from portal_app.models import ScaleKind


@dataclass(frozen=True)
class BandPlan:
    """A letter grade of a scale."""

    letter_grade: str
    lower_bound: int | None
    description: str
    is_passing: bool = True


@dataclass(frozen=True)
class ScalePlan:
    """A grading scale, best first."""

    name: str
    kind: ScaleKind
    decimals: int
    bands: tuple[BandPlan, ...]


SCALES = {
    "letters": ScalePlan(
        "Letters",
        ScaleKind.PERCENT,
        0,
        (
            BandPlan("A", 90, "Excellent"),
            BandPlan("B", 80, "Above average"),
            BandPlan("C", 70, "Average"),
            BandPlan("F", 0, "Failing", False),
        ),
    ),
    "exact letters": ScalePlan(
        "Letters, to a tenth",
        ScaleKind.PERCENT,
        1,
        (
            BandPlan("A+", 97, "Outstanding"),
            BandPlan("A", 90, "Excellent"),
            BandPlan("B", 80, "Above average"),
            BandPlan("C", 70, "Average"),
            BandPlan("F", 0, "Failing", False),
        ),
    ),
    "conduct": ScalePlan(
        "Satisfactory",
        ScaleKind.LETTERS,
        0,
        (
            BandPlan("S", None, "Satisfactory"),
            BandPlan("N", None, "Needs improvement"),
            BandPlan("U", None, "Unsatisfactory", False),
        ),
    ),
    "standards": ScalePlan(
        "Standards",
        ScaleKind.LETTERS,
        0,
        (
            BandPlan("3", None, "Meets the standard"),
            BandPlan("2", None, "On the way to the standard"),
            BandPlan("1", None, "Not there yet", False),
        ),
    ),
}
LEVEL_SCALES = {"primary": "conduct", "upper": "letters", "middle": "letters", "high": "exact letters"}

PROGRESS, QUARTER, EXAM, SEMESTER = "4.5 Weeks", "9 Weeks", "Semester Exam", "Semester"
SEMESTER_WEIGHTS = {"quarter": Decimal(40), "exam": Decimal(20)}
SEMESTER_SUBJECTS = frozenset({"language", "math", "science", "social", "world"})
STANDARDS = {
    "reading": (
        "Phonics",
        "Phonological Awareness",
        "Reading Comprehension",
        "Reading Fluency",
        "Vocabulary",
    ),
    "math": ("Counting and Numbers", "Operations", "Measurement"),
    "language": ("Writing", "Spelling", "Speaking and Listening"),
}


@dataclass(frozen=True, kw_only=True)
class CategoryPlan:
    """A category: an assignment `every` so many school days, worth one of `points`."""

    name: str
    word: str
    every: int
    points: tuple[int, ...]
    weight: int | None = None
    drop_lowest: int = 0
    use_percent: bool = False
    multiplier: str = "1"
    days_at_home: int = 0
    has_extra_credit: bool = False


_CLASSWORK = CategoryPlan(
    name="Classwork", word="Classwork", every=7, points=(10, 20), weight=50, has_extra_credit=True
)
_GUIDE = (
    _CLASSWORK,
    CategoryPlan(name="Quiz", word="Quiz", every=12, points=(10, 25), weight=15),
    CategoryPlan(name="Homework", word="Homework", every=9, points=(5, 10), weight=5, days_at_home=3),
)
CATEGORIES = {
    "reading": _GUIDE,
    "language": (
        *_GUIDE,
        CategoryPlan(name="Writing", word="Essay", every=14, points=(50, 100), weight=30, days_at_home=5),
    ),
    "math": (
        CategoryPlan(
            name="Homework", word="Problem set", every=3, points=(10, 20), weight=20, drop_lowest=1, days_at_home=2
        ),
        CategoryPlan(name="Quizzes", word="Quiz", every=8, points=(19, 25), weight=30, drop_lowest=1),
        CategoryPlan(name="Tests", word="Test", every=15, points=(80, 100), weight=50, has_extra_credit=True),
    ),
    "science": (
        CategoryPlan(name="Classwork", word="Notebook check", every=8, points=(10, 15), weight=20),
        CategoryPlan(
            name="Labs", word="Lab", every=11, points=(8, 30, 50), weight=40, use_percent=True, days_at_home=2
        ),
        CategoryPlan(name="Tests", word="Unit test", every=16, points=(60, 100), weight=40),
    ),
    "social": (
        CategoryPlan(name="Daily work", word="Map and source work", every=7, points=(10, 20), has_extra_credit=True),
        CategoryPlan(name="Projects", word="Project", every=18, points=(50,), multiplier="2", days_at_home=8),
        CategoryPlan(name="Quizzes", word="Quiz", every=13, points=(100,), multiplier="0.25"),
    ),
    "world": (
        CategoryPlan(name="Speaking", word="Conversation", every=9, points=(10, 20), use_percent=True),
        CategoryPlan(name="Quizzes", word="Quiz", every=8, points=(20, 30), drop_lowest=1),
    ),
    "performance": (
        CategoryPlan(name="Participation", word="Participation", every=9, points=(10,), weight=60),
        CategoryPlan(name="Performance", word="Performance", every=19, points=(50, 100), weight=60, days_at_home=7),
    ),
    "points": (CategoryPlan(name="All work", word="Worksheet", every=8, points=(10, 20)),),
    "conduct": (CategoryPlan(name="Participation", word="Activity", every=11, points=(10,)),),
}
TOPICS = {
    "reading": (
        "letters and sounds",
        "the main idea",
        "characters",
        "new words",
        "reading aloud",
        "a story of one's own",
    ),
    "language": ("commas", "the thesis", "poetry", "point of view", "a letter to the editor", "irony", "verbs"),
    "math": ("ratios", "fractions", "equations", "graphs", "measurement", "area and volume", "data"),
    "science": ("cells", "matter", "energy", "ecosystems", "weather", "forces", "density"),
    "social": ("early settlers", "rivers and trade", "the Constitution", "maps", "our county", "elections"),
    "world": ("greetings", "family", "food", "travel", "the past tense", "school life"),
    "performance": ("technique", "rehearsal", "first concert piece", "sketchbook", "ensemble", "fitness log"),
    "points": ("budgeting", "nutrition", "safety", "planning", "review"),
    "conduct": ("teamwork", "rhythm", "color", "movement"),
}
EXTRA_CREDIT = "Extra credit: museum visit"
COMMENTS = (
    "Good work; show each step.",
    "A fine improvement on the last one.",
    "Please see me about question 4.",
    "Reads with care and asks good questions.",
    "Handed in on paper; scan it next time, please.",
    "May be corrected until Friday for half of the points lost.",
)
REPORT_COMMENTS = (
    "A pleasure to teach.",
    "Works steadily; more care with homework would show at once.",
    "Very capable, and could take part more.",
    "Has come a long way this term.",
    "Missing work has held the grade down; let us talk.",
)
