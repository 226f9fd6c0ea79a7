"""Answers to requests with an idempotency key, in memory."""

from dataclasses import replace
from datetime import datetime
from itertools import takewhile

from tms_adapters.memory.tables import Touch
from tms_core.errors import TransactionConflict
from tms_core.idempotency import StoredAnswer


class MemoryAnswers:
    """Implements ``AnswerRepository``."""

    def __init__(self, touch: Touch) -> None:
        self._touch = touch

    async def find(self, caller_id: int, key: str) -> StoredAnswer | None:
        return (await self._touch()).answers.get((caller_id, key))

    async def claim(self, answer: StoredAnswer, forget_before: datetime) -> bool:
        answers = (await self._touch()).answers
        # Oldest first, so this stops at the first answer that is still to be kept.
        for old, _ in list(takewhile(lambda item: item[1].created_at < forget_before, answers.items())):
            answers.drop(old)
        kept = answers.get((answer.caller_id, answer.key))
        if kept is not None and kept.created_at >= forget_before:
            return False
        answers.put((answer.caller_id, answer.key), answer)
        return True

    async def fill(self, caller_id: int, key: str, body: bytes) -> None:
        answers = (await self._touch()).answers
        claimed = answers.get((caller_id, key))
        if claimed is None:
            raise TransactionConflict
        answers.put((caller_id, key), replace(claimed, body=body))
