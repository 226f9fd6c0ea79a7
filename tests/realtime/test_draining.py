"""SIGTERM: every socket is told that the server is shutting down, and the process exits gracefully."""

from __future__ import annotations

import asyncio
import time

import pytest

from tests.blackbox.installation import QUICK_WORKERS, Installation
from tests.conftest import Figures
from tests.patience import check_promise
from tests.realtime.client import Connect, Socket, about, position_of
from tests.realtime.raw_socket import RawSocket
from tests.services import RunningProduct

GOING_DOWN = 1012
SOCKETS = 12
SECONDS_TO_END = 12.0
"""Running requests get ten."""


@pytest.mark.parametrize("workers", ["1", "2"])
async def test_sockets_are_told_that_the_server_is_shutting_down(
    connect: Connect, workers: str, figures: Figures
) -> None:
    with RunningProduct(QUICK_WORKERS, "--workers", workers) as product:
        installation = Installation(product)
        sockets = [await connect(installation.admin) for _ in range(SOCKETS)]
        newcomer = await Socket.connect(product.base_url)
        began = time.monotonic()
        assert await asyncio.to_thread(product.stop) == 0
        took = time.monotonic() - began
        figures(f"{workers} workers with {SOCKETS} sockets ended after {took:.2f} s")
        check_promise(SECONDS_TO_END, took)
        codes = [await socket.closed() for socket in (*sockets, newcomer)]
        assert codes == [GOING_DOWN] * (SOCKETS + 1)
        assert "Traceback" not in product.output
        installation.close()


async def test_a_client_that_never_reads_cannot_delay_shutdown(figures: Figures) -> None:
    with RunningProduct() as product:
        installation = Installation(product)
        with RawSocket(product) as stuck:
            assert stuck.upgrade() == 101
            stuck.authenticate(installation.admin.token)
            for _ in range(60):
                installation.session(description="🦊" * 500, trainer_id=installation.admin.id)
            began = time.monotonic()
            assert product.stop() == 0
            took = time.monotonic() - began
            figures(f"with a client that never reads it ended after {took:.2f} s")
            check_promise(SECONDS_TO_END, took)
        installation.close()


async def test_two_workers_send_every_event_to_all_their_sockets_once(connect: Connect) -> None:
    with RunningProduct(QUICK_WORKERS, "--workers", "2") as product:
        installation = Installation(product)
        before = position_of(installation.admin)
        trainer = installation.add("trainer")
        sockets = [await connect(trainer) for _ in range(SOCKETS)]
        planned = [
            installation.sign_in(trainer.username).done("POST", "/sessions/", installation.new_session())[
                "id"
            ]
            for _ in range(10)
        ]
        for socket in sockets:
            await socket.wait(about("session_created", id=planned[-1]))
            made = [message["data"]["id"] for message in socket.heard if message["type"] == "session_created"]
            assert made == planned
        late = await connect(installation.admin, before)
        replayed = await late.until("caught_up")
        assert [one["data"]["id"] for one in replayed if one["type"] == "session_created"] == planned
        trainer.done(
            "POST",
            "/auth/change-password",
            {"current_password": "a password of my own", "new_password": "b" * 9},
        )
        assert [await socket.closed() for socket in sockets] == [4401] * SOCKETS
        installation.close()
        assert product.stop() == 0
