"""Signed-in users of every role for an installation."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from tests.blackbox.installation import Installation, Someone

ROLES = ("admin", "trainer", "trainee")
People = dict[str, list[Someone]]


def people_of(installation: Installation, **counts: int) -> People:
    """This many signed-in users of each role; groups with another name start as trainees."""
    groups = [group for group, count in counts.items() for _ in range(count)]
    with ThreadPoolExecutor(4) as pool:
        added = list(pool.map(installation.add, (group if group in ROLES else "trainee" for group in groups)))
    people: People = {group: [] for group in counts}
    for group, someone in zip(groups, added, strict=True):
        people[group].append(someone)
    return people
