"""The files of OneRoster 1.1 and 1.2 and the portal's own, with their columns; and what a bulk file is complete for.

The standard's columns that a parent portal has no use for (passwords, sex, race, resources) are known, so that they
cause no warning, but never read.
"""

from portal_app.ingest import records as r
from portal_app.ingest.oneroster.sheet import Shape

STANDARD: dict[str, Shape] = {
    "orgs": Shape(("sourcedId", "name", "type"), ("identifier", "parentSourcedId")),
    "academicSessions": Shape(
        ("sourcedId", "title", "type", "startDate", "endDate"), ("parentSourcedId", "schoolYear")
    ),
    "courses": Shape(
        ("sourcedId", "title", "orgSourcedId"),
        ("courseCode",),
        ("schoolYearSourcedId", "grades", "subjects", "subjectCodes", "resourceSourcedIds"),
    ),
    "classes": Shape(
        ("sourcedId", "title", "courseSourcedId", "schoolSourcedId", "termSourcedIds"),
        ("classCode", "location", "periods"),
        ("grades", "classType", "subjects", "subjectCodes", "resourceSourcedIds"),
    ),
    "users": Shape(
        ("sourcedId", "givenName", "familyName"),
        (
            *("role", "orgSourcedIds", "primaryOrgSourcedId", "username", "middleName", "identifier"),
            *("email", "sms", "phone", "agentSourcedIds", "grades"),
        ),
        (
            *("enabledUser", "userIds", "password", "userMasterIdentifier", "resourceSourcedIds", "pronouns"),
            *("preferredGivenName", "preferredMiddleName", "preferredFamilyName"),
        ),
    ),
    "roles": Shape(
        ("userSourcedId", "role", "orgSourcedId"),
        ("beginDate", "endDate"),
        ("sourcedId", "roleType", "userProfileSourcedId"),
    ),
    "demographics": Shape(
        ("sourcedId", "birthDate"),
        (),
        (
            *("sex", "gender", "americanIndianOrAlaskaNative", "asian", "blackOrAfricanAmerican"),
            *("nativeHawaiianOrOtherPacificIslander", "white", "demographicRaceTwoOrMoreRaces"),
            *("hispanicOrLatinoEthnicity", "countryOfBirthCode", "stateOfBirthAbbreviation", "cityOfBirth"),
            "publicSchoolResidenceStatus",
        ),
    ),
    "enrollments": Shape(
        ("sourcedId", "classSourcedId", "userSourcedId", "role"),
        ("primary", "beginDate", "endDate"),
        ("schoolSourcedId",),
    ),
    "categories": Shape(("sourcedId", "title"), ("weight",)),
    "lineItems": Shape(
        ("sourcedId", "title", "classSourcedId"),
        (
            *("description", "assignDate", "dueDate", "categorySourcedId", "gradingPeriodSourcedId"),
            *("academicSessionSourcedId", "resultValueMax"),
        ),
        ("resultValueMin", "schoolSourcedId", "scoreScaleSourcedId"),
    ),
    "results": Shape(
        ("sourcedId", "lineItemSourcedId", "studentSourcedId", "scoreStatus"),
        ("score", "scoreDate", "comment", "textScore", "incomplete", "late", "missing"),
        ("classSourcedId", "scoreScaleSourcedId", "inProgress"),
    ),
    "scoreScales": Shape(
        ("sourcedId", "title", "scoreScaleValue"), ("courseSourcedId", "classSourcedId"), ("type", "orgSourcedId")
    ),
}

RIGHTS = ("portalAccess", "profile", "schedule", "grades", "attendance", "calendar", "reports", "messages")
FLAGS = ("missing", "late", "incomplete", "turnedIn", "cheated", "exempt", "dropped")

