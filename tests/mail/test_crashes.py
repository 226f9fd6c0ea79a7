"""Processes that are killed while they send lose no mail, and repeat at most the one that was under way."""

from __future__ import annotations

import asyncio
import os
import random
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from tests.core.organisation import World
from tests.mail.news import ALARM, outbox, queue, sql_store
from tests.mail.smtp_server import mail_server
from tests.patience import HANGS
from tms_core.actor import SYSTEM
from tms_core.application import utc_now
from tms_core.mail.sending import get_outbox_status

ROOT = Path(__file__).parents[2]

WORKER = """
import asyncio, sys
from tests.core.organisation import services
from tests.mail.news import QUICK, sender, sql_store
from tms_adapters.mail.smtp import SmtpTransport
from tms_core.application import Application
from tms_web.settings.mail_parsers import smtp_url

async def main():
    app = Application(await sql_store(sys.argv[1]), services())
    async with sender(app, SmtpTransport(smtp_url(sys.argv[2]))) as running:
        print(running.holder, flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""


@asynccontextmanager
async def process(*arguments: str) -> AsyncIterator[asyncio.subprocess.Process]:
    """A process of its own that sends."""
    running = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        WORKER,
        *arguments,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"},
        stdout=asyncio.subprocess.PIPE,
    )
    assert running.stdout is not None
    try:
        async with asyncio.timeout(HANGS):
            await running.stdout.readline()
        yield running
    finally:
        if running.returncode is None:
            running.kill()
        await running.wait()


@pytest.mark.parametrize(
    ("kind", "kills", "mails"),
    [
        ("sqlite", 2, 60),
        pytest.param("sqlite", 20, 500, marks=pytest.mark.long),
        pytest.param("mariadb", 20, 500, marks=[pytest.mark.long, pytest.mark.services]),
    ],
)
async def test_a_process_that_is_killed_repeats_at_most_the_mail_that_was_under_way(
    kind: str, kills: int, mails: int, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path}/tms.db"
    if kind == "mariadb":
        url = request.getfixturevalue("fresh_mariadb_url")()
    world = World(await sql_store(url))
    world.app.clock = utc_now
    readers = await world.trainees(3)
    async with mail_server() as server:
        server.seconds = 0.02
        smtp = f"smtp://127.0.0.1:{server.port}?tls=off"
        senders = [process(url, smtp) for _ in range(2)]
        running = [await each.__aenter__() for each in senders]
        ids = [readers[number % 3].id for number in range(mails)]
        await world.app.run(queue, SYSTEM, ALARM, ids, "hello")
        for kill in range(kills):
            goal = mails * (kill + 1) // (kills + 2)
            await until_received(server.received, goal)
            await asyncio.sleep(random.uniform(0, 0.02))
            status = await lease_holder(world)
            victim = next(
                (place for place, each in enumerate(running) if f":{each.pid}:" in (status or "")), kill % 2
            )
            running[victim].kill()
            await senders[victim].__aexit__(None, None, None)
            senders[victim] = process(url, smtp)
            running[victim] = await senders[victim].__aenter__()
        await until_received(server.received, mails)

        async def are_sent() -> bool:
            return all(mail.state == "sent" for mail in await outbox(world.app))

        deadline = time.monotonic() + HANGS
        while not await are_sent():
            assert time.monotonic() < deadline, Counter(mail.state for mail in await outbox(world.app))
            await asyncio.sleep(0.05)
        for each in senders:
            await each.__aexit__(None, None, None)
        arrived = Counter(server.ids)
    stored = await outbox(world.app)
    assert len(arrived) == len(stored) == mails
    repeated = sum(arrived.values()) - mails
    assert repeated <= kills
    assert max(arrived.values()) <= 2
    await world.store.close()


async def until_received(received: list[object], goal: int) -> None:
    """Return once so many mails have arrived."""
    deadline = time.monotonic() + HANGS
    while len(received) < goal:
        assert time.monotonic() < deadline, len(received)
        await asyncio.sleep(0.005)


async def lease_holder(world: World) -> str | None:
    """The process that sends."""
    return (await world.app.read(get_outbox_status, SYSTEM)).sender.holder
