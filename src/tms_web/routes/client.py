"""The web client, and the way to it."""

from string import Template
from typing import Any

from tms_web import client
from tms_web.answers import Answer
from tms_web.assets import FETCHED_ANEW, MEDIA_TYPES, PAGES, STRICT
from tms_web.calls import Call
from tms_web.endpoints import public
from tms_web.errors import nothing_here

APP = "/app/"
WITH = '<a href="/app/">Open the app</a> to plan sessions and take attendance in the browser.'
WITHOUT = "This installation was made without the web client, so there is the API alone."


@public("/", documented=False)
async def get_landing_page(request: Call) -> Answer[Any]:
    """Browsers are sent to the client. For the others, and where no client was built: what is here."""
    has_client = client.page() is not None
    shared = [(b"vary", b"Accept"), FETCHED_ANEW]
    if has_client and b"text/html" in (request.header(b"accept") or b""):
        return Answer(302, [(b"location", APP.encode()), *shared], b"")
    template = Template((PAGES / "index.html").read_text("utf-8"))
    page = template.substitute(client=WITH if has_client else WITHOUT).encode()
    return Answer(200, [(b"content-type", MEDIA_TYPES["html"]), STRICT, *shared], page)


@public("/app", documented=False)
async def get_client(request: Call) -> Answer[Any]:
    """The client's page."""
    return _page()


@public("/app/{path:path}", documented=False)
async def get_part_of_client(request: Call) -> Answer[Any]:
    """A file of the client, or its page for the addresses that it understands itself: none of those has a dot."""
    name = request.scope["path"].removeprefix(APP)
    if name in client.client_files():
        return client.file_answer(name, request.scope["headers"])
    if name.startswith(client.HASHED) or "." in name:
        raise nothing_here()
    return _page()


def _page() -> Answer[Any]:
    try:
        return client.page_answer()
    except LookupError:
        detail = "This installation was made without the web client. Its API is described at /docs."
        raise nothing_here(detail) from None
