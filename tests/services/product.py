"""The product itself, started as a user would start it."""

from __future__ import annotations

import http.client
import os
import ssl
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO

from tests.services.forked import Forked, fork_tms, is_forkable
from tests.services.process import Server, in_memory

NO_TLS = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
"""For clients of httpx, which otherwise load all certificate authorities anew: that takes ten times as long as a request."""


class RunningProduct(Server):
    """`with RunningProduct({"TMS_DATABASE_URL": url}, "--workers", "2") as product: product.base_url`.

    Runs `tms serve` with its own data directory, and therefore its own SQLite database unless told otherwise. Of this
    process's environment it receives everything but the `TMS_` variables. `stop()` shuts it down gracefully and returns
    its exit code, `kill()` kills its workers too, `start()` restarts it on the same port and data.
    """

    name = "product"
    start_seconds = 60.0  # two workers that load at once on a busy machine

    def __init__(self, environment: Mapping[str, str] | None = None, *arguments: str) -> None:
        super().__init__(folder_in=in_memory())
        self._variables = dict(environment or {})
        self._arguments = arguments

    @property
    def base_url(self) -> str:
        return f"http://{self.host}:{self.port}"

    @property
    def data_dir(self) -> Path:
        return self.folder / "data"

    def terminate(self) -> int | None:
        """Send SIGTERM, as a process manager does, and wait; returns the exit code."""
        return self.stop()

    def command(self) -> Sequence[str]:
        return [sys.executable, "-m", "tms_web.cli", *self._serve()]

    def spawn(self, output: IO[bytes]) -> subprocess.Popen[bytes] | Forked:
        environment = self.environment()
        if not is_forkable(environment):
            return super().spawn(output)
        with open(os.devnull, "rb") as nothing:
            files = nothing, output, output
            return fork_tms(self._serve(), folder=self.folder, environment=environment, files=files)

    def _serve(self) -> list[str]:
        return ["serve", "--host", self.host, "--port", str(self.port), *self._arguments]

    def environment(self) -> Mapping[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("TMS_")}
        own = {"TMS_DATA_DIR": str(self.data_dir), "PYTHONUNBUFFERED": "1"}
        return inherited | own | self._variables

    def is_ready(self) -> bool:
        connection = http.client.HTTPConnection(self.host, self.port, timeout=10)
        try:
            connection.request("GET", "/health/ready")
            return connection.getresponse().status == 200 and self.running
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
