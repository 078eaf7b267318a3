"""A browser in the words of its owner: "Chrome on Android"."""

import reflex as rx

from portal_app.ui.i18n import t


def device_name(*, browser: rx.Var[str], system: rx.Var[str]) -> rx.Var[str]:
    """Return what is known of browser and device, each "" where it isn't."""
    both = t("{browser} on {system}", browser=browser, system=system)
    one = rx.cond(browser != "", browser, rx.cond(system != "", system, t("Unknown device")))
    return rx.cond((browser != "") & (system != ""), both, one)
