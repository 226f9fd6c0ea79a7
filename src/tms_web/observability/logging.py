"""Structured logs: one JSON object per line on standard error, without query strings, tokens or bodies. An outage is
logged once, not per request."""

import json
import logging
import re
import sys
import time
from collections import OrderedDict
from collections.abc import Callable
from contextlib import suppress
from typing import Any, BinaryIO, cast

import msgspec
import structlog

from tms_core.errors import MissingExtra, TmsError, Unavailable
from tms_core.security.log import SecurityRecord

UNPRINTABLE = re.compile(
    "[\x7f-\x9f\u00ad\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)
"""Characters that a terminal would interpret or hide: C1 controls, line separators, bidirectional and invisible
characters. JSON itself escapes only C0 controls."""
SURROGATE = "\\u{:04x}\\u{:04x}"


def configure_logging(level: int = logging.INFO) -> None:
    """Configure logging for a process of our own, including the standard library's ``logging``."""
    _configure_structlog(
        level,
        to_json_line,
        structlog.BytesLoggerFactory(cast(BinaryIO, LossyStream(sys.stderr.buffer))),
        cached=True,
    )
    if not logging.root.handlers:
        logging.root.addHandler(JsonHandler())


def configure_logging_if_unset() -> None:
    """For programs that embed the web layer and have not configured structlog: its default prints the local variables
    of every frame with a traceback, including the caller's token. An existing configuration is kept."""
    if not structlog.is_configured():
        _configure_structlog(logging.INFO, _to_json_text, _current_stderr, cached=False)


class JsonHandler(logging.Handler):
    """Writes records of the standard library's ``logging`` in the same format."""

    def emit(self, record: logging.LogRecord) -> None:
        """Write one record."""
        try:
            log = structlog.get_logger()
            log.log(record.levelno, record.getMessage(), logger=record.name, exc_info=record.exc_info)
        except Exception:
            self.handleError(record)


def _configure_structlog(level: int, serializer: Any, factory: Any, *, cached: bool) -> None:
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(serializer=serializer),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=factory,
        cache_logger_on_first_use=cached,
    )


class LossyStream:
    """A stream that drops what it cannot write: a full disk or a closed pipe must not fail requests."""

    def __init__(self, stream: BinaryIO) -> None:
        self._stream = stream

    def write(self, data: Any) -> int:
        """Write the text, ignoring errors."""
        with suppress(OSError):
            self._stream.write(data)
        return len(data)

    def flush(self) -> None:
        """Flush the stream, ignoring errors."""
        with suppress(OSError):
            self._stream.flush()


def _current_stderr(*_: object) -> structlog.PrintLogger:
    """Programs may replace ``sys.stderr`` while they run, and not every replacement accepts bytes."""
    return structlog.PrintLogger(sys.stderr)


def _to_json_text(event: object, **_: object) -> str:
    return to_json_line(event).decode()


def to_json_line(event: object, **_: object) -> bytes:
    """``event`` as JSON, with everything escaped that could control a terminal."""
    try:
        line = msgspec.json.encode(event, enc_hook=str)
    except UnicodeEncodeError:  # half of a surrogate pair, as in a file name that is not UTF-8
        return json.dumps(event, default=str).encode()
    if line.isascii() and b"\x7f" not in line:
        return line
    return UNPRINTABLE.sub(_escaped, line.decode()).encode()


def _escaped(found: re.Match[str]) -> str:
    code = ord(found[0])
    if code < 0x10000:
        return f"\\u{code:04x}"
    code -= 0x10000
    return SURROGATE.format(0xD800 + (code >> 10), 0xDC00 + (code & 0x3FF))


REPEAT_SECONDS = 10.0
"""How often a continuing cause is logged."""
MAX_CAUSES = 100

log = structlog.get_logger("tms.web")


def log_start_failure(error: Exception) -> None:
    """Why the application cannot start; a traceback only for unexpected errors."""
    reason: BaseException = error
    while isinstance(reason, BaseExceptionGroup) and len(reason.exceptions) == 1:
        reason = reason.exceptions[0]
    if isinstance(reason, Unavailable):
        log.error("start_failed", cause=reason.cause)
    elif isinstance(reason, TmsError | MissingExtra | OSError | ValueError):
        log.error("start_failed", cause=str(reason))
    else:
        log.error("start_failed", exc_info=reason)


class Outages:
    """Remembers which causes were logged recently."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._recent: OrderedDict[str, tuple[float, int]] = OrderedDict()

    def log(self, error: Unavailable, request_id: str | None) -> None:
        """Log the cause, unless it was logged recently; then it is counted for the next line."""
        now, cause = self._clock(), error.cause
        since, unlogged = self._recent.get(cause, (-REPEAT_SECONDS, 0))
        if now - since < REPEAT_SECONDS:
            self._recent[cause] = (since, unlogged + 1)
            return
        log.error("unavailable", cause=cause, detail=error.detail, request_id=request_id, unlogged=unlogged)
        self._recent[cause] = (now, 0)
        self._recent.move_to_end(cause)
        if len(self._recent) > MAX_CAUSES:
            self._recent.popitem(last=False)


NAME_HASH_DIGITS = 32
"""128 bits: the same name always has the same hash, and no two names share one."""


class StructuredSecurityLog:
    """Implements ``SecurityLog``. ``fingerprint`` is a keyed hash: names cannot be guessed from it without the key."""

    def __init__(self, fingerprint: Callable[[bytes], str]) -> None:
        self._fingerprint = fingerprint
        self._log = structlog.get_logger()

    def write(self, record: SecurityRecord) -> None:
        """See ``SecurityLog``."""
        fields: dict[str, object] = {"outcome": record.outcome, "account_id": record.account_id}
        if record.typed_name is not None:
            fields["name_hash"] = self.hash_of(record.typed_name)
        fields |= {"actor_id": record.actor_id, "address": record.address or None} | dict(record.details)
        with suppress(Exception):  # a broken log must not fail the request
            self._log.info(record.event.value, logger="tms.security", **fields)

    def hash_of(self, typed_name: str) -> str:
        """See ``SecurityLog``."""
        return self._fingerprint(typed_name.encode("utf-8", "surrogatepass"))[:NAME_HASH_DIGITS]
