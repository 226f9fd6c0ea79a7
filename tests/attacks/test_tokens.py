"""Tokens open nothing but the data they were issued for, and nothing once their sign-in has ended."""

from __future__ import annotations

import json
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
import jwt
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tests.cli.shell import Shell
from tests.patience import HANGS
from tests.services import RunningProduct
from tests.services.product import NO_TLS

PASSWORD = "a password of the owner"
SECRET = "the secret of two installations at once"


class Installation:
    """A server with one admin, whose database can be replaced while it is down."""

    def __init__(self, folder: Path, **environment: str) -> None:
        self.shell = Shell(folder)
        self.data = folder / "data"
        self.environment = {"TMS_DATA_DIR": str(self.data)} | environment

    def create_admin(self) -> None:
        names = ("--username", "root", "--email", "root@example.org")
        outcome = self.shell.tms(
            "create-admin", *names, "--password-stdin", stdin=PASSWORD.encode(), **self.environment
        )
        assert outcome.status == 0, outcome

    def tms(self, *arguments: str) -> str:
        outcome = self.shell.tms(*arguments, **self.environment)
        assert outcome.status == 0, outcome
        return outcome.out

    def serve(self) -> RunningProduct:
        return RunningProduct(self.environment)

    def remove_database(self) -> None:
        for file in self.data.glob("tms.db*"):
            file.unlink()


@pytest.fixture
def installation(tmp_path: Path) -> Installation:
    made = Installation(tmp_path)
    made.create_admin()
    return made


def sign_in(product: RunningProduct) -> str:
    body = {"username": "root", "password": PASSWORD}
    answer = httpx.post(f"{product.base_url}/auth/login", json=body, verify=NO_TLS, timeout=HANGS)
    assert answer.status_code == 200, answer.text
    token: str = answer.json()["access_token"]
    return token


def status_of(product: RunningProduct, token: str) -> tuple[int, str | None]:
    headers = {"Authorization": f"Bearer {token}"}
    answer = httpx.get(f"{product.base_url}/users/", headers=headers, verify=NO_TLS, timeout=HANGS)
    return answer.status_code, None if answer.status_code == 200 else answer.json()["code"]


@contextmanager
def socket_of(product: RunningProduct, token: str) -> Iterator[ClientConnection]:
    address = f"{product.base_url.replace('http', 'ws')}/ws"
    with connect(address, subprotocols=[Subprotocol("tms.v1")], open_timeout=HANGS) as socket:
        socket.send(json.dumps({"type": "authenticate", "token": token}))
        yield socket


def close_code_of(socket: ClientConnection, *, pinging: bool = False) -> int | None:
    """Wait until the server closes the socket."""
    with suppress(ConnectionClosed):
        while True:
            if pinging:
                time.sleep(0.1)
                socket.send(json.dumps({"type": "ping"}))
            socket.recv(timeout=HANGS)
    return socket.close_code


def sign_in_later(product: RunningProduct) -> str:
    """A token from a later second than that in which the account was created."""
    time.sleep(1.1)
    return sign_in(product)


def as_earlier_versions_issued_it(token: str, secret: str) -> str:
    """The same token without the claim that binds it to the data."""
    claims: dict[str, Any] = jwt.decode(token, secret, algorithms=["HS256"])
    del claims["iss"]
    return jwt.encode(claims, secret, "HS256")


def test_a_token_of_a_database_that_was_deleted_is_not_the_new_admin(installation: Installation) -> None:
    with installation.serve() as product:
        token = sign_in(product)
        assert status_of(product, token) == (200, None)
    secret = (installation.data / "secret.key").read_text().strip()
    former = as_earlier_versions_issued_it(token, secret)
    installation.remove_database()
    installation.create_admin()
    with installation.serve() as product:
        assert status_of(product, token) == (401, "invalid_token")
        assert status_of(product, former) == (401, "token_revoked")
        with socket_of(product, token) as socket:
            assert close_code_of(socket) == 4401


