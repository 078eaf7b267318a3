"""What the portal answers over plain HTTP, in front of Reflex: sign in and out, documents, health, and the headers that
every answer carries. `http.app.http_app` puts it around Reflex's own application."""
