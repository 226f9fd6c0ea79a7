"""One socket, from its first message to its end."""

import asyncio
from collections.abc import Coroutine
from typing import TYPE_CHECKING, Any

import structlog
from litestar.types import Receive, Scope

from tms_core.actor import Actor
from tms_core.auth.sign_in import authenticate, verify_token
from tms_core.errors import NotAuthenticated, TransactionConflict, Unavailable
from tms_core.realtime.reader import Reader
from tms_web.http.errors import outages
from tms_web.realtime import client_messages
from tms_web.realtime.frames import PING, PONG, CloseCode, FrameWriter, error_frame, json_frame

if TYPE_CHECKING:
    from tms_web.realtime.socket_registry import SocketRegistry

log = structlog.get_logger("tms.sockets")

AUTHENTICATE_SECONDS = 5.0
PING_SECONDS = 20
SILENCE_TIMEOUT_SECONDS = 2 * PING_SECONDS
POSITION_INTERVAL_SECONDS = 2.0
STALL_TIMEOUT_SECONDS = 8.0
"""A client that has read nothing for this long is considered stalled."""
RETRY_SECONDS = 0.3
CAPACITY_POLL_SECONDS = 0.05
MAX_CONCURRENT_REQUESTS = 8


class Closing(Exception):
    """The socket must be closed."""

    def __init__(self, code: CloseCode, reason: str) -> None:
        super().__init__(reason)
        self.code = code
        self.reason = reason


