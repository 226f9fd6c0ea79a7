"""Chooses the host: the first one in the URL that is usable.

Requests report when a host fails them. A probe on its own connection distinguishes a hanging host from a
slow statement, and detects when a host is usable again. Several processes may use different hosts for a
while: that is safe, and ends when they return to the first one."""

import asyncio
import logging
import random
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from enum import IntEnum
from typing import Any, NamedTuple

import asyncmy

from tms_adapters.sql.mariadb.errors import NOT_READY, code_of, reason
from tms_adapters.sql.mariadb.pool import Busy, Moved, NoAnswer, NoConnection, Pool
from tms_core.errors import Unavailable

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


log = logging.getLogger("tms.database")

WATCH_SECONDS = 0.5  # between two checks for due probes
PROBE_AFTER = 2.0  # seconds that a unit may wait for the database before the host is probed
RETRY_SECONDS = 1.0  # between two probes while no host is usable
REVIEW_SECONDS = 5.0  # between two probes of a host if there are several
GOOD_PROBES = 2  # in a row, before a failed host is preferred to a working one


class Host:
    """A database host, its connections, and its rank."""

    def __init__(
        self, name: str, options: Mapping[str, Any], pool_size: int, on_change: Callable[[], None]
    ) -> None:
        self.pool = Pool(options, pool_size)
        self.options = options
        self.rank = Rank.GOOD
        self.reason = ""
        self.probed = 0.0
        self.probing: asyncio.Task[None] | None = None
        self._name = name
        self._answered = 0.0
        self._good_probes = 0
        self._on_change = on_change

    def __str__(self) -> str:
        return self._name

    @property
    def is_current(self) -> bool:
        """Whether this host is the one in use."""
        return self.pool.is_open

    def has_answered(self) -> None:
        """Record that a statement has returned."""
        self._answered = asyncio.get_running_loop().time()

    def was_silent_since(self, moment: float) -> bool:
        """Whether no statement has returned since ``moment``, in seconds of the event loop's clock."""
        return self._answered <= moment

    def judge(self, rank: Rank, reason: str) -> None:
        """Set the rank of the host, and the reason for it."""
        if rank is not Rank.GOOD:
            self._good_probes = 0
        if (rank, reason) != (self.rank, self.reason):
            self.rank, self.reason = rank, reason
            self._on_change()

    def lose(self, reason: str) -> None:
        """The host does not answer: stop everything that waits for it."""
        self.judge(Rank.UNUSABLE, reason)
        self.pool.abandon()

    def weigh(self, finding: Finding, since: float, *, is_needed: bool) -> None:
        """Evaluate a probe that started at ``since``; ``is_needed`` if there is no other host to use."""
        if finding.is_silent:
            if self.was_silent_since(since):
                self.lose(finding.reason)
            return
        if finding.is_refusal and not self.pool.is_empty:
            return  # it refuses new connections, but the open ones work
        self._good_probes += finding.rank is Rank.GOOD
        if finding.rank < self.rank and self._good_probes < GOOD_PROBES and not is_needed:
            return
        self.judge(finding.rank, finding.reason)


class Hosts:
    """All database hosts of one URL."""

    def __init__(self, names: Sequence[str], options: Sequence[Mapping[str, Any]], pool_size: int) -> None:
        self._hosts = [
            Host(name, option, pool_size, self._settle) for name, option in zip(names, options, strict=True)
        ]
        self._current: Host | None = None
        self._watching: asyncio.Task[None] | None = None

    async def open(self) -> None:
        """Choose a host, and start monitoring all of them."""
        if len(self._hosts) > 1:
            await asyncio.gather(*(self._probe(host) for host in self._hosts))
        self._settle()
        self._watching = asyncio.create_task(self._watch())

    async def take(self) -> tuple[Host, Any]:
        """A connection to the host in use. Raises ``Unavailable`` if there is none."""
        clock = asyncio.get_running_loop().time
        while (host := self._current) is not None:
            since = clock()
            try:
                return host, await host.pool.take()
            except Moved:
                continue
            except Busy as error:
                raise Unavailable(cause=f"database host {host}: {error}") from error
            except NoAnswer as error:
                if host.is_current and not host.was_silent_since(since):
                    raise Unavailable(cause=f"database host {host}: {error}") from error
                if host.is_current:
                    host.lose(str(error))
            except NoConnection as error:
                if host.is_current:
                    host.judge(Rank.UNUSABLE, str(error))
        raise Unavailable(cause=f"no database host can be used: {self._reasons()}")

    async def close(self) -> None:
        """Close all connections."""
        tasks = [task for task in (self._watching, *(host.probing for host in self._hosts)) if task]
        for task in tasks:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task
        for host in self._hosts:
            await host.pool.close()

    def _settle(self) -> None:
        """Switch to the best host; among equals, the first one in the URL."""
        best = min(self._hosts, key=lambda host: host.rank)
        chosen = None if best.rank is Rank.UNUSABLE else best
        if chosen is self._current:
            return
        before, self._current = self._current, chosen
        if before is not None:
            before.pool.retire()
        if chosen is not None:
            chosen.pool.is_open = True
        if chosen is None:
            log.error("no database host can be used: %s", self._reasons())
        elif self._watching is not None:
            left = f" instead of {before}" if before is not None else ""
            why = f" ({before.reason})" if before is not None and before.rank is not Rank.GOOD else ""
            log.warning("using database host %s%s%s", chosen, left, why)

    def _reasons(self) -> str:
        return "; ".join(f"{host}: {host.reason}" for host in self._hosts)

    async def _watch(self) -> None:
        while True:
            await asyncio.sleep(WATCH_SECONDS * random.uniform(0.8, 1.2))  # noqa: S311 - jitter
            now = asyncio.get_running_loop().time()
            for host in self._hosts:
                host.pool.drop_old(now)
                if (host.probing is None or host.probing.done()) and now - host.probed >= self._pause(
                    host, now
                ):
                    host.probing = asyncio.create_task(self._probe(host))

    def _pause(self, host: Host, now: float) -> float:
        """Seconds between two probes of a host in the current situation."""
        if self._current is None:
            return RETRY_SECONDS
        if host.pool.longest_wait(now) > PROBE_AFTER and host.was_silent_since(now - PROBE_AFTER):
            return PROBE_AFTER
        return REVIEW_SECONDS if len(self._hosts) > 1 else float("inf")

    async def _probe(self, host: Host) -> None:
        since = host.probed = asyncio.get_running_loop().time()
        finding = await probe(host.options)
        host.weigh(finding, since, is_needed=self._current is None)
