"""What plain HTTP finds at the address of the socket."""

from typing import Any

from tms_web.http.errors import HttpError
from tms_web.http.problem_catalog import http_problem
from tms_web.http.request import ApiRequest
from tms_web.http.responses import RawResponse
from tms_web.http.routing import public
from tms_web.realtime.endpoint import PATH, SUBPROTOCOL

UPGRADE_REQUIRED = http_problem(
    426,
    "upgrade_required",
    "This URL is for WebSockets with the subprotocol tms.v1. Open one, then authenticate.",
)
UPGRADE = [(b"upgrade", b"websocket"), (b"connection", b"upgrade")]


@public(PATH, "upgrade_required", documented=False)
async def get_socket(request: ApiRequest) -> RawResponse[Any]:
    """That a WebSocket is expected here (RFC 9110, section 15.5.22)."""
    detail = f"Open a WebSocket here, with the subprotocol {SUBPROTOCOL}, and authenticate on it."
    raise HttpError(UPGRADE_REQUIRED, detail, UPGRADE)
