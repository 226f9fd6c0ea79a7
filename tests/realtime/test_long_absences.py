"""Long absences: what is no longer in memory is read from the log itself, while everybody keeps working."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.blackbox.installation import Installation, Someone
from tests.realtime.client import Connect, about, is_event, number_of, position_of
from tests.services import RunningProduct

pytestmark = pytest.mark.slow

MISSED = 1200
"""More than a process reads at its start, and more than one page of the log."""
WRITERS = 4


def keep_renaming(trainer: Someone, session_id: int, count: int) -> None:
    for number in range(count):
        trainer.done("PUT", f"/sessions/{session_id}", {"title": f"{session_id}: {number}"})


async def test_all_events_since_the_first_day_can_be_replayed_after_a_restart(connect: Connect) -> None:
    with RunningProduct() as product:
        installation = Installation(product)
        beginning = position_of(installation.admin)
        trainer, leaver = installation.add("trainer"), installation.created("trainee")
        installation.admin.done("DELETE", f"/users/{leaver['id']}")
        planned = [installation.session(trainer_id=trainer.id)["id"] for _ in range(WRITERS)]
        with ThreadPoolExecutor(WRITERS) as pool:
            list(pool.map(lambda session_id: keep_renaming(trainer, session_id, MISSED // WRITERS), planned))
            assert await asyncio.to_thread(product.stop) == 0
            await asyncio.to_thread(product.start)
            going_on = [pool.submit(keep_renaming, trainer, session_id, 25) for session_id in planned]
            admin, own = (
                await connect(installation.admin, beginning),
                await connect(trainer, beginning),
            )
            assert admin.ready["resumed"] is own.ready["resumed"] is True
            missed = await admin.until("caught_up", 30)
            await own.until("caught_up", 30)
            await asyncio.gather(*(asyncio.wrap_future(work) for work in going_on))
        last = installation.session(trainer_id=trainer.id)["id"]
        for socket in (admin, own):
            await socket.wait(about("session_created", id=last))
            events = [message for message in socket.heard if is_event(message)]
            versions = {
                session_id: [
                    event["data"]["version"]
                    for event in events
                    if event["type"] == "session_updated" and event["data"]["id"] == session_id
                ]
                for session_id in planned
            }
            complete = list(range(2, MISSED // WRITERS + 25 + 2))
            assert versions == dict.fromkeys(planned, complete)
        numbers = [number_of(message["position"]) for message in admin.heard if is_event(message)]
        assert numbers == sorted(set(numbers))
        assert len(missed) > MISSED
        # About a deleted user, only the deletion is sent.
        told = [
            event for event in admin.heard if is_event(event) and leaver["username"] in repr(event["data"])
        ]
        assert told == []
        installation.close()
