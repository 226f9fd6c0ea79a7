"""How long a request body may take to arrive."""

import asyncio
from typing import Any

from litestar.types import Receive

from tms_web.http.errors import HttpError, http_problem

SLOWEST_BYTES = 16 * 1024
"""Bytes a second that every client can be expected to send."""

CLIENT_DISCONNECTED = http_problem(
    400, "client_disconnected", "The connection was closed before the whole request body had arrived."
)
REQUEST_TIMEOUT = http_problem(408, "request_timeout", "The request arrived too slowly. Nothing was changed.")


class BodyWithTimeout:
    """Replaces ``receive`` while a body arrives, and gives up if nothing comes for ``stall_seconds``, or if the whole
    takes longer than ``seconds`` and one more for every ``SLOWEST_BYTES``.

    Raises ``HttpError``: 408 on timeout, 400 when the client disconnects in the middle.
    """

    __slots__ = ("_complete", "_deadline", "_receive", "_stall_seconds")

    def __init__(self, receive: Receive, stall_seconds: float, seconds: float) -> None:
        self._receive = receive
        self._stall_seconds = stall_seconds
        self._deadline = asyncio.get_running_loop().time() + seconds
        self._complete = False

    async def __call__(self) -> Any:
        """The next part of the body; messages after the body have no time limit."""
        if self._complete:
            return await self._receive()
        stalled = asyncio.get_running_loop().time() + self._stall_seconds
        try:
            async with asyncio.timeout_at(min(stalled, self._deadline)):
                message: Any = await self._receive()
        except TimeoutError:
            detail = "The request body took too long to arrive."
            raise HttpError(REQUEST_TIMEOUT, detail, [(b"connection", b"close")]) from None
        self._deadline += len(message.get("body", b"")) / SLOWEST_BYTES
        if message["type"] == "http.disconnect":
            raise HttpError(CLIENT_DISCONNECTED, "The connection was closed before the request was complete.")
        self._complete = not message.get("more_body", False)
        return message
