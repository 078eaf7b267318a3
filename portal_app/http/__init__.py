"""Starlette routes: sign in and out, documents, feeds, health, and the headers on every answer."""
