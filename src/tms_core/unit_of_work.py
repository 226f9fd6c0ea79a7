"""Port: the unit of work that use cases see."""

from datetime import datetime
from typing import Protocol

from tms_core.analytics.repository import AnalyticsRepository
from tms_core.assignments.repository import AssignmentRepository
from tms_core.auth.repository import AuthRepository
from tms_core.events import Event
from tms_core.idempotency import IdempotencyRepository
from tms_core.services import Services
from tms_core.sessions.repository import SessionRepository
from tms_core.users.repository import UserRepository


class UnitOfWork(Protocol):
    """One transaction, as a use case sees it. It never commits: ``Application`` does."""

    users: UserRepository
    auth: AuthRepository
    sessions: SessionRepository
    assignments: AssignmentRepository
    analytics: AnalyticsRepository
    idempotency: IdempotencyRepository
    services: Services
    now: datetime

    def record(self, event: Event) -> None:
        """Keep an event together with the change it tells of."""
