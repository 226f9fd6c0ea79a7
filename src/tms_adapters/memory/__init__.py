"""A store in memory: for embedding, for trying things out, and for tests that want no server."""

from tms_adapters.memory.store import MemoryStore

__all__ = ["MemoryStore"]