def test_a_token_of_an_earlier_version_opens_the_same_data(installation: Installation) -> None:
    with installation.serve() as product:
        token = sign_in_later(product)
        secret = (installation.data / "secret.key").read_text().strip()
        with closing(sqlite3.connect(installation.data / "tms.db")) as connection, connection:
            connection.execute("DELETE FROM sign_ins")
        former = as_earlier_versions_issued_it(token, secret)
        assert status_of(product, former) == (200, None)
        assert status_of(product, token) == (401, "token_revoked"), "its sign-in is gone"


def test_ending_all_other_sign_ins_reaches_tokens_of_earlier_versions(installation: Installation) -> None:
    with installation.serve() as product:
        stolen = sign_in_later(product)
        secret = (installation.data / "secret.key").read_text().strip()
        with closing(sqlite3.connect(installation.data / "tms.db")) as connection, connection:
            connection.execute("DELETE FROM sign_ins")
        former = as_earlier_versions_issued_it(stolen, secret)
        own = sign_in_later(product)
        headers = {"Authorization": f"Bearer {own}"}
        with httpx.Client(base_url=product.base_url, headers=headers, timeout=HANGS) as client:
            assert client.delete("/auth/sign-ins").status_code == 200
        assert status_of(product, former) == (401, "token_revoked"), "nobody had used it since the upgrade"
        assert status_of(product, own) == (200, None)
        with socket_of(product, former) as socket:
            assert close_code_of(socket) == 4401


def test_two_installations_with_one_secret_do_not_accept_each_others_tokens(tmp_path: Path) -> None:
    first, second = (
        Installation(tmp_path / name, TMS_SECRET_KEY=SECRET, TMS_DATA_DIR=str(tmp_path / name / "data"))
        for name in ("one", "two")
    )
    for each in (first, second):
        each.shell.folder.mkdir()
        each.create_admin()
    with first.serve() as here, second.serve() as there:
        token = sign_in(here)
        assert status_of(here, token) == (200, None)
        assert status_of(there, token) == (401, "invalid_token")


def test_a_restored_backup_revives_no_sign_in_once_everybody_is_signed_out(
    installation: Installation,
) -> None:
    with installation.serve() as product:
        token = sign_in(product)
    backup = installation.data.parent / "backup.db"
    with (
        closing(sqlite3.connect(installation.data / "tms.db")) as running,
        closing(sqlite3.connect(backup)) as copy,
    ):
        running.backup(copy)
    with installation.serve() as product:
        after_the_backup = sign_in(product)
        headers = {"Authorization": f"Bearer {token}"}
        url = f"{product.base_url}/auth/logout"
        assert httpx.post(url, headers=headers, verify=NO_TLS, timeout=HANGS).status_code == 200
        assert status_of(product, token) == (401, "token_revoked")
    installation.remove_database()
    shutil.copy(backup, installation.data / "tms.db")
    with installation.serve() as product:
        assert status_of(product, after_the_backup) == (401, "token_revoked"), "unknown to the backup"
        assert status_of(product, token) == (200, None), "what docs/operations.md warns of"
        with socket_of(product, token) as socket:
            assert json.loads(socket.recv(timeout=HANGS))["type"] == "ready"
            assert "1 sign-ins have ended" in installation.tms("sign-out-everybody")
            assert close_code_of(socket) == 4401
        assert status_of(product, token) == (401, "token_revoked")
        assert status_of(product, sign_in(product)) == (200, None)


def test_a_sign_in_that_nobody_uses_ends_although_its_page_still_pings(tmp_path: Path) -> None:
    made = Installation(tmp_path, TMS_IDLE_MINUTES="1")
    made.create_admin()
    with made.serve() as product:
        token = sign_in(product)
        with closing(sqlite3.connect(made.data / "tms.db")) as connection, connection:
            used = "strftime('%Y-%m-%d %H:%M:%f', 'now', '-58 seconds') || '000'"
            connection.execute(f"UPDATE sign_ins SET last_seen_at = {used}")
        with socket_of(product, token) as socket:
            assert json.loads(socket.recv(timeout=HANGS))["type"] == "ready"
            assert close_code_of(socket, pinging=True) == 4401
        assert status_of(product, token) == (401, "token_expired")
