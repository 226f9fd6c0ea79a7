"""The queries of scheduling about who is busy when, against a simple reference implementation."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from itertools import product

from tests.contracts.transactions import change, look
from tests.core.organisation import HOUR, NOW, World, as_actor
from tms_core.application import Store
from tms_core.sessions.commands import remove_trainee
from tms_core.sessions.events import SessionView
from tms_core.sessions.intervals import Interval
from tms_core.sessions.model import SessionStatus
from tms_core.sessions.repository import Booking, SessionReader, SessionRepository

TICK = timedelta(microseconds=1)


def people_in(session: SessionView) -> set[int]:
    return {session.trainer_id, *session.trainee_ids}


def is_in_the_way(session: SessionView, during: Interval, exclude_session_id: int) -> bool:
    return (
        session.status is SessionStatus.SCHEDULED
        and session.id != exclude_session_id
        and session.scheduled_date < during.end
        and during.start < session.ends_at
    )


def expected_bookings(
    sessions: list[SessionView], people: list[int], during: Interval, exclude_session_id: int
) -> list[Booking]:
    found = [
        Booking(
            session_id=session.id,
            title=session.title,
            trainer_id=session.trainer_id,
            scheduled_date=session.scheduled_date,
            ends_at=session.ends_at,
            person_id=person_id,
        )
        for session in sessions
        for person_id in people_in(session) & set(people)
        if is_in_the_way(session, during, exclude_session_id)
    ]
    return sorted(found, key=lambda each: (each.scheduled_date, each.session_id, each.person_id))


async def test_bookings_and_busy_times_are_those_that_overlap(store: Store) -> None:
    world = World(store)
    trainers, trainees = [await world.trainer(), await world.trainer()], await world.trainees(3)
    sessions = [
        await world.session(
            trainers[number % 2],
            *trainees[number % 3 : number % 5],
            start=NOW + HOUR * (number * 5 % 12) + TICK * (number % 3),
            minutes=(60, 30, 1440, 1)[number % 4],
            status=list(SessionStatus)[0 if number % 4 else number % 3],
        )
        for number in range(24)
    ]
    everyone = [user.id for user in (*trainers, *trainees)]
    for start, length, people, exclude_session_id in product(
        (NOW - 25 * HOUR, NOW, NOW + 5 * HOUR, NOW + 5 * HOUR + TICK, NOW + 30 * HOUR, sessions[2].ends_at),
        (TICK, timedelta(minutes=60), 24 * HOUR),
        (everyone, everyone[1:3], [everyone[4]], [10**9]),
        (0, sessions[3].id),
    ):
        during = Interval(start, start + length)
        async with look(store) as uow:
            found = await uow.repository(SessionReader).bookings(
                people, during, exclude_session_id=exclude_session_id
            )
            busy = await uow.repository(SessionReader).busy(
                people, during, exclude_session_id=exclude_session_id
            )
        expected = expected_bookings(sessions, people, during, exclude_session_id)
        assert found == expected
        times = {Interval(each.scheduled_date, each.ends_at) for each in expected}
        assert list(dict.fromkeys(busy)) == sorted(times)


async def test_consecutive_bookings_do_not_overlap(store: Store) -> None:
    world = World(store)
    trainer = await world.trainer()
    session = await world.session(trainer)
    begin, end = session.scheduled_date, session.ends_at
    async with look(store) as uow:

        async def conflicts(start: datetime, stop: datetime) -> bool:
            return bool(
                await uow.repository(SessionReader).bookings(
                    [trainer.id], Interval(start, stop), exclude_session_id=0
                )
            )

        assert not await conflicts(begin - HOUR, begin)
        assert await conflicts(begin - HOUR, begin + TICK)
        assert not await conflicts(end, end + HOUR)
        assert await conflicts(end - TICK, end + HOUR)


async def test_at_most_a_hundred_bookings_are_returned(store: Store) -> None:
    world = World(store)
    trainer = await world.trainer()
    sessions = [await world.session(trainer, start=NOW + TICK * number) for number in range(101)]
    async with look(store) as uow:
        found = await uow.repository(SessionReader).bookings(
            [trainer.id], Interval(NOW, NOW + HOUR), exclude_session_id=0
        )
    assert [booking.session_id for booking in found] == [session.id for session in sessions[:100]]


async def test_bookings_follow_every_change_of_a_session(store: Store) -> None:
    world = World(store)
    trainer, other = await world.trainer(), await world.trainer()
    first, second, third = await world.trainees(3)
    view = await world.session(trainer, first, second)

    async def busy() -> dict[int, Interval]:
        """Person → when, for everyone who is booked at all."""
        async with look(store) as uow:
            during = Interval(NOW - 100 * HOUR, NOW + 100 * HOUR)
            everyone = [trainer.id, other.id, first.id, second.id, third.id]
            found = await uow.repository(SessionReader).bookings(everyone, during, exclude_session_id=0)
        return {each.person_id: Interval(each.scheduled_date, each.ends_at) for each in found}

    async def alter(**fields: object) -> None:
        async with change(store) as uow:
            before = (await uow.repository(SessionRepository).lock([view.id]))[view.id]
            await uow.repository(SessionRepository).update(before, before.with_changes(NOW, **fields))

    hour = Interval(view.scheduled_date, view.ends_at)
    assert await busy() == dict.fromkeys([trainer.id, first.id, second.id], hour)
    await alter(scheduled_date=NOW + 2 * HOUR, duration_minutes=30)
    hour = Interval(NOW + 2 * HOUR, NOW + 2 * HOUR + HOUR / 2)
    assert await busy() == dict.fromkeys([trainer.id, first.id, second.id], hour)
    async with change(store) as uow:
        held = (await uow.repository(SessionRepository).lock([view.id]))[view.id]
        roster = held.with_trainees((third.id, first.id), None, NOW)["roster"]
        await uow.repository(SessionRepository).update(
            held, held.with_changes(NOW, roster=roster, trainer_id=other.id)
        )
    assert await busy() == dict.fromkeys([other.id, first.id, third.id], hour)
    await alter(status=SessionStatus.CANCELLED)
    assert await busy() == {}
    await alter(status=SessionStatus.SCHEDULED, scheduled_date=NOW)
    hour = Interval(NOW, NOW + HOUR / 2)
    assert await busy() == dict.fromkeys([other.id, first.id, third.id], hour)
    await world.app.run(remove_trainee, as_actor(other), view.id, first.id)
    assert await busy() == dict.fromkeys([other.id, third.id], hour)


async def test_a_persons_sessions_that_have_not_ended_include_those_led_and_those_attended(
    store: Store,
) -> None:
    world = World(store)
    trainer, other, trainee = await world.trainer(), await world.trainer(), await world.trainee()
    led = await world.session(trainer)
    taken = await world.session(other, trainee, start=NOW - HOUR / 2)
    await world.session(trainer, trainee, start=NOW - HOUR)
    await world.session(trainer, trainee, status=SessionStatus.CANCELLED)
    await world.session(other, trainee, status=SessionStatus.COMPLETED)
    both = await world.session(trainer, trainee)
    async with look(store) as uow:
        assert await uow.repository(SessionReader).scheduled_of(trainer.id, NOW) == [led.id, both.id]
        assert await uow.repository(SessionReader).scheduled_of(trainee.id, NOW) == [taken.id, both.id]
        assert await uow.repository(SessionReader).scheduled_of(10**9, NOW) == []


async def test_the_order_of_trainees_is_kept(store: Store) -> None:
    world = World(store)
    trainer, trainees = await world.trainer(), await world.trainees(5)
    view = await world.session(trainer, *reversed(trainees))
    ids = [trainee.id for trainee in trainees]
    assert view.trainee_ids == ids[::-1]
    async with change(store) as uow:
        before = (await uow.repository(SessionRepository).lock([view.id]))[view.id]
        mixed = (ids[2], ids[0], ids[4], ids[3])
        await uow.repository(SessionRepository).update(
            before, after := before.with_changes(NOW, **before.with_trainees(mixed, None, NOW))
        )
        assert await uow.repository(SessionRepository).lock([view.id]) == {view.id: after}
    async with look(store) as uow:
        seen = await uow.repository(SessionReader).view(view.id)
    assert seen is not None
    assert tuple(seen.trainee_ids) == mixed
    assert seen == replace(seen, trainee_id=ids[2], trainees=[trainees[n].person for n in (2, 0, 4, 3)])
