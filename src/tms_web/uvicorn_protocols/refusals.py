"""Responses that a connection gives without asking the application, because there is no valid request to hand over."""

import secrets
from asyncio import Transport

import structlog
from uvicorn.protocols.http.httptools_impl import STATUS_LINE
from uvicorn.server import ServerState

from tms_web.http.errors import HttpError, problem_of
from tms_web.http.responses import SECURITY_HEADERS
from tms_web.middleware.edge import HEADERS_TOO_LARGE, URI_TOO_LONG

MAX_HEAD_BYTES = 64 * 1024
"""Of the request line and the header fields together; also of what may follow a chunk of a body before the next one."""
MAX_FIELDS = 1000
"""A field of four bytes takes about a hundred in memory."""

log = structlog.get_logger("tms.access")


def too_large(url: bytes) -> HttpError:
    """The refusal of a request whose head is too large: 414 if most of it is the URL, otherwise 431."""
    if len(url) > MAX_HEAD_BYTES // 2:
        return HttpError(URI_TOO_LONG, "The URL and the header fields may take 64 KiB together.")
    detail = (
        f"The URL and the header fields may take 64 KiB together; at most {MAX_FIELDS} fields are accepted."
    )
    return HttpError(HEADERS_TOO_LARGE, detail)


def write_refusal(
    transport: Transport, error: HttpError, state: ServerState, client: tuple[str, int] | None
) -> None:
    """Write problem details with the headers that every response carries, announce that the connection will be closed,
    and log it."""
    response = problem_of(error).to_response()
    request_id = secrets.token_hex(8)
    fields = [
        *state.default_headers,
        *response.raw_headers,
        *SECURITY_HEADERS,
        (b"x-request-id", request_id.encode()),
        (b"content-length", b"%d" % len(response.body)),
        (b"connection", b"close"),
    ]
    lines = [b"%b: %b\r\n" % field for field in fields]
    transport.write(b"".join([STATUS_LINE[response.status], *lines, b"\r\n", response.body]))
    log.info(
        "request_refused",
        status=response.status,
        code=error.code,
        client=client[0] if client else None,
        request_id=request_id,
    )
