"""The whole system in memory, with nothing to set up: for other programs, notebooks and trials."""

import secrets

from tms_adapters.memory import MemoryStore
from tms_adapters.security import Argon2Hasher, JwtTokens
from tms_core.application import Application, utc_now
from tms_core.services import Clock, OrganisationSettings, Services

SECRET_BYTES = 48


def in_memory(organisation: OrganisationSettings | None = None, clock: Clock = utc_now) -> Application:
    """An application on an empty store of its own. Everything in it, and every token, ends with the process."""
    tokens = JwtTokens(secrets.token_urlsafe(SECRET_BYTES))
    services = Services(
        passwords=Argon2Hasher(), tokens=tokens, organisation=organisation or OrganisationSettings()
    )
    return Application(MemoryStore(), services, clock=clock)
