"""Ending a command in the middle: what it began is cleared up, and the exit status names the signal."""

import asyncio
import signal
from collections.abc import Coroutine
from types import FrameType
from typing import Any, TypeVar

T = TypeVar("T")

ENDING = (signal.SIGTERM, signal.SIGHUP)
"""Python itself makes a ``KeyboardInterrupt`` of SIGINT."""


class Ended(KeyboardInterrupt):
    """The process was told to end; ``status`` is what shells expect after this signal."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.status = 128 + number


def end_orderly() -> None:
    """From now on SIGTERM and SIGHUP raise ``Ended``; one that is ignored, as under ``nohup``, stays ignored."""
    for number in ENDING:
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _end)


def _end(number: int, _frame: FrameType | None) -> None:
    raise Ended(number)


def run(work: Coroutine[Any, Any, T]) -> T:
    """``asyncio.run``, but for signals: they cancel ``work``, as asyncio does it for SIGINT, and then end the command.

    Raises ``Ended`` and ``KeyboardInterrupt``.
    """
    handlers = {number: signal.getsignal(number) for number in ENDING}
    received: list[int] = []

    async def cancellable() -> T:
        loop, task = asyncio.get_running_loop(), asyncio.current_task()

        def cancel(number: int) -> None:
            received.append(number)
            if task is not None:
                task.cancel()

        for number, handler in handlers.items():
            if handler is _end:
                loop.add_signal_handler(number, cancel, number)
        return await work

    try:
        return asyncio.run(cancellable())
    except asyncio.CancelledError:
        if received:
            raise Ended(received[0]) from None
        raise
    finally:
        for number, handler in handlers.items():
            signal.signal(number, handler)
