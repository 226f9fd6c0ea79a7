"""Migrates the schema with Alembic."""

import asyncio
import io
import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import URL, Connection, create_engine, event, inspect
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import NullPool

from tms_adapters.sql.column_types import UtcDateTime
from tms_adapters.sql.feature import SqlFeature, built_in, metadata_of
from tms_adapters.sql.maintenance.connections import reason
from tms_adapters.sql.maintenance.migration_lock import migration_lock
from tms_adapters.sql.maintenance.urls import DatabaseUrl, host_and_port
from tms_adapters.sql.sqlite.companions import check_companions
from tms_adapters.sql.sqlite.database import DatabaseFile
from tms_core.errors import Unavailable, requires_extra

LOCK_SECONDS = 120
READ_ONLY = (1290, 1836)
ANSWER_SECONDS = 10
PACKAGED = Path(__file__).parents[1] / "alembic"
IN_REPOSITORY = Path(__file__).parents[4] / "alembic"


UNFINISHED_COPY = "unfinished copy"
"""Stands in for the schema version while ``tms copy`` fills a database. Older versions refuse it too."""


class SchemaMismatch(ValueError):
    """The database cannot be used by this program: its schema is newer, or it is an unfinished copy."""


def settings_for(dialect: str) -> dict[str, Any]:
    """Alembic's options for a dialect: SQLite alters tables by copying them."""
    return {
        "render_as_batch": dialect == "sqlite",
        "transactional_ddl": dialect == "sqlite",
        "compare_type": _differs,
    }


def _differs(_context: Any, _inspected: Any, _column: Any, inspected: Any, wanted: Any) -> bool | None:
    """Compares times by the database's type name, and everything else as Alembic does."""
    if isinstance(wanted, UtcDateTime):
        return "DATETIME" not in str(inspected).upper()
    return None


def configuration(**attributes: Any) -> Config:
    """Alembic's configuration; ``attributes`` are passed to ``env.py``."""
    config = Config()
    folder = PACKAGED if PACKAGED.is_dir() else IN_REPOSITORY
    config.set_main_option("script_location", str(folder).replace("%", "%%"))
    config.attributes.update(attributes)
    return config


Progress = Callable[[int, int], None]
"""Called with the number of steps done so far and the total, while a migration
converts existing rows."""


async def migrate(url: str, features: Sequence[SqlFeature] = (), progress: Progress | None = None) -> None:
    """Create the database if it is absent and migrate its schema; safe when several processes start at once.

    Missing tables of ``features``, which are added to the built-in ones, are created; changing them later is
    up to the author of the feature.

    Raises ``Unavailable`` if the database cannot be reached, ``SchemaMismatch`` if it is newer than this
    program, ``MissingExtra`` if the driver is not installed.
    """
    where = DatabaseUrl.parse(url)
    if where.path is not None:
        where.path.parent.mkdir(parents=True, exist_ok=True)
        await asyncio.to_thread(_migrate_sqlite, where.path, features, progress)
        return
    host, port = await _fittest_host(where)
    try:
        with _without_warnings():
            await _migrate_mariadb(where.url.set(host=host, port=port), features, progress)
    except (DBAPIError, OSError) as error:
        cause = f"database host {host_and_port(host, port)}: {reason(error)}"
        if getattr(getattr(error, "orig", None), "args", (0,))[0] in READ_ONLY:
            cause = (
                f"database host {host_and_port(host, port)} is read-only; use a server that can be written to"
            )
        raise Unavailable("The database cannot be used.", cause=cause) from error


def migration_sql(url: str) -> str:
    """The whole schema as SQL for the kind of database in ``url``; nothing is connected to."""
    buffer = io.StringIO()
    config = configuration(dialect="sqlite" if DatabaseUrl.parse(url).path is not None else "mysql")
    config.output_buffer = buffer
    command.upgrade(config, "head", sql=True)
    return buffer.getvalue()


def upgrade(
    connection: Connection, features: Sequence[SqlFeature] = (), progress: Progress | None = None
) -> None:
    """Run the pending migrations, and create missing tables of ``features``. Raises ``SchemaMismatch``."""
    config = configuration(connection=connection, progress=progress)
    scripts = ScriptDirectory.from_config(config)
    current = MigrationContext.configure(connection).get_current_revision()
    if current == UNFINISHED_COPY:
        raise SchemaMismatch("The database is an unfinished copy. Run `tms copy` again; it starts over.")
    if current is not None and current not in {script.revision for script in scripts.walk_revisions()}:
        raise SchemaMismatch(f"The database has schema version {current}, which this program does not know.")
    if current != scripts.get_current_head():
        command.upgrade(config, "head")
    if tables := [table.name for feature in features for table in feature.tables]:
        metadata = metadata_of((*built_in(), *features))
        metadata.create_all(connection, [metadata.tables[name] for name in tables])


