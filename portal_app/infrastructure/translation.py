"""Text made on the server in the reader's language: mail, paper, errors, the calendar subscriptions.

English is the key of every message; the catalogs are gettext `.po` files, `locales/<language>/LC_MESSAGES/portal.po`,
read once and compiled in memory. The pages use the same files (`ui/messages.py`), so a text is the same everywhere.
To add a language, add its file: nothing else lists the languages.
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
"""The region whose formats for numbers, times and dates apply in every language: a Spanish page shows 1:30 p.m. and
93.75 as the school does, not 13:30 and 93,75. `ui/client/i18n.js` does the same."""

DATE_SKELETONS = {"short": "MMMEd", "day": "MMMd", "medium": "yMMMd", "month": "yMMMM"}
DATE_PATTERNS = {"long": "full", "weekday": "EEEE"}
"""Date formats by the names that `ui/i18n.py` uses, too: skeletons, which each language orders, or fixed patterns."""


def gettext_noop(text: str) -> str:
    """Return `text` unchanged. It marks a text for extraction that is translated later, where it is shown."""
    return text


def languages() -> list[str]:
    """Return the codes of the available languages, English first."""
    return [SOURCE, *_languages_in(LOCALES)]


def language_name(language: str) -> str:
    """Return a language's own name, as the language menu shows it: "English", "Español"."""
    name: str = locale_of(language).languages.get(language, language)
    return name[:1].upper() + name[1:]


@lru_cache(maxsize=256)
def best_language(*wanted: str) -> str:
    """Return the first of the `wanted` (account's choice, browser's list) that is available, else English."""
    known = languages()
    for tag in filter(None, wanted):
        for code in (tag, tag.replace("_", "-").split("-")[0].lower()):
            if code in known:
                return code
    return SOURCE


def translate(language: str, text: str, plural: str = "", /, **params: Any) -> str:
    """Return `text` in `language` (English if there is no translation) with `{name}` replaced by each of `params`.

    With `plural`, the number `n` chooses the form. Numbers are formatted for the language.

    Raises:
        ValueError: `plural` without `n`.
    """
    if plural and "n" not in params:
        raise ValueError(f"the plural {plural!r} needs n=")
    catalog = _catalog(best_language(language))
    form = catalog.ngettext(text, plural, _count(params["n"])) if plural else catalog.gettext(text)
    return fill(form, {name: _shown(language, value) for name, value in params.items()})


def translator(language: str) -> Callable[..., str]:
    """Return `translate` bound to a language. Name the result `t`: the extraction of messages looks for that name."""
    return lambda text, plural="", /, **params: translate(language, text, plural, **params)


def fill(form: str, params: Mapping[str, str]) -> str:
    """Return `form` with each `{name}` in `params` replaced; braces within values have no effect."""
    pieces = form.split("{")
    out = [pieces[0]]
    for piece in pieces[1:]:
        name, brace, rest = piece.partition("}")
        out.append(_joined(params[name], rest) if brace and name in params else "{" + piece)
    return "".join(out)


def _joined(value: str, rest: str) -> str:
    """Join a value and what follows it: "until 1:30 p.m." at the end of a sentence needs no second period."""
    return value + (rest[1:] if value.endswith(".") and rest.startswith(".") else rest)


def date_text(language: str, day: date, style: str = "short", *, today: date | None = None) -> str:
    """Return a date in the language; with `today`, the days around it are yesterday, today and tomorrow."""
    near = {-1: gettext_noop("yesterday"), 0: gettext_noop("today"), 1: gettext_noop("tomorrow")}
    if today is not None and (word := near.get((_day(day) - today).days)):
        return translate(language, word)
    if pattern := DATE_PATTERNS.get(style):
        return format_date(_day(day), format=pattern, locale=locale_of(language))
    return format_skeleton(DATE_SKELETONS[style], _day(day), locale=locale_of(language))


def time_text(language: str, moment: datetime | time) -> str:
    """Return the time of day in the language; `moment` is local time already and is not converted."""
    wall = moment.replace(tzinfo=None)
    return format_time(wall, format="short", locale=locale_of(language))


def moment_text(language: str, moment: datetime, style: str = "medium", *, today: date | None = None) -> str:
    """Return a local date and time in the language."""
    when = date_text(language, moment, style, today=today)
    return translate(language, "{date}, {time}", date=when, time=time_text(language, moment))


def number_text(language: str, value: int | float | Decimal, *, digits: int | None = None) -> str:
    """Return a number in the language, with exactly `digits` digits after the decimal point if given."""
    pattern = None if digits is None else "#,##0" + ("." + "0" * digits if digits else "")
    return format_decimal(value, format=pattern, locale=locale_of(language))


def list_text(language: str, items: Sequence[str]) -> str:
    """Return a list as one phrase: "Greg, Marcia, and Ann"."""
    return format_list(items, locale=locale_of(language))


def read_catalog(language: str) -> Catalog:
    """Return the `.po` file of a language as Babel reads it; empty for English, the language of the messages."""
    path = LOCALES / language / "LC_MESSAGES" / "portal.po"
    if not path.exists():
        return Catalog(locale=language)
    with path.open("rb") as file:
        return read_po(file, locale=language, abort_invalid=True)


@lru_cache
def _languages_in(folder: Path) -> tuple[str, ...]:
    return tuple(sorted(path.parent.parent.name for path in folder.glob("*/LC_MESSAGES/portal.po")))


@lru_cache
def _catalog(language: str) -> gettext.NullTranslations:
    if language == SOURCE:
        return gettext.NullTranslations()
    compiled = io.BytesIO()
    write_mo(compiled, read_catalog(language))
    compiled.seek(0)
    return gettext.GNUTranslations(compiled)


@lru_cache
def locale_of(language: str) -> Locale:
    """Return the formats of a language in the region; those of English for an unknown language."""
    spoken = best_language(language)
    for code in (f"{spoken}-{REGION}", spoken):
        with suppress(UnknownLocaleError, ValueError):
            return Locale.parse(code, sep="-")
    return Locale(SOURCE)


def _count(n: int | float | Decimal) -> int:
    # gettext only counts integers: 0.5 takes the plural ("0.5 days"), as 2 does
    return int(n) if n == int(n) else 2


def _shown(language: str, value: Any) -> str:
    is_number = isinstance(value, int | float | Decimal) and not isinstance(value, bool)
    return number_text(language, value) if is_number else str(value)


def _day(value: date) -> date:
    return value.date() if isinstance(value, datetime) else value