EXTENSIONS: dict[str, Shape] = {
    "portalOrgs": Shape(
        ("orgSourcedId",),
        (
            *("code", "street", "city", "state", "postalCode", "phone", "officeEmail", "accent"),
            *("fullDayMinutes", "halfDayMinutes"),
        ),
    ),
    "portalTerms": Shape(("academicSessionSourcedId", "schoolSourcedId")),
    "portalPeriods": Shape(("schoolSourcedId", "name", "sequence")),
    "portalBellSchedules": Shape(("sourcedId", "schoolSourcedId", "name"), ("default",)),
    "portalBellTimes": Shape(("bellScheduleSourcedId", "period", "startTime", "endTime")),
    "portalCalendar": Shape(
        ("schoolSourcedId", "date", "instructional"), ("reason", "dayLabel", "bellScheduleSourcedId")
    ),
    "portalClasses": Shape(("classSourcedId", "team")),
    "portalMeetings": Shape(("classSourcedId", "termSourcedId", "period"), ("dayLabel", "room")),
    "portalStudents": Shape(("studentSourcedId", "parentsKeepAccess")),
    "portalEnrollments": Shape(
        (
            *("sourcedId", "studentSourcedId", "schoolSourcedId", "schoolYearSourcedId", "grade"),
            "beginDate",
        ),
        ("endDate",),
    ),
    "portalRights": Shape(("guardianSourcedId", "studentSourcedId"), ("relationship", *RIGHTS)),
    "portalHouseholds": Shape(("sourcedId", "name"), ("phone",)),
    "portalHouseholdMembers": Shape(("householdSourcedId", "userSourcedId")),
    "portalAddresses": Shape(
        ("sourcedId", "householdSourcedId", "street"), ("physical", "mailing", "city", "state", "postalCode")
    ),
    "portalScales": Shape(("sourcedId", "name", "kind"), ("decimals",)),
    "portalScaleBands": Shape(("scaleSourcedId", "sequence", "mark"), ("lowerBound", "passing", "description")),
    "portalGradingTasks": Shape(
        ("sourcedId", "courseSourcedId", "scaleSourcedId", "name", "sequence"), ("standard", "progress")
    ),
    "portalComposites": Shape(
        ("gradingTaskSourcedId", "termSourcedId", "partTaskSourcedId", "partTermSourcedId", "weight")
    ),
    "portalCategories": Shape(
        ("classSourcedId", "categorySourcedId"),
        ("gradingTaskSourcedId", "sequence", "weight", "dropLowest", "usePercent"),
    ),
    "portalAssignments": Shape(("lineItemSourcedId",), ("multiplier",)),
    "portalScores": Shape(("resultSourcedId",), ("score", "mark", *FLAGS, "postedAt")),
    "portalPostedGrades": Shape(
        ("sourcedId", "studentSourcedId", "classSourcedId", "gradingTaskSourcedId", "termSourcedId"),
        ("mark", "percent", "comment", "postedAt"),
    ),
    "portalAttendanceCodes": Shape(("schoolSourcedId", "code", "title", "kind", "excuse")),
    "portalAttendance": Shape(
        ("sourcedId", "studentSourcedId", "schoolSourcedId", "date", "period", "code"),
        ("classSourcedId", "minutes", "comment", "postedAt"),
    ),
    "portalNotices": Shape(("sourcedId", "orgSourcedId", "title", "publishFrom"), ("body", "publishUntil")),
    "portalEvents": Shape(
        ("sourcedId", "orgSourcedId", "title", "startsAt", "endsAt"),
        ("classSourcedId", "description", "location", "allDay"),
    ),
}

SHAPES = STANDARD | EXTENSIONS
BY_SMALL_NAME = {name.lower(): name for name in SHAPES}

