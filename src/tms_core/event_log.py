"""Port: reading the event log that every change is written to."""

from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from tms_core.events import LoggedEvent, Position


@dataclass(frozen=True, slots=True, kw_only=True)
class LogState:
    """Where the log ends (``head``), and the lowest number from which everything that followed is still there."""

    head: Position
    floor: int


class EventLog(Protocol):
    """Events at positions that count up by one, in the order in which their changes were committed."""

    async def state(self) -> LogState:
        """Where the log begins and ends now."""

    async def after(self, number: int, limit: int) -> list[LoggedEvent]:
        """The first ``limit`` events that follow position ``number``."""

    async def check_at(self, number: int) -> str | None:
        """The check of the position ``number``; None where nothing can be resumed from."""

    async def prune(self, keep: int, before: datetime) -> int:
        """Forget events beyond the last ``keep``, and those that happened ``before``; the floor rises with them.

        Does a bounded amount of work; the number of events that went, 0 when nothing is left to do.
        """
