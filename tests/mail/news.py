"""A feature that sends mails: news, which are held and merged, and alarms, which are not."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from tests.core.organisation import World
from tests.patience import HANGS
from tms_adapters.mail.composer import MailComposer
from tms_adapters.memory import MemoryStore
from tms_adapters.memory.feature import MemoryFeature
from tms_adapters.sql import migrate, open_store
from tms_adapters.sql.feature import SqlFeature
from tms_core.actor import SYSTEM, Actor
from tms_core.application import Application, Store
from tms_core.application.feature import Feature
from tms_core.application.letters import Letter, MailKind, Section
from tms_core.entity import PageRequest
from tms_core.mail.delivery import Transport
from tms_core.mail.model import Mail, OutboxFilter, Reader
from tms_core.mail.outbox import queue_mail, withdraw_mail
from tms_core.mail.sender import MailSender, Pace
from tms_core.mail.use_cases import list_outbox
from tms_core.mail.views import OutboxMail
from tms_core.unit_of_work import MailSettings, UnitOfWork
from tms_core.use_cases import command
from tms_core.users.model import User

HOLD = timedelta(seconds=60)
QUICK = Pace(lease=1.0, poll=0.02)
SENDER = "training@example.org"


async def write(uow: UnitOfWork, mail: Mail, reader: Reader) -> Letter | None:
    """What ``data`` says: a text; nothing if there is none; an error for the text ``broken``."""
    text = mail.data.get("text")
    if text == "broken":
        raise RuntimeError
    if text is None:
        return None
    return Letter(
        subject=text, sections=(Section(heading=text, paragraphs=(f"Hello {reader.user.name},", text)),)
    )


async def write_many(uow: UnitOfWork, mails: Sequence[tuple[Mail, Reader]]) -> list[Letter | None]:
    """The same for many."""
    return [await write(uow, mail, reader) for mail, reader in mails]


NEWS = MailKind(name="news", write=write)
MANY = MailKind(name="many", write=write, write_many=write_many, optional=False)
ALARM = MailKind(name="alarm", write=write, optional=False)
FEATURE = Feature(name="news", mail_kinds=(NEWS, ALARM, MANY))


def memory_store() -> MemoryStore:
    """An empty store in memory with this feature."""
    return MemoryStore(features=[MemoryFeature(feature=FEATURE)])


async def sql_store(url: str) -> Store:
    """The store at ``url``, migrated, with this feature."""
    features = [SqlFeature(feature=FEATURE)]
    await migrate(url, features)
    return await open_store(url, features)


def held_for(world: World, hold: timedelta) -> None:
    """Have mails of optional kinds held for so long."""
    world.app.services = replace(
        world.app.services, mail=MailSettings(public_url="https://tms.test", hold=hold)
    )


@command()
async def queue(
    uow: UnitOfWork, actor: Actor, kind: MailKind, user_ids: list[int], text: str | None, **options: Any
) -> list[Mail]:
    """Queue a mail for each user."""
    data = {} if text is None else {"text": text}
    return [await queue_mail(uow, kind, user_id, text or "?", data=data, **options) for user_id in user_ids]


@command()
async def withdraw(uow: UnitOfWork, actor: Actor, kind: MailKind, user_id: int, merge_key: str) -> bool:
    """Take a mail back."""
    return await withdraw_mail(uow, kind, user_id, merge_key)


async def send(world: World, to: User, text: str | None, kind: MailKind = ALARM, **options: Any) -> Mail:
    """Queue one mail."""
    [mail] = await world.app.run(queue, SYSTEM, kind, [to.id], text, **options)
    return mail


def sender(app: Application, transport: Transport, pace: Pace = QUICK) -> MailSender:
    """A sender that looks for work often."""
    return MailSender(app, MailComposer(SENDER, "https://tms.test"), transport, pace=pace)


async def outbox(app: Application, **wanted: Any) -> list[OutboxMail]:
    """The outbox, oldest first."""
    page = await app.read(list_outbox, SYSTEM, OutboxFilter(**wanted), PageRequest(limit=500))
    return list(reversed(page.items))


async def until(is_so: Callable[[], Awaitable[bool]]) -> None:
    """Return once it is so."""
    async with asyncio.timeout(HANGS):
        while True:
            if await is_so():
                return
            await asyncio.sleep(0.01)


async def until_states(app: Application, *states: str) -> list[OutboxMail]:
    """Return the outbox once its mails are in these states, oldest first."""
    found: list[OutboxMail] = []

    async def is_so() -> bool:
        found[:] = await outbox(app)
        return tuple(mail.state for mail in found) == states

    try:
        await until(is_so)
    except TimeoutError:
        raise AssertionError(found) from None
    return found
