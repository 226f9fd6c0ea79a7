"""Whether a time would do, asked before anything is planned."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Annotated

from tms_core.actor import Actor
from tms_core.errors import NotFound
from tms_core.permissions import permitted
from tms_core.sessions.conflicts import ScheduleConflicts, find_schedule_conflicts
from tms_core.sessions.intervals import Interval
from tms_core.sessions.model import Minutes
from tms_core.sessions.repository import SessionRepository
from tms_core.sessions.role_rules import LEADERS, check_leads_alone, check_roles
from tms_core.sessions.views import SessionView
from tms_core.unit_of_work import UnitOfWork
from tms_core.users.model import User
from tms_core.users.repository import UserRepository
from tms_core.validation import MAX_ID, Id, InstantUtc, Integer, ListOf, validate

MAX_REQUESTED_TRAINEES = 500
SomeTrainees = Annotated[tuple[int, ...], ListOf(Integer(1, MAX_ID), MAX_REQUESTED_TRAINEES)]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestedTime:
    """A time for a session, and who should be in it. ``exclude_session_id`` is the session that would move there, if there is
    one; without a ``trainer_id`` its trainer leads, and a new session you lead yourself."""

    scheduled_date: InstantUtc
    duration_minutes: Minutes
    trainer_id: Id | None = None
    trainee_ids: SomeTrainees = ()
    exclude_session_id: Id | None = None

    def __post_init__(self) -> None:
        validate(self)

    @property
    def interval(self) -> Interval:
        """When the session would run."""
        return Interval(self.scheduled_date, self.scheduled_date + timedelta(minutes=self.duration_minutes))


@permitted(*LEADERS)
async def find_conflicts(uow: UnitOfWork, actor: Actor, requested: RequestedTime) -> ScheduleConflicts:
    """Who would be in two sessions at once, and the next start at which all are free.

    The answer that planning or moving a session would be refused with; nothing is planned. Trainers ask about
    sessions that they lead themselves.
    """
    moving = await _visible(uow, actor, requested.exclude_session_id)
    trainer_id = requested.trainer_id or (moving.trainer_id if moving else actor.user_id)
    check_leads_alone(actor, trainer_id)
    users = await _requested_people(uow, moving, trainer_id, requested.trainee_ids)
    people = {user.id: user.person for user in users.values()}
    return await find_schedule_conflicts(
        uow, actor, requested.interval, people, people, exclude_session_id=requested.exclude_session_id or 0
    )


async def _visible(uow: UnitOfWork, actor: Actor, session_id: int | None) -> SessionView | None:
    if session_id is None:
        return None
    view = await uow.repository(SessionRepository).view(session_id)
    seen = view.for_reader(actor) if view else None
    if seen is None:
        raise NotFound("session")
    return seen


async def _requested_people(
    uow: UnitOfWork, moving: SessionView | None, trainer_id: int, trainee_ids: tuple[int, ...]
) -> dict[int, User]:
    """Those who can be in the session at all: of others, and whether they are busy, nobody is told.

    Whoever is in the session already stays in it, whatever has become of them.
    """
    users = await uow.repository(UserRepository).get_many([trainer_id, *trainee_ids])
    known = moving.trainee_ids if moving else ()
    newcomers = frozenset(trainee_ids).difference(known)
    check_roles(users, [] if moving and moving.trainer_id == trainer_id else [trainer_id], newcomers)
    return users
