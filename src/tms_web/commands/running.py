"""What the commands that need a database share."""

import asyncio
import os
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import TypeVar

from tms_core.application import Application
from tms_web import app
from tms_web.settings import Settings

T = TypeVar("T")


def with_application(settings: Settings, work: Callable[[Application], Awaitable[T]]) -> T:
    """Bring the database up to date, do ``work`` with the application, and let go of everything again."""

    async def prepared() -> T:
        await prepare(settings)
        async with _opened(settings) as application:
            return await work(application)

    return asyncio.run(prepared())


async def prepare(settings: Settings) -> None:
    """Bring the database up to date. Files that come into being, here or later, are for their owner alone."""
    os.umask(0o077)
    await app.prepare_database(settings)


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[Application]:
    application = await app.build_application(settings)
    try:
        yield application
    finally:
        await app.close_application(application)
