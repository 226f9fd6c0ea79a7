"""What other people are told about sessions."""

from collections.abc import Iterable
from typing import Any

from tms_core.actor import Role
from tms_core.events import Audience, Event, EventType
from tms_core.sessions.model import TrainingSession
from tms_core.sessions.views import SessionView, to_view


def _event_type(name: str) -> EventType[TrainingSession]:
    return EventType(
        name=name,
        entity="session",
        payload=TrainingSession,
        people=lambda session: session.people_ids,
        to_view=to_view,
        visible_to=SessionView.for_reader,
    )


SESSION_CREATED = _event_type("session_created")
SESSION_UPDATED = _event_type("session_updated")
SESSION_DELETED: EventType[Any] = EventType(name="session_deleted", entity="session", removes=True)


def session_created(session: TrainingSession) -> Event:
    """A session was planned."""
    return SESSION_CREATED(session.id, _audience(session), session, session.version)


def session_deleted(session: TrainingSession) -> Event:
    """A session was deleted."""
    return _gone(session, _audience(session))


def session_changes(before: TrainingSession, after: TrainingSession) -> Iterable[Event]:
    """A session changed; whoever lost sight of it is told that it is gone."""
    yield SESSION_UPDATED(after.id, _audience(after), after, after.version)
    if lost := before.people_ids - after.people_ids:
        yield _gone(after, Audience.of(users=lost))


def _gone(session: TrainingSession, audience: Audience) -> Event:
    return SESSION_DELETED(session.id, audience, {"session_id": session.id}, session.version)


def _audience(session: TrainingSession) -> Audience:
    return Audience.of(Role.ADMIN, users=session.people_ids)
