"""A feature that changes no file of ``src/`` is used over REST, OpenAPI and the socket, on every store."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from typing import Any

import httpx
import pytest
import uvicorn
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from tests.certificates import memory, routes, sql
from tests.certificates.core import CERTIFICATES
from tests.core.organisation import PASSWORD, World
from tests.core.test_features import without_person_data
from tests.patience import HANGS
from tests.services.product import NO_TLS
from tests.web.conftest import SECRET, some_settings
from tms_adapters.memory import MemoryStore
from tms_adapters.security import JwtTokens
from tms_adapters.sql import migrate, open_store
from tms_adapters.sql.feature import SqlFeature
from tms_core.actor import SYSTEM
from tms_core.application import Store
from tms_core.auth.model import PasswordChange
from tms_core.auth.use_cases import change_password
from tms_core.users.model import User
from tms_core.users.use_cases import export_person
from tms_web.app import create_asgi_app


@pytest.fixture(params=["memory", "sqlite", pytest.param("mariadb", marks=pytest.mark.services)])
async def store(request: pytest.FixtureRequest, tmp_path: Any) -> AsyncIterator[Store]:
    if request.param == "memory":
        yield MemoryStore(features=[memory.FEATURE])
        return
    url = f"sqlite:///{tmp_path}/tms.db"
    if request.param == "mariadb":
        url = request.getfixturevalue("fresh_mariadb_url")()
    for _ in range(2):  # again, as at the next start
        await migrate(url, [sql.FEATURE])
    store = await open_store(url, [sql.FEATURE])
    yield store
    await store.close()


class Product:
    """The web layer with the feature, on its own port."""

    def __init__(self, world: World, port: int) -> None:
        self.world = world
        self._address = f"127.0.0.1:{port}"
        self._tokens: dict[int, str] = {}

    async def token(self, user: User) -> str:
        if user.id not in self._tokens:
            change = PasswordChange(new_password="battery staple", current_password=PASSWORD)
            self._tokens[user.id] = (
                await self.world.app.run(change_password, user.actor, change)
            ).access_token
        return self._tokens[user.id]

    async def call(self, by: User, method: str, path: str, **sent: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {await self.token(by)}"}
        async with httpx.AsyncClient(
            base_url=f"http://{self._address}", verify=NO_TLS, timeout=HANGS
        ) as client:
            return await client.request(method, path, headers=headers, **sent)

    @asynccontextmanager
    async def listening(self, user: User) -> AsyncIterator[Listener]:
        protocols, address = [Subprotocol("tms.v1")], f"ws://{self._address}/ws"
        async with connect(address, subprotocols=protocols, open_timeout=HANGS) as socket:
            await socket.send(
                json.dumps({"type": "authenticate", "token": await self.token(user), "since": None})
            )
            listener = Listener(socket)
            await listener.next("ready")
            yield listener


class Listener:
    """The messages that one user receives."""

    def __init__(self, socket: ClientConnection) -> None:
        self._socket = socket
        self.heard: list[dict[str, Any]] = []

    async def next(self, kind: str) -> dict[str, Any]:
        """The next message of that type."""
        async with asyncio.timeout(HANGS):
            while True:
                message: dict[str, Any] = json.loads(await self._socket.recv())
                self.heard.append(message)
                if message["type"] == kind:
                    return message


@pytest.fixture
async def product(store: Store) -> AsyncIterator[Product]:
    world = World(store)
    world.app.services = replace(world.app.services, tokens=JwtTokens(SECRET))
    app = create_asgi_app(world.app, some_settings(), [routes])
    server = uvicorn.Server(
        uvicorn.Config(app, port=0, log_config=None, lifespan="on", ws="websockets-sansio")
    )
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
        assert not serving.done()
    yield Product(world, server.servers[0].sockets[0].getsockname()[1])
    server.should_exit = True
    with suppress(SystemExit):
        await serving


async def test_an_external_feature_has_everything_a_feature_needs(product: Product) -> None:
    world = product.world
    admin, trainer, stranger = await world.admin(), await world.trainer(), await world.trainer()
    trainee, other = await world.trainee(last_name="Nowak"), await world.trainee()
    new = {"trainee_id": trainee.id, "title": "First aid", "remark": "With distinction"}
    async with (
        product.listening(admin) as told_admin,
        product.listening(trainer) as told_trainer,
        product.listening(trainee) as told_trainee,
        product.listening(other) as told_other,
    ):
        made = await product.call(trainer, "POST", "/certificates/", json=new)
        assert (made.status_code, made.headers["Location"]) == (201, "/certificates/1")
        whole = made.json()
        assert whole["trainee"] == {"id": trainee.id, "name": trainee.name}
        assert (await told_admin.next("certificate_issued"))["data"] == whole
        assert (await told_trainer.next("certificate_issued"))["data"] == whole
        assert (await told_trainee.next("certificate_issued"))["data"] == {**whole, "remark": None}

        of_trainee = f"/certificates/trainees/{trainee.id}"
        assert (await product.call(admin, "GET", of_trainee)).json() == [whole]
        assert (await product.call(trainee, "GET", of_trainee)).json() == [{**whole, "remark": None}]
        assert (await product.call(stranger, "GET", of_trainee)).json() == []
        assert (await product.call(trainee, "POST", "/certificates/", json=new)).status_code == 403

        revoked = await product.call(admin, "DELETE", "/certificates/1")
        assert revoked.json() == {"message": "The certificate is revoked."}
        assert (await told_trainee.next("certificate_revoked"))["data"] == {"certificate_id": 1}
        assert (await product.call(admin, "DELETE", "/certificates/1")).status_code == 404

        await world.session(trainer, other)
        await told_other.next("session_created")
        assert not [each for each in told_other.heard if each["type"].startswith("certificate")]


async def test_its_errors_and_routes_are_documented(product: Product) -> None:
    world = product.world
    admin, trainer, trainee = await world.admin(), await world.trainer(), await world.trainee()
    new = {"trainee_id": trainee.id, "title": "First aid"}
    await product.call(trainer, "POST", "/certificates/", json=new)
    again = await product.call(admin, "POST", "/certificates/", json=new)
    assert (again.status_code, again.json()["certificate_id"]) == (409, 1)
    page = await product.call(admin, "GET", again.json()["type"])
    assert again.json()["type"] == "/problems/already-certified"
    assert "The trainee has this certificate already" in page.text
    assert "already_certified" in (await product.call(admin, "GET", "/problems")).text
    wrong = await product.call(admin, "POST", "/certificates/", json={"trainee_id": trainer.id, "title": " "})
    assert [error["field"] for error in wrong.json()["errors"]] == ["title"]

    document = (await product.call(admin, "GET", "/schema/openapi.json")).json()
    issue = document["paths"]["/certificates/"]["post"]
    assert issue["tags"] == ["Certificates"]
    assert issue["requestBody"]["content"]["application/json"]["example"]["title"] == "First aid"
    assert "already_certified" in issue["responses"]["409"]["description"]
    schemas = document["components"]["schemas"]
    assert (
        schemas["Certificate"]["properties"]["remark"]["description"]
        == "For those who train; null for trainees."
    )
    assert schemas["Problem"]["properties"]["certificate_id"] == {"type": "integer"}
    assert document["components"]["examples"]["already_certified"]["value"]["certificate_id"] == 3
    assert {"name": "Certificates", "description": "What trainees have achieved."} in document["tags"]
    assert "description" not in schemas["Session"]["properties"]["title"]


async def test_it_cleans_up_when_a_user_is_deleted(product: Product) -> None:
    world = product.world
    admin, trainer, trainee = await world.admin(), await world.trainer(), await world.trainee()
    new = {"trainee_id": trainee.id, "title": "First aid"}
    await product.call(trainer, "POST", "/certificates/", json=new)
    exported = await world.app.read(export_person, SYSTEM, trainee.id)
    assert exported["certificates"] == [("First aid", world.now)]

    refused = await product.call(admin, "DELETE", f"/users/{trainer.id}")
    assert (refused.status_code, refused.json()["code"]) == (409, "has_issued_certificates")
    async with product.listening(trainer) as told:
        assert (await product.call(admin, "DELETE", f"/users/{trainee.id}")).status_code == 200
        assert (await told.next("certificate_revoked"))["data"] == {"certificate_id": 1}
    assert (await product.call(admin, "GET", f"/certificates/trainees/{trainee.id}")).json() == []
    assert (await product.call(admin, "DELETE", f"/users/{trainer.id}")).status_code == 200


def test_a_table_that_refers_to_people_needs_person_data() -> None:
    silent = replace(CERTIFICATES, person_data=None)
    assert without_person_data([sql.FEATURE]) == []
    assert without_person_data([SqlFeature(feature=silent, tables=(sql.certificates,))]) == [
        "certificates.trainee_id",
        "certificates.issued_by",
    ]
