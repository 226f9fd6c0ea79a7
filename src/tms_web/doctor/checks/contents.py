"""What is in the database: the event log and its limits, kept counts."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

from tms_web.doctor import Finding, Patient, check, ok, problem, warning

CLOCK_SECONDS = 2


@check("event log", place=70)
async def event_log(patient: Patient) -> AsyncIterator[Finding]:
    """How many events are kept, and whether pruning keeps up. Serving processes prune about once a minute."""
    rows = await patient.database.rows(
        "SELECT pos, floor_pos, (SELECT MIN(at) FROM event_log WHERE pos <= floor_pos + 1), "
        "(SELECT MAX(at) FROM event_log WHERE pos = stream_head.pos) FROM stream_head WHERE id = 1"
    )
    head, floor, oldest, newest = rows[0]
    kept, now = head - max(floor, 1) + 1 if head else 0, datetime.now(UTC)
    age = (now - _time(oldest)).days if oldest else 0
    settings = patient.settings
    text = f"{kept:,} of at most {settings.max_events:,} events, the oldest {age} of at most {settings.event_days} days"
    if kept > settings.max_events * 1.1 + 1000 or age > settings.event_days + 1:
        yield warning(
            text, "Pruning is behind: no process has served for a while. It catches up while serving."
        )
    else:
        yield ok(text)
    if newest and (ahead := (_time(newest) - now).total_seconds()) > CLOCK_SECONDS:
        yield warning(
            f"the last event is {ahead:,.0f} s in the future",
            "A clock was set back, or is wrong on one host.",
        )


def _time(value: Any) -> datetime:
    return (datetime.fromisoformat(value) if isinstance(value, str) else value).replace(tzinfo=UTC)


@check("totals", place=80)
async def totals(patient: Patient) -> AsyncIterator[Finding]:
    """The counts that are kept beside the rows."""
    wrong = []
    for kind, column, alive in (("users", "role", "WHERE deleted_at IS NULL"), ("sessions", "status", "")):
        rows = f"SELECT {column}, COUNT(*) FROM {kind} {alive} GROUP BY {column}"  # noqa: S608 - our own names
        kept_rows = f"SELECT value, count FROM tallies WHERE kind = '{kind}'"  # noqa: S608 - our own names
        counted = dict(await patient.database.rows(rows))
        kept = dict(await patient.database.rows(kept_rows))
        wrong += [
            f"{kind} {value}: {kept.get(value, 0)} kept, {counted.get(value, 0)} rows"
            for value in sorted(kept.keys() | counted.keys())
            if kept.get(value, 0) != counted.get(value, 0)
        ]
    if wrong:
        yield problem(
            "; ".join(wrong),
            "Look again while nobody writes. If it is still there, report it with the version.",
        )
    else:
        yield ok("counts of users and sessions agree with the rows")
