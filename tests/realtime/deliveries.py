"""Compares the events that clients received with those that the log says they should have received."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import dataclass

from tests.realtime.event_reader import EventReader, Resync
from tests.realtime.expected_events import Delivery, ExpectedEvents, Row, renames


@dataclass
class Deliveries:
    """Counts over all clients; all but ``events`` must be zero."""

    events: int = 0
    lost: int = 0
    doubled: int = 0
    out_of_order: int = 0
    leaked: int = 0
    altered: int = 0
    """Received at a position where the log holds another event."""
    not_resumed: int = 0
    needless_resyncs: int = 0
    wrong_screens: int = 0
    """Clients whose state after all events differs from a fresh read."""


async def count_deliveries(followers: Sequence[EventReader], rows: Sequence[Row]) -> Deliveries:
    """``rows`` is the whole log, and every reader has caught up with it."""
    told = ExpectedEvents(rows).told
    counted = Deliveries()
    for follower in followers:
        numbers = [number for number, _, _ in follower.received]
        missed, foreign = missed_and_foreign(follower, told)
        counted.events += len(numbers)
        counted.lost += len(missed)
        counted.leaked += len(foreign)
        counted.doubled += len(numbers) - len(set(numbers))
        counted.out_of_order += sum(after < before for before, after in itertools.pairwise(numbers))
        counted.altered += sum(
            (rows[number - 1].type, rows[number - 1].event_id) != (kind, event_id)
            for number, kind, event_id in follower.received
        )
        counted.not_resumed += len(follower.not_resumed)
        counted.needless_resyncs += sum(not is_due(one, follower, rows) for one in follower.resyncs)
        counted.wrong_screens += follower.screen != await follower.reader.screen()
    return counted


def missed_and_foreign(follower: EventReader, told: Sequence[Delivery]) -> tuple[list[int], list[int]]:
    """The numbers of missing events, and of events that should not have been delivered.

    Somebody whose role changes receives what their role at that moment allows: never more than both roles together.
    """
    got = {number for number, _, _ in follower.received}
    shifting = follower.role == "shifting"
    roles = ("trainee", "trainer") if shifting else (follower.role,)
    due = {
        one.row.number
        for one in told[follower.start :]
        if any(one.reaches(role, follower.person.id) for role in roles)
    }
    return ([] if shifting else sorted(due - got)), sorted(got - due)


def is_due(resync: Resync, follower: EventReader, rows: Sequence[Row]) -> bool:
    """Nobody is told to reload without a reason: a new role, or a changed name that they get no event about."""
    if resync.reason == "role_changed":
        return follower.role == "shifting"
    between = range(resync.held + 1, resync.number + 1)
    named = {user_id for number, user_id in renames(rows).items() if number in between}
    return (
        resync.reason == "names_changed"
        and follower.role in ("trainee", "shifting")
        and bool(named - {follower.person.id})
    )
