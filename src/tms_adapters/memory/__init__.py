"""An in-memory store: for embedding, experiments, and tests that need no database server."""

from tms_adapters.memory.store import MemoryStore

__all__ = ["MemoryStore"]
