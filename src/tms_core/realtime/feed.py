"""What happens, for everybody in this process who reads it."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Generic, Self, TypeVar

from tms_core.actor import Actor
from tms_core.application import Application
from tms_core.entity import PersonRef
from tms_core.errors import TransactionConflict, Unavailable
from tms_core.events import LoggedEvent, LogState, Position
from tms_core.feature import EventTypes
from tms_core.realtime.log_tailer import MAX_RETRY_DELAY_SECONDS, READ_BATCH_SIZE, LogTailer, follow_on
from tms_core.realtime.reader import Authenticate, Reader
from tms_core.realtime.ring_buffer import RingBuffer
from tms_core.realtime.visibility import Entry, NameCache, PositionMessage, Render, current_actor

T = TypeVar("T")

MAX_BUFFER_WEIGHT = 20_000
"""Of events, in people: what readers who were away for a moment can catch up on without the database."""
READERS_PER_BATCH = 500
MAX_PAUSE_SECONDS = 0.02
"""How long to leave the processor to others after telling everybody, at most."""
MAX_CONCURRENT_LOG_READS = 4


class Feed(Generic[T]):
    """Reads each event of the log once, keeps the latest, and tells readers that there is something to pull.

    ``render`` makes of a message what readers are given; it is called once for all who see the same. As an
    asynchronous context manager the feed runs; several processes can each run one on the same store.
    """

    def __init__(
        self, application: Application, render: Render[T], max_buffer_weight: int = MAX_BUFFER_WEIGHT
    ) -> None:
        self.application = application
        self.render = render
        self.ring: RingBuffer[T] = RingBuffer(max_buffer_weight)
        self._log = application.store.log
        self._kinds = EventTypes(application.store.features)
        self._names = NameCache(application, self._kinds)
        self._readers: dict[Reader[T], None] = {}
        self._readers_of: dict[int, set[Reader[T]]] = defaultdict(set)
        self._tail = LogTailer(self._log, application.bus, self._take, self._restart)
        self._catching_up = asyncio.Semaphore(MAX_CONCURRENT_LOG_READS)
        self._position_message: tuple[Position, T] | None = None
        self._latest: list[Entry[T]] = []
        self._tailing: asyncio.Task[None] | None = None

    async def __aenter__(self) -> Self:
        """Find the head of the log, read what came last, and go on from there. Raises ``Unavailable``."""
        state = await self._log.state()
        self._tail.move_to(state.head)
        await self._remember_latest(state)
        self._tailing = asyncio.create_task(self._tail.run())
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop tailing."""
        if self._tailing is not None:
            self._tailing.cancel()
            with suppress(asyncio.CancelledError):
                await self._tailing

    @property
    def head(self) -> Position:
        """As far as this process has read."""
        return self._tail.head

    def wake(self) -> None:
        """There may be something new."""
        self._tail.wake()

    async def open(
        self, authenticate: Authenticate, since: str | None, on_news: Callable[[], None]
    ) -> Reader[T]:
        """A reader who starts after ``since``, if that can be resumed from, or else at the head.

        ``on_news`` is called, and must not wait, whenever there may be something to pull. Raises what ``authenticate``
        raises, and ``Unavailable``. Close the reader when it is done.
        """
        head = self.head
        actor = await authenticate()
        start = None if since is None else await self._resumable(since)
        if start is not None and start.number > head.number:
            actor = await authenticate()  # what happened to the account before ``start`` passes as no event
        reader = Reader(self, actor, authenticate, start or head, start is not None, on_news)
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
                if reader.is_up_to_date and not reader.needs_reauth:
                    await news.wait()
        finally:
            reader.close()

    async def _patiently(self, reader: Reader[T]) -> list[T]:
        try:
            if reader.needs_reauth:
                await reader.reauthenticate()
            return (await reader.read_log()) if reader.is_behind else reader.pull()
        except (Unavailable, TransactionConflict):
            await asyncio.sleep(MAX_RETRY_DELAY_SECONDS)
            return []

    def leave(self, reader: Reader[T]) -> None:
        """Forget a reader."""
        self._readers.pop(reader, None)
        if reader.actor.id is not None and (own := self._readers_of.get(reader.actor.id)):
            own.discard(reader)
            if not own:
                del self._readers_of[reader.actor.id]

    def position_message(self, position: Position) -> T:
        """A mark, rendered once for all readers who have come as far."""
        if self._position_message is None or self._position_message[0] != position:
            self._position_message = position, self.render(PositionMessage(position=str(position)))
        return self._position_message[1]

    async def entries_after(self, number: int) -> list[Entry[T]] | None:
        """What follows ``number``, from the log itself; None when that is not all there any more."""
        async with self._catching_up:
            events = await self._log.after(number, READ_BATCH_SIZE)
            if not follow_on(number, events):
                return None
            names = await self._names.of(events)
        return [self._entry(event, names) for event in events if event.position.number <= self.head.number]

    def _entry(self, logged: LoggedEvent, names: Mapping[int, PersonRef]) -> Entry[T]:
        return Entry(logged, self._kinds.of(logged.event), names)

    async def _restart(self, state: LogState) -> None:
        self.ring.clear()
        self._names.clear()
        await self._remember_latest(state)
        for reader in self._readers:
            reader.require_reauth()
            reader.move(self.head, "log_reset")
        await self._tell()

    async def _remember_latest(self, state: LogState) -> None:
        """Most who come (back) were here a moment ago."""
        start = max(state.floor, state.head.number - READ_BATCH_SIZE)
        events = await self._log.after(start, state.head.number - start) if state.head.number > start else []
        if events and follow_on(start, events) and events[-1].position == state.head:
            names = await self._names.of(events)
            self.ring.extend([self._entry(event, names) for event in events])

    async def _take(self, events: Sequence[LoggedEvent]) -> None:
        names = await self._names.following(events)
        entries: list[Entry[T]] = [self._entry(event, names) for event in events]
        for entry in self._latest:
            entry.drop_per_reader_cache()
        self._latest = entries
        for gone in self._names.deleted_by(events):
            self.ring.forget_person(gone)
        self.ring.extend(entries)
        self._tail.move_to(events[-1].position)
        for user_id in {entry.subject_id for entry in entries} - {None}:
            self._require_reauth(user_id)
        await self._tell()

    def _require_reauth(self, user_id: int | None) -> None:
        """Readers whose account is concerned come first, however far behind or slow they are.

        Whoever can takes everything up to that event with the rights they had till then.
        """
        for reader in list(self._readers_of.get(user_id or 0, ())):
            reader.on_news()
            if not reader.needs_reauth:
                reader.require_reauth()
                reader.on_news()

    async def _tell(self) -> None:
        """Then take a breath as long as that took: those who write get on, and what they commit is told together.

        A message costs what it does for being sent, not for its length, so several at once cost little more than one.
        """
        clock = asyncio.get_running_loop().time
        started = clock()
        readers = list(self._readers)
        for start in range(0, len(readers), READERS_PER_BATCH):
            for reader in readers[start : start + READERS_PER_BATCH]:
                reader.on_news()
            await asyncio.sleep(0)
        await asyncio.sleep(min(clock() - started, MAX_PAUSE_SECONDS))

    async def _resumable(self, since: str) -> Position | None:
        """The position, if everything that followed it is still there to be told.

        Raises ``Unavailable`` when the log goes as far but cannot be read as far at the moment: whoever comes back
        shortly, here or at another process, goes on without having to read everything anew.
        """
        position = Position.parse(since)
        if position is None or position.epoch != self.head.epoch:
            return None
        committed = (await self._log.state()).head.number  # all of it comes before the reader has caught up
        if not await self._tail.reaches(max(position.number, committed)):
            if (await self._log.state()).head.number < position.number:
                return None
            raise Unavailable(cause=f"the event log could not be read beyond {self.head.number} in time")
        if position.number == self.head.number:
            check: str | None = self.head.check
        elif entry := self.ring.get(position.number):
            check = entry.logged.position.check
        else:
            check = await self._log.check_at(position.number)
        return position if check == position.check else None
