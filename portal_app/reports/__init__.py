"""Printable documents, made with fpdf2 from the same views as the pages.

`documents.make_report` makes one report about one student. `layout`, `table`, `typesetter`, `tags` and `fonts` draw
pages and know nothing of schools; each of the other modules draws one report.
"""

from portal_app.reports.documents import Document, make_report, report_card

__all__ = ["Document", "make_report", "report_card"]
