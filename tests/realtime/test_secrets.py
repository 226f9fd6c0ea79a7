"""No password, hash or token in any frame, log line, table or Redis key."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import asyncmy
import pytest
import redis.asyncio

from tests.blackbox.installation import PASSWORD, Someone
from tests.realtime.client import Connect, Socket, about
from tests.realtime.cluster import SECRET, Cluster
from tests.services import MariaDB, Redis

DATABASE = "tms_secrets"
CREDENTIALS = "credentials"
"""The only table that may hold hashes."""
HASH_MARKS = ("$argon2", "$pbkdf2")


@pytest.fixture
def cluster(mariadb: MariaDB, redis_server: Redis) -> Iterator[Cluster]:
    variables = {"TMS_DATABASE_URL": mariadb.url(DATABASE), "TMS_BUS_URL": redis_server.url(9)}
    with Cluster(variables) as running:
        yield running
    mariadb.execute(f"DROP DATABASE {DATABASE}")


async def test_secrets_stay_where_they_belong(
    cluster: Cluster, connect: Connect, mariadb: MariaDB, redis_server: Redis
) -> None:
    installation = cluster.installation
    admin, person = installation.admin, installation.add("trainer")
    sockets = [await connect(admin, at=product) for product in cluster.products]
    secrets = {PASSWORD, SECRET, admin.token, person.token}
    frames = list(sockets)
    for use in (_new_people, _resets, _changes):
        secrets |= use(cluster, admin, person)
        person = installation.sign_in(person.username, PASSWORD)
        secrets.add(person.token)
        frames.append(await connect(person, at=cluster.products[1]))
    for socket in sockets:
        await socket.send({"type": "authenticate", "token": admin.token, "since": None})
        await socket.send({"type": "get", "id": PASSWORD[::-1], "path": f"/users/?q={admin.token[:90]}"})
        await socket.send(admin.token)
    last = installation.created()["id"]
    await _all_hear(sockets, last)
    places: dict[str, str] = {f"frames of {socket.ready}": repr(socket.heard) for socket in frames}
    places |= {f"output {number}": one.output for number, one in enumerate(cluster.products)}
    places |= await _tables(mariadb)
    places |= await _keys(redis_server)
    assert "event_log" in places
    _check(places, secrets)


def _check(places: dict[str, str], secrets: set[str]) -> None:
    signatures = {secret.rpartition(".")[2] for secret in secrets if secret.count(".") == 2}
    for place, text in places.items():
        found = [secret for secret in secrets | signatures if secret in text]
        assert not found, f"{found} in {place}"
        if place != CREDENTIALS:
            assert not [mark for mark in HASH_MARKS if mark in text], place


def _new_people(cluster: Cluster, admin: Someone, person: Someone) -> set[str]:
    new = cluster.installation.new_user()
    given = admin.done("POST", "/users/", new | {"password": "a password given by an admin"})
    assert "temporary_password" not in given
    new = cluster.installation.new_user()
    del new["password"]
    key = {"headers": {"Idempotency-Key": "made-once"}}
    made = [admin.done("POST", "/users/", new, **key)["temporary_password"] for _ in range(2)]
    return {"a password given by an admin", *made}


def _resets(cluster: Cluster, admin: Someone, person: Someone) -> set[str]:
    other = cluster.installation.add()
    path = f"/auth/reset-password/{other.id}"
    made = admin.done("POST", path, {}, headers={"Idempotency-Key": "reset-once"})["temporary_password"]
    admin.done("POST", path, {"new_password": "a password for a reset"})
    newcomer = cluster.installation.sign_in(other.username, "a password for a reset")
    return {made, other.token, newcomer.token, "a password for a reset"}


def _changes(cluster: Cluster, admin: Someone, person: Someone) -> set[str]:
    there = {"current_password": PASSWORD, "new_password": "a password for a while"}
    first = person.done("POST", "/auth/change-password", there)["access_token"]
    client = cluster.installation.client(first)
    back = {"current_password": "a password for a while", "new_password": PASSWORD}
    second = client.post("/auth/change-password", json=back).json()["access_token"]
    wrong = {"username": person.username, "password": "a password that is wrong"}
    assert client.post("/auth/login", json=wrong).status_code == 401
    return {first, second, "a password for a while", "a password that is wrong"}


async def _all_hear(sockets: list[Socket], user_id: int) -> None:
    for socket in sockets:
        await socket.wait(about("user_created", id=user_id))


async def _tables(mariadb: MariaDB) -> dict[str, str]:
    """The rows of every table."""
    connection = await asyncmy.connect(host=mariadb.host, port=mariadb.port, user="root", db=DATABASE)
    try:
        async with connection.cursor() as cursor:
            await cursor.execute("SHOW TABLES")
            names = [name for (name,) in await cursor.fetchall()]
            tables: dict[str, str] = {}
            for name in names:
                await cursor.execute(f"SELECT * FROM {name}")
                tables[name] = repr(await cursor.fetchall())
            return tables
    finally:
        await connection.ensure_closed()


async def _keys(server: Redis) -> dict[str, str]:
    """Every key of every database, with its value in Redis's own serialisation."""
    found: dict[str, str] = {}
    for number in range(16):
        client: Any = redis.asyncio.from_url(server.url(number))
        async with client:
            for key in await client.keys("*"):
                dump = await client.dump(key)
                whole = await client.xrange(key) if await client.type(key) == b"stream" else b""
                found[f"redis {number} {key!r}"] = f"{key!r} {dump!r} {whole!r}"
    return found
