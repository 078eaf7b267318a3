"""Which classes a school offers and when they meet: plain plans, without random numbers and rows.

A group (a homeroom, a team, a lane of a grade) takes its required classes and, from each list of choices, one or none.
No group and no teacher is ever in two places at once: the tests check it on the finished schedules.
"""

from dataclasses import dataclass

ALL_TERMS, FIRST_HALF, SECOND_HALF = (0, 1, 2, 3), (0, 1), (2, 3)
NO_GRADES = "none"
VACANCY = "Vacancy"


@dataclass(frozen=True)
class ClassPlan:
    """A class: `course`-`number`. `slot` is its period and, where days rotate, its day: ("2", "A")."""

    course: str
    title: str
    number: str
    subject: str
    teacher: str
    slot: tuple[str, str]
    terms: tuple[int, ...] = ALL_TERMS
    team: str = ""
    assistant: str = ""


@dataclass(frozen=True)
class Group:
    """Students who move through the day together; `choices`: one class from each list (None: the period stays EMPTY).

    `level` decides how their work is graded: primary by letters, upper, middle and high by percents.
    """

    name: str
    grade: str
    level: str
    required: tuple[ClassPlan, ...]
    choices: tuple[tuple[ClassPlan | None, ...], ...] = ()


ELEMENTARY_GRADES = ("KK", "01", "02", "03", "04", "05")
PRIMARY_GRADES = ELEMENTARY_GRADES[:3]
_CORE = (
    ("COMP", "Language Arts", "language"),
    ("MATH", "Mathematics", "math"),
    ("SCI", "Science", "science"),
    ("SOC", "Social Studies", "social"),
    ("READ", "Reading", "reading"),
)


def elementary() -> list[Group]:
    """Return two homerooms a grade: one teacher for five subjects; art, music and physical education by grade."""
    return [_homeroom(place, grade, number) for place, grade in enumerate(ELEMENTARY_GRADES) for number in ("1", "2")]


def _homeroom(place: int, grade: str, number: str) -> Group:
    name = f"{grade}-{number}"
    specials = _specials(place, grade)
    taken = {plan.slot[0] for plan in specials}
    free = iter([period for period in "1234567" if period not in taken])
    core = [
        ClassPlan(
            *(f"{code}-{grade}.0", f"{title} {grade}", number, subject, name, (next(free), "")),
            team="01",
            assistant="Reading coach" if (subject, name) == ("reading", "KK-1") else "",
        )
        for code, title, subject in _CORE
    ]
    homeroom = ClassPlan(f"HR-{grade}", f"Homeroom {grade}", number, NO_GRADES, name, ("HR", ""), team="01")
    return Group(name, grade, "primary" if grade in PRIMARY_GRADES else "upper", (homeroom, *core, *specials))


def _specials(place: int, grade: str) -> tuple[ClassPlan, ...]:
    """Return the classes of both homerooms together, each grade in another period, since they share teachers."""
    sport, arts = (str(7 - place), ""), (str(6 - place), "")
    return (
        ClassPlan(f"PE-{grade}.0", f"Physical Education {grade}", "1", "conduct", "Gymnasium", sport),
        ClassPlan(f"ART-{grade}.0", f"Art {grade}", "1", "conduct", "Art", arts, FIRST_HALF),
        ClassPlan(f"MUS-{grade}.0", f"Music {grade}", "1", "conduct", "Music", arts, SECOND_HALF),
    )


MIDDLE_GRADES = ("06", "07", "08")
_MIDDLE_CORE = {
    "language": ("30", "Language Arts"),
    "math": ("43", "Mathematics"),
    "science": ("41", "Science"),
    "social": ("45", "Social Studies"),
}
_TEAM_ORDERS = {
    "01": ("math", "language", "social", "science"),
    "02": ("language", "math", "science", "social"),
}


def middle() -> list[Group]:
    """Return two teams a grade, the same four teachers in another order, and electives by grade."""
    return [_team(grade, team) for grade in MIDDLE_GRADES for team in ("01", "02")]


def _team(grade: str, team: str) -> Group:
    order = _TEAM_ORDERS[team]
    core = tuple(_middle_core(grade, team, subject, str(place)) for place, subject in enumerate(order, start=1))
    homeroom = ClassPlan(
        f"HR-{grade}", f"Homeroom {int(grade)}", team[1], NO_GRADES, f"{grade} {order[0]}", ("HR", ""), team=team
    )
    sport, electives = ("5", "6") if grade == "07" else ("6", "5")
    return Group(
        f"{grade}-{team}",
        grade,
        "middle",
        (homeroom, *core, *_sport_and_health(grade, sport)),
        (_connections(electives), _focus_lab(grade), (None, None, _support(grade))),
    )


def _middle_core(grade: str, team: str, subject: str, period: str) -> ClassPlan:
    """Return a team's class; two of team 02's classes in grade 7 have no teacher yet."""
    prefix, title = _MIDDLE_CORE[subject]
    course, title = f"{prefix}1{int(grade) - 2}10", f"{title} {int(grade)}"
    vacant = {("07", "02", "language"): "9", ("07", "02", "math"): "10"}.get((grade, team, subject))
    teacher = VACANCY if vacant else f"{grade} {subject}"
    return ClassPlan(course, title, vacant or team[1], subject, teacher, (period, ""), team=team)


