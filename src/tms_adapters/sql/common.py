"""Storage that belongs to no single feature: idempotent responses, counters and the event log."""

from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.sql import Select, Update

from tms_adapters.sql.auth import forget_older
from tms_adapters.sql.compiled_query import reads, writes
from tms_adapters.sql.feature import Queries, SqlFeature, UniqueViolation, first
from tms_adapters.sql.row_mapper import RowMapper, delete_where, equal, insert_one
from tms_adapters.sql.tables import answers, event_log, stream_head, tallies
from tms_core.application.idempotency import IdempotencyRepository, StoredResponse
from tms_core.catalogue import COMMON

ROWS = RowMapper(answers, StoredResponse)
KEY = ("caller_id", "key")


@reads(StoredResponse)
def select_answer() -> Select[Any]:
    """A stored response."""
    return select(*ROWS.columns).where(*equal(answers, KEY))


@writes
def fill_answer() -> Update:
    """Store the final body of a response."""
    mine = (answers.c.caller_id == bindparam("the_caller"), answers.c.key == bindparam("the_key"))
    return update(answers).where(*mine).values(body=bindparam("body", type_=answers.c.body.type))


class SqlIdempotency:
    """See ``IdempotencyRepository``."""

    def __init__(self, connection: Queries) -> None:
        self._connection = connection

    async def get(self, caller_id: int, key: str) -> StoredResponse | None:
        """See ``IdempotencyRepository``."""
        return await first(self._connection, select_answer(), caller_id=caller_id, key=key)

    async def claim(self, response: StoredResponse, forget_before: datetime) -> bool:
        """See ``IdempotencyRepository``. Waits while another transaction is inserting the same key."""
        await self._connection.run(forget_older(answers.c.created_at), before=forget_before)
        try:
            await insert_one(self._connection, answers, ROWS.values(response))
        except UniqueViolation:
            return False
        return True

    async def store(self, caller_id: int, key: str, body: bytes) -> None:
        """See ``IdempotencyRepository``."""
        await self._connection.run(fill_answer(), the_caller=caller_id, the_key=key, body=body)

    async def remove_all_of(self, caller_id: int) -> None:
        """See ``IdempotencyRepository``."""
        await self._connection.run(delete_where(answers, ("caller_id",)), caller_id=caller_id)


FEATURE = SqlFeature(
    feature=COMMON,
    tables=(answers, tallies, stream_head, event_log),
    repositories={IdempotencyRepository: lambda unit: SqlIdempotency(unit.connection)},
)
