"""Files that are made while they are sent."""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import aclosing
from typing import Any, TypeVar

from litestar import Response
from litestar.types import Receive, Scope, Send

from tms_web.answers import Fields

T = TypeVar("T")


class Download(Response[T]):
    """An answer of unknown length, sent piece by piece. Nothing is sent before the first piece is there, so that a
    refusal until then is an ordinary one. A failure later breaks the connection: what looks complete is complete.

    ``T`` is what the file is, for the API's description.
    """

    __slots__ = ("fields", "pieces")

    def __init__(self, fields: Fields, pieces: AsyncGenerator[bytes, None]) -> None:
        self.fields = fields
        self.pieces = pieces

    def to_asgi_response(self, *_: Any, **__: Any) -> Any:
        """This very object."""
        return self

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Send it, until the client goes away. HEAD gets the header fields, and nothing is made for it."""
        if scope.get("method") == "HEAD":
            await self.pieces.aclose()
            await send({"type": "http.response.start", "status": 200, "headers": self.fields})
            await send({"type": "http.response.body", "body": b"", "more_body": False})
            return
        sending = asyncio.create_task(self._send(send))
        leaving = asyncio.create_task(_left(receive))
        try:
            await asyncio.wait((sending, leaving), return_when=asyncio.FIRST_COMPLETED)
            if sending.done():
                sending.result()
        finally:
            sending.cancel()
            leaving.cancel()
            await asyncio.wait((sending, leaving))
            _ = [
                task.cancelled() or task.exception() for task in (sending, leaving)
            ]  # told above, or nobody is there

    async def _send(self, send: Send) -> None:
        async with aclosing(self.pieces) as pieces:
            started = False
            async for piece in pieces:
                if not started:
                    await send({"type": "http.response.start", "status": 200, "headers": self.fields})
                    started = True
                await send({"type": "http.response.body", "body": piece, "more_body": True})
            await send({"type": "http.response.body", "body": b"", "more_body": False})


async def _left(receive: Receive) -> None:
    """Return when the client has gone."""
    while (await receive())["type"] != "http.disconnect":
        pass
