"""Counts of a period and of a trainee: every store returns the same, and what a simple reference implementation
returns."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import product
from random import Random
from typing import NamedTuple

import pytest

from tests.contracts.transactions import change, look
from tests.core.organisation import HOUR, NOW, World, as_actor
from tests.core.reference_overview import reference_overview, seconds_of
from tms_core.actor import SYSTEM
from tms_core.analytics.overview import Period, RequestedPeriod, overview_of
from tms_core.analytics.queries import get_overview, get_progress
from tms_core.analytics.repository import AnalyticsRepository, Counted, EnrolmentCount, TimeBuckets
from tms_core.application import Store
from tms_core.entity import DELETED_NAME
from tms_core.sessions.enrolment import AttendanceStatus, Enrolment
from tms_core.sessions.model import SessionStatus, TrainingSession
from tms_core.sessions.repository import SessionRepository
from tms_core.users.model import User
from tms_core.users.use_cases import delete_user

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
TICK = timedelta.resolution
AROUND = {
    "Europe/Lisbon": datetime(2026, 3, 29, 1, tzinfo=UTC),
    "Australia/Lord_Howe": datetime(2026, 4, 4, 15, tzinfo=UTC),
    "Pacific/Chatham": datetime(2026, 9, 26, 14, tzinfo=UTC),
    "America/St_Johns": datetime(2010, 11, 7, 2, 31, tzinfo=UTC),
    "Africa/Monrovia": datetime(1972, 1, 7, 0, 44, 30, tzinfo=UTC),
    "Asia/Kathmandu": EPOCH,
    "Europe/Amsterdam": datetime(1937, 6, 30, 23, tzinfo=UTC),
}
"""Time zone → when its clocks changed, or the way time is counted."""


class School(NamedTuple):
    """The people in the sessions of a test."""

    trainers: list[User]
    trainees: list[User]

    @property
    def names(self) -> dict[int, str]:
        return {user.id: user.name for user in (*self.trainers, *self.trainees)}


async def school(store: Store, trainees: int = 4) -> School:
    world = World(store)
    return School([await world.trainer() for _ in range(3)], await world.trainees(trainees))


def made_up(random: Random, people: School, middle: datetime) -> TrainingSession:
    """A session within two weeks of ``middle``, most often near it, with any status and marks."""
    minutes = random.choice([random.randrange(-180, 180), 15 * random.randrange(-1300, 1300)])
    takers = random.sample(people.trainees, random.randrange(len(people.trainees)))
    return TrainingSession(
        title="Grundlagen",
        trainer_id=random.choice(people.trainers).id,
        roster=tuple(enrolment(taker, random.choice([None, *AttendanceStatus])) for taker in takers),
        scheduled_date=middle + timedelta(minutes=minutes, microseconds=random.choice([0, 0, 1, 999_999])),
        duration_minutes=random.choice([1, 20, 60, 60, 1440]),
        time_zone="UTC",
        status=random.choice([*SessionStatus, SessionStatus.COMPLETED]),
        created_at=NOW,
        updated_at=NOW,
    )


def enrolment(trainee: User, mark: AttendanceStatus | None = None) -> Enrolment:
    return Enrolment(trainee_id=trainee.id, status=mark, marked_at=NOW if mark else None)


def held(trainer: User, start: datetime, *enrolments: Enrolment) -> TrainingSession:
    return TrainingSession(
        title="Grundlagen",
        trainer_id=trainer.id,
        roster=enrolments,
        scheduled_date=start,
        duration_minutes=60,
        time_zone="UTC",
        status=SessionStatus.COMPLETED,
        created_at=NOW,
        updated_at=NOW,
    )


async def stored(store: Store, *sessions: TrainingSession) -> list[TrainingSession]:
    async with change(store) as uow:
        return [await uow.repository(SessionRepository).add(session) for session in sessions]


@pytest.mark.parametrize("zone", AROUND)
async def test_an_overview_is_the_sum_of_its_sessions(store: Store, zone: str) -> None:
    people, random, middle = await school(store), Random(zone), AROUND[zone]
    sessions = await stored(store, *[made_up(random, people, middle) for _ in range(60)])
    first = people.trainers[0].id
    own = [session for session in sessions if session.trainer_id == first]
    off = [session for session in sessions if session.status is SessionStatus.CANCELLED]
    for before, after in ((9, 9), (16, 16), (0, 1), (1, 0)):
        start, end = middle - timedelta(days=before, minutes=7), middle + timedelta(days=after, seconds=9)
        period = Period(start=start, end=end, time_zone=zone)
        async with look(store) as uow:
            whole = await overview_of(uow, period)
            one_trainer = await overview_of(uow, period, trainer_id=first)
            one_status = await overview_of(uow, period, status=SessionStatus.CANCELLED)
        assert whole == reference_overview(sessions, people.names, start, end, zone, NOW)
        assert one_trainer == reference_overview(own, people.names, start, end, zone, NOW)
        assert one_status == reference_overview(off, people.names, start, end, zone, NOW)


async def test_the_edges_of_a_period_are_exact_to_the_microsecond(store: Store) -> None:
    trainer = (await school(store)).trainers[0]
    starts = (NOW - TICK, NOW, NOW + HOUR - TICK, NOW + HOUR)
    await stored(store, *[held(trainer, start) for start in starts])
    async with look(store) as uow:
        [found] = await uow.repository(AnalyticsRepository).sessions_by_start(
            Counted(start=NOW, end=NOW + HOUR, now=NOW + HOUR), TimeBuckets(86_400, 0)
        )
    assert found.completed == 2
    assert found.at == (NOW.replace(hour=0, minute=0, second=0, microsecond=0) - EPOCH).total_seconds()


async def test_time_buckets_are_aligned_before_and_after_1970(store: Store) -> None:
    trainer = (await school(store)).trainers[0]
    quarters = (-9, -4, -1, 0, 1, 4, 9)
    await stored(store, *[held(trainer, EPOCH + HOUR / 4 * number) for number in quarters])
    counted = Counted(start=EPOCH - timedelta(days=1), end=EPOCH + timedelta(days=1), now=NOW)
    async with look(store) as uow:
        for length, ahead in product((1, 4, 60, 900, 1800, 3600), (0, 2700, -2670, 20_700)):
            found = await uow.repository(AnalyticsRepository).sessions_by_start(
                counted, TimeBuckets(length, ahead)
            )
            expected = sorted({(number * 900 + ahead) // length * length - ahead for number in quarters})
            assert [each.at for each in found] == expected


async def test_trainers_and_no_shows_are_ordered_and_no_shows_are_limited(store: Store) -> None:
    people, random = await school(store, trainees=30), Random(3)
    marks = [AttendanceStatus.ABSENT, AttendanceStatus.PRESENT, AttendanceStatus.EXCUSED]
    rosters = [random.sample(people.trainees, 20) for _ in range(9)]
    sessions = await stored(
        store,
        *[
            held(
                people.trainers[number % 3], NOW, *[enrolment(each, random.choice(marks)) for each in roster]
            )
            for number, roster in enumerate(rosters)
        ],
    )
    expected = reference_overview(sessions, people.names, NOW, NOW + HOUR, "UTC", NOW + HOUR).no_shows
    counted = Counted(start=NOW, end=NOW + HOUR, now=NOW + HOUR)
    async with look(store) as uow:
        found = await uow.repository(AnalyticsRepository).absences(counted, 20)
        assert await uow.repository(AnalyticsRepository).absences(counted, 5) == found[:5]
        deliveries = await uow.repository(AnalyticsRepository).deliveries(counted)
    assert len(found) == 20
    assert [(each.trainee_id, each.absences, each.rated) for each in found] == [
        (each.trainee.id, each.absences, each.marked) for each in expected
    ]
    assert [each.trainer_id for each in deliveries] == [trainer.id for trainer in people.trainers]


async def test_deleted_people_are_counted_but_not_named(store: Store) -> None:
    world = World(store)
    trainer, trainee, other = await world.trainer(), await world.trainee(), await world.trainee()
    both = [enrolment(each, AttendanceStatus.ABSENT) for each in (trainee, other)]
    await stored(store, held(trainer, NOW, *both))
    for user in (trainer, trainee):
        await world.app.run(delete_user, SYSTEM, user.id)
    seen = await world.app.read(get_overview, SYSTEM, RequestedPeriod(from_=NOW, to=NOW + HOUR))
    assert [each.trainer.name for each in seen.trainers] == [DELETED_NAME]
    assert [each.trainee.name for each in seen.no_shows] == [DELETED_NAME, other.name]


async def test_the_enrolments_of_a_trainee_are_counted_by_status_mark_and_time(
    store: Store,
) -> None:
    people, random = await school(store), Random(7)
    sessions = await stored(store, *[made_up(random, people, NOW) for _ in range(80)])
    for trainee in people.trainees:
        mine = [
            (session, each.status)
            for session in sessions
            for each in session.roster
            if each.trainee_id == trainee.id
        ]
        alike: dict[tuple[object, ...], list[TrainingSession]] = {}
        for session, mark in mine:
            alike.setdefault((session.status, mark, session.scheduled_date > NOW), []).append(session)
        expected = {
            EnrolmentCount(
                *key,
                enrolments=len(found),
                seconds=sum(seconds_of(session, NOW) for session in found),
                first=min(session.scheduled_date for session in found),
            )
            for key, found in alike.items()
        }
        async with look(store) as uow:
            found = await uow.repository(AnalyticsRepository).enrolments_of(trainee.id, NOW)
        assert len(found) == len(expected)
        assert set(found) == expected


async def test_a_session_that_begins_this_instant_is_no_longer_upcoming(store: Store) -> None:
    world = World(store)
    trainer, trainee = await world.trainer(), await world.trainee()
    await world.session(trainer, trainee, start=NOW)
    await world.session(trainer, trainee, start=NOW + TICK)
    seen = await world.app.read(get_progress, as_actor(trainee), trainee.id)
    assert (seen.upcoming, seen.next_at, seen.held) == (1, NOW + TICK, 0)
