"""The district, its schools, and their calendars."""

from portal_app import models as m
from portal_app.ingest import records as r
from portal_app.ingest.table_mapping import OnMissing, TableMapping

SCHOOLS = (
    TableMapping(name="districts", record=r.District, model=m.District, affects="district_id"),
    TableMapping(name="schools", record=r.School, model=m.School, links={"district": r.District}, affects="school_id"),
    TableMapping(
        name="school years",
        record=r.SchoolYear,
        model=m.SchoolYear,
        links={"district": r.District},
        affects="district_id",
    ),
    TableMapping(
        name="terms",
        record=r.Term,
        model=m.Term,
        links={"school": r.School, "school_year": r.SchoolYear, "parent": r.Term},
        affects="school_id",
    ),
    TableMapping(
        name="bell schedules",
        record=r.BellSchedule,
        model=m.BellSchedule,
        links={"school": r.School},
        affects="school_id",
    ),
    TableMapping(
        name="calendar days",
        record=r.CalendarDay,
        model=m.CalendarDay,
        links={"school": r.School, "bell_schedule": r.BellSchedule},
        key=("school_id", "date"),
        affects="school_id",
    ),
    TableMapping(
        name="periods",
        record=r.Period,
        model=m.Period,
        links={"school": r.School},
        affects="school_id",
    ),
    TableMapping(
        name="bell times",
        record=r.BellTime,
        model=m.BellTime,
        links={"bell_schedule": r.BellSchedule, "period": r.Period},
        key=("bell_schedule_id", "period_id"),
        on_missing=OnMissing.DELETE,
        anchors=("bell_schedule",),
        affects="bell_schedule_id",
    ),
)
