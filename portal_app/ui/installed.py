"""The portal as an installed app: manifest, install hint, updates."""

import reflex as rx

from portal_app.infrastructure.translation import languages
from portal_app.ui.client import handler
from portal_app.ui.forms import button
from portal_app.ui.i18n import t
from portal_app.ui.icons import icon

LIBRARY = "$/utils/portal/installed"
NAME = "Parent Portal"
MANIFEST = "/manifest.webmanifest"
"""In English; `manifest.<language>.webmanifest` is written beside it for each other language, and `i18n.js` chooses."""


class _NewVersion(rx.Component):
    library = LIBRARY
    tag = "NewVersion"


class _InstallHint(rx.Component):
    library = LIBRARY
    tag = "InstallHint"
    once: rx.Var[bool]


class _InstalledField(rx.Component):
    library = LIBRARY
    tag = "InstalledField"
    name: rx.Var[str]


def head_links() -> list[rx.Component]:
    """Return the link to the manifest, and the tags that iOS needs besides."""
    said = {"mobile-web-app-capable": "yes", "apple-mobile-web-app-capable": "yes", "apple-mobile-web-app-title": NAME}
    return [
        rx.el.link(rel="manifest", href=MANIFEST, custom_attrs={"data-languages": " ".join(languages())}),
        *[rx.el.meta(name=name, content=content) for name, content in said.items()],
    ]


def new_version_banner() -> rx.Component:
    """Return the banner that offers a new version of the portal once one is there; it never reloads by itself."""
    return _NewVersion.create(
        rx.el.p(t("There is a new version of the portal."), class_name="grow"),
        button(t("Update now"), custom_attrs=handler("applyUpdate", library=LIBRARY)),
        class_name="banner",
    )


def install_hint(*, once: bool = False) -> rx.Component:
    """Return the hint to put the portal on the home screen, where the browser can do that and it is not there yet.

    `once`: it can be sent away and stays away; without, it is a quiet entry that one finds when looking for it.
    """
    later = button(t("Not now"), kind="quiet", custom_attrs=handler("dismissInstallHint", library=LIBRARY))
    return _InstallHint.create(
        rx.el.h2(icon("phone"), t("Keep the portal on your home screen")),
        rx.el.p(t("It opens like an app, at a tap. Nothing about your children is kept on the phone.")),
        rx.el.ol(
            rx.el.li(t("Tap the Share button of the browser.")),
            rx.el.li(t("Choose “Add to Home Screen”.")),
            rx.el.li(t("Tap “Add”.")),
            class_name="if-share",
        ),
        rx.el.div(
            button(
                t("Install"), kind="primary", class_name="if-prompt", custom_attrs=handler("install", library=LIBRARY)
            ),
            later if once else rx.fragment(),
            class_name="flex flex-wrap gap-2",
        ),
        once=once,
        class_name="install-hint",
    )


def installed_field() -> rx.Component:
    """Return the sign-in's field that says whether the portal was opened from the home screen."""
    return _InstalledField.create(name="installed")
