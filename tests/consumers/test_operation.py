"""Operators and admins see how far consumers have come, and what they could not handle."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from tests.consumers.ledger import NEWS, clerk, handled, happen, memory_store
from tests.consumers.waiting import QUICK, until, until_handled
from tests.core.organisation import World
from tests.web.conftest import SECRET, Web, some_settings
from tms_adapters.security import JwtTokens
from tms_core.actor import SYSTEM
from tms_core.application import Application
from tms_core.application.feature import Features, Start
from tms_core.consumers.runner import Consumers
from tms_core.events import LoggedEvent
from tms_core.unit_of_work import UnitOfWork
from tms_web.app import create_asgi_app
from tms_web.observability.metrics import ConsumerFigures


async def test_admins_see_consumers_and_try_again_what_failed() -> None:
    broken = {1, 3}

    async def fail(uow: UnitOfWork, event: LoggedEvent) -> None:
        if event.event.entity_id in broken:
            raise RuntimeError

    world = World(memory_store(clerk("watched clerk", fail, start=Start.BEGINNING)))
    world.app = Application(world.store, replace(world.app.services, tokens=JwtTokens(SECRET)))
    web = Web(world, create_asgi_app(world.app, some_settings()))
    admin, trainer = await world.admin(), await world.trainer()
    for user in (admin, trainer):
        await web.token(user)
    await world.app.run(happen, SYSTEM, NEWS, 3)
    before = [(await web.call("GET", "/consumers/", admin)).json()]
    async with Consumers(world.app, ConsumerFigures(), QUICK):

        async def is_set_aside() -> bool:
            before[:] = named("watched clerk", (await web.call("GET", "/consumers/", admin)).json())
            return bool(before) and (before[0]["set_aside_count"], before[0]["behind"]) == (2, 0)

        await until(is_set_aside)
        [consumer] = before
        assert (consumer["name"], consumer["behind"], consumer["error"]) == ("watched clerk", 0, None)
        first, third = (each["position"] for each in consumer["set_aside"])
        path = "/consumers/watched clerk"
        assert (await web.call("GET", "/consumers/", trainer)).status_code == 403
        assert (await web.call("POST", f"{path}/retry", trainer)).status_code == 403
        assert (await web.call("POST", f"{path}/retry?position=999", admin)).status_code == 404
        assert (await web.call("POST", "/consumers/nobody/retry", admin)).status_code == 404

        metrics = ""

        async def is_measured() -> bool:
            """The figures follow the commit."""
            nonlocal metrics
            metrics = (await web.call("GET", "/metrics")).text
            shown = dict(re.findall(r'(tms_consumer_\w+){consumer="watched clerk"[^}]*} (\S+)', metrics))
            return (shown["tms_consumer_set_aside_events"], shown["tms_consumer_behind_events"]) == (
                "2.0",
                "0.0",
            )

        await until(is_measured)
        assert 'tms_consumer_events_total{consumer="watched clerk",outcome="set_aside"} 2.0' in metrics
        assert 'tms_consumer_events_total{consumer="watched clerk",outcome="failed"} 6.0' in metrics

        broken.clear()
        done = await web.call("POST", f"{path}/retry?position={first}", admin)
        assert done.json() == {"message": "1 event is tried again."}
        await until_handled(world.app, [first + 1, first], "watched clerk")
        dismissed = await web.call("DELETE", f"{path}/set-aside/{third}", admin)
        assert dismissed.json() == {"message": "The event is dismissed."}
        assert (await web.call("DELETE", f"{path}/set-aside/{third}", admin)).status_code == 404
        [consumer] = named("watched clerk", (await web.call("GET", "/consumers/", admin)).json())
        assert (consumer["set_aside_count"], consumer["set_aside"]) == (0, [])
    assert await handled(world.app, "watched clerk") == [first + 1, first]


def named(name: str, consumers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The one with this name, beside those of the product."""
    return [consumer for consumer in consumers if consumer["name"] == name]


async def test_without_consumers_nothing_is_done_for_them(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World(memory_store())
    monkeypatch.setattr(world.store, "features", Features(()))
    async with Consumers(world.app) as consumers:
        assert consumers._running is None
