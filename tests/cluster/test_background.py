"""Background work on a cluster: processes and nodes die, and everybody is told everything once."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

from tests.cluster.deployment import SYNC_SECONDS
from tests.cluster.faults import FORGOTTEN_SECONDS, kill
from tests.cluster.galera import GaleraCluster
from tests.conftest import Figures
from tests.core.organisation import World
from tests.findings import Findings
from tests.mail.smtp_server import mail_server
from tests.patience import patience
from tms_adapters.sql import migrate, open_store
from tms_core.actor import SYSTEM
from tms_core.application import Application, utc_now
from tms_core.consumers.model import ConsumerStatus
from tms_core.consumers.use_cases import get_statuses
from tms_core.errors import Unavailable
from tms_core.mail.sending import get_outbox_status
from tms_core.notifications.news import NEWS
from tms_core.users.model import User

pytestmark = pytest.mark.cluster

ROOT = Path(__file__).parents[2]
HAND_OVER_SECONDS = 5
MANY = 15
"""Sessions that are created between two faults."""

WORKER = """
import asyncio, sys
from dataclasses import replace
from datetime import timedelta
from tests.core.organisation import services
from tms_adapters.mail.composer import MailComposer
from tms_adapters.mail.smtp import SmtpTransport
from tms_adapters.sql import open_store
from tms_core.application import Application
from tms_core.consumers.runner import Consumers
from tms_core.mail.sender import MailSender
from tms_core.unit_of_work import MailSettings
from tms_web.settings.mail_parsers import smtp_url

async def main():
    own = replace(services(), mail=MailSettings(hold=timedelta(0)))
    app = Application(await open_store(sys.argv[1]), own)
    composer, transport = MailComposer("training@example.org"), SmtpTransport(smtp_url(sys.argv[2]))
    async with Consumers(app), MailSender(app, composer, transport):
        print("ready", flush=True)
        await asyncio.Event().wait()

asyncio.run(main())
"""

Process = asyncio.subprocess.Process


@asynccontextmanager
async def worker(url: str, smtp: str) -> AsyncIterator[Process]:
    """A process of its own that does background work and sends mails."""
    running = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        WORKER,
        url,
        smtp,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"},
        stdout=asyncio.subprocess.PIPE,
    )
    assert running.stdout is not None
    try:
        async with asyncio.timeout(patience(60)):
            await running.stdout.readline()
        yield running
    finally:
        if running.returncode is None:
            running.kill()
        await running.wait()


async def news(app: Application) -> ConsumerStatus:
    """How far the consumer has come that tells people what happens."""
    while True:
        try:
            [found] = [each for each in await app.read(get_statuses, SYSTEM) if each.name == NEWS.name]
        except Unavailable:
            await asyncio.sleep(0.05)
        else:
            return found


class Organisation:
    """Creates sessions one after the other, whatever breaks meanwhile."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.created = 0

    async def begin(self) -> None:
        self._admin, self._trainer = await self.world.admin(), await self.world.trainer()
        self._trainee = await self.world.trainee()

    @property
    def concerned(self) -> set[int]:
        """Whom each session concerns."""
        return {self._trainer.id, self._trainee.id}

    async def go_on(self) -> None:
        trainer, people = self._trainer.id, (self._trainee,)
        while True:
            try:
                await self._create(trainer, people)
                self.created += 1
            except Unavailable:
                pass  # nobody knows whether it was created: the log does
            await asyncio.sleep(0.05)

    async def _create(self, trainer_id: int, people: tuple[User, ...]) -> None:
        start = utc_now() + timedelta(days=1)
        await self.world.session(self._admin, *people, start=start, trainer_id=trainer_id)

    async def until_more(self) -> None:
        goal, deadline = self.created + MANY, time.monotonic() + patience(60)
        while self.created < goal:
            assert time.monotonic() < deadline, f"{self.created} of {goal} sessions"
            await asyncio.sleep(0.05)


