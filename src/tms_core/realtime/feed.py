"""The event feed of one process: shared by all its readers."""

import asyncio
from collections import defaultdict
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import suppress
from types import TracebackType
from typing import Generic, Self, TypeVar

from tms_core.actor import Actor
from tms_core.application import Application
from tms_core.application.feature import EventTypes
from tms_core.entity import PersonRef
from tms_core.errors import TransactionConflict, Unavailable
from tms_core.events import EVERYBODY, LoggedEvent, LogState, Position
from tms_core.realtime.log_tailer import MAX_RETRY_DELAY_SECONDS, READ_BATCH_SIZE, LogTailer, follow_on
from tms_core.realtime.reader import Authenticate, Reader, RingBuffer
from tms_core.realtime.visibility import Entry, NameCache, PositionMessage, Render, current_actor

T = TypeVar("T")

MAX_BUFFER_WEIGHT = 20_000
"""Size of the event buffer, as a number of people: readers who were away briefly
catch up without the database."""
READERS_PER_BATCH = 500
MAX_PAUSE_SECONDS = 0.02
"""The longest pause after a broadcast, which leaves the CPU to other work."""
MAX_CONCURRENT_LOG_READS = 4


class Feed(Generic[T]):
    """Reads each event of the log once, keeps the latest ones, and tells readers when there are new ones.

    ``render`` converts messages to what readers receive; it is called once for all readers who see the same.
    As an asynchronous context manager the feed runs; several processes can each run one on the same store.
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
        """Find the head of the log, load the latest events, and start tailing. Raises ``Unavailable``."""
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
        """The position up to which this process has read."""
        return self._tail.head

    def wake(self) -> None:
        """There may be new events."""
        self._tail.wake()

    async def open(
        self, authenticate: Authenticate, since: str | None, on_news: Callable[[], None]
    ) -> Reader[T]:
        """A reader that starts after ``since`` if it can resume from there, otherwise at the head.

        ``on_news`` is called whenever there may be something to pull, and must not block. Raises what
        ``authenticate`` raises, and ``Unavailable``. Close the reader when done.
        """
        head = self.head
        actor = await authenticate()
        start = None if since is None else await self._resumable(since)
        if start is not None and start.number > head.number:
            actor = await authenticate()  # earlier changes to the account will not arrive as events
        reader = Reader(self, actor, authenticate, start or head, start is not None, on_news)
        self._readers[reader] = None
        if actor.id is not None:
            self._readers_of[actor.id].add(reader)
        return reader

    async def follow(self, actor: Actor, since: str | None = None) -> AsyncIterator[T]:
        """Everything that ``actor`` may see, as it happens, for programs that embed the core.

        Raises ``NotAuthenticated`` if the actor's account is deleted.
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
        """Remove a reader."""
        self._readers.pop(reader, None)
        if reader.actor.id is not None and (own := self._readers_of.get(reader.actor.id)):
            own.discard(reader)
            if not own:
                del self._readers_of[reader.actor.id]

    def position_message(self, position: Position) -> T:
        """A position message, rendered once for all readers at that position."""
        if self._position_message is None or self._position_message[0] != position:
            self._position_message = position, self.render(PositionMessage(position=str(position)))
        return self._position_message[1]

    async def entries_after(self, number: int) -> list[Entry[T]] | None:
        """The entries after ``number``, read from the log; None if some of them no longer exist."""
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
        """Load the latest events into memory, because most readers who connect were here a moment ago."""
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
            concerned = self._readers if user_id == EVERYBODY else self._readers_of.get(user_id or 0, ())
            self._require_reauth(list(concerned))
        await self._tell()

    def _require_reauth(self, readers: Sequence[Reader[T]]) -> None:
        """Make readers whose account has changed reauthenticate, before all others.

        This applies however far behind or slow they are. Readers who can pull everything up to that event
        first do so, with the rights that they had until then.
        """
        for reader in readers:
            reader.on_news()
            if not reader.needs_reauth:
                reader.require_reauth()
                reader.on_news()

    async def _tell(self) -> None:
        """Notify all readers, then pause for as long as that took.

        Meanwhile writers can proceed, and their events are sent together: the cost of a message lies in
        sending it rather than in its length, so several at once cost little more than one.
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
        """The position, if all events after it are still available.

        Raises ``Unavailable`` if the log reaches that far but cannot be read that far at the moment: a
        client that reconnects shortly, to this or another process, can then resume without reloading
        everything.
        """
        position = Position.parse(since)
        if position is None or position.epoch != self.head.epoch:
            return None
        committed = (await self._log.state()).head.number  # all of it must be read first
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
