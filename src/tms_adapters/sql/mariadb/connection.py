"""Runs statements on one connection."""

from typing import Any, TypeVar

from sqlalchemy.dialects.mysql.asyncmy import MySQLDialect_asyncmy

from tms_adapters.sql.compiled_query import Query
from tms_adapters.sql.feature import Outcome
from tms_adapters.sql.mariadb.errors import NOT_READY, READ_ONLY, Lost, code_of, reason, translated
from tms_adapters.sql.mariadb.hosts import Host, Rank
from tms_core.errors import TransactionConflict, Unavailable

T = TypeVar("T")

DIALECT = MySQLDialect_asyncmy()


class MariaConnection:
    """A pooled connection, for one unit of work or one read."""

    def __init__(self, raw: Any, host: Host) -> None:
        self._raw = raw
        self._host = host
        self._in_transaction = False

    async def rows(self, query: Query[T], /, **parameters: Any) -> list[T]:
        """See ``Connection``."""
        compiled = query.compiled[DIALECT]
        cursor = await self._execute(compiled.sql, compiled.values(parameters))
        return compiled.read(await cursor.fetchall())

    async def scan(self, query: Query[T], /, **parameters: Any) -> list[T]:
        """See ``Connection``; the server does the work, so nothing blocks the event loop."""
        return await self.rows(query, **parameters)

    async def run(self, query: Query[Any], /, **parameters: Any) -> Outcome:
        """See ``Connection``."""
        compiled = query.compiled[DIALECT]
        cursor = await self._execute(compiled.sql, compiled.values(parameters))
        return Outcome(cursor.rowcount, cursor.lastrowid)

    async def begin(self) -> None:
        """Start a transaction. At READ COMMITTED, every statement sees what has been committed by then."""
        await self._execute("START TRANSACTION")
        self._in_transaction = True

    async def commit(self) -> None:
        """Raises ``Unavailable`` if the reply is lost: it is then unknown whether
        the transaction was committed."""
        self._in_transaction = False
        try:
            await self._execute("COMMIT")
        except (Lost, Unavailable) as error:
            cause = error.cause if isinstance(error, Unavailable) else str(error)
            detail = "The database went away just now. Check whether the change was made."
            raise Unavailable(detail, cause=f"{cause} (at COMMIT)") from error

    async def rollback(self) -> None:
        """See ``Connection``."""
        self._in_transaction = False
        await self._execute("ROLLBACK")

    async def take_positions(self, count: int, check: str) -> int:
        """See ``Connection``; LAST_INSERT_ID returns the new position in the reply to the update."""
        sql = "UPDATE stream_head SET pos = LAST_INSERT_ID(pos + %s), last_check = %s WHERE id = 1"
        return int((await self._execute(sql, (count, check))).lastrowid)

    async def _execute(self, sql: str, values: tuple[Any, ...] | None = None) -> Any:
        cursor = self._raw.cursor()
        try:
            await cursor.execute(sql, values)
        except Exception as error:
            meaning = self._meaning(error)
            if meaning is error:
                raise
            raise meaning from error
        self._host.has_answered()
        if self._in_transaction and not self._raw.get_transaction_status():
            # Every reply says whether a transaction is open. Ours has ended without an error: another Galera
            # node aborted it, and this statement has been committed on its own.
            self._raw.close()
            raise TransactionConflict(f"database host {self._host}: the transaction ended by itself")
        return cursor

    def _meaning(self, error: Exception) -> Exception:
        meaning = translated(error, self._raw, str(self._host), in_transaction=self._in_transaction)
        code = code_of(error)
        if 0 < code < 2000 or code >= 3000:
            self._host.has_answered()
        if code in NOT_READY:
            self._host.judge(Rank.UNUSABLE, reason(error))
        elif code in READ_ONLY:
            self._host.judge(Rank.LAST_RESORT, reason(error))
            if not self._host.is_current:
                return Lost(str(self._host))  # another host accepts writes
        return meaning
