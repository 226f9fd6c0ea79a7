"""Health checks and metrics."""

import asyncio
from dataclasses import dataclass
from typing import ClassVar, Literal

from tms_core.actor import SYSTEM
from tms_core.errors import Unavailable
from tms_core.mail.model import trouble
from tms_core.mail.sending import get_outbox_status
from tms_web.http.request import ApiRequest
from tms_web.http.responses import RawResponse, json_response
from tms_web.http.routing import Tag, public
from tms_web.observability.metrics import CONTENT_TYPE, exposition

TAG = Tag("Service", "Health checks and metrics, for operators and their tools.")

READY_TIMEOUT_SECONDS = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Health:
    """Requests can be served. ``mail`` is only there if mails have been waiting for minutes."""

    OMITTED_IF_NONE: ClassVar = ("mail",)

    status: str = "ok"
    mail: Literal["stuck"] | None = None


@public("/health", "unavailable")
async def get_health(request: ApiRequest) -> RawResponse[Health]:
    """Whether the system can serve requests, as `/health/ready` says, and whether mails get out."""
    await _ready(request)
    status = await request.application.read(get_outbox_status, SYSTEM)
    is_stuck = trouble(status, request.application.clock()) is not None
    return json_response(Health(mail="stuck" if is_stuck else None))


@public("/health/live")
async def get_liveness(request: ApiRequest) -> RawResponse[Health]:
    """Whether the process responds at all. Never asks the database."""
    return json_response(Health())


@public("/health/ready", "unavailable")
async def get_readiness(request: ApiRequest) -> RawResponse[Health]:
    """Whether the system can serve requests right now; 503 while the database is unavailable."""
    return await _ready(request)


@public("/metrics")
async def get_metrics(request: ApiRequest) -> RawResponse[str]:
    """Metrics for Prometheus."""
    return RawResponse(200, [(b"content-type", CONTENT_TYPE)], exposition())


async def _ready(request: ApiRequest) -> RawResponse[Health]:
    try:
        async with asyncio.timeout(READY_TIMEOUT_SECONDS):
            await request.application.store.ready()
    except TimeoutError:
        raise Unavailable(cause=f"no answer within {READY_TIMEOUT_SECONDS} seconds") from None
    return json_response(Health())
