"""What a client may send once it is connected, and the response to everything else."""

from __future__ import annotations

import pytest

from tests.blackbox.installation import Installation, Someone
from tests.realtime.client import Connect, about, is_event, number_of, position_of

NONSENSE = {
    "no JSON": "hello",
    "half of it": '{"type": "ping"',
    "nothing": "",
    "a number": "12",
    "NaN": "NaN",
    "null": "null",
    "text": '"ping"',
    "a list": '[{"type": "ping"}]',
    "deep": "[" * 30_000,
    "deep objects": '{"type": ' * 5_000,
    "surrogate": '{"type": "\\ud800"}',
    "no type": "{}",
    "no text for a type": '{"type": 1}',
    "a list for a type": '{"type": ["ping"]}',
    "unknown type": '{"type": "subscribe"}',
    "an event": '{"type": "session_deleted", "data": {"session_id": 1}}',
    "a server's word": '{"type": "ready", "position": "x", "resumed": true}',
    "a mark": '{"type": "mark", "position": "x"}',
    "get of nothing": '{"type": "get"}',
    "get without id": '{"type": "get", "path": "/auth/me"}',
    "get without path": '{"type": "get", "id": "1"}',
    "a list for an id": '{"type": "get", "id": ["1"], "path": "/auth/me"}',
    "null for an id": '{"type": "get", "id": null, "path": "/auth/me"}',
    "a number for a path": '{"type": "get", "id": "1", "path": 7}',
    "null for a path": '{"type": "get", "id": "1", "path": null}',
    "a list for a path": '{"type": "get", "id": "1", "path": ["/auth/me"]}',
}
BINARY = {"binary ping": b'{"type": "ping"}', "bytes": b"\x00\xff\xfe", "no bytes": b""}


@pytest.mark.parametrize("sent", (NONSENSE | BINARY).values(), ids=(NONSENSE | BINARY).keys())
async def test_an_invalid_message_gets_an_error_and_the_socket_stays_open(
    connect: Connect, installation: Installation, sent: str | bytes
) -> None:
    socket = await connect(installation.admin)
    await socket.send(sent)
    error = await socket.next()
    assert error["type"] == "error"
    assert error["code"].replace("_", "").isalpha()
    assert len(error["detail"]) > 10
    assert "Traceback" not in error["detail"]
    assert await socket.is_alive()


async def test_text_that_is_not_utf8_ends_only_that_connection(
    connect: Connect, installation: Installation
) -> None:
    """RFC 6455, section 8.1: the connection fails. Nobody else is affected, and nothing breaks."""
    socket, other = await connect(installation.admin), await connect(installation.admin)
    await socket.connection.send(b"\xff\xfe", text=True)
    assert await socket.closed() in (1007, 1006)
    assert await other.is_alive()


async def test_a_ping_is_answered_with_a_pong(connect: Connect, trainee: Someone) -> None:
    socket = await connect(trainee)
    await socket.send({"type": "ping"})
    assert await socket.next() == {"type": "pong"}
    await socket.send({"type": "pong"})
    await (await socket.connection.ping())
    assert await socket.is_alive()
    assert "error" not in {message["type"] for message in socket.heard}


async def test_nothing_that_a_client_sends_reaches_another(
    connect: Connect, installation: Installation, trainer: Someone
) -> None:
    listeners = [
        await connect(installation.admin),
        await connect(trainer),
        await connect(installation.admin),
    ]
    sender = await connect(trainer)
    for sent in (NONSENSE | BINARY).values():
        await sender.send(sent)
    await sender.ask("/sessions/")
    session = trainer.done("POST", "/sessions/", installation.new_session())
    for listener in listeners:
        before = await listener.until(about("session_created", id=session["id"]))
        assert [message for message in before if message["type"] not in ("ready", "mark", "ping")] == []


async def test_a_position_message_reports_that_only_hidden_events_occurred(
    connect: Connect, installation: Installation, trainer: Someone, trainee: Someone
) -> None:
    socket = await connect(trainee)
    for _ in range(3):
        trainer.done("POST", "/sessions/", installation.new_session())
    expected = position_of(trainee)
    mark = await socket.wait("mark")
    while number_of(mark["position"]) < number_of(expected):
        mark = await socket.wait("mark")
    assert mark == {"type": "mark", "position": expected}
    assert not [message for message in socket.heard if is_event(message)]
    again = await connect(trainee, mark["position"])
    assert again.ready["resumed"] is True
    assert await again.until("caught_up") == []


async def test_events_arrive_as_the_contract_defines_them_and_in_order(
    connect: Connect, installation: Installation, trainer: Someone
) -> None:
    socket, other = await connect(installation.admin), await connect(trainer)
    ids = [trainer.done("POST", "/sessions/", installation.new_session())["id"] for _ in range(5)]
    for one in (socket, other):
        events = [*await one.until(about("session_created", id=ids[-1])), one.heard[-1]]
        events = [event for event in events if is_event(event)]
        assert [event["data"]["id"] for event in events] == ids
        for event in events:
            assert event.keys() == {"type", "position", "id", "at", "actor_id", "data"}
        numbers = [number_of(event["position"]) for event in events]
        assert numbers == sorted(set(numbers))
    mine = [event["id"] for event in socket.heard if is_event(event)]
    theirs = [event["id"] for event in other.heard if is_event(event)]
    assert mine == theirs
    assert len(set(mine)) == 5
    assert socket.position == position_of(trainer)
