"""The web client, and the way to it."""

from string import Template
from typing import Any

from tms_web.http.errors import nothing_here
from tms_web.http.request import ApiRequest
from tms_web.http.responses import RawResponse
from tms_web.http.routing import public
from tms_web.site import spa
from tms_web.site.static_files import MEDIA_TYPES, PAGES, REVALIDATE, STRICT

APP = "/app/"
WITH = '<a href="/app/">Open the app</a> to plan sessions and take attendance in the browser.'
WITHOUT = "This installation was made without the web client, so there is the API alone."


@public("/", documented=False)
async def get_landing_page(request: ApiRequest) -> RawResponse[Any]:
    """Browsers are sent to the client. For the others, and where no client was built: what is here."""
    has_client = spa.page() is not None
    shared = [(b"vary", b"Accept"), REVALIDATE]
    if has_client and b"text/html" in (request.header(b"accept") or b""):
        return RawResponse(302, [(b"location", APP.encode()), *shared], b"")
    template = Template((PAGES / "index.html").read_text("utf-8"))
    page = template.substitute(client=WITH if has_client else WITHOUT).encode()
    return RawResponse(200, [(b"content-type", MEDIA_TYPES["html"]), STRICT, *shared], page)


@public("/app", documented=False)
async def get_client(request: ApiRequest) -> RawResponse[Any]:
    """The client's page."""
    return _page()


@public("/app/{path:path}", documented=False)
async def get_part_of_client(request: ApiRequest) -> RawResponse[Any]:
    """A file of the client, or its page for the addresses that it understands itself: none of those has a dot."""
    name = request.scope["path"].removeprefix(APP)
    if name in spa.client_files():
        return spa.file_response(name, request.scope["headers"])
    if name.startswith(spa.HASHED) or "." in name:
        raise nothing_here()
    return _page()


def _page() -> RawResponse[Any]:
    try:
        return spa.page_response()
    except LookupError:
        detail = "This installation was made without the web client. Its API is described at /docs."
        raise nothing_here(detail) from None
