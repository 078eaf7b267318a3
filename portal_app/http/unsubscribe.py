"""`/unsubscribe/<secret>`: stop one kind of messages without signing in (RFC 8058).

GET shows a page with a button and changes nothing, because mail servers open every link to scan it. POST stops the
messages at once. Mail programs send it for their reader, from another site and with a body that does not matter; so the
origin is not checked: the secret in the address is what allows it. The pages load nothing.
"""

from http import HTTPStatus

from jinja2 import Environment
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Route

from portal_app.database import in_thread
from portal_app.domain.access import NotFound
from portal_app.domain.notifications.preferences import NAMES, Subscription, subscription_of, unsubscribe
from portal_app.http.client import client_address
from portal_app.http.request_log import RequestLog
from portal_app.infrastructure.throttle import Limit, allow, network
from portal_app.infrastructure.translation import best_language, translate, translator

_PAGE = Environment(autoescape=True).from_string(
    """<!doctype html>
<html lang="{{ language }}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="robots" content="noindex">
<title>{{ title }}</title>
</head>
<body>
<main>
<h1>{{ title }}</h1>
<p>{{ text }}</p>
{% if button %}
<form method="post"><button type="submit">{{ button }}</button></form>
{% endif %}
</main>
</body>
</html>
"""
)


async def unsubscribe_page(request: Request) -> Response:
    """Return the page of a secret; on POST, stop the messages first."""
    is_post, secret = request.method == "POST", request.path_params["secret"]
    try:
        found = await in_thread(unsubscribe if is_post else subscription_of, secret)
    except NotFound:
        return _unknown(request)
    return _page(request, found, is_stopped=is_post or not found.is_on)


def _page(request: Request, found: Subscription, *, is_stopped: bool) -> Response:
    language = best_language(found.locale, *_languages(request))
    t = translator(language)
    what = translate(language, NAMES[found.kind])
    if is_stopped:
        text = t("You will not get {what} by email any more. The school's office can turn it on again.", what=what)
        return _html(language, t("Unsubscribed"), text)
    text = t("Do you want to stop getting {what} by email?", what=what)
    return _html(language, t("Unsubscribe"), text, button=t("Stop these emails"))


def _unknown(request: Request) -> Response:
    if not allow(Limit.UNKNOWN_UNSUBSCRIBE, network(client_address(request))):
        return Response(status_code=HTTPStatus.TOO_MANY_REQUESTS, headers={"Retry-After": "600"})
    language = best_language(*_languages(request))
    t = translator(language)
    text = t("This link is not valid. Please use the link in the latest email.")
    return _html(language, t("Unsubscribe"), text, status=HTTPStatus.NOT_FOUND)


def _languages(request: Request) -> list[str]:
    accepted = request.headers.get("accept-language", "")[:200]
    return [part.partition(";")[0].strip() for part in accepted.split(",")]


def _html(language: str, title: str, text: str, *, button: str = "", status: int = HTTPStatus.OK) -> Response:
    page = _PAGE.render(language=language, title=title, text=text, button=button)
    return HTMLResponse(page, status, headers={"Cache-Control": "no-store"})


ROUTES = [
    Route("/unsubscribe/{secret}", unsubscribe_page, methods=["GET", "POST"], middleware=[Middleware(RequestLog)])
]
