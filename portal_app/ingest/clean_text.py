"""Texts of a source without characters that would break a line, reverse its direction, or be invisible controls.

Such a character in a name or a title changes how the text around it looks, or ends a line of an email's header.
"""

import re
from functools import lru_cache

LONG_TEXT = 500
"""A column that takes so many characters is a text of several lines, such as a comment."""
_BREAKS = re.compile(r"[\t\n\v\f\r\x85\u2028\u2029]+")
_BREAKS_IN_TEXT = re.compile(r"\r\n?|[\v\f\x85\u2028\u2029]")
_CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff]")


@lru_cache(maxsize=10_000)
def clean(text: str, *, several_lines: bool) -> str:
    """Return a text without controls and marks of direction. A line break is a space, unless the text has lines."""
    if several_lines:
        return _CONTROLS.sub("", _BREAKS_IN_TEXT.sub("\n", text))
    return _CONTROLS.sub("", _BREAKS.sub(" ", text)).strip()
