"""After a role change the client reloads everything, and from then on receives the events of the new role."""

from __future__ import annotations

from typing import Any

from tests.blackbox.installation import Installation, Someone
from tests.realtime.client import Connect, Socket, about, is_event, position_of
from tests.realtime.cluster import Cluster


def give_role(installation: Installation, someone: Someone, role: str) -> None:
    installation.admin.done("PUT", f"/users/{someone.id}", {"role": role})


async def fenced(installation: Installation, socket: Socket, someone: Someone) -> list[dict[str, Any]]:
    """The events up to now: they are followed by a change that this user certainly receives."""
    email = f"fence.{len(socket.heard)}.{someone.id}@example.org"
    installation.admin.done("PUT", f"/users/{someone.id}", {"email": email})
    heard = await socket.until(about("user_updated", id=someone.id, email=email))
    return [message for message in heard if is_event(message)]


async def test_a_new_role_sends_resync_on_every_process_and_then_takes_effect(
    cluster: Cluster, connect: Connect
) -> None:
    installation, person = cluster.installation, cluster.installation.add("trainee")
    sockets = [await connect(person, at=product) for product in cluster.products]
    give_role(installation, person, "trainer")
    for socket in sockets:
        resync = await socket.wait("resync")
        assert resync["reason"] == "role_changed"
        again = await connect(person, resync["position"], at=cluster.products[0])
        assert again.ready["resumed"] is True
    shown = installation.created("trainee")
    for socket in sockets:
        event = await socket.wait(about("user_created", id=shown["id"]))
        assert event["data"] == person.done("GET", f"/users/{shown['id']}")
        assert (await socket.ask("/users/"))["status"] == 200


async def test_a_user_who_loses_a_role_gets_no_more_of_its_events(
    installation: Installation, connect: Connect
) -> None:
    person = installation.add("admin")
    socket = await connect(person)
    give_role(installation, person, "trainee")
    secret_user, secret_session = installation.created("admin"), installation.session()
    await socket.wait("resync")
    heard = await fenced(installation, socket, person)
    assert {event["data"].get("id") for event in heard} <= {person.id}
    assert (await socket.ask(f"/sessions/{secret_session['id']}"))["status"] == 404
    everything = [message.get("data", {}) for message in socket.heard if message["type"] != "response"]
    assert secret_user["id"] not in [data.get("id") for data in everything]


async def test_a_role_change_while_disconnected_sends_resync_on_return(
    installation: Installation, connect: Connect
) -> None:
    """Changes before the role change are not delivered as the old role would have seen them."""
    person = installation.add("admin")
    before = position_of(person)
    hidden = installation.created("admin")
    give_role(installation, person, "trainee")
    installation.session()
    socket = await connect(person, before)
    heard = await socket.until("caught_up")
    assert [message["reason"] for message in heard if message["type"] == "resync"] == ["role_changed"]
    ids = [message["data"].get("id") for message in heard if is_event(message)]
    assert hidden["id"] not in ids
    assert set(ids) <= {person.id}


async def test_a_temporary_password_gives_only_events_about_oneself(
    installation: Installation, connect: Connect
) -> None:
    boss = installation.sign_in(installation.created("admin")["username"])
    socket = await connect(boss)
    installation.created()
    installation.session()
    assert await fenced(installation, socket, boss) == []
