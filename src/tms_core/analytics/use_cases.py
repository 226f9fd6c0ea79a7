"""Numbers for the dashboard."""

from dataclasses import dataclass

from tms_core.actor import Actor, Role
from tms_core.permissions import permitted
from tms_core.unit_of_work import UnitOfWork


@dataclass(frozen=True, slots=True, kw_only=True)
class UserCounts:
    """How many people have each role."""

    admin: int = 0
    trainer: int = 0
    trainee: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCounts:
    """How many sessions stand where."""

    scheduled: int = 0
    completed: int = 0
    cancelled: int = 0


@permitted(Role.ADMIN)
async def count_users(uow: UnitOfWork, actor: Actor) -> UserCounts:
    """How many people have each role."""
    return UserCounts(**await uow.analytics.users_by_role())


@permitted(Role.ADMIN)
async def count_sessions(uow: UnitOfWork, actor: Actor) -> SessionCounts:
    """How many sessions are scheduled, completed and cancelled."""
    return SessionCounts(**await uow.analytics.sessions_by_status())