class ClientSocket:
    """Sends one client its events, as fast as the client reads, and answers its messages."""

    reader: Reader[bytes]

    def __init__(
        self, registry: "SocketRegistry", scope: Scope, receive: Receive, writer: FrameWriter
    ) -> None:
        self._registry = registry
        self._scope = scope
        self._receive = receive
        self._writer = writer
        self._rate = client_messages.RateLimiter()
        self._tasks: set[asyncio.Task[None]] = set()
        self._wakeup: asyncio.Event | None = None
        self._token = ""
        self._is_ending = False
        self._since = self._heard = self._taking = asyncio.get_running_loop().time()
        self._taken = 0
        self._marked = 0.0
        self._pinged = 0.0
        self._expires = 0.0
        self.code = 0

    @property
    def user_id(self) -> int | None:
        """The user who is signed in on this socket."""
        return self.reader.actor.id

    async def run(self) -> None:
        """Serve the socket until the connection ends."""
        try:
            await self._start()
        except Closing as closing:
            await self.end(closing.code, closing.reason)
            return
        except Unavailable as error:
            outages.log(error, None)
            await self.end(CloseCode.TRY_AGAIN, "the database is unavailable")
            return
        try:
            self.flush()
            await self._listen()
        except Closing as closing:
            await self.end(closing.code, closing.reason)
        finally:
            self._is_ending = True
            self.reader.close()
            self._registry.leave(self)
            for task in self._tasks:
                task.cancel()
            log.info("socket_closed", user_id=self.user_id, code=self.code or None, seconds=self._age())

    def flush(self) -> None:
        """Send new messages while there is capacity. Never waits."""
        if self._is_ending:
            return
        if self._wakeup is not None:
            self._wakeup.set()
            return
        reader, writer = self.reader, self._writer
        while not (reader.needs_reauth or reader.is_behind):
            if not writer.has_capacity:
                return
            if frames := reader.pull():
                writer.write(frames)
                self._registry.count_sent(len(frames))
            if reader.is_up_to_date and not reader.needs_reauth:
                return
        self._wakeup = asyncio.Event()
        self._spawn(self._catch_up(self._wakeup))

    def tick(self, now: float) -> None:
        """Runs every second: heartbeats, position messages, and closing sockets that are silent, stalled or signed out."""
        if self._is_ending:
            return
        if now >= self._expires:
            self.end_soon(CloseCode.NOT_SIGNED_IN, "the sign-in has expired")
        elif now - self._heard > SILENCE_TIMEOUT_SECONDS:
            self.end_soon(CloseCode.TOO_SLOW, "silent for too long")
        elif self._is_stuck(now):
            self.end_soon(CloseCode.TOO_SLOW, "what was sent is not read")
        else:
            if self._may_be_idle():
                self.reader.require_reauth()
            self._heartbeat(now)
            self.flush()

    def end_soon(self, code: CloseCode, reason: str) -> None:
        """Close the connection, without waiting for it."""
        if not self._is_ending:
            self._spawn(self.end(code, reason))

    async def end(self, code: CloseCode, reason: str) -> None:
        """Close the connection; nothing is sent after that."""
        if not self._is_ending:
            self._is_ending = True
            self.code = code
            await self._writer.close(code, reason)

    async def _start(self) -> None:
        """Authenticate the client and find the position it resumes from. Raises ``Closing``, ``Unavailable``."""
        try:
            async with asyncio.timeout(AUTHENTICATE_SECONDS):
                first = await self._receive()
        except TimeoutError:
            raise Closing(CloseCode.SILENT_AT_FIRST, "authenticate within 5 seconds") from None
        since = self._signed_in(first)
        try:
            self.reader = await self._registry.feed.open(self._identity, since, self.flush)
        except NotAuthenticated as refusal:
            raise Closing(CloseCode.NOT_SIGNED_IN, refusal.detail) from None
        except TransactionConflict:
            raise Closing(CloseCode.TRY_AGAIN, "the database is unavailable") from None
        if not self._registry.join(self):
            self.reader.close()
            raise Closing(CloseCode.TOO_MANY, "too many sockets for one user")
        self._begin(self.reader.actor)

    def _signed_in(self, first: Any) -> str | None:
        try:
            message = client_messages.read(first) if first["type"] == "websocket.receive" else None
        except client_messages.InvalidMessage as invalid:
            raise Closing(CloseCode.NOT_SIGNED_IN, invalid.detail) from None
        if not isinstance(message, client_messages.Authenticate):
            raise Closing(CloseCode.NOT_SIGNED_IN, "send authenticate first")
        self._token = message.token
        return message.since

    def _begin(self, actor: Actor) -> None:
        now = asyncio.get_running_loop().time()
        self._heard = self._taking = self._marked = self._pinged = now
        if actor.token_expires_at is not None:
            left = actor.token_expires_at - self._registry.feed.application.clock()
            self._expires = now + left.total_seconds()
        ready = {
            "position": str(self.reader.at),
            "resumed": self.reader.resumed,
            "ping_seconds": PING_SECONDS,
        }
        self._writer.write([json_frame({"type": "ready", **ready})])
        log.info("socket_opened", user_id=actor.id, resumed=self.reader.resumed)

    async def _identity(self) -> Actor:
        application = self._registry.feed.application
        return (await authenticate(application, verify_token(application, self._token))).actor

    async def _listen(self) -> None:
        clock = asyncio.get_running_loop().time
        while (message := await self._receive())["type"] == "websocket.receive":
            self._heard = clock()
            if self._rate.is_exceeded(self._heard):
                raise Closing(CloseCode.TOO_MANY, client_messages.TOO_MANY_MESSAGES)
            try:
                await self._handle(client_messages.read(message))
            except client_messages.InvalidMessage as invalid:
                self._writer.write([error_frame(invalid.code, invalid.detail, invalid.about)])

    async def _handle(
        self, message: client_messages.Get | client_messages.Heartbeat | client_messages.Authenticate
    ) -> None:
        match message:
            case client_messages.Heartbeat("ping"):
                self._writer.write([PONG])
            case client_messages.Get():
                while len(self._tasks) >= MAX_CONCURRENT_REQUESTS:
                    await asyncio.wait(self._tasks, return_when=asyncio.FIRST_COMPLETED)
                self._spawn(self._answer(message))
            case client_messages.Authenticate():
                raise client_messages.InvalidMessage(
                    "already_authenticated", "This socket is already signed in. Open another one."
                )

    async def _answer(self, get: client_messages.Get) -> None:
        try:
            frame = await self._registry.requests.answer(self._scope, self._token, get.id, get.path)
        except Exception:
            log.exception("data_request_failed", user_id=self.user_id)
            frame = error_frame("internal_error", "Something went wrong on our side.", {"id": get.id})
        await self._wait_for_capacity()
        if not self._is_ending:
            self._writer.write([frame])

    async def _wait_for_capacity(self) -> None:
        while not (self._writer.has_capacity or self._is_ending):  # noqa: ASYNC110 - rare, and ticks are fine
            await asyncio.sleep(CAPACITY_POLL_SECONDS)

    async def _catch_up(self, wakeup: asyncio.Event) -> None:
        """The work that has to wait: checking the client's authentication again, and reading the log."""
        try:
            while self.reader.needs_reauth or self.reader.is_behind:
                wakeup.clear()
                if self.reader.needs_reauth:
                    await self.reader.reauthenticate()
                elif not self._writer.has_capacity:
                    await wakeup.wait()
                elif frames := await self.reader.read_log():
                    self._writer.write(frames)
                    self._registry.count_sent(len(frames))
        except NotAuthenticated as refusal:
            await self.end(CloseCode.NOT_SIGNED_IN, refusal.detail)
        except (Unavailable, TransactionConflict):
            await asyncio.sleep(RETRY_SECONDS)
        except Exception:
            log.exception("socket_failed", user_id=self.user_id)
            await self.end(CloseCode.FAILED, "something went wrong on our side")
        finally:
            self._wakeup = None
        self.flush()

    def _heartbeat(self, now: float) -> None:
        if now - self._pinged >= PING_SECONDS:
            mark = self.reader.mark(anyway=True)
            self._writer.write([PING] if mark is None else [PING, mark])
            self._pinged = self._marked = now
        elif now - self._marked >= POSITION_INTERVAL_SECONDS:
            self._marked = now
            if (mark := self.reader.mark()) is not None:
                self._writer.write([mark])

    def _may_be_idle(self) -> bool:
        """Whether the sign-in has ended, unless it was used since it was last looked at. Pings do not use it."""
        idle_at = self.reader.actor.idle_at
        return idle_at is not None and self._registry.feed.application.clock() >= idle_at

    def _is_stuck(self, now: float) -> bool:
        taken = self._writer.taken
        if taken != self._taken or not self._writer.waiting:
            self._taken, self._taking = taken, now
        return now - self._taking > STALL_TIMEOUT_SECONDS

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    def _age(self) -> float:
        return round(asyncio.get_running_loop().time() - self._since, 1)
