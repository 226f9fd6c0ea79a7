"""Passwords as argon2id, with the parameters OWASP recommends; hashes of older installations verify too."""

import asyncio
import os
import secrets
from base64 import b64encode
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import Argon2Error, InvalidHashError

from tms_adapters.security import pbkdf2

T = TypeVar("T")

MEMORY_KIB = 19 * 1024
PASSES = 2
LANES = 1
MAX_MEMORY_KIB = 1024 * 1024
MAX_PASSES = 64


class Argon2Hasher:
    """Implements ``PasswordHasher``.

    Hashing runs in as many threads as there are cores, so the event loop stays free and memory stays bounded
    (19 MiB for each). A caller that is cancelled gives up its place in the queue.
    """

    def __init__(
        self,
        memory_kib: int = MEMORY_KIB,
        passes: int = PASSES,
        lanes: int = LANES,
        threads: int | None = None,
    ) -> None:
        self._argon2 = PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=lanes)
        self._threads = ThreadPoolExecutor(threads or _cores(), thread_name_prefix="password")
        self._nobody = _unmatchable(self._argon2)

    async def hash(self, password: str) -> str:
        """A new hash of ``password``."""
        return await self._in_thread(lambda: self._argon2.hash(_bytes(password)))

    async def verify(self, password_hash: str | None, password: str) -> bool:
        """Whether ``password`` fits. With no hash, or a broken one, it takes as long and answers False."""
        return await self._in_thread(lambda: self._fits(password_hash, _bytes(password)))

    def is_outdated(self, password_hash: str) -> bool:
        """Whether the hash is not argon2id with today's parameters."""
        try:
            return self._argon2.check_needs_rehash(password_hash)
        except InvalidHashError:
            return True

    async def _in_thread(self, work: Callable[[], T]) -> T:
        return await asyncio.get_running_loop().run_in_executor(self._threads, work)

    def _fits(self, password_hash: str | None, password: bytes) -> bool:
        if password_hash is not None and (older := pbkdf2.parse(password_hash)):
            return older.fits(password)
        usable = (
            password_hash if password_hash is not None and _is_affordable(password_hash) else self._nobody
        )
        try:
            return self._argon2.verify(usable, password)
        except (Argon2Error, InvalidHashError):
            return False


def _bytes(password: str) -> bytes:
    # A lone surrogate is no valid text, but must not be an error either: such a password fits nothing.
    return password.encode("utf-8", "surrogatepass")


def _is_affordable(password_hash: str) -> bool:
    """Whether it is an argon2 hash that is no attempt to exhaust the machine."""
    try:
        asked = extract_parameters(password_hash)
    except InvalidHashError:
        return False
    return 0 < asked.memory_cost <= MAX_MEMORY_KIB and 0 < asked.time_cost <= MAX_PASSES


def _unmatchable(argon2: PasswordHasher) -> str:
    """A hash that costs what the others cost and that nothing fits: its checksum is random."""
    salt, checksum = (
        b64encode(secrets.token_bytes(size)).rstrip(b"=").decode()
        for size in (argon2.salt_len, argon2.hash_len)
    )
    costs = f"m={argon2.memory_cost},t={argon2.time_cost},p={argon2.parallelism}"
    return f"$argon2id$v=19${costs}${salt}${checksum}"


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
