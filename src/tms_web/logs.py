"""Structured logs: one JSON object a line on standard error, without queries, tokens or bodies."""

import logging
import sys

import msgspec
import structlog


def configure_logging(level: int = logging.INFO) -> None:
    """Set structlog up for this process."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(serializer=_json),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.BytesLoggerFactory(sys.stderr.buffer),
        cache_logger_on_first_use=True,
    )


def _json(event: object, **_: object) -> bytes:
    return msgspec.json.encode(event, enc_hook=str)
