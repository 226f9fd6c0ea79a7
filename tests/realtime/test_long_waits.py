"""Everything that takes long, tested concurrently: pings, position messages, silent clients, expiring tokens."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass

import pytest

from tests.blackbox.installation import Installation, Someone
from tests.patience import check_promise
from tests.realtime.client import Message, Socket
from tests.realtime.conftest import PATIENT, SECRET
from tests.realtime.test_refused_sockets import forged
from tests.services import RunningProduct

pytestmark = [pytest.mark.slow, pytest.mark.long]

PING_SECONDS = 20
TOKEN_SECONDS = 48
"""Long enough for a silent client to be disconnected before."""
SLACK_SECONDS = 5
NOT_SIGNED_IN, TOO_SLOW = 4401, 4410


@dataclass
class Story:
    """What one client received."""

    heard: list[Message]
    code: int
    seconds: float

    def first(self, kind: str) -> float:
        """Seconds until the first message of this type."""
        return float(next(message["after"] for message in self.heard if message["type"] == kind))

    def count(self, kind: str) -> int:
        return sum(message["type"] == kind for message in self.heard)


async def test_pings_and_positions_arrive_and_silent_or_expired_sockets_are_closed() -> None:
    """The tokens expire at the same moment. All clients connect at once, and then nothing happens at all."""
    with RunningProduct(PATIENT | {"TMS_SECRET_KEY": SECRET}) as product:
        installation = Installation(product)
        people = [installation.add() for _ in range(3)]
        end = int(time.time()) + TOKEN_SECONDS
        for person in people:
            person.client.headers["Authorization"] = f"Bearer {forged(person, exp=end)}"
        answering, silent, pinging = await asyncio.gather(
            answer(people[0]), keep_silent(people[1]), keep_pinging(people[2])
        )
        installation.close()
    for kind in ("ping", "mark"):
        check_promise(PING_SECONDS + SLACK_SECONDS, answering.first(kind))
        assert answering.count(kind) >= TOKEN_SECONDS // (PING_SECONDS + SLACK_SECONDS / 2)
    assert silent.code == TOO_SLOW
    assert silent.seconds > PING_SECONDS
    check_promise(2 * PING_SECONDS + SLACK_SECONDS, silent.seconds)
    for story in (answering, pinging):  # a client's own ping is a sign of life as well
        assert story.code == NOT_SIGNED_IN
        assert story.seconds > TOKEN_SECONDS - 3
        check_promise(TOKEN_SECONDS + SLACK_SECONDS, story.seconds)


async def _until_closed(socket: Socket, began: float) -> Story:
    code = 0

    async def read() -> None:
        nonlocal code
        code = await socket.closed(TOKEN_SECONDS + 4 * SLACK_SECONDS)

    reading = asyncio.create_task(read())
    seen = 0
    while not reading.done():
        for message in socket.heard[seen:]:
            message["after"] = time.monotonic() - began
        seen = len(socket.heard)
        await asyncio.sleep(0.05)
    await reading
    return Story([message for message in socket.heard if "after" in message], code, time.monotonic() - began)


async def answer(someone: Someone) -> Story:
    """A well-behaved client, until its token expires."""
    socket = await Socket.open(str(someone.client.base_url), someone.token)
    return await _until_closed(socket, time.monotonic())


async def keep_silent(someone: Someone) -> Story:
    """A client that reads but never answers a ping."""
    socket = await Socket.open(str(someone.client.base_url), someone.token)
    socket.answers_pings = False
    return await _until_closed(socket, time.monotonic())


async def keep_pinging(someone: Someone) -> Story:
    """A client that does not answer pings but sends its own."""
    socket = await Socket.open(str(someone.client.base_url), someone.token)
    socket.answers_pings = False
    began = time.monotonic()

    async def ping() -> None:
        while True:
            await asyncio.sleep(PING_SECONDS / 2)
            await socket.send({"type": "ping"})

    pinging = asyncio.create_task(ping())
    story = await _until_closed(socket, began)
    pinging.cancel()
    return story
