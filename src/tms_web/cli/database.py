"""``tms migrate`` and ``tms copy``: migrate the database, or copy it to another one."""

import argparse
import os
import sys
from dataclasses import replace
from typing import TYPE_CHECKING

from tms_web.cli import CommandError, signals
from tms_web.cli.application_context import prepare
from tms_web.cli.output import ProgressBar
from tms_web.settings import Settings
from tms_web.settings.parsers import InvalidSetting, database_url

if TYPE_CHECKING:
    from tms_web.app import Copied  # loads the database layer, so only after the arguments have been checked

STEPS = 1000


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


async def _copy(settings: Settings, target_url: str, *, live: bool) -> "Copied":
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


def _table(copied: "Copied") -> list[str]:
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
