"""The typefaces of the documents: which file draws which characters, made small once per process.

Fira Sans draws Latin text, and all of most documents. Only where a name asks for more do the rest of Fira Sans (Greek,
Cyrillic) and fonts for Hebrew, Arabic, and Chinese, Japanese and Korean join, shaped and ordered by HarfBuzz. What none
of them has is written in Latin letters, so that no name is a row of boxes; emoji are left out.
"""

import re
import unicodedata
from functools import lru_cache
from importlib.resources import files
from io import BytesIO
from typing import Any

from anyascii import anyascii
from fontTools import subset
from fontTools.ttLib import TTFont

PLAIN = frozenset((*range(0x20, 0x7F), *range(0xA0, 0xAD), *range(0xAE, 0x180), *map(ord, "ȘșȚț–—‘’‚“”„†‡•…‰‹›€™←→−")))
"""The characters of Fira Sans that every document has at hand: Latin letters, figures, the signs of prose."""

REGULAR, BOLD = "", "B"
PLAIN_FONT = "plain"
_FIRA = {REGULAR: "FiraSans-Regular.ttf", BOLD: "FiraSans-SemiBold.ttf"}
_FURTHER = {
    "fira": ("fontpkg_fira_sans", _FIRA),
    "hebrew": ("fontpkg_varela_round", {REGULAR: "VarelaRound-Regular.ttf", BOLD: "VarelaRound-Regular.ttf"}),
    "arabic": (
        "fontpkg_ibm_plex_sans_arabic",
        {REGULAR: "IBMPlexSansArabic-Regular.ttf", BOLD: "IBMPlexSansArabic-SemiBold.ttf"},
    ),
    # 16 MB, and so the last that is tried: most districts never open the file
    "cjk": ("cvttf_NotoSansCJK_Regular", {REGULAR: "NotoSansCJKtc-Regular.otf", BOLD: "NotoSansCJKtc-Regular.otf"}),
}
_SMALL = ("fira", "hebrew", "arabic")
FURTHER = (*_SMALL, "cjk")
"""The fonts that are added where a text needs them, in the order in which they are tried."""

_SPACES = re.compile(r"[^\S\u00a0\u202f]+")
"""White space but for the spaces at which no line may break, such as the one before a percent sign."""

_NO_USE = ("GPOS", "GDEF", "DSIG", "gasp")


@lru_cache
def font_file(name: str, style: str) -> bytes:
    """Return the font file of `PLAIN_FONT` or of one of the `FURTHER` fonts."""
    if name == PLAIN_FONT:
        return _plain_file(style)
    package, names = _FURTHER[name]
    return _file(package, names[style])


def _plain_file(style: str) -> bytes:
    """Return the small font file for Latin text, its figures all of one width so that columns line up."""
    font = TTFont(BytesIO(_file("fontpkg_fira_sans", _FIRA[style])))
    _line_up_figures(font)
    options = subset.Options(notdef_outline=True, layout_features=[], hinting=False)
    options.drop_tables += ["GSUB", *_NO_USE]
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=PLAIN)
    cutter.subset(font)
    small = BytesIO()
    font.save(small)
    return small.getvalue()


@lru_cache
def _characters(name: str) -> frozenset[int]:
    return frozenset(TTFont(BytesIO(font_file(name, REGULAR)), lazy=True).getBestCmap())


def is_plain(text: str) -> bool:
    """Return whether the plain font alone draws the text."""
    return text.isascii() or all(ord(char) in PLAIN for char in text)


@lru_cache(maxsize=4096)
def further_fonts(text: str) -> tuple[str, ...]:
    """Return the fonts that a readable text that is not plain needs: the small ones, and the large one if it must."""
    return _SMALL if all(ord(char) in PLAIN or _is_in(_SMALL, char) for char in text) else FURTHER


@lru_cache(maxsize=4096)
def readable(text: str) -> str:
    """Return the text as it can be drawn: control characters gone, in Latin letters what no font has.

    An emoji is left out, unless the text is nothing else: then its name is drawn.
    """
    if text.isascii() and text.isprintable():
        return text
    composed = _SPACES.sub(" ", unicodedata.normalize("NFC", text)).replace("\u202f", "\u00a0")
    seen = [char for char in composed if not _is_hidden(char)]
    words = "".join(char if _is_drawn(char) else "" if _is_emoji(char) else anyascii(char) for char in seen)
    return _SPACES.sub(" ", words).strip() or anyascii("".join(seen)).replace(":", " ").strip()


def _is_emoji(char: str) -> bool:
    """Return whether the character, which no font draws, is a picture or chooses how one looks."""
    return unicodedata.category(char) in ("So", "Sk") or char in "\ufe0e\ufe0f"


def _is_drawn(char: str) -> bool:
    return ord(char) in PLAIN or _is_in(FURTHER, char)


def _is_in(fonts: tuple[str, ...], char: str) -> bool:
    return any(ord(char) in _characters(name) for name in fonts)


def _is_hidden(char: str) -> bool:
    """Return whether the character is a control or a mark of direction: the order follows from the letters."""
    return unicodedata.category(char) in ("Cc", "Cf", "Cs", "Co", "Cn")


def _line_up_figures(font: Any) -> None:
    """Let the figures be those of one width (the font's feature `tnum`)."""
    features = font["GSUB"].table.FeatureList.FeatureRecord
    tabular = next(record.Feature for record in features if record.FeatureTag == "tnum")
    lookups = [font["GSUB"].table.LookupList.Lookup[index] for index in tabular.LookupListIndex]
    swap = {old: new for lookup in lookups for table in lookup.SubTable for old, new in table.mapping.items()}
    for table in font["cmap"].tables:
        if table.isUnicode():
            table.cmap = {code: swap.get(glyph, glyph) for code, glyph in table.cmap.items()}


def _file(package: str, name: str) -> bytes:
    folder = files(package) if name.endswith(".otf") else files(package) / "files"
    return (folder / name).read_bytes()
