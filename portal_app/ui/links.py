"""Addresses of pages. Every link to a page about a student or a class is built here; ids are Vars or numbers."""

from typing import Any

import reflex as rx

CLASS_PAGE, GRADES_PAGE, TODO_PAGE, RECENT_PAGE = "/class/", "/grades/", "/todo/", "/recent/"


def student_page(path: str, student_id: Any) -> Any:
    """Return the address of a page about a student; with an empty `path`, of the page that is open."""
    return f"{path}?student=" + _text(student_id)


def year_page(path: str, student_id: Any, year_id: Any) -> Any:
    """Return the address of a page about a student in one school year; with an empty `path`, of the open page."""
    return student_page(path, student_id) + "&year=" + _text(year_id)


def class_page(*, student_id: Any, section_id: Any) -> Any:
    """Return the address of a class, opened on its current term. A link to a grade or an assignment has its own."""
    return student_page(CLASS_PAGE, student_id) + "&section=" + _text(section_id)


def assignment_page(item: Any, *, student_id: Any) -> Any:
    """Return the address of an item's assignment: its class at its task and term, with the assignment marked."""
    return class_page(student_id=student_id, section_id=item.section_id) + "&assignment=" + _text(item.assignment_id)


def grade_page(cell: Any, *, student_id: Any) -> Any:
    """Return the address of the class of a grade (a cell, or an item), opened at its task and term."""
    task_and_term = "&task=" + _text(cell.task_id) + "&term=" + _text(cell.term_id)
    return class_page(student_id=student_id, section_id=cell.section_id) + task_and_term


def recent_page(*, since: Any, student_id: Any) -> Any:
    """Return the address of the recent activity from `since` on ("": all), of one student or of all (0)."""
    return f"{RECENT_PAGE}?since=" + since + "&child=" + _text(student_id)


def _text(number: Any) -> Any:
    return number.to_string() if isinstance(number, rx.Var) else str(number)
