"""The message catalogs: extracted from the sources, updated, compiled for the browser.

`make messages` (`python -m portal_app.ui.messages`) searches the sources for `t(...)`, `translate(...)` and
`gettext_noop(...)` and updates every `locales/<language>/LC_MESSAGES/portal.po`. The build compiles those into
JavaScript that `client/i18n.js` loads. To add a language: `python -m portal_app.ui.messages fr`, then fill the new file
"""

import ast
import io
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from gettext import c2py
from pathlib import Path
from typing import IO, Any

from babel import Locale
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from portal_app.infrastructure import translation
from portal_app.infrastructure.translation import LOCALES, SOURCE, language_name, languages, read_catalog

PSEUDO = "en-XA"
"""The pseudo-locale: English that looks foreign and is 40 % longer, to see cut-off and untranslated text."""

_PACKAGE = Path(translation.__file__).resolve().parent.parent
_TEXT_AT = {"t": 0, "gettext_noop": 0, "N_": 0, "translate": 1}
_ACCENTED = str.maketrans("AEIOUNSCZaeiounscyz", "ÀÉÎÕÜÑŠÇŽàéîõüñšçýž")
_COUNTS = (*range(201), 1000, 1_000_000, 1_000_001)
_NO_DATE = datetime(2026, 1, 1, tzinfo=UTC)  # gettext wants a date in the header; a real one would change on every run


class MessageError(Exception):
    """A text in the sources can't be extracted; the message names file and line."""


def extract_messages() -> Catalog:
    """Return every message of the sources, with its source locations.

    Raises:
        MessageError: a text is put together from pieces instead of being one literal.
    """
    catalog = Catalog(project="Parent Portal", charset="utf-8")
    methods: list[Any] = [("**.py", _calls)]
    found = extract_from_dir(str(_PACKAGE), method_map=methods, options_map={}, keywords=_KEYWORDS)
    for path, _line, message, _comments, context in sorted(found, key=lambda entry: entry[:2]):
        # without line numbers: a moved line is no change of a translation
        catalog.add(message, locations=[(f"portal_app/{path}", 0)], context=context)
    return catalog


_KEYWORDS: dict[str, Any] = {"one": (1,), "many": (1, 2)}


def _calls(file: IO[bytes], _keywords: Any, _tags: Any, options: Any) -> Iterator[tuple[int, str, Any, list[str]]]:
    """Yield Babel's entries for a source file: its calls of the translating functions."""
    for node in ast.walk(ast.parse(file.read())):
        if not isinstance(node, ast.Call) or (at := _TEXT_AT.get(_name(node.func))) is None:
            continue
        texts = [_literal(argument, file) for argument in node.args[at : at + 2]]
        if texts and texts[0]:
            two_forms = len(texts) == 2 and texts[1]
            yield node.lineno, "many" if two_forms else "one", tuple(texts) if two_forms else texts[0], []


def _name(function: ast.expr) -> str:
    return function.id if isinstance(function, ast.Name) else getattr(function, "attr", "")


def _literal(node: ast.expr, file: IO[bytes]) -> str:
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        return node.value
    if isinstance(node, ast.JoinedStr | ast.BinOp):
        raise MessageError(f"{file.name}:{node.lineno}: a text to translate must be one literal; pass values by name")
    return ""  # a Var or a variable: its texts are marked where they are made


def updated(language: str, messages: Catalog) -> Catalog:
    """Return a language's catalog brought up to date: new messages empty, those no longer used dropped."""
    catalog = read_catalog(language)
    catalog.update(messages, no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.header_comment = f"# Parent Portal: {language_name(language)}."
    catalog.fuzzy = False
    catalog.project, catalog.version = "Parent Portal", "1"
    catalog.creation_date = catalog.revision_date = _NO_DATE
    return catalog


def update_catalogs(*more: str) -> dict[str, int]:
    """Write every catalog anew and those of the languages `more`; return how many texts each still lacks."""
    messages = extract_messages()
    missing = {}
    for language in dict.fromkeys([*languages()[1:], *more]):
        catalog = updated(language, messages)
        path = LOCALES / language / "LC_MESSAGES" / "portal.po"
        path.parent.mkdir(parents=True, exist_ok=True)
        text = io.BytesIO()
        write_po(text, catalog, width=120, sort_output=True, include_lineno=False)
        path.write_bytes(text.getvalue())
        missing[language] = len(untranslated(catalog))
    return missing


def untranslated(catalog: Catalog) -> list[str]:
    """Return the messages of which a form is missing or marked as doubtful ("fuzzy")."""
    return [str(m.id) for m in catalog if m.id and (m.fuzzy or not m.string or not all(_forms(m.string)))]


def _forms(string: Any) -> tuple[str, ...]:
    return (string,) if isinstance(string, str) else tuple(string)


def compile_catalogs() -> dict[str, str]:
    """Return the files that `client/i18n.js` imports, name to content: one per language and the list of them."""
    files = {f"{language}.json": browser_catalog(read_catalog(language)) for language in languages()[1:]}
    files[f"{PSEUDO}.json"] = pseudo_catalog(extract_messages())
    loaders = "\n".join(f'  "{Path(name).stem}": () => import("./{name}"),' for name in files)
    files["index.js"] = f"export const catalogs = {{\n{loaders}\n}};\n"
    return files


def browser_catalog(catalog: Catalog) -> str:
    """Return a catalog as JSON: which form goes with which CLDR plural category, and text to text or forms."""
    messages = {_key(m.id): m.string for m in catalog if m.id and all(_forms(m.string or ""))}
    return _json({"plural": _plural_forms(catalog), "messages": dict(sorted(messages.items()))})


def _key(identity: Any) -> str:
    return identity if isinstance(identity, str) else identity[0]


def _plural_forms(catalog: Catalog) -> dict[str, int]:
    """Return the place of each form in the `.po` file by the name that the browser's plural rules give it."""
    category, place = Locale.parse(str(catalog.locale)).plural_form, c2py(catalog.plural_expr)
    return {category(n): place(n) for n in reversed(_COUNTS)}


def pseudo_catalog(messages: Catalog) -> str:
    """Return the pseudo-locale's catalog as JSON."""
    english = Catalog(locale=SOURCE)
    for message in messages:
        if message.id:
            forms = tuple(pseudo(form) for form in _forms(message.id))
            english.add(message.id, forms if len(forms) > 1 else forms[0])
    return browser_catalog(english)


def pseudo(text: str) -> str:
    """Return English made strange: accents, brackets at its ends, 40 % longer; `{names}` stay as they are."""
    pieces = text.split("{")
    strange = [pieces[0].translate(_ACCENTED)]
    for piece in pieces[1:]:
        name, brace, rest = piece.partition("}")
        strange.append("{" + name + brace + rest.translate(_ACCENTED))
    return f"[{''.join(strange)}{'~' * round(len(text) * 0.4)}]"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


if __name__ == "__main__":
    for code, lacking in update_catalogs(*sys.argv[1:]).items():
        print(f"{language_name(code)}: {'complete' if not lacking else f'{lacking} texts to translate'}")
