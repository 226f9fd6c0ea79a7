"""What belongs to no single feature: kept responses."""

from tms_adapters.memory.feature import MemoryFeature
from tms_adapters.memory.idempotency import MemoryIdempotency
from tms_core.common import COMMON
from tms_core.idempotency import IdempotencyRepository

FEATURE = MemoryFeature(
    feature=COMMON, repositories={IdempotencyRepository: lambda unit: MemoryIdempotency(unit.touch)}
)
