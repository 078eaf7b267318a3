"""Ed-Fi XML as a stream of items: each child of a file's root, one at a time, freed when the next one is read.

The XML is untrusted: no entities, no DTD, no network; whatever is wrong names the file and the line.
"""

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from typing import Any

from lxml import etree

from portal_app.ingest.archive import Archive, Entry, Reader
from portal_app.ingest.refusal import ImportRefused, Place

NAMESPACE = "http://ed-fi.org/0100"


@lru_cache(maxsize=512)
def _qualified(path: str) -> str:
    return "/".join(f"{{{NAMESPACE}}}{step}" if step.strip("./") else step for step in path.split("/"))


class Item:
    """An element with its place: answers with stripped texts, dates and items below it, by path."""

    __slots__ = ("element", "file")

    def __init__(self, element: Any, file: str) -> None:
        self.element, self.file = element, file

    @property
    def kind(self) -> str:
        """The element's name without its namespace."""
        return etree.QName(self.element).localname

    @property
    def place(self) -> Place:
        """Where the element stands."""
        return Place(self.file, self.element.sourceline or 0)

    def text(self, path: str) -> str:
        """Return the text at `path`, empty if there is none."""
        return (self.element.findtext(_qualified(path)) or "").strip()

    def need(self, path: str) -> str:
        """Return the text at `path`, which must not be empty."""
        if text := self.text(path):
            return text
        raise ImportRefused(self.place, f"{self.kind} has no {path}")

    def date(self, path: str) -> date | None:
        """Return the date at `path`, or None if there is none."""
        text = self.text(path)
        try:
            return date.fromisoformat(text[:10]) if text else None
        except ValueError:
            raise ImportRefused(self.place, f"{path} of {self.kind} is no date: {text}") from None

    def need_date(self, path: str) -> date:
        """Return the date at `path`, which must be there."""
        self.need(path)
        found = self.date(path)
        assert found is not None
        return found

    def first(self, path: str) -> "Item | None":
        """Return the first item at `path`, if any."""
        found = self.element.find(_qualified(path))
        return None if found is None else Item(found, self.file)

    def only(self, path: str) -> "Item":
        """Return the item at `path`, which must be there."""
        if (found := self.first(path)) is None:
            raise ImportRefused(self.place, f"{self.kind} has no {path}")
        return found

    def all(self, path: str) -> list["Item"]:
        """Return the items at `path`."""
        return [Item(found, self.file) for found in self.element.findall(_qualified(path))]

    def attribute(self, name: str) -> str:
        """Return an attribute, empty if there is none."""
        return (self.element.get(name) or "").strip()


def interchange(archive: Archive, entry: Entry) -> str:
    """Return what a file is by its root, such as `StudentParent`; empty if it is no Ed-Fi 1.0 interchange."""
    with archive.open(entry) as stream:
        for _, root in _events(stream, entry.name):
            name = etree.QName(root)
            return name.localname.removeprefix("Interchange") if name.namespace == NAMESPACE else ""
    return ""


def items(archive: Archive, entry: Entry) -> Iterator[Item]:
    """Yield the children of a file's root. An item is valid only until the next one is asked for."""
    with archive.open(entry) as stream:
        root = None
        for event, element in _events(stream, entry.name):
            if root is None:
                root = element
            elif event == "end" and element.getparent() is root:
                yield Item(element, entry.name)
                element.clear(keep_tail=False)
                while element.getprevious() is not None:
                    del root[0]


def _events(stream: Reader, name: str) -> Iterator[tuple[str, Any]]:
    """Yield the parser's events; refuse what is not XML, is cut off, or brings a DTD (entities, outside files)."""
    safe = {"resolve_entities": False, "load_dtd": False, "no_network": True, "huge_tree": False}
    try:
        parser = etree.iterparse(stream, ("start", "end"), remove_comments=True, remove_pis=True, **safe)
        for number, (event, element) in enumerate(parser):
            if number == 0 and element.getroottree().docinfo.doctype:
                raise ImportRefused(Place(name, 1), "has a DOCTYPE, which Ed-Fi has no use for")
            yield event, element
    except etree.XMLSyntaxError as error:
        raise ImportRefused(Place(name, error.lineno or 0), f"is not whole, well-formed XML: {error.msg}") from None
