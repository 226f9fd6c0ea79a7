"""The built React client: its files in memory, and the page that loads them."""

import secrets
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

from tms_web.answers import Answer, Fields
from tms_web.assets import FETCHED_ANEW

BUILD = files("tms_web") / "static"
PAGE = "index.html"
HASHED = "assets/"
NONCE = b"__CSP_NONCE__"
"""Stands in the page where each answer has a word of its own, which style elements made at run time carry."""

MEDIA_TYPES = {
    "css": b"text/css; charset=utf-8",
    "js": b"text/javascript; charset=utf-8",
    "json": b"application/json",
    "png": b"image/png",
    "svg": b"image/svg+xml",
    "webmanifest": b"application/manifest+json",
    "woff2": b"font/woff2",
}
PACKINGS = {"br": ".br", "gzip": ".gz"}
"""Content codings, the better one first, and how the build names what it has packed."""

FOR_EVER = (b"cache-control", b"public, max-age=31536000, immutable")
"""The name of such a file changes with its content."""


@dataclass(frozen=True, slots=True)
class ClientFile:
    """A file as it is, and packed by content coding."""

    content: bytes
    packed: Mapping[str, bytes]
    media_type: bytes
    tag: bytes


@cache
def page() -> bytes | None:
    """The client's one HTML page; None where no client was built."""
    try:
        return (BUILD / PAGE).read_bytes()
    except FileNotFoundError:
        return None


@cache
def client_files() -> Mapping[str, ClientFile]:
    """Everything else of the build, by its path under ``/app/``: what is not in here is not served."""
    return dict(_files_in(BUILD, "")) if page() is not None else {}


def page_answer() -> Answer[Any]:
    """The page, whatever deep link asked for it. Raises ``LookupError`` where no client was built."""
    content = page()
    if content is None:
        raise LookupError(PAGE)
    nonce = secrets.token_urlsafe(16).encode()
    fields: Fields = [(b"content-type", b"text/html; charset=utf-8"), FETCHED_ANEW, _policy(nonce)]
    return Answer(200, fields, content.replace(NONCE, nonce))


def file_answer(path: str, headers: Iterable[tuple[bytes, bytes]]) -> Answer[Any]:
    """One of the build's files as this request can take it. Raises ``LookupError``."""
    file = client_files()[path]
    asked = dict(headers)
    kept = FOR_EVER if path.startswith(HASHED) else FETCHED_ANEW
    shared: Fields = [(b"etag", file.tag), (b"vary", b"Accept-Encoding"), kept]
    if file.tag in asked.get(b"if-none-match", b""):
        return Answer(304, shared, b"")
    shared.append((b"content-type", file.media_type))
    accepted = _accepted(asked.get(b"accept-encoding", b""))
    for coding, packed in file.packed.items():
        if coding in accepted:
            return Answer(200, [*shared, (b"content-encoding", coding.encode())], packed)
    return Answer(200, shared, file.content)


def _policy(nonce: bytes) -> tuple[bytes, bytes]:
    """Scripts and styles are files of ours, but for the page's own and the few elements that components make as they go."""
    rules = (
        b"default-src 'none'; script-src 'self' 'nonce-%s'; style-src 'self' 'nonce-%s'; font-src 'self'; "
        b"img-src 'self' data:; connect-src 'self'; manifest-src 'self'; "
        b"base-uri 'none'; form-action 'none'; frame-ancestors 'none'" % (nonce, nonce)
    )
    return b"content-security-policy", rules


def _accepted(accept_encoding: bytes) -> frozenset[str]:
    """The codings that a client names, less those that it weighs with nothing (RFC 9110, section 12.5.3)."""
    parts = [part.strip().split(";", 1) for part in accept_encoding.decode("latin-1").lower().split(",")]
    return frozenset(name.strip() for name, *weight in parts if not _is_nothing(weight))


def _is_nothing(weight: list[str]) -> bool:
    return bool(weight) and weight[0].strip().replace(" ", "").rstrip("0") in ("q=", "q=0.")


def _files_in(folder: Traversable, prefix: str) -> Iterable[tuple[str, ClientFile]]:
    entries = {entry.name: entry for entry in folder.iterdir() if not entry.name.startswith(".")}
    for name, entry in entries.items():
        if entry.is_dir():
            yield from _files_in(entry, f"{prefix}{name}/")
        elif media_type := MEDIA_TYPES.get(name.rpartition(".")[2]):
            packed = {
                coding: entries[name + ending].read_bytes()
                for coding, ending in PACKINGS.items()
                if name + ending in entries
            }
            yield prefix + name, _file(entry.read_bytes(), packed, media_type)


def _file(content: bytes, packed: Mapping[str, bytes], media_type: bytes) -> ClientFile:
    return ClientFile(content, packed, media_type, b'"%s"' % sha256(content).hexdigest()[:16].encode())
