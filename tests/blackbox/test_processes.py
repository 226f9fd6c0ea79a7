"""Several processes behave like one, start concurrently, and shut down gracefully."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from typing import Any

import httpx
import pytest

from tests.blackbox.installation import PASSWORD, QUICK_WORKERS, Installation, refused
from tests.patience import HANGS
from tests.services import RunningProduct
from tests.services.process import wait_for
from tests.services.product import NO_TLS

pytestmark = pytest.mark.slow

TRIES = 12
"""New connections, so that both of two workers get some (all go to one of them once in 2,000 times)."""


def anew(installation: Installation, method: str, path: str, token: str = "", **sent: Any) -> httpx.Response:
    """A request on a separate connection, which any worker may accept."""
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    return httpx.request(
        method, installation.product.base_url + path, headers=headers, timeout=HANGS, verify=NO_TLS, **sent
    )


def test_a_sign_in_that_ends_in_one_worker_ends_in_the_other(store_variables: dict[str, str]) -> None:
    with RunningProduct(QUICK_WORKERS | store_variables, "--workers", "2") as product:
        installation = Installation(product)
        person = installation.add()
        for _ in range(TRIES):
            assert anew(installation, "GET", "/auth/me", person.token).status_code == 200
        person.done("POST", "/auth/logout")
        for _ in range(TRIES):
            refused(anew(installation, "GET", "/auth/me", person.token), 401, "token_revoked")
        again = installation.sign_in(person.username)
        installation.admin.done("PUT", f"/users/{person.id}", {"role": "trainer"})
        for _ in range(TRIES):
            assert anew(installation, "GET", "/users/", again.token).status_code == 200
        installation.admin.done("POST", f"/auth/reset-password/{person.id}", {})
        for _ in range(TRIES):
            refused(anew(installation, "GET", "/auth/me", again.token), 401, "token_revoked")
        installation.close()
        assert product.stop() == 0


def test_failed_sign_ins_are_counted_across_workers(store_variables: dict[str, str]) -> None:
    with RunningProduct(QUICK_WORKERS | store_variables, "--workers", "2") as product:
        installation = Installation(product)
        guess = {"username": "admin", "password": "a guess"}
        answers = [anew(installation, "POST", "/auth/login", json=guess) for _ in range(TRIES)]
        assert [answer.status_code for answer in answers] == [401] * 10 + [429] * (TRIES - 10)
        installation.close()


def test_four_servers_starting_at_once_create_one_admin(fresh_mariadb_url: Callable[[], str]) -> None:
    variables = {
        "TMS_DATABASE_URL": fresh_mariadb_url(),
        "TMS_SECRET_KEY": "a secret that all four share, at last",
    }
    with ExitStack() as stack, ThreadPoolExecutor(4) as pool:
        starts = [pool.submit(RunningProduct(variables).__enter__) for _ in range(4)]
        products = [start.result() for start in starts]
        for product in products:
            stack.callback(product.close)
        told = [product for product in products if "temporary password" in product.output]
        assert len(told) == 1
        installation = Installation(told[0])
        assert [user["username"] for user in installation.admin.done("GET", "/users/")] == ["admin"]
        for product in products:
            credentials = {"username": "admin", "password": PASSWORD}
            answer = httpx.post(
                f"{product.base_url}/auth/login", json=credentials, timeout=HANGS, verify=NO_TLS
            )
            assert answer.status_code == 200
        installation.close()


@pytest.mark.parametrize("workers", ["1", "2"])
def test_sigterm_lets_running_requests_finish(workers: str) -> None:
    with RunningProduct(QUICK_WORKERS, "--workers", workers) as product:
        installation = Installation(product)
        numbers = range(16)
        bodies = [installation.new_user() for _ in numbers]
        with ThreadPoolExecutor(len(bodies)) as pool:
            clients = [installation.client(installation.admin.token) for _ in numbers]
            for client in clients:
                client.get("/auth/me")
            calls = [
                pool.submit(client.post, "/users/", json=body)
                for client, body in zip(clients, bodies, strict=True)
            ]
            wait_for(lambda: any(call.done() for call in calls), "a first answer")
            code = product.stop()
            answers = [call.result().status_code for call in calls if not call.exception()]
        assert code == 0
        assert "unexpected_error" not in product.output
        product.start()
        with installation.client(installation.admin.token) as client:
            kept = {user["username"] for user in client.get("/users/").json()}
        acknowledged = sum(status == 201 for status in answers)
        assert acknowledged >= 1
        assert set(answers) <= {201, 503}
        assert len(kept) - 1 >= acknowledged
        installation.close()
        assert product.stop() == 0
