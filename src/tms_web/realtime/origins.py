"""Which web pages may open a socket. Browsers name the page's origin, and leave the decision to the server."""

from collections.abc import Collection, Iterable
from urllib.parse import urlsplit

USUAL_PORTS = {"http": ":80", "https": ":443"}


class AllowedOrigins:
    """Pages of the installation itself, and of the origins in TMS_CORS_ORIGINS (RFC 6455, section 10.2)."""

    def __init__(self, origins: Collection[str]) -> None:
        self._origins = frozenset(origins)

    def admit(self, headers: Iterable[tuple[bytes, bytes]]) -> bool:
        """Whether the handshake may go on. Programs that are no browsers send no origin, and may."""
        named = {name: value.decode("latin-1").lower() for name, value in headers}
        origin = named.get(b"origin")
        return origin is None or origin in self._origins or _is_same_host(origin, named.get(b"host", ""))


def _is_same_host(origin: str, host: str) -> bool:
    """The scheme is left out: behind a proxy that ends TLS it is not known here."""
    try:
        parts = urlsplit(origin)
    except ValueError:
        return False
    usual_port = USUAL_PORTS.get(parts.scheme)
    if usual_port is None or not parts.netloc:
        return False
    return parts.netloc.removesuffix(usual_port) == host.removesuffix(usual_port)
