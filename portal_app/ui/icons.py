"""Icons: one name per meaning, drawn by Lucide. Decoration only: the word is beside it or in a label."""

from typing import Literal, get_args

import reflex as rx

from portal_app.reflex_adapter.components import Icon

IconName = Literal[
    "home", "messages", "household", "family", "calendar", "schedule", "attendance", "grades", "todo", "reports",
    "access_log", "account", "sign_out", "more", "close", "chevron", "check", "alert", "info", "mail", "phone",
    "print", "download", "search", "back", "forward", "offline", "key", "pencil", "clock", "late", "missing", "exempt",
    "sign_in",
]  # fmt: skip

_DRAWN_AS = {
    "home": "house",
    "messages": "message-square-text",
    "household": "map-pin-house",
    "family": "users",
    "calendar": "calendar-days",
    "schedule": "layout-list",
    "attendance": "calendar-check",
    "grades": "graduation-cap",
    "todo": "list-checks",
    "reports": "file-text",
    "access_log": "shield-check",
    "account": "circle-user-round",
    "sign_out": "log-out",
    "sign_in": "log-in",
    "more": "menu",
    "close": "x",
    "chevron": "chevron-down",
    "check": "check",
    "alert": "triangle-alert",
    "info": "info",
    "mail": "mail",
    "phone": "phone",
    "print": "printer",
    "download": "download",
    "search": "search",
    "back": "chevron-left",
    "forward": "chevron-right",
    "offline": "cloud-off",
    "key": "key-round",
    "pencil": "pencil",
    "clock": "clock",
    "late": "clock-alert",
    "missing": "circle-dashed",
    "exempt": "circle-slash",
}


def icon(name: IconName, *, size: int = 20, class_name: str = "") -> rx.Component:
    """Return the icon, `size` in pixels, hidden from screen readers."""
    return Icon.create(
        _DRAWN_AS[name], size=size, class_name=class_name, custom_attrs={"strokeWidth": 1.75, "aria-hidden": "true"}
    )


def logo(*, size: int = 28) -> rx.Component:
    """Return the portal's logo, an open door, in the color of the text around it."""
    shapes = ("M6 20V9.5a6 6 0 0 1 12 0V20", "M6 9l6-1.8v15L6 20z", "M12 20h9", "M9.6 14v1.2")
    return rx.el.svg(
        *[rx.el.path(d=shape) for shape in shapes],
        view_box="0 0 24 24",
        width=str(size),
        height=str(size),
        class_name="logo",
        aria_hidden="true",
    )


assert set(_DRAWN_AS) == set(get_args(IconName))
