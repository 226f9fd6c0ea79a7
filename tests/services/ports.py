"""Ports that no other test process takes at the same time."""

from __future__ import annotations

import fcntl
import os
import random
import socket
import tempfile
from pathlib import Path
from typing import IO

# Below Linux's ephemeral port range, so that no client socket happens to use one.
FIRST, LAST = 20_000, 32_000


class Port:
    """A free TCP port on 127.0.0.1, reserved against other test processes until `release()`.

    Programs that do not use this class can still take it: whoever binds it must be prepared to try another.
    """

    def __init__(self) -> None:
        folder = Path(tempfile.gettempdir(), f"tms-test-ports-{os.getuid()}")
        folder.mkdir(exist_ok=True)
        for number in random.sample(range(FIRST, LAST), k=200):
            if lock := _lock(folder / str(number)):
                if _is_free(number):
                    self.number, self._lock = number, lock
                    return
                lock.close()
        raise RuntimeError(f"no free port between {FIRST} and {LAST}")

    def release(self) -> None:
        self._lock.close()


def _lock(path: Path) -> IO[str] | None:
    file = path.open("w")
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return None
    return file


def _is_free(number: int) -> bool:
    with socket.socket() as probe:
        try:
            probe.bind(("127.0.0.1", number))
        except OSError:
            return False
    return True
