"""What other people are told about sessions."""

from collections.abc import Iterable

from tms_core.actor import Role
from tms_core.events import Audience, Event
from tms_core.sessions.model import TrainingSession


def _event(kind: str, session: TrainingSession, audience: Audience, data: object) -> Event:
    return Event(
        type=kind,
        entity="session",
        entity_id=session.id,
        entity_version=session.version,
        audience=audience,
        data=data,
    )


def session_created(session: TrainingSession) -> Event:
    """A session was planned."""
    return _event("session_created", session, Audience.of(Role.ADMIN, users=session.people_ids), session)


def session_deleted(session: TrainingSession) -> Event:
    """A session was deleted."""
    return _gone(session, Audience.of(Role.ADMIN, users=session.people_ids))


def session_changes(before: TrainingSession, after: TrainingSession) -> Iterable[Event]:
    """A session changed; whoever lost sight of it is told that it is gone."""
    yield _event("session_updated", after, Audience.of(Role.ADMIN, users=after.people_ids), after)
    if lost := before.people_ids - after.people_ids:
        yield _gone(after, Audience.of(users=lost))


def _gone(session: TrainingSession, audience: Audience) -> Event:
    return _event("session_deleted", session, audience, {"session_id": session.id})
