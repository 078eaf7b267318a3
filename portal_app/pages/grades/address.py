"""Where a class is opened: its address, and what an address says. Numbers in an address come from the browser."""

from typing import Annotated, Any

from pydantic import Field, TypeAdapter, ValidationError

CLASS_PAGE = "/class/"
Number = Annotated[int, Field(ge=1, le=2**53)]
"""The number of a row. A browser can't say a larger one exactly, and a database not much larger ones at all."""
_NUMBER: TypeAdapter[int] = TypeAdapter(Number)


def number_of(text: str) -> int | None:
    """Return the number of a row that an address names; None for anything else."""
    try:
        return _NUMBER.validate_python(text)
    except ValidationError:
        return None


def class_href(*, student: Any, section: Any) -> Any:
    """Return the address of a class, opened on its current term (all are Vars)."""
    return f"{CLASS_PAGE}?student=" + student.to_string() + "&section=" + section.to_string()


def cell_href(cell: Any, *, student: Any) -> Any:
    """Return the address of the class of a grid's cell, opened at its task and term."""
    place = "&task=" + cell.task_id.to_string() + "&term=" + cell.term_id.to_string()
    return class_href(student=student, section=cell.section_id) + place
