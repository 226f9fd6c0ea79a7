"""What plain HTTP finds at the address of the socket."""

from typing import Any

from tms_web.answers import Answer
from tms_web.calls import Call
from tms_web.endpoints import public
from tms_web.errors import Refused
from tms_web.problems import http_problem
from tms_web.realtime.endpoint import PATH, SUBPROTOCOL

UPGRADE_REQUIRED = http_problem(
    426,
    "upgrade_required",
    "This address is for WebSockets with the subprotocol tms.v1. Open one, and authenticate on it.",
)
UPGRADE = [(b"upgrade", b"websocket"), (b"connection", b"upgrade")]


@public(PATH, "upgrade_required", documented=False)
async def get_socket(request: Call) -> Answer[Any]:
    """That a WebSocket is expected here (RFC 9110, section 15.5.22)."""
    detail = f"Open a WebSocket here, with the subprotocol {SUBPROTOCOL}, and authenticate on it."
    raise Refused(UPGRADE_REQUIRED, detail, UPGRADE)
