"""Consumers of the event log in SQL."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from tms_adapters.sql.feature import Queries, SqlFeature, UniqueViolation
from tms_adapters.sql.queries.consumers import (
    EVENT,
    add_to_missed,
    clear_leases,
    delete_set_aside,
    select_bounds,
    select_pruned,
    select_set_aside,
    select_statuses,
    update_lease,
    update_position,
    update_set_aside,
)
from tms_adapters.sql.row_mapper import delete_where, in_list, insert_one, padded_in_list
from tms_adapters.sql.tables import consumers, set_aside_events
from tms_core.consumers.feature import CONSUMERS
from tms_core.consumers.model import (
    MAX_CLOCK_DIFFERENCE,
    NOT_FAILED,
    ConsumerRepository,
    ConsumerStatus,
    Failure,
    Lease,
    SetAsideEvent,
    failed,
)
from tms_core.errors import TransactionConflict


class SqlConsumers:
    """See ``ConsumerRepository``."""

    def __init__(self, connection: Queries) -> None:
        self._connection = connection

    async def statuses(self) -> list[ConsumerStatus]:
        """See ``ConsumerReader``."""
        return await self._connection.rows(select_statuses())

    async def set_aside_events(
        self, name: str, limit: int, *, requested: bool = False
    ) -> list[SetAsideEvent]:
        """See ``ConsumerReader``."""
        return await self._connection.rows(select_set_aside(requested), name=name, most=limit)

    async def log_bounds(self) -> tuple[int, int]:
        """See ``ConsumerReader``."""
        [bounds] = await self._connection.rows(select_bounds())
        return bounds

    async def add(self, name: str, position: int) -> None:
        """See ``ConsumerRepository``."""
        row = {"name": name, "position": position, "tries": 0, "missed": 0}
        try:
            await insert_one(self._connection, consumers, row)
        except UniqueViolation as error:
            raise TransactionConflict from error

    async def take_lease(self, name: str, lease: Lease, now: datetime) -> bool:
        """See ``ConsumerRepository``."""
        until = now + lease.duration
        values = {"new_holder": lease.holder, "new_held_until": until, "holder": lease.holder, "now": now}
        impossible = until + MAX_CLOCK_DIFFERENCE
        done = await self._connection.run(update_lease(), the_name=name, impossible=impossible, **values)
        return done.matched == 1

    async def remove(self, name: str) -> bool:
        """See ``ConsumerRepository``."""
        await self._connection.run(delete_where(set_aside_events, ("consumer",)), consumer=name)
        return (await self._connection.run(delete_where(consumers, ("name",)), name=name)).matched == 1

    async def release_leases(self, holder: str) -> None:
        """See ``ConsumerRepository``."""
        await self._connection.run(clear_leases(), the_holder=holder)

    async def advance(self, name: str, step: tuple[int, int], lease: Lease, now: datetime) -> bool:
        """See ``ConsumerRepository``."""
        return await self._move(name, step, lease, now, NOT_FAILED)

    async def fail(
        self,
        name: str,
        step: tuple[int, int],
        lease: Lease,
        now: datetime,
        failure: Failure,
        tries: int,
        retry_at: datetime,
    ) -> bool:
        """See ``ConsumerRepository``."""
        return await self._move(name, step, lease, now, failed(failure, tries, retry_at))

    async def _move(
        self, name: str, step: tuple[int, int], lease: Lease, now: datetime, state: Mapping[str, Any]
    ) -> bool:
        new = {**state, "position": step[1], "held_until": now + lease.duration}
        done = await self._connection.run(
            update_position(),
            the_name=name,
            the_holder=lease.holder,
            from_position=step[0],
            **{f"new_{column}": value for column, value in new.items()},
        )
        return done.matched == 1

    async def add_missed(self, name: str, events: int, now: datetime) -> None:
        """See ``ConsumerRepository``."""
        await self._connection.run(add_to_missed(), the_name=name, more=events, new_missed_at=now)

    async def set_aside(self, name: str, event: SetAsideEvent) -> None:
        """See ``ConsumerRepository``."""
        row = {column.name: getattr(event, column.name) for column in EVENT}
        await insert_one(self._connection, set_aside_events, {"consumer": name, **row})

    async def request_retries(self, name: str, position: int | None) -> int:
        """See ``ConsumerRepository``."""
        one = {} if position is None else {"the_position": position}
        update = update_set_aside(("retry_requested",), bool(one))
        done = await self._connection.run(update, the_name=name, new_retry_requested=True, **one)
        return done.matched

    async def refuse_retry(self, name: str, position: int, failure: Failure) -> None:
        """See ``ConsumerRepository``."""
        await self._connection.run(
            update_set_aside(("retry_requested", "error_type", "error"), one=True),
            the_name=name,
            the_position=position,
            new_retry_requested=False,
            new_error_type=failure.error_type,
            new_error=failure.error,
        )

    async def remove_set_aside(self, name: str, position: int) -> bool:
        """See ``ConsumerRepository``."""
        delete = delete_where(set_aside_events, ("consumer", "position"))
        return (await self._connection.run(delete, consumer=name, position=position)).matched == 1

    async def forget_pruned(self, limit: int) -> int:
        """See ``ConsumerRepository``."""
        pruned = await self._connection.rows(select_pruned(), most=limit)
        for name in {key.consumer for key in pruned}:
            positions = padded_in_list([key.position for key in pruned if key.consumer == name])
            delete = delete_set_aside(len(positions))
            await self._connection.run(delete, name=name, **in_list("position", positions))
        return len(pruned)


FEATURE = SqlFeature(
    feature=CONSUMERS,
    tables=(consumers, set_aside_events),
    repositories={ConsumerRepository: lambda unit: SqlConsumers(unit.connection)},
)
