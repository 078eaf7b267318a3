"""Reflex's settings, derived from the portal's own (`portal_app/settings.py`), and nothing else."""

import reflex as rx
from reflex.plugins import RadixThemesPlugin, SitemapPlugin, TailwindV4Plugin

from portal_app.reflex_adapter.bundle import BundlingPlugin
from portal_app.reflex_adapter.first_paint import FirstPaintPlugin
from portal_app.reflex_adapter.same_origin import SameOriginPlugin
from portal_app.reflex_adapter.state_manager import state_manager_mode
from portal_app.settings import settings
from portal_app.ui.plugin import LATER_STYLES, PortalUiPlugin
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
        FirstPaintPlugin(later_styles=LATER_STYLES),
        PortalUiPlugin(),
    ],
    disable_plugins=[SitemapPlugin, RadixThemesPlugin],
    telemetry_enabled=False,
    show_built_with_reflex=False,
    frontend_compression_formats=["brotli", "gzip"],
    # The socket carries the sign-in cookie, so only pages of our own address may open it.
    cors_allowed_origins=[settings().public_url],
    trusted_proxy_hops=settings().trusted_proxy_hops,
    state_manager_mode=state_manager_mode(redis=bool(_redis_url)),
    redis_url=_redis_url,
    # Longer than any session lives without an action, so that no page loses its state under a parent's hands.
    redis_token_expiration=int(2 * settings().idle_minutes * _SECONDS) + _SECONDS,
)
