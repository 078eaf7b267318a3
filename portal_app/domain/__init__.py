"""The rules of the portal and its queries, without Reflex and without HTTP.

A query takes `(session, viewer or student, ...)` and returns *views*: frozen dataclasses that pages, documents and
commands show, and that are sent to the browser as JSON. All views follow one convention, which
`tests/unit/test_views.py` checks:

- A date is ISO text (`2026-10-05`), called `on` or `..._on`. A moment is ISO text with the district's offset, called
  `at` or `..._at`. A time of day is `HH:MM` text by the district's wall clock (`HH:MM:SS` where it has
  seconds), called `..._time`.
- An id is an int, called `id` or `..._id`; several ids are called `..._ids`.
- A truth value is called `is_...`, `has_...` or `by_...`.
- Points, percents and shares of days are decimal text (`18.5`), so that no float rounds them. A count is an int.
- A value from a fixed set is a `StrEnum` or its text. No other types: only text, int, bool, views, and tuples and lists
  of these.
- A view that a page holds by itself has a default for every field: `View()` is the empty page. Text that does not apply
  is empty. None stands for a part that is not shown, and for an unknown number where 0 would be a value.
"""
