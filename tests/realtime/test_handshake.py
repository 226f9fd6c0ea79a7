"""Connecting: the first messages, and how a client resumes where it left off."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.blackbox.installation import Installation, Someone
from tests.realtime.client import (
    SUBPROTOCOL,
    Connect,
    Message,
    Socket,
    about,
    is_event,
    number_of,
    position_of,
)
from tests.services import RunningProduct

PING_SECONDS = 20


def plan(trainer: Someone, installation: Installation, count: int) -> list[int]:
    """Create sessions of this trainer one after the other; returns their ids."""
    return [trainer.done("POST", "/sessions/", installation.new_session())["id"] for _ in range(count)]


def session_ids(messages: list[Message]) -> list[int]:
    return [message["data"]["id"] for message in messages if message["type"] == "session_created"]


async def test_ready_contains_the_position_and_the_ping_interval(connect: Connect, trainer: Someone) -> None:
    socket = await connect(trainer)
    assert socket.connection.subprotocol == SUBPROTOCOL
    position = position_of(trainer)
    assert socket.ready == {
        "type": "ready",
        "position": position,
        "resumed": False,
        "ping_seconds": PING_SECONDS,
    }


async def test_without_since_there_is_no_replay_and_no_caught_up(
    connect: Connect, installation: Installation, trainer: Someone
) -> None:
    plan(trainer, installation, 2)
    socket = await connect(trainer)
    await socket.ask("/auth/me")
    [later] = plan(trainer, installation, 1)
    await socket.wait(about("session_created", id=later))
    assert session_ids(socket.heard) == [later]
    assert "caught_up" not in {message["type"] for message in socket.heard}


async def test_missed_events_come_first_in_order_and_once(
    connect: Connect, installation: Installation, trainer: Someone
) -> None:
    first = await connect(trainer)
    seen = plan(trainer, installation, 3)
    await first.wait(about("session_created", id=seen[1]))
    first.drop()
    missed = plan(trainer, installation, 20)

    again = await connect(trainer, first.position)
    assert again.ready["resumed"] is True
    assert again.ready["position"] == first.position
    replayed = await again.until("caught_up")
    assert session_ids(replayed) == [seen[2], *missed]
    assert [number_of(message["position"]) for message in replayed] == sorted(
        {number_of(message["position"]) for message in replayed}
    )
    caught_up = again.heard[-1]
    assert caught_up == {"type": "caught_up", "position": position_of(trainer)}

    [live] = plan(trainer, installation, 1)
    await again.wait(about("session_created", id=live))
    assert session_ids(again.heard) == [seen[2], *missed, live]


async def test_the_position_of_a_list_continues_from_its_content(
    connect: Connect, installation: Installation, trainer: Someone
) -> None:
    known = plan(trainer, installation, 2)
    answer = trainer.call("GET", "/sessions/")
    assert {session["id"] for session in answer.json()} == set(known)
    later = plan(trainer, installation, 2)
    socket = await connect(trainer, answer.headers["x-event-position"])
    assert session_ids(await socket.until("caught_up")) == later


async def test_a_client_that_missed_nothing_is_caught_up_at_once(connect: Connect, trainer: Someone) -> None:
    position = (await connect(trainer)).position
    assert position is not None
    socket = await connect(trainer, position)
    assert socket.ready["resumed"] is True
    assert await socket.until("caught_up") == []
    assert socket.position == position


async def test_hidden_changes_advance_the_position_and_are_not_replayed(
    connect: Connect, installation: Installation, trainer: Someone, trainee: Someone
) -> None:
    before = position_of(trainee)
    plan(trainer, installation, 5)
    socket = await connect(trainee, before)
    assert [message for message in await socket.until("caught_up") if is_event(message)] == []
    assert socket.position == position_of(trainee) != before


@pytest.fixture(scope="module")
def foreign_position() -> Iterator[str]:
    """A position of another database."""
    with RunningProduct() as product:
        elsewhere = Installation(product)
        yield position_of(elsewhere.admin)
        elsewhere.close()


async def check_not_resumed(connect: Connect, someone: Someone, since: str) -> Socket:
    socket = await connect(someone, since)
    assert socket.ready["resumed"] is False, since
    assert socket.ready["position"] == position_of(someone)
    await socket.ask("/auth/me")
    assert {message["type"] for message in socket.heard} == {"ready", "response"}
    return socket


@pytest.mark.parametrize(
    "garbage",
    ["", " ", "position", "1.2", "..", "...", "a.b.c", "0.0.0", "é.1.é", "null", "\x00", "x" * 5000],
)
async def test_a_malformed_position_is_not_resumed(connect: Connect, trainer: Someone, garbage: str) -> None:
    socket = await check_not_resumed(connect, trainer, garbage)
    again = await connect(trainer, socket.ready["position"])
    assert again.ready["resumed"] is True


async def test_a_position_of_another_database_is_not_resumed(
    connect: Connect, trainer: Someone, foreign_position: str
) -> None:
    await check_not_resumed(connect, trainer, foreign_position)


async def test_a_position_with_one_character_changed_is_not_resumed(
    connect: Connect, installation: Installation, trainer: Someone
) -> None:
    """One character changed in the log's identifier or in the row's check value; and a valid number with another row's
    check value."""
    plan(trainer, installation, 3)
    position = position_of(trainer)
    epoch, number, check = position.split(".")
    changed = [
        f"{_other(epoch)}.{number}.{check}",
        f"{epoch}.{number}.{_other(check)}",
        f"{epoch}.{int(number) - 1}.{check}",
        f"{epoch}.{number}.{check[:-1]}",
        f"{epoch}.{number}.",
        f"{epoch}.-{number}.{check}",
        f"{epoch}.{10**40}.{check}",
        f"{position}.{check}",
        f" {position}",
    ]
    for since in changed:
        await check_not_resumed(connect, trainer, since)


@pytest.mark.slow
async def test_waiting_for_a_future_position_times_out_after_five_seconds(
    connect: Connect, trainer: Someone
) -> None:
    epoch, number, check = position_of(trainer).split(".")
    await check_not_resumed(connect, trainer, f"{epoch}.{int(number) + 1000}.{check}")


def _other(text: str) -> str:
    return ("1" if text[0] == "0" else "0") + text[1:]
