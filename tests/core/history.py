"""Past sessions as they are stored, and the overview computed from them."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from tests.core.organisation import NOW, World
from tms_core.actor import SYSTEM
from tms_core.analytics.model import Overview
from tms_core.analytics.overview import RequestedPeriod
from tms_core.analytics.queries import get_overview
from tms_core.sessions.enrolment import AttendanceStatus, Enrolment
from tms_core.sessions.model import SessionStatus, TrainingSession
from tms_core.sessions.repository import SessionRepository
from tms_core.users.model import User

COMPLETED = SessionStatus.COMPLETED


def at(text: str, zone: str = "UTC") -> datetime:
    """A local time in a zone as an instant."""
    return datetime.fromisoformat(text).replace(tzinfo=ZoneInfo(zone)).astimezone(UTC)


async def held(
    world: World,
    trainer: User,
    start: datetime,
    marks: dict[User, AttendanceStatus | None] | None = None,
    status: SessionStatus = COMPLETED,
    minutes: int = 60,
) -> TrainingSession:
    """A past session as it is stored."""
    session = TrainingSession(
        title="Grundlagen",
        trainer_id=trainer.id,
        roster=tuple(enrolment(trainee.id, mark) for trainee, mark in (marks or {}).items()),
        scheduled_date=start,
        duration_minutes=minutes,
        time_zone="UTC",
        status=status,
        created_at=NOW,
        updated_at=NOW,
    )
    async with world.store.writer(world.app.services, NOW) as uow:
        session = await uow.repository(SessionRepository).add(session)
        await uow.commit(None)
    return session


def enrolment(trainee_id: int, mark: AttendanceStatus | None) -> Enrolment:
    return Enrolment(trainee_id=trainee_id, status=mark, marked_at=NOW if mark else None)


async def overview(
    world: World, start: datetime | None, end: datetime | None, zone: str | None = None
) -> Overview:
    return await world.app.read(get_overview, SYSTEM, RequestedPeriod(from_=start, to=end, time_zone=zone))
