"""Reflex's settings, derived from the portal's own (`portal_app/settings.py`), and nothing else."""

import reflex as rx
from reflex.plugins import RadixThemesPlugin, SitemapPlugin, TailwindV4Plugin
from reflex_base.constants import StateManagerMode

from portal_app.reflex_adapter.bundle import BundlingPlugin
from portal_app.same_origin import SameOriginPlugin
from portal_app.settings import settings
from portal_app.ui.first_paint import FirstPaintPlugin
from portal_app.ui.plugin import PortalUiPlugin
from portal_app.ui.tokens import TAILWIND

_redis_url = settings().redis_url or None
_SECONDS = 60

config = rx.Config(
    app_name="portal_app",
    # the pages are rewritten before the service worker lists what they load
    plugins=[
        TailwindV4Plugin(config=TAILWIND),
        SameOriginPlugin(),
        BundlingPlugin(),
        FirstPaintPlugin(),
        PortalUiPlugin(),
    ],
    disable_plugins=[SitemapPlugin, RadixThemesPlugin],
    telemetry_enabled=False,
    show_built_with_reflex=False,
    frontend_compression_formats=["brotli", "gzip"],
    # The socket carries the sign-in cookie, so only pages of our own address may open it.
    cors_allowed_origins=[settings().public_url],
    trusted_proxy_hops=settings().trusted_proxy_hops,
    # Not Reflex's default, files of pickles under .states: children's data would lie about on disk.
    state_manager_mode=StateManagerMode.REDIS if _redis_url else StateManagerMode.MEMORY,
    redis_url=_redis_url,
    # Longer than any session lives without an action, so that no page loses its state under a parent's hands.
    redis_token_expiration=int(2 * settings().idle_minutes * _SECONDS) + _SECONDS,
)
