"""Printable documents, made with fpdf2 from the same views as the pages.

`documents.make_report` answers for one student and one report; `paper`, `table`, `typesetter`, `tags`, `faces` know how
paper looks and nothing of school; the other modules each put one report onto it.
"""

from portal_app.reports.documents import Document, make_report, report_card

__all__ = ["Document", "make_report", "report_card"]
