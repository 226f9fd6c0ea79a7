"""A client that keeps losing its connection and resumes where it was."""

from __future__ import annotations

import asyncio
import random
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.blackbox.installation import Someone
from tests.realtime.client import UNREACHABLE, Closed, Message, Socket, is_event, number_of
from tests.realtime.client_model import ClientModel, Reader
from tests.services import RunningProduct

STAYS_SECONDS = (0.2, 2.2)
COMES_BACK_SECONDS = (0.01, 0.3)


@dataclass(frozen=True)
class Resync:
    """It was told to reload, between these two numbers."""

    reason: str
    held: int
    number: int


@dataclass(frozen=True)
class NotResumed:
    """Its position ``held`` was not accepted, and after how long it was given ``number`` instead."""

    held: int
    number: int
    seconds: float


@dataclass
class EventReader:
    """``received`` holds number, type and id of each event in order of arrival, over all connections.

    One that ``forgets`` reloads everything when it reconnects, and listens from the position of that read.
    """

    person: Someone
    role: str
    products: Sequence[RunningProduct]
    reader: Reader
    forgets: bool = False
    stays_seconds: tuple[float, float] = STAYS_SECONDS
    """It stays connected for a random time between these two."""
    position: str = ""
    start: int = 0
    screen: ClientModel = field(default_factory=ClientModel)
    received: list[tuple[int, str, str]] = field(default_factory=list)
    resyncs: list[Resync] = field(default_factory=list)
    closes: Counter[int] = field(default_factory=Counter)
    not_resumed: list[NotResumed] = field(default_factory=list)
    connected: int = 0
    drops: int = 0

    async def begin(self) -> None:
        """Connect for the first time, and load everything."""
        socket = await Socket.open(self.products[0].base_url, self.person.token)
        self.position = socket.ready["position"]
        self.start = number_of(self.position)
        self.screen = await self.reader.screen()
        socket.drop()

    async def live(self, stop: asyncio.Event) -> None:
        """Connect, stay for a moment, get disconnected, reconnect, possibly to another process."""
        while not stop.is_set():
            socket = await self._connected()
            if socket is not None:
                try:
                    async with asyncio.timeout(random.uniform(*self.stays_seconds)):
                        await self._listen(socket)
                except TimeoutError:
                    self.drops += 1
                finally:
                    socket.drop()
            await asyncio.sleep(random.uniform(*COMES_BACK_SECONDS))

    async def catch_up(self, number: int) -> None:
        """Receive everything up to this number, by events alone."""
        self.forgets = False
        while number_of(self.position) < number:
            socket = await self._connected()
            if socket is None:
                await asyncio.sleep(COMES_BACK_SECONDS[1])
                continue
            try:
                await self._listen(socket, number)
            finally:
                socket.drop()

    async def _connected(self) -> Socket | None:
        if self.forgets:
            self.screen, self.position = await self.reader.screen_and_position()
            self.start = number_of(self.position)
            self.received.clear()
        began = time.monotonic()
        try:
            socket = await Socket.open(
                random.choice(self.products).base_url, self.person.token, self.position
            )
        except Closed as end:
            self.closes[end.code] += 1
            return None
        except UNREACHABLE:
            return None
        self.connected += 1
        if not socket.ready["resumed"]:
            held, self.position = number_of(self.position), socket.ready["position"]
            seconds = round(time.monotonic() - began, 1)
            self.not_resumed.append(NotResumed(held, number_of(self.position), seconds))
            self.screen = await self.reader.screen()
        return socket

    async def _listen(self, socket: Socket, number: int | None = None) -> None:
        """Receive messages until disconnected, or until this number is reached."""
        try:
            while number is None or number_of(self.position) < number:
                await self._take(await socket.next(60))
                # Messages are not kept: with a thousand connections they would need too much memory.
                socket.heard.clear()
        except Closed as end:
            self.closes[end.code] += 1

    async def _take(self, message: Message) -> None:
        if message["type"] == "resync":
            # If disconnected in the middle of this, it still has the old position, and receives the events again.
            self.screen = await self.reader.screen()
            held, now = number_of(self.position), number_of(message["position"])
            self.resyncs.append(Resync(message["reason"], held, now))
        elif is_event(message):
            self.received.append((number_of(message["position"]), message["type"], message["id"]))
            self.screen.take(message)
        self.position = message.get("position", self.position)
