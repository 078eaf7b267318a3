"""The names of `css/tokens.css` as Tailwind's: `text-soft`, `bg-card`, `border-line`, `rounded`, `text-l` ...

Four sizes, one radius, one shadow: whoever needs another one changes the tokens, for everybody.
"""

from portal_app.reflex_adapter.plugins import TailwindConfig

_COLORS = (
    *("paper", "card", "sunken", "ink", "soft", "line", "edge", "accent", "accent-tint", "on-accent"),
    *(
        "info",
        "info-tint",
        "good",
        "good-tint",
        "warn",
        "warn-tint",
        "bad",
        "bad-tint",
        "child",
        "child-tint",
        "on-child",
    ),
)

TAILWIND: TailwindConfig = {
    "theme": {
        "extend": {
            "colors": {name: f"var(--{name})" for name in _COLORS},
            "fontSize": {size: f"var(--text-{size})" for size in ("s", "m", "l", "xl")},
            "fontFamily": {"voice": "var(--font-voice)"},
            "borderRadius": {"DEFAULT": "var(--radius)"},
            "boxShadow": {"DEFAULT": "var(--shadow)"},
            "screens": {"desktop": "60rem"},
        }
    },
    "plugins": [],
}
"""Tailwind's configuration, for `TailwindV4Plugin` in rxconfig.py."""
