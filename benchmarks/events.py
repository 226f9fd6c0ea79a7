"""Appends events to the product's log in bulk, through its own core, in a single transaction."""

from benchmarks.organisation import Organisation
from tms_adapters.security import Argon2Hasher, JwtTokens
from tms_adapters.sql import open_store
from tms_core.actor import Actor, Role
from tms_core.application import Application
from tms_core.sessions.events import session_created
from tms_core.sessions.repository import SessionRepository
from tms_core.unit_of_work import OrganisationSettings, Services, UnitOfWork
from tms_core.use_cases import command

TOLD_SESSION = 1  # has a single trainee, which keeps the message short


async def append_events(url: str, organisation: Organisation, events: int) -> None:
    """Record ``events`` events about one session, as if it had been created that many times."""
    store = await open_store(url)
    services = Services(
        passwords=Argon2Hasher(), tokens=JwtTokens("x" * 32, 60), organisation=OrganisationSettings()
    )
    try:
        admin = Actor(id=organisation.admin, role=Role.ADMIN)
        await Application(store, services).run(_record, admin, events)
    finally:
        await store.close()


@command(Role.ADMIN)
async def _record(uow: UnitOfWork, _: Actor, events: int) -> None:
    session = (await uow.repository(SessionRepository).lock([TOLD_SESSION]))[TOLD_SESSION]
    for _ in range(events):
        uow.record(session_created(session))
