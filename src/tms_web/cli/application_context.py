"""Shared by the commands that need a database."""

import logging
import os
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import ParamSpec, TypeVar

from tms_core.actor import Actor
from tms_core.application import Application
from tms_core.unit_of_work import UnitOfWork
from tms_core.use_cases import Command
from tms_web.app import build_application, close_application, prepare_database
from tms_web.cli import CommandError, signals
from tms_web.settings import Settings, SettingsError
from tms_web.settings.parsers import shown_path

log = logging.getLogger("tms.database")

READY_SECONDS = 20.0

P = ParamSpec("P")
T = TypeVar("T")


def with_application(
    settings: Settings, work: Callable[[Application], Awaitable[T]], *, writes: bool = True
) -> T:
    """Migrate the database, run ``work`` with the application, and close everything afterwards.

    If ``work`` ``writes``, every table is checked first, so that no command starts that could not finish.
    """

    async def prepared() -> T:
        await prepare(settings)
        application = await _opened(settings)
        try:
            if writes:
                await application.store.ready(within=READY_SECONDS)
            return await work(application)
        finally:
            await close_application(application)

    return signals.run(prepared())


def announced(command: Command[P, T], announce: Callable[[T], None]) -> Command[P, T]:
    """``command``, with ``announce`` called before its changes are committed: if that raises, nothing is kept.

    For results that only the terminal receives, such as passwords: a terminal that cannot print the announcement could
    not print the password either. The result itself must be shown after the commit, because the commit may fail. A
    transaction that is retried after a conflict is announced once.
    """
    is_announced = False

    async def unit(uow: UnitOfWork, actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> T:
        nonlocal is_announced
        result = await command(uow, actor, *args, **kwargs)
        if not is_announced:
            announce(result)
            is_announced = True
        return result

    return Command(unit, command.rule)


async def prepare(settings: Settings) -> None:
    """Migrate the database. Files that are created, now or later, are accessible to their owner only.

    Raises ``CommandError`` when the schema is newer than this program.
    """
    os.umask(0o077)
    seemed_lost = settings.database_seems_lost
    _make_folder(settings)
    try:
        await prepare_database(settings)
    except ValueError as error:
        raise CommandError(str(error)) from error
    if seemed_lost:
        log.warning(
            "%s did not exist, although %s does: created an empty database. If there was one before, stop, "
            "put it back and start again",
            settings.shown_database,
            shown_path(settings.secret_path.absolute()),
        )


def _make_folder(settings: Settings) -> None:
    path = settings.database_path
    if path is None:
        return
    variable = "TMS_DATA_DIR" if path.parent == settings.data_dir.absolute() else "TMS_DATABASE_URL"
    with _blaming(variable):
        path.parent.mkdir(parents=True, exist_ok=True)


@contextmanager
def _blaming(variable: str) -> Iterator[None]:
    """Turns an error about a directory into a ``SettingsError`` that names the variable it was configured with."""
    try:
        yield
    except OSError as error:
        where = shown_path(Path(os.fsdecode(error.filename))) if error.filename else "its folder"
        raise SettingsError(
            f"{variable} must name a folder that can be used, but {where}: {error.strerror}."
        ) from error


async def _opened(settings: Settings) -> Application:
    try:
        with _blaming("TMS_DATA_DIR"):
            return await build_application(settings)
    except ValueError as error:  # the secret on disk is invalid
        raise CommandError(str(error)) from error
