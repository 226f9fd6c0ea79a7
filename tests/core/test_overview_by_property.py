"""Whatever the sessions and the clock changes, the overview equals the sum of the sessions."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from tests.core.history import COMPLETED, at, held, overview
from tests.core.organisation import HOUR, World, as_actor
from tests.core.reference_overview import reference_overview
from tests.core.run import run_in_memory
from tms_core.analytics.overview import RequestedPeriod
from tms_core.analytics.queries import get_overview
from tms_core.sessions.enrolment import AttendanceStatus
from tms_core.sessions.model import SessionStatus

CHANGES = {
    "Europe/Lisbon": ["2026-03-29T01:00", "2026-10-25T01:00"],
    "America/New_York": ["2026-03-08T07:00", "2026-11-01T06:00"],
    "Australia/Lord_Howe": ["2026-04-04T15:00", "2026-10-03T15:30"],
    "Pacific/Chatham": ["2026-04-04T14:00", "2026-09-26T14:00"],
    "America/St_Johns": ["2010-03-14T03:31", "2010-11-07T02:31"],
    "America/Asuncion": ["2023-03-26T03:00", "2023-10-01T04:00"],  # at midnight
    "Africa/Casablanca": ["2026-02-15T02:00", "2026-03-22T02:00"],  # for Ramadan
    "Pacific/Apia": ["2011-12-30T10:00"],  # a Friday that did not exist
    "Africa/Monrovia": ["1972-01-07T00:44"],  # 44 minutes and 30 seconds behind until then
    "Asia/Kathmandu": ["1985-12-31T18:30"],
    "Asia/Kolkata": ["2026-05-03T18:30"],  # a midnight before a Monday
}
changes = st.sampled_from([(zone, at(change)) for zone, found in CHANGES.items() for change in found])
nearby = st.integers(-3 * 60, 3 * 60).map(lambda minutes: timedelta(minutes=minutes))
far = st.integers(-16 * 24 * 4, 16 * 24 * 4).map(lambda quarters: timedelta(minutes=15 * quarters))
odd = st.integers(-10 * 86_400, 10 * 86_400).map(lambda n: timedelta(seconds=n, microseconds=abs(n) % 7))
moments = nearby | far | odd
lengths = st.sampled_from([timedelta(minutes=1), HOUR, timedelta(days=2), timedelta(days=20)]) | odd.map(abs)
marks = st.none() | st.sampled_from(AttendanceStatus)
plans = st.tuples(
    moments,
    st.integers(0, 1),
    st.sampled_from(SessionStatus) | st.just(COMPLETED),
    st.sampled_from([1, 20, 45, 60, 1440]),
    st.lists(marks, max_size=3),
)


@given(change=changes, sessions=st.lists(plans, max_size=12), start=moments, length=lengths, now=moments)
def test_the_overview_matches_the_reference_implementation(
    change: tuple[str, datetime],
    sessions: Sequence[tuple],
    start: timedelta,
    length: timedelta,
    now: timedelta,
) -> None:
    zone, middle = change

    async def prove(world: World) -> None:
        trainers, trainees = [await world.trainer(), await world.trainer()], await world.trainees(3)
        names = {user.id: user.name for user in (*trainers, *trainees)}
        stored = [
            await held(
                world,
                trainers[leader],
                middle + moment,
                dict(zip(trainees, given_marks, strict=False)),
                status,
                minutes,
            )
            for moment, leader, status, minutes, given_marks in sessions
        ]
        begins = middle + start
        world.now = middle + now
        ends = begins + (length or HOUR)
        expected = reference_overview(stored, names, begins, ends, zone, world.now)
        assert await overview(world, begins, ends, zone) == expected
        first = trainers[0]
        own = [session for session in stored if session.trainer_id == first.id]
        asked = RequestedPeriod(from_=begins, to=ends, time_zone=zone)
        mine = await world.app.read(get_overview, as_actor(first), asked)
        assert mine == reference_overview(own, names, begins, ends, zone, world.now)

    run_in_memory(prove)
