"""The documentation pages for browsers, and the OpenAPI document for programs."""

from html import escape
from string import Template
from typing import Any

from litestar.params import FromPath

from tms_web.http.errors import address_of, nothing_here, problems_of, reason_phrase
from tms_web.http.request import ApiRequest
from tms_web.http.responses import JSON, RawResponse
from tms_web.http.routing import public
from tms_web.openapi import document_bytes
from tms_web.site import (
    BY_NAME,
    CACHE_FOR_AN_HOUR,
    MEDIA_TYPES,
    PAGES,
    REVALIDATE,
    STRICT,
    WITH_INLINE_STYLES,
    asset_response,
)


@public("/docs", documented=False)
async def get_api_page(request: ApiRequest) -> RawResponse[Any]:
    """The interactive API documentation. It loads nothing from other sites."""
    return asset_response("docs.html", request.scope["headers"], WITH_INLINE_STYLES, REVALIDATE)


@public("/site/{name}", documented=False)
async def get_asset(request: ApiRequest, name: FromPath[str]) -> RawResponse[Any]:
    """A style sheet, script or image of these pages."""
    if name not in BY_NAME:
        raise nothing_here()
    return asset_response(BY_NAME[name], request.scope["headers"], CACHE_FOR_AN_HOUR)


@public("/favicon.ico", documented=False)
async def get_icon(request: ApiRequest) -> RawResponse[Any]:
    """The icon that browsers request on their own."""
    return asset_response("favicon.svg", request.scope["headers"], CACHE_FOR_AN_HOUR)


@public("/robots.txt", documented=False)
async def get_robots(request: ApiRequest) -> RawResponse[Any]:
    """Tells search engines not to index anything."""
    return RawResponse(
        200, [(b"content-type", b"text/plain; charset=utf-8")], b"User-agent: *\nDisallow: /\n"
    )


@public("/schema/openapi.json", documented=False)
async def get_openapi_document(request: ApiRequest) -> RawResponse[Any]:
    """The OpenAPI document."""
    return RawResponse(
        200,
        [(b"content-type", JSON), REVALIDATE],
        document_bytes(request.app, request.application.store.features),
    )


@public("/problems", documented=False)
async def list_problems(request: ApiRequest) -> RawResponse[Any]:
    """The list of all problem codes."""
    rows = (
        f'<dt><a href="{address_of(code)}"><code>{code}</code></a> · {known.status}</dt><dd>{escape(known.meaning)}</dd>'
        for code, known in problems_of(request.application.store.features).items()
    )
    return _page("Problem codes", f"<dl>{''.join(rows)}</dl>")


@public("/problems/{name}", documented=False)
async def get_problem(request: ApiRequest, name: FromPath[str]) -> RawResponse[Any]:
    """The meaning of one problem code."""
    code = name.replace("-", "_")
    known = problems_of(request.application.store.features).get(code)
    if known is None or "_" in name:
        raise nothing_here()
    status = f"{known.status} {reason_phrase(known.status)}"
    return _page(code, f'<p class="lead">{escape(known.meaning)}</p><p>Sent with status {status}.</p>')


def _page(title: str, body: str) -> RawResponse[Any]:
    template = Template((PAGES / "problem.html").read_text("utf-8"))
    page = template.substitute(title=title, body=body).encode()
    return RawResponse(200, [(b"content-type", MEDIA_TYPES["html"]), STRICT, REVALIDATE], page)
