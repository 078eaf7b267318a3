"""Text made on the server: which language, which form, and how dates and numbers are written in it."""

from datetime import UTC, date, datetime, time
from decimal import Decimal

import pytest

from portal_app.infrastructure.translation import (
    best_language,
    date_text,
    fill,
    gettext_noop,
    language_name,
    languages,
    moment_text,
    number_text,
    time_text,
    translate,
    translator,
)

MONDAY = date(2026, 3, 2)


def plain(text: str) -> str:
    """Return text with the narrow spaces that languages put before AM and % made ordinary."""
    return text.replace("\u202f", " ").replace("\xa0", " ")


def test_english_comes_first_and_spanish_is_spoken():
    assert languages()[0] == "en"
    assert "es" in languages()


def test_each_language_is_named_in_itself():
    assert [language_name(code) for code in ("en", "es")] == ["English", "Español"]


@pytest.mark.parametrize(
    ("wanted", "spoken"),
    [
        (("es",), "es"),
        (("es-MX", "en"), "es"),
        (("es_419",), "es"),
        (("ES-mx",), "es"),
        (("", "es"), "es"),
        (("fr", "es"), "es"),
        (("fr",), "en"),
        ((), "en"),
        (("../../etc/passwd",), "en"),
    ],
)
def test_the_first_wanted_language_that_is_spoken_wins(wanted: tuple[str, ...], spoken: str):
    assert best_language(*wanted) == spoken


def test_a_text_is_its_own_key_in_english_and_translated_in_spanish():
    assert translate("en", "Schedule") == "Schedule"
    assert translate("es", "Schedule") == "Horario"


def test_an_unknown_text_and_an_unknown_language_fall_back_to_english():
    assert translate("es", "Nobody ever wrote this") == "Nobody ever wrote this"
    assert translate("xx", "Schedule") == "Schedule"


@pytest.mark.parametrize(
    ("n", "text"), [(0, "0 nuevos"), (1, "1 nuevo"), (2, "2 nuevos"), (Decimal("0.5"), "0.5 nuevos")]
)
def test_the_number_chooses_the_form_and_is_written_as_the_language_writes_it(n: int, text: str):
    assert translate("es", "{n} new", "{n} new", n=n) == text


def test_a_plural_without_a_number_is_a_mistake():
    with pytest.raises(ValueError, match="needs n="):
        translate("en", "{n} new", "{n} new")


def test_a_value_with_braces_or_a_format_in_it_stays_what_it_is():
    assert translate("en", "Welcome, {name}.", name="{secret} {0.__class__}") == "Welcome, {secret} {0.__class__}."


@pytest.mark.parametrize("form", ["{", "a {b", "{} {unknown}", "}"])
def test_braces_that_name_nothing_are_left_alone(form: str):
    assert fill(form, {"name": "x"}) == form


def test_a_bound_translator_says_the_same():
    t = translator("es")
    assert t("Schedule") == "Horario"
    assert t("{n} new", "{n} new", n=1) == "1 nuevo"


def test_a_marked_text_is_unchanged():
    assert gettext_noop("Missing") == "Missing"


@pytest.mark.parametrize(
    ("style", "english", "spanish"),
    [
        ("short", "Mon, Mar 2", "lun, 2 de mar"),
        ("day", "Mar 2", "2 mar"),
        ("medium", "Mar 2, 2026", "2 mar 2026"),
        ("long", "Monday, March 2, 2026", "lunes, 2 de marzo de 2026"),
        ("month", "March 2026", "marzo de 2026"),
        ("weekday", "Monday", "lunes"),
    ],
)
def test_dates_are_written_as_the_language_writes_them(style: str, english: str, spanish: str):
    assert date_text("en", MONDAY, style) == english
    assert date_text("es", MONDAY, style) == spanish


@pytest.mark.parametrize(
    ("today", "said"),
    [
        (date(2026, 3, 1), "tomorrow"),
        (MONDAY, "today"),
        (date(2026, 3, 3), "yesterday"),
        (date(2026, 3, 4), "Mon, Mar 2"),
    ],
)
def test_the_days_around_today_are_yesterday_today_and_tomorrow(today: date, said: str):
    assert date_text("en", MONDAY, today=today) == said


def test_a_time_of_day_is_the_districts_wall_clock_whatever_its_zone():
    assert plain(time_text("en", time(14, 5))) == "2:05 PM"
    assert plain(time_text("en", datetime(2026, 3, 2, 14, 5, tzinfo=UTC))) == "2:05 PM"
    assert plain(time_text("es", time(14, 5))) == "2:05 p.m."


def test_a_moment_is_a_date_and_a_time():
    assert plain(moment_text("en", datetime(2026, 3, 2, 9, 30))) == "Mar 2, 2026, 9:30 AM"
    assert plain(moment_text("es", datetime(2026, 3, 2, 9, 30), today=MONDAY)) == "hoy, 9:30 a.m."


def test_numbers_keep_exactly_the_digits_asked_for():
    assert number_text("en", Decimal("1234.5"), digits=2) == "1,234.50"
    assert number_text("es", Decimal("12345.5"), digits=2) == "12,345.50"
    assert number_text("en", 1000) == "1,000"
    assert number_text("en", 7, digits=0) == "7"
