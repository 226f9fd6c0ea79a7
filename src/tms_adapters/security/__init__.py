"""Password hashing, token signing, and the installation's secret key. ``encryption`` is imported from its
own module, because only the web needs it."""

from tms_adapters.security.passwords import Argon2Hasher
from tms_adapters.security.tokens import JwtTokens, load_or_create_secret

__all__ = ["Argon2Hasher", "JwtTokens", "load_or_create_secret"]
