"""What the commands that need a database share."""

import asyncio
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
        await app.prepare_database(settings)
        async with _opened(settings) as application:
            return await work(application)

    return asyncio.run(prepared())


@asynccontextmanager
async def _opened(settings: Settings) -> AsyncIterator[Application]:
    application = await app.build_application(settings)
    try:
        yield application
    finally:
        await app.close_application(application)
