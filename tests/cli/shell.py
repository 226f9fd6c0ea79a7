"""Runs `tms` as a user in a shell would."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

from tests.patience import patience
from tests.services.forked import is_forkable, run_tms


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """The exit status of a command and its output."""

    status: int
    out: str
    err: str


@dataclass(frozen=True)
class Shell:
    """A shell in `folder` without any settings; the data goes to `folder/data`."""

    folder: Path

    def tms(self, *arguments: str, stdin: bytes = b"", **environment: str) -> Outcome:
        """Run one command to its end."""
        told = self.inherited() | environment
        if is_forkable(told):
            done = run_tms(arguments, folder=self.folder, environment=told, stdin=stdin, timeout=patience(60))
        else:
            done = subprocess.run(
                self.command(*arguments),
                input=stdin,
                check=False,
                capture_output=True,
                cwd=self.folder,
                env=told,
                timeout=patience(60),
            )
        return Outcome(status=done.returncode, out=done.stdout.decode(), err=done.stderr.decode())

    def refused(self, *arguments: str, status: int = 1, stdin: bytes = b"", **environment: str) -> str:
        """The single sentence of an error message."""
        outcome = self.tms(*arguments, stdin=stdin, **environment)
        assert outcome.status == status, outcome
        assert "Traceback" not in outcome.err
        lines = outcome.err.splitlines()
        assert len(lines) == 1, outcome.err
        assert lines[0].startswith("tms: ")
        return lines[0].removeprefix("tms: ")

    def on_a_terminal(self, *arguments: str) -> str:
        """What a command that succeeds shows on a terminal of 80 columns, as standard error; its standard output is
        discarded."""
        ours, theirs = pty.openpty()
        with subprocess.Popen(
            self.command(*arguments),
            cwd=self.folder,
            env=self.inherited() | {"COLUMNS": "80"},
            stdout=subprocess.DEVNULL,
            stderr=theirs,
        ) as running:
            os.close(theirs)
            shown = b""
            while piece := _read(ours):
                shown += piece
        os.close(ours)
        assert running.returncode == 0, shown
        return shown.decode()

    @staticmethod
    def command(*arguments: str) -> list[str]:
        return [sys.executable, "-m", "tms_web.cli", *arguments]

    @staticmethod
    def inherited() -> dict[str, str]:
        return {name: value for name, value in os.environ.items() if not name.startswith("TMS_")}


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65536)
    except OSError:  # the program at the other end has ended
        return b""
