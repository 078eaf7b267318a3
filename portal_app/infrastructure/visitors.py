"""Who opened a live socket, as far as limits are concerned: the socket's guard writes it into the ASGI scope.

A visitor is a session with its account or, without a session, a network.
"""

SCOPE_KEY = "portal.visitors"
"""In the scope of a WebSocket: for each name of its visitor, how many closed tabs are kept for that name."""
