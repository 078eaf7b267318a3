"""Tables on paper: rows that wrap and break well, heads repeated on each page, everything tagged as a table.

A cell is a stack of short texts, each with its own weight and size. A row goes to the next page as a whole; only a row
that is longer than a page is cut between its lines.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from portal_app.reports.faces import BOLD, REGULAR
from portal_app.reports.paper import BODY, LEADING, LEFT, RIGHT, SMALL, TOP, Paper
from portal_app.reports.tags import Element

PAD_X, PAD_Y = 4.0, 3.0


@dataclass(frozen=True, slots=True)
class Text:
    """A piece of a cell: it begins a line of its own."""

    text: str
    style: str = REGULAR
    size: float = BODY


def small(text: str) -> Text:
    """Return a piece in small type."""
    return Text(text, REGULAR, SMALL)


def strong(text: str) -> Text:
    """Return a piece in bold type."""
    return Text(text, BOLD)


Cell = str | Text | Sequence[Text]


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its head, its share of the width, and whether it holds numbers, which end at one edge."""

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


@dataclass(frozen=True, slots=True)
class _Box:
    """A cell broken into lines."""

    x: float
    width: float
    align: str
    lines: tuple[_Line, ...]

    @property
    def height(self) -> float:
        return sum(line.size * LEADING for line in self.lines)


Laid = tuple[_Box, ...]


def table(
    paper: Paper, columns: Sequence[Column], rows: Iterable[Row], *, names_rows: bool = True, lines: bool = True
) -> None:
    """Put a table. `names_rows`: the first column says what each row is about; `lines`: rows are ruled off."""
    widths = _widths(columns)
    heads = _lay(paper, [_heavier(column.head) for column in columns], widths, columns)
    laid = [(row, _lay_row(paper, row, widths, columns)) for row in rows]
    with paper.tagged("Table") as element:
        _put_heads(paper, heads, following=_height(laid[0][1]) if laid else 0)
        for number, (row, boxes) in enumerate(laid):
            after = laid[number + 1][1] if row.kind == "group" and number + 1 < len(laid) else ()
            _make_room(paper, element, heads, boxes, after)
            _put_row(paper, element, row, boxes, heads, names_rows=names_rows)
            if lines and row.kind != "group":
                paper.rule(paper.y, weight=0.4, grey=190)
    paper.y += 12


def _widths(columns: Sequence[Column]) -> list[float]:
    whole = sum(column.share for column in columns)
    return [(RIGHT - LEFT) * column.share / whole for column in columns]


def _heavier(cell: Cell) -> Cell:
    return [replace(piece, style=BOLD, size=min(piece.size, SMALL + 0.5)) if n == 0 else piece for n, piece in enumerate(_pieces(cell))]


def _pieces(cell: Cell) -> Sequence[Text]:
    if isinstance(cell, str):
        return [Text(cell)] if cell else []
    return [cell] if isinstance(cell, Text) else cell


def _lay_row(paper: Paper, row: Row, widths: Sequence[float], columns: Sequence[Column]) -> Laid:
    if row.kind in ("group", "note"):
        whole = [replace(columns[0], align="left")]
        return _lay(paper, row.cells[:1], [RIGHT - LEFT], whole)
    return _lay(paper, row.cells, widths, columns)


def _lay(paper: Paper, cells: Sequence[Cell], widths: Sequence[float], columns: Sequence[Column]) -> Laid:
    boxes, x = [], LEFT
    for cell, width, column in zip(cells, widths, columns, strict=True):
        lines = tuple(
            _Line(line, piece.style, piece.size)
            for piece in _pieces(cell)
            for line in paper.lines_of(piece.text, width - 2 * PAD_X, piece.style, piece.size)
        )
        boxes.append(_Box(x, width, column.align, lines))
        x += width
    return tuple(boxes)


def _height(boxes: Laid) -> float:
    return max((box.height for box in boxes), default=0) + 2 * PAD_Y if boxes else 0


def _make_room(paper: Paper, element: Element, heads: Laid, boxes: Laid, after: Laid) -> None:
    """Begin a new page unless the row fits, and for a group's name its first row with it."""
    wanted = _height(boxes) + _height(after)
    a_page = paper.full_space() - _height(heads)
    if paper.space() < min(wanted, a_page) and paper.y > TOP + _height(heads) + 1:
        _go_on(paper, heads)


def _go_on(paper: Paper, heads: Laid) -> None:
    paper.new_page()
    with paper.unread():
        _draw_heads(paper, heads)


def _put_heads(paper: Paper, heads: Laid, *, following: float) -> None:
    paper.need(_height(heads) + min(following, 120))
    with paper.tagged("TR"):
        _draw_heads(paper, heads)


def _draw_heads(paper: Paper, heads: Laid) -> None:
    height = _height(heads)
    paper.shade(LEFT, paper.y, RIGHT - LEFT, height)
    _draw(paper, heads, lambda _number: ("TH", "/O /Table /Scope /Column"))
    paper.y += height
    paper.rule(paper.y, weight=0.8, grey=60)


def _put_row(paper: Paper, element: Element, row: Row, boxes: Laid, heads: Laid, *, names_rows: bool) -> None:
    """Put a row, in several parts if it is longer than a page."""

    def kind(number: int) -> tuple[str, str]:
        if row.kind in ("group", "note"):
            head = "TH" if row.kind == "group" else "TD"
            return head, f"/O /Table /ColSpan {len(heads)}"
        return ("TH", "/O /Table /Scope /Row") if names_rows and number == 0 else ("TD", "")

    with paper.tagged("TR"):
        rest = boxes
        while rest:
            part, rest = _cut(rest, paper.space() - 2 * PAD_Y)
            if row.kind == "group":
                paper.y += 5
            _draw(paper, part, kind)
            paper.y += _height(part)
            if rest:
                _go_on(paper, heads)


def _cut(boxes: Laid, space: float) -> tuple[Laid, Laid]:
    """Return the lines of each cell that fit into a height, and those that are left (none: empty)."""
    if max(box.height for box in boxes) <= space:
        return boxes, ()
    fitting, left = [], []
    for box in boxes:
        count, height = 0, 0.0
        for line in box.lines:
            height += line.size * LEADING
            if height > space:
                break
            count += 1
        fitting.append(replace(box, lines=box.lines[: max(count, 1)]))
        left.append(replace(box, lines=box.lines[max(count, 1) :]))
    return tuple(fitting), tuple(left) if any(box.lines for box in left) else ()


def _draw(paper: Paper, boxes: Laid, kind) -> None:
    for number, box in enumerate(boxes):
        tag, attributes = kind(number)
        with paper.part(tag, attributes):
            _draw_box(paper, box)


def _draw_box(paper: Paper, box: _Box) -> None:
    y = paper.y + PAD_Y
    for line in box.lines:
        paper.put(_place(paper, box, line), y + line.size * 0.97, line.text, line.style, line.size)
        y += line.size * LEADING


def _place(paper: Paper, box: _Box, line: _Line) -> float:
    left = box.x + PAD_X
    if box.align == "left":
        return left
    spare = box.width - 2 * PAD_X - paper.width_of(line.text, line.style, line.size)
    return left + (spare if box.align == "right" else spare / 2)
