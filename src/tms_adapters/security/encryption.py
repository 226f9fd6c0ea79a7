"""The secret key, and what is encrypted and fingerprinted with it."""

import hmac
import os
import secrets
from base64 import urlsafe_b64encode
from contextlib import suppress
from pathlib import Path

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

SECRET_BYTES = 48
MIN_BYTES = 32


def load_or_create_secret(path: Path) -> str:
    """The secret in ``path``, made there (readable by its owner alone) if nobody has yet.

    Of several processes that start at once one writes it, and all return the same. Raises ``OSError`` when the
    folder cannot be used, ``ValueError`` when the file holds less than 32 bytes.
    """
    if not path.exists():
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        _create(path)
    secret = path.read_text("utf-8").strip()
    if len(secret.encode()) < MIN_BYTES:
        raise ValueError(
            f"The secret in {path} is shorter than {MIN_BYTES} bytes. Delete the file for a new one."
        )
    return secret


def _create(path: Path) -> None:
    """A complete file appears under the name, or somebody else's is there already: linking is atomic."""
    draft = path.with_name(f".{path.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
            file.write(secrets.token_urlsafe(SECRET_BYTES) + "\n")
            file.flush()
            os.fsync(file.fileno())
        with suppress(FileExistsError):
            os.link(draft, path)
    finally:
        draft.unlink(missing_ok=True)


class Encryptor:
    """Encrypts and fingerprints for one ``purpose``. Another purpose or another secret means other keys."""

    def __init__(self, secret: str, purpose: str) -> None:
        self._fernet = Fernet(urlsafe_b64encode(_derived(secret, f"seal:{purpose}")))
        self._fingerprint_key = _derived(secret, f"fingerprint:{purpose}")

    def encrypt(self, plaintext: bytes) -> bytes:
        """``plaintext``, encrypted and signed, as ASCII bytes."""
        return self._fernet.encrypt(plaintext)

    def decrypt(self, encrypted: bytes) -> bytes | None:
        """The plaintext; None when it was not encrypted with this secret for this purpose."""
        try:
            return self._fernet.decrypt(encrypted)
        except InvalidToken:
            return None

    def fingerprint(self, *parts: bytes) -> str:
        """64 hexadecimal digits that stand for exactly these parts and tell nothing about them."""
        digest = hmac.new(self._fingerprint_key, digestmod="sha256")
        for part in parts:
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
        return digest.hexdigest()


def _derived(secret: str, info: str) -> bytes:
    derivation = HKDF(SHA256(), length=32, salt=None, info=f"tms:{info}".encode())
    return derivation.derive(secret.encode())
