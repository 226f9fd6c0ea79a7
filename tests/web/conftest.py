"""The web layer in this process, on a store in memory."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.core.organisation import PASSWORD, World
from tms_adapters.memory import MemoryStore
from tms_adapters.security import JwtTokens
from tms_core.actor import Actor
from tms_core.application import Application
from tms_core.auth.model import PasswordChange
from tms_core.auth.use_cases import change_password
from tms_core.users.model import User
from tms_web.app import create_asgi_app
from tms_web.settings import Settings

SECRET = "a secret that is long enough for tests"
OWN_PASSWORD = "battery staple"


def some_settings(**changes: Any) -> Settings:
    """Settings that use no disk."""
    given = {"data_dir": Path("/nonexistent"), "database_url": "sqlite:///none", "secret_key": SECRET}
    return Settings(**(given | changes))


class Web:
    """An organisation and its web layer; ``call`` sends one request, by default without signing in."""

    def __init__(self, world: World, app: Any) -> None:
        self.world = world
        self.app = app
        self._tokens: dict[int, str] = {}

    async def token(self, user: User) -> str:
        """A token of a user who has replaced the temporary password by ``OWN_PASSWORD``."""
        if user.id not in self._tokens:
            actor = Actor(id=user.id, role=user.role)
            change = PasswordChange(new_password=OWN_PASSWORD, current_password=PASSWORD)
            self._tokens[user.id] = (await self.world.app.run(change_password, actor, change)).access_token
        return self._tokens[user.id]

    async def call(
        self,
        method: str,
        path: str,
        by: User | None = None,
        headers: dict[str, str] | None = None,
        **sent: Any,
    ) -> httpx.Response:
        headers = dict(headers or {})
        if by is not None:
            headers["Authorization"] = f"Bearer {await self.token(by)}"
        transport = httpx.ASGITransport(self.app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://tms.test") as client:
            return await client.request(method, path, headers=headers, **sent)


def world_of_tokens() -> World:
    """An organisation in memory with real tokens."""
    world = World(MemoryStore())
    services = replace(world.app.services, tokens=JwtTokens(SECRET))
    world.app = Application(world.store, services, clock=lambda: world.now)
    return world


@pytest.fixture
def world() -> World:
    return world_of_tokens()


@pytest.fixture
def web(world: World) -> Web:
    return Web(world, create_asgi_app(world.app, some_settings()))


__all__ = ["OWN_PASSWORD", "SECRET", "Web", "some_settings", "world_of_tokens"]
