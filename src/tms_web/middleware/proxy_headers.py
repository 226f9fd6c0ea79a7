"""The real origin of a request that a reverse proxy forwarded."""

from collections.abc import Sequence
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any

Network = IPv4Network | IPv6Network

IPV6_NETWORK_BITS = 64
"""The prefix of an IPv6 address that identifies a customer's network; the customer can vary the rest."""


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
    peer = scope["client"][0] if scope.get("client") else ""
    try:
        address = ip_address(peer)
    except ValueError:
        return "unknown"
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ip_network((int(address), IPV6_NETWORK_BITS), strict=False))
    return str(address)


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
