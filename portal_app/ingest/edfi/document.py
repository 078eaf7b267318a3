"""Ed-Fi XML as a stream of items: each child of a file's root, one at a time, freed when the next one is read.

The XML is untrusted: no entities, no DTD, no network; errors name the file and the line.
"""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Any

from lxml import etree

from portal_app.ingest.archive import Archive, Entry, Reader
from portal_app.ingest.errors import ImportRefused, SourceLocation

NAMESPACE = "http://ed-fi.org/0100"
FILES = (
    "EducationOrganization",
    "EducationOrgCalendar",
    "MasterSchedule",
    "StaffAssociation",
    "StudentParent",
    "StudentEnrollment",
    "StudentGrade",
    "StudentAttendance",
)
"""The interchange files that are read, in the order of their dependence."""
_PIECE = 64 * 1024


@lru_cache(maxsize=512)
def _steps(path: str) -> tuple[str, ...]:
    return tuple(f"{{{NAMESPACE}}}{step}" for step in path.split("/"))


class Item:
    """An element with its location. Gives stripped texts, dates and descendants by path; each step is the first child.

    The children are listed once per item: lxml's own path search takes ten times as long, and is most of the work.
    """

    __slots__ = ("_below", "element", "file")

    def __init__(self, element: Any, file: str) -> None:
        self.element, self.file = element, file
        self._below: dict[str, Item] | None = None

    def _children(self) -> "dict[str, Item]":
        if self._below is None:
            self._below = {}
            for child in self.element:
                self._below.setdefault(child.tag, Item(child, self.file))
        return self._below

    @property
    def kind(self) -> str:
        """The element's name without its namespace."""
        return str(self.element.tag).rpartition("}")[2]

    @property
    def location(self) -> SourceLocation:
        """The location of the element."""
        return SourceLocation(self.file, self.element.sourceline or 0)

    def text(self, path: str) -> str:
        """Return the text at `path`, empty if there is none."""
        found = self.first(path)
        return (found.element.text or "").strip() if found else ""

    def need(self, path: str) -> str:
        """Return the text at `path`, which must not be empty."""
        if text := self.text(path):
            return text
        raise ImportRefused(self.location, f"{self.kind} has no {path}")

    def day(self, path: str) -> date | None:
        """Return the date at `path`, or None if there is none."""
        text = self.text(path)
        try:
            return date.fromisoformat(text[:10]) if text else None
        except ValueError:
            raise ImportRefused(self.location, f"{path} of {self.kind} is not a date: {text}") from None

    def need_day(self, path: str) -> date:
        """Return the date at `path`, which must be there."""
        self.need(path)
        found = self.day(path)
        assert found is not None
        return found

    def first(self, path: str) -> "Item | None":
        """Return the first item at `path`, if any."""
        found: Item | None = self
        for step in _steps(path):
            found = found and found._children().get(step)
        return found

    def only(self, path: str) -> "Item":
        """Return the item at `path`, which must be there."""
        if (found := self.first(path)) is None:
            raise ImportRefused(self.location, f"{self.kind} has no {path}")
        return found

    def all(self, name: str) -> list["Item"]:
        """Return all children of that name."""
        return [Item(child, self.file) for child in self.element.iterchildren(*_steps(name))]

    def attribute(self, name: str) -> str:
        """Return an attribute, empty if there is none."""
        return (self.element.get(name) or "").strip()


def interchange(archive: Archive, entry: Entry) -> str:
    """Return what a file is by its root, such as `StudentParent`; empty if it is no Ed-Fi 1.0 interchange.

    Raises:
        ImportRefused: the file is not XML, or brings a DTD, which could hold bombs of entities or point to other files.
    """
    parser = _parser(tag=None)
    with archive.open(entry) as stream:
        while chunk := _feed(parser, stream, entry.name):
            for _, root in parser.read_events():
                if root.getroottree().docinfo.doctype:
                    raise ImportRefused(SourceLocation(entry.name, root.sourceline or 0), "has a DOCTYPE before it")
                name = etree.QName(root)
                return name.localname.removeprefix("Interchange") if name.namespace == NAMESPACE else ""
    return chunk.decode()


def items(archive: Archive, entry: Entry) -> Iterator[Item]:
    """Yield the children of a file's root. An item is valid only until the next one is read.

    All children but the last one of what was parsed so far are whole: they are handed out and dropped, piece by piece.
    """
    parser, root = _parser(tag=[f"{{{NAMESPACE}}}Interchange{name}" for name in FILES]), None
    with archive.open(entry) as stream:
        more = True
        while more:
            more = bool(_feed(parser, stream, entry.name))
            for _, element in parser.read_events():
                root = element if root is None else root
            if root is None:
                continue
            whole = root[:-1] if more else root[:]
            for element in whole:
                yield Item(element, entry.name)
            del root[: len(whole)]


def _parser(*, tag: list[str] | None) -> Any:
    """Return a parser that reports where elements of these names begin: no entities, no DTD, no network."""
    return etree.XMLPullParser(
        ("start",),
        tag=tag,
        resolve_entities=False,
        load_dtd=False,
        no_network=True,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        remove_blank_text=True,
    )


def _feed(parser: Any, stream: Reader, name: str) -> bytes:
    """Parse the next piece and return it; at the end, close. Refuse input that is truncated or not XML."""
    piece = stream.read(_PIECE)
    try:
        if piece:
            parser.feed(piece)
        else:
            parser.close()
    except etree.XMLSyntaxError as error:
        raise ImportRefused(
            SourceLocation(name, error.lineno or 0), f"is not whole, well-formed XML: {error.msg}"
        ) from None
    return piece
