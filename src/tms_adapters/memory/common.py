"""Storage that belongs to no single feature: idempotent responses."""

from dataclasses import replace
from datetime import datetime
from itertools import takewhile

from tms_adapters.memory.feature import MemoryFeature
from tms_adapters.memory.tables import TableKey, Touch
from tms_core.application.idempotency import IdempotencyRepository, StoredResponse
from tms_core.catalogue import COMMON
from tms_core.errors import TransactionConflict

RESPONSES: TableKey[tuple[int, str], StoredResponse] = TableKey("idempotent_responses")


class MemoryIdempotency:
    """Implements ``IdempotencyRepository``."""

    def __init__(self, touch: Touch) -> None:
        self._touch = touch

    async def get(self, caller_id: int, key: str) -> StoredResponse | None:
        return (await self._touch())[RESPONSES].get((caller_id, key))

    async def claim(self, response: StoredResponse, forget_before: datetime) -> bool:
        responses = (await self._touch())[RESPONSES]
        # Oldest first, so this stops at the first response that must be kept.
        for old, _ in list(takewhile(lambda item: item[1].created_at < forget_before, responses.items())):
            responses.drop(old)
        kept = responses.get((response.caller_id, response.key))
        if kept is not None and kept.created_at >= forget_before:
            return False
        responses.put((response.caller_id, response.key), response)
        return True

    async def store(self, caller_id: int, key: str, body: bytes) -> None:
        responses = (await self._touch())[RESPONSES]
        claimed = responses.get((caller_id, key))
        if claimed is None:
            raise TransactionConflict
        responses.put((caller_id, key), replace(claimed, body=body))

    async def remove_all_of(self, caller_id: int) -> None:
        responses = (await self._touch())[RESPONSES]
        for key in [key for key, _ in responses.items() if key[0] == caller_id]:
            responses.drop(key)


FEATURE = MemoryFeature(
    feature=COMMON, repositories={IdempotencyRepository: lambda unit: MemoryIdempotency(unit.touch)}
)
