"""Reads OneRoster 1.1 and 1.2 CSV, and the portal's own files beside it.

Only the columns that these modules name are ever read: passwords, sex, race and ethnicity never reach the database.
"""

from portal_app.ingest.oneroster.district import plan, recognizes

__all__ = ["plan", "recognizes"]
