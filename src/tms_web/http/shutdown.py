"""The server is being stopped: requests learn of it before it is too late to answer them."""

import asyncio
from typing import Any

from tms_core.errors import Unavailable


def announce(scope: Any, shutdown: asyncio.Event) -> None:
    """Let whoever handles this request know when the server is being stopped."""
    scope.setdefault("state", {})["shutdown"] = shutdown


def shutdown_of(scope: Any) -> asyncio.Event:
    """Set once the server is being stopped."""
    event: asyncio.Event = scope["state"]["shutdown"]
    return event


def refusal() -> Unavailable:
    """What is answered to a request that cannot be finished any more."""
    return Unavailable(
        "The server is being stopped or restarted. Try again shortly.", cause="the server is being stopped"
    )
