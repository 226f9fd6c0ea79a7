"""Where requests come from: what a trusted reverse proxy reports, and which host names and other origins are
accepted, for HTTP requests, CORS and sockets."""

import re
from collections.abc import Collection, Iterable, Sequence
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Any
from urllib.parse import urlsplit

from tms_core.users.throttle import network_of

Network = IPv4Network | IPv6Network


def apply_forwarded_headers(scope: Any, trusted: Sequence[Network]) -> None:
    """Set the client's address and the scheme to what trusted proxies report, in place.

    ``X-Forwarded-For`` is read from its end: the last address that is not a trusted proxy's is the client's; anything
    before it was sent by the client and proves nothing.
    """
    peer = scope["client"][0] if scope.get("client") else None
    if peer is not None and not _is_trusted(peer, trusted):
        return
    headers = scope["headers"]
    forwarded = [part.strip() for part in _joined(headers, b"x-forwarded-for").split(",") if part.strip()]
    while forwarded:
        peer = _without_port(forwarded.pop())
        if not _is_trusted(peer, trusted):
            break
    if peer is not None:
        scope["client"] = (peer, 0)
    if (scheme := _joined(headers, b"x-forwarded-proto").rpartition(",")[2].strip()) in ("http", "https"):
        secure = scheme == "https"
        scope["scheme"] = ("wss" if secure else "ws") if scope["type"] == "websocket" else scheme


def rate_limit_key(scope: Any) -> str:
    """The key for counting failed sign-ins: an address, or for IPv6 the surrounding network."""
    return network_of(scope["client"][0] if scope.get("client") else "")


def _joined(headers: Sequence[tuple[bytes, bytes]], wanted: bytes) -> str:
    return ",".join(value.decode("latin-1") for name, value in headers if name == wanted)


def _without_port(text: str) -> str:
    if text.startswith("["):
        return text[1:].partition("]")[0]
    return text.partition(":")[0] if text.count(":") == 1 else text


def _is_trusted(text: str, trusted: Sequence[Network]) -> bool:
    try:
        address = ip_address(text)
    except ValueError:
        return False
    return any(address in network for network in trusted if network.version == address.version)


HOST = re.compile(
    r"(?P<name>[a-z0-9_-]+(?:\.[a-z0-9_-]+)*)\.?(?::[0-9]*)?|\[(?P<address>[0-9a-f:.]+)\](?::[0-9]*)?"
)
FOR_EVERY_HOST = frozenset({"/health", "/health/live", "/health/ready", "/metrics"})
"""Load balancers and Prometheus request these by IP address. None depends on the host or shows user content."""
LOOKS = frozenset({"GET", "HEAD"})


class AllowedHosts:
    """Host names without ports, in lower case; ``*.example.org`` matches all subdomains, ``*`` every host."""

    def __init__(self, patterns: Collection[str]) -> None:
        self._everything = "*" in patterns
        self._names = frozenset(_canonical(pattern) for pattern in patterns)
        self._endings = tuple(pattern[1:] for pattern in patterns if pattern.startswith("*."))

    def admit(self, headers: Iterable[tuple[bytes, bytes]]) -> bool:
        """Whether the ``Host`` header is allowed; its port, case and trailing dot are ignored."""
        if self._everything:
            return True
        host = next((value for name, value in headers if name == b"host"), b"").decode("latin-1").lower()
        found = HOST.fullmatch(host)
        if found is None:
            return False
        name = found["name"] or _canonical(f"[{found['address']}]")
        return name in self._names or name.endswith(self._endings)

    def admit_request(self, scope: Any) -> bool:
        """Whether an HTTP request is allowed: its host is allowed, or the path is open to every host."""
        path: str = scope["path"]
        if scope["method"] in LOOKS and path.removesuffix("/") in FOR_EVERY_HOST:
            return True
        return self.admit(scope["headers"])


def _canonical(host: str) -> str:
    """An IPv6 address in its shortest form; anything else unchanged."""
    if not host.startswith("["):
        return host
    try:
        return f"[{IPv6Address(host.strip('[]')).compressed}]"
    except ValueError:
        return host


Headers = list[tuple[bytes, bytes]]

ALLOWED_METHODS = b"GET, HEAD, POST, PUT, DELETE"
ALLOWED_HEADERS = b"Authorization, Content-Type, If-Match, Idempotency-Key, X-Request-ID"
EXPOSED_HEADERS = b"ETag, Link, Location, Retry-After, X-Event-Position, X-Request-ID, X-Total-Count"
REMEMBERED_SECONDS = b"7200"


class Cors:
    """The CORS headers (Fetch standard, section 3.2) for a fixed list of origins."""

    def __init__(self, origins: Collection[str]) -> None:
        self._origins = frozenset(origin.encode() for origin in origins)

    def response_headers(self, headers: Iterable[tuple[bytes, bytes]]) -> Headers:
        """The headers for any response to this request, errors included."""
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
        """The response to a preflight request; None if the request is not one."""
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


USUAL_PORTS = {"http": ":80", "https": ":443"}


class AllowedOrigins:
    """Pages of the installation itself, and of the origins in TMS_CORS_ORIGINS (RFC 6455, section 10.2)."""

    def __init__(self, origins: Collection[str]) -> None:
        self._origins = frozenset(origins)

    def admit(self, headers: Iterable[tuple[bytes, bytes]]) -> bool:
        """Whether to accept the handshake. Programs other than browsers send no origin, and are accepted."""
        named = {name: value.decode("latin-1").lower() for name, value in headers}
        origin = named.get(b"origin")
        return origin is None or origin in self._origins or _is_same_host(origin, named.get(b"host", ""))


def _is_same_host(origin: str, host: str) -> bool:
    """The scheme is ignored: behind a proxy that terminates TLS it is not known here."""
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    usual_port = USUAL_PORTS.get(parts.scheme)
    if usual_port is None or not parts.netloc:
        return False
    return parts.netloc.removesuffix(usual_port) == host.removesuffix(usual_port)
