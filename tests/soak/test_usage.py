"""What the soak test considers growth, and what not."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest

from tests.findings import Findings
from tests.soak.usage import Sample, Usage

WARM_SECONDS, SECONDS = 120, 600
CLIENTS, POOL = 300, 32


def wrong(
    memory: Callable[[int], float] = lambda second: 150,
    files: Callable[[int], int] = lambda second: 20,
    clients: int = CLIENTS,
    connections: int = POOL,
) -> Sequence[str]:
    """The figures outside their limits after ten minutes with these values at each second."""
    usage = Usage([], list)
    usage.samples = [
        [
            Sample(second, memory(second), 5, files(second) - 20, files(second), 3, clients, connections)
            for second in range(0, SECONDS, 2)
        ]
    ]
    findings = Findings()
    usage.report(findings, WARM_SECONDS, CLIENTS, POOL)
    return [line.what for line in findings.lines if not line.good]


def during_reports(second: int) -> int:
    """Open files while reports are rendered, for four seconds of every six."""
    return 20 if second % 6 == 0 else 23


def test_steady_use_passes() -> None:
    assert wrong(memory=lambda second: 150 + second % 40, files=during_reports) == []


def test_memory_may_grow_only_during_warm_up() -> None:
    assert wrong(memory=lambda second: min(second + 30, 150)) == []
    assert wrong(memory=lambda second: 150 + second / 20) == ["Web process 0: memory grew by, percent"]


def test_leaked_files_and_processes_are_detected_among_those_of_reports() -> None:
    left = [f"Web process 0: {what}, between reports" for what in ("children", "open files")]
    assert wrong(files=lambda second: during_reports(second) + second // 200) == left


@pytest.mark.parametrize(
    ("values", "figure"),
    [
        ({"clients": CLIENTS // 2}, "Sockets connected, median"),
        ({"connections": POOL + 1}, "Web process 0: database connections, most"),
    ],
)
def test_lost_sockets_and_oversized_pools_are_detected(values: dict[str, int], figure: str) -> None:
    assert wrong(**values) == [figure]
