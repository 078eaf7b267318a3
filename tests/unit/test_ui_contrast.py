"""The colors of `css/tokens.css`, computed: text reaches 4.5:1 and controls 3:1, whatever the school's hue.

WCAG 2.2, success criteria 1.4.3 and 1.4.11; OKLCH to sRGB as CSS Color 4 defines it, clipped to the gamut.
"""

import math
import re
from pathlib import Path

import pytest

from portal_app.ui import plugin

CSS = (Path(plugin.__file__).parent / "css" / "tokens.css").read_text()
SCHOOLS = ("#1f5f8b", "#ffffff", "#000000", "#ffd700", "#00ff00", "#ff0000", "#0000ff", "#7a1020", "#ff69b4", "#808080")
THEMES = ("light", "dark")
TEXT, CONTROL = 4.5, 3.0

Rgb = tuple[float, float, float]


def linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4


def from_hex(color: str) -> Rgb:
    digits = color.lstrip("#")
    digits = "".join(d * 2 for d in digits) if len(digits) == 3 else digits
    red, green, blue = (linear(int(digits[i : i + 2], 16) / 255) for i in (0, 2, 4))
    return red, green, blue


def from_oklch(lightness: float, chroma: float, hue: float) -> Rgb:
    a, b = chroma * math.cos(math.radians(hue)), chroma * math.sin(math.radians(hue))
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    channels = (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )
    red, green, blue = (min(1.0, max(0.0, channel)) for channel in channels)
    return red, green, blue


def to_oklch(color: str) -> tuple[float, float, float]:
    red, green, blue = from_hex(color)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    middle = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.degrees(math.atan2(b, a))


def contrast(one: Rgb, other: Rgb) -> float:
    lights = sorted(0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in (one, other))
    return (lights[1] + 0.05) / (lights[0] + 0.05)


def split(arguments: str) -> list[str]:
    """Return comma-separated arguments, those in brackets whole."""
    return [part.strip() for part in re.split(r",(?![^()]*(?:\([^()]*\)[^()]*)*\))", arguments)]


def token(name: str, theme: str, *, school: str = SCHOOLS[0], child: dict[str, float] | None = None) -> Rgb:
    """Return a token's color in a theme, for a school's color or a child's hue."""
    declared = re.search(rf"--{name}: light-dark\((.*)\);", CSS)
    assert declared, f"--{name} is not declared"
    value = split(declared[1])[THEMES.index(theme)]
    if value.startswith("#"):
        return from_hex(value)
    inside = value.removeprefix("oklch(").removesuffix(")")
    if "from var(--school)" not in inside:
        filled = re.sub(r"var\(--child-c, ([\d.]+)\)", lambda m: str((child or {}).get("c", float(m[1]))), inside)
        parts = filled.replace("var(--child-h)", str((child or {}).get("h", 0))).split()
        return from_oklch(*(float(part) for part in parts))
    l, c, h = to_oklch(school)  # noqa: E741 - the names that CSS uses in the formula
    terms = re.findall(r"(?:min|max)\([^)]*\)|[\w.]+", inside.replace("from var(--school)", ""))
    return from_oklch(*(float(eval(term, {"min": min, "max": max, "l": l, "c": c, "h": h})) for term in terms))


def children() -> list[dict[str, float]]:
    rules = re.findall(r'\[data-child="\d"\] \{([^}]*)\}', CSS)
    return [{key: float(value) for key, value in re.findall(r"--child-(\w): ([\d.]+)", rule)} for rule in rules]


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("ink", ["ink", "soft"])
@pytest.mark.parametrize("ground", ["paper", "card", "sunken"])
def test_text_reads_on_every_ground(theme: str, ink: str, ground: str):
    assert contrast(token(ink, theme), token(ground, theme)) >= TEXT


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("tone", ["info", "good", "warn", "bad"])
def test_each_tone_reads_on_its_tint_and_on_paper(theme: str, tone: str):
    for ground in (f"{tone}-tint", "paper", "card"):
        assert contrast(token(tone, theme), token(ground, theme)) >= TEXT
    assert contrast(token("ink", theme), token(f"{tone}-tint", theme)) >= TEXT


@pytest.mark.parametrize("theme", THEMES)
def test_the_text_of_the_new_badge_has_enough_contrast(theme: str):
    assert contrast(token("on-accent", theme), token("info", theme)) >= TEXT


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("school", SCHOOLS)
def test_any_school_color_makes_a_legible_accent(theme: str, school: str):
    accent = token("accent", theme, school=school)
    for ground in (token("paper", theme), token("card", theme), token("accent-tint", theme, school=school)):
        assert contrast(accent, ground) >= TEXT
    assert contrast(token("on-accent", theme), accent) >= TEXT


@pytest.mark.parametrize("theme", THEMES)
@pytest.mark.parametrize("child", children(), ids=lambda child: f"hue {child['h']:.0f}")
def test_each_childs_color_carries_its_initials_and_reads_as_text(theme: str, child: dict[str, float]):
    color = token("child", theme, child=child)
    assert contrast(token("on-child", theme, child=child), color) >= TEXT
    for ground in (token("child-tint", theme, child=child), token("card", theme)):
        assert contrast(color, ground) >= TEXT


@pytest.mark.parametrize("theme", THEMES)
def test_the_edges_of_controls_can_be_seen(theme: str):
    for ground in ("paper", "card"):
        assert contrast(token("edge", theme), token(ground, theme)) >= CONTROL


def test_the_computation_knows_black_on_white():
    assert contrast(from_hex("#000"), from_hex("#fff")) == pytest.approx(21)
    assert from_oklch(*to_oklch("#1f5f8b")) == pytest.approx(from_hex("#1f5f8b"), abs=1e-3)
