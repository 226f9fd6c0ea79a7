"""Interrupting a command: it cleans up what it began, and the exit status names the signal."""

import asyncio
import signal
from collections.abc import Coroutine
from types import FrameType
from typing import Any, TypeVar

T = TypeVar("T")

ENDING = (signal.SIGTERM, signal.SIGHUP)
"""Python itself turns SIGINT into ``KeyboardInterrupt``."""


class Ended(KeyboardInterrupt):
    """The process was told to stop; ``status`` is the exit status that shells expect for this signal."""

    def __init__(self, number: int) -> None:
        super().__init__()
        self.status = 128 + number


def end_orderly() -> None:
    """Make SIGTERM and SIGHUP raise ``Ended``; a signal that is ignored, as under ``nohup``, stays ignored."""
    for number in ENDING:
        if signal.getsignal(number) is signal.SIG_DFL:
            signal.signal(number, _end)


def _end(number: int, _frame: FrameType | None) -> None:
    raise Ended(number)


def run(work: Coroutine[Any, Any, T]) -> T:
    """``asyncio.run``, except that signals cancel ``work``, as asyncio does for SIGINT, and then end the command.

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
