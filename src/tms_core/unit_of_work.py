"""Ports: the unit of work that use cases see, and the store that makes one."""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Protocol

from tms_core.accounts.ports import PasswordHasher, Tokens
from tms_core.accounts.repository import AccountRepository
from tms_core.analytics.repository import AnalyticsRepository
from tms_core.assignments.repository import AssignmentRepository
from tms_core.events import Event, Position
from tms_core.idempotency import AnswerRepository
from tms_core.realtime.log import EventLog
from tms_core.sessions.repository import SessionRepository
from tms_core.users.repository import UserRepository


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """What an organisation decides for itself."""

    password_min_length: int = 6
    sign_in_failures: int = 10
    time_zone: str = "UTC"
    organisation: str = ""
    """Its name; empty where it has none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """What use cases need besides the store."""

    passwords: PasswordHasher
    tokens: Tokens
    policy: Policy = field(default_factory=Policy)


class UnitOfWork(Protocol):
    """One transaction, as a use case sees it. It never commits: ``Application`` does."""

    users: UserRepository
    accounts: AccountRepository
    sessions: SessionRepository
    assignments: AssignmentRepository
    analytics: AnalyticsRepository
    answers: AnswerRepository
    services: Services
    now: datetime

    def record(self, event: Event) -> None:
        """Keep an event together with the change it tells of."""


class StoreUnit(UnitOfWork, Protocol):
    """A unit of work as ``Application`` sees it."""

    async def commit(self, actor_id: int | None) -> Position | None:
        """Make everything permanent, events last; the position of the last event, None if there was none.

        Raises ``TransactionConflict`` when the whole unit should run again.
        """


class Store(Protocol):
    """A database, or something that behaves like one."""

    @property
    def log(self) -> EventLog:
        """Everything that happened in it."""

    def writer(self, services: Services, now: datetime) -> AbstractAsyncContextManager[StoreUnit]:
        """A transaction. It begins with the first look at the store, sees what others committed before that,
        and leaves no trace unless ``commit`` is reached."""

    def reader(self, services: Services, now: datetime) -> AbstractAsyncContextManager[UnitOfWork]:
        """A cheap look without a transaction."""

    async def ready(self) -> None:
        """Return when the store answers; raise ``Unavailable`` otherwise."""

    async def close(self) -> None:
        """Let go of all connections."""


class Clock(Protocol):
    """What time it is."""

    def __call__(self) -> datetime:
        """Now, in UTC."""
