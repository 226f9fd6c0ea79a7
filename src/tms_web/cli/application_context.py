"""What the commands that need a database share."""

import os
from collections.abc import Awaitable, Callable
from typing import ParamSpec, TypeVar

from tms_core.actor import Actor
from tms_core.application import Application
from tms_core.unit_of_work import UnitOfWork
from tms_core.use_cases import Command
from tms_web.app import build_application, close_application, prepare_database
from tms_web.cli import CommandError, output, signals
from tms_web.settings import Settings

P = ParamSpec("P")
T = TypeVar("T")

VOID = "The database was busy and refused what is shown above. Only this counts:\n"


def with_application(settings: Settings, work: Callable[[Application], Awaitable[T]]) -> T:
    """Bring the database up to date, do ``work`` with the application, and let go of everything again."""

    async def prepared() -> T:
        await prepare(settings)
        application = await _opened(settings)
        try:
            return await work(application)
        finally:
            await close_application(application)

    return signals.run(prepared())


def shown_before_commit(command: Command[P, T], show: Callable[[T], None]) -> Command[P, T]:
    """``command``, whose result is shown while it can still be undone: if ``show`` raises, nothing is kept.

    Passwords are known only here, so an account must not outlive a failure to show its own. A unit that collided with
    another runs again, and shows what it made again.
    """
    times = 0

    async def unit(uow: UnitOfWork, actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> T:
        nonlocal times
        result = await command(uow, actor, *args, **kwargs)
        if times:
            output.show(VOID)
        times += 1
        show(result)
        return result

    return Command(unit, command.rule)


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
