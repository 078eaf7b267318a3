"""Assembly only: the app, its pages and its routes."""

import reflex as rx


def index() -> rx.Component:
    """Return the page at `/`."""
    return rx.el.main(rx.el.h1("Parent Portal", class_name="text-2xl font-semibold"), class_name="p-6")


app = rx.App()
app.add_page(index, route="/", title="Parent Portal")
