"""Text on the screen in the reader's language: `t()`, dates and numbers as Vars.

English is the key of every message and what is prerendered; `client/i18n.js` does the rest in the browser, so a change
of language redraws the texts in place. Text made on the server (email, documents, errors) comes from
`infrastructure/translation.py`, from the same catalogs. A page never joins translated pieces: word order differs.

    t("Grades")
    t("{child} is in {class_name} until {time}", child=row.name, class_name=row.title, time=time_text(row.ends))
    t("{n} missing assignment", "{n} missing assignments", n=state.missing)
    t(row.status)                          # a word that the server passed to gettext_noop
"""

from collections.abc import Callable
from typing import Any, Literal

import reflex as rx

from portal_app.reflex_adapter.variables import FunctionStringVar, call, expression, from_hook, function

LIBRARY = "$/utils/portal/i18n"
DateStyle = Literal["short", "day", "medium", "long", "month", "weekday"]
"""short: Mon, Mar 2 · day: Mar 2 · medium: Mar 2, 2026 · long: Monday, March 2, 2026 · month: March 2026 ·
weekday: Monday"""

_TRANSLATION = from_hook("useTranslation", library=LIBRARY, line="const $t = useTranslation();")


def t(text: str | rx.Var[str], plural: str = "", /, **params: Any) -> rx.Var[str]:
    """Return `text` in the reader's language, with `{name}` replaced by each of `params` (values or Vars).

    With `plural`, the number `n` chooses the form. The texts must be literals, or the extraction can't see them.

    Raises:
        ValueError: `plural` without `n`.
    """
    if plural and "n" not in params:
        raise ValueError(f"the plural {plural!r} needs n=")
    arguments: list[Any] = [text, params or None, plural] if plural else [text, params] if params else [text]
    return call("$t", *arguments, needs=_TRANSLATION)


def step_text(text: rx.Var[str], values: rx.Var[Any]) -> rx.Var[str]:
    """Return a sentence of the server's with its values, both Vars: a step of a grade's explanation.

    Besides words and numbers a value may be a percent (`{"percent": 91.5}`) or a list of names or of a sum's terms.
    """
    return call("$t", text, values, needs=_TRANSLATION)


def date_text(iso: str | rx.Var[str], style: DateStyle = "short", *, today: str | rx.Var[str] = "") -> rx.Var[str]:
    """Return an ISO date as the reader writes it; "" stays "".

    With the district's `today` (ISO), the days around it are said as people say them: yesterday, today, tomorrow.
    """
    return call("$t.date", iso, style, today, needs=_TRANSLATION)


def time_text(iso: str | rx.Var[str]) -> rx.Var[str]:
    """Return the time of day of `2026-03-02T10:40` or `10:40`, the school's wall clock, as the reader writes it."""
    return call("$t.time", iso, needs=_TRANSLATION)


def moment_text(iso: str | rx.Var[str], style: DateStyle = "medium", *, today: str | rx.Var[str] = "") -> rx.Var[str]:
    """Return date and time of an ISO moment without a zone (the school's wall clock) as the reader writes it."""
    return call("$t.moment", iso, style, today, needs=_TRANSLATION)


def number_text(value: Any, *, digits: int | None = None, percent: bool = False) -> rx.Var[str]:
    """Return a number (or its digits in a string, "" stays "") as the reader writes it.

    `digits` is the exact number of decimals; `percent` takes 0 to 100.
    """
    options: dict[str, Any] = {}
    if digits is not None:
        options |= {"minimumFractionDigits": digits, "maximumFractionDigits": digits}
    if percent:
        options |= {"style": "unit", "unit": "percent"}
    return call("$t.number", value, options, needs=_TRANSLATION)


def list_text(items: Any) -> rx.Var[str]:
    """Return strings as one: "Greg, Marcia and Ann"."""
    return call("$t.list", items, needs=_TRANSLATION)


def language() -> rx.Var[str]:
    """Return the code of the language in use."""
    return expression("$t.language", _TRANSLATION)


def set_language(code: str) -> FunctionStringVar[Any]:
    """Return a handler that switches this device to the language `code`, at once and without the server."""
    return function(f'(() => setLanguage("{code}"))', uses="setLanguage", library=LIBRARY)


class AccountLanguage(rx.Component):
    """Shows nothing; makes the page follow the account's `language` ("" means: as the browser says)."""

    library = LIBRARY
    tag = "AccountLanguage"
    language: rx.Var[str]


class PageTitle(rx.Component):
    """Shows nothing; names the browser's tab, in the reader's language."""

    library = LIBRARY
    tag = "PageTitle"
    text: rx.Var[str]


account_language: Callable[..., rx.Component] = AccountLanguage.create
page_title: Callable[..., rx.Component] = PageTitle.create
