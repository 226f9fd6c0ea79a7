"""Counts, kept up to date by whoever writes."""

from tms_adapters.memory.tables import Touch


class MemoryAnalytics:
    """Implements ``AnalyticsRepository``."""

    def __init__(self, touch: Touch) -> None:
        self._touch = touch

    async def users_by_role(self) -> dict[str, int]:
        return {role.value: number for role, number in (await self._touch()).role_counts.items()}

    async def sessions_by_status(self) -> dict[str, int]:
        return {status.value: number for status, number in (await self._touch()).status_counts.items()}
