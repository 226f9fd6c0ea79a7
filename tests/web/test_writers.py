"""Frames written directly to the transport and messages sent through any ASGI server are the same to a client."""

from __future__ import annotations

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import uvicorn
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from tests.core.organisation import World, as_actor
from tests.patience import HANGS
from tests.web.conftest import Web, some_settings, world_of_tokens
from tms_core.actor import SYSTEM
from tms_core.assignments.model import NewAssignment
from tms_core.assignments.use_cases import assign_student
from tms_core.auth.model import PasswordReset
from tms_core.auth.use_cases import reset_password
from tms_core.consumers.use_cases import get_statuses
from tms_core.sessions.commands import delete_session, remove_trainee, update_session
from tms_core.users.model import User
from tms_core.users.use_cases import update_user
from tms_web.app import create_asgi_app
from tms_web.cli.serve import MAX_FRAME_BYTES
from tms_web.realtime.frames import EXTENSION

DIRECT = "tms_web.uvicorn_protocols:SocketProtocol"
PLAIN = "websockets-sansio"
TIMED = {"mark", "ping"}
"""Messages that depend on timing, and so may or may not occur."""
REQUESTS = [
    "/sessions/?limit=10",
    "/sessions/1",
    "/users/",
    "/assignments/",
    "/audit/passwords",
    "/reports/generate",
    "/nowhere",
]


class Visitor:
    """A client and everything it received. What differs in every run, such as unique ids, is left out."""

    def __init__(self, connection: Any) -> None:
        self._connection = connection
        self.told: list[Any] = []

    async def say(self, message: Any) -> None:
        await self._connection.send(json.dumps(message) if isinstance(message, dict) else message)

    async def hear(self) -> Any:
        """The next message; the close code at the end."""
        try:
            async with asyncio.timeout(HANGS):
                while (message := json.loads(await self._connection.recv()))["type"] in TIMED:
                    pass
        except ConnectionClosed:
            self.told.append((self._connection.close_code, self._connection.close_reason))
            return self._connection.close_code
        if (position := message.get("position")) is not None:
            message["position"] = position.split(".")[1]
        if message["type"] != "response":
            message.pop("id", None)
        self.told.append(message)
        return message

    async def hear_until(self, **wanted: Any) -> None:
        """Everything up to a message, or an event about something, with these members."""
        while True:
            message = await self.hear()
            assert isinstance(message, dict), f"the socket closed with {message}"
            if wanted.items() <= (message | message.get("data", {})).items():
                return


