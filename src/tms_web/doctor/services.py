"""Checks of what the server depends on: the database, its contents, and Redis."""

import sqlite3
import time
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

from tms_core.catalogue import FEATURES
from tms_core.errors import MissingExtra, Unavailable
from tms_web.doctor import Finding, Patient, check, ok, problem, warning

CHARACTER_SET, COLLATION = "utf8mb4", "utf8mb4_bin"


@check("database", place=50)
async def database(patient: Patient) -> AsyncIterator[Finding]:
    """Reachable on every host, its version, and intact as far as can be checked in a few seconds."""
    if patient.database.path is not None:
        async for finding in _sqlite(patient):
            yield finding
        return
    for host in patient.database.hosts:
        try:
            rows = await patient.database.rows(
                "SELECT VERSION(), @@character_set_database, @@collation_database, @@read_only", host
            )
        except Unavailable as error:
            level = problem if len(patient.database.hosts) == 1 else warning
            yield level(error.detail, "Start it, or check the network, the account and TMS_DATABASE_URL.")
            continue
        except MissingExtra as error:
            yield problem(error.problem, error.remedy)
            return
        yield _about(host, *rows[0])


async def _sqlite(patient: Patient) -> AsyncIterator[Finding]:
    database, path = patient.database, patient.database.path
    assert path is not None  # noqa: S101 - SQLite always has one
    if (loss := database.orphaned_log()) is not None:
        text, _, advice = loss.rpartition(". ")
        yield problem(text, f"{advice}.")
        return
    if patient.settings.database_seems_lost:
        yield warning(
            f"{path} does not exist, although {patient.settings.secret_path.name} does",
            "If there was a database, put it back: the next start creates an empty one.",
        )
        return
    if not path.exists() or path.stat().st_size == 0:
        text = f"SQLite {sqlite3.sqlite_version}: {path} will be created at the first start"
        yield ok(text, explains=True)
        return
    try:
        damage = await database.rows("PRAGMA quick_check(1)")
    except Unavailable as error:
        if "not answered" in error.detail:
            yield ok(f"SQLite {sqlite3.sqlite_version}, {path}: too large to be checked in a few seconds")
            return
        yield problem(
            f"{path}: {error.detail}",
            "If it says corrupt, malformed or not a database: docs/operations.md, 'The file is damaged'.",
        )
        return
    if damage != [("ok",)]:
        yield problem(f"{path} is damaged: {damage[0][0]}", "See docs/operations.md, 'The file is damaged'.")
        return
    yield ok(f"SQLite {sqlite3.sqlite_version}, {path}, sound")


def _about(host: str, version: str, character_set: str, collation: str, read_only: object) -> Finding:
    text = f"{version} on {host}, {collation}"
    if str(read_only) not in ("0", "OFF"):
        return problem(f"{text}, read-only", "Use a server that can be written to.")
    if (character_set, collation) != (CHARACTER_SET, COLLATION):
        return warning(
            text,
            f"Tables of later versions would inherit this: ALTER DATABASE … CHARACTER SET {CHARACTER_SET} COLLATE {COLLATION}.",
        )
    return ok(text)


@check("schema", place=54)
async def schema(patient: Patient) -> AsyncIterator[Finding]:
    """The schema has the version that this program requires, and is complete."""
    database = patient.database
    if database.path is not None and not (database.path.exists() and database.path.stat().st_size):
        return  # the line about the database reports it
    existing = await database.columns()
    if "alembic_version" not in existing:
        yield _without_version(existing.keys() & database.expected_columns.keys())
        return
    rows = await database.rows("SELECT version_num FROM alembic_version")
    found = str(rows[0][0]) if rows else "unknown"
    if found == database.head:
        missing = _missing(database.expected_columns, existing)
        if missing:
            yield problem(f"version {found}, but incomplete: {missing}", RESTORE)
        else:
            yield ok(f"version {found}, as this program expects")
    elif not rows:
        yield problem("the table alembic_version is empty", RESTORE)
    elif found == "unfinished copy":
        yield problem("an unfinished copy", "Run `tms copy` again; it starts over.")
    elif found < database.head:
        yield warning(
            f"version {found}, older than this program's {database.head}",
            "Back up, stop all processes, then run `tms migrate` or start the server, which does the same.",
        )
    else:
        yield problem(
            f"version {found}, newer than this program's {database.head}",
            "Install the newer program, or restore the backup from before the upgrade.",
        )


RESTORE = "Restore a backup, or name the right database: see docs/operations.md, 'Restore'."


def _without_version(tables: set[str]) -> Finding:
    if not tables:
        return ok("none yet; it will be created at the first start", explains=True)
    return problem(f"the table alembic_version is missing, and {min(tables)} is not", RESTORE)


def _missing(expected: dict[str, set[str]], existing: dict[str, set[str]]) -> str:
    tables = sorted(expected.keys() - existing.keys())
    columns = [
        f"{table}.{column}"
        for table in sorted(expected.keys() & existing.keys())
        for column in sorted(expected[table] - existing[table])
    ]
    parts = [
        f"{what} {', '.join(names)}"
        for what, names in (("no table", tables), ("no column", columns))
        if names
    ]
    return "; ".join(parts)


