"""The demonstration district holds what it promises, whatever the day: looked at as rows, before any database."""

import itertools
from collections import Counter, defaultdict
from datetime import date, datetime, time, timedelta
from functools import lru_cache
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import SQLModel

from portal_app import models as m
from portal_app.demo.district import District, build_district
from portal_app.demo.policies import EXTRA_CREDIT, PROGRESS, QUARTER, SEMESTER
from portal_app.domain.grading import FLAGS
from portal_app.models import AttendanceStatus, Excuse, ScaleKind

ZONE = ZoneInfo("America/New_York")
DAYS = {
    "a Tuesday": date(2026, 11, 24),
    "a Sunday": date(2026, 11, 22),
    "midsummer": date(2026, 7, 1),
    "leap day": date(2028, 2, 29),
    "new year": date(2027, 1, 1),
}
Row = dict[str, Any]


@lru_cache(maxsize=len(DAYS))  # as rows a district takes a second to make and 50 MB to keep
def the_district(today: date, seed: int = 20131114) -> District:
    return build_district(today=today, seed=seed, zone=ZONE)


class Look:
    """A district's rows, easy to look at."""

    def __init__(self, today: date) -> None:
        self.today = today
        self.rows = the_district(today).build.rows

    def __getitem__(self, model: type[SQLModel]) -> list[Row]:
        return self.rows[model]

    def by_id(self, model: type[SQLModel]) -> dict[int, Row]:
        return {row["id"]: row for row in self.rows[model]}

    def student(self, first_name: str) -> int:
        return next(row["id"] for row in self[m.Student] if row["first_name"] == first_name)

    def cast(self) -> list[Row]:
        """The children whose parents may sign in, and who are at school now."""
        parents = {guardian for parent, guardian in the_district(self.today).guardians.items() if parent.user_name}
        children = {row["student_id"] for row in self[m.Guardianship] if row["guardian_id"] in parents}
        here = {row["student_id"] for row in self[m.Enrollment] if row["starts_on"] <= self.today}
        return [row for row in self[m.Student] if row["id"] in children & here]

    def classes_of(self, student: int) -> list[tuple[Row, str]]:
        """The student's places on rosters, each with its course number."""
        sections, courses = self.by_id(m.Section), self.by_id(m.Course)
        return [
            (row, courses[sections[row["section_id"]]["course_id"]]["number"])
            for row in self[m.SectionEnrollment]
            if row["student_id"] == student
        ]


EVERY_DAY = [
    pytest.param(day, id=name, marks=() if name == "a Tuesday" else pytest.mark.slow) for name, day in DAYS.items()
]


@pytest.fixture(scope="module", params=EVERY_DAY)
def look(request: pytest.FixtureRequest) -> Look:
    return Look(request.param)


@pytest.fixture
def tuesday() -> Look:
    return Look(DAYS["a Tuesday"])


@pytest.mark.slow
def test_the_same_day_and_seed_give_the_same_rows() -> None:
    today = DAYS["a Tuesday"]
    again = build_district(today=today, seed=20131114, zone=ZONE)
    assert again.build.rows == the_district(today).build.rows
    assert again.guardians == the_district(today).guardians


@pytest.mark.slow
def test_another_seed_gives_other_people_and_scores() -> None:
    other = build_district(today=DAYS["a Tuesday"], seed=7, zone=ZONE).build.rows
    assert other[m.Score] != Look(DAYS["a Tuesday"])[m.Score]
    assert other[m.Student] != Look(DAYS["a Tuesday"])[m.Student]


def test_there_are_three_schools_and_enough_of_everything(look: Look) -> None:
    assert [row["name"] for row in look[m.School]] == ["McGarrah Elementary", "Babb Middle", "Flint River High"]
    assert len(look[m.Student]) >= 300
    assert len(look[m.Section]) >= 40
    assert len(look[m.SchoolYear]) == 2
    assert len(look[m.Score]) > 20_000
    assert len({row["number"] for row in look[m.Student]}) == len(look[m.Student])


