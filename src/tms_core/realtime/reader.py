"""One reader of the feed: where they are in it, and who they are by now."""

from collections.abc import Awaitable, Callable, Iterable
from typing import Generic, Protocol, TypeVar

from tms_core.actor import Actor
from tms_core.events import Position
from tms_core.realtime.ring_buffer import RingBuffer
from tms_core.realtime.visibility import CaughtUp, Entry, Render, Resync

T = TypeVar("T")
Authenticate = Callable[[], Awaitable[Actor]]
"""Who a reader is at this moment. Raises ``NotAuthenticated`` when they may not read any longer."""

PULL_BATCH_SIZE = 200
"""Entries taken in one go: a reader who is far behind must not hold up the others."""


class Source(Protocol[T]):
    """What a reader takes from: a ``Feed``."""

    ring: RingBuffer[T]
    render: Render[T]

    @property
    def head(self) -> Position:
        """As far as the log has been read."""

    def position_message(self, position: Position) -> T:
        """That a reader has come as far as ``position``."""

    async def entries_after(self, number: int) -> list[Entry[T]] | None:
        """What follows ``number``, from the log itself; None when that is not all there any more."""

    def leave(self, reader: "Reader[T]") -> None:
        """Forget a reader."""


class Reader(Generic[T]):
    """Takes what is new at its own pace, by its own position: nobody waits for it, and nothing is kept for it.

    ``pull`` never waits. Where that is not enough it gives nothing: a reader who ``needs_reauth`` may not be who they
    were, until ``reauthenticate`` has looked; one who ``is_behind`` what is in memory has to ``read_log``.
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
        """Whether something happened to the reader's account."""
        return self._needs_reauth

    @property
    def is_behind(self) -> bool:
        """Whether what comes next is no longer in memory."""
        at = self.at.number
        if at >= self._feed.head.number:
            return False
        floor = self._feed.ring.floor
        return floor is None or at < floor

    def require_reauth(self) -> None:
        """Something happened to the reader's account: look who they are before telling them more."""
        self._needs_reauth = True

    def move(self, head: Position, reason: str) -> None:
        """The log is another one now, or too far ahead: start anew at its head, and say so."""
        self.at = head
        self._resync = reason

    def pull(self) -> list[T]:
        """What is new for this reader, rendered, in order; more may be left when it is much."""
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
        """Look who the reader is now.

        Raises ``NotAuthenticated`` when they may not read any longer, ``Unavailable`` and ``TransactionConflict``
        when the store cannot tell: try again then.
        """
        self._needs_reauth = False  # before looking: what happens meanwhile raises it again
        try:
            self.actor = await self._authenticate()
        except BaseException:
            self._needs_reauth = True
            raise

    async def read_log(self) -> list[T]:
        """Take the next page out of the log itself. Raises ``Unavailable`` and ``TransactionConflict``."""
        seen: list[T] = []
        entries = await self._feed.entries_after(self.at.number)
        if entries is None:
            self.move(self._feed.head, "too_old")
        elif not self._needs_reauth:
            self._take(entries, seen)
        return seen

    def mark(self, *, anyway: bool = False) -> T | None:
        """Tell how far the reader has come, if that is news, or ``anyway``."""
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
            if entry.subject_id is not None and entry.subject_id == actor.id:
                self._needs_reauth = True
                return
