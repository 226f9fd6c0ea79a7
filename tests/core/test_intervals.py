"""Overlaps and the next free start, checked minute by minute."""

from __future__ import annotations

from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.core.organisation import NOW
from tms_core.sessions.intervals import Interval, next_free

MINUTE = timedelta(minutes=1)
DAY = 400  # minutes that are checked: more than can be busy and requested


def interval(begin: int, length: int) -> Interval:
    return Interval(NOW + begin * MINUTE, NOW + (begin + length) * MINUTE)


intervals = st.builds(interval, st.integers(-30, 90), st.integers(1, 45))


def minutes_of(one: Interval) -> set[int]:
    """The minutes that it covers."""
    return set(range((one.start - NOW) // MINUTE, (one.end - NOW) // MINUTE))


@given(intervals, intervals)
def test_two_intervals_overlap_if_they_share_a_minute(one: Interval, other: Interval) -> None:
    assert one.overlaps(other) == bool(minutes_of(one) & minutes_of(other))
    assert one.overlaps(other) == other.overlaps(one)


@given(intervals)
def test_consecutive_intervals_do_not_overlap(one: Interval) -> None:
    assert not one.overlaps(Interval(one.end, one.end + MINUTE))
    assert not Interval(one.start - MINUTE, one.start).overlaps(one)
    assert one.overlaps(one)


@given(intervals, st.lists(intervals, max_size=8))
def test_the_next_free_start_is_the_first_without_overlap(wanted: Interval, busy: list[Interval]) -> None:
    length = wanted.end - wanted.start
    taken = set().union(*map(minutes_of, busy)) if busy else set()
    first = (wanted.start - NOW) // MINUTE
    expected = next(
        minute
        for minute in range(first, first + DAY)
        if not taken & set(range(minute, minute + length // MINUTE))
    )
    assert next_free(wanted, sorted(busy)) == NOW + expected * MINUTE


@given(intervals, st.lists(intervals, max_size=8))
def test_an_interval_that_is_free_is_not_moved(wanted: Interval, busy: list[Interval]) -> None:
    away = sorted(one for one in busy if not one.overlaps(wanted))
    assert next_free(wanted, away) == wanted.start
