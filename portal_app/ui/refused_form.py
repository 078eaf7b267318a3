"""The page that answers a form which was sent from another address than PORTAL_PUBLIC_URL.

It needs no script and has all languages, because nothing is known about the reader. The server fills in
the two addresses (`http/refused_form.py`).
"""

from html import escape
from pathlib import Path

from portal_app.infrastructure.translation import languages, translator
from portal_app.ui.worker import filled, main_stylesheet, template

REFUSED_FORM = "refused-form.html"
PUBLIC, OPENED = "{public}", "{opened}"
"""Where the server fills in the address that parents should open, and the one that was open."""


def write_refused_form(built: Path) -> None:
    """Write the page into the folder of the built pages."""
    sections = "\n".join(_section(language) for language in languages())
    page = filled(template(REFUSED_FORM), {"styles": main_stylesheet(built), "sections": sections})
    (built / REFUSED_FORM).write_text(page, "utf-8")


def _section(language: str) -> str:
    t = translator(language)
    parent = t("For your safety, the portal accepts forms only from its own pages. Please open it at its own address:")
    technician = t(
        "For the school's technician: the form was sent from {opened}, and the portal's public address is {public}. If "
        "parents are to use the former, correct the setting and restart the portal. Then run `portal doctor`."
    )
    parts = (
        f"<h1>{escape(t('This form was not accepted'))}</h1>",
        f"<p>{escape(parent)}</p>",
        f'<a class="button" data-kind="primary" href="{PUBLIC}/sign-in/">{PUBLIC}</a>',
        f"<p>{escape(technician)}</p>",
    )
    return f'<section lang="{language}">{"".join(parts)}</section>'
