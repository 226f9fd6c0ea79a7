"""Files that are served as they are: read once, kept in memory, compressed where that helps."""

import gzip
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from tms_web.http.responses import Headers, RawResponse

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
    """A file ready to be served; None for a kind of file that is not served."""
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
    """The codings a client accepts, without those it gives a weight of zero (RFC 9110, section 12.5.3)."""
    parts = [part.strip().split(";", 1) for part in accept_encoding.decode("latin-1").lower().split(",")]
    return frozenset(name.strip() for name, *weight in parts if not _is_zero(weight))


def _is_zero(weight: list[str]) -> bool:
    return bool(weight) and weight[0].strip().replace(" ", "").rstrip("0") in ("q=", "q=0.")
