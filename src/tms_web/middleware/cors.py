"""Web pages of other origins that may call the API (TMS_CORS_ORIGINS). Tokens travel in a header, so no cookies."""

from collections.abc import Collection, Iterable

Headers = list[tuple[bytes, bytes]]

ALLOWED_METHODS = b"GET, HEAD, POST, PUT, DELETE"
ALLOWED_HEADERS = b"Authorization, Content-Type, If-Match, Idempotency-Key, X-Request-ID"
EXPOSED_HEADERS = b"ETag, Link, Location, Retry-After, X-Event-Position, X-Request-ID, X-Total-Count"
REMEMBERED_SECONDS = b"7200"


class Cors:
    """The header fields of the Fetch standard, section 3.2, for a fixed list of origins."""

    def __init__(self, origins: Collection[str]) -> None:
        self._origins = frozenset(origin.encode() for origin in origins)

    def response_headers(self, headers: Iterable[tuple[bytes, bytes]]) -> Headers:
        """What any answer to these request fields carries, errors included."""
        varies = [(b"vary", b"Origin")]
        origin = next((value for name, value in headers if name == b"origin"), None)
        if origin not in self._origins:
            return varies
        return [
            *varies,
            (b"access-control-allow-origin", origin),
            (b"access-control-expose-headers", EXPOSED_HEADERS),
        ]

    def preflight(self, method: str, headers: Iterable[tuple[bytes, bytes]]) -> Headers | None:
        """What to answer a browser that asks before a call; None when this is no such question."""
        if method != "OPTIONS":
            return None
        asked = {
            name: value for name, value in headers if name in (b"origin", b"access-control-request-method")
        }
        if len(asked) < 2:
            return None
        if asked[b"origin"] not in self._origins:
            return []
        return [
            (b"access-control-allow-methods", ALLOWED_METHODS),
            (b"access-control-allow-headers", ALLOWED_HEADERS),
            (b"access-control-max-age", REMEMBERED_SECONDS),
        ]
