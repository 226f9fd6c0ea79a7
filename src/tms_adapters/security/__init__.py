"""Hashing passwords, signing tokens, sealing what is stored, and keeping the secret behind the last two."""

from tms_adapters.security.passwords import Argon2Hasher
from tms_adapters.security.sealing import Sealer
from tms_adapters.security.secret import load_or_create_secret
from tms_adapters.security.tokens import JwtTokens

__all__ = ["Argon2Hasher", "JwtTokens", "Sealer", "load_or_create_secret"]
