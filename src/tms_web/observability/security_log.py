"""The security log as lines of the server's log, marked ``"logger": "tms.security"``."""

from collections.abc import Callable
from contextlib import suppress

import structlog

from tms_core.security.log import SecurityRecord

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
