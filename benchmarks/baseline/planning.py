"""Creating a session: the conflict check and the event, in the transaction of the insert."""

import uuid
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from fastapi import HTTPException
from pydantic import TypeAdapter
from sqlalchemy import exists, or_, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.sql import ColumnElement

from benchmarks.baseline.models import Enrolment, LoggedEvent, StreamHead, TrainingSession, User
from benchmarks.baseline.schemas import SessionIn, SessionOut
from tms_core.actor import Role
from tms_core.sessions.model import SessionStatus

LONGEST = timedelta(days=1)
Audience = TypeAdapter(dict[str, list[int | str]])


async def people_of(database: AsyncSession, new: SessionIn, locked: bool) -> dict[int, User]:
    """Trainer and trainees; ``locked`` in id order, so that of two concurrent requests one waits."""
    wanted = select(User).where(User.id.in_([new.trainer_id, *new.trainee_ids])).order_by(User.id)
    if locked:
        wanted = wanted.with_for_update()
    people = {user.id: user for user in await database.scalars(wanted)}
    if new.trainer_id not in people or people[new.trainer_id].role is Role.TRAINEE:
        raise HTTPException(422, "no such trainer")
    if any(id not in people or people[id].role is not Role.TRAINEE for id in new.trainee_ids):
        raise HTTPException(422, "no such trainee")
    return people


async def check_free(database: AsyncSession, new: SessionIn) -> None:
    """Refuse a session if somebody in it is busy."""
    leads = exists().where(
        TrainingSession.trainer_id == new.trainer_id,
        TrainingSession.status == SessionStatus.SCHEDULED,
        *_overlapping(TrainingSession, new),
    )
    takes_part = exists().where(
        Enrolment.trainee_id.in_(new.trainee_ids),
        Enrolment.session_status == SessionStatus.SCHEDULED,
        *_overlapping(Enrolment, new),
    )
    if await database.scalar(select(or_(leads, takes_part))):
        raise HTTPException(409, "somebody is in another session at that time")


def _overlapping(mapped: type[TrainingSession | Enrolment], new: SessionIn) -> list[ColumnElement[bool]]:
    return [
        mapped.scheduled_date > new.scheduled_date - LONGEST,
        mapped.scheduled_date < new.ends_at,
        mapped.ends_at > new.scheduled_date,
    ]


def session_from(new: SessionIn, people: dict[int, User], user_id: int) -> TrainingSession:
    """The rows to insert."""
    now = datetime.now(UTC)
    session = TrainingSession(
        **new.model_dump(exclude={"trainee_ids", "class_link"}),
        class_link=str(new.class_link) if new.class_link else None,
        ends_at=new.ends_at,
        search_key=f"{new.title.lower()}\n{new.description.lower()}",
        custom={},
        created_by=user_id,
        version=1,
        created_at=now,
        updated_at=now,
    )
    session.trainer = people[new.trainer_id]
    session.enrolments = [
        Enrolment(
            place=place,
            trainee=people[trainee_id],
            scheduled_date=new.scheduled_date,
            ends_at=new.ends_at,
            session_status=new.status,
        )
        for place, trainee_id in enumerate(new.trainee_ids)
    ]
    return session


async def record_created(
    database: AsyncSession, session: TrainingSession, actor_id: int, audience: Sequence[int]
) -> LoggedEvent:
    """Write the event at the next position of the log."""
    head = await database.get_one(StreamHead, 1, with_for_update=True)
    event_id = uuid.uuid4().hex
    head.pos += 1
    head.last_check = event_id[:16]
    event = LoggedEvent(
        pos=head.pos,
        event_id=event_id,
        type="session_created",
        entity="session",
        entity_id=session.id,
        entity_version=session.version,
        actor_id=actor_id,
        audience=Audience.dump_json({"roles": ["admin"], "users": list(audience)}).decode(),
        payload=SessionOut.model_validate(session).model_dump_json(),
        at=session.created_at,
    )
    database.add(event)
    await database.flush()
    return event
