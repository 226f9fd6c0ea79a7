"""The cause of every 503 is in the log: once, and again while it lasts, but not for each request."""

from __future__ import annotations

import os
from typing import Any

import pytest
import structlog

from tests.web.conftest import Web
from tms_core.errors import Unavailable
from tms_web.observability.logging import MAX_CAUSES, REPEAT_SECONDS, LossyStream, Outages


def causes(logs: Any) -> list[tuple[str, int]]:
    return [(line["cause"], line["unlogged"]) for line in logs if line["event"] == "unavailable"]


async def test_many_refusals_give_one_log_line_with_the_cause(
    web: Web, monkeypatch: pytest.MonkeyPatch
) -> None:
    admin = await web.world.admin()
    await web.token(admin)

    def broken(*_: Any) -> Any:
        raise Unavailable(cause="tms.db: the disk is on fire")

    monkeypatch.setattr(web.world.store, "reader", broken)
    with structlog.testing.capture_logs() as logs:
        answers = [await web.call("GET", "/users/", by=admin) for _ in range(30)]
    assert {answer.status_code for answer in answers} == {503}
    assert {answer.headers["Retry-After"] for answer in answers} == {"2"}
    assert not any("fire" in answer.text for answer in answers)
    assert causes(logs) == [("tms.db: the disk is on fire", 0)]


def test_a_lasting_cause_is_logged_again_with_the_number_of_refusals() -> None:
    times = [0.0, 1.0, REPEAT_SECONDS - 0.1, REPEAT_SECONDS, REPEAT_SECONDS + 1, 5 * REPEAT_SECONDS]
    clock = iter([*times, times[-1]])
    outages = Outages(lambda: next(clock))
    with structlog.testing.capture_logs() as logs:
        for _ in times:
            outages.log(Unavailable(cause="away"), None)
        outages.log(Unavailable(cause="another"), None)
    assert causes(logs) == [("away", 0), ("away", 2), ("away", 1), ("another", 0)]


def test_any_number_of_causes_needs_bounded_memory() -> None:
    outages = Outages()
    with structlog.testing.capture_logs() as logs:
        for number in range(3 * MAX_CAUSES):
            outages.log(Unavailable(cause=str(number)), None)
    assert len(logs) == 3 * MAX_CAUSES
    assert len(outages._recent) == MAX_CAUSES


def test_a_log_that_cannot_be_written_does_not_fail_requests() -> None:
    with open("/dev/full", "wb", buffering=0) as full:
        stream = LossyStream(full)
        stream.write(b"{}\n")
        stream.flush()
    reading, writing = os.pipe()
    os.close(reading)
    with open(writing, "wb", buffering=0) as unread:
        LossyStream(unread).write(b"{}\n")