CLOCK_SECONDS = 2


@check("event log", place=70)
async def event_log(patient: Patient) -> AsyncIterator[Finding]:
    """How many events are stored, and whether pruning keeps up. Server processes prune about once a minute."""
    rows = await patient.database.rows(
        "SELECT pos, floor_pos, (SELECT MIN(at) FROM event_log WHERE pos <= floor_pos + 1), "
        "(SELECT MAX(at) FROM event_log WHERE pos = stream_head.pos) FROM stream_head WHERE id = 1"
    )
    if not rows:
        yield problem("the table stream_head is empty", RESTORE)
        return
    head, floor, oldest, newest = rows[0]
    kept, now = head - max(floor, 1) + 1 if head else 0, datetime.now(UTC)
    age = (now - stored_time(oldest)).days if oldest else 0
    settings = patient.settings
    text = f"{kept:,} of at most {settings.max_events:,} events, the oldest {age} of at most {settings.event_days} days"
    if kept > settings.max_events * 1.1 + 1000 or age > settings.event_days + 1:
        yield warning(text, "Pruning is behind: no server has run for a while. It catches up once one runs.")
    else:
        yield ok(text)
    if newest and (ahead := (stored_time(newest) - now).total_seconds()) > CLOCK_SECONDS:
        yield warning(
            f"the last event is {ahead:,.0f} s in the future",
            "A clock was set back, or is wrong on one host.",
        )


LATE_SECONDS = 60


@check("consumers", place=72)
async def consumers(patient: Patient) -> AsyncIterator[Finding]:
    """Whether background work that follows from events keeps up, and whether it could handle all events."""
    rows = await patient.database.rows(
        "SELECT name, (SELECT pos FROM stream_head WHERE id = 1) - position, tries, missed, "
        "(SELECT at FROM event_log WHERE pos = position + 1), "
        "(SELECT COUNT(*) FROM set_aside_events WHERE consumer = name) FROM consumers ORDER BY name"
    )
    is_well = True
    gone = [name for name, *_ in rows if name not in FEATURES.consumers]
    if gone:
        yield ok(f"{', '.join(gone)}: gone with their features; admins can remove them")
    for name, behind, tries, missed, since, set_aside in rows:
        if name in gone:
            continue
        late = (datetime.now(UTC) - stored_time(since)).total_seconds() if since else 0
        if tries or late > LATE_SECONDS:
            is_well = False
            reason = f", and the next one has failed {tries} times" if tries else ""
            yield warning(
                f"{name} is behind by {behind:,} events, for {late:,.0f} s{reason}",
                "Start a server if none runs; its log says why an event fails.",
            )
        if set_aside or missed:
            is_well = False
            yield warning(
                f"{name} has set aside {set_aside:,} events and missed {missed:,}",
                "See docs/operations.md, 'Background work'.",
            )
    if is_well:
        yield ok("none has run here" if len(rows) == len(gone) else f"{len(rows) - len(gone)} keep up")


def stored_time(value: Any) -> datetime:
    """A time as the driver of any database returns it."""
    return (datetime.fromisoformat(value) if isinstance(value, str) else value).replace(tzinfo=UTC)


@check("totals", place=80)
async def totals(patient: Patient) -> AsyncIterator[Finding]:
    """The stored counters."""
    wrong = []
    for kind, column, alive in (("users", "role", "WHERE deleted_at IS NULL"), ("sessions", "status", "")):
        rows = f"SELECT {column}, COUNT(*) FROM {kind} {alive} GROUP BY {column}"  # noqa: S608 - our own names
        kept_rows = f"SELECT value, count FROM tallies WHERE kind = '{kind}'"  # noqa: S608 - our own names
        counted = dict(await patient.database.rows(rows))
        kept = dict(await patient.database.rows(kept_rows))
        wrong += [
            f"{kind} {value}: {kept.get(value, 0)} counted, {counted.get(value, 0)} rows"
            for value in sorted(kept.keys() | counted.keys())
            if kept.get(value, 0) != counted.get(value, 0)
        ]
    if wrong:
        yield problem(
            "; ".join(wrong),
            "Check again while nobody writes. If it is still wrong, report it with the version.",
        )
    else:
        yield ok("counts of users and sessions agree with the rows")


@check("bus", place=65)
async def bus(patient: Patient) -> AsyncIterator[Finding]:
    """Whether Redis responds. Without it everything works, but updates arrive a tenth of a second later."""
    url = patient.settings.bus_url
    if url is None:
        yield ok("not used (TMS_BUS_URL): processes poll for changes ten times a second")
        return
    asked = time.monotonic()
    try:
        await patient.ping_bus(url)
    except Unavailable as error:
        yield warning(
            f"Redis does not respond: {error.detail}",
            "Start it, or check TMS_BUS_URL. Until then changes arrive a tenth of a second later.",
        )
    except MissingExtra as error:
        yield problem(error.problem, error.remedy)
    else:
        yield ok(f"Redis responds in {(time.monotonic() - asked) * 1000:.0f} ms")