@asynccontextmanager
async def served(world: World, ws: str) -> AsyncIterator[tuple[Web, str, set[bool]]]:
    """The web layer on a server with that WebSocket implementation, which may provide its transports."""
    app = create_asgi_app(world.app, some_settings())
    direct: set[bool] = set()

    async def noting(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "websocket":
            direct.add(EXTENSION in scope["extensions"])
        await app(scope, receive, send)

    config = uvicorn.Config(
        noting,
        ws=ws,
        log_config=None,
        ws_max_size=MAX_FRAME_BYTES,
        ws_per_message_deflate=False,
        ws_ping_interval=None,
        lifespan="on",
        timeout_graceful_shutdown=5,
    )
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        serving = asyncio.create_task(server.serve(sockets=[listener]))
        async with asyncio.timeout(HANGS):
            while not server.started:  # noqa: ASYNC110 - there is no event to wait for
                await asyncio.sleep(0.01)
        try:
            yield Web(world, app), f"ws://127.0.0.1:{listener.getsockname()[1]}/ws", direct
        finally:
            server.should_exit = True
            await serving


class Conversation:
    """The same events and the same clients, on a server of either kind."""

    def __init__(self, world: World, web: Web, url: str) -> None:
        self.world = world
        self.web = web
        self.url = url
        self.visitors: dict[str, Visitor] = {}

    async def come(self, name: str, *first: Any) -> Visitor:
        """Connect, and send something at once."""
        connection = await connect(self.url, compression=None, ping_interval=None, max_size=None)
        visitor = self.visitors[name] = Visitor(connection)
        for message in first:
            await visitor.say(message)
        return visitor

    async def sign_in(self, name: str, user: User, since: str | None = None) -> Visitor:
        message = {"type": "authenticate", "token": await self.web.token(user), "since": since}
        visitor = await self.come(name, message)
        await visitor.hear()
        return visitor

    async def hold(self) -> None:
        """Everybody connects, events happen, data is requested, and rules are broken."""
        world = self.world
        admin, trainer = await world.admin(), await world.trainer()
        people = [await world.trainee() for _ in range(3)]
        everybody = [admin, trainer, *people]
        names = ["admin", "trainer", "stays", "is removed", "is reset"]
        for user in everybody:
            await self.web.token(user)  # which changes a password, and that is an event
        start = str((await world.store.log.state()).head)
        for name, user in zip(names, everybody, strict=True):
            await self.sign_in(name, user, start)
        await self._happen(admin, trainer, people)
        for name in names[:-1]:
            await self.visitors[name].hear_until(title="the last")
        for name in ("stays", "is removed"):
            await self.visitors[name].hear_until(type="notification")
        while await self.visitors["is reset"].hear() != 4401:
            pass
        for name in names[:-1]:
            await self._ask(self.visitors[name])
        again = await self.sign_in("admin again", admin, start)
        await again.hear_until(type="caught_up")
        await self._break_rules(trainer)

    async def _happen(self, admin: User, trainer: User, people: list[User]) -> None:
        by = as_actor(admin)
        stays, removed, reset = people
        session = await self.world.session(trainer, *people, title="Grüße, 世界", description="x" * 500)
        await self._told()
        await self._run(update_session, by, session.id, {"title": "changed"})
        await self._run(remove_trainee, by, session.id, removed.id)
        await self._run(assign_student, by, NewAssignment(student_id=stays.id, teacher_id=trainer.id))
        await self._run(update_user, by, trainer.id, {"last_name": "Renamed"})
        await self._run(reset_password, by, reset.id, PasswordReset(new_password="another one"))
        other = await self.world.session(trainer)
        await self._told()
        await self._run(delete_session, by, other.id)
        await self.world.session(trainer, stays, removed, title="the last")
        await self._told()

    async def _run(self, *command: Any) -> None:
        await self.world.app.run(*command)
        await self._told()

    async def _told(self) -> None:
        """Return once people have been told in the background of what has happened, so that it is always told at the same
        place among the events."""
        head = (await self.world.store.log.state()).head.number
        async with asyncio.timeout(HANGS):
            while (await self.world.app.read(get_statuses, SYSTEM))[0].position < head:  # noqa: ASYNC110
                await asyncio.sleep(0.005)

    async def _ask(self, visitor: Visitor) -> None:
        for number, path in enumerate(REQUESTS):
            await visitor.say({"type": "get", "id": number, "path": path})
            await visitor.hear()
        for odd in ({"type": "ping"}, {"type": "dance"}, {"type": "get", "id": "a"}, "{", b"bytes"):
            await visitor.say(odd)
            await visitor.hear()

    async def _break_rules(self, user: User) -> None:
        await (await self.come("forger", {"type": "authenticate", "token": "forged"})).hear()
        await (await self.come("impatient", {"type": "get", "id": 1, "path": "/users/"})).hear()
        await (await self.come("binary", b"\x00")).hear()
        wordy = await self.sign_in("wordy", user)
        await wordy.say("x" * (MAX_FRAME_BYTES + 1))
        await wordy.hear()
        flooding = await self.sign_in("flooding", user)
        with suppress(ConnectionClosed):  # before everything is sent
            for _ in range(500):
                await flooding.say({"type": "pong"})
        await flooding.hear()


async def told_over(ws: str) -> dict[str, list[Any]]:
    """What every client received from a server of that kind, until it shut down."""
    world = world_of_tokens()
    async with served(world, ws) as (web, url, direct):
        conversation = Conversation(world, web, url)
        await conversation.hold()
        assert direct == {ws == DIRECT}
    for name in ("admin", "admin again", "trainer", "stays", "is removed"):
        while isinstance(await conversation.visitors[name].hear(), dict):
            pass
    return {name: visitor.told for name, visitor in conversation.visitors.items()}


async def test_both_writers_send_exactly_the_same() -> None:
    direct, plain = await told_over(DIRECT), await told_over(PLAIN)
    assert {name: told[-1][0] for name, told in direct.items()} == {
        "admin": 1012,
        "admin again": 1012,
        "trainer": 1012,
        "stays": 1012,
        "is removed": 1012,
        "is reset": 4401,
        "forger": 4401,
        "impatient": 4401,
        "binary": 4401,
        "wordy": 1009,
        "flooding": 4429,
    }
    answers = [message for message in direct["admin"][:-1] if message["type"] == "response"]
    assert [answer["status"] for answer in answers] == [200, 200, 200, 200, 200, 406, 404]
    assert len(direct["admin"]) > len(direct["stays"]) > 15
    for name, told in direct.items():
        assert told == plain[name], name
