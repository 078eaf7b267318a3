"""The catalogs are complete, in step with the sources, and fit the browser."""

import io
import json
import re
from collections import Counter
from functools import cache

import pytest
from babel.messages.catalog import Catalog, Message

from portal_app.infrastructure.translation import languages, read_catalog
from portal_app.ui import messages as catalogs
from portal_app.ui.messages import MessageError, browser_catalog, extract_messages, pseudo, untranslated

OTHER_LANGUAGES = languages()[1:]


@cache
def messages() -> Catalog:
    """Return the messages of the sources."""
    return extract_messages()


def forms(value: object) -> list[str]:
    return [value] if isinstance(value, str) else list(value)  # type: ignore[call-overload]


def names(text: str) -> Counter[str]:
    return Counter(re.findall(r"\{(\w+)\}", text))


def extracted(source: str) -> list[object]:
    """Return the messages found in a piece of Python."""
    file = io.BytesIO(source.encode())
    file.name = "page.py"
    return [texts for _line, _kind, texts, _comments in catalogs._calls(file, None, None, None)]


@pytest.mark.parametrize("language", OTHER_LANGUAGES)
def test_every_text_of_the_sources_is_translated(language: str):
    catalog = read_catalog(language)
    ids = {message.id for message in catalog}
    unknown = [message.id for message in messages() if message.id not in ids]
    assert not unknown, f"run `make messages`, then translate: {unknown}"
    assert not untranslated(catalog)


@pytest.mark.parametrize("language", OTHER_LANGUAGES)
def test_no_catalog_keeps_a_text_that_the_sources_no_longer_have(language: str):
    ids = {message.id for message in messages()}
    assert not [message.id for message in read_catalog(language) if message.id not in ids], "run `make messages`"


@pytest.mark.parametrize("language", OTHER_LANGUAGES)
def test_a_translation_names_the_same_values_as_its_text(language: str):
    def differs(message: Message) -> bool:
        wanted = names(forms(message.id)[-1])
        return any(form and set(names(form)) != set(wanted) for form in forms(message.string))

    assert not [message.id for message in read_catalog(language) if message.id and differs(message)]


def test_calls_with_one_and_two_forms_are_found_wherever_the_text_is():
    source = (
        't("One"); i18n.t("{n} day", "{n} days", n=x); translate(locale, "Server"); gettext_noop("Word"); other("Not")'
    )
    assert extracted(source) == ["One", ("{n} day", "{n} days"), "Server", "Word"]


def test_adjacent_literals_are_one_text_and_variables_are_none():
    assert extracted('t("One " "text"); t(row.status); t(var, n=1)') == ["One text"]


@pytest.mark.parametrize("source", ['t(f"{name} is here")', 't("Hello " + name)', 'translate(locale, "a" + b)'])
def test_a_text_put_together_from_pieces_is_refused_with_its_location(source: str):
    with pytest.raises(MessageError, match=r"page\.py:1"):
        extracted(source)


def test_the_browser_gets_only_finished_translations_and_the_index_of_each_form():
    catalog = Catalog(locale="es")
    catalog.add("Schedule", "Horario")
    catalog.add("Later", "")
    catalog.add(("{n} day", "{n} days"), ("{n} día", "{n} días"))
    catalog.add(("{n} week", "{n} weeks"), ("{n} semana", ""))
    assert json.loads(browser_catalog(catalog)) == {
        "plural": {"one": 0, "many": 1, "other": 1},
        "messages": {"Schedule": "Horario", "{n} day": ["{n} día", "{n} días"]},
    }


def test_a_language_with_three_forms_has_all_of_them_placed():
    places = json.loads(browser_catalog(Catalog(locale="pl")))["plural"]
    assert places["one"] == 0
    assert places["few"] == 1
    assert places["many"] == 2


def test_pseudo_text_is_strange_longer_and_keeps_its_values():
    strange = pseudo("Greg has {n} assignments at {school}")
    assert names(strange) == names("{n} {school}")
    assert len(strange) >= 1.4 * len("Greg has {n} assignments at {school}")
    assert "assignments" not in strange
    assert strange[0] + strange[-1] == "[]"


def test_the_build_gets_one_file_per_language_and_a_list_of_them():
    files = catalogs.compile_catalogs()
    assert set(files) == {"index.js", "en-XA.json", *(f"{language}.json" for language in OTHER_LANGUAGES)}
    assert '"es": () => import("./es.json")' in files["index.js"]
    assert json.loads(files["en-XA.json"])["messages"]["Schedule"].startswith("[")
