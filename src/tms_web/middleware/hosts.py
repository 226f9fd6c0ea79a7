"""Which host names this installation answers to (TMS_ALLOWED_HOSTS)."""

from collections.abc import Collection, Iterable


class AllowedHosts:
    """Host names without ports, in lower case; ``*.example.org`` stands for all names below it, none for every host."""

    def __init__(self, patterns: Collection[str]) -> None:
        self._everything = not patterns or "*" in patterns
        self._names = frozenset(patterns)
        self._endings = tuple(pattern[1:] for pattern in patterns if pattern.startswith("*."))

    def admit(self, headers: Iterable[tuple[bytes, bytes]]) -> bool:
        """Whether the ``Host`` of these header fields is one of them."""
        if self._everything:
            return True
        host = next((value for name, value in headers if name == b"host"), b"").decode("latin-1").lower()
        name = host.partition("]")[0] + "]" if host.startswith("[") else host.partition(":")[0]
        return name in self._names or name.endswith(self._endings)
