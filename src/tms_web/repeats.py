"""``Idempotency-Key``: a request that is sent again gets the first answer again.

Answers may hold passwords and tokens, so they are kept sealed; of the request only a fingerprint is kept.
"""

import re
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

import msgspec

from tms_core.errors import Invalid
from tms_core.idempotency import IdempotentRequest
from tms_web.answers import Answer

T = TypeVar("T")

KEY = re.compile(rb"[\x21-\x7e]{1,255}")
Kept = tuple[int, list[tuple[bytes, bytes]], bytes]

_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(Kept).decode


class Seals(Protocol):
    """Encryption for what is kept."""

    def seal(self, plain: bytes) -> bytes:
        """``plain``, unreadable."""

    def open(self, sealed: bytes) -> bytes | None:
        """What was sealed, or None when it cannot be opened any more."""

    def fingerprint(self, *parts: bytes) -> str:
        """Stands for exactly these parts and tells nothing about them."""


def once(
    seals: Seals, key: bytes, request: tuple[str, str, bytes, bytes], rendered: Callable[[T], Answer[T]]
) -> IdempotentRequest:
    """How the core carries out a request (method, path, query, body) once. Raises ``Invalid`` for a strange key."""
    if not KEY.fullmatch(key):
        raise Invalid.field("Idempotency-Key", "must be 1 to 255 visible ASCII characters")
    method, path, query, body = request

    def render(result: T) -> bytes:
        answer = rendered(result)
        return seals.seal(_pack((answer.status, answer.fields, answer.payload)))

    fingerprint = seals.fingerprint(method.encode(), path.encode(), query, body)
    return IdempotentRequest(key=key.decode(), fingerprint=fingerprint, render=render)


def opened(seals: Seals, sealed: bytes) -> Answer[Any]:
    """The answer that was kept. Raises ``Invalid`` when the secret has changed since."""
    packed = seals.open(sealed)
    if packed is None:
        raise Invalid.field("Idempotency-Key", "is too old to be answered again; choose a new key")
    return Answer(*_unpack(packed))
