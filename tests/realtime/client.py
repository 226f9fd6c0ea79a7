"""A socket client: connects, authenticates, and keeps the messages it receives and its position."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Self

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed, InvalidHandshake

from tests.blackbox.installation import Someone
from tests.patience import HANGS, patience

Message = dict[str, Any]
Wanted = Callable[[Message], bool]

SUBPROTOCOL = "tms.v1"
PATIENCE = 30.0
"""Seconds after which an expected message is considered missing on an idle machine; longer on a busy one."""
CONTROL = {"ready", "caught_up", "mark", "resync", "ping", "pong", "response", "error"}
UNREACHABLE = (OSError, TimeoutError, InvalidHandshake, EOFError)
"""The exceptions of connecting to a server that is not there."""


class Closed(Exception):
    """The server closed the connection with this code (1006: without one)."""

    def __init__(self, code: int) -> None:
        super().__init__(f"closed with {code}")
        self.code = code


@dataclass
class Socket:
    """One connection. Reads on request, answers pings, and keeps everything it has read."""

    connection: ClientConnection
    position: str | None = None
    ready: Message = field(default_factory=dict)
    heard: list[Message] = field(default_factory=list)
    answers_pings: bool = True

    @classmethod
    async def connect(cls, base_url: str, path: str = "/ws", **options: Any) -> Self:
        """Open a connection without authenticating. ``options`` are those of ``websockets``, such as ``origin``."""
        usual: dict[str, Any] = {
            "subprotocols": [SUBPROTOCOL],
            "proxy": None,
            "compression": None,
            "ping_interval": None,
            "close_timeout": 1,
            "max_size": None,
            "open_timeout": HANGS,
            "max_queue": None,
        }
        address = base_url.rstrip("/").replace("http", "ws", 1) + path
        return cls(await connect(address, **(usual | options)))

    @classmethod
    async def open(cls, base_url: str, token: str, since: str | None = None, **options: Any) -> Self:
        """Open a connection and authenticate. Raises ``Closed`` when refused."""
        socket = await cls.connect(base_url, **options)
        try:
            await socket.authenticate(token, since)
        except BaseException:
            socket.drop()
            raise
        return socket

    async def authenticate(self, token: object, since: str | None = None) -> Message:
        await self.send({"type": "authenticate", "token": token, "since": since})
        self.ready = await self.next()
        assert self.ready["type"] == "ready", self.ready
        return self.ready

    async def send(self, message: Message | list[Any] | str | bytes) -> None:
        """Send text and bytes unchanged, and anything else as JSON."""
        raw = message if isinstance(message, str | bytes) else json.dumps(message)
        try:
            await self.connection.send(raw)
        except ConnectionClosed as end:
            raise _closed(end) from None

    async def next(self, seconds: float = HANGS) -> Message:
        """The next message. Raises ``Closed``, or ``TimeoutError`` if none arrives in time."""
        try:
            async with asyncio.timeout(seconds):
                text = await self.connection.recv()
        except ConnectionClosed as end:
            raise _closed(end) from None
        assert isinstance(text, str), f"a binary frame: {text!r}"
        message: Message = json.loads(text)
        self.heard.append(message)
        self.position = message.get("position") or self.position
        if message["type"] == "ping" and self.answers_pings:
            await self.send({"type": "pong"})
        return message

    async def wait(self, wanted: Wanted | str, seconds: float = PATIENCE) -> Message:
        """Read until a message is ``wanted``, or has the type of that name."""
        is_wanted = _of_type(wanted) if isinstance(wanted, str) else wanted
        start, began, left = len(self.heard), time.monotonic(), seconds
        while True:
            try:
                async with asyncio.timeout(left):
                    while not is_wanted(message := await self.next(left + 1)):
                        pass
                return message
            except TimeoutError:
                left = patience(seconds) - (time.monotonic() - began)
                if left <= 0:
                    raise AssertionError(f"not within {seconds:g} s; heard {self.heard[start:]}") from None

    async def until(self, wanted: Wanted | str, seconds: float = PATIENCE) -> list[Message]:
        """All messages before a ``wanted`` one."""
        start = len(self.heard)
        await self.wait(wanted, seconds)
        return self.heard[start:-1]

    async def events_for(self, seconds: float) -> list[Message]:
        """The events of the next ``seconds``."""
        start = len(self.heard)
        try:
            async with asyncio.timeout(seconds):
                while True:
                    await self.next(seconds + 1)
        except TimeoutError:
            return [message for message in self.heard[start:] if is_event(message)]

    async def closed(self, seconds: float = PATIENCE) -> int:
        """Read until the server closes the connection; returns the close code."""
        try:
            await self.wait(lambda message: False, seconds)
        except Closed as end:
            return end.code
        raise AssertionError

    async def ask(self, path: object, request_id: object = "ask") -> Message:
        """Send a data request; returns the response or error."""
        await self.send({"type": "get", "id": request_id, "path": path})
        return await self.wait(lambda message: message["type"] in ("response", "error"))

    async def is_alive(self) -> bool:
        """Whether the server still answers on this connection."""
        try:
            await self.send({"type": "ping"})
            await self.wait("pong")
        except Closed:
            return False
        return True

    def drop(self) -> None:
        """Disappear as when a cable is pulled: no close frame, and unread data is lost."""
        self.connection.transport.abort()

    async def close(self) -> None:
        await self.connection.close()


Connect = Callable[..., Awaitable[Socket]]
"""``connect(someone, since=None, at=None, token=None)``: a socket that is closed when the test ends."""


async def refusal(base_url: str, token: str, since: str | None = None) -> int:
    """The code with which a socket is closed instead of becoming ready."""
    socket = await Socket.connect(base_url)
    try:
        await socket.authenticate(token, since)
    except Closed as end:
        return end.code
    finally:
        socket.drop()
    raise AssertionError("it was let in")


def position_of(someone: Someone, path: str = "/auth/me") -> str:
    """The ``X-Event-Position`` of a fresh read."""
    answer = someone.call("GET", path)
    assert answer.status_code == 200, answer.text
    return str(answer.headers["x-event-position"])


def number_of(position: str) -> int:
    """The sequence number inside a position. It is opaque to clients; only this function looks into it."""
    return int(position.split(".")[1])


def is_event(message: Message) -> bool:
    return message["type"] not in CONTROL


def about(kind: str, **data: object) -> Wanted:
    """Matches an event of this type whose data have these values."""
    return lambda message: message["type"] == kind and data.items() <= message["data"].items()


def _of_type(kind: str) -> Wanted:
    return lambda message: message["type"] == kind


def _closed(end: ConnectionClosed) -> Closed:
    return Closed(end.rcvd.code if end.rcvd else 1006)
