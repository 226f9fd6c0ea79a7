"""Port: counting."""

from typing import Protocol


class AnalyticsRepository(Protocol):
    """Counts that cost the same however much there is to count."""

    async def users_by_role(self) -> dict[str, int]:
        """Role → number of people; roles nobody has may be missing."""

    async def sessions_by_status(self) -> dict[str, int]:
        """Status → number of sessions; statuses no session has may be missing."""
