"""Clients that misbehave are handled one by one, and the others are not affected."""

from __future__ import annotations

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

import httpx
import pytest

from tests.blackbox.installation import Installation, Someone
from tests.conftest import Figures
from tests.patience import HANGS, check_promise, patience
from tests.realtime.client import Socket, is_event
from tests.realtime.raw_socket import RawSocket
from tests.services import RunningProduct

pytestmark = [pytest.mark.slow, pytest.mark.first]

TOO_LATE, TOO_MANY, TOO_LONG = 4408, 4429, 1009
GOOD_CLIENTS = 20
PAUSE_SECONDS = 0.05
GONE_SECONDS = 15
FILLING_SECONDS = 3
"""Until a writer at that pace has filled the buffers of a client that does not read."""
P99_SECONDS = 0.2
BULKY = "🦊" * 500


@dataclass
class Watched:
    """When each session was requested, confirmed and received as an event, on this process's clock."""

    asked: dict[str, float] = field(default_factory=dict)
    answered: dict[str, float] = field(default_factory=dict)
    heard: list[tuple[str, float]] = field(default_factory=list)

    async def everywhere(self) -> None:
        """Wait until every good client has received every event, once."""
        wanted = Counter(dict.fromkeys(self.answered, GOOD_CLIENTS))
        began = time.monotonic()
        while wanted - (heard := Counter(title for title, _ in self.heard)):
            assert time.monotonic() - began < patience(), wanted - heard
            await asyncio.sleep(0.05)
        assert heard == wanted

    def latencies(self, since: dict[str, float]) -> list[float]:
        return sorted(max(0.0, at - since[title]) for title, at in self.heard)


@pytest.fixture
def product() -> Iterator[RunningProduct]:
    with RunningProduct() as running:
        yield running
        assert running.stop() == 0
        assert "Traceback" not in running.output


async def test_misbehaving_clients_are_closed_and_others_are_not_affected(
    product: RunningProduct, figures: Figures
) -> None:
    installation = Installation(product)
    people = [installation.add(role) for role in ("admin", "admin", "trainer", "trainee")]
    watched = Watched()
    good = [await Socket.open(product.base_url, people[number % 2].token) for number in range(GOOD_CLIENTS)]
    with ThreadPoolExecutor(8) as pool:
        listening = [asyncio.create_task(_listen(socket, watched)) for socket in good]
        bad: dict[str, Future[object]] = {
            "never reads": pool.submit(never_reads, product, installation.admin.token),
            "never reads either": pool.submit(never_reads, product, people[0].token),
            "floods": pool.submit(floods, product, people[3].token),
            "64 KiB and 1": pool.submit(says_too_much, product, people[3].token),
            "foreign": pool.submit(comes_from_elsewhere, product),
            "never signs in": pool.submit(never_signs_in, product),
        }
        await _write(installation, people[2], watched, lambda: all(future.done() for future in bad.values()))
        outcomes = {name: await asyncio.wrap_future(future) for name, future in bad.items()}
    await watched.everywhere()
    assert not [task for task in listening if task.done()]
    for task in listening:
        task.cancel()
    _check(outcomes, watched, figures)
    for socket in good:
        await socket.close()
    installation.close()


def _check(outcomes: dict[str, object], watched: Watched, figures: Figures) -> None:
    committed, asked = watched.latencies(watched.answered), watched.latencies(watched.asked)
    figures(f"{len(watched.asked)} events to {GOOD_CLIENTS} clients")
    figures(f"heard after the writer's answer: {_line(committed)}; after its request: {_line(asked)}")
    figures(f"close codes, or seconds until gone: {outcomes}")
    assert outcomes.pop("floods") == TOO_MANY
    assert outcomes.pop("64 KiB and 1") == TOO_LONG
    assert outcomes.pop("foreign") == 403
    assert outcomes.pop("never signs in") == TOO_LATE
    for name, seconds in outcomes.items():
        assert isinstance(seconds, float), name
        check_promise(GONE_SECONDS + FILLING_SECONDS, seconds)
    check_promise(P99_SECONDS, committed[int(len(committed) * 0.99)])


def _line(sorted_seconds: list[float]) -> str:
    parts = {"p50": 0.5, "p99": 0.99, "worst": 1}
    last = len(sorted_seconds) - 1
    return ", ".join(
        f"{name} {sorted_seconds[int(last * part)] * 1000:.1f} ms" for name, part in parts.items()
    )


async def _listen(socket: Socket, watched: Watched) -> None:
    while True:
        message = await socket.next(HANGS)
        if is_event(message):
            watched.heard.append((message["data"]["title"], time.monotonic()))


async def _write(
    installation: Installation, trainer: Someone, watched: Watched, is_over: Callable[[], bool]
) -> None:
    headers = {"Authorization": f"Bearer {trainer.token}"}
    base_url = installation.product.base_url
    async with httpx.AsyncClient(base_url=base_url, headers=headers, timeout=HANGS) as client:
        while not is_over():
            title = f"Session {len(watched.asked)}"
            watched.asked[title] = time.monotonic()
            body = installation.new_session(title=title, description=BULKY)
            answer = await client.post("/sessions/", json=body)
            assert answer.status_code == 201, answer.text
            watched.answered[title] = time.monotonic()
            await asyncio.sleep(PAUSE_SECONDS)


def never_reads(product: RunningProduct, token: str) -> float | None:
    """Seconds until the server closed it, None if it did not."""
    with RawSocket(product) as client:
        client.upgrade()
        client.authenticate(token)
        began = time.monotonic()
        while time.monotonic() < began + patience(GONE_SECONDS + 2 * FILLING_SECONDS):
            if not client.is_held():
                return time.monotonic() - began
            time.sleep(0.2)
    return None


def floods(product: RunningProduct, token: str) -> int:
    with RawSocket(product, 65536) as client:
        client.upgrade()
        client.authenticate(token)
        client.send_text(b'{"type": "ping"}', times=150)
        return client.close_code()


def says_too_much(product: RunningProduct, token: str) -> int:
    with RawSocket(product) as client:
        client.upgrade()
        client.authenticate(token)
        client.send_text(b" " * (64 * 1024 + 1))
        return client.close_code()


def comes_from_elsewhere(product: RunningProduct) -> int:
    with RawSocket(product) as client:
        return client.upgrade(Origin="https://evil.example.org")


def never_signs_in(product: RunningProduct) -> int:
    with RawSocket(product) as client:
        client.upgrade()
        return client.close_code()
