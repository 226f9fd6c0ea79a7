"""Alembic's environment: how migrations connect to a database.

``tms migrate`` and the tests pass in a connection. The Alembic command line, for developers, uses the
database in ``TMS_DATABASE_URL``; ``alembic revision`` and ``alembic check`` need no database: they compare
the tables in the code with a new SQLite database at head.
"""

import asyncio
import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Literal

from alembic import command, context
from alembic.autogenerate.api import AutogenContext
from alembic.operations.ops import DropTableOp, MigrationScript
from alembic.util import CommandError
from sqlalchemy import Connection, create_engine
from sqlalchemy.ext.asyncio import create_async_engine

from tms_adapters.sql.column_types import Choice, UtcDateTime
from tms_adapters.sql.feature import built_in, metadata_of
from tms_adapters.sql.maintenance.migrations import settings_for
from tms_adapters.sql.maintenance.urls import DatabaseUrl

COMPARING = (command.revision, command.check)


def run_on(connection: Connection) -> None:
    """Run the current Alembic command on a connection; the caller owns the transaction."""
    context.configure(
        connection=connection,
        target_metadata=metadata_of(built_in()),
        render_item=render_without_live_code,
        process_revision_directives=finish,
        **settings_for(connection.dialect.name),
    )
    with context.begin_transaction():
        context.run_migrations()


def render_without_live_code(kind: str, item: Any, autogenerate: AutogenContext) -> str | Literal[False]:
    """Render custom column types as the plain types they use today, so that a migration never changes
    its meaning when the code does."""
    if kind == "type" and isinstance(item, UtcDateTime):
        autogenerate.imports.add("from sqlalchemy.dialects import mysql")
        return 'sa.DateTime().with_variant(mysql.DATETIME(fsp=6), "mysql")'
    if kind == "type" and isinstance(item, Choice):
        return f"sa.String({item.impl_instance.length})"
    return False


def finish(_context: object, _revision: object, directives: list[MigrationScript]) -> None:
    """Number migrations in sequence (0003 follows 0002), and leave indexes to be dropped with their table:
    MariaDB refuses to drop an index that a foreign key of the table needs."""
    for script in directives:
        taken = [int(existing.revision) for existing in context.script.walk_revisions()]
        script.rev_id = f"{max(taken, default=0) + 1:04}"
        operations = [ops for ops in (script.upgrade_ops, script.downgrade_ops) if ops is not None]
        for ops in operations:
            dropped = {op.table_name for op in ops.ops if isinstance(op, DropTableOp)}
            ops.ops = [
                op
                for op in ops.ops
                if getattr(op, "table_name", None) not in dropped or isinstance(op, DropTableOp)
            ]
        if asked_for() is command.revision and all(ops.is_empty() for ops in operations):
            print("The tables do not differ from the migrations: the new one is empty.", file=sys.stderr)


def run_from_the_command_line() -> None:
    """Run on the database from the environment, or on a new one made for comparison."""
    url = os.environ.get("TMS_DATABASE_URL", "")
    if url:
        run_at(url)
    elif asked_for() in COMPARING:
        with database_at_head() as url:
            run_at(url)
    else:
        raise CommandError("TMS_DATABASE_URL is not set. `tms migrate` brings a database up to date.")


def asked_for() -> object:
    """The Alembic function for the current command line; None when Alembic is called from a program."""
    return context.config.cmd_opts.cmd[0] if context.config.cmd_opts else None


def run_at(url: str) -> None:
    """Run on the database at ``url``."""
    where = DatabaseUrl.parse(url)
    if where.path is None:
        asyncio.run(run_async(where))
        return
    with create_engine(where.url).begin() as connection:
        run_on(connection)


async def run_async(where: DatabaseUrl) -> None:
    """Run on MariaDB, whose driver is asyncio only."""
    engine = create_async_engine(where.url)
    async with engine.begin() as connection:
        await connection.run_sync(run_on)
    await engine.dispose()


@contextmanager
def database_at_head() -> Iterator[str]:
    """The URL of a new SQLite database, migrated in a separate process because this
    one is already running Alembic."""
    with TemporaryDirectory(prefix="tms-migration-") as folder:
        url = f"sqlite:///{Path(folder, 'head.db')}"
        environment = {**os.environ, "TMS_DATABASE_URL": url}
        migrate = [sys.executable, "-m", "tms_web.cli", "migrate"]
        subprocess.run(migrate, env=environment, check=True, stdout=subprocess.DEVNULL)  # noqa: S603 - our own
        yield url


if context.is_offline_mode():
    dialect = context.config.attributes["dialect"]
    context.configure(dialect_name=dialect, literal_binds=True, **settings_for(dialect))
    with context.begin_transaction():
        context.run_migrations()
elif "connection" in context.config.attributes:
    run_on(context.config.attributes["connection"])
else:
    run_from_the_command_line()
