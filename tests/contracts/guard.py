"""Checks that transactions which take somebody's time, or a place, write an event: see ``test_bookings_write_events``."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy.sql import Delete

from tms_adapters.sql.compiled_query import Query
from tms_adapters.sql.store import LazyConnection, SqlUnit
from tms_core.actor import Actor
from tms_core.application import Application
from tms_core.unit_of_work import UnitOfWork

GUARDED = frozenset({"users", "sessions", "seats", "assignments"})
"""The tables that say who exists, who is busy when, and who has a place."""

Unit = Callable[[UnitOfWork], Awaitable[Any]]


class SilentBooking(AssertionError):
    """A transaction changed one of the guarded tables and recorded no event."""


@contextmanager
def watched_units() -> Iterator[None]:
    """While this is active, every transaction that ``Application`` runs on a SQL store raises ``SilentBooking`` if it
    is one."""
    patch = pytest.MonkeyPatch()
    run, in_transaction = LazyConnection.run, Application._in_transaction

    async def note(self: LazyConnection, query: Query[Any], /, **parameters: Any) -> Any:
        table = getattr(query.statement, "table", None)
        written = vars(self).setdefault("written", set())
        # Nobody sees a deleted session any more, so erasing it for good frees nothing and announces nothing.
        if not (isinstance(query.statement, Delete) and " IN (" in str(query.statement)):
            written.add(getattr(table, "name", ""))
        return await run(self, query, **parameters)

    async def check(self: Application, unit: Unit, actor: Actor, **options: Any) -> Any:
        async def watched(uow: UnitOfWork) -> Any:
            result = await unit(uow)
            if isinstance(uow, SqlUnit):
                silent = vars(uow.connection).get("written", set()) & GUARDED
                if silent and not uow._events:
                    raise SilentBooking(f"{unit.__qualname__} changes {sorted(silent)} without an event")
            return result

        return await in_transaction(self, watched, actor, **options)

    patch.setattr(LazyConnection, "run", note)
    patch.setattr(Application, "_in_transaction", check)
    try:
        yield
    finally:
        patch.undo()
