"""A transaction that takes somebody's time, or a place, writes an event.

Otherwise two Galera nodes could each book the same hour: rows that were only locked, or only referenced, do not
conflict on commit. The row that every transaction with events changes last does.
"""

from __future__ import annotations

import pytest

from tests.contracts.guard import SilentBooking
from tests.contracts.transactions import change
from tests.core.organisation import HOUR, NOW, World
from tms_core.actor import SYSTEM, Actor
from tms_core.sessions.repository import SessionRepository
from tms_core.unit_of_work import UnitOfWork
from tms_core.use_cases import command


@command()
async def move_silently(uow: UnitOfWork, _: Actor, session_id: int) -> None:
    session = (await uow.repository(SessionRepository).lock([session_id]))[session_id]
    await uow.repository(SessionRepository).update(
        session, session.with_changes(NOW, scheduled_date=NOW + HOUR * 9)
    )


@pytest.mark.parametrize("opener", ["sqlite"], indirect=True)
async def test_a_transaction_that_moves_a_session_without_an_event_is_detected(world: World) -> None:
    session = await world.session(await world.trainer())
    with pytest.raises(SilentBooking, match="sessions"):
        await world.app.run(move_silently, SYSTEM, session.id)
    async with change(world.store) as uow:
        assert (await uow.repository(SessionRepository).lock([session.id]))[
            session.id
        ].scheduled_date == session.scheduled_date
