"""Queries that find sessions, and check a time for conflicts before scheduling."""

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Annotated

from tms_core.actor import ALL_ROLES, Actor, Role
from tms_core.entity import Page, PageRequest
from tms_core.errors import NotFound
from tms_core.sessions.commands import check_leads_alone
from tms_core.sessions.conflicts import (
    ScheduleConflicts,
    check_roles,
    find_schedule_conflicts,
)
from tms_core.sessions.events import SessionView
from tms_core.sessions.inputs import SessionFilter
from tms_core.sessions.intervals import Interval
from tms_core.sessions.model import LEADERS, Minutes
from tms_core.sessions.repository import SessionReader
from tms_core.sessions.saving import hide_removed_fields
from tms_core.unit_of_work import ReadUnit
from tms_core.use_cases import query
from tms_core.users.model import User, UserReader
from tms_core.validation import MAX_ID, Id, InstantUtc, Integer, ListOf, validate


@query(*ALL_ROLES)
async def list_sessions(
    uow: ReadUnit, actor: Actor, wanted: SessionFilter, page: PageRequest
) -> Page[SessionView]:
    """List sessions by start: all for admins, those they lead for trainers, those they attend for trainees."""
    found = await uow.repository(SessionReader).page(_narrowed(wanted, actor), page)
    await hide_removed_fields(uow, found.items)
    return replace(found, items=[seen for item in found.items if (seen := item.for_reader(actor))])


def _narrowed(wanted: SessionFilter, actor: Actor) -> SessionFilter:
    if actor.is_admin:
        return wanted
    if actor.role is Role.TRAINER:
        return replace(wanted, led_by=actor.user_id)
    return replace(wanted, taken_by=actor.user_id)


@query(*ALL_ROLES)
async def get_session(uow: ReadUnit, actor: Actor, session_id: int) -> SessionView:
    """One session, if you may see it; trainees do not see the other trainees."""
    return await _visible(uow, actor, session_id)


MAX_REQUESTED_TRAINEES = 500


SomeTrainees = Annotated[tuple[int, ...], ListOf(Integer(1, MAX_ID), MAX_REQUESTED_TRAINEES)]


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestedTime:
    """A proposed time, and the people for it. ``exclude_session_id`` is the session to move there, if any.
    Without a ``trainer_id`` that session's trainer leads; a new session is led by the caller."""

    scheduled_date: InstantUtc
    duration_minutes: Minutes
    trainer_id: Id | None = None
    trainee_ids: SomeTrainees = ()
    exclude_session_id: Id | None = None

    def __post_init__(self) -> None:
        validate(self)

    @property
    def interval(self) -> Interval:
        """When the session would take place."""
        return Interval(self.scheduled_date, self.scheduled_date + timedelta(minutes=self.duration_minutes))


@query(*LEADERS)
async def find_conflicts(uow: ReadUnit, actor: Actor, requested: RequestedTime) -> ScheduleConflicts:
    """Who would be in two sessions at once, and the next start at which everybody is free.

    These are the conflicts that planning or moving the session would be refused with; nothing is saved. Trainers can only
    ask about sessions that they lead themselves.
    """
    moving_id = requested.exclude_session_id
    moving = None if moving_id is None else await _visible(uow, actor, moving_id)
    trainer_id = requested.trainer_id or (moving.trainer_id if moving else actor.user_id)
    check_leads_alone(actor, trainer_id)
    users = await _requested_people(uow, moving, trainer_id, requested.trainee_ids)
    people = {user.id: user.person for user in users.values()}
    return await find_schedule_conflicts(
        uow, actor, requested.interval, people, people, exclude_session_id=moving_id or 0
    )


async def _visible(uow: ReadUnit, actor: Actor, session_id: int) -> SessionView:
    view = await uow.repository(SessionReader).view(session_id)
    await hide_removed_fields(uow, [view] if view else [])
    seen = view.for_reader(actor) if view else None
    if seen is None:
        raise NotFound("session")
    return seen


async def _requested_people(
    uow: ReadUnit, moving: SessionView | None, trainer_id: int, trainee_ids: tuple[int, ...]
) -> dict[int, User]:
    """The requested people, who must exist and have the right roles.

    For anyone else, not even their availability is revealed. People who are already in the session may stay,
    even if their role has changed.
    """
    users = await uow.repository(UserReader).get_many([trainer_id, *trainee_ids])
    known = moving.trainee_ids if moving else ()
    newcomers = frozenset(trainee_ids).difference(known)
    check_roles(users, [] if moving and moving.trainer_id == trainer_id else [trainer_id], newcomers)
    return users
