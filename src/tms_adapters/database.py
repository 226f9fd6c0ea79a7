"""The whole system on a database: SQLite, MariaDB or MySQL.

``from tms_adapters import database as tms`` provides everything in ``tms_adapters.api`` plus
``tms.open_database(url)``.
"""

import secrets
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager

from tms_adapters import api
from tms_adapters.api import *  # noqa: F403 - the public API
from tms_adapters.security import Argon2Hasher, JwtTokens
from tms_adapters.sql import migrate, open_store
from tms_adapters.sql.feature import SqlFeature
from tms_core.application import Application, utc_now
from tms_core.unit_of_work import Clock, OrganisationSettings, Services

__all__ = api.__all__ + ["open_database"]  # noqa: RUF005 - type checkers read this form

SECRET_BYTES = 48


@asynccontextmanager
async def open_database(
    url: str,
    secret: str | None = None,
    organisation: OrganisationSettings | None = None,
    clock: Clock = utc_now,
    features: Sequence[SqlFeature] = (),
) -> AsyncIterator[Application]:
    """An application on a database.

    ``url`` is, for example, ``sqlite:///data/tms.db`` or ``mysql+asyncmy://user:password@host/tms``. The
    database is created if it does not exist, migrated to the current schema, and closed at the end. Tokens
    are signed with ``secret``; without one they are only valid until the context manager exits. ``features``
    are added to the built-in ones.

    Raises ``ValueError`` for a URL of another kind, ``MissingExtra`` if the driver is not installed,
    ``Unavailable`` if the database does not answer.
    """
    await migrate(url, features)
    store = await open_store(url, features)
    services = Services(
        passwords=Argon2Hasher(),
        tokens=JwtTokens(secret or secrets.token_urlsafe(SECRET_BYTES)),
        organisation=organisation or OrganisationSettings(),
    )
    try:
        yield Application(store, services, clock=clock)
    finally:
        await store.close()
