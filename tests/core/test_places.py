"""Places for work under way: bounded, first come, first served, and never lost."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

import pytest

from tms_core.security import places as module
from tms_core.security.places import NoPlace, Places


class Work:
    """Takes places and keeps them until it is told to end."""

    def __init__(self, limits: Mapping[str, int]) -> None:
        self.limits = dict(limits)
        self.places = Places()
        self.under_way: list[str] = []
        self._ends: dict[str, asyncio.Event] = {}

    async def do(self, name: str, *keys: str) -> None:
        async def limits() -> Mapping[str, int]:
            await asyncio.sleep(0)
            return self.limits

        self._ends[name] = asyncio.Event()
        async with self.places.taken(keys, limits):
            self.under_way.append(name)
            await self._ends[name].wait()
            self.under_way.remove(name)

    async def begin(self, name: str, *keys: str) -> asyncio.Task[None]:
        task = asyncio.create_task(self.do(name, *keys))
        await settled()
        return task

    async def end(self, name: str) -> None:
        self._ends[name].set()
        await settled()


async def settled() -> None:
    for _ in range(30):
        await asyncio.sleep(0)


async def test_whoever_waits_longest_is_next() -> None:
    work = Work({"a": 1})
    tasks = [await work.begin(name, "a") for name in "123"]
    for name in "123":
        assert work.under_way == [name]
        await work.end(name)
    await asyncio.gather(*tasks)


async def test_more_places_than_were_freed_are_all_taken() -> None:
    work = Work({"a": 1})
    tasks = [await work.begin(name, "a") for name in "1234"]
    work.limits["a"] = 3
    await work.end("1")
    assert work.under_way == ["2", "3", "4"]
    for name in "234":
        await work.end(name)
    await asyncio.gather(*tasks)


async def test_both_places_are_taken_or_none() -> None:
    work = Work({"a": 1, "b": 1})
    tasks = [await work.begin("1", "a"), await work.begin("2", "b"), await work.begin("3", "a", "b")]
    assert work.under_way == ["1", "2"]
    await work.end("1")
    tasks.append(await work.begin("4", "a"))
    assert work.under_way == ["2", "4"]
    for name in "243":
        await work.end(name)
    await asyncio.gather(*tasks)


async def test_whoever_gives_up_leaves_the_place_to_the_next() -> None:
    work = Work({"a": 1})
    first, second, third = [await work.begin(name, "a") for name in "123"]
    second.cancel()
    first.cancel()
    await settled()
    assert work.under_way == ["1", "3"]  # the first was interrupted before it could leave the list
    await work.end("3")
    await third


async def test_waiting_ends_after_a_while_and_for_too_many(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "MAX_WAIT_SECONDS", 0.05)
    monkeypatch.setattr(module, "MAX_WAITING", 2)
    work = Work({"a": 1})
    held = await work.begin("1", "a")
    waiting = [await work.begin(name, "a") for name in "23"]
    with pytest.raises(NoPlace):
        await work.do("4", "a")
    assert [type(error) for error in await asyncio.gather(*waiting, return_exceptions=True)] == [NoPlace] * 2
    await work.end("1")
    await held


async def test_nothing_is_kept_of_keys_that_nobody_uses() -> None:
    work = Work({"a": 1})
    tasks = [await work.begin(name, "a", name) for name in "12"]
    for name in "12":
        await work.end(name)
    await asyncio.gather(*tasks)
    assert work.places._keys == {}
