"""Transactions for tests that use repositories directly."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from datetime import datetime

from tests.core.organisation import NOW, services
from tms_core.application import Store, StoreUnit
from tms_core.unit_of_work import UnitOfWork

SERVICES = services()


def unit(store: Store, now: datetime = NOW) -> AbstractAsyncContextManager[StoreUnit]:
    """A transaction that the test may commit."""
    return store.writer(SERVICES, now)


@asynccontextmanager
async def change(store: Store, now: datetime = NOW) -> AsyncIterator[StoreUnit]:
    """A transaction that is committed at the end."""
    async with unit(store, now) as uow:
        yield uow
        await uow.commit(None)


def look(store: Store) -> AbstractAsyncContextManager[UnitOfWork]:
    """A read transaction."""
    return store.reader(SERVICES, NOW)