def test_no_student_is_in_two_places_at_once(look: Look) -> None:
    meetings, terms = defaultdict(list), look.by_id(m.Term)
    for row in look[m.SectionMeeting]:
        meetings[row["section_id"]].append(row)
    taken: dict[tuple, list[tuple[date, date]]] = defaultdict(list)
    for entry in look[m.SectionEnrollment]:
        for meeting in meetings[entry["section_id"]]:
            term = terms[meeting["term_id"]]
            first, last = max(entry["starts_on"], term["starts_on"]), min(entry["ends_on"], term["ends_on"])
            for label in [meeting["day_label"]] if meeting["day_label"] else ["", "A", "B"]:
                taken[entry["student_id"], term["id"], meeting["period_id"], label].append((first, last))
    for stays in taken.values():
        held = sorted(stay for stay in stays if stay[0] <= stay[1])
        assert all(before[1] < after[0] for before, after in itertools.pairwise(held))


def test_no_teacher_is_in_two_places_at_once(tuesday: Look) -> None:
    teachers = defaultdict(list)
    for row in tuesday[m.SectionTeacher]:
        if row["is_primary"]:
            teachers[row["section_id"]].append(row["staff_id"])
    busy = Counter(
        (staff, row["term_id"], row["period_id"], row["day_label"])
        for row in tuesday[m.SectionMeeting]
        for staff in teachers[row["section_id"]]
    )
    assert max(busy.values()) == 1


def test_every_student_has_a_full_timetable_but_the_one_of_the_guide(look: Look) -> None:
    classes = Counter(row["student_id"] for row in look[m.SectionEnrollment])
    here = {
        row["student_id"]
        for row in look[m.Enrollment]
        if row["starts_on"] == look[m.SchoolYear][0]["starts_on"] and row["ends_on"] is None
    }
    daffy = look.student("Daffy")
    assert min(classes[student] for student in here - {daffy}) >= 7
    assert sorted(number for _, number in look.classes_of(daffy)) == ["301510", "431510"]


def test_some_periods_stay_empty(tuesday: Look) -> None:
    focus_lab = next(row["id"] for row in tuesday[m.Period] if row["name"] == "FL")
    sections = {row["section_id"] for row in tuesday[m.SectionMeeting] if row["period_id"] == focus_lab}
    there = {row["student_id"] for row in tuesday[m.SectionEnrollment] if row["section_id"] in sections}
    middle = {row["student_id"] for row in tuesday[m.Enrollment] if row["school_id"] == 2}
    assert 0 < len(middle - there) < len(middle)


def test_greg_joins_two_classes_after_the_term_began(look: Look) -> None:
    starts = {number: entry["starts_on"] for entry, number in look.classes_of(look.student("Greg"))}
    first_day = look[m.SchoolYear][0]["starts_on"]
    assert {number for number, day in starts.items() if day > first_day and not number.startswith("MUS")} == {
        "HR-KK",
        "READ-KK.0",
    }


def test_marcia_changes_a_class_in_the_middle_of_the_running_term(look: Look) -> None:
    roster = {number: entry for entry, number in look.classes_of(look.student("Marcia"))}
    term = next(
        row for row in look[m.Term] if row["school_id"] == 2 and row["starts_on"] <= look.today <= row["ends_on"]
    )
    assert term["starts_on"] < roster["BAND"]["ends_on"] < look.today
    assert roster["CHOR"]["starts_on"] == roster["BAND"]["ends_on"] + timedelta(days=1)


def test_days_rotate_at_the_high_school_only(look: Look) -> None:
    labels = [row["day_label"] for row in look[m.CalendarDay] if row["school_id"] == 3 and row["is_instructional"]]
    assert labels[:4] == ["A", "B", "A", "B"]
    assert all(one != other for one, other in itertools.pairwise(labels))
    assert {row["day_label"] for row in look[m.CalendarDay] if row["school_id"] != 3} == {""}


