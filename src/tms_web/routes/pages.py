"""What people see in a browser, and the document that programs read."""

from html import escape
from string import Template
from typing import Any

from litestar.params import FromPath

from tms_web.answers import JSON, Answer
from tms_web.assets import (
    BY_NAME,
    CACHED,
    FETCHED_ANEW,
    MEDIA_TYPES,
    PAGES,
    STRICT,
    WITH_INLINE_STYLES,
    asset_answer,
)
from tms_web.calls import Call
from tms_web.endpoints import public
from tms_web.errors import nothing_here, phrase
from tms_web.openapi.document import document_bytes
from tms_web.problems import address_of, problems_of


@public("/docs", documented=False)
async def get_api_page(request: Call) -> Answer[Any]:
    """The API, to read and to try. Nothing on it comes from elsewhere."""
    return asset_answer("docs.html", request.scope["headers"], WITH_INLINE_STYLES, FETCHED_ANEW)


@public("/site/{name}", documented=False)
async def get_asset(request: Call, name: FromPath[str]) -> Answer[Any]:
    """A style sheet, script or picture of these pages."""
    if name not in BY_NAME:
        raise nothing_here()
    return asset_answer(BY_NAME[name], request.scope["headers"], CACHED)


@public("/favicon.ico", documented=False)
async def get_icon(request: Call) -> Answer[Any]:
    """For browsers that ask for it unasked."""
    return asset_answer("favicon.svg", request.scope["headers"], CACHED)


@public("/robots.txt", documented=False)
async def get_robots(request: Call) -> Answer[Any]:
    """Nothing here is for search engines."""
    return Answer(200, [(b"content-type", b"text/plain; charset=utf-8")], b"User-agent: *\nDisallow: /\n")


@public("/schema/openapi.json", documented=False)
async def get_openapi_document(request: Call) -> Answer[Any]:
    """The description of the API."""
    return Answer(
        200,
        [(b"content-type", JSON), FETCHED_ANEW],
        document_bytes(request.app, request.application.store.features),
    )


@public("/problems", documented=False)
async def list_problems(request: Call) -> Answer[Any]:
    """Every code that a problem can carry."""
    rows = (
        f'<dt><a href="{address_of(code)}"><code>{code}</code></a> · {known.status}</dt><dd>{escape(known.meaning)}</dd>'
        for code, known in problems_of(request.application.store.features).items()
    )
    return _page("Problem codes", f"<dl>{''.join(rows)}</dl>")


@public("/problems/{name}", documented=False)
async def get_problem(request: Call, name: FromPath[str]) -> Answer[Any]:
    """What one code means."""
    code = name.replace("-", "_")
    known = problems_of(request.application.store.features).get(code)
    if known is None or "_" in name:
        raise nothing_here()
    status = f"{known.status} {phrase(known.status)}"
    return _page(code, f'<p class="lead">{escape(known.meaning)}</p><p>Sent with status {status}.</p>')


def _page(title: str, body: str) -> Answer[Any]:
    template = Template((PAGES / "problem.html").read_text("utf-8"))
    page = template.substitute(title=title, body=body).encode()
    return Answer(200, [(b"content-type", MEDIA_TYPES["html"]), STRICT, FETCHED_ANEW], page)
