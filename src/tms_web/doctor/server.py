"""Checks of MariaDB and MySQL servers: isolation level, Galera, clocks and connection limits."""

import time
from collections.abc import AsyncIterator
from datetime import UTC
from typing import Any

from tms_core.errors import Unavailable
from tms_web.doctor import Finding, Patient, check, ok, problem, warning

CLOCK_WARNING, CLOCK_PROBLEM = 2, 60  # seconds
SPARE_CONNECTIONS = 5
"""For backups and for administrators."""


@check("isolation", place=52)
async def isolation(patient: Patient) -> AsyncIterator[Finding]:
    """The product sets READ COMMITTED on each connection; on a server that forbids it, its guarantees would not hold."""
    if not patient.database.hosts:
        return
    either = "'tx_isolation', 'transaction_isolation'"
    rows = await patient.database.rows(f"SHOW SESSION VARIABLES WHERE Variable_name IN ({either})")
    level = str(rows[0][1]).replace("-", " ")
    if level == "READ COMMITTED":
        yield ok(level)
    else:
        yield problem(
            f"{level} instead of READ COMMITTED", "Something overrides it: a proxy, or init_connect."
        )


@check("cluster", place=58)
async def cluster(patient: Patient) -> AsyncIterator[Finding]:
    """Galera, on every host: part of the primary component, synced, and the method for initialising a new node."""
    for host in patient.database.hosts:
        try:
            variables = dict(await patient.database.server_rows(_VARIABLES, host))
            status = dict(await patient.database.server_rows(_STATUS, host))
        except Unavailable:
            continue  # the line about the database reports it
        if variables.get("wsrep_on") != "ON":
            if len(patient.database.hosts) > 1:
                yield warning(
                    f"{host} is not part of a Galera cluster",
                    "Several hosts must be nodes of one cluster; otherwise each has its own data.",
                )
            continue
        yield _node(host, status)
        if variables.get("wsrep_sst_method") == "rsync":
            yield warning(
                f"{host} sends its data to joining nodes by rsync, and blocks writes meanwhile",
                "Set wsrep_sst_method=mariabackup.",
            )


_VARIABLES = "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('wsrep_on', 'wsrep_sst_method')"
_STATUS = (
    "SHOW GLOBAL STATUS WHERE Variable_name IN ('wsrep_cluster_status', 'wsrep_local_state_comment', "
    "'wsrep_cluster_size', 'wsrep_ready')"
)


def _node(host: str, status: dict[str, str]) -> Finding:
    state, component = status.get("wsrep_local_state_comment", "?"), status.get("wsrep_cluster_status", "?")
    text = f"Galera: {host} is {state}, {component}, one of {status.get('wsrep_cluster_size', '?')}"
    if component != "Primary" or status.get("wsrep_ready") != "ON":
        return problem(text, "It refuses queries. See docs/operations.md, 'Galera'.")
    if state != "Synced":
        return warning(text, "Wait until it is Synced before you take down another node.")
    return ok(text)


@check("clock", place=55)
async def clock(patient: Patient) -> AsyncIterator[Finding]:
    """This host's clock compared with the database server's."""
    for host in patient.database.hosts:
        asked = time.time()
        try:
            rows = await patient.database.rows("SELECT UTC_TIMESTAMP(6)", host)
        except Unavailable:
            continue
        middle = (asked + time.time()) / 2
        there: Any = rows[0][0]
        ahead = there.replace(tzinfo=UTC).timestamp() - middle
        text = f"{host} is {ahead:+,.1f} s from the clock of this machine"
        if abs(ahead) > CLOCK_PROBLEM:
            yield problem(
                text, "Synchronise both by NTP (`timedatectl`): sign-ins end too early or too late."
            )
        elif abs(ahead) > CLOCK_WARNING:
            yield warning(text, "Synchronise both by NTP (`timedatectl`).")
        else:
            yield ok(text)


@check("connections", place=60)
async def connections(patient: Patient) -> AsyncIterator[Finding]:
    """Whether the server allows as many connections as the processes on this host may open."""
    for host in patient.database.hosts:
        try:
            allowed = await patient.database.rows("SELECT @@max_connections, @@max_user_connections", host)
            used = await patient.database.server_rows("SHOW GLOBAL STATUS LIKE 'Threads_connected'", host)
        except Unavailable:
            continue
        most = min(int(number) for number in allowed[0] if int(number))
        wanted = patient.workers * patient.database.pool_size
        text = f"{host} allows {most} connections, {used[0][1]} are open; {patient.workers} workers here open up to {wanted}"
        if wanted + SPARE_CONNECTIONS > most:
            yield warning(
                text, f"Raise max_connections to {wanted + SPARE_CONNECTIONS} for each host that serves."
            )
        else:
            yield ok(text)
