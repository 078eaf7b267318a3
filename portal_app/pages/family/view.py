"""The family members page: who belongs to each household."""

from typing import Any

import reflex as rx

from portal_app.pages.family.state import FamilyState
from portal_app.pages.layout import page
from portal_app.ui.badges import badge, child_chip
from portal_app.ui.cards import card, empty_state, page_header
from portal_app.ui.enrollment import school_and_grade
from portal_app.ui.i18n import date_text, t
from portal_app.ui.icons import icon

STATE: Any = FamilyState


def family_page() -> rx.Component:
    """Return the page at `/family`."""
    nobody = empty_state(
        title=t("No family members yet"),
        text=t("The people of your household appear here once the school has put you into one. Please ask its office."),
    )
    return page(
        page_header(
            title=t("Family Members"),
            summary=rx.cond(
                STATE.households.length() > 0,
                t("The school has these people in your household.", "The school has these people in your households.",
                  n=STATE.households.length()),
                t("The school has not put you into a household."),
            ),
        ),
        rx.foreach(STATE.households, _household),
        rx.cond(STATE.elsewhere.length() > 0, _elsewhere()),
        rx.cond((STATE.households.length() == 0) & (STATE.elsewhere.length() == 0), nobody),
        active="family",
    )  # fmt: skip


def _household(home: Any) -> rx.Component:
    return card(
        rx.el.ul(
            rx.foreach(home.guardians, _guardian),
            rx.foreach(home.students, _student),
            class_name="list",
        ),
        heading=t("Household {name}", name=home.name),
    )


def _elsewhere() -> rx.Component:
    return card(
        rx.el.p(t("The school has these children at another address."), class_name="text-soft"),
        rx.el.ul(rx.foreach(STATE.elsewhere, _student), class_name="list"),
        heading=t("Children who live elsewhere"),
    )


def _guardian(one: Any) -> rx.Component:
    return rx.el.li(
        rx.el.span(
            rx.el.span(icon("account", size=22), class_name="avatar", aria_hidden="true"),
            rx.el.span(
                rx.el.span(one.full_name, class_name="name"),
                rx.cond(
                    one.relationships.length() > 0,
                    rx.el.span(
                        rx.foreach(one.relationships, lambda word: rx.el.span(t(word))), class_name="facts-line"
                    ),
                    rx.el.span(t("Guardian"), class_name="detail"),
                ),
            ),
            class_name="child-chip",
        ),
        rx.cond(one.is_viewer, badge(t("You"), tone="info")),
    )


def _student(one: Any) -> rx.Component:
    return rx.el.li(
        child_chip(
            name=one.full_name,
            initials=one.initials,
            color=one.color,
            detail=school_and_grade(school=one.school, grade=one.grade_level),
        ),
        rx.el.span(
            rx.el.span(t("Student number {number}", number=one.number)),
            rx.el.span(t("Born {date}", date=date_text(one.birth_date, "medium"))),
            class_name="facts-line",
        ),
    )
