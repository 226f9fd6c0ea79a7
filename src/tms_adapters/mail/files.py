"""Keeps messages as files, for installations without a mail server."""

import asyncio
import os
import secrets
from datetime import UTC, datetime
from pathlib import Path

from tms_core.mail.delivery import Delivery, Message, Outcome
from tms_core.mail.model import Reason


class FileTransport:
    """Implements ``Transport``: each message becomes an ``.eml`` file that only its owner can read. They sort by the time of
    sending, and appear complete."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    async def deliver(self, message: Message) -> Delivery:
        """See ``Transport``."""
        try:
            name = await asyncio.to_thread(self._write, message.content)
        except OSError as error:
            reason = f"{self._folder}: {error.strerror or error}"
            return Delivery(outcome=Outcome.UNREACHABLE, reply=reason, reason=Reason.UNREACHABLE)
        return Delivery(outcome=Outcome.SENT, reply=name)

    async def rest(self) -> None:
        """See ``Transport``."""

    def _write(self, content: bytes) -> str:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        name = f"{datetime.now(UTC):%Y%m%dT%H%M%S.%fZ}-{secrets.token_hex(4)}.eml"
        unfinished = self._folder / f".{name}.part"
        descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            unfinished.rename(self._folder / name)
        except OSError:
            unfinished.unlink(missing_ok=True)  # or each attempt would leave one on a disk that is full
            raise
        return name
