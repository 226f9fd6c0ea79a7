"""A small organisation on any store, with a clock that stands still until a test moves it."""

from __future__ import annotations

import hashlib
import hmac
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

from tms_core.actor import SYSTEM, Actor, Role
from tms_core.application import Application, Store
from tms_core.errors import NotAuthenticated
from tms_core.sessions.commands import create_session
from tms_core.sessions.events import SessionView
from tms_core.sessions.model import NewSession, SessionStatus
from tms_core.unit_of_work import Claims, IssuedToken, OrganisationSettings, Services
from tms_core.users.model import NewUser, User
from tms_core.users.use_cases import create_user

NOW = datetime(2026, 5, 4, 9, 0, 0, 123457, tzinfo=UTC)
HOUR = timedelta(hours=1)
PASSWORD = "correct horse"


class QuickHasher:
    """A ``PasswordHasher`` that is correct and fast, and therefore unsuitable for real passwords.

    ``plain$<password>`` is its outdated format.
    """

    async def hash(self, password: str) -> str:
        return "quick$" + hashlib.sha256(password.encode()).hexdigest()

    async def verify(self, password_hash: str | None, password: str) -> bool:
        known = (await self.hash(password), f"plain${password}")
        return any(hmac.compare_digest((password_hash or "").encode(), each.encode()) for each in known)

    def is_outdated(self, password_hash: str) -> bool:
        return not password_hash.startswith("quick$")


class ReadableTokens:
    """``Tokens`` that are readable in test failures, and that anybody could forge."""

    lifetime_seconds = 86_400

    def __init__(self) -> None:
        self._serial = count(1)

    def issue(self, user_id: int, generation: int, installation_id: str, now: datetime) -> IssuedToken:
        token_id = f"{generation}.{next(self._serial)}"
        start = int(now.timestamp())
        return IssuedToken(
            text=f"token.{user_id}.{token_id}.{start}.{installation_id}",
            token_id=token_id,
            expires_at=datetime.fromtimestamp(start + self.lifetime_seconds, UTC),
        )

    def read(self, token: str, now: datetime) -> Claims:
        _, user_id, generation, serial, start, installation_id = token.split(".")
        issued_at, expires_at = (
            datetime.fromtimestamp(int(start) + seconds, UTC) for seconds in (0, self.lifetime_seconds)
        )
        if expires_at <= now:
            raise NotAuthenticated("token_expired", "This sign-in has expired.")
        return Claims(
            user_id=int(user_id),
            generation=int(generation),
            token_id=f"{generation}.{serial}",
            issued_at=issued_at,
            expires_at=expires_at,
            installation_id=installation_id,
        )


def services(**organisation: Any) -> Services:
    """The services of the use cases, apart from the store."""
    return Services(
        passwords=QuickHasher(), tokens=ReadableTokens(), organisation=OrganisationSettings(**organisation)
    )


class World:
    """An application on ``store``, with short methods to add people and sessions."""

    def __init__(self, store: Store, **organisation: Any) -> None:
        self.store = store
        self.now = NOW
        self.app = Application(store, services(**organisation), clock=lambda: self.now)
        self._serial = count(1)

    async def user(self, role: Role, **fields: Any) -> User:
        """A new user whose password is ``PASSWORD``."""
        name = f"{role}{next(self._serial)}"
        given = {"username": name, "email": f"{name}@example.org", "first_name": name, "last_name": "Silva"}
        new = NewUser(role=role, **({"password": PASSWORD} | given | fields))
        return (await self.app.run(create_user, SYSTEM, new)).user

    async def admin(self, **fields: Any) -> User:
        return await self.user(Role.ADMIN, **fields)

    async def trainer(self, **fields: Any) -> User:
        return await self.user(Role.TRAINER, **fields)

    async def trainee(self, **fields: Any) -> User:
        return await self.user(Role.TRAINEE, **fields)

    async def trainees(self, number: int) -> list[User]:
        return [await self.trainee() for _ in range(number)]

    async def session(
        self, trainer: User, *trainees: User, start: datetime = NOW + HOUR, minutes: int = 60, **fields: Any
    ) -> SessionView:
        """A session that ``trainer`` creates and leads, regardless of conflicts. A completed one is created when it
        starts, if that is later than now."""
        now = self.now
        if fields.get("status") is SessionStatus.COMPLETED:
            self.now = max(now, start)
        try:
            return await self.plan(trainer, *trainees, start=start, minutes=minutes, anyway=True, **fields)
        finally:
            self.now = now

    async def plan(
        self,
        trainer: User,
        *trainees: User,
        start: datetime = NOW + HOUR,
        minutes: int = 60,
        anyway: bool = False,
        **fields: Any,
    ) -> SessionView:
        """The same, refused if somebody is busy unless ``anyway``."""
        new = NewSession(
            title=fields.pop("title", "Grundlagen"),
            scheduled_date=start,
            duration_minutes=minutes,
            trainee_ids=tuple(trainee.id for trainee in trainees),
            **fields,
        )
        return await self.app.run(create_session, as_actor(trainer), new, allow_conflicts=anyway)


def as_actor(user: User) -> Actor:
    """The user as an actor with a permanent password."""
    return Actor(id=user.id, role=user.role)
