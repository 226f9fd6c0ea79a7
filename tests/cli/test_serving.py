"""`tms serve`, from the first start to the last request."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from tests.cli.shell import Shell
from tests.patience import HANGS
from tests.services.process import wait_for
from tests.services.product import RunningProduct

pytestmark = pytest.mark.slow

PASSWORD = re.compile(
    r"^ +(?:username +(?P<name>\S+)\n +password +|\w+ +\S+ +)(?P<password>[A-Za-z2-9]{14})$", re.MULTILINE
)


def call(
    product: RunningProduct, method: str, path: str, body: Any = None, token: str = ""
) -> tuple[int, Any]:
    connection = http.client.HTTPConnection(product.host, product.port, timeout=HANGS)
    headers = {"Content-Type": "application/json"} | ({"Authorization": f"Bearer {token}"} if token else {})
    try:
        connection.request(method, path, json.dumps(body) if body is not None else None, headers)
        answer = connection.getresponse()
        return answer.status, json.loads(answer.read())
    finally:
        connection.close()


def sign_in(product: RunningProduct, username: str, password: str) -> dict[str, Any]:
    status, answer = call(product, "POST", "/auth/login", {"username": username, "password": password})
    assert status == 200, answer
    return answer


def test_only_the_first_start_shows_the_admins_password() -> None:
    with RunningProduct() as product:
        shown = PASSWORD.findall(product.output)
        assert [name for name, _ in shown] == ["admin"]
        answer = sign_in(product, "admin", shown[0][1])
        assert answer["force_password_change"] is True
        assert answer["user"]["email"] == "admin@localhost"
        assert product.base_url in product.output
        assert str(product.data_dir / "tms.db") in product.output
        assert product.stop() == 0
        product.start()
        assert PASSWORD.findall(product.output) == shown
        assert "tms create-admin" in product.output
        sign_in(product, "admin", shown[0][1])


def test_a_token_survives_a_restart() -> None:
    with RunningProduct() as product:
        answer = sign_in(product, "admin", PASSWORD.findall(product.output)[0][1])
        product.stop()
        product.start()
        assert call(product, "GET", "/auth/me", token=answer["access_token"])[0] == 200


def test_the_demo_has_three_sign_ins_and_later_starts_leave_it_alone() -> None:
    with RunningProduct(None, "--demo") as product:
        shown = re.findall(
            r"^ +(admin|trainer|trainee) +(\S+) +([A-Za-z2-9]{14})$", product.output, re.MULTILINE
        )
        for role, username, password in shown:
            answer = sign_in(product, username, password)
            assert (answer["user"]["role"], answer["force_password_change"]) == (role, False)
            status, sessions = call(product, "GET", "/sessions/?limit=5", token=answer["access_token"])
            assert (status, len(sessions)) == (200, 5)
        assert len(shown) == 3
        product.stop()
        product.start()
        assert len(PASSWORD.findall(product.output)) == 3
        assert "already contains users" in product.output


def test_several_workers_share_one_first_admin_and_end_together() -> None:
    with RunningProduct(None, "--workers", "2") as product:
        (shown,) = PASSWORD.findall(product.output)
        token = sign_in(product, *shown)["access_token"]
        assert {call(product, "GET", "/auth/me", token=token)[0] for _ in range(20)} == {200}
        assert product.stop() == 0
        with pytest.raises(OSError, match="refused"):
            call(product, "GET", "/health")


def test_workers_whose_parent_is_killed_release_the_port() -> None:
    with RunningProduct(None, "--workers", "2") as product:
        os.kill(product.pid, signal.SIGKILL)
        wait_for(lambda: port_is_free(product), "the workers end", seconds=20)


def port_is_free(product: RunningProduct) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex((product.host, product.port)) != 0


def test_leftovers_of_killed_servers_in_the_temporary_folder_are_removed_by_the_next(tmp_path: Path) -> None:
    with RunningProduct({"TMPDIR": str(tmp_path)}, "--workers", "2") as product:
        left = list(tmp_path.glob("tms-metrics-*"))
        assert len(left) == 1
        product.kill()
    assert list(tmp_path.iterdir()) == left
    with RunningProduct({"TMPDIR": str(tmp_path)}):
        assert list(tmp_path.iterdir()) == []


def first_starts(environment: dict[str, str], *arguments: str) -> list[str]:
    """The output of four servers that start at once."""
    products = [RunningProduct(environment, *arguments) for _ in range(4)]

    def output(product: RunningProduct) -> str:
        with product:
            return product.output

    with ThreadPoolExecutor(4) as pool:
        return list(pool.map(output, products))


def test_one_of_several_servers_starting_at_once_creates_the_first_admin(shell: Shell) -> None:
    printed = first_starts({"TMS_DATABASE_URL": f"sqlite:///{shell.folder / 'shared.db'}"})
    assert sum(len(PASSWORD.findall(text)) for text in printed) == 1


@pytest.mark.parametrize("arguments", [(), ("--demo",)])
def test_one_of_several_servers_starting_at_once_creates_the_first_admin_on_mariadb(
    fresh_mariadb_url: Callable[[], str], arguments: tuple[str, ...]
) -> None:
    printed = first_starts({"TMS_DATABASE_URL": fresh_mariadb_url()}, *arguments)
    shown = [len(PASSWORD.findall(text)) for text in printed]
    assert sorted(shown) == [0, 0, 0, 3 if arguments else 1]


def test_sigterm_lets_a_running_request_finish() -> None:
    with RunningProduct() as product:
        body = json.dumps({"username": "nobody", "password": "wrong"}).encode()
        with socket.create_connection((product.host, product.port), timeout=HANGS) as client:
            head = f"POST /auth/login HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
            client.sendall(f"{head}\r\nConnection: close\r\nExpect: 100-continue\r\n\r\n".encode())
            assert client.recv(65536).startswith(b"HTTP/1.1 100 "), "it waits for the body"
            client.sendall(body[:10])
            os.kill(product.pid, signal.SIGTERM)
            wait_for(lambda: port_is_free(product), "it accepts no more connections")
            client.sendall(body[10:])
            answer = b"".join(iter(lambda: client.recv(65536), b""))
        assert answer.startswith(b"HTTP/1.1 401"), answer
        assert b"invalid_credentials" in answer
        assert product.stop() == 0


def test_ctrl_c_stops_it_silently() -> None:
    with RunningProduct() as product:
        before = product.output
        os.kill(product.pid, signal.SIGINT)
        assert product.stop() == 0
        assert "Traceback" not in product.output.removeprefix(before)


def test_a_port_in_use_is_reported_before_anything_is_created(shell: Shell) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        sentence = shell.refused("serve", "--port", str(port))
    assert sentence.startswith(f"Port {port} on 127.0.0.1 is already in use.")
    assert "--port" in sentence
    assert not (shell.folder / "data").exists()


@pytest.mark.parametrize("host", ["no.such.host.invalid", "203.0.113.7"])
def test_an_address_of_another_machine_is_refused(shell: Shell, host: str) -> None:
    assert "--host" in shell.refused("serve", "--host", host)


def test_a_free_port_is_chosen_and_printed(shell: Shell) -> None:
    process = subprocess.Popen(
        shell.command("serve", "--port", "0"),
        cwd=shell.folder,
        env=shell.inherited(),
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        url = next(
            found for line in process.stdout if (found := re.search(r"http://127\.0\.0\.1:(\d+)/", line))
        )
        assert int(url[1]) > 0
    finally:
        process.terminate()
        process.wait(HANGS)


def test_a_short_secret_on_disk_stops_the_start(shell: Shell) -> None:
    assert shell.tms("migrate").status == 0
    (shell.folder / "data" / "secret.key").write_text("short")
    assert "secret.key is shorter than 32 bytes" in shell.refused("serve", "--port", "0")
