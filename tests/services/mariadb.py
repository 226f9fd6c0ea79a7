"""A private MariaDB, up and answering queries in under a second."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Sequence

from tests.services.process import Server, ServiceError, find_program, in_memory

_PACKAGE = "mariadb-server"


class MariaDB(Server):
    """`with MariaDB() as server: server.url("name")`. User root, no password, on 127.0.0.1 only.

    `options` are further arguments of mariadbd, such as `--max-connections=10`.
    """

    name = "mariadb"

    def __init__(self, *options: str) -> None:
        super().__init__(folder_in=in_memory())
        self._options = options
        self._mariadbd = find_program("mariadbd", _PACKAGE)

    def url(self, database: str) -> str:
        """The URL of a database on this server for `TMS_DATABASE_URL`; the database need not exist."""
        return f"mysql+asyncmy://root@{self.host}:{self.port}/{database}"

    def execute(self, sql: str) -> str:
        """Run statements as root and return the output of the command-line client, tab-separated."""
        client = find_program("mariadb", "mariadb-client")
        done = subprocess.run(
            [
                client,
                "--no-defaults",
                "--user=root",
                f"--socket={self._socket}",
                "--skip-column-names",
                "--batch",
            ],
            input=sql,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise ServiceError(f"mariadb: {done.stderr.strip()}\n{sql}")
        return done.stdout

    def dump(self, database: str) -> str:
        """The statements that recreate this database with its content; `execute` runs them here or elsewhere."""
        program = find_program("mariadb-dump", "mariadb-client")
        account = ["--no-defaults", "--user=root", f"--socket={self._socket}"]
        done = subprocess.run(
            [program, *account, "--skip-comments", "--databases", database],
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise ServiceError(f"mariadb-dump: {done.stderr.strip()}")
        return done.stdout

    def prepare(self) -> None:
        done = subprocess.run(
            [
                find_program("mariadb-install-db", _PACKAGE),
                "--no-defaults",
                *self._run_as(),
                f"--datadir={self._data}",
                f"--tmpdir={self.folder}",
                "--skip-test-db",
                "--auth-root-authentication-method=normal",
                "--innodb-log-file-size=16M",
            ],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            raise ServiceError(f"mariadb-install-db failed:\n{done.stdout}{done.stderr}")

    def command(self) -> Sequence[str]:
        return [
            self._mariadbd,
            "--no-defaults",
            *self._run_as(),
            f"--datadir={self._data}",
            # Each server deletes all temporary tables in this folder when it starts, even those of others.
            f"--tmpdir={self.folder}",
            f"--socket={self._socket}",
            f"--pid-file={self.folder / 'pid'}",
            f"--port={self.port}",
            f"--bind-address={self.host}",
            "--skip-log-bin",
            "--skip-name-resolve",
            "--performance-schema=OFF",
            "--innodb-log-file-size=16M",
            "--innodb-buffer-pool-size=64M",
            # Survives a killed server, as in the tests, without an fsync at every commit.
            "--innodb-flush-log-at-trx-commit=2",
            "--max-connections=500",
            *self._options,
        ]

    def is_ready(self) -> bool:
        # The server speaks first; a connection alone would only show that the port is bound.
        try:
            with socket.create_connection((self.host, self.port), timeout=1) as connection:
                return len(connection.recv(5)) == 5 and self.running
        except OSError:
            return False

    @property
    def _data(self) -> str:
        return str(self.folder / "data")

    @property
    def _socket(self) -> str:
        return str(self.folder / "socket")

    @staticmethod
    def _run_as() -> list[str]:
        return ["--user=root"] if os.geteuid() == 0 else []
