"""A small organisation in memory."""

from __future__ import annotations

import pytest

from tests.core.organisation import World
from tms_adapters.memory import MemoryStore


@pytest.fixture
def world() -> World:
    return World(MemoryStore())
