"""The access log page."""