def test_every_school_has_regular_and_early_bells_that_do_not_overlap(tuesday: Look) -> None:
    assert Counter(row["school_id"] for row in tuesday[m.BellSchedule]) == {1: 2, 2: 2, 3: 2}
    by_schedule = defaultdict(list)
    for row in tuesday[m.BellTime]:
        by_schedule[row["bell_schedule_id"]].append((row["starts_at"], row["ends_at"]))
    for times in by_schedule.values():
        assert all(start < end for start, end in times)
        assert all(before[1] <= after[0] for before, after in itertools.pairwise(times))
        assert time(7) < times[0][0] < times[-1][1] < time(16, 30)
    early = {row["id"] for row in tuesday[m.BellSchedule] if not row["is_default"]}
    assert any(row["bell_schedule_id"] in early for row in tuesday[m.CalendarDay])


def test_something_is_due_today_tomorrow_and_this_week_for_every_child(look: Look) -> None:
    due = defaultdict(set)
    for row in look[m.Assignment]:
        due[row["section_id"]].add((row["due_on"] - look.today).days)
    for child in look.cast():
        days = set().union(*(due[entry["section_id"]] for entry, _ in look.classes_of(child["id"])))
        assert {0, 1} <= days, child["first_name"]
    everyone = set().union(*due.values())
    assert {0, 1, 2, 3, 5} <= everyone


def test_an_assignment_lies_in_its_term_and_is_given_before_it_is_due(look: Look) -> None:
    terms = look.by_id(m.Term)
    for row in look[m.Assignment]:
        term = terms[row["term_id"]]
        assert row["assigned_on"] <= row["due_on"]
        assert term["starts_on"] <= row["due_on"] <= term["ends_on"] + timedelta(days=2)


def test_every_flag_occurs_and_marcias_mathematics_shows_them_all(look: Look) -> None:
    sections = [s["section_id"] for s, number in look.classes_of(look.student("Marcia")) if number == "431510"]
    current = {term["id"] for term in look[m.Term] if term["starts_on"] <= look.today <= term["ends_on"] + timedelta(2)}
    assignments = {
        row["id"]: row for row in look[m.Assignment] if row["section_id"] in sections and row["term_id"] in current
    }
    marcia = look.student("Marcia")
    hers = [r for r in look[m.Score] if r["student_id"] == marcia and r["assignment_id"] in assignments]
    for flag in FLAGS:
        assert any(row[f"is_{flag}"] for row in hers), flag
        assert sum(row[f"is_{flag}"] for row in look[m.Score]) > 10, flag
    missing = [row["points"] for row in hers if row["is_missing"]]
    assert None in missing
    assert any(points is not None for points in missing)
    assert any(row["comment"] for row in hers)


def test_extra_credit_passes_a_hundred_and_counts_from_nothing(tuesday: Look) -> None:
    assignments = tuesday.by_id(m.Assignment)
    assert any(r["points"] and assignments[r["assignment_id"]]["name"] == EXTRA_CREDIT for r in tuesday[m.Score])
    assert any(
        r["points"] and 0 < assignments[r["assignment_id"]]["points_possible"] < r["points"] for r in tuesday[m.Score]
    )


def test_gradebooks_differ_in_all_that_the_rules_know(tuesday: Look) -> None:
    by_section = defaultdict(list)
    for row in tuesday[m.Category]:
        by_section[row["section_id"]].append(row)
    sums = {sum(r["weight"] or 0 for r in rows) for rows in by_section.values()}
    assert {0, 70, 100, 120} <= sums
    assert any(row["drop_lowest"] for row in tuesday[m.Category])
    assert any(row["use_percent"] for row in tuesday[m.Category])
    assert len({row["multiplier"] for row in tuesday[m.Assignment]}) >= 3
    assert ("Classwork", 50) in {(row["name"], row["weight"]) for row in tuesday[m.Category]}


