"""Notices and events."""

from portal_app import models as m
from portal_app.ingest import records as r
from portal_app.ingest.table_mapping import OnMissing, TableMapping
from portal_app.models import Subject

MESSAGES = (
    TableMapping(
        name="notices",
        record=r.Notice,
        model=m.Notice,
        links={"school": r.School, "district": r.District},
        on_missing=OnMissing.DELETE,
        anchors=("district",),
        dependents=((m.NoticeRead, "notice_id"),),
        subject=Subject.NOTICE,
        affects="school_id district_id",
    ),
    TableMapping(
        name="events",
        record=r.Event,
        model=m.Event,
        links={"school": r.School, "section": r.Section, "district": r.District},
        on_missing=OnMissing.DELETE,
        anchors=("district",),
        subject=Subject.EVENT,
        affects="section_id school_id district_id",
    ),
)
