"""Formats in -> records -> one loader: all or nothing.

`edfi` turns its files into `records`; `loader` brings the tables in line with records, whatever format they come from.
"""

from portal_app.ingest.errors import ImportRefused
from portal_app.ingest.imports import import_path
from portal_app.ingest.summary import Counts, ImportSummary, OnProgress, Progress

__all__ = ["Counts", "ImportRefused", "ImportSummary", "OnProgress", "Progress", "import_path"]
