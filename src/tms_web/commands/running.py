"""What the commands that need a database share."""

import asyncio
import os
from collections.abc import Awaitable, Callable
from typing import TypeVar

from tms_core.application import Application
from tms_web.app import build_application, close_application, prepare_database
from tms_web.commands import CommandError
from tms_web.settings import Settings

T = TypeVar("T")


def with_application(settings: Settings, work: Callable[[Application], Awaitable[T]]) -> T:
    """Bring the database up to date, do ``work`` with the application, and let go of everything again."""

    async def prepared() -> T:
        await prepare(settings)
        application = await _opened(settings)
        try:
            return await work(application)
        finally:
            await close_application(application)

    return asyncio.run(prepared())


async def prepare(settings: Settings) -> None:
    """Bring the database up to date. Files that come into being, here or later, are for their owner alone.

    Raises ``CommandError`` when its schema is newer than this program.
    """
    os.umask(0o077)
    try:
        await prepare_database(settings)
    except ValueError as error:
        raise CommandError(str(error)) from error


async def _opened(settings: Settings) -> Application:
    try:
        return await build_application(settings)
    except ValueError as error:  # the secret on disk is not what it should be
        raise CommandError(str(error)) from error