def test_a_semester_is_made_of_two_quarters_and_an_exam(tuesday: Look) -> None:
    tasks = tuesday.by_id(m.GradingTask)
    parts = defaultdict(list)
    for row in tuesday[m.CompositePart]:
        parts[row["task_id"], row["term_id"]].append((tasks[row["part_task_id"]]["name"], int(row["weight"])))
    assert {tasks[task]["name"] for task, _ in parts} == {SEMESTER}
    assert all(sorted(each) == [(QUARTER, 40), (QUARTER, 40), ("Semester Exam", 20)] for each in parts.values())


def test_grades_are_posted_for_what_has_ended_and_for_nothing_else(look: Look) -> None:
    tasks, terms = look.by_id(m.GradingTask), look.by_id(m.Term)
    for row in look[m.PostedGrade]:
        ended = terms[row["term_id"]]["ends_on"]
        assert ended < look.today or tasks[row["task_id"]]["name"] == PROGRESS
    posted = {(tasks[row["task_id"]]["name"], terms[row["term_id"]]["sequence"]) for row in look[m.PostedGrade]}
    assert {(QUARTER, 1), (PROGRESS, 1), (PROGRESS, 2), ("Phonics", 1)} <= posted
    assert any(row["comment"] for row in look[m.PostedGrade])


def test_a_posted_letter_grade_is_one_of_its_scale_and_fits_the_percent(tuesday: Look) -> None:
    tasks, scales, bands = tuesday.by_id(m.GradingTask), tuesday.by_id(m.GradingScale), defaultdict(list)
    for band in tuesday[m.GradingScaleEntry]:
        bands[band["scale_id"]].append(band)
    for row in tuesday[m.PostedGrade]:
        scale = scales[tasks[row["task_id"]]["scale_id"]]
        assert row["letter_grade"] in [band["letter_grade"] for band in bands[scale["id"]]]
        if scale["kind"] == ScaleKind.PERCENT:
            reached = [band["letter_grade"] for band in bands[scale["id"]] if band["lower_bound"] <= row["percent"]]
            assert row["letter_grade"] == reached[0]
    assert {"S", "N", "3", "2", "A", "B"} <= {row["letter_grade"] for row in tuesday[m.PostedGrade]}


def test_small_children_get_letter_grades_and_no_points(tuesday: Look) -> None:
    greg = [row for row in tuesday[m.Score] if row["student_id"] == tuesday.student("Greg")]
    assert len(greg) > 20
    assert all(row["points"] is None for row in greg)
    assert "S" in {row["letter_grade"] for row in greg}


def test_every_attendance_status_and_excuse_occurs(look: Look) -> None:
    codes = look.by_id(m.AttendanceCode)
    seen = {(codes[r["code_id"]]["status"], codes[r["code_id"]]["excuse"]) for r in look[m.AttendanceEntry]}
    assert {status for status, _ in seen} == set(AttendanceStatus)
    assert {excuse for _, excuse in seen} == set(Excuse)


def test_an_entry_is_for_a_period_in_which_the_student_has_a_class_that_day(tuesday: Look) -> None:
    terms, days = tuesday.by_id(m.Term), {(r["school_id"], r["date"]): r for r in tuesday[m.CalendarDay]}
    sections, meetings = tuesday.by_id(m.Section), defaultdict(list)
    for row in tuesday[m.SectionMeeting]:
        meetings[row["section_id"], row["period_id"]].append(row)
    roster = defaultdict(list)
    for row in tuesday[m.SectionEnrollment]:
        roster[row["student_id"], row["section_id"]].append(row)
    for entry in tuesday[m.AttendanceEntry]:
        day = days[sections[entry["section_id"]]["school_id"], entry["date"]]
        assert day["is_instructional"]
        assert any(
            s["starts_on"] <= entry["date"] <= s["ends_on"] for s in roster[entry["student_id"], entry["section_id"]]
        )
        held = [
            row
            for row in meetings[entry["section_id"], entry["period_id"]]
            if terms[row["term_id"]]["starts_on"] <= entry["date"] <= terms[row["term_id"]]["ends_on"]
        ]
        assert [row["day_label"] in ("", day["day_label"]) for row in held] == [True]
    unique = Counter((r["student_id"], r["date"], r["period_id"]) for r in tuesday[m.AttendanceEntry])
    assert max(unique.values()) == 1


