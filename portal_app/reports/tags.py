"""The structure of a document for screen readers: headings, paragraphs, tables with their headers.

fpdf2 itself tags images only, in a flat list. This tree replaces that list: each drawn piece of text is marked with a
number, and an element of the tree says what it is and where it belongs (ISO 32000-1, 14.7 and 14.8).
"""

from collections.abc import Iterator
from typing import Any

from fpdf.structure_tree import NumberTree, StructTreeRoot
from fpdf.syntax import PDFArray, PDFObject, PDFString


class Element(PDFObject):
    """A node: `kind` is a standard structure type (H1, P, Table, TR, TH, TD)."""

    def __init__(self, kind: str, parent: PDFObject, attributes: str = "", language: str = "") -> None:
        super().__init__()
        self.kind = kind
        self.parent = parent
        self.attributes = attributes
        self.language = language
        self.kids: list[Element | tuple[PDFObject, int]] = []

    def serialize(self, obj_dict: Any = None, _security_handler: Any = None) -> str:
        """Return the element as written to the file."""
        kids = " ".join(
            kid.ref if isinstance(kid, Element) else f"<</Type /MCR /Pg {kid[0].ref} /MCID {kid[1]}>>"
            for kid in self.kids
        )
        extras = f" /A <<{self.attributes}>>" if self.attributes else ""
        extras += f" /Lang {PDFString(self.language).serialize()}" if self.language else ""
        return (
            f"{self.id} 0 obj\n<</Type /StructElem /S /{self.kind} /P {self.parent.ref} /K [{kids}]{extras}>>\nendobj"
        )


class _Untagged:
    """Satisfies fpdf2, which looks for this attribute when it links its own flat list to pages."""

    k: tuple[()] = ()


class TagTree:
    """A document's elements; replaces fpdf2's `StructureTreeBuilder`."""

    doc_struct_elem = _Untagged()

    def __init__(self, language: str) -> None:
        self.root = StructTreeRoot()
        self.document = Element("Document", self.root, language=language)
        self.root.k = PDFArray([self.document])
        self._elements = [self.document]

    def add(self, kind: str, parent: Element, attributes: str = "") -> Element:
        """Return a new last child of `parent`."""
        element = Element(kind, parent, attributes)
        parent.kids.append(element)
        self._elements.append(element)
        return element

    def mark(self, element: Element, page: Any, number: int) -> int:
        """Return the next free MCID of a page (its object, its number from 1), which it assigns to an element."""
        page.struct_parents = number - 1
        marked = self._parents(number)
        marked.append(element)
        element.kids.append((page, len(marked) - 1))
        return len(marked) - 1

    def empty(self) -> bool:
        """Return whether nothing is tagged."""
        return len(self._elements) == 1

    def __iter__(self) -> Iterator[PDFObject]:
        """Yield every object of the tree, its root first."""
        yield self.root
        yield self._parent_tree
        yield from self._elements

    @property
    def _parent_tree(self) -> NumberTree:
        return self.root.parent_tree

    def _parents(self, number: int) -> list[PDFObject]:
        return self._parent_tree.nums[number - 1]
