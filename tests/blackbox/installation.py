"""A running installation with users, accessed only through REST."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.patience import HANGS
from tests.services import MariaDB, RunningProduct
from tests.services.fork_server import CHEAP_PASSWORDS, FORKED_WORKERS
from tests.services.product import NO_TLS

PASSWORD = "a password of my own"
TEMPORARY_PASSWORD = "a password from an admin"
STORES = ["sqlite", pytest.param("mariadb", marks=pytest.mark.services)]
PATIENT = {"TMS_LOGIN_FAILURES": "100000", CHEAP_PASSWORDS: "1"}
"""For installations to which tests keep adding people."""
QUICK_WORKERS = {FORKED_WORKERS: "1"}
"""For tests of what several workers do, not of how they start."""
SOME_TIME = datetime(2031, 1, 6, 9, tzinfo=UTC)


def variables_for(store: str, request: pytest.FixtureRequest) -> dict[str, str]:
    """The setting that gives a product an empty database in this store."""
    if store == "sqlite":
        return {}
    server: MariaDB = request.getfixturevalue("mariadb")
    return {"TMS_DATABASE_URL": server.url(f"tms_{uuid4().hex[:12]}")}


@dataclass
class Someone:
    """A signed-in user; ``call`` sends requests on their behalf."""

    user: dict[str, Any]
    client: httpx.Client

    @property
    def id(self) -> int:
        return int(self.user["id"])

    @property
    def username(self) -> str:
        return str(self.user["username"])

    @property
    def token(self) -> str:
        return self.client.headers.get("Authorization", "").removeprefix("Bearer ")

    def call(self, method: str, path: str, body: Any = None, **more: Any) -> httpx.Response:
        if body is not None:
            more["json"] = body
        return self.client.request(method, path, **more)

    def done(self, method: str, path: str, body: Any = None, **more: Any) -> Any:
        """Like ``call``, for requests that must succeed; returns the response's JSON."""
        answer = self.call(method, path, body, **more)
        assert answer.is_success, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json()


@dataclass
class Installation:
    """A running product, its first admin, and methods to fill it."""

    product: RunningProduct
    store: str = "sqlite"
    admin: Someone = field(init=False)
    _numbers: itertools.count[int] = field(default_factory=lambda: itertools.count(1))
    _clients: list[httpx.Client] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.admin = self.settle("admin", first_password(self.product.output))

    def client(self, token: str | None = None) -> httpx.Client:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        client = httpx.Client(base_url=self.product.base_url, headers=headers, timeout=HANGS, verify=NO_TLS)
        self._clients.append(client)
        return client

    def sign_in(self, username: str, password: str = PASSWORD) -> Someone:
        answer = self.client().post("/auth/login", json={"username": username, "password": password})
        assert answer.status_code == 200, answer.text
        return Someone(answer.json()["user"], self.client(answer.json()["access_token"]))

    def settle(self, username: str, temporary_password: str) -> Someone:
        """Sign in for the first time and choose a password."""
        newcomer = self.sign_in(username, temporary_password)
        changed = newcomer.done("POST", "/auth/change-password", {"new_password": PASSWORD})
        user = newcomer.user | {"is_temporary_password": False}
        return Someone(user, self.client(changed["access_token"]))

    def new_user(self, role: str = "trainee", **fields: Any) -> dict[str, Any]:
        """The body of ``POST /users/`` for a new user."""
        name = f"{role}.{next(self._numbers)}"
        usual = {"username": name, "email": f"{name}@example.org", "role": role}
        return usual | {"first_name": "Ada", "last_name": f"No {name}", "password": PASSWORD} | fields

    def created(self, role: str = "trainee") -> dict[str, Any]:
        """A user who has never signed in."""
        return dict(self.admin.done("POST", "/users/", self.new_user(role)))

    def add(self, role: str = "trainee") -> Someone:
        """A user who has chosen their password and is signed in."""
        user = self.admin.done("POST", "/users/", self.new_user(role, password=TEMPORARY_PASSWORD))
        return self.settle(user["username"], TEMPORARY_PASSWORD)

    def new_session(self, **fields: Any) -> dict[str, Any]:
        """The body of ``POST /sessions/``, at a different time on each call."""
        start = SOME_TIME + timedelta(days=next(self._numbers))
        return {"title": "First aid", "scheduled_date": start.isoformat(), "duration_minutes": 60} | fields

    def session(self, **fields: Any) -> dict[str, Any]:
        """A session led by a trainer of its own, unless ``trainer_id`` says otherwise: tests share the installation,
        and somebody who led the sessions of several tests would be double-booked."""
        led = fields if "trainer_id" in fields else fields | {"trainer_id": self.created("trainer")["id"]}
        return dict(self.admin.done("POST", "/sessions/", self.new_session(**led)))

    def close(self) -> None:
        for client in self._clients:
            client.close()


def first_password(output: str) -> str:
    """The first admin's temporary password, as printed in the terminal."""
    found = re.findall(r"^\s+password\s+(\S+)$", output, re.MULTILINE)
    assert len(found) == 1, f"expected one password in:\n{output}"
    return str(found[0])


def refused(answer: httpx.Response, status: int, code: str) -> dict[str, Any]:
    """Check that the response is a problem as the API contract defines it; returns its members."""
    assert answer.status_code == status, f"{answer.status_code} {answer.text}"
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert answer.headers["x-request-id"]
    problem = answer.json()
    assert {"type", "title", "status", "detail", "code"} <= problem.keys()
    assert (problem["status"], problem["code"]) == (status, code), problem
    assert problem["title"]
    assert len(problem["detail"]) > 10, problem
    if status == 401:
        assert answer.headers["www-authenticate"].startswith("Bearer")
    if status in (429, 503):
        assert int(answer.headers["retry-after"]) > 0
    if code == "validation_failed":
        assert all(error["field"] and error["message"] for error in problem["errors"])
    for leak in ("Traceback", "SELECT ", "INSERT ", "$argon2", 'File "'):
        assert leak not in answer.text
    return dict(problem)