async def test_everybody_is_told_once_while_processes_and_nodes_die(
    three_nodes: GaleraCluster, figures: Figures
) -> None:
    findings = Findings()
    failing_node = three_nodes.nodes[0]
    hosts = [f"{node.host}:{node.port}" for node in three_nodes.nodes]
    urls = [
        f"mysql+asyncmy://root@{','.join(hosts[n:] + hosts[:n])}/tms_background" for n in range(len(hosts))
    ]
    await migrate(urls[1])
    world = World(await open_store(urls[1]))
    world.app.clock = utc_now
    organisation = Organisation(world)
    await organisation.begin()
    async with mail_server() as server, AsyncExitStack() as running:
        server.seconds = 0.01
        smtp = f"smtp://127.0.0.1:{server.port}?tls=off"
        workers = [await running.enter_async_context(worker(url, smtp)) for url in urls]
        await _until_registered(world.app)
        writing = asyncio.create_task(organisation.go_on())
        running.callback(writing.cancel)
        for number in (1, 2):
            await organisation.until_more()
            holder = (await news(world.app)).holder or ""
            [victim] = [each for each in workers if f":{each.pid}:" in holder]
            workers.remove(victim)
            victim.kill()
            died, before = time.monotonic(), (await news(world.app)).position
            await _until_another_goes_on(world.app, holder, before)
            took = round(time.monotonic() - died, 1)
            findings.at_most(
                f"Process {number} killed: seconds until another goes on", took, HAND_OVER_SECONDS
            )
            workers.append(await running.enter_async_context(worker(urls[number - 1], smtp)))
        await organisation.until_more()
        away = asyncio.create_task(kill(failing_node, FORGOTTEN_SECONDS + 2))
        await asyncio.sleep(FORGOTTEN_SECONDS)
        await organisation.until_more()
        await away
        await organisation.until_more()
        writing.cancel()
        await _until_done(world.app)
    told, mails = await _stored(urls[1])
    log = await world.store.log.after(0, 100_000)
    sessions = {each.event.entity_id for each in log if each.event.type == "session_created"}
    await world.store.close()
    arrived = Counter(server.ids)
    wanted = {(user, session) for user in organisation.concerned for session in sessions}
    findings.note("Sessions", len(sessions))
    findings.none("Notifications that are missing", len(wanted - told.keys()))
    findings.none("Notifications of nothing", len(told.keys() - wanted))
    findings.none("Notifications that are there twice", sum(count > 1 for count in told.values()))
    findings.exactly("Mails in the outbox", mails, len(wanted))
    findings.exactly("Mails that arrived", len(arrived), len(wanted))
    findings.at_most("Mails that arrived twice", sum(arrived.values()) - len(arrived), 3)
    figures(str(findings))
    findings.check()


async def _until_registered(app: Application) -> None:
    deadline = time.monotonic() + patience(30)
    while not any(each.name == NEWS.name for each in await app.read(get_statuses, SYSTEM)):
        assert time.monotonic() < deadline
        await asyncio.sleep(0.05)


async def _until_another_goes_on(app: Application, dead: str, position: int) -> None:
    deadline = time.monotonic() + patience(30)
    while True:
        status = await news(app)
        if status.holder not in (None, dead) and status.position > position:
            return
        assert time.monotonic() < deadline, status
        await asyncio.sleep(0.05)


async def _until_done(app: Application) -> None:
    """Everything was told, and every mail was sent."""
    deadline = time.monotonic() + patience(SYNC_SECONDS)
    while True:
        status = await app.read(get_outbox_status, SYSTEM)
        if (await news(app)).behind == 0 and status.due_since is None and not status.sending:
            break
        assert time.monotonic() < deadline, status
        await asyncio.sleep(0.1)


async def _stored(url: str) -> tuple[Counter[tuple[int, int]], int]:
    """Who was told of which session how often, and the number of mails that were sent about that."""
    engine = create_async_engine(url.replace(url.partition("@")[2], _first_host(url)))
    async with engine.connect() as connection:
        rows = await connection.execute(text("SELECT user_id, subject_id FROM notifications"))
        told = Counter((row.user_id, row.subject_id) for row in rows)
        mails = await connection.execute(
            text("SELECT COUNT(*) FROM outbox WHERE state = 'sent' AND kind = 'notification'")
        )
        sent = int(mails.scalar_one())
    await engine.dispose()
    return told, sent


def _first_host(url: str) -> str:
    """The rest of a URL with the first of its hosts alone."""
    hosts, _, database = url.partition("@")[2].partition("/")
    return f"{hosts.split(',')[0]}/{database}"