def test_dewey_misses_a_tenth_of_the_days_and_most_others_do_not(look: Look) -> None:
    absent = {row["id"] for row in look[m.AttendanceCode] if row["status"] == AttendanceStatus.ABSENT}
    away = defaultdict(set)
    for row in look[m.AttendanceEntry]:
        if row["code_id"] in absent:
            away[row["student_id"]].add(row["date"])
    days = sum(r["school_id"] == 1 and r["is_instructional"] and r["date"] < look.today for r in look[m.CalendarDay])
    assert len(away[look.student("Dewey")]) / days >= 0.1
    assert sum(len(dates) / days >= 0.1 for dates in away.values()) < len(look[m.Student]) * 0.2


def test_minnies_children_were_away_now_and_then(look: Look) -> None:
    marked = Counter(row["student_id"] for row in look[m.AttendanceEntry])
    assert marked[look.student("Greg")] > 5
    assert marked[look.student("Marcia")] > 5


def test_nothing_has_been_posted_later_than_yesterday(look: Look) -> None:
    begins = datetime.combine(look.today, time(), tzinfo=ZONE)
    for model in (m.Score, m.PostedGrade, m.AttendanceEntry):
        assert max(row["posted_at"] for row in look[model]) < begins, model
    assert max(row["at"] for row in look[m.Change]) < begins


def test_the_change_feed_is_in_order_and_part_of_it_is_new_to_everyone(look: Look) -> None:
    moments = [row["at"] for row in look[m.Change]]
    assert moments == sorted(moments)
    assert [row["id"] for row in look[m.Change]] == list(range(1, len(moments) + 1))
    assert all(0 < mark["up_to_change_id"] < len(moments) for mark in look[m.ActivityMark])


def test_notices_are_of_district_and_schools_new_gone_and_to_come(look: Look) -> None:
    noon = datetime.combine(look.today, time(12), tzinfo=ZONE)
    up = [
        row
        for row in look[m.Notice]
        if row["publish_from"] <= noon and (row["publish_until"] is None or noon < row["publish_until"])
    ]
    assert {row["school_id"] for row in up} == {None, 1, 2, 3}
    assert ("The Parent Portal is live", 1) in {(row["title"], row["school_id"]) for row in up}
    assert any(row["publish_until"] and row["publish_until"] < noon for row in look[m.Notice])
    assert any(row["publish_from"] > noon for row in look[m.Notice])
    read = {row["notice_id"] for row in look[m.NoticeRead]}
    assert any(row["id"] not in read for row in up)


def test_events_are_of_district_schools_and_classes_timed_and_all_day(look: Look) -> None:
    events = look[m.Event]
    assert {(row["school_id"] is None, row["section_id"] is None) for row in events} == {
        (True, True),
        (False, True),
        (False, False),
    }
    assert {row["is_all_day"] for row in events} == {True, False}
    assert all(row["starts_at"] < row["ends_at"] for row in events)
    for row in events:
        if row["is_all_day"]:
            assert row["starts_at"].time() == row["ends_at"].time() == time()


def test_nobody_outside_the_cast_is_eighteen(look: Look) -> None:
    eighteen = {
        row["first_name"]
        for row in look[m.Student]
        if (look.today.year - row["birth_date"].year)
        - ((look.today.month, look.today.day) < (row["birth_date"].month, row["birth_date"].day))
        >= 18
    }
    assert eighteen == {"Samuel", "Freya"}


def test_every_text_fits_its_column(tuesday: Look) -> None:
    for model, rows in tuesday.rows.items():
        for column in model.__table__.columns:  # type: ignore[attr-defined]
            longest = getattr(column.type, "length", None)
            if longest:
                assert max(len(row[column.name] or "") for row in rows) <= longest, column
