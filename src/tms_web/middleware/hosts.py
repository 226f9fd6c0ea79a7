"""Which host names this installation answers to (TMS_ALLOWED_HOSTS)."""

import re
from collections.abc import Collection, Iterable
from ipaddress import IPv6Address
from typing import Any

HOST = re.compile(
    r"(?P<name>[a-z0-9_-]+(?:\.[a-z0-9_-]+)*)\.?(?::[0-9]*)?|\[(?P<address>[0-9a-f:.]+)\](?::[0-9]*)?"
)
FOR_EVERY_HOST = frozenset({"/health", "/health/live", "/health/ready", "/metrics"})
"""What load balancers and Prometheus ask by address. None of it depends on the host, or shows what people wrote."""
LOOKS = frozenset({"GET", "HEAD"})


class AllowedHosts:
    """Host names without ports, in lower case; ``*.example.org`` stands for all names below it, ``*`` for every host."""

    def __init__(self, patterns: Collection[str]) -> None:
        self._everything = "*" in patterns
        self._names = frozenset(_canonical(pattern) for pattern in patterns)
        self._endings = tuple(pattern[1:] for pattern in patterns if pattern.startswith("*."))

    def admit(self, headers: Iterable[tuple[bytes, bytes]]) -> bool:
        """Whether the ``Host`` of these header fields is one of them; its port, case and final dot do not matter."""
        if self._everything:
            return True
        host = next((value for name, value in headers if name == b"host"), b"").decode("latin-1").lower()
        found = HOST.fullmatch(host)
        if found is None:
            return False
        name = found["name"] or _canonical(f"[{found['address']}]")
        return name in self._names or name.endswith(self._endings)

    def admit_request(self, scope: Any) -> bool:
        """Whether an HTTP request may pass: its host is one of them, or its answer is for every host."""
        path: str = scope["path"]
        if scope["method"] in LOOKS and path.removesuffix("/") in FOR_EVERY_HOST:
            return True
        return self.admit(scope["headers"])


def _canonical(host: str) -> str:
    """An IPv6 address in its shortest form; anything else as it is."""
    if not host.startswith("["):
        return host
    try:
        return f"[{IPv6Address(host.strip('[]')).compressed}]"
    except ValueError:
        return host
