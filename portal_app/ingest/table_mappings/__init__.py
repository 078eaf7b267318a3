"""Which record goes into which table, in loading order: a mapping comes after everything that it refers to."""

from portal_app.ingest import records as r
from portal_app.ingest.table_mapping import TableMapping
from portal_app.ingest.table_mappings.attendance import ATTENDANCE
from portal_app.ingest.table_mappings.classes import CLASSES
from portal_app.ingest.table_mappings.gradebook import GRADEBOOK
from portal_app.ingest.table_mappings.messages import MESSAGES
from portal_app.ingest.table_mappings.people import PEOPLE
from portal_app.ingest.table_mappings.schools import SCHOOLS
from portal_app.models import Subject

TABLE_MAPPINGS: tuple[TableMapping, ...] = (
    *SCHOOLS,
    *CLASSES,
    *PEOPLE,
    *GRADEBOOK,
    *ATTENDANCE,
    *MESSAGES,
)

ITEMS = frozenset({Subject.SCORE, Subject.GRADE, Subject.ATTENDANCE, Subject.NOTICE, Subject.EVENT})
"""Subjects whose change names the very row, unless it affects a class, a household or a guardian as a whole."""

MADE_BY_STAFF = frozenset({r.Notice, r.Event})
"""Types of records of which school staff create rows too, besides those of a source."""
