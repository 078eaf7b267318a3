"""Tables: rows that wrap, column headers that are repeated on each page, everything tagged as a table.

A cell is a stack of short texts, each with its own weight and size. A row goes to the next page as a whole; only a row
that is longer than a page is cut between its lines.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from portal_app.reports.fonts import BOLD, REGULAR
from portal_app.reports.layout import TOP, Layout
from portal_app.reports.typesetter import BODY, LEADING, LEFT, RIGHT, SMALL, Frame

PAD_X, PAD_Y = 4.0, 3.0
GROUP_ROOM = 5.0


SIGN_ROOM = 16.0
"""The width of a sign before a text and of the space between."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A letter in a frame before the first line of a text in a left column."""

    letter: str
    frame: Frame


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of a cell: it begins on a new line."""

    text: str
    style: str = REGULAR
    size: float = BODY
    before: float = 0
    """Points of room above it, unless it is the cell's first."""
    indent: float = 0
    """Points of room to the left of all its lines, such as `SIGN_ROOM` for the sign before the first one."""
    sign: Sign | None = None


def small(text: str) -> Text:
    """Return a piece in small type."""
    return Text(text, REGULAR, SMALL)


def strong(text: str) -> Text:
    """Return a piece in bold type."""
    return Text(text, BOLD)


Cell = str | Text | Sequence[Text]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, its share of the width, and its alignment (numbers: right)."""

    head: Cell
    share: float
    align: Literal["left", "right", "center"] = "left"


@dataclass(frozen=True, slots=True)
class Row:
    """A row. `kind`: a plain row, a group's name over the whole width, or a note below a row, over the whole width."""

    cells: Sequence[Cell]
    kind: Literal["plain", "group", "note", "total"] = "plain"


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    style: str
    size: float
    before: float = 0
    indent: float = 0
    sign: Sign | None = None

    @property
    def height(self) -> float:
        return self.before + self.size * LEADING


@dataclass(frozen=True, slots=True)
class _Box:
    """A cell broken into lines."""

    x: float
    width: float
    align: str
    lines: tuple[_Line, ...]

    @property
    def height(self) -> float:
        return sum(line.height for line in self.lines)


Laid = tuple[_Box, ...]


def table(layout: Layout, columns: Sequence[Column], rows: Iterable[Row]) -> None:
    """Draw a table. The first column says what each row is about."""
    widths = _widths(columns)
    heads = _lay(layout, [_heavier(column.head) for column in columns], widths, columns)
    laid = [(row, _lay_row(layout, row, widths, columns)) for row in rows]
    with layout.tagged("Table"):
        _draw_first_heads(layout, heads, following=_kept_height(laid, 0) if laid else 0)
        repeated: tuple[Laid, ...] = (heads,)
        for number, (row, boxes) in enumerate(laid):
            is_group = row.kind == "group"
            repeated = (heads,) if is_group else repeated
            _make_room(layout, repeated, _kept_height(laid, number) + (GROUP_ROOM if is_group else 0))
            repeated = (heads, boxes) if is_group else repeated
            _draw_row(layout, row, boxes, repeated)
            if not is_group:
                layout.rule(layout.y, weight=0.4, grey=190)
    layout.y += 12


def _kept_height(laid: Sequence[tuple[Row, Laid]], number: int) -> float:
    """Return the height of a row with what stays on its page: a group's first row, and the total or note of a row."""
    row, boxes = laid[number]
    if number + 1 == len(laid) or not (row.kind == "group" or laid[number + 1][0].kind in ("total", "note")):
        return _height(boxes)
    return _height(boxes) + _kept_height(laid, number + 1)


def _widths(columns: Sequence[Column]) -> list[float]:
    whole = sum(column.share for column in columns)
    return [(RIGHT - LEFT) * column.share / whole for column in columns]


def _heavier(cell: Cell) -> Cell:
    return [
        replace(piece, style=BOLD, size=min(piece.size, SMALL + 0.5)) if n == 0 else piece
        for n, piece in enumerate(_pieces(cell))
    ]


def _pieces(cell: Cell) -> Sequence[Text]:
    if isinstance(cell, str):
        return [Text(cell)] if cell else []
    return [cell] if isinstance(cell, Text) else cell


def _lay_row(layout: Layout, row: Row, widths: Sequence[float], columns: Sequence[Column]) -> Laid:
    if row.kind in ("group", "note"):
        whole = [replace(columns[0], align="left")]
        return _lay(layout, row.cells[:1], [RIGHT - LEFT], whole)
    return _lay(layout, row.cells, widths, columns)


