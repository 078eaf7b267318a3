"""The reports page, drawn: a card for each report with a line that says what it holds.

Each card is a form that the browser sends itself, so a document opens in the device's own viewer or is saved as a file,
with or without scripts, and the page stays as it is.
"""

from typing import Any

import reflex as rx

from portal_app.pages.layout import about_student
from portal_app.pages.reports.state import ReportsState
from portal_app.ui.cards import card, empty_state, page_header
from portal_app.ui.forms import base_form, button
from portal_app.ui.i18n import t
from portal_app.ui.years import year_selector

STATE: Any = ReportsState
"""The state as its view sees it: every field a Var."""


def reports_page() -> rx.Component:
    """Return the page at `/reports`."""
    return about_student(
        page_header(
            title=t("Reports"),
            summary=t("Reports about {name}, to read, print or keep.", name=STATE.student.first_name),
        ),
        year_selector(student=STATE.student, school_year=STATE.school_year),
        rx.cond(STATE.reports.is_enrolled, rx.foreach(STATE.reports.offers, _offer), _nothing()),
        active="reports",
        title=t("Reports"),
    )


def _nothing() -> rx.Component:
    return empty_state(
        title=t("No reports yet"),
        text=t("Reports appear here when the student has a place at a school."),
    )


def _offer(offer: Any) -> rx.Component:
    address = "/reports/" + STATE.student.id.to_string() + "/" + offer.key + ".pdf"
    is_chosen = STATE.school_year.id != STATE.student.year_on_record.id
    return card(
        rx.el.p(t(offer.about)),
        base_form(
            rx.cond(is_chosen, rx.el.input(type="hidden", name="year", value=STATE.school_year.id.to_string())),
            rx.cond(offer.terms.length() > 0, _terms(offer)),
            rx.el.div(
                button(t("Open"), kind="primary", icon_name="reports", type="submit"),
                button(t("Download"), icon_name="download", type="submit", name="download", value="1"),
                class_name="flex flex-wrap gap-2",
            ),
            action=address,
            method="get",
            target="_blank",
            # the terms of another student or year begin anew on the report's own choice
            key=address + STATE.school_year.id.to_string(),
        ),
        heading=t(offer.title),
    )


def _terms(offer: Any) -> rx.Component:
    name = "term-" + offer.key
    return rx.el.div(
        rx.el.label(t("Term"), html_for=name),
        rx.el.select(
            rx.el.option(t(offer.whole), value=""),
            rx.foreach(offer.terms, _term),
            id=name,
            name="term",
            class_name="control",
        ),
        class_name="field max-w-sm",
    )


def _term(term: Any) -> rx.Component:
    plain = rx.cond(term.school == "", term.name, t("{term}, {school}", term=term.name, school=term.school))
    return rx.el.option(rx.cond(term.is_current, t("{term} (current)", term=plain), plain), value=term.id.to_string())
