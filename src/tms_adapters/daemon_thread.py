"""Run blocking work that may never finish."""

import asyncio
import contextlib
import threading
from collections.abc import Callable
from typing import TypeVar

T = TypeVar("T")


async def in_daemon_thread(work: Callable[[], T]) -> T:
    """The result of ``work``, run on a daemon thread, so that work that hangs (on a dead disk, for example)
    does not stop the process from exiting."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def tell(answer: T | None, error: BaseException | None) -> None:
        if not done.done():
            done.set_exception(error) if error else done.set_result(answer)  # type: ignore[arg-type]

    def run() -> None:
        answer, failure = None, None
        try:
            answer = work()
        except Exception as error:
            failure = error
        with contextlib.suppress(RuntimeError):  # the caller is gone
            loop.call_soon_threadsafe(tell, answer, failure)

    threading.Thread(target=run, daemon=True).start()
    return await done
