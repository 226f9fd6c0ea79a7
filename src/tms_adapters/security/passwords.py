"""Passwords as argon2id, with the parameters recommended by OWASP; hashes from older
installations are accepted too."""

import asyncio
import hashlib
import hmac
import os
import re
import secrets
import time
from base64 import b64decode, b64encode
from collections import deque
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TypeVar

from argon2 import PasswordHasher, extract_parameters
from argon2.exceptions import Argon2Error, InvalidHashError

from tms_core.errors import Busy

T = TypeVar("T")
MEMORY_KIB = 19 * 1024
PASSES = 2
LANES = 1
MAX_MEMORY_KIB = 1024 * 1024
MAX_PASSES = 64
MAX_WAITING = 64
REMEMBERED_TIMES = 32

MAX_PBKDF2_ROUNDS = 2_000_000
"""About a second on one core; OWASP recommends 600,000, passlib uses 29,000."""
PBKDF2_HASH = re.compile(
    r"\$pbkdf2-sha256\$([1-9][0-9]{0,9})\$([A-Za-z0-9./]{0,1400})\$([A-Za-z0-9./]{43})", re.ASCII
)


class Argon2Hasher:
    """Implements ``PasswordHasher``.

    Hashing runs on as many threads as there are cores, so the event loop stays free and memory use is
    bounded (19 MiB each). At most ``MAX_WAITING`` callers wait for a thread; more raise ``Busy``. A cancelled caller
    gives up its place in the queue.
    """

    def __init__(
        self,
        memory_kib: int = MEMORY_KIB,
        passes: int = PASSES,
        lanes: int = LANES,
        threads: int | None = None,
    ) -> None:
        self._argon2 = PasswordHasher(time_cost=passes, memory_cost=memory_kib, parallelism=lanes)
        running = threads or _cores()
        self._threads = ThreadPoolExecutor(running, thread_name_prefix="password")
        self._admitted = 0
        self._most_admitted = running + MAX_WAITING
        self._nobody = _unmatchable(self._argon2)
        self._seconds: deque[float] = deque(maxlen=REMEMBERED_TIMES)

    async def hash(self, password: str) -> str:
        """A new hash of ``password``."""
        return await self._in_thread(lambda: self._argon2.hash(_bytes(password)))

    async def verify(self, password_hash: str | None, password: str) -> bool:
        """Whether ``password`` matches.

        If not, the response takes as long as the slowest of the latest ones, so that a missing, malformed or older
        kind of hash cannot be told from any other.
        """
        fits, seconds = await self._in_thread(lambda: self._timed(password_hash, _bytes(password)))
        if not fits:
            self._seconds.append(seconds)
            await asyncio.sleep(max(self._seconds) - seconds)
        return fits

    def is_outdated(self, password_hash: str) -> bool:
        """Whether the hash does not use argon2id with the current parameters."""
        try:
            return self._argon2.check_needs_rehash(password_hash)
        except InvalidHashError:
            return True

    async def _in_thread(self, work: Callable[[], T]) -> T:
        if self._admitted >= self._most_admitted:
            raise Busy(f"{MAX_WAITING} passwords are waiting to be hashed")
        self._admitted += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(self._threads, work)
        finally:
            self._admitted -= 1

    def _timed(self, password_hash: str | None, password: bytes) -> tuple[bool, float]:
        if not self._seconds:
            begun = time.perf_counter()
            self._fits(None, password)
            self._seconds.append(time.perf_counter() - begun)
        begun = time.perf_counter()
        fits = self._fits(password_hash, password)
        return fits, time.perf_counter() - begun

    def _fits(self, password_hash: str | None, password: bytes) -> bool:
        if password_hash is not None and (older := parse_pbkdf2(password_hash)):
            return older.fits(password)
        usable = (
            password_hash if password_hash is not None and _is_affordable(password_hash) else self._nobody
        )
        try:
            return self._argon2.verify(usable, password)
        except (Argon2Error, InvalidHashError):
            return False


def _bytes(password: str) -> bytes:
    # A lone surrogate is not valid text, but it must not raise an error either: the password just never
    # matches.
    return password.encode("utf-8", "surrogatepass")


def _is_affordable(password_hash: str) -> bool:
    """Whether it is an argon2 hash whose parameters cannot exhaust the machine's memory or CPU."""
    try:
        asked = extract_parameters(password_hash)
    except InvalidHashError:
        return False
    return 0 < asked.memory_cost <= MAX_MEMORY_KIB and 0 < asked.time_cost <= MAX_PASSES


def _unmatchable(argon2: PasswordHasher) -> str:
    """A hash that costs as much as a real one and matches no password: its checksum is random."""
    salt, checksum = (
        b64encode(secrets.token_bytes(size)).rstrip(b"=").decode()
        for size in (argon2.salt_len, argon2.hash_len)
    )
    costs = f"m={argon2.memory_cost},t={argon2.time_cost},p={argon2.parallelism}"
    return f"$argon2id$v=19${costs}${salt}${checksum}"


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@dataclass(frozen=True, slots=True)
class Pbkdf2Hash:
    """A PBKDF2-SHA256 hash in passlib's format:
    ``$pbkdf2-sha256$rounds$salt$checksum``. Only verified, never created."""

    rounds: int
    salt: bytes
    checksum: bytes

    def fits(self, password: bytes) -> bool:
        """Whether the password matches this hash; compared in constant time."""
        found = hashlib.pbkdf2_hmac("sha256", password, self.salt, self.rounds)
        return hmac.compare_digest(found, self.checksum)


def parse_pbkdf2(password_hash: str) -> Pbkdf2Hash | None:
    """The parts of a hash, or None for anything else, including a number of rounds
    that would tie up the machine."""
    match = PBKDF2_HASH.fullmatch(password_hash)
    if match is None or int(match[1]) > MAX_PBKDF2_ROUNDS:
        return None
    salt, checksum = _decoded(match[2]), _decoded(match[3])
    if salt is None or checksum is None:
        return None
    return Pbkdf2Hash(rounds=int(match[1]), salt=salt, checksum=checksum)


def _decoded(text: str) -> bytes | None:
    """Base64 with ``.`` for ``+`` and without padding; None if the length is invalid."""
    if len(text) % 4 == 1:
        return None
    return b64decode(text.replace(".", "+") + "=" * (-len(text) % 4), validate=True)
