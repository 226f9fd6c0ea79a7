"""Run blocking work that may never finish."""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from functools import partial
from typing import TypeVar

T = TypeVar("T")


async def in_daemon_thread(work: Callable[[], T]) -> T:
    """The result of ``work``, run on a daemon thread, so that work that hangs (on a dead disk, for example)
    does not stop the process from exiting."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def settle(finish: Callable[[], None]) -> None:
        if not done.done():
            finish()

    def run() -> None:
        try:
            finish = partial(done.set_result, work())
        except Exception as error:
            finish = partial(done.set_exception, error)
        with contextlib.suppress(RuntimeError):  # the caller is gone
            loop.call_soon_threadsafe(settle, finish)

    threading.Thread(target=run, daemon=True).start()
    return await done
