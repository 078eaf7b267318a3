"""The words, dates and numbers of a document in the reader's language, from the same catalogs as the pages."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import lru_cache
from typing import Any

from portal_app.domain.enrollment.display_names import KINDERGARTEN, PRE_KINDERGARTEN
from portal_app.domain.gradebook import ExplanationStep
from portal_app.infrastructure.translation import date_text, locale_of, number_text, translate


@dataclass(frozen=True, slots=True)
class Words:
    """A language's words. Called with a text it translates it; name it `t`, for the extraction looks for that."""

    language: str

    def __call__(self, text: str, plural: str = "", /, **params: Any) -> str:
        """Return the text in the language, with `{name}` replaced by each of `params`."""
        return translate(self.language, text, plural, **params)

    def date(self, day: str | date | None, style: str = "medium") -> str:
        """Return a date (or its ISO text) as the language writes it; nothing for none."""
        if not day:
            return ""
        return date_text(self.language, date.fromisoformat(day) if isinstance(day, str) else day, style)

    def number(self, digits: str | int | float | Decimal) -> str:
        """Return a number (or its digits) as the language writes it, all its decimals; nothing for none."""
        return _number(self.language, str(digits)) if digits != "" else ""

    def percent(self, digits: str | int | float | Decimal) -> str:
        """Return a percent, 0 to 100, as the language writes it; nothing for none."""
        return _percent_form(self.language).replace("#,##0", self.number(digits)) if digits != "" else ""

    def grade(self, level: str) -> str:
        """Return "Grade 7" for the record's `07`; nothing for none."""
        t = self
        if level in KINDERGARTEN:
            return t("Kindergarten")
        if level in PRE_KINDERGARTEN:
            return t("Pre-kindergarten")
        return t("Grade {grade}", grade=_plain(level)) if level else ""

    def school_and_grade(self, school: str, level: str) -> str:
        """Return "Babb Middle, grade 7" for the record's `07`, as the pages say it."""
        t = self
        if level in KINDERGARTEN:
            return t("{school}, kindergarten", school=school)
        if level in PRE_KINDERGARTEN:
            return t("{school}, pre-kindergarten", school=school)
        return t("{school}, grade {grade}", school=school, grade=_plain(level)) if level else school

    def step(self, step: ExplanationStep) -> str:
        """Return one step of a grade's explanation as a sentence."""
        return self(step.text, **{name: self._value(value) for name, value in step.params.items()})

    def _value(self, value: Any) -> str:
        if isinstance(value, str):
            return value
        if isinstance(value, Mapping):
            return self.percent(value["percent"])
        if not isinstance(value, Sequence):
            return self.number(value)
        if all(isinstance(each, str) for each in value):
            return ", ".join(value)
        return " + ".join(self._term(each) for each in value)

    def _term(self, each: Any) -> str:
        return " × ".join(map(self.number, each)) if isinstance(each, Sequence) else self.number(each)


@lru_cache(maxsize=4096)
def _number(language: str, digits: str) -> str:
    number = Decimal(digits)
    if number == number.to_integral_value():
        number = number.to_integral_value()
    return number_text(language, number, digits=max(0, -int(number.as_tuple().exponent)))


@lru_cache
def _percent_form(language: str) -> str:
    """Return how a language sets the sign beside a number: "#,##0%"."""
    pattern: str = locale_of(language).percent_formats[None].pattern
    return pattern


def _plain(level: str) -> str:
    """Return a grade level without the records' leading zero; any other word of the school's stays as it is."""
    return level.lstrip("0") if level.isdigit() else level
