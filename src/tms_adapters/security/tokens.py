"""Signed tokens, and the secret key that an installation generates for itself."""

import os
import re
import secrets
from collections.abc import Mapping
from contextlib import suppress
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

import jwt

from tms_core.errors import NotAuthenticated
from tms_core.unit_of_work import Claims, IssuedToken
from tms_core.validation import MAX_ID

SECRET_BYTES = 48
MIN_BYTES = 32


def load_or_create_secret(path: Path) -> str:
    """The secret in ``path``, created (readable by the owner only) if the file does not exist.

    If several processes start at once, one of them creates it and all return the same. Raises ``OSError`` if
    the folder cannot be used, ``ValueError`` if the file holds less than 32 bytes.
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
    """Create the file atomically: it is complete when it appears, and linking never
    replaces a file that already exists."""
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


ALGORITHM = "HS256"
MAX_TOKEN_LENGTH = 2048
REMEMBERED = 8192
TOKEN_ID = re.compile(r"([1-9][0-9]{0,15})\.[A-Za-z0-9_-]{16,64}", re.ASCII)
USER_ID = re.compile(r"[1-9][0-9]{0,15}", re.ASCII)


class JwtTokens:
    """Implements ``Tokens``. The claims are ``sub`` (the user's id as text), ``iss`` (the id of the installation's data),
    ``iat``, ``exp`` and ``jti``. Earlier versions issued tokens without ``iss``; they are accepted until they expire.

    Verified signatures are cached by token (up to 8,192), so reading a token again is a look-up. Expiry is
    checked every time; revocation is checked by the store.
    """

    def __init__(self, secret: str, lifetime_minutes: int = 24 * 60) -> None:
        self._secret = secret.encode()
        self._lifetime = lifetime_minutes * 60
        self._signed_claims = lru_cache(maxsize=REMEMBERED)(self._verified)

    @property
    def lifetime_seconds(self) -> int:
        """How long a new token lasts."""
        return self._lifetime

    def issue(self, user_id: int, generation: int, installation_id: str, now: datetime) -> IssuedToken:
        """A new token, bound to the data with this id."""
        issued_at = int(now.timestamp())
        token_id = f"{generation}.{secrets.token_urlsafe(16)}"
        expires = issued_at + self._lifetime
        claims = {
            "sub": str(user_id),
            "iss": installation_id,
            "iat": issued_at,
            "exp": expires,
            "jti": token_id,
        }
        return IssuedToken(
            text=jwt.encode(claims, self._secret, ALGORITHM),
            token_id=token_id,
            expires_at=datetime.fromtimestamp(expires, UTC),
        )

    def read(self, token: str, now: datetime) -> Claims:
        """The claims of a token. Raises ``NotAuthenticated`` ``token_expired`` or ``invalid_token``."""
        claims = self._signed_claims(token)
        if claims.expires_at <= now:
            raise NotAuthenticated("token_expired", "Your sign-in has expired. Sign in again.")
        return claims

    def _verified(self, token: str) -> Claims:
        if len(token) > MAX_TOKEN_LENGTH or not token.isascii():
            raise _invalid()
        try:
            claims = jwt.decode(
                token,
                self._secret,
                algorithms=[ALGORITHM],
                # ``read`` checks the times itself, against the application's clock.
                options={
                    "require": ["sub", "iat", "exp", "jti"],
                    "verify_exp": False,
                    "verify_iat": False,
                    "verify_iss": False,
                },
            )
        except (jwt.InvalidTokenError, ValueError) as error:
            raise _invalid() from error
        return _claims(claims)


def _claims(claims: Mapping[str, object]) -> Claims:
    subject, token_id, issuer = claims["sub"], claims["jti"], claims.get("iss")
    issued, expires = claims["iat"], claims["exp"]
    if not isinstance(subject, str) or not isinstance(token_id, str) or not isinstance(issuer, str | None):
        raise _invalid()
    if type(issued) is not int or type(expires) is not int:
        raise _invalid()
    generation = TOKEN_ID.fullmatch(token_id)
    if generation is None or not USER_ID.fullmatch(subject) or int(subject) > MAX_ID:
        raise _invalid()
    try:
        issued_at, expires_at = (datetime.fromtimestamp(time, UTC) for time in (issued, expires))
    except (OverflowError, ValueError, OSError) as error:
        raise _invalid() from error
    return Claims(
        user_id=int(subject),
        generation=int(generation[1]),
        token_id=token_id,
        issued_at=issued_at,
        expires_at=expires_at,
        installation_id=issuer,
    )


def _invalid() -> NotAuthenticated:
    return NotAuthenticated("invalid_token", "This is not a token of this system. Sign in again.")
