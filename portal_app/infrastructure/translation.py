"""Text made on the server in the reader's language: mail, paper, errors, the iCalendar feed.

English is the key of every message; the catalogues are gettext `.po` files, `locales/<language>/LC_MESSAGES/portal.po`,
read once and compiled in memory. The pages use the same files (`ui/messages.py`), so a word is the same everywhere.
A further language is one further file: nothing else lists the languages.
"""

import gettext
import io
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from datetime import date, datetime, time
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton, format_time
from babel.lists import format_list
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal

LOCALES = Path(__file__).resolve().parent.parent / "locales"
SOURCE = "en"
"""The language of the messages in the code."""

REGION = "US"
"""Where the districts are: numbers, times and dates are written as a language writes them there, or every Spanish page
would say 13:30 and 93,75 where the school says 1:30 p.m. and 93.75. `ui/client/i18n.js` does the same."""

DATE_SKELETONS = {"short": "MMMEd", "day": "MMMd", "medium": "yMMMd", "month": "yMMMM"}
DATE_PATTERNS = {"long": "full", "weekday": "EEEE"}
"""How a date is written, by the names that `ui/i18n.py` uses too: parts that each language orders, or as they stand."""


def gettext_noop(text: str) -> str:
    """Return `text` unchanged; makes a word known to the catalogues that is translated later, where it is shown."""
    return text


def languages() -> list[str]:
    """Return the codes of the languages that the portal speaks, English first."""
    return [SOURCE, *_languages_in(LOCALES)]


def language_name(language: str) -> str:
    """Return a language's name in that language, as a choice shows it: "English", "Español"."""
    name = locale_of(language).languages.get(language, language)
    return name[:1].upper() + name[1:]


@lru_cache(maxsize=256)
def best_language(*wanted: str) -> str:
    """Return the first of the `wanted` (account's choice, browser's list) that the portal speaks, else English."""
    known = languages()
    for tag in filter(None, wanted):
        for code in (tag, tag.replace("_", "-").split("-")[0].lower()):
            if code in known:
                return code
    return SOURCE


def translate(language: str, text: str, plural: str = "", /, **params: Any) -> str:
    """Return `text` in `language` (English when there is none) with `{name}` replaced by each of `params`.

    With `plural`, the number `n` chooses the form. Numbers are written as the language writes them.

    Raises:
        ValueError: `plural` without `n`.
    """
    if plural and "n" not in params:
        raise ValueError(f"the plural {plural!r} needs n=")
    catalogue = _catalogue(best_language(language))
    form = catalogue.ngettext(text, plural, _count(params["n"])) if plural else catalogue.gettext(text)
    return fill(form, {name: _shown(language, value) for name, value in params.items()})


def translator(language: str) -> Callable[..., str]:
    """Return `translate` bound to a language. Name the result `t`: that is what the extraction looks for."""
    return lambda text, plural="", /, **params: translate(language, text, plural, **params)


def fill(form: str, params: Mapping[str, str]) -> str:
    """Return `form` with each `{name}` that `params` knows replaced; values are never read as a format."""
    pieces = form.split("{")
    out = [pieces[0]]
    for piece in pieces[1:]:
        name, brace, rest = piece.partition("}")
        out.append(_joined(params[name], rest) if brace and name in params else "{" + piece)
    return "".join(out)


def _joined(value: str, rest: str) -> str:
    """Return a value before what follows it: "until 1:30 p.m." ends its sentence with the one full stop."""
    return value + (rest[1:] if value.endswith(".") and rest.startswith(".") else rest)


def date_text(language: str, day: date, style: str = "short", *, today: date | None = None) -> str:
    """Return a date as the language writes it; with `today`, the days around it are yesterday, today, tomorrow."""
    near = {-1: gettext_noop("yesterday"), 0: gettext_noop("today"), 1: gettext_noop("tomorrow")}
    if today is not None and (word := near.get((_day(day) - today).days)):
        return translate(language, word)
    if pattern := DATE_PATTERNS.get(style):
        return format_date(_day(day), format=pattern, locale=locale_of(language))
    return format_skeleton(DATE_SKELETONS[style], _day(day), locale=locale_of(language))


def time_text(language: str, moment: datetime | time) -> str:
    """Return the time of day as the language writes it; `moment` is taken as it stands, the district's wall clock."""
    wall = moment.replace(tzinfo=None)
    return format_time(wall, format="short", locale=locale_of(language))


def moment_text(language: str, moment: datetime, style: str = "medium", *, today: date | None = None) -> str:
    """Return date and time of a district's wall clock as the language writes them."""
    when = date_text(language, moment, style, today=today)
    return translate(language, "{date}, {time}", date=when, time=time_text(language, moment))


def number_text(language: str, value: int | float | Decimal, *, digits: int | None = None) -> str:
    """Return a number as the language writes it; `digits` after the decimal point, no more and no fewer."""
    pattern = None if digits is None else "#,##0" + ("." + "0" * digits if digits else "")
    return format_decimal(value, format=pattern, locale=locale_of(language))


def list_text(language: str, items: Sequence[str]) -> str:
    """Return words as one phrase: "Greg, Marcia, and Ann"."""
    return format_list(items, locale=locale_of(language))


def read_catalogue(language: str) -> Catalog:
    """Return the `.po` file of a language as Babel reads it; empty for English, which needs none."""
    path = LOCALES / language / "LC_MESSAGES" / "portal.po"
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


@lru_cache
def _languages_in(folder: Path) -> tuple[str, ...]:
    return tuple(sorted(path.parent.parent.name for path in folder.glob("*/LC_MESSAGES/portal.po")))


@lru_cache
def _catalogue(language: str) -> gettext.NullTranslations:
    if language == SOURCE:
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    write_mo(compiled, read_catalogue(language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@lru_cache
def locale_of(language: str) -> Locale:
    """Return how a language writes numbers and dates in the districts' region; English, where it is none of ours."""
    spoken = best_language(language)
    for code in (f"{spoken}-{REGION}", spoken):
        with suppress(UnknownLocaleError, ValueError):
            return Locale.parse(code, sep="-")
    return Locale(SOURCE)


def _count(n: int | float | Decimal) -> int:
    # gettext counts in whole numbers: 0.5 days are "days", as 2 are
    return int(n) if n == int(n) else 2


def _shown(language: str, value: Any) -> str:
    is_number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    return number_text(language, value) if is_number else str(value)


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value
