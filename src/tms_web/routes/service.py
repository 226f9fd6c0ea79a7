"""Is it well, and how busy is it."""

import asyncio
from dataclasses import dataclass

from tms_core.errors import Unavailable
from tms_web.answers import Answer, json_answer
from tms_web.calls import Call
from tms_web.endpoints import Tag, public
from tms_web.metrics import CONTENT_TYPE, exposition

TAG = Tag("Service", "For operators and their tools.")

PATIENCE_SECONDS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """That all is well."""

    status: str = "ok"


@public("/health", "unavailable")
async def get_health(request: Call) -> Answer[Health]:
    """Whether the system can serve requests: the same as `/health/ready`."""
    return await _ready(request)


@public("/health/live")
async def get_liveness(request: Call) -> Answer[Health]:
    """Whether the process answers at all. Never asks the database."""
    return json_answer(Health())


@public("/health/ready", "unavailable")
async def get_readiness(request: Call) -> Answer[Health]:
    """Whether the system can serve requests now; 503 while the database is away."""
    return await _ready(request)


@public("/metrics")
async def get_metrics(request: Call) -> Answer[str]:
    """Numbers for Prometheus."""
    return Answer(200, [(b"content-type", CONTENT_TYPE)], exposition())


async def _ready(request: Call) -> Answer[Health]:
    try:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await request.application.store.ready()
    except TimeoutError:
        raise Unavailable from None
    return json_answer(Health())
