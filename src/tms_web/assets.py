"""The few files that are served as they are: the landing page, the API page and what they need."""

import gzip
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import Any

from tms_web.answers import Answer, Fields

PAGES = files("tms_web") / "pages"
MEDIA_TYPES = {
    "css": b"text/css; charset=utf-8",
    "html": b"text/html; charset=utf-8",
    "js": b"text/javascript; charset=utf-8",
    "svg": b"image/svg+xml",
}
SERVED = (
    "style.css",
    "docs.js",
    "favicon.svg",
    "swagger-ui/swagger-ui.css",
    "swagger-ui/swagger-ui-bundle.js",
)
BY_NAME = {path.rpartition("/")[2]: path for path in SERVED}

WORTH_PACKING = 2048
CACHED = (b"cache-control", b"public, max-age=3600")
FETCHED_ANEW = (b"cache-control", b"no-cache")


def _policy(styles: bytes) -> tuple[bytes, bytes]:
    rules = (
        b"default-src 'none'; script-src 'self'; connect-src 'self'; img-src 'self' data:; style-src %s; "
        % styles
    )
    return b"content-security-policy", rules + b"base-uri 'none'; form-action 'none'; frame-ancestors 'none'"


STRICT = _policy(b"'self'")
WITH_INLINE_STYLES = _policy(b"'self' 'unsafe-inline'")
"""For Swagger UI, which sets style attributes; scripts stay limited to files of ours."""


@dataclass(frozen=True, slots=True)
class Asset:
    """A file in memory, and the same packed where that helps."""

    content: bytes
    packed: bytes | None
    media_type: bytes
    tag: bytes


@cache
def asset(path: str) -> Asset:
    """One of the files under ``pages``, read once."""
    content = (PAGES / path).read_bytes()
    packed = gzip.compress(content, 9, mtime=0) if len(content) > WORTH_PACKING else None
    tag = b'"%s"' % sha256(content).hexdigest()[:16].encode()
    return Asset(content, packed, MEDIA_TYPES[path.rpartition(".")[2]], tag)


def asset_answer(
    path: str, headers: Iterable[tuple[bytes, bytes]], *fields: tuple[bytes, bytes]
) -> Answer[Any]:
    """A file as this request can take it: packed, or not at all when the client has it already."""
    file = asset(path)
    asked = dict(headers)
    shared: Fields = [(b"etag", file.tag), (b"vary", b"Accept-Encoding"), *fields]
    if file.tag in asked.get(b"if-none-match", b""):
        return Answer(304, shared, b"")
    shared.append((b"content-type", file.media_type))
    if file.packed and b"gzip" in asked.get(b"accept-encoding", b""):
        return Answer(200, [*shared, (b"content-encoding", b"gzip")], file.packed)
    return Answer(200, shared, file.content)
