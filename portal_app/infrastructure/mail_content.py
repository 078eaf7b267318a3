"""The content of an email as blocks, and its two forms: plain text, and HTML from the templates in `mail_templates/`.

Both forms show the same blocks, so they cannot disagree. The HTML loads nothing from anywhere, so opening a message
tells nobody.
"""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from css_inline import CSSInliner
from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

TEMPLATES = Path(__file__).resolve().parent.parent / "mail_templates"


class BlockKind(StrEnum):
    """How a block is shown."""

    PARAGRAPH = "paragraph"
    HEADING = "heading"
    SUBHEADING = "subheading"
    KEY = "key"
    LINES = "lines"
    LIST = "list"
    LINK = "link"
    SMALL = "small"


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A part of a message. `lines` are those of LINES and LIST; `address` is where a LINK leads.

    `addresses`: where the lines of a LIST lead in the HTML part, if anywhere.
    """

    kind: BlockKind
    text: str = ""
    lines: tuple[str, ...] = ()
    address: str = ""
    addresses: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What an email says, in the language `language`."""

    language: str
    subject: str
    blocks: tuple[Block, ...]


def paragraph(text: str) -> Block:
    """Return a paragraph."""
    return Block(kind=BlockKind.PARAGRAPH, text=text)


def heading(text: str) -> Block:
    """Return a heading."""
    return Block(kind=BlockKind.HEADING, text=text)


def subheading(text: str) -> Block:
    """Return the title of a list."""
    return Block(kind=BlockKind.SUBHEADING, text=text)


def key_block(text: str) -> Block:
    """Return a secret to be copied."""
    return Block(kind=BlockKind.KEY, text=text)


def lines(*texts: str) -> Block:
    """Return lines that stay lines, without the empty ones."""
    return Block(kind=BlockKind.LINES, lines=tuple(filter(None, texts)))


def bullets(*texts: str) -> Block:
    """Return a bulleted list."""
    return Block(kind=BlockKind.LIST, lines=texts)


def linked_bullets(*lines_and_addresses: tuple[str, str]) -> Block:
    """Return a bulleted list whose lines are links in the HTML part; plain text would be full of addresses."""
    texts, addresses = zip(*lines_and_addresses, strict=True)
    return Block(kind=BlockKind.LIST, lines=texts, addresses=addresses)


def link(text: str, address: str) -> Block:
    """Return a link on a line of its own."""
    return Block(kind=BlockKind.LINK, text=text, address=address)


def small(text: str) -> Block:
    """Return a remark in small print."""
    return Block(kind=BlockKind.SMALL, text=text)


def text_of(content: Content) -> str:
    """Return a message as plain text."""
    return "\n\n".join(filter(None, map(_text_of, content.blocks))) + "\n"


def html_of(content: Content) -> str:
    """Return a message as an HTML document with its styles in the elements, where mail programs look for them."""
    css = Markup(_css())  # noqa: S704 - a file of our own
    return _inliner().inline(_environment().get_template("message.html").render(content=content, css=css))


def _text_of(block: Block) -> str:
    match block.kind:
        case BlockKind.HEADING:
            return f"{block.text}\n{'-' * len(block.text)}"
        case BlockKind.LINES:
            return "\n".join(block.lines)
        case BlockKind.LIST:
            return "\n".join(f"- {line}" for line in block.lines)
        case BlockKind.LINK:
            return f"{block.text}\n{block.address}"
    return block.text


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@cache
def _inliner() -> CSSInliner:
    # the rules for dark mode stay in the head: a style attribute has no media query
    return CSSInliner(keep_at_rules=True, load_remote_stylesheets=False)


@cache
def _css() -> str:
    return (TEMPLATES / "message.css").read_text("utf-8")
