"""The landing page, the built client and other static files: read once, kept in memory, compressed where that helps."""

import gzip
import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from string import Template
from typing import Any

from tms_web.http.errors import nothing_here
from tms_web.http.request import ApiRequest
from tms_web.http.responses import Headers, RawResponse
from tms_web.http.routing import public

PAGES = files("tms_web") / "pages"
MEDIA_TYPES = {
    "css": b"text/css; charset=utf-8",
    "html": b"text/html; charset=utf-8",
    "js": b"text/javascript; charset=utf-8",
    "json": b"application/json",
    "png": b"image/png",
    "svg": b"image/svg+xml",
    "webmanifest": b"application/manifest+json",
    "woff2": b"font/woff2",
}
SERVED = (
    "style.css",
    "docs.js",
    "favicon.svg",
    "swagger-ui/swagger-ui.css",
    "swagger-ui/swagger-ui-bundle.js",
)
BY_NAME = {path.rpartition("/")[2]: path for path in SERVED}

MIN_COMPRESSED_BYTES = 2048
PAGE_COMPRESSION = 4
"""The level at which a 13 kB page shrinks to 5.1 kB in a third of a millisecond; level 9 saves another 70 bytes."""
CACHE_FOR_AN_HOUR = (b"cache-control", b"public, max-age=3600")
REVALIDATE = (b"cache-control", b"no-cache")


def _policy(styles: bytes) -> tuple[bytes, bytes]:
    rules = (
        b"default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self' data:; style-src %s; "
        % styles
    )
    return b"content-security-policy", rules + b"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


STRICT = _policy(b"'self'")
WITH_INLINE_STYLES = _policy(b"'self' 'unsafe-inline'")
"""For Swagger UI, which sets style attributes; scripts are still limited to our own files."""


@dataclass(frozen=True, slots=True)
class StaticFile:
    """A file's bytes, its compressed versions by content coding (best first), and its entity tag."""

    content: bytes
    compressed: Mapping[str, bytes]
    media_type: bytes
    etag: bytes


def static_file(name: str, content: bytes, compressed: Mapping[str, bytes]) -> StaticFile | None:
    """A file ready to be served; None if its type is not served."""
    media_type = MEDIA_TYPES.get(name.rpartition(".")[2])
    if media_type is None:
        return None
    return StaticFile(content, compressed, media_type, b'"%s"' % sha256(content).hexdigest()[:16].encode())


def file_response(
    file: StaticFile, request_headers: Iterable[tuple[bytes, bytes]], *headers: tuple[bytes, bytes]
) -> RawResponse[Any]:
    """The file in the best encoding the client accepts, or 304 when the client has it already."""
    sent = dict(request_headers)
    shared: Headers = [(b"etag", file.etag), (b"vary", b"Accept-Encoding"), *headers]
    if file.etag in sent.get(b"if-none-match", b""):
        return RawResponse(304, shared, b"")
    shared.append((b"content-type", file.media_type))
    accepted = _accepted(sent.get(b"accept-encoding", b""))
    for coding, compressed in file.compressed.items():
        if coding in accepted:
            return RawResponse(200, [*shared, (b"content-encoding", coding.encode())], compressed)
    return RawResponse(200, shared, file.content)


@cache
def asset(path: str) -> StaticFile:
    """One of our own files under ``pages``."""
    content = (PAGES / path).read_bytes()
    worth_it = len(content) > MIN_COMPRESSED_BYTES
    file = static_file(path, content, {"gzip": gzip.compress(content, 9, mtime=0)} if worth_it else {})
    if file is None:
        raise LookupError(path)
    return file


def asset_response(
    path: str, request_headers: Iterable[tuple[bytes, bytes]], *headers: tuple[bytes, bytes]
) -> RawResponse[Any]:
    """One of our own files under ``pages``, as ``file_response`` sends it."""
    return file_response(asset(path), request_headers, *headers)


def _accepted(accept_encoding: bytes) -> frozenset[str]:
    """The codings a client accepts, except those with a weight of zero (RFC 9110, section 12.5.3)."""
    parts = [part.strip().split(";", 1) for part in accept_encoding.decode("latin-1").lower().split(",")]
    return frozenset(name.strip() for name, *weight in parts if not _is_zero(weight))


def _is_zero(weight: list[str]) -> bool:
    return bool(weight) and weight[0].strip().replace(" ", "").rstrip("0") in ("q=", "q=0.")


BUILD = files("tms_web") / "static"
PAGE = "index.html"
HASHED = "assets/"
SERVED_TYPES = MEDIA_TYPES.keys() - {"html"}
"""The page itself is served only by ``page_response``."""
NONCE = b"__CSP_NONCE__"
"""A placeholder in the page. Each response replaces it with a fresh nonce for style elements created at run time."""
ENCODINGS = {"br": ".br", "gzip": ".gz"}
"""Content codings, best first, and the file name endings the build gives them."""
CACHE_FOREVER = (b"cache-control", b"public, max-age=31536000, immutable")
"""For files whose names change with their content."""
APP = "/app/"
WITH = '<a href="/app/">Open the app</a> to plan sessions and take attendance in the browser.'
WITHOUT = "This installation was made without the web client, so there is the API alone."


