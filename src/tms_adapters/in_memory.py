"""The whole system in memory, with nothing to set up: for embedding, notebooks and experiments.

``from tms_adapters import in_memory as tms`` provides everything in ``tms_adapters.api`` plus
``tms.in_memory()``.
"""

import secrets
from collections.abc import Sequence

from tms_adapters import api
from tms_adapters.api import *  # noqa: F403 - the public API
from tms_adapters.memory import MemoryStore
from tms_adapters.memory.feature import MemoryFeature
from tms_adapters.security import Argon2Hasher, JwtTokens
from tms_core.application import Application, utc_now
from tms_core.unit_of_work import Clock, OrganisationSettings, Services

__all__ = api.__all__ + ["in_memory"]  # noqa: RUF005 - type checkers read this form

SECRET_BYTES = 48


def in_memory(
    organisation: OrganisationSettings | None = None,
    clock: Clock = utc_now,
    features: Sequence[MemoryFeature] = (),
) -> Application:
    """An application on its own empty store. All data, and every token, is lost when the process ends.

    ``features`` are added to the built-in ones.
    """
    services = Services(
        passwords=Argon2Hasher(),
        tokens=JwtTokens(secrets.token_urlsafe(SECRET_BYTES)),
        organisation=organisation or OrganisationSettings(),
    )
    return Application(MemoryStore(features=features), services, clock=clock)
