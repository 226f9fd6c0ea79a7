"""Files that are made while they are sent."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any, TypeVar

from litestar import Response
from litestar.types import Receive, Scope, Send

from tms_web.http.responses import Headers
from tms_web.http.shutdown import refusal, shutdown_of

T = TypeVar("T")


class StreamingFile(Response[T]):
    """An answer of unknown length, sent piece by piece. Nothing is sent before the first piece is there, so that a
    refusal until then is an ordinary one, also when the server is stopped. A failure later breaks the connection: what
    looks complete is complete.

    ``T`` is what the file is, for the API's description.
    """

    __slots__ = ("chunks", "has_started", "raw_headers")

    def __init__(self, headers: Headers, chunks: AsyncGenerator[bytes, None]) -> None:
        self.raw_headers = headers
        self.chunks = chunks
        self.has_started = False

    def to_asgi_response(self, *_: Any, **__: Any) -> Any:
        """This very object."""
        return self

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it, until the client goes away. HEAD gets the header fields, and nothing is made for it."""
        if scope.get("method") == "HEAD":
            await self.chunks.aclose()
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            return
        sending = asyncio.create_task(self._send(send))
        leaving = asyncio.create_task(_left(receive))
        stopping = asyncio.create_task(shutdown_of(scope).wait())
        try:
            await asyncio.wait((sending, leaving, stopping), return_when=asyncio.FIRST_COMPLETED)
            if stopping.done() and not self.has_started:
                raise refusal()
            await asyncio.wait((sending, leaving), return_when=asyncio.FIRST_COMPLETED)
            if sending.done():
                sending.result()
        finally:
            tasks = (sending, leaving, stopping)
            for task in tasks:
                task.cancel()
            await asyncio.wait(tasks)
            _ = [task.cancelled() or task.exception() for task in tasks]  # told above, or nobody is there

    async def _send(self, send: Send) -> None:
        async with aclosing(self.chunks) as chunks:
            async for chunk in chunks:
                if not self.has_started:
                    self.has_started = True
                    await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
                await send({"type": "http.response.body", "body": chunk, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _left(receive: Receive) -> None:
    """Return when the client has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
