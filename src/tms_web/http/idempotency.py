"""``Idempotency-Key``: a request that is sent again gets the first answer again.

Answers may hold passwords and tokens, so they are stored encrypted. Of the request only a fingerprint is stored.
"""

import re
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

import msgspec

from tms_core.errors import Invalid
from tms_core.idempotency import IdempotentRequest
from tms_web.http.responses import RawResponse

T = TypeVar("T")

KEY = re.compile(rb"[\x21-\x7e]{1,255}")
EncodedResponse = tuple[int, list[tuple[bytes, bytes]], bytes]

_pack = msgspec.msgpack.Encoder().encode
_unpack = msgspec.msgpack.Decoder(EncodedResponse).decode


class Encryptor(Protocol):
    """Encrypts stored responses."""

    def encrypt(self, plaintext: bytes) -> bytes:
        """``plaintext``, encrypted."""

    def decrypt(self, encrypted: bytes) -> bytes | None:
        """The plaintext, or None when it cannot be decrypted any more."""

    def fingerprint(self, *parts: bytes) -> str:
        """A digest of exactly these parts that reveals nothing about them."""


def idempotent_request(
    encryptor: Encryptor,
    key: bytes,
    request: tuple[str, str, bytes, bytes],
    rendered: Callable[[T], RawResponse[T]],
) -> IdempotentRequest:
    """How the core carries out a request (method, path, query, body) once. Raises ``Invalid`` for a strange key."""
    if not KEY.fullmatch(key):
        raise Invalid.field("Idempotency-Key", "must be 1 to 255 visible ASCII characters")
    method, path, query, body = request

    def render(result: T) -> bytes:
        response = rendered(result)
        return encryptor.encrypt(_pack((response.status, response.raw_headers, response.body)))

    fingerprint = encryptor.fingerprint(method.encode(), path.encode(), query, body)
    return IdempotentRequest(key=key.decode(), fingerprint=fingerprint, render=render)


def decrypt(encryptor: Encryptor, encrypted: bytes) -> RawResponse[Any]:
    """The answer that was kept. Raises ``Invalid`` when the secret has changed since."""
    packed = encryptor.decrypt(encrypted)
    if packed is None:
        raise Invalid.field(
            "Idempotency-Key", "belongs to a response that can no longer be read; use a new key"
        )
    return RawResponse(*_unpack(packed))
