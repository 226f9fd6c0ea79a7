"""Encryption and fingerprints with the secret key. Only the web needs this module
and the package it depends on."""

import hmac
from base64 import urlsafe_b64encode

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


class Encryptor:
    """Encrypts and fingerprints for one ``purpose``. Each purpose and each secret has its own keys."""

    def __init__(self, secret: str, purpose: str) -> None:
        self._fernet = Fernet(urlsafe_b64encode(_derived(secret, f"seal:{purpose}")))
        self._fingerprint_key = _derived(secret, f"fingerprint:{purpose}")

    def encrypt(self, plaintext: bytes) -> bytes:
        """``plaintext``, encrypted and signed, as ASCII bytes."""
        return self._fernet.encrypt(plaintext)

    def decrypt(self, encrypted: bytes) -> bytes | None:
        """The plaintext, or None if it was not encrypted with this secret for this purpose."""
        try:
            return self._fernet.decrypt(encrypted)
        except InvalidToken:
            return None

    def fingerprint(self, *parts: bytes) -> str:
        """64 hexadecimal digits that identify exactly these parts and reveal nothing about them."""
        digest = hmac.new(self._fingerprint_key, digestmod="sha256")
        for part in parts:
            digest.update(len(part).to_bytes(8, "big"))
            digest.update(part)
        return digest.hexdigest()


def _derived(secret: str, info: str) -> bytes:
    derivation = HKDF(SHA256(), length=32, salt=None, info=f"tms:{info}".encode())
    return derivation.derive(secret.encode())
