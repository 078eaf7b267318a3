"""How the browser's code is split into files, and what is left out: few files, since each costs a phone a round trip.

The libraries are one file, code that pages share is another, and a page's own code is a third. Icons and the texts of
other languages stay in the files of the pages that use them.
"""

from typing import Any

from portal_app.reflex_adapter.plugins import Plugin

_CONFIG = "vite.config.js"
_GROUPS = "            {\n              test: /env.json/,"
_OUR_GROUPS = r"""
            { name: "libraries", minShareCount: 2, test: /node_modules[\\/](?!lucide-react)/ },
            { name: "shared", minShareCount: 2, test: /^(?!.*(?:app_components|catalogs[\\/](?!index)))/ },
"""
_ALIASES = "    alias: [\n"
"""Texts of Reflex's `vite.config.js` beside which the portal's own are inserted."""
_REPLACED = {"@emotion/react": "elements", "universal-cookie": "cookies", "mergician": "merging"}
"""Libraries that Reflex imports for features that the portal does not use, and the files that replace them."""
_OUR_ALIASES = "".join(
    f'      {{ find: "{library}", '
    f'replacement: fileURLToPath(new URL("./utils/portal/{file}.js", import.meta.url)) }},\n'
    for library, file in _REPLACED.items()
)


class BundlingPlugin(Plugin):
    """Sets how the bundler splits the code."""

    def pre_compile(self, **context: Any) -> None:
        """Have Reflex's settings of the bundler completed."""
        context["add_modify_task"](_CONFIG, with_few_files)


def with_few_files(config: str) -> str:
    """Return Reflex's `vite.config.js` with our groups of files, and without libraries that no page needs.

    Emotion writes styles from Python into the page as it runs, and mergician merges such styles; the portal has style
    sheets alone. Cookies that scripts can read hold nothing of the portal's. They would only make every page larger.

    Raises:
        ValueError: a place to change is not there exactly once (another version of Reflex).
    """
    if config.count(_GROUPS) != 1 or config.count(_ALIASES) != 1:
        raise ValueError("Reflex sets up its bundler in another way now: change reflex_adapter/bundle.py")
    return config.replace(_GROUPS, _OUR_GROUPS + _GROUPS).replace(_ALIASES, _ALIASES + _OUR_ALIASES)
