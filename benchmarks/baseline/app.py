"""The endpoints."""

import uuid
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Annotated

from fastapi import FastAPI, HTTPException, Query, Response, status
from sqlalchemy import func, select
from sqlalchemy.orm import joinedload, selectinload
from sqlalchemy.sql import ColumnElement

from benchmarks.baseline.database import Database, make_engine, make_sessions
from benchmarks.baseline.live import ConnectionManager, Manager, listen, message_of
from benchmarks.baseline.models import Enrolment, LoggedEvent, TrainingSession, User
from benchmarks.baseline.planning import check_free, people_of, record_created, session_from
from benchmarks.baseline.schemas import SessionIn, SessionOut, SignIn, TokenOut, UserOut
from benchmarks.baseline.security import LIFETIME, CurrentUser, issue_token, password_fits
from tms_core.actor import Role
from tms_core.sessions.model import SessionStatus

WITH_PEOPLE = (
    joinedload(TrainingSession.trainer).load_only(User.name),
    selectinload(TrainingSession.enrolments).joinedload(Enrolment.trainee).load_only(User.name),
)


def create_app(url: str) -> FastAPI:
    """The service on the database at ``url``, whose schema must exist."""

    @asynccontextmanager
    async def lifespan(app: FastAPI) -> AsyncIterator[None]:
        engine = make_engine(url)
        app.state.sessions = make_sessions(engine)
        app.state.manager = ConnectionManager()
        yield
        await engine.dispose()

    app = FastAPI(lifespan=lifespan)
    app.get("/health/ready")(ready)
    app.post("/auth/login")(sign_in)
    app.get("/sessions/")(list_sessions)
    app.get("/sessions/{session_id}")(get_session)
    app.post("/sessions/", status_code=status.HTTP_201_CREATED)(create_session)
    app.post("/bursts/{session_id}")(burst)
    app.websocket("/ws")(listen)
    return app


async def ready(database: Database) -> str:
    """Whether the database answers."""
    await database.execute(select(1))
    return "ready"


async def sign_in(attempt: SignIn, database: Database) -> TokenOut:
    """Exchange a name and a password for a token."""
    known = select(User).where(User.username_key == attempt.username.lower())
    user = await database.scalar(known.options(joinedload(User.credentials)))
    if user is None or not await password_fits(user.credentials.password_hash, attempt.password):
        raise HTTPException(status.HTTP_401_UNAUTHORIZED, "wrong username or password")
    return TokenOut(
        access_token=issue_token(user),
        expires_in=int(LIFETIME.total_seconds()),
        user=UserOut.model_validate(user),
        force_password_change=user.is_temporary_password,
    )


async def list_sessions(
    response: Response,
    database: Database,
    user: CurrentUser,
    skip: Annotated[int, Query(ge=0)] = 0,
    limit: Annotated[int, Query(ge=1, le=500)] = 100,
    session_status: Annotated[SessionStatus | None, Query(alias="status")] = None,
) -> list[SessionOut]:
    """Sessions, newest first."""
    visible = _visible_to(user)
    if session_status is not None:
        visible.append(TrainingSession.status == session_status)
    total = await database.scalar(select(func.count()).select_from(TrainingSession).where(*visible))
    page = (
        select(TrainingSession)
        .where(*visible)
        .options(*WITH_PEOPLE)
        .order_by(TrainingSession.scheduled_date.desc(), TrainingSession.id.desc())
        .offset(skip)
        .limit(limit)
    )
    response.headers["X-Total-Count"] = str(total)
    return list(await database.scalars(page))


async def get_session(session_id: int, database: Database, user: CurrentUser) -> SessionOut:
    """One session."""
    wanted = select(TrainingSession).where(TrainingSession.id == session_id, *_visible_to(user))
    session = await database.scalar(wanted.options(*WITH_PEOPLE))
    if session is None:
        raise HTTPException(status.HTTP_404_NOT_FOUND, "no such session")
    return session  # type: ignore[return-value]  # FastAPI makes it the response model


async def create_session(
    new: SessionIn, database: Database, user: CurrentUser, manager: Manager, checked: bool = True
) -> SessionOut:
    """Create a session and broadcast it; with ``checked`` off there is no conflict check, no event and no broadcast."""
    if user.role is Role.TRAINEE or (user.role is Role.TRAINER and new.trainer_id != user.id):
        raise HTTPException(status.HTTP_403_FORBIDDEN, "not allowed")
    people = await people_of(database, new, locked=checked)
    if checked:
        await check_free(database, new)
    session = session_from(new, people, user.id)
    database.add(session)
    await database.flush()
    event = await record_created(database, session, user.id, sorted(people)) if checked else None
    await database.commit()
    if event is not None and manager.active:
        await manager.broadcast(message_of(event, SessionOut.model_validate(session)))
    return session  # type: ignore[return-value]  # FastAPI makes it the response model


async def burst(session_id: int, events: int, database: Database, user: CurrentUser, manager: Manager) -> int:
    """Broadcast an event about a session this many times."""
    session = await get_session(session_id, database, user)
    event = LoggedEvent(
        pos=1, event_id=uuid.uuid4().hex, type="session_created", actor_id=user.id, at=datetime.now(UTC)
    )
    message = message_of(event, SessionOut.model_validate(session))
    for _ in range(events):
        await manager.broadcast(message)
    return events


def _visible_to(user: User) -> list[ColumnElement[bool]]:
    visible = [TrainingSession.deleted_at.is_(None)]
    if user.role is Role.TRAINER:
        visible.append(TrainingSession.trainer_id == user.id)
    if user.role is Role.TRAINEE:
        visible.append(TrainingSession.enrolments.any(Enrolment.trainee_id == user.id))
    return visible
