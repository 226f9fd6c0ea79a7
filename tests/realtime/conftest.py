"""Running products with sockets. Most tests share one, but create their own users."""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterator
from typing import TYPE_CHECKING
from uuid import uuid4

import pytest

from tests.blackbox.installation import PATIENT, Installation, Someone
from tests.realtime.client import Connect, Socket
from tests.realtime.cluster import Cluster
from tests.services import RunningProduct

if TYPE_CHECKING:
    from tests.services import MariaDB, Redis

SECRET = "a secret that the tests know, to forge with it"
CLUSTERS = [
    "one SQLite file",
    pytest.param("MariaDB", marks=pytest.mark.services),
    pytest.param("MariaDB and Redis", marks=pytest.mark.services),
]


@pytest.fixture(scope="session")
def installation() -> Iterator[Installation]:
    """One process on SQLite, with a known secret."""
    with RunningProduct(PATIENT | {"TMS_SECRET_KEY": SECRET}) as product:
        installed = Installation(product)
        yield installed
        installed.close()
        assert product.stop() == 0
        assert "unexpected_error" not in product.output


@pytest.fixture(scope="session", params=CLUSTERS)
def cluster(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """Two processes of one installation, on each supported combination of database and bus."""
    if request.param == "one SQLite file":
        variables = {"TMS_DATABASE_URL": f"sqlite:///{tmp_path_factory.mktemp('shared')}/tms.db"}
    else:
        mariadb: MariaDB = request.getfixturevalue("mariadb")
        variables = {"TMS_DATABASE_URL": mariadb.url(f"tms_{uuid4().hex[:12]}")}
    if request.param == "MariaDB and Redis":
        redis: Redis = request.getfixturevalue("redis_server")
        redis.flush()
        variables["TMS_BUS_URL"] = redis.url()
    with Cluster(variables) as running:
        yield running


@pytest.fixture
async def connect() -> AsyncIterator[Connect]:
    """Opens sockets for users, and closes them when the test ends, because a user may have only twenty."""
    sockets: list[Socket] = []

    async def opened(
        someone: Someone, since: str | None = None, *, at: RunningProduct | None = None, token: str = ""
    ) -> Socket:
        base_url = at.base_url if at else str(someone.client.base_url)
        socket = await Socket.open(base_url, token or someone.token, since)
        sockets.append(socket)
        return socket

    yield opened
    for socket in sockets:
        await socket.close()


@pytest.fixture
def trainer(installation: Installation) -> Someone:
    return installation.add("trainer")


@pytest.fixture
def trainee(installation: Installation) -> Someone:
    return installation.add("trainee")
