"""The portal's own HTTP routes, in front of Reflex: sign-in, account forms, documents, calendars, health; and the
headers of every response. `http.app.http_app` wraps Reflex's application in them."""
