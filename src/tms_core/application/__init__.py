"""Runs commands and queries on a store. A command runs in one transaction, is retried as a whole after a
conflict with another one, and its events are announced after the commit; sent again with the same key, it
is not executed again."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from typing import Any, ParamSpec, Protocol, TypeVar

from tms_core.actor import SYSTEM, Actor
from tms_core.application.feature import Features
from tms_core.application.idempotency import (
    RESPONSE_RETENTION,
    IdempotencyRepository,
    IdempotentRequest,
    StoredResponse,
)
from tms_core.errors import Invalid, TransactionConflict, Unavailable
from tms_core.events import Event, EventBus, EventLog, LocalBus, Position
from tms_core.security.log import SecurityEvent, SecurityRecord
from tms_core.unit_of_work import Clock, NotificationKind, PersonData, ReadUnit, Services, UnitOfWork
from tms_core.use_cases import Command, Query, query

P = ParamSpec("P")
T = TypeVar("T")

READY_SECONDS = 3.0


class FeatureUnit:
    """What the units of every store share: repositories, created on first use by what the features of the
    store provide."""

    hint = " to queries: ask for the half of it that only reads"

    def __init__(
        self,
        features: Features,
        factories: Mapping[Any, Callable[[Any], object]],
        services: Services,
        now: datetime,
    ) -> None:
        self.services = services
        self.now = now
        self._features = features
        self._factories = factories
        self._repositories: dict[Any, Any] = {}
        self.security_records: list[SecurityRecord] = []

    @property
    def person_data(self) -> Sequence[PersonData[Any]]:
        """See ``ReadUnit``."""
        return self._features.person_data

    @property
    def notification_kinds(self) -> Mapping[str, NotificationKind]:
        """See ``ReadUnit``."""
        return self._features.notification_kinds

    @property
    def consumer_names(self) -> Collection[str]:
        """See ``ReadUnit``."""
        return self._features.consumers.keys()

    def repository(self, port: Callable[..., T]) -> T:
        """See ``ReadUnit``."""
        found: T | None = self._repositories.get(port)
        return self._create(port) if found is None else found

    def _create(self, port: Callable[..., T]) -> T:
        make = self._factories.get(port)
        if make is None:
            raise LookupError(f"No feature of this store provides {port.__qualname__}{self.hint}.")
        created: T = self._repositories.setdefault(port, make(self))
        return created

    def log_security(self, record: SecurityRecord) -> None:
        """See ``ReadUnit``."""
        self.security_records.append(record)


class EventRecorder:
    """What the units of every store share that write: they record events until they commit."""

    hint = ""
    _features: Features
    _events: list[Event]
    security_records: list[SecurityRecord]

    def record(self, event: Event) -> None:
        """See ``UnitOfWork``. Every deletion is in the security log."""
        kind = self._features.events.get(event.type)
        if kind is None:
            raise LookupError(f"No feature declares the event {event.type}.")
        self._events.append(event)
        if kind.removes and not kind.is_visibility_loss(event):
            account_id = event.entity_id if kind.deletes_person(event) else None
            what: dict[str, str | int] = {"entity": event.entity, "entity_id": event.entity_id}
            self.security_records.append(
                SecurityRecord(event=SecurityEvent.DELETION, account_id=account_id, details=what)
            )

    @property
    def deleted_people(self) -> list[int]:
        """The ids of the people whom the recorded events say are deleted."""
        kinds = self._features.events
        return [event.entity_id for event in self._events if kinds[event.type].deletes_person(event)]


class StoreReadUnit(ReadUnit, Protocol):
    """A read-only unit as ``Application`` sees it."""

    security_records: list[SecurityRecord]
    """What to write to the security log once the unit has succeeded."""


class StoreUnit(UnitOfWork, StoreReadUnit, Protocol):
    """A unit of work as ``Application`` sees it."""

    async def commit(self, actor_id: int | None) -> Position | None:
        """Commit all changes, events last; returns the position of the last event, None if there were none.

        Raises ``TransactionConflict`` if the whole unit should run again.
        """


class Store(Protocol):
    """A database, or something that behaves like one."""

    @property
    def features(self) -> Features:
        """The features whose data it stores."""

    @property
    def log(self) -> EventLog:
        """The log of all events in this store."""

    def writer(
        self, services: Services, now: datetime, *, is_durable: bool = True
    ) -> AbstractAsyncContextManager[StoreUnit]:
        """A transaction. It begins at the first access to the store, sees what was committed before that,
        and is rolled back unless ``commit`` is called."""

    def reader(self, services: Services, now: datetime) -> AbstractAsyncContextManager[StoreReadUnit]:
        """A read-only unit without a transaction."""

    async def ready(self, within: float = READY_SECONDS) -> None:
        """Return when the store answers; raise ``Unavailable`` if it does
        not ``within`` that many seconds."""

    async def close(self) -> None:
        """Close all connections."""


MAX_ATTEMPTS = 12
GIVE_UP_AFTER = 20.0
"""Seconds after which a unit is not retried: each attempt may have waited for a lock until it timed out."""


def utc_now() -> datetime:
    """The system clock, in UTC."""
    return datetime.now(UTC)


class Application:
    """Runs use cases. Only this class begins, commits, rolls back and retries units of work."""

    def __init__(
        self, store: Store, services: Services, bus: EventBus | None = None, clock: Clock = utc_now
    ) -> None:
        self.store = store
        self.services = services
        self.bus: EventBus = bus or LocalBus()
        self.clock = clock

    async def read(self, query: Query[P, T], actor: Actor, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a query, again if the store lost the connection meanwhile. Nothing is written.

        Raises what the query raises, ``Unavailable`` if the store is down, and ``TypeError`` if ``query`` is
        not a query.
        """
        Query.checked(query, "read")
        retries = Retries()
        while True:
            try:
                async with self.store.reader(self.services, self.clock()) as uow:
                    result = await query(uow, actor, *args, **kwargs)
                for record in uow.security_records:
                    self.services.security_log.write(record.by(actor))
                return result
            except TransactionConflict as conflict:
                if not await retries.another():
                    raise Unavailable from conflict

    async def run(self, command: Command[P, T], actor: Actor, *args: P.args, **kwargs: P.kwargs) -> T:
        """Run a command in one transaction, and all of it again after a conflict with another transaction.

        Raises what the command raises, with nothing written, ``Unavailable`` if the store is down or
        conflicts persist, and ``TypeError`` if ``command`` is not a command.
        """
        Command.checked(command, "run")
        if command.prepare is not None:
            command = await command.prepare(self, actor, *args, **kwargs)

        async def unit(uow: UnitOfWork) -> T:
            return await command(uow, actor, *args, **kwargs)

        return await self._in_transaction(unit, actor, is_durable=command.is_durable)

    async def run_once(
        self,
        request: IdempotentRequest,
        command: Command[P, T],
        actor: Actor,
        *args: P.args,
        **kwargs: P.kwargs,
    ) -> bytes:
        """Like ``run``, but at most once for each caller and key; returns the new or stored response.

        Raises ``Invalid`` ``idempotency_key_reused`` if the key was used for a different request.
        """
        Command.checked(command, "run_once")
        if command.prepare is not None:
            kept = await self.read(_kept_response, SYSTEM, actor.user_id, request.key)
            if kept is not None:
                return _body_for(request, kept)
            command = await command.prepare(self, actor, *args, **kwargs)

        async def unit(uow: UnitOfWork) -> bytes:
            claim = StoredResponse(
                caller_id=actor.user_id,
                key=request.key,
                fingerprint=request.fingerprint,
                body=b"",
                created_at=uow.now,
            )
            if not await uow.repository(IdempotencyRepository).claim(
                claim, forget_before=uow.now - RESPONSE_RETENTION
            ):
                kept = await uow.repository(IdempotencyRepository).get(actor.user_id, request.key)
                if kept is None:
                    raise TransactionConflict
                return _body_for(request, kept)
            answer = request.render(await command(uow, actor, *args, **kwargs))
            await uow.repository(IdempotencyRepository).store(actor.user_id, request.key, answer)
            return answer

        return await self._in_transaction(unit, actor)

    async def _in_transaction(
        self, unit: Callable[[UnitOfWork], Awaitable[T]], actor: Actor, *, is_durable: bool = True
    ) -> T:
        retries = Retries()
        while True:
            try:
                async with self.store.writer(self.services, self.clock(), is_durable=is_durable) as uow:
                    result = await unit(uow)
                    position = await uow.commit(actor.id)
            except TransactionConflict as conflict:
                if not await retries.another():
                    detail = "Too many people are changing this at once. Try again shortly."
                    raise Unavailable(detail) from conflict
                continue
            for record in uow.security_records:
                self.services.security_log.write(record.by(actor))
            if position is not None:
                await self.bus.publish(position)
            return result


class Retries:
    """Decides how often, and for how long, a unit is retried."""

    def __init__(self) -> None:
        self._attempt = 0
        self._deadline = asyncio.get_running_loop().time() + GIVE_UP_AFTER

    async def another(self) -> bool:
        """Wait before the next attempt, longer each time; False if there should be none."""
        self._attempt += 1
        if self._attempt >= MAX_ATTEMPTS or asyncio.get_running_loop().time() > self._deadline:
            return False
        await asyncio.sleep(random.uniform(0, 0.005 * 2 ** min(self._attempt - 1, 6)))  # noqa: S311 - jitter
        return True


@query()
async def _kept_response(uow: ReadUnit, _: Actor, caller_id: int, key: str) -> StoredResponse | None:
    kept = await uow.repository(IdempotencyRepository).get(caller_id, key)
    is_recent = kept is not None and kept.created_at >= uow.now - RESPONSE_RETENTION
    return kept if is_recent else None


def _body_for(request: IdempotentRequest, kept: StoredResponse) -> bytes:
    if kept.fingerprint != request.fingerprint:
        message = "was used before with another request; choose a new key"
        raise Invalid.field("Idempotency-Key", message, "idempotency_key_reused")
    return kept.body
