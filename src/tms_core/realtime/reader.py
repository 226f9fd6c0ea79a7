"""A reader of the feed: its position, its current identity, and the buffer of the latest events that it
reads from."""

from collections.abc import Awaitable, Callable, Iterable, Sequence
from typing import Generic, Protocol, TypeVar

from tms_core.actor import Actor
from tms_core.entity import PersonRef
from tms_core.events import EVERYBODY, Position
from tms_core.realtime.visibility import CaughtUp, Entry, Render, Resync

T = TypeVar("T")


class RingBuffer(Generic[T]):
    """Consecutive entries up to the head of the log, with a total weight of at
    most ``max_weight`` (in people)."""

    def __init__(self, max_weight: int) -> None:
        self._max_weight = max_weight
        self._weight = 0
        self._entries: list[Entry[T]] = []

    @property
    def floor(self) -> int | None:
        """The lowest number after which all entries are present; None if there are no entries."""
        return self._entries[0].number - 1 if self._entries else None

    def get(self, number: int) -> Entry[T] | None:
        """The entry with this number, if present."""
        if not self._entries:
            return None
        index = number - self._entries[0].number
        return self._entries[index] if 0 <= index < len(self._entries) else None

    def after(self, number: int, limit: int) -> Sequence[Entry[T]]:
        """The first ``limit`` entries after ``number``, which must not be below the floor."""
        if not self._entries:
            return ()
        start = number + 1 - self._entries[0].number
        return self._entries[start : start + limit]

    def extend(self, entries: Sequence[Entry[T]]) -> None:
        """Append entries; the oldest are dropped if the buffer becomes too heavy."""
        self._entries.extend(entries)
        self._weight += sum(entry.weight for entry in entries)
        if self._weight <= self._max_weight:
            return
        dropped = 0
        while self._weight > self._max_weight and dropped < len(self._entries) - 1:
            self._weight -= self._entries[dropped].weight
            dropped += 1
        del self._entries[:dropped]

    def forget_person(self, nobody: PersonRef) -> None:
        """Erase a deleted person from the entries."""
        for entry in self._entries:
            entry.forget_person(nobody)

    def clear(self) -> None:
        """Remove all entries."""
        self._entries.clear()
        self._weight = 0


Authenticate = Callable[[], Awaitable[Actor]]
"""Returns the reader's current identity. Raises ``NotAuthenticated`` if they may no longer read."""

PULL_BATCH_SIZE = 200
"""The most entries taken at once, so that a reader who is far behind does not hold up the others."""


class Source(Protocol[T]):
    """What a reader pulls from: a ``Feed``."""

    ring: RingBuffer[T]
    render: Render[T]

    @property
    def head(self) -> Position:
        """The position up to which the log has been read."""

    def position_message(self, position: Position) -> T:
        """The message that a reader has reached ``position``."""

    async def entries_after(self, number: int) -> list[Entry[T]] | None:
        """The entries after ``number``, read from the log; None if some of them no longer exist."""

    def leave(self, reader: "Reader[T]") -> None:
        """Remove a reader."""


class Reader(Generic[T]):
    """Pulls new events at its own pace: nobody waits for it, and nothing is queued for it.

    ``pull`` never waits. It returns nothing if that is not possible: a reader who ``needs_reauth`` may have
    lost rights, and must ``reauthenticate`` first; one that ``is_behind`` the events in memory has to
    ``read_log``.
    """

    __slots__ = (
        "_authenticate",
        "_catching_up",
        "_feed",
        "_needs_reauth",
        "_resync",
        "_told",
        "actor",
        "at",
        "on_news",
        "resumed",
    )

    def __init__(
        self,
        feed: Source[T],
        actor: Actor,
        authenticate: Authenticate,
        at: Position,
        resumed: bool,
        on_news: Callable[[], None],
    ) -> None:
        self.actor = actor
        self.at = at
        self.resumed = resumed
        self.on_news = on_news
        self._feed = feed
        self._authenticate = authenticate
        self._told = at.number
        self._needs_reauth = False
        self._catching_up = resumed
        self._resync: str | None = None

    @property
    def is_up_to_date(self) -> bool:
        """Whether there is nothing to pull."""
        is_done = self._resync is None and not self._catching_up
        return is_done and self.at.number >= self._feed.head.number

    @property
    def needs_reauth(self) -> bool:
        """Whether the reader's account has changed."""
        return self._needs_reauth

    @property
    def is_behind(self) -> bool:
        """Whether the next event is no longer in memory."""
        at = self.at.number
        if at >= self._feed.head.number:
            return False
        floor = self._feed.ring.floor
        return floor is None or at < floor

    def require_reauth(self) -> None:
        """The reader's account has changed: reauthenticate before showing them more."""
        self._needs_reauth = True

    def move(self, head: Position, reason: str) -> None:
        """The log was replaced, or has moved too far ahead: restart at its head, and tell the reader."""
        self.at = head
        self._resync = reason

    def pull(self) -> list[T]:
        """New messages for this reader, rendered, in order; if there are many,
        some are left for the next call."""
        if self._needs_reauth or self.is_behind:
            return []
        seen: list[T] = []
        if self._resync is not None:
            seen.append(self._feed.render(Resync(reason=self._resync, position=str(self.at))))
            self._told, self._resync = self.at.number, None
        if self.at.number < self._feed.head.number:
            self._take(self._feed.ring.after(self.at.number, PULL_BATCH_SIZE), seen)
        if self._catching_up and not self.needs_reauth and self.at.number >= self._feed.head.number:
            seen.append(self._feed.render(CaughtUp(position=str(self.at))))
            self._told, self._catching_up = self.at.number, False
        return seen

    async def reauthenticate(self) -> None:
        """Refresh the reader's identity.

        Raises ``NotAuthenticated`` if they may no longer read, ``Unavailable`` and ``TransactionConflict``
        if the store cannot tell; try again then.
        """
        self._needs_reauth = False  # reset first: a change during authentication sets it again
        try:
            self.actor = await self._authenticate()
        except BaseException:
            self._needs_reauth = True
            raise

    async def read_log(self) -> list[T]:
        """Read the next batch from the log itself. Raises ``Unavailable`` and ``TransactionConflict``."""
        seen: list[T] = []
        entries = await self._feed.entries_after(self.at.number)
        if entries is None:
            self.move(self._feed.head, "too_old")
        elif not self._needs_reauth:
            self._take(entries, seen)
        return seen

    def mark(self, *, anyway: bool = False) -> T | None:
        """A message with the reader's position if it is new to them, or if
        ``anyway`` is set; otherwise None."""
        if self._catching_up or self._resync is not None or (self._told == self.at.number and not anyway):
            return None
        self._told = self.at.number
        return self._feed.position_message(self.at)

    def close(self) -> None:
        """Stop reading."""
        self._feed.leave(self)

    def _take(self, entries: Iterable[Entry[T]], seen: list[T]) -> None:
        actor, render = self.actor, self._feed.render
        for entry in entries:
            self.at = entry.logged.position
            shown = entry.rendered_for(actor, render)
            if shown is not None:
                seen.append(shown)
                self._told = entry.number
            if entry.subject_id is not None and entry.subject_id in (actor.id, EVERYBODY):
                self._needs_reauth = True
                return
