"""PBKDF2-SHA256 hashes as passlib writes them: ``$pbkdf2-sha256$rounds$salt$checksum``. Read, never written."""

import hashlib
import hmac
import re
from base64 import b64decode
from dataclasses import dataclass

MAX_ROUNDS = 2_000_000
"""About a second of one core; OWASP asks for 600,000, passlib writes 29,000."""

SHAPE = re.compile(
    r"\$pbkdf2-sha256\$([1-9][0-9]{0,9})\$([A-Za-z0-9./]{0,1400})\$([A-Za-z0-9./]{43})", re.ASCII
)


@dataclass(frozen=True, slots=True)
class Pbkdf2Hash:
    """One stored hash, taken apart."""

    rounds: int
    salt: bytes
    checksum: bytes

    def fits(self, password: bytes) -> bool:
        """Whether the password has this hash; compared in constant time."""
        found = hashlib.pbkdf2_hmac("sha256", password, self.salt, self.rounds)
        return hmac.compare_digest(found, self.checksum)


def parse(password_hash: str) -> Pbkdf2Hash | None:
    """The parts of a hash; None for anything else, a number of rounds meant to hang the machine included."""
    match = SHAPE.fullmatch(password_hash)
    if match is None or int(match[1]) > MAX_ROUNDS:
        return None
    salt, checksum = _decoded(match[2]), _decoded(match[3])
    if salt is None or checksum is None:
        return None
    return Pbkdf2Hash(rounds=int(match[1]), salt=salt, checksum=checksum)


def _decoded(text: str) -> bytes | None:
    """Base64 with ``.`` for ``+`` and without padding; None where the length is impossible."""
    if len(text) % 4 == 1:
        return None
    return b64decode(text.replace(".", "+") + "=" * (-len(text) % 4), validate=True)
