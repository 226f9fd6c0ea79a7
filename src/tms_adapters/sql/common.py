"""What belongs to no single feature: kept responses, kept counts and the event log."""

from tms_adapters.sql.feature import SqlFeature
from tms_adapters.sql.idempotency import SqlIdempotency
from tms_adapters.sql.tables.common import answers, event_log, stream_head, tallies
from tms_core.common import COMMON
from tms_core.idempotency import IdempotencyRepository

FEATURE = SqlFeature(
    feature=COMMON,
    tables=(answers, tallies, stream_head, event_log),
    repositories={IdempotencyRepository: lambda unit: SqlIdempotency(unit.connection)},
)
