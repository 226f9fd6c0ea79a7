"""Database clusters, shared by the tests that may break them."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tests.cluster.galera import GaleraCluster


@pytest.fixture(scope="session")
def two_nodes() -> Iterator[GaleraCluster]:
    with GaleraCluster(2) as galera:
        yield galera


@pytest.fixture(scope="session")
def three_nodes() -> Iterator[GaleraCluster]:
    with GaleraCluster(3) as galera:
        yield galera
