"""The two servers under load: one worker each, on one database."""

import http.client
import json
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.data import PASSWORD, username
from benchmarks.requests import Ask
from tests.services import RunningProduct
from tests.services.process import Server

TICKS = os.sysconf("SC_CLK_TCK")
PATIENCE = 60.0  # seconds for one response
PAGE = os.sysconf("SC_PAGE_SIZE")


class RunningBaseline(Server):
    """``with RunningBaseline(url) as baseline: baseline.port``."""

    name = "baseline"

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url

    def command(self) -> Sequence[str]:
        """See ``Server``."""
        return [sys.executable, "-m", "benchmarks.baseline", self._url, str(self.port)]

    def environment(self) -> Mapping[str, str]:
        """See ``Server``; it runs in a directory of its own, but still finds the packages."""
        return os.environ | {"PYTHONPATH": os.pathsep.join(path for path in sys.path if path)}

    def is_ready(self) -> bool:
        """See ``Server``."""
        try:
            return self.running and answer(self.port, Ask("GET", "/health/ready")) is not None
        except (OSError, http.client.HTTPException):
            return False


def running_product(url: str, settings: Mapping[str, str] | None = None) -> RunningProduct:
    """The product as ``tms serve`` starts it, with default settings except for those given."""
    return RunningProduct({"TMS_DATABASE_URL": url, **(settings or {})}, "--workers", "1")


def answer(port: int, ask: Ask, token: str = "") -> Any:
    """The JSON of one response. Raises ``RuntimeError`` for any status other than 200 or 201."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    try:
        connection.request(ask.method, ask.path, None if ask.body is None else json.dumps(ask.body), headers)
        response = connection.getresponse()
        body = response.read()
    finally:
        connection.close()
    if response.status not in (200, 201):
        raise RuntimeError(f"{ask.method} {ask.path}: {response.status} {body[:500]!r}")
    return json.loads(body)


def sign_in(port: int, user_id: int) -> str:
    """A token for the user."""
    attempt = {"username": username(user_id), "password": PASSWORD}
    return str(answer(port, Ask("POST", "/auth/login", attempt))["access_token"])


def cpu_seconds(server: Server) -> float:
    """The CPU time of the server's processes since they started."""
    return sum(map(_cpu_ticks, _processes(server))) / TICKS


def process_cpu_seconds(pid: int) -> float:
    """The CPU time of one process since it started."""
    return _cpu_ticks(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()) / TICKS


def _cpu_ticks(fields: Sequence[str]) -> int:
    return int(fields[11]) + int(fields[12])  # user mode, then kernel mode


def memory(server: Server) -> int:
    """The memory of the server's processes in bytes."""
    return sum(int(fields[21]) for fields in _processes(server)) * PAGE


def _processes(server: Server) -> Iterator[list[str]]:
    """The fields after the name in ``/proc/PID/stat``, for each process in the server's group."""
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:  # the process has just ended
            continue
        if int(fields[2]) == server.pid:  # the process group
            yield fields