@cache
def page() -> bytes | None:
    """The client's only HTML page; None if no client was built."""
    try:
        return (BUILD / PAGE).read_bytes()
    except FileNotFoundError:
        return None


@cache
def client_files() -> Mapping[str, StaticFile]:
    """All other files of the build, by path under ``/app/``. Nothing else is served."""
    return dict(_files_in(BUILD, "")) if page() is not None else {}


def page_response(request_headers: Iterable[tuple[bytes, bytes]]) -> RawResponse[Any]:
    """The page, for any deep link. Raises ``LookupError`` if no client was built.

    It is compressed for every request, since its nonce differs. Nothing that a request says appears in it, so the size
    tells nothing about the nonce (the BREACH attack needs both in one answer).
    """
    content = page()
    if content is None:
        raise LookupError(PAGE)
    nonce = secrets.token_urlsafe(16).encode()
    headers: Headers = [
        (b"content-type", b"text/html; charset=utf-8"),
        (b"vary", b"Accept-Encoding"),
        REVALIDATE,
        _client_policy(nonce),
    ]
    body = content.replace(NONCE, nonce)
    if "gzip" not in _accepted(dict(request_headers).get(b"accept-encoding", b"")):
        return RawResponse(200, headers, body)
    compressed = gzip.compress(body, PAGE_COMPRESSION, mtime=0)
    return RawResponse(200, [*headers, (b"content-encoding", b"gzip")], compressed)


def client_file_response(path: str, request_headers: Iterable[tuple[bytes, bytes]]) -> RawResponse[Any]:
    """One file of the build. Raises ``LookupError`` for an unknown path."""
    caching = CACHE_FOREVER if path.startswith(HASHED) else REVALIDATE
    return file_response(client_files()[path], request_headers, caching)


def _client_policy(nonce: bytes) -> tuple[bytes, bytes]:
    """Scripts and styles must come from our own files, except the page's inline ones and the few style elements created
    at run time."""
    rules = (
        b"default-src 'none'; script-src 'self' 'nonce-%s'; style-src 'self' 'nonce-%s'; font-src 'self'; "
        b"img-src 'self' data:; connect-src 'self'; manifest-src 'self'; "
        b"base-uri 'none'; form-action 'none'; frame-ancestors 'none'" % (nonce, nonce)
    )
    return b"content-security-policy", rules


def _files_in(folder: Traversable, prefix: str) -> Iterable[tuple[str, StaticFile]]:
    entries = {entry.name: entry for entry in folder.iterdir() if not entry.name.startswith(".")}
    for name, entry in entries.items():
        if entry.is_dir():
            yield from _files_in(entry, f"{prefix}{name}/")
        elif name.rpartition(".")[2] in SERVED_TYPES:
            compressed = {
                coding: entries[name + ending].read_bytes()
                for coding, ending in ENCODINGS.items()
                if name + ending in entries
            }
            if file := static_file(name, entry.read_bytes(), compressed):
                yield prefix + name, file


@public("/", documented=False)
async def get_landing_page(request: ApiRequest) -> RawResponse[Any]:
    """Redirects browsers to the client. Other programs, and everybody if no client was built, get the landing page."""
    has_client = page() is not None
    shared = [(b"vary", b"Accept"), REVALIDATE]
    if has_client and b"text/html" in (request.header(b"accept") or b""):
        return RawResponse(302, [(b"location", APP.encode()), *shared], b"")
    template = Template((PAGES / "index.html").read_text("utf-8"))
    landing = template.substitute(client=WITH if has_client else WITHOUT).encode()
    return RawResponse(200, [(b"content-type", MEDIA_TYPES["html"]), STRICT, *shared], landing)


@public("/app", documented=False)
async def get_client(request: ApiRequest) -> RawResponse[Any]:
    """The client's page."""
    return _client_page(request)


@public("/app/{path:path}", documented=False)
async def get_part_of_client(request: ApiRequest) -> RawResponse[Any]:
    """A file of the client, or its page for its own routes, whose paths contain no dot."""
    name = request.scope["path"].removeprefix(APP)
    if name in client_files():
        return client_file_response(name, request.scope["headers"])
    if name.startswith(HASHED) or "." in name:
        raise nothing_here()
    return _client_page(request)


def _client_page(request: ApiRequest) -> RawResponse[Any]:
    try:
        return page_response(request.scope["headers"])
    except LookupError:
        detail = "This installation was made without the web client. Its API is described at /docs."
        raise nothing_here(detail) from None
