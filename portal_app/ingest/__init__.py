"""Import formats → records → one loader; a failed import changes nothing.

`edfi` and `oneroster` turn their files into `records`; `loader` updates the tables from records of any format.
"""

from portal_app.ingest.errors import ImportRefused
from portal_app.ingest.imports import import_path
from portal_app.ingest.summary import Counts, ImportSummary, OnProgress, Progress

__all__ = ["Counts", "ImportRefused", "ImportSummary", "OnProgress", "Progress", "import_path"]
