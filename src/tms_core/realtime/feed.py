"""Tails the event log for everybody in this process who reads it."""

import asyncio
import logging
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import suppress
from itertools import pairwise
from types import TracebackType
from typing import Generic, Self, TypeVar

from tms_core.actor import Actor
from tms_core.application import Application
from tms_core.errors import TransactionConflict, Unavailable
from tms_core.events import LoggedEvent, Position
from tms_core.realtime.entries import Entry, Render
from tms_core.realtime.log import LogState
from tms_core.realtime.messages import Mark
from tms_core.realtime.names import Names, current_actor
from tms_core.realtime.reader import Identify, Reader
from tms_core.realtime.ring import Ring

T = TypeVar("T")
log = logging.getLogger("tms.feed")

KEPT_WEIGHT = 20_000
"""Of events, in people: what readers who were away for a moment can catch up on without the database."""
PAGE = 500
POLL_SECONDS = 0.1
"""How often to look unasked where nobody tells of what other processes commit."""
POLL_SECONDS_WITH_BUS = 0.5
PATIENCE_SECONDS = 5.0
"""How long another process, or a database that has just failed over, may be behind."""
READERS_AT_ONCE = 500
LONGEST_BREATH = 0.02
"""How long to leave the processor to others after telling everybody, at most."""
CATCHING_UP_AT_ONCE = 4
LONGEST_PAUSE = 2.0


