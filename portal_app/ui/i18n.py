"""Text on the screen in the reader's language: `t()`, dates and numbers as Vars.

English is the key of every message and what is prerendered; `client/i18n.js` does the rest in the browser, so a change
of language redraws the texts in place. Text made on the server (mail, paper, errors) comes from
`infrastructure/translation.py`, from the same catalogues. A page never joins translated pieces: word order differs.

    t("Grades")
    t("{child} is in {class_name} until {time}", child=row.name, class_name=row.title, time=time_text(row.ends))
    t("{n} missing assignment", "{n} missing assignments", n=state.missing)
    t(row.status)                          # a word that the server passed to gettext_noop
"""

from collections.abc import Callable
from typing import Any, Literal

import reflex as rx
from reflex.vars import VarData
from reflex_base.utils.imports import ImportVar
from reflex_base.vars.function import FunctionStringVar

LIBRARY = "$/utils/portal/i18n"
DateStyle = Literal["short", "day", "medium", "long", "month", "weekday"]
"""short: Mon, Mar 2 · day: Mar 2 · medium: Mar 2, 2026 · long: Monday, March 2, 2026 · month: March 2026 ·
weekday: Monday"""

_TRANSLATION = VarData(imports={LIBRARY: "useTranslation"}, hooks={"const $t = useTranslation();": None})


def t(text: str | rx.Var[str], plural: str = "", /, **params: Any) -> rx.Var[str]:
    """Return `text` in the reader's language, with `{name}` replaced by each of `params` (values or Vars).

    With `plural`, the number `n` chooses the form. The texts must be literals, or the extraction can't see them.

    Raises:
        ValueError: `plural` without `n`.
    """
    if plural and "n" not in params:
        raise ValueError(f"the plural {plural!r} needs n=")
    arguments: list[Any] = [text, params or None, plural] if plural else [text, params] if params else [text]
    return _call("$t", *arguments)


def told_text(text: rx.Var[str], values: rx.Var[Any]) -> rx.Var[str]:
    """Return a sentence of the server's with its values, both Vars: `domain/gradebook`'s `Told`, step by step.

    Besides words and numbers a value may be a percent (`{"percent": 91.5}`) or a list of names or of a sum's terms.
    """
    return _call("$t", text, values)


def date_text(iso: str | rx.Var[str], style: DateStyle = "short", *, today: str | rx.Var[str] = "") -> rx.Var[str]:
    """Return an ISO date as the reader writes it; "" stays "".

    With the district's `today` (ISO), the days around it are said as people say them: yesterday, today, tomorrow.
    """
    return _call("$t.date", iso, style, today)


def time_text(iso: str | rx.Var[str]) -> rx.Var[str]:
    """Return the time of day of `2026-03-02T10:40` or `10:40`, the school's wall clock, as the reader writes it."""
    return _call("$t.time", iso)


def moment_text(iso: str | rx.Var[str], style: DateStyle = "medium", *, today: str | rx.Var[str] = "") -> rx.Var[str]:
    """Return date and time of an ISO moment without a zone (the school's wall clock) as the reader writes it."""
    return _call("$t.moment", iso, style, today)


def number_text(value: Any, *, digits: int | None = None, percent: bool = False) -> rx.Var[str]:
    """Return a number (or its digits in a string, "" stays "") as the reader writes it.

    `digits` is how many stand after the decimal point, no more and no fewer; `percent` takes 0 to 100.
    """
    options: dict[str, Any] = {}
    if digits is not None:
        options |= {"minimumFractionDigits": digits, "maximumFractionDigits": digits}
    if percent:
        options |= {"style": "unit", "unit": "percent"}
    return _call("$t.number", value, options)


def list_text(items: Any) -> rx.Var[str]:
    """Return strings as one: "Greg, Marcia and Ann"."""
    return _call("$t.list", items)


def language() -> rx.Var[str]:
    """Return the code of the language in use."""
    return rx.Var("$t.language", _var_type=str, _var_data=_TRANSLATION)


def speak(code: str) -> FunctionStringVar:
    """Return a handler that switches this device to the language `code`, at once and without the server."""
    speaking = VarData(imports={LIBRARY: [ImportVar(tag="speak")]})
    return FunctionStringVar(f'(() => speak("{code}"))', _var_data=speaking)


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


def _call(function: str, *arguments: Any) -> rx.Var[str]:
    values = [rx.Var.create(argument) for argument in arguments]
    data = VarData.merge(_TRANSLATION, *(value._get_all_var_data() for value in values))
    return rx.Var(f"{function}({', '.join(map(str, values))})", _var_type=str, _var_data=data).to(str)
