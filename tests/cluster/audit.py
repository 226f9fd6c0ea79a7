"""The content of the database after a run: nothing duplicated, nothing missing, the same on every node."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from tests.cluster.deployment import Deployment
from tests.findings import Findings
from tests.realtime.expected_events import Row


def audit(deployment: Deployment, findings: Findings) -> None:
    """All nodes must have rejoined the cluster, and nobody may be writing."""
    node, database = deployment.galera.nodes[0], deployment.database

    def rows(query: str) -> list[list[str]]:
        return [line.split("\t") for line in node.execute(f"USE {database}; {query}").splitlines()]

    [[first, last, count]] = rows("SELECT MIN(pos), MAX(pos), COUNT(*) FROM event_log")
    [[head]] = rows("SELECT pos FROM stream_head")
    findings.exactly("Event log: first, last, rows", (first, last, count), ("1", head, head))
    twice = rows(
        "SELECT entity, entity_id, entity_version FROM event_log "
        r"WHERE type LIKE '%\_created' OR type LIKE '%\_updated' GROUP BY 1, 2, 3 HAVING COUNT(*) > 1"
    )
    findings.none("Versions used twice", len(twice))
    admin = deployment.web.installation.admin
    by_status = dict(rows("SELECT status, COUNT(*) FROM sessions WHERE deleted_at IS NULL GROUP BY status"))
    by_role = dict(rows("SELECT role, COUNT(*) FROM users WHERE deleted_at IS NULL GROUP BY role"))
    for path, counted in (("/analytics/sessions", by_status), ("/analytics/users", by_role)):
        shown = admin.done("GET", path)
        findings.exactly(f"{path} against rows", shown, {name: int(counted.get(name, 0)) for name in shown})
    sessions = admin.done("GET", "/sessions/?limit=500")
    full = [one for one in sessions if one["capacity"] is not None and one["trainee_count"] > one["capacity"]]
    findings.none("Sessions with more people than seats", len(full))
    findings.exactly("Nodes that hold the same", _alike(deployment), len(deployment.galera.nodes))


def _alike(deployment: Deployment) -> int:
    """How many nodes hold the most common content."""
    database = deployment.database
    listed = f"SELECT table_name FROM information_schema.tables WHERE table_schema = '{database}'"
    tables = deployment.galera.nodes[0].execute(listed).split()
    checksums = "; ".join(f"CHECKSUM TABLE {database}.{table}" for table in sorted(tables))
    return max(Counter(node.execute(checksums) for node in deployment.galera.nodes).values())


def acknowledged_and_gone(acknowledged: set[tuple[int, int]], log: Sequence[Row]) -> set[tuple[int, int]]:
    """Sessions, by id and version, that a response reported as stored but that are not in the log."""
    known = {
        (row.entity_id, (row.payload.get("marked") or row.payload)["version"])
        for row in log
        if row.type in ("session_created", "session_updated", "attendance_marked")
    }
    return acknowledged - known