class Feed(Generic[T]):
    """Reads each event of the log once, keeps the latest, and tells readers that there is something to pull.

    ``render`` makes of a message what readers are given; it is called once for all who see the same. As an
    asynchronous context manager the feed runs; several processes can each run one on the same store.
    """

    def __init__(self, application: Application, render: Render[T], kept_weight: int = KEPT_WEIGHT) -> None:
        self.application = application
        self.render = render
        self.ring: Ring[T] = Ring(kept_weight)
        self.head = Position("", 0, "")
        self._log = application.store.log
        self._names = Names(application)
        self._readers: dict[Reader[T], None] = {}
        self._readers_of: dict[int, set[Reader[T]]] = defaultdict(set)
        self._woken = asyncio.Event()
        self._grown = asyncio.Event()
        self._behind_since: float | None = None
        self._catching_up = asyncio.Semaphore(CATCHING_UP_AT_ONCE)
        self._mark: tuple[Position, T] | None = None
        self._latest: list[Entry[T]] = []
        self._tailing: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Find the head of the log, read what came last, and go on from there. Raises ``Unavailable``."""
        state = await self._log.state()
        self.head = state.head
        await self._remember_latest(state)
        self.application.bus.subscribe(self.wake)
        self._tailing = asyncio.create_task(self._tail())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop tailing."""
        if self._tailing is not None:
            self._tailing.cancel()
            with suppress(asyncio.CancelledError):
                await self._tailing

    def wake(self) -> None:
        """There may be something new."""
        self._woken.set()

    async def open(self, identify: Identify, since: str | None, on_news: Callable[[], None]) -> Reader[T]:
        """A reader who starts after ``since``, if that can be resumed from, or else at the head.

        ``on_news`` is called, and must not wait, whenever there may be something to pull. Raises what ``identify``
        raises. Close the reader when it is done.
        """
        head = self.head
        actor = await identify()
        start = None if since is None else await self._resumable(since)
        if start is not None and start.number > head.number:
            actor = (
                await identify()
            )  # what happened to the account up to ``start`` passes no reader as an event
        reader = Reader(self, actor, identify, start or head, start is not None, on_news)
        self._readers[reader] = None
        if actor.id is not None:
            self._readers_of[actor.id].add(reader)
        return reader

    async def follow(self, actor: Actor, since: str | None = None) -> AsyncIterator[T]:
        """Everything that ``actor`` may see, as it happens, for programs that embed the core.

        Raises ``NotAuthenticated`` when the actor's account is deleted.
        """
        news = asyncio.Event()
        reader = await self.open(lambda: current_actor(self.application, actor), since, news.set)
        try:
            while True:
                news.clear()
                for message in await self._patiently(reader):
                    yield message
                if reader.is_up_to_date and not reader.is_doubted:
                    await news.wait()
        finally:
            reader.close()

    async def _patiently(self, reader: Reader[T]) -> list[T]:
        try:
            if reader.is_doubted:
                await reader.settle()
            return (await reader.read_log()) if reader.is_behind else reader.pull()
        except (Unavailable, TransactionConflict):
            await asyncio.sleep(LONGEST_PAUSE)
            return []

    def leave(self, reader: Reader[T]) -> None:
        """Forget a reader."""
        self._readers.pop(reader, None)
        if reader.actor.id is not None and (own := self._readers_of.get(reader.actor.id)):
            own.discard(reader)
            if not own:
                del self._readers_of[reader.actor.id]

    def mark_at(self, position: Position) -> T:
        """A mark, rendered once for all readers who have come as far."""
        if self._mark is None or self._mark[0] != position:
            self._mark = position, self.render(Mark(position=str(position)))
        return self._mark[1]

    async def entries_after(self, number: int) -> list[Entry[T]] | None:
        """What follows ``number``, from the log itself; None when that is not all there any more."""
        async with self._catching_up:
            events = await self._log.after(number, PAGE)
            if not _follow_on(number, events):
                return None
            names = await self._names.of(events)
        return [Entry(event, names) for event in events if event.position.number <= self.head.number]

    async def _tail(self) -> None:
        failures = 0
        while True:
            try:
                await self._advance(hinted=self._woken.is_set())
                failures = 0
            except (Unavailable, TransactionConflict):
                failures += 1
            except Exception:
                failures += 1
                log.exception("reading the event log failed; trying again")
            await self._pause(failures)

    async def _pause(self, failures: int) -> None:
        """Until somebody says that there is news, or it is time to look."""
        if failures:
            await asyncio.sleep(min(LONGEST_PAUSE, POLL_SECONDS * 2**failures))
            return
        told = self.application.bus.hears_everyone
        with suppress(TimeoutError):
            async with asyncio.timeout(POLL_SECONDS_WITH_BUS if told else POLL_SECONDS):
                await self._woken.wait()

    async def _advance(self, *, hinted: bool) -> None:
        """Read what is new. Unasked, look at the head alone first: it also tells when the log is another one."""
        if not hinted:
            state = await self._log.state()
            if self._is_another_log(state):
                await self._start_anew(state)
                return
            if state.head.number <= self.head.number:
                return
        self._woken.clear()
        while events := await self._log.after(self.head.number, PAGE):
            if not _follow_on(self.head.number, events):
                await self._start_anew(await self._log.state())
                return
            await self._take(events)
            if len(events) < PAGE:
                return

    def _is_another_log(self, state: LogState) -> bool:
        """A restored or new database: another epoch, other events at the same numbers, or fewer events for long."""
        if state.head.epoch != self.head.epoch:
            return True
        if state.head.number >= self.head.number:
            self._behind_since = None
            return state.head.number == self.head.number and state.head.check != self.head.check
        now = asyncio.get_running_loop().time()
        self._behind_since = self._behind_since or now
        return now - self._behind_since > PATIENCE_SECONDS

    async def _start_anew(self, state: LogState) -> None:
        log.warning("the event log is not the one it was; readers are told to read everything anew")
        self.ring.clear()
        self._names.clear()
        self._behind_since = None
        self._move_to(state.head)
        await self._remember_latest(state)
        for reader in self._readers:
            reader.doubt()
            reader.move(self.head, "log_reset")
        await self._tell()

    async def _remember_latest(self, state: LogState) -> None:
        """Most who come (back) were here a moment ago."""
        start = max(state.floor, state.head.number - PAGE)
        events = await self._log.after(start, state.head.number - start) if state.head.number > start else []
        if events and _follow_on(start, events) and events[-1].position == state.head:
            names = await self._names.of(events)
            self.ring.extend([Entry(event, names) for event in events])

    async def _take(self, events: Sequence[LoggedEvent]) -> None:
        names = await self._names.following(events)
        entries: list[Entry[T]] = [Entry(event, names) for event in events]
        for entry in self._latest:
            entry.forget_narrowed()
        self._latest = entries
        for gone in self._names.deleted_by(events):
            self.ring.forget_person(gone.id, gone)
        self.ring.extend(entries)
        self._move_to(events[-1].position)
        for user_id in {entry.subject_id for entry in entries} - {None}:
            self._doubt(user_id)
        await self._tell()

    def _move_to(self, head: Position) -> None:
        self.head = head
        self._grown.set()
        self._grown = asyncio.Event()

    def _doubt(self, user_id: int | None) -> None:
        """Readers whose account is concerned come first, however far behind or slow they are.

        Whoever can takes everything up to that event with the rights they had till then.
        """
        for reader in list(self._readers_of.get(user_id or 0, ())):
            reader.on_news()
            if not reader.is_doubted:
                reader.doubt()
                reader.on_news()

    async def _tell(self) -> None:
        """Then take a breath as long as that took: those who write get on, and what they commit is told together.

        A message costs what it does for being sent, not for its length, so several at once cost little more than one.
        """
        clock = asyncio.get_running_loop().time
        started = clock()
        readers = list(self._readers)
        for start in range(0, len(readers), READERS_AT_ONCE):
            for reader in readers[start : start + READERS_AT_ONCE]:
                reader.on_news()
            await asyncio.sleep(0)
        await asyncio.sleep(min(clock() - started, LONGEST_BREATH))

    async def _resumable(self, since: str) -> Position | None:
        """The position, if everything that followed it is still there to be told."""
        position = Position.parse(since)
        if position is None or position.epoch != self.head.epoch:
            return None
        committed = (await self._log.state()).head.number  # all of it comes before the reader has caught up
        if not await self._reaches(max(position.number, committed)):
            return None
        if position.number == self.head.number:
            check: str | None = self.head.check
        elif entry := self.ring.get(position.number):
            check = entry.logged.position.check
        else:
            check = await self._log.check_at(position.number)
        return position if check == position.check else None

    async def _reaches(self, number: int) -> bool:
        """Whether this process has read so far, after waiting for it a little where others were faster."""
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE_SECONDS):
                while self.head.number < number:
                    self.wake()
                    await self._grown.wait()
        return self.head.number >= number


def _follow_on(number: int, events: Sequence[LoggedEvent]) -> bool:
    """Whether events follow ``number`` and each other without a gap; none at all do not."""
    numbers = [number, *(event.position.number for event in events)]
    return len(numbers) > 1 and all(later == earlier + 1 for earlier, later in pairwise(numbers))
