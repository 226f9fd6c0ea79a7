"""A query cannot write anything, on any store."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from tests.contracts.stores import ReadEvents
from tests.contracts.test_round_trips import a_user
from tests.core.organisation import HOUR, NOW, World
from tms_core.actor import SYSTEM, Actor
from tms_core.auth.model import AuthReader, AuthRepository
from tms_core.sessions.repository import SessionReader, SessionRepository
from tms_core.unit_of_work import ReadUnit, WriteInQuery
from tms_core.use_cases import query
from tms_core.users.model import UserReader, UserRepository


@query()
async def attempt(uow: ReadUnit, actor: Actor, change: Callable[[Any], Awaitable[object]]) -> None:
    """Try what a query must not do."""
    await change(uow)


async def test_a_query_has_nothing_to_write_with(world: World) -> None:
    async def look_around(uow: Any) -> None:
        assert not hasattr(uow, "record")
        assert not hasattr(uow, "commit")
        for port in (UserRepository, SessionRepository, AuthRepository):
            with pytest.raises(LookupError, match=f"{port.__name__} to queries"):
                uow.repository(port)

    await world.app.read(attempt, SYSTEM, look_around)


async def test_a_write_inside_a_query_is_refused_and_leaves_no_trace(
    world: World, events: ReadEvents
) -> None:
    user, view = await world.trainer(), await world.session(await world.trainer())
    before = await events()

    async def change_session(uow: Any) -> None:
        async with world.store.writer(world.app.services, NOW) as other:
            session = (await other.repository(SessionRepository).lock([view.id]))[view.id]
        later = session.with_changes(NOW, title="changed")
        await uow.repository(SessionReader).update(session, later)

    changes: list[Callable[[Any], Awaitable[object]]] = [
        lambda uow: uow.repository(UserReader).add(a_user()),
        lambda uow: uow.repository(UserReader).update(user, user.with_changes(NOW, first_name="X")),
        lambda uow: uow.repository(UserReader).remove(user, NOW),
        lambda uow: uow.repository(AuthReader).revoke_token("token", NOW + HOUR, NOW),
        lambda uow: uow.repository(AuthReader).remove_credentials(user.id),
        change_session,
    ]
    for change in changes:
        with pytest.raises(WriteInQuery, match="A query only reads"):
            await world.app.read(attempt, SYSTEM, change)
    async with world.store.reader(world.app.services, NOW) as uow:
        assert await uow.repository(UserReader).get(user.id) == user
        assert await uow.repository(SessionReader).view(view.id) == view
        assert await uow.repository(AuthReader).find_by_login(user.username) is not None
        assert await uow.repository(AuthReader).find_by_login("zofie") is None
    assert await events() == before
