"""People for an installation, of every role, signed in."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from tests.blackbox.installation import Installation, Someone

ROLES = ("admin", "trainer", "trainee")
People = dict[str, list[Someone]]


def people_of(installation: Installation, **counts: int) -> People:
    """So many signed-in people of each role; groups of another name begin as trainees."""
    groups = [group for group, count in counts.items() for _ in range(count)]
    with ThreadPoolExecutor(4) as pool:
        added = list(pool.map(installation.add, (group if group in ROLES else "trainee" for group in groups)))
    people: People = {group: [] for group in counts}
    for group, someone in zip(groups, added, strict=True):
        people[group].append(someone)
    return people
