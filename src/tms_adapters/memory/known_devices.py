"""Where accounts are signed in to from, in memory."""

from datetime import datetime

from tms_adapters.memory.tables import TableKey, Touch
from tms_core.auth.known_devices import KnownDevice

KNOWN: TableKey[tuple[int, str, str], KnownDevice] = TableKey("known_devices")


class MemoryKnownDevices:
    """Implements ``KnownDeviceRepository``."""

    def __init__(self, touch: Touch) -> None:
        self._touch = touch

    async def latest(self, user_id: int, limit: int) -> list[KnownDevice]:
        rows = (await self._touch())[KNOWN].values()
        own = [each for each in rows if each.user_id == user_id]
        return sorted(own, key=lambda each: each.last_seen_at, reverse=True)[:limit]

    async def save(self, known: KnownDevice) -> None:
        (await self._touch())[KNOWN].put((known.user_id, known.device, known.network), known)

    async def remove_all_of(self, user_id: int) -> None:
        rows = (await self._touch())[KNOWN]
        for key in [key for key, each in rows.items() if each.user_id == user_id]:
            rows.drop(key)

    async def forget(self, seen_before: datetime) -> None:
        rows = (await self._touch())[KNOWN]
        for key in [key for key, each in rows.items() if each.last_seen_at < seen_before]:
            rows.drop(key)
