"""Why a socket is closed (section 6 of the contract)."""

from enum import IntEnum


class CloseCode(IntEnum):
    """Close codes of our own begin at 4400, after the HTTP statuses that they resemble; others are RFC 6455's."""

    NOT_SIGNED_IN = 4401
    SILENT_AT_FIRST = 4408
    TOO_SLOW = 4410
    TOO_MANY = 4429
    FAILED = 1011
    TRY_AGAIN = 1013
