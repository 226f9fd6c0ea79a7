"""The database for every command that needs one: opening and migrating it, and ``tms migrate`` and ``tms
copy``."""

import argparse
import logging
import os
import sys
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import ParamSpec, TypeVar

from tms_core.actor import Actor
from tms_core.application import Application
from tms_core.unit_of_work import UnitOfWork
from tms_core.use_cases import Command, UseCaseRunner
from tms_web.app import Copied, build_application, close_application, prepare_database
from tms_web.cli import CommandError, signals
from tms_web.cli.output import ProgressBar
from tms_web.settings import Settings, SettingsError
from tms_web.settings.parsers import InvalidSetting, database_url, shown_path

log = logging.getLogger("tms.database")

READY_SECONDS = 20.0
STEPS = 1000
"""Steps of a progress bar."""

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

    def announcing(command: Command[P, T]) -> Command[P, T]:
        async def unit(uow: UnitOfWork, actor: Actor, /, *args: P.args, **kwargs: P.kwargs) -> T:
            nonlocal is_announced
            result = await command(uow, actor, *args, **kwargs)
            if not is_announced:
                announce(result)
                is_announced = True
            return result

        return Command(unit, command.rule)

    if (prepare_command := command.prepare) is None:
        return announcing(command)

    async def prepare(
        app: UseCaseRunner, actor: Actor, /, *args: P.args, **kwargs: P.kwargs
    ) -> Command[P, T]:
        return announcing(await prepare_command(app, actor, *args, **kwargs))

    return Command(command, command.rule, prepare)


async def prepare(settings: Settings) -> None:
    """Migrate the database. Files that are created, now or later, are accessible to their owner only.

    Raises ``CommandError`` when the schema is newer than this program.
    """
    os.umask(0o077)
    seemed_lost = settings.database_seems_lost
    _make_folder(settings)
    with ProgressBar(STEPS, "Migrating the database", at_once=False) as bar:

        def progress(done: int, total: int) -> None:
            bar.reach(STEPS * done // max(total, 1))

        try:
            await prepare_database(settings, progress)
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


def copy(arguments: argparse.Namespace) -> None:
    """Copy the installation to another database, verify that everything arrived, and print the next steps."""
    settings = Settings.from_environment()
    target = replace(settings, database_url=_target(arguments.to))
    os.umask(0o077)
    print(f"Copying {settings.shown_database} to {target.shown_database}.", flush=True)
    copied = signals.run(_copy(settings, target.database_url, live=arguments.live))
    print("\n".join(_table(copied)))
    for name in copied.ignored:
        print(f"Not copied, because this program has no such table: {name}.")
    if arguments.live:
        print(
            "The copy is a snapshot of a database that was in use. Clients that switch to it will read everything again."
        )
    else:
        print("Everything arrived, and nobody wrote meanwhile.")
    print("To use it, set TMS_DATABASE_URL to it on every host and start. " + _about_the_secret(settings))


async def _copy(settings: Settings, target_url: str, *, live: bool) -> Copied:
    from tms_web.app import copy_database

    with ProgressBar(STEPS) as bar:

        def progress(done: int, total: int) -> None:
            bar.reach(STEPS * done // max(total, 1))

        try:
            return await copy_database(settings, target_url, live=live, progress=progress)
        except ValueError as error:
            raise CommandError(str(error)) from error


def _target(text: str) -> str:
    """``-`` reads the URL from standard input, so that its password does not appear in a process list."""
    try:
        return database_url(sys.stdin.readline().strip() if text == "-" else text)
    except InvalidSetting as problem:
        raise CommandError(f"--to {problem}.") from None


def _table(copied: Copied) -> list[str]:
    width = max(len(table.name) for table in copied.tables)
    total = sum(table.source.rows for table in copied.tables)
    rows = [
        f"  {table.name:{width}} {table.source.rows:>12,} {table.target.rows:>12,}  {table.target.hexdigest}"
        for table in copied.tables
    ]
    heading = f"  {'table':{width}} {'rows here':>12} {'rows there':>12}  both digests"
    arrived = sum(table.target.rows for table in copied.tables)
    return ["", heading, *rows, f"  {'all':{width}} {total:>12,} {arrived:>12,}", ""]


def _about_the_secret(settings: Settings) -> str:
    if settings.secret_key is not None:
        return "Keep TMS_SECRET_KEY as it is: sign-ins then stay valid."
    return (
        f"The secret is not in the database. Keep TMS_DATA_DIR as it is, or set TMS_SECRET_KEY to what is in "
        f"{settings.secret_path}: sign-ins then stay valid."
    )


def migrate(arguments: argparse.Namespace) -> None:
    """Create or migrate the database; with ``--sql``, print the SQL instead."""
    from tms_web.app import migration_sql

    settings = Settings.from_environment()
    if arguments.sql:
        print(migration_sql(settings).strip())
        return
    signals.run(prepare(settings))
    print(f"The database is up to date: {settings.shown_database}")
