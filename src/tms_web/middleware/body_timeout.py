"""Bodies that arrive too slowly."""

import asyncio
from typing import Any

from litestar.types import Receive

from tms_web.http.errors import HttpError
from tms_web.http.problem_catalog import http_problem

CLIENT_DISCONNECTED = http_problem(
    400, "client_disconnected", "The connection ended before the whole body had arrived."
)
REQUEST_TIMEOUT = http_problem(408, "request_timeout", "The body arrived too slowly. Nothing was changed.")


class BodyWithTimeout:
    """Stands for ``receive`` while a body comes in, and gives up on it after ``seconds`` altogether.

    Raises ``HttpError``: 408 when time is up, 400 when the client leaves in the middle.
    """

    __slots__ = ("_complete", "_deadline", "_receive")

    def __init__(self, receive: Receive, seconds: float) -> None:
        self._receive = receive
        self._deadline = asyncio.get_running_loop().time() + seconds
        self._complete = False

    async def __call__(self) -> Any:
        """The next part of the body; what comes after the body may take as long as it likes."""
        if self._complete:
            return await self._receive()
        try:
            async with asyncio.timeout_at(self._deadline):
                message = await self._receive()
        except TimeoutError:
            detail = "The request body took too long to arrive."
            raise HttpError(REQUEST_TIMEOUT, detail, [(b"connection", b"close")]) from None
        if message["type"] == "http.disconnect":
            raise HttpError(CLIENT_DISCONNECTED, "The connection ended before the request was complete.")
        self._complete = not message.get("more_body", False)
        return message
