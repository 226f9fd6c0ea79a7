"""Passwords, tokens and authentication."""

import asyncio
import secrets
from datetime import UTC, datetime, timedelta
from typing import Annotated

import jwt
from argon2 import PasswordHasher
from argon2.exceptions import VerifyMismatchError
from fastapi import Depends, HTTPException, status
from fastapi.security import HTTPAuthorizationCredentials, HTTPBearer

from benchmarks.baseline.database import Database
from benchmarks.baseline.models import User

SECRET = secrets.token_urlsafe(32)
LIFETIME = timedelta(hours=24)
hasher = PasswordHasher(
    time_cost=2, memory_cost=19 * 1024, parallelism=1
)  # OWASP's recommendation, as in the product
bearer = HTTPBearer()


async def password_fits(password_hash: str, password: str) -> bool:
    """Verify in a thread: it takes about 20 ms."""
    try:
        return await asyncio.to_thread(hasher.verify, password_hash, password)
    except VerifyMismatchError:
        return False


def issue_token(user: User) -> str:
    """A token that is valid for 24 hours."""
    now = datetime.now(UTC)
    claims = {"sub": str(user.id), "iat": now, "exp": now + LIFETIME, "jti": secrets.token_urlsafe(16)}
    return jwt.encode(claims, SECRET, "HS256")


async def get_current_user(
    token: Annotated[HTTPAuthorizationCredentials, Depends(bearer)], database: Database
) -> User:
    """The caller, as currently stored in the database."""
    try:
        claims = jwt.decode(token.credentials, SECRET, algorithms=["HS256"])
    except jwt.InvalidTokenError as error:
        raise HTTPException(status.HTTP_401_UNAUTHORIZED, "invalid token") from error
    user = await database.get(User, int(claims["sub"]))
    if user is None or user.deleted_at is not None:
        raise HTTPException(status.HTTP_401_UNAUTHORIZED, "unknown user")
    return user


CurrentUser = Annotated[User, Depends(get_current_user)]
