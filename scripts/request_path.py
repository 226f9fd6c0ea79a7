"""Count the files of this repository that one ``POST /sessions/`` passes through, and print its path.

``python scripts/request_path.py`` starts the server's own ASGI application on a new SQLite file, creates some sessions,
and traces the creation of one more. A crossing is a call to a function in another file than the previous call's; a
coroutine that resumes has not been called again. Only code in ``src`` counts, and only what the request itself waits
for.
"""

from __future__ import annotations

import asyncio
import os
import sys
import tempfile
from dataclasses import dataclass, field
from itertools import groupby
from pathlib import Path
from types import FrameType
from typing import Any

import httpx

SRC = Path(__file__).resolve().parents[1] / "src"
PASSWORD = "correct horse battery"
INLINED = {"<listcomp>", "<dictcomp>", "<setcomp>"}
"""Calls in Python 3.11 that later versions inline."""
PEOPLE = {"admin": "Ana", "trainer": "Inês", "trainee": "Rui"}


@dataclass
class Trace:
    """The calls of one request, in order: file and function."""

    calls: list[tuple[str, str]] = field(default_factory=list)

    @property
    def files(self) -> list[str]:
        """Each file once, in the order of the first call."""
        return list(dict.fromkeys(file for file, _ in self.calls))

    @property
    def stations(self) -> list[tuple[str, list[str]]]:
        """Runs of calls within one file: the file, and the functions called in it."""
        return [
            (file, list(dict.fromkeys(name for _, name in calls)))
            for file, calls in groupby(self.calls, key=lambda call: call[0])
        ]

    @property
    def crossings(self) -> int:
        """The number of calls from one file to another."""
        return len(self.stations) - 1

    def __str__(self) -> str:
        return f"{len(self.files)} files, {self.crossings} crossings"


async def record(request: Any) -> Trace:
    """The path of the request that ``request`` awaits."""
    path, task = Trace(), asyncio.current_task()
    entered: set[FrameType] = set()

    def called(frame: FrameType, event: str, _: object) -> None:
        code = frame.f_code
        ours = (
            event == "call" and code.co_filename.startswith(f"{SRC}{os.sep}") and code.co_name not in INLINED
        )
        if ours and frame not in entered and asyncio.current_task() is task:
            entered.add(frame)
            file = Path(code.co_filename).relative_to(SRC).as_posix()
            path.calls.append((file, code.co_name))

    sys.setprofile(called)
    try:
        await request
    finally:
        sys.setprofile(None)
    return path


async def plan_sessions() -> Trace:
    """The path of the last of several sessions that an admin creates on a new installation."""
    from tms_core.actor import SYSTEM, Role
    from tms_core.users.model import NewUser
    from tms_core.users.use_cases import create_user
    from tms_web.app import build_application, close_application, create_app, prepare_database
    from tms_web.settings import Settings

    settings = Settings.from_environment()
    await prepare_database(settings)
    application = await build_application(settings)
    ids = {}
    for role, name in PEOPLE.items():
        email = f"{role}@example.org"
        new = NewUser(
            username=role, email=email, role=Role(role), first_name=name, last_name="Reis", password=PASSWORD
        )
        ids[role] = (await application.run(create_user, SYSTEM, new)).id
    await close_application(application)
    app = create_app()
    async with Lifespan(app), client_of(app) as client:
        await sign_in(client)
        for day in range(1, 5):
            path = await record(client.post("/sessions/", json=session(day, ids["trainer"], ids["trainee"])))
    return path


def session(day: int, trainer_id: int, trainee_id: int) -> dict[str, Any]:
    """A session without conflicts."""
    return {
        "title": "First aid, part one",
        "scheduled_date": f"2031-05-{day:02}T11:00:00+02:00",
        "duration_minutes": 90,
        "time_zone": "Europe/Lisbon",
        "trainer_id": trainer_id,
        "trainee_ids": [trainee_id],
    }


def client_of(app: Any) -> httpx.AsyncClient:
    """A client of the application in this process that raises on every error response."""

    async def refused(response: httpx.Response) -> None:
        response.raise_for_status()

    transport = httpx.ASGITransport(app)
    hooks = {"response": [refused]}
    return httpx.AsyncClient(transport=transport, base_url="http://tms.example.org", event_hooks=hooks)


async def sign_in(client: httpx.AsyncClient) -> None:
    """Sign in as the admin, whose first password is temporary."""
    for path, sent in (
        ("/auth/login", {"username": "admin", "password": PASSWORD}),
        ("/auth/change-password", {"new_password": PASSWORD + "!"}),
    ):
        token = (await client.post(path, json=sent)).json()["access_token"]
        client.headers["Authorization"] = f"Bearer {token}"


class Lifespan:
    """Starts and stops an ASGI application, as a server does."""

    def __init__(self, app: Any) -> None:
        self._app = app
        self._asked: asyncio.Queue[dict[str, str]] = asyncio.Queue()
        self._told: asyncio.Queue[dict[str, str]] = asyncio.Queue()

    async def __aenter__(self) -> None:
        scope = {"type": "lifespan", "asgi": {"version": "3.0"}, "state": {}}
        self._running = asyncio.ensure_future(self._app(scope, self._asked.get, self._told.put))
        await self._asked.put({"type": "lifespan.startup"})
        told = await self._told.get()
        if told["type"] != "lifespan.startup.complete":
            raise RuntimeError(told.get("message"))

    async def __aexit__(self, *_: object) -> None:
        await self._asked.put({"type": "lifespan.shutdown"})
        await self._running


def main() -> None:
    """Print the figures, then the path."""
    with tempfile.TemporaryDirectory() as folder:
        for name in [name for name in os.environ if name.startswith("TMS_")]:
            del os.environ[name]
        os.environ["TMS_DATA_DIR"] = folder
        path = asyncio.run(plan_sessions())
    print(f"POST /sessions/: {path}.\n")
    width = max(map(len, path.files))
    for file, functions in path.stations:
        print(f"{file:{width}}  {', '.join(functions)}")


if __name__ == "__main__":
    main()
