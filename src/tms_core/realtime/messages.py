"""What a reader of the feed is told."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class EventMessage:
    """Something changed; ``data`` is what this reader may see of it."""

    type: str
    position: str
    id: str
    at: datetime
    actor_id: int | None
    data: object


@dataclass(frozen=True, slots=True, kw_only=True)
class CaughtUp:
    """Everything that happened since the reader was last here has been told."""

    position: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PositionMessage:
    """Up to here there was nothing (more) for this reader."""

    position: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Resync:
    """What this reader may see has changed as a whole: read it anew. The feed goes on from ``position``."""

    reason: str
    position: str


Message = EventMessage | CaughtUp | PositionMessage | Resync