def _sport_and_health(grade: str, period: str) -> tuple[ClassPlan, ...]:
    n, teacher = int(grade), f"{grade} sport"
    return (
        ClassPlan(f"3601{n}0", f"Physical Education {n}", "1", "performance", teacher, (period, ""), FIRST_HALF),
        ClassPlan(f"1701{n}0", f"Health {n}", "1", "points", teacher, (period, ""), SECOND_HALF),
    )


def _connections(period: str) -> tuple[ClassPlan, ...]:
    names = (("BAND", "Band"), ("CHOR", "Chorus"), ("ARTS", "Visual Arts"))
    return tuple(
        ClassPlan(code, title, period, "performance", title, (period, ""), team="Connections") for code, title in names
    )


def _focus_lab(grade: str) -> tuple[ClassPlan | None, ...]:
    n = int(grade)
    return (
        ClassPlan(f"FLR-{grade}", f"Focus Lab: Reading {n}", "1", NO_GRADES, f"{grade} language", ("FL", "")),
        ClassPlan(f"FLM-{grade}", f"Focus Lab: Mathematics {n}", "1", "points", f"{grade} math", ("FL", "")),
        None,
    )


def _support(grade: str) -> ClassPlan:
    return ClassPlan(
        f"RM-{grade}", f"Reading and Math Support {int(grade)}", "1", NO_GRADES, f"{grade} science", ("RM", "")
    )


HIGH_GRADES = ("09", "10", "11", "12")
_HIGH_CORE = {
    "09": ("Ninth Grade Literature", "Algebra I", "Biology", "World Geography"),
    "10": ("World Literature", "Geometry", "Chemistry", "World History"),
    "11": ("American Literature", "Algebra II", "Physics", "United States History"),
    "12": ("British Literature", "Pre-Calculus", "Environmental Science", "Economics and Government"),
}
_HIGH_CODES = (("23", "language"), ("27", "math"), ("26", "science"), ("45", "social"))
_LANE_SLOTS = {
    "1": (("1", "A"), ("2", "A"), ("1", "B"), ("2", "B")),
    "2": (("2", "A"), ("1", "A"), ("2", "B"), ("1", "B")),
}
_LATE_SLOTS = (("3", "A"), ("4", "A"), ("3", "B"), ("4", "B"))


def high() -> list[Group]:
    """Return two lanes a grade on A and B days: four subjects, a language, sport or finance, two electives."""
    return [_lane(place, grade, lane) for place, grade in enumerate(HIGH_GRADES) for lane in ("1", "2")]


def _lane(place: int, grade: str, lane: str) -> Group:
    homeroom = ClassPlan(
        f"HR-{grade}", f"Homeroom {grade}", lane, NO_GRADES, f"{grade} {_HIGH_CODES[int(lane)][1]}", ("HR", "")
    )
    core = [
        ClassPlan(f"{code}.0{grade}00", title, lane, subject, f"{grade} {subject}", slot)
        for (code, subject), title, slot in zip(_HIGH_CODES, _HIGH_CORE[grade], _LANE_SLOTS[lane], strict=True)
    ]
    sport, first, second = [slot for slot in _LATE_SLOTS if slot != _LATE_SLOTS[place]]
    leaves_early: tuple[ClassPlan | None, ...] = (None,) if grade == "12" else ()
    return Group(
        f"{grade}-{lane}",
        grade,
        "high",
        (homeroom, *core, *_sport_and_finance(grade, sport)),
        (
            _languages(place, _LATE_SLOTS[place]),
            _electives(first, "Studio Art", "Computer Science"),
            _electives(second, "Chorale", "Drama") + leaves_early,
        ),
    )


def _sport_and_finance(grade: str, slot: tuple[str, str]) -> tuple[ClassPlan, ...]:
    teacher = f"{grade} sport"
    return (
        ClassPlan(f"36.0{grade}10", f"Personal Fitness {grade}", "1", "performance", teacher, slot, FIRST_HALF),
        ClassPlan(f"06.0{grade}20", f"Personal Finance {grade}", "1", "points", teacher, slot, SECOND_HALF),
    )


def _languages(place: int, slot: tuple[str, str]) -> tuple[ClassPlan, ...]:
    level = ("I", "II", "III", "IV")[place]
    pairs = (("60", "Spanish"), ("61", "French"))
    return tuple(ClassPlan(f"{n}.0{place + 1}00", f"{t} {level}", "1", "world", t, slot) for n, t in pairs)


def _electives(slot: tuple[str, str], *titles: str) -> tuple[ClassPlan, ...]:
    codes = {"Studio Art": "50.0210", "Computer Science": "11.0190", "Chorale": "54.0210", "Drama": "52.0210"}
    return tuple(ClassPlan(codes[t], t, slot[0] + slot[1], "performance", t, slot) for t in titles)
