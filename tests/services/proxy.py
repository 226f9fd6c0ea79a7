"""A TCP proxy in front of a MariaDB that can answer chosen commands itself, with an error or not at all."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable
from types import TracebackType
from typing import Self

QUERY, PREPARE = 0x03, 0x16
ROLLBACK = b"\x09\x00\x00\x00\x03ROLLBACK"

Plan = Callable[[int, str], int | str | None]
"""What to do with a command, given its number in its transaction (START TRANSACTION is 0) and its text: None forwards
it; a number is the error to answer with, after rolling the transaction back as a Galera abort does; ``"silent"`` rolls
back and forwards it; ``"hang"`` answers nothing; ``"lost"`` closes the connection; ``"done"`` closes it after the
server has answered."""


class Proxy:
    """``async with Proxy(port) as proxy: proxy.plan = …``. Understands only the parts of the protocol that it needs."""

    def __init__(self, server_port: int) -> None:
        self._server_port = server_port
        self._tasks: set[asyncio.Task[None]] = set()
        self.plan: Plan = lambda number, text: None
        self.commands: list[str] = []
        """The commands that were forwarded or answered, in order."""
        self._port = 0
        self._running = asyncio.Event()
        self._running.set()

    @property
    def port(self) -> int:
        return self._port

    def freeze(self) -> None:
        """Accept connections and answer nothing, like a frozen host."""
        self._running.clear()

    def thaw(self) -> None:
        """Continue where everything was frozen."""
        self._running.set()

    async def start(self) -> None:
        """Listen (again), on the same port."""
        self._server = await asyncio.start_server(self._serve, "127.0.0.1", self._port)
        self._port = int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        """Break every connection and refuse new ones."""
        self._server.close()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)

    async def running(self) -> None:
        """Wait while it is frozen."""
        await self._running.wait()

    async def __aenter__(self) -> Self:
        await self.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self.stop()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        ends = [writer]
        try:
            await self.running()
            server = await asyncio.open_connection("127.0.0.1", self._server_port)
            ends.append(server[1])
            await Link(self, (reader, writer), server).run()
        except (OSError, asyncio.IncompleteReadError, asyncio.CancelledError):
            pass  # asyncio's own callback would report a cancelled connection
        finally:
            for end in ends:
                end.transport.abort()


class Link:
    """One connection through the proxy."""

    def __init__(
        self,
        proxy: Proxy,
        client: tuple[asyncio.StreamReader, asyncio.StreamWriter],
        server: tuple[asyncio.StreamReader, asyncio.StreamWriter],
    ) -> None:
        self._proxy = proxy
        self._from_client, self._to_client = client
        self._from_server, self._to_server = server
        self._number = -1
        self._last = ""
        self._swallow: asyncio.Future[None] | None = None
        self._end_after_answer = False

    async def run(self) -> None:
        answers = asyncio.create_task(self._answers())
        try:
            await self._commands()
        finally:
            answers.cancel()

    async def _answers(self) -> None:
        while data := await self._from_server.read(65536):
            await self._proxy.running()
            if self._swallow is not None:
                self._swallow.set_result(None)
                self._swallow = None
                continue
            if self._end_after_answer:
                break
            self._to_client.write(data)
        self._to_client.transport.abort()

    async def _commands(self) -> None:
        while True:
            header = await self._from_client.readexactly(4)
            body = await self._from_client.readexactly(int.from_bytes(header[:3], "little"))
            await self._proxy.running()
            if header[3] == 0 and not await self._passes(body):
                continue
            self._to_server.write(header + body)

    async def _passes(self, body: bytes) -> bool:
        text = body[1:].decode(errors="replace") if body[0] in (QUERY, PREPARE) else f"command {body[0]:#x}"
        text = re.sub(r"\s+", " ", text)
        if text == "START TRANSACTION":
            self._number = 0
        elif self._number >= 0:
            self._number += 1
        self._proxy.commands.append(text)
        what = self._proxy.plan(self._number, text)
        if text in ("COMMIT", "ROLLBACK"):
            self._number = -1
        if what is None:
            return True
        if what == "hang":
            return False
        if what == "lost":
            raise asyncio.IncompleteReadError(b"", None)
        if what == "done":
            self._end_after_answer = True
            return True
        await self._roll_back()
        if isinstance(what, int):
            message = b"#HY000injected by a test"
            error = b"\xff" + what.to_bytes(2, "little") + message
            self._to_client.write(len(error).to_bytes(3, "little") + b"\x01" + error)
            return False
        return True

    async def _roll_back(self) -> None:
        self._swallow = asyncio.get_running_loop().create_future()
        swallowed = self._swallow
        self._to_server.write(ROLLBACK)
        await swallowed
