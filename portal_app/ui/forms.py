"""Forms and buttons. A form here is the browser's own: it posts to an HTTP route and works before any script runs."""

from collections.abc import Sequence
from typing import Any, Literal

import reflex as rx

from portal_app.reflex_adapter.components import A, BaseHTML, ReactRouterLink
from portal_app.ui.client import handler
from portal_app.ui.i18n import t
from portal_app.ui.icons import IconName, icon
from portal_app.ui.text import Flag, Text, aria_bool, when

Kind = Literal["plain", "primary", "quiet", "danger"]


class BaseForm(BaseHTML):  # type: ignore[misc] # Reflex's HTML elements are untyped
    """A `<form>` that the browser submits. Reflex's own form always prevents that, for the sake of its events."""

    tag = "form"

    action: rx.Var[str]
    method: rx.Var[str]
    auto_complete: rx.Var[str]
    target: rx.Var[str]


def base_form(*children: Any, action: Text, method: str = "post", **props: Any) -> rx.Component:
    """Return a native form that posts to the HTTP route `action`."""
    props.setdefault("class_name", "form")
    return BaseForm.create(*children, action=action, method=method, **props)


def hidden_field(name: str, value: Text) -> rx.Component:
    """Return a field that is sent but not seen."""
    return rx.el.input(type="hidden", name=name, value=value, read_only=True)


def text_field(
    label: Text,
    name: str,
    *,
    type: str = "text",
    value: Text = "",
    error: Text = "",
    hint: Text = "",
    required: bool = True,
    autocomplete: str = "off",
    **props: Any,
) -> rx.Component:
    """Return a labelled field. `value` is what it starts with, which typing replaces; `error` says what is wrong.

    Further `props` go to the input: `input_mode`, `max_length`, `auto_focus`, `spell_check`, `on_blur` ...
    """
    control = _control(name, type, value, error, hint, required, autocomplete, props)
    return _field(label, name, control, error=error, hint=hint)


def password_field(
    label: Text, name: str, *, error: Text = "", hint: Text = "", new: bool = False, **props: Any
) -> rx.Component:
    """Return a password field that can show what was typed. `new` tells password managers to offer one."""
    autocomplete = "new-password" if new else "current-password"
    control = _control(name, "password", "", error, hint, True, autocomplete, props)
    reveal = rx.el.button(
        _reveal_label(t("Show"), t("Show password"), "if-hidden"),
        _reveal_label(t("Hide"), t("Hide password"), "if-shown"),
        type="button",
        custom_attrs=handler("toggleReveal"),
    )
    return _field(label, name, rx.el.div(control, reveal, class_name="with-reveal"), error=error, hint=hint)


def _reveal_label(visible: Text, spoken: Text, class_name: str) -> rx.Component:
    return rx.el.span(
        rx.el.span(visible, aria_hidden="true"), rx.el.span(spoken, class_name="visually-hidden"), class_name=class_name
    )


def select_field(
    label: Text,
    name: str,
    *,
    options: Sequence[tuple[str, Text]],
    value: Text = "",
    error: Text = "",
    hint: Text = "",
    **props: Any,
) -> rx.Component:
    """Return a labelled choice among (value, words)."""
    control = rx.el.select(
        *[rx.el.option(words, value=key) for key, words in options],
        id=name,
        name=name,
        default_value=value,
        class_name="control",
        **_described(name, error, hint),
        **props,
    )
    return _field(label, name, control, error=error, hint=hint)


def button(
    words: Text, *, kind: Kind = "plain", icon_name: IconName | None = None, wide: bool = False, **props: Any
) -> rx.Component:
    """Return a button. Inside a form say `type="submit"`."""
    props.setdefault("type", "button")
    props["class_name"] = f"button {props.get('class_name', '')}".strip()
    return rx.el.button(*_content(words, icon_name), **_style(kind, wide), **props)


def link_button(
    words: Text,
    *,
    href: Text,
    kind: Kind = "plain",
    icon_name: IconName | None = None,
    wide: bool = False,
    **props: Any,
) -> rx.Component:
    """Return a link to a page of the portal that looks like a button."""
    return ReactRouterLink.create(
        *_content(words, icon_name), to=href, class_name="button", **_style(kind, wide), **props
    )


def document_button(words: Text, *, href: Text, icon_name: IconName | None = "download", **props: Any) -> rx.Component:
    """Return a link, looking like a button, to an address that is not a page: a PDF, a calendar feed, mailto."""
    return native_link(*_content(words, icon_name), href=href, class_name="button", **_style("plain", False), **props)


def page_link(*children: Any, href: Text, **props: Any) -> rx.Component:
    """Return a link to a page of the portal, followed without loading the document anew."""
    return ReactRouterLink.create(*children, to=href, **props)


def native_link(*children: Any, href: Text, **props: Any) -> rx.Component:
    """Return a link that the browser follows itself: to a document, a mail address, a place within the page.

    Not `rx.el.a`, which is a change of page whatever its address.
    """
    return A.create(*children, href=href, **props)


def icon_button(label: Text, *, icon_name: IconName, **props: Any) -> rx.Component:
    """Return a button that shows only an icon; `label` is what it is called."""
    props.setdefault("type", "button")
    return rx.el.button(icon(icon_name), class_name="icon-button", aria_label=label, title=label, **props)


def choice(label: Text, *, options: Sequence[tuple[Flag, Text, dict[str, Any]]]) -> rx.Component:
    """Return a row of buttons of which one is pressed: (pressed, words, props of the button)."""
    return rx.el.div(
        *[rx.el.button(words, type="button", aria_pressed=aria_bool(on), **props) for on, words, props in options],
        role="group",
        aria_label=label,
        class_name="choice",
    )


def _field(label: Text, name: str, control: Any, *, error: Text, hint: Text) -> rx.Component:
    return rx.el.div(
        rx.el.label(label, html_for=name),
        control,
        when(hint, rx.el.p(hint, id=f"{name}-hint", class_name="hint")),
        when(error, rx.el.p(icon("alert", size=16), error, id=f"{name}-error", class_name="field-error")),
        class_name="field",
    )


def _control(
    name: str, type: str, value: Text, error: Text, hint: Text, required: bool, autocomplete: str, props: dict[str, Any]
) -> rx.Component:
    return rx.el.input(
        id=name,
        name=name,
        type=type,
        default_value=value,
        required=required,
        auto_complete=autocomplete,
        class_name="control",
        **_described(name, error, hint),
        **props,
    )


def _described(name: str, error: Text, hint: Text) -> dict[str, Any]:
    ids = {f"{name}-error": error, f"{name}-hint": hint}
    if not any(isinstance(text, rx.Var) or text for text in ids.values()):
        return {}
    # an id whose element is not there is allowed, and ignored
    is_wrong = error.to(str) != "" if isinstance(error, rx.Var) else bool(error)
    return {"aria_invalid": aria_bool(is_wrong), "aria_describedby": " ".join(ids)}


def _content(words: Text, icon_name: IconName | None) -> list[Any]:
    return [icon(icon_name), words] if icon_name else [words]


def _style(kind: Kind, wide: bool) -> dict[str, Any]:
    return {"data_kind": kind, **({"data_wide": "true"} if wide else {})}
