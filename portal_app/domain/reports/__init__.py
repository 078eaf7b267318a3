"""The reports: which there are, what each holds, and the heading of each.

`offered` lists them for a student with the terms to choose from; `card` and `progress` gather what two of them hold,
the others are the very views of their pages. `reports/` draws them on paper.
"""

from portal_app.domain.reports.card import Card, CardCell, CardClass, CardRow, CardSchool, Comment, NextYear, card_of
from portal_app.domain.reports.head import Head, IssuingSchool, head_of
from portal_app.domain.reports.missing import left_out_of_grades
from portal_app.domain.reports.offered import (
    SHOWS,
    Offer,
    OfferedTerm,
    Offers,
    ReportKind,
    check_year,
    offered_to,
    report_named,
    term_of,
)
from portal_app.domain.reports.progress import progress_of

__all__ = [
    "SHOWS",
    "Card",
    "CardCell",
    "CardClass",
    "CardRow",
    "CardSchool",
    "Comment",
    "Head",
    "IssuingSchool",
    "NextYear",
    "Offer",
    "OfferedTerm",
    "Offers",
    "ReportKind",
    "card_of",
    "check_year",
    "head_of",
    "left_out_of_grades",
    "offered_to",
    "progress_of",
    "report_named",
    "term_of",
]
