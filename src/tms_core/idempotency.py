"""The same request sent twice is carried out once (the Idempotency-Key header)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

RETENTION_PERIOD = timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class IdempotentRequest:
    """How a caller asks for "once": their key, a fingerprint of the request, and how its answer is written.

    The first request's result is rendered and kept in the same transaction as its change.
    """

    key: str
    fingerprint: str
    render: Callable[[Any], bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class StoredResponse:
    """The answer first given to a request that carried an idempotency key. ``body`` is sealed."""

    caller_id: int
    key: str
    fingerprint: str
    body: bytes
    created_at: datetime


class IdempotencyRepository(Protocol):
    """Answers by caller and idempotency key."""

    async def get(self, caller_id: int, key: str) -> StoredResponse | None:
        """The answer kept for that key, or None."""

    async def claim(self, response: StoredResponse, forget_before: datetime) -> bool:
        """Reserve the key with a preliminary answer; False when it is taken. Waits for a unit that is just
        reserving the same key. Answers older than ``forget_before`` are dropped on the way."""

    async def store(self, caller_id: int, key: str, body: bytes) -> None:
        """Keep the final answer."""

    async def remove_all_of(self, caller_id: int) -> None:
        """Forget every answer that somebody was given."""
