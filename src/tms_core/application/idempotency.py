"""Idempotency: the response to the first request with a key is stored with its change, and repeated for a day."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

RESPONSE_RETENTION = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class IdempotentRequest:
    """A caller's idempotency key, a fingerprint of the request, and how to render its response.

    The result of the first request is rendered and stored in the same transaction as its change.
    """

    key: str
    fingerprint: str
    render: Callable[[Any], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredResponse:
    """The response to the first request with an idempotency key. ``body`` is encrypted."""

    caller_id: int
    key: str
    fingerprint: str
    body: bytes
    created_at: datetime


class IdempotencyRepository(Protocol):
    """Stored responses by caller and idempotency key."""

    async def get(self, caller_id: int, key: str) -> StoredResponse | None:
        """The response stored for the key, or None."""

    async def claim(self, response: StoredResponse, forget_before: datetime) -> bool:
        """Reserve the key with a preliminary response; False if it is taken. Waits for another unit that is
        reserving the same key. Responses older than ``forget_before`` are deleted along the way."""

    async def store(self, caller_id: int, key: str, body: bytes) -> None:
        """Store the final response."""

    async def remove_all_of(self, caller_id: int) -> None:
        """Delete all stored responses of a caller."""
