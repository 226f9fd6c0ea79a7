"""A list and the events after its position miss nothing, whoever writes meanwhile and wherever one reads."""

from __future__ import annotations

import asyncio
from concurrent.futures import Future, ThreadPoolExecutor
from itertools import pairwise
from threading import Event

from tests.blackbox.installation import Installation, Someone
from tests.realtime.client import Connect, is_event
from tests.realtime.cluster import Cluster

ROUNDS = 30
SESSIONS_A_ROUND = 15
"""At most: then a single page holds them all."""
Round = tuple[list[int], list[int]]


def plan_on(
    installation: Installation, trainer: Someone, stop: Event, planned: list[int], rounds: list[Round]
) -> None:
    """Create sessions one after the other until told to stop; their ids are added to ``planned``."""
    while not stop.is_set():
        if len(planned) < SESSIONS_A_ROUND * (len(rounds) + 1):
            planned.append(trainer.done("POST", "/sessions/", installation.new_session())["id"])
        else:
            stop.wait(0.005)


async def test_a_list_and_the_events_after_it_are_complete(cluster: Cluster, connect: Connect) -> None:
    trainer, stop = cluster.installation.add("trainer"), Event()
    here, there = cluster.products
    reader = cluster.at(trainer, here)
    rounds: list[Round] = []
    planned: list[int] = []
    with ThreadPoolExecutor(1) as pool:
        planning: Future[None] = pool.submit(plan_on, cluster.installation, trainer, stop, planned, rounds)
        try:
            # A busy machine may create sessions more slowly than it reads: then there are more rounds.
            while not planning.done() and (len(rounds) < ROUNDS or len(planned) <= ROUNDS):
                answer = await asyncio.to_thread(reader.call, "GET", "/sessions/?limit=500")
                listed = [session["id"] for session in answer.json()]
                socket = await connect(trainer, answer.headers["x-event-position"], at=there)
                assert socket.ready["resumed"] is True
                told = [one["data"]["id"] for one in await socket.until("caught_up") if is_event(one)]
                rounds.append((listed, told))
                await socket.close()
        finally:
            stop.set()
        await asyncio.wrap_future(planning)
    for listed, told in rounds:
        assert told == sorted(set(told))
        known = {*listed, *told}
        assert known == set(planned[: len(known)])
    assert all(len(earlier) <= len(later) for (earlier, _), (later, _) in pairwise(rounds))
