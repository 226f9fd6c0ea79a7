"""Hashing passwords, signing tokens, and keeping the secret behind them. ``encryption``, which programs without the web do
not need, is imported from its own module."""

from tms_adapters.security.passwords import Argon2Hasher
from tms_adapters.security.secret_key import load_or_create_secret
from tms_adapters.security.tokens import JwtTokens

__all__ = ["Argon2Hasher", "JwtTokens", "load_or_create_secret"]
