"""Reads Ed-Fi 1.0 interchange XML: what a parent portal needs of it, and nothing else.

Only the elements that are named in these modules are ever read. Social security numbers, ethnicity, languages,
characteristics, programs, assessments and discipline records are not, so they can't reach the database.
"""

from portal_app.ingest.edfi.district import plan, recognizes

__all__ = ["plan", "recognizes"]