COMPLETE_FOR: dict[str, frozenset[type[r.Record]]] = {
    "users": frozenset({r.Guardianship, r.Enrollment}),
    "classes": frozenset({r.SectionTerm, r.SectionMeeting}),
    "enrollments": frozenset({r.SectionEnrollment, r.SectionTeacher}),
    "lineItems": frozenset({r.Assignment}),
    "results": frozenset({r.Score}),
    "portalBellTimes": frozenset({r.BellTime}),
    "portalMeetings": frozenset({r.SectionMeeting}),
    "portalEnrollments": frozenset({r.Enrollment}),
    "portalHouseholdMembers": frozenset({r.HouseholdMember}),
    "portalAddresses": frozenset({r.Address}),
    "portalScaleBands": frozenset({r.GradingScaleEntry}),
    "portalComposites": frozenset({r.CompositePart}),
    "portalPostedGrades": frozenset({r.PostedGrade}),
    "portalAttendance": frozenset({r.AttendanceEntry}),
    "portalNotices": frozenset({r.Notice}),
    "portalEvents": frozenset({r.Event}),
}
"""The types of records that a bulk file lists completely."""
REPLACES: dict[str, tuple[str, frozenset[type[r.Record]]]] = {
    "portalMeetings": ("classes", frozenset({r.SectionMeeting})),
    "portalEnrollments": ("users", frozenset({r.Enrollment})),
}
"""Files of the portal that replace part of a standard file: if they are present, only their rows count."""

COLUMNS: dict[type[r.Record], dict[str, str]] = {
    r.School: {"district": "parentSourcedId", "name": "name"},
    r.Term: {"name": "title"},
    r.Course: {"school": "orgSourcedId", "number": "courseCode", "title": "title"},
    r.Section: {"school": "schoolSourcedId", "course": "courseSourcedId", "number": "classCode"},
    r.SectionTerm: {"term": "termSourcedIds"},
    r.SectionMeeting: {"section": "classSourcedId", "term": "termSourcedId", "period": "period", "room": "room"},
    r.Student: {
        **{"number": "identifier", "first_name": "givenName", "last_name": "familyName"},
        "birth_date": "birthDate of demographics.csv",
    },
    r.Staff: {"first_name": "givenName", "last_name": "familyName", "email": "email"},
    r.Guardian: {"first_name": "givenName", "last_name": "familyName", "email": "email", "mobile_phone": "sms"},
    r.Guardianship: {"guardian": "guardianSourcedId", "student": "studentSourcedId"},
    r.Enrollment: {"student": "studentSourcedId", "school": "schoolSourcedId", "school_year": "schoolYearSourcedId"},
    r.SectionEnrollment: {"section": "classSourcedId", "student": "userSourcedId"},
    r.SectionTeacher: {"section": "classSourcedId", "staff": "userSourcedId"},
    r.HouseholdMember: {"household": "householdSourcedId", "student": "userSourcedId", "guardian": "userSourcedId"},
    r.Address: {"household": "householdSourcedId"},
    r.CalendarDay: {"school": "schoolSourcedId", "bell_schedule": "bellScheduleSourcedId"},
    r.BellTime: {"bell_schedule": "bellScheduleSourcedId", "period": "period"},
    r.GradingScaleEntry: {"scale": "scaleSourcedId", "letter_grade": "mark"},
    r.GradingTask: {"course": "courseSourcedId", "scale": "scaleSourcedId"},
    r.CompositePart: {"task": "gradingTaskSourcedId", "part_task": "partTaskSourcedId"},
    r.Category: {"section": "classSourcedId", "task": "gradingTaskSourcedId", "name": "title"},
    r.Assignment: {"section": "classSourcedId", "category": "categorySourcedId", "name": "title"},
    r.Score: {
        "assignment": "lineItemSourcedId",
        "student": "studentSourcedId",
        "letter_grade": "mark",
        "comment": "comment",
    },
    r.PostedGrade: {"section": "classSourcedId", "student": "studentSourcedId", "task": "gradingTaskSourcedId"},
    r.AttendanceCode: {"school": "schoolSourcedId", "code": "code"},
    r.AttendanceEntry: {
        **{"student": "studentSourcedId", "section": "classSourcedId", "period": "period", "code": "code"},
    },
    r.Notice: {"school": "orgSourcedId", "title": "title", "body": "body"},
    r.Event: {"school": "orgSourcedId", "section": "classSourcedId", "title": "title"},
}
"""What a source calls the fields of a record, for errors of the loader."""
for _record in COLUMNS:
    COLUMNS[_record].setdefault("source_id", "sourcedId")
