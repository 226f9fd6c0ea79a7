"""Where accounts are signed in to from, in SQL."""

from datetime import datetime
from typing import Any

from sqlalchemy import Column, ForeignKey, Index, String, Table, bindparam, select
from sqlalchemy.sql import Delete, Select

from tms_adapters.sql.column_types import BigId, UtcDateTime
from tms_adapters.sql.compiled_query import reads, writes
from tms_adapters.sql.feature import Queries
from tms_adapters.sql.row_mapper import RowMapper, delete_where, equal, insert_one
from tms_adapters.sql.tables import KEYED, metadata
from tms_core.auth.known_devices import MAX_DEVICE, KnownDevice

known_devices = Table(
    "known_devices",
    metadata,
    Column("user_id", BigId, ForeignKey("users.id"), primary_key=True, autoincrement=False),
    Column("device", String(MAX_DEVICE), primary_key=True),
    Column("network", String(64), primary_key=True),
    Column("last_seen_at", UtcDateTime, nullable=False),
    Index(None, "user_id", "last_seen_at"),
    Index(None, "last_seen_at"),
    **KEYED,
)
KNOWN = RowMapper(known_devices, KnownDevice)


@reads(KnownDevice)
def select_latest() -> Select[Any]:
    """The devices of a user, the one that was used last first."""
    found = select(*KNOWN.columns).where(*equal(known_devices, ("user_id",)))
    return found.order_by(known_devices.c.last_seen_at.desc()).limit(bindparam("limit"))


@writes
def forget_devices() -> Delete:
    """Delete those that were last seen before a time."""
    seen = known_devices.c.last_seen_at
    return known_devices.delete().where(seen < bindparam("before", type_=seen.type))


class SqlKnownDevices:
    """See ``KnownDeviceRepository``."""

    def __init__(self, connection: Queries) -> None:
        self._connection = connection

    async def latest(self, user_id: int, limit: int) -> list[KnownDevice]:
        """See ``KnownDeviceReader``."""
        return list(await self._connection.rows(select_latest(), user_id=user_id, limit=limit))

    async def save(self, known: KnownDevice) -> None:
        """See ``KnownDeviceRepository``."""
        key = {"user_id": known.user_id, "device": known.device, "network": known.network}
        await self._connection.run(delete_where(known_devices, tuple(key)), **key)
        await insert_one(self._connection, known_devices, KNOWN.values(known))

    async def remove_all_of(self, user_id: int) -> None:
        """See ``KnownDeviceRepository``."""
        await self._connection.run(delete_where(known_devices, ("user_id",)), user_id=user_id)

    async def forget(self, seen_before: datetime) -> None:
        """See ``KnownDeviceRepository``."""
        await self._connection.run(forget_devices(), before=seen_before)
