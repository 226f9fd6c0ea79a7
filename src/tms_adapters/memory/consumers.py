"""Consumers of the event log, in memory."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from itertools import islice
from typing import Any

from tms_adapters.memory.feature import MemoryFeature, Unit
from tms_adapters.memory.tables import Data, TableKey
from tms_core.consumers.feature import CONSUMERS
from tms_core.consumers.model import (
    NOT_FAILED,
    ConsumerRepository,
    ConsumerStatus,
    Failure,
    Lease,
    SetAsideEvent,
    failed,
    is_expired,
)
from tms_core.errors import TransactionConflict


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """What is stored of a consumer."""

    position: int
    holder: str | None = None
    held_until: datetime | None = None
    tries: int = 0
    retry_at: datetime | None = None
    error_type: str | None = None
    error: str | None = None
    missed: int = 0
    missed_at: datetime | None = None


ROWS: TableKey[str, Row] = TableKey("consumers")
SET_ASIDE: TableKey[tuple[str, int], SetAsideEvent] = TableKey("set_aside_events")


class MemoryConsumers:
    """Implements ``ConsumerRepository``."""

    def __init__(self, unit: Unit) -> None:
        self._touch = unit.touch
        self._log = unit.log

    async def statuses(self) -> list[ConsumerStatus]:
        data = await self._touch()
        head, floor = await self.log_bounds()
        found = []
        for name, row in sorted(data[ROWS].items()):
            events = [event for (consumer, _), event in data[SET_ASIDE].items() if consumer == name]
            found.append(
                ConsumerStatus(
                    name=name,
                    head=head,
                    floor=floor,
                    waiting_since=self._log.recorded_at(row.position + 1),
                    set_aside=len(events),
                    retries=sum(event.retry_requested for event in events),
                    **{field: getattr(row, field) for field in Row.__slots__},
                )
            )
        return found

    async def set_aside_events(
        self, name: str, limit: int, *, requested: bool = False
    ) -> list[SetAsideEvent]:
        rows = sorted((await self._touch())[SET_ASIDE].items(), key=lambda item: item[0])
        found = (event for (consumer, _), event in rows if consumer == name)
        return list(islice((event for event in found if event.retry_requested or not requested), limit))

    async def log_bounds(self) -> tuple[int, int]:
        return self._log.position.number, self._log.floor

    async def add(self, name: str, position: int) -> None:
        table = (await self._touch())[ROWS]
        if table.get(name) is not None:
            raise TransactionConflict
        table.put(name, Row(position=position))

    async def take_lease(self, name: str, lease: Lease, now: datetime) -> bool:
        table = (await self._touch())[ROWS]
        row = table.get(name)
        if row is None or not (row.holder in (None, lease.holder) or is_expired(row.held_until, lease, now)):
            return False
        table.put(name, replace(row, holder=lease.holder, held_until=now + lease.duration))
        return True

    async def remove(self, name: str) -> bool:
        data = await self._touch()
        found = data[ROWS].get(name) is not None
        data[ROWS].drop(name)
        for key in [key for key, _ in data[SET_ASIDE].items() if key[0] == name]:
            data[SET_ASIDE].drop(key)
        return found

    async def release_leases(self, holder: str) -> None:
        table = (await self._touch())[ROWS]
        for name, row in list(table.items()):
            if row.holder == holder:
                table.put(name, replace(row, holder=None, held_until=None))

    async def advance(self, name: str, step: tuple[int, int], lease: Lease, now: datetime) -> bool:
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
        return await self._move(name, step, lease, now, failed(failure, tries, retry_at))

    async def _move(
        self, name: str, step: tuple[int, int], lease: Lease, now: datetime, state: Mapping[str, Any]
    ) -> bool:
        table = (await self._touch())[ROWS]
        row = table.get(name)
        if row is None or (row.holder, row.position) != (lease.holder, step[0]):
            return False
        table.put(name, replace(row, position=step[1], held_until=now + lease.duration, **state))
        return True

    async def add_missed(self, name: str, events: int, now: datetime) -> None:
        table = (await self._touch())[ROWS]
        if row := table.get(name):
            table.put(name, replace(row, missed=row.missed + events, missed_at=now))

    async def set_aside(self, name: str, event: SetAsideEvent) -> None:
        (await self._touch())[SET_ASIDE].put((name, event.position), event)

    async def request_retries(self, name: str, position: int | None) -> int:
        table = (await self._touch())[SET_ASIDE]
        wanted = [key for key, _ in table.items() if key[0] == name and position in (None, key[1])]
        for key in wanted:
            if event := table.get(key):
                table.put(key, replace(event, retry_requested=True))
        return len(wanted)

    async def refuse_retry(self, name: str, position: int, failure: Failure) -> None:
        table = (await self._touch())[SET_ASIDE]
        if event := table.get((name, position)):
            failed = replace(event, error_type=failure.error_type, error=failure.error, tries=event.tries + 1)
            table.put((name, position), replace(failed, retry_requested=False))

    async def remove_set_aside(self, name: str, position: int) -> bool:
        table = (await self._touch())[SET_ASIDE]
        found = table.get((name, position)) is not None
        table.drop((name, position))
        return found

    async def forget_pruned(self, limit: int) -> int:
        table = (await self._touch())[SET_ASIDE]
        pruned = [key for key, _ in table.items() if key[1] < self._log.floor]
        for key in pruned[:limit]:
            table.drop(key)
        return len(pruned[:limit])


def slowest_of(data: Data, declared: Collection[str]) -> int | None:
    """The position of the consumer that has come least far, of those that are ``declared``; None if there is none."""
    return min((row.position for name, row in data[ROWS].items() if name in declared), default=None)


FEATURE = MemoryFeature(feature=CONSUMERS, repositories={ConsumerRepository: MemoryConsumers})