def _lay(layout: Layout, cells: Sequence[Cell], widths: Sequence[float], columns: Sequence[Column]) -> Laid:
    boxes, x = [], LEFT
    for cell, width, column in zip(cells, widths, columns, strict=True):
        lines = tuple(
            _line(line, piece, is_first=not number, is_at_top=not index)
            for index, piece in enumerate(_pieces(cell))
            for number, line in enumerate(_broken(layout, piece, width - 2 * PAD_X))
        )
        boxes.append(_Box(x, width, column.align, lines))
        x += width
    return tuple(boxes)


def _broken(layout: Layout, piece: Text, width: float) -> list[str]:
    return layout.lines_of(piece.text, width - piece.indent, piece.style, piece.size)


def _line(text: str, piece: Text, *, is_first: bool, is_at_top: bool) -> _Line:
    before = piece.before if is_first and not is_at_top else 0
    return _Line(text, piece.style, piece.size, before, piece.indent, piece.sign if is_first else None)


def _height(boxes: Laid) -> float:
    return max((box.height for box in boxes), default=0) + 2 * PAD_Y if boxes else 0


def _make_room(layout: Layout, repeated: tuple[Laid, ...], wanted: float) -> None:
    """Begin a new page unless so much fits (`_kept_height`)."""
    taken = sum(map(_height, repeated))
    at_top = layout.y <= TOP + taken + GROUP_ROOM
    if layout.space() < min(wanted, layout.full_space() - taken) and not at_top:
        _go_on(layout, repeated)


def _go_on(layout: Layout, repeated: tuple[Laid, ...]) -> None:
    """Begin a new page with the table's heads and the group's name again, hidden from screen readers."""
    layout.new_page()
    with layout.unread():
        _draw_heads(layout, repeated[0])
        for boxes in repeated[1:]:
            _draw_group(layout, boxes, len(repeated[0]))


def _draw_first_heads(layout: Layout, heads: Laid, *, following: float) -> None:
    layout.need(_height(heads) + GROUP_ROOM + min(following, 120))
    with layout.tagged("TR"):
        _draw_heads(layout, heads)


def _draw_heads(layout: Layout, heads: Laid) -> None:
    height = _height(heads)
    layout.shade(LEFT, layout.y, RIGHT - LEFT, height)
    _draw(layout, heads, lambda _number: ("TH", "/O /Table /Scope /Column"))
    layout.y += height
    layout.rule(layout.y, weight=0.8, grey=60)


def _draw_group(layout: Layout, boxes: Laid, columns: int) -> None:
    layout.y += GROUP_ROOM
    _draw(layout, boxes, lambda _number: ("TH", f"/O /Table /ColSpan {columns}"))
    layout.y += _height(boxes)


def _draw_row(layout: Layout, row: Row, boxes: Laid, repeated: tuple[Laid, ...]) -> None:
    """Draw a row, in several parts if it is longer than a page."""
    columns = len(repeated[0])

    def kind(number: int) -> tuple[str, str]:
        if row.kind == "note":
            return "TD", f"/O /Table /ColSpan {columns}"
        return ("TH", "/O /Table /Scope /Row") if number == 0 else ("TD", "")

    with layout.tagged("TR"):
        if row.kind == "group":
            _draw_group(layout, boxes, columns)
            return
        rest = boxes
        while rest:
            part, rest = _cut(rest, layout.space() - 2 * PAD_Y)
            _draw(layout, part, kind)
            layout.y += _height(part)
            if rest:
                _go_on(layout, repeated)


def _cut(boxes: Laid, space: float) -> tuple[Laid, Laid]:
    """Return the lines of each cell that fit into a height, and those that are left (none: empty)."""
    if max(box.height for box in boxes) <= space:
        return boxes, ()
    fitting, left = [], []
    for box in boxes:
        count, height = 0, 0.0
        for line in box.lines:
            height += line.height
            if height > space:
                break
            count += 1
        fitting.append(replace(box, lines=box.lines[: max(count, 1)]))
        left.append(replace(box, lines=box.lines[max(count, 1) :]))
    return tuple(fitting), tuple(left) if any(box.lines for box in left) else ()


def _draw(layout: Layout, boxes: Laid, kind: Callable[[int], tuple[str, str]]) -> None:
    for number, box in enumerate(boxes):
        tag, attributes = kind(number)
        with layout.part(tag, attributes):
            _draw_box(layout, box)


def _draw_box(layout: Layout, box: _Box) -> None:
    y = layout.y + PAD_Y
    for line in box.lines:
        baseline = y + line.before + line.size * 0.97
        if line.sign:
            layout.framed(box.x + PAD_X, baseline, line.sign.letter, line.sign.frame, SMALL)
        layout.draw(_x_of(layout, box, line), baseline, line.text, line.style, line.size)
        y += line.height


def _x_of(layout: Layout, box: _Box, line: _Line) -> float:
    left = box.x + PAD_X
    if box.align == "left":
        return left + line.indent
    spare = box.width - 2 * PAD_X - layout.width_of(line.text, line.style, line.size)
    return left + (spare if box.align == "right" else spare / 2)
