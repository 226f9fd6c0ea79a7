"""Clusters of database nodes, each shared by the tests that may break it, and people to work on them."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.blackbox.installation import Installation, Someone
from tests.cluster.galera import GaleraCluster

ROLES = ("admin", "trainer", "trainee")
People = dict[str, list[Someone]]


@pytest.fixture(scope="session")
def two_nodes() -> Iterator[GaleraCluster]:
    with GaleraCluster(2) as galera:
        yield galera


@pytest.fixture(scope="session")
def three_nodes() -> Iterator[GaleraCluster]:
    with GaleraCluster(3) as galera:
        yield galera


def people_of(installation: Installation, **counts: int) -> People:
    """So many signed-in people of each role; groups of another name begin as trainees."""
    groups = [group for group, count in counts.items() for _ in range(count)]
    with ThreadPoolExecutor(4) as pool:
        added = list(pool.map(installation.add, (group if group in ROLES else "trainee" for group in groups)))
    people: People = {group: [] for group in counts}
    for group, someone in zip(groups, added, strict=True):
        people[group].append(someone)
    return people