def is_up_to_date(connection: Connection, features: Sequence[SqlFeature] = ()) -> bool:
    """Whether ``upgrade`` has nothing to do."""
    if MigrationContext.configure(connection).get_current_revision() != head_revision():
        return False
    return {table.name for feature in features for table in feature.tables} <= set(
        inspect(connection).get_table_names()
    )


def head_revision() -> str:
    """The schema version that this program requires."""
    return str(ScriptDirectory.from_config(configuration()).get_current_head())


def is_known(version: str) -> bool:
    """Whether ``version`` is this program's or an older one; otherwise it belongs to a newer program."""
    scripts = ScriptDirectory.from_config(configuration())
    return version in {script.revision for script in scripts.walk_revisions()}


def _migrate_sqlite(path: Path, features: Sequence[SqlFeature], progress: Progress | None) -> None:
    """Migrate in a single immediate transaction: others wait, and then have nothing left to do."""
    check_companions(path)
    engine = create_engine(
        URL.create("sqlite", database=str(path)),
        poolclass=NullPool,
        connect_args={"timeout": LOCK_SECONDS, "isolation_level": None},
    )

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        connection.exec_driver_sql("BEGIN IMMEDIATE")

    try:
        with engine.begin() as connection:
            upgrade(connection, features, progress)
    except DBAPIError as error:
        original = error.orig if isinstance(error.orig, Exception) else error
        raise DatabaseFile(path).translated(original) from error
    finally:
        engine.dispose()


async def _fittest_host(where: DatabaseUrl) -> tuple[str, int]:
    """The host that the store will use, unless its state changes. Its database may not exist yet."""
    with requires_extra("mariadb"):
        from tms_adapters.sql.mariadb import Rank, connect_options, probe
    server = where.url._replace(database=None)
    findings = await asyncio.gather(*(probe(connect_options(server, *host)) for host in where.hosts))
    if all(finding.rank is Rank.UNUSABLE for finding in findings):
        reasons = zip(where.hosts, findings, strict=True)
        cause = "; ".join(
            f"database host {host_and_port(host, port)}: {finding.reason}"
            for (host, port), finding in reasons
        )
        raise Unavailable("The database cannot be used.", cause=cause)
    _, host = min(enumerate(where.hosts), key=lambda each: (findings[each[0]].rank, each[0]))
    return host


async def _migrate_mariadb(url: URL, features: Sequence[SqlFeature], progress: Progress | None) -> None:
    """Migrate under a lock, because MariaDB commits every DDL statement on its own. If there is nothing to
    change, read access is enough."""
    async with asyncio.timeout(ANSWER_SECONDS):
        await _create_database(url)
    engine = _engine(url)
    try:
        async with asyncio.timeout(ANSWER_SECONDS), engine.connect() as connection:
            if await connection.run_sync(is_up_to_date, features):
                return
        async with migration_lock(engine), engine.connect() as connection:
            await connection.run_sync(upgrade, features, progress)
            await connection.commit()
    finally:
        await engine.dispose()


@contextmanager
def _without_warnings() -> Iterator[None]:
    """Silence the driver, which logs every server warning, such as that the database already exists."""
    driver = logging.getLogger("asyncmy")
    level = driver.level
    driver.setLevel(logging.ERROR)
    try:
        yield
    finally:
        driver.setLevel(level)


async def _create_database(url: URL) -> None:
    """Create the database. If the account may not, or the server is read-only, an existing one will do."""
    engine = _engine(url._replace(database=None))
    name = (url.database or "").replace("`", "``")
    create = f"CREATE DATABASE IF NOT EXISTS `{name}` CHARACTER SET utf8mb4 COLLATE utf8mb4_bin"
    try:
        async with engine.connect() as connection:
            await connection.exec_driver_sql(create)
    except DBAPIError as error:
        if getattr(error.orig, "args", (0,))[0] not in (1044, 1045, 1227, *READ_ONLY):
            raise
    finally:
        await engine.dispose()


def _engine(url: URL) -> Any:
    with requires_extra("mariadb"):
        from sqlalchemy.ext.asyncio import create_async_engine

        from tms_adapters.sql.mariadb import CONNECT_TIMEOUT, SQL_MODE
    options = {"connect_timeout": CONNECT_TIMEOUT, "init_command": SQL_MODE}
    return create_async_engine(url, poolclass=NullPool, connect_args=options)
