"""Saying that the event log has grown: a hint to look, never the only way to learn of it."""

from collections.abc import Callable
from typing import Protocol

from tms_core.events import Position

Wake = Callable[[], None]


class EventBus(Protocol):
    """Carries hints from whoever commits to whoever tails the log."""

    async def publish(self, position: Position) -> None:
        """Say that the log has grown to ``position``. Never raises, never waits for anything slow."""

    def subscribe(self, wake: Wake) -> None:
        """Call ``wake`` whenever the log may have grown."""

    def unsubscribe(self, wake: Wake) -> None:
        """Call it no more."""

    @property
    def hears_everyone(self) -> bool:
        """Whether the hints of other processes arrive at the moment, so that looking unasked is hardly needed."""


class LocalBus:
    """Hints within one process. Whether other processes share the log is unknown to it."""

    def __init__(self) -> None:
        self._wakes: list[Wake] = []

    @property
    def hears_everyone(self) -> bool:
        """See ``EventBus``."""
        return False

    async def publish(self, position: Position) -> None:
        """See ``EventBus``."""
        self.wake()

    def subscribe(self, wake: Wake) -> None:
        """See ``EventBus``."""
        self._wakes.append(wake)

    def unsubscribe(self, wake: Wake) -> None:
        """See ``EventBus``."""
        self._wakes.remove(wake)

    def wake(self) -> None:
        """Tell all subscribers."""
        for wake in self._wakes:
            wake()
