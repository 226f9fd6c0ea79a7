"""Checks the state of a database host, on a separate connection."""

import asyncio
from collections.abc import Mapping
from enum import IntEnum
from typing import Any, NamedTuple

import asyncmy

from tms_adapters.sql.mariadb.errors import NOT_READY, code_of, reason

PROBE_TIMEOUT = 3.0  # seconds
SETTINGS = "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('wsrep_on', 'read_only')"
CLUSTER = "SHOW GLOBAL STATUS LIKE 'wsrep\\_%'"
SYNCED, JOINING = "4", "1"


class Rank(IntEnum):
    """How suitable a host is; lower is better."""

    GOOD = 0
    LAST_RESORT = 1
    """It works, but is read-only, or is a Galera donor, which may block for
    the length of a state transfer."""
    UNUSABLE = 2


class Finding(NamedTuple):
    """The result of a probe. A host that refuses new connections is alive, and open ones may still work."""

    rank: Rank
    reason: str
    is_silent: bool = False
    is_refusal: bool = False


async def probe(options: Mapping[str, Any]) -> Finding:
    """The state of the host that ``options`` connect to.

    A Galera node outside its cluster refuses to select a database or to set variables, but still reports its
    state, so the state is read first.
    """
    raw = None
    try:
        async with asyncio.timeout(PROBE_TIMEOUT):
            raw = await asyncmy.connect(**{**options, "database": None, "init_command": None})
            settings = await _values(raw, SETTINGS)
            cluster = await _values(raw, CLUSTER) if settings.get("wsrep_on") == "ON" else None
            finding = _judged(settings, cluster)
            if finding.rank is not Rank.UNUSABLE:
                await _prepare(raw, options)
    except TimeoutError:
        return Finding(Rank.UNUSABLE, f"no answer within {PROBE_TIMEOUT:g} seconds", is_silent=True)
    except Exception as error:  # only the driver runs here, and it raises more than its own errors
        code = code_of(error)
        by_server = 1000 <= code < 2000 or code >= 3000
        is_refusal = by_server and code not in NOT_READY
        return Finding(Rank.UNUSABLE, reason(error), is_silent=not by_server, is_refusal=is_refusal)
    finally:
        if raw is not None:
            raw.close()
    return finding


async def _prepare(raw: Any, options: Mapping[str, Any]) -> None:
    """Do what every new connection does first, because some servers refuse exactly that."""
    if database := options.get("database"):
        await raw.select_db(database)
    if init_command := options.get("init_command"):
        await raw.query(init_command)
        await raw.commit()  # first reads the replies to all of its statements


def _judged(settings: Mapping[str, str], cluster: Mapping[str, str] | None) -> Finding:
    if cluster is not None:
        state = cluster.get("wsrep_local_state_comment", "unknown")
        if cluster.get("wsrep_cluster_status") != "Primary":
            return Finding(Rank.UNUSABLE, f"not part of the primary component ({state})")
        if cluster.get("wsrep_ready") != "ON" or cluster.get("wsrep_local_state") == JOINING:
            return Finding(Rank.UNUSABLE, f"not ready ({state})")
        if cluster.get("wsrep_local_state") != SYNCED:
            return Finding(Rank.LAST_RESORT, f"not synced ({state})")
    if settings.get("read_only", "OFF") not in ("OFF", "0"):
        return Finding(Rank.LAST_RESORT, "read-only")
    return Finding(Rank.GOOD, "answers")


async def _values(raw: Any, sql: str) -> dict[str, str]:
    cursor = raw.cursor()
    await cursor.execute(sql)
    return {str(name): str(value) for name, value in await cursor.fetchall()}
