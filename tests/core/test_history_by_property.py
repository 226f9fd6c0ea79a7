"""Whatever people do in whatever order, the record never claims what did not happen."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.core.organisation import HOUR, NOW, World, as_actor
from tests.core.run import run_in_memory
from tms_core.actor import SYSTEM
from tms_core.analytics.overview import RequestedPeriod
from tms_core.analytics.queries import get_overview, get_progress
from tms_core.errors import NotFound, TmsError
from tms_core.sessions.attendance import mark_attendance
from tms_core.sessions.commands import (
    add_trainees,
    create_session,
    delete_session,
    remove_trainee,
    update_session,
)
from tms_core.sessions.enrolment import AttendanceStatus
from tms_core.sessions.inputs import Attendance, SessionChanges, TraineeList
from tms_core.sessions.model import NewSession, SessionStatus, TrainingSession
from tms_core.sessions.repository import SessionRepository
from tms_core.users.model import User
from tms_core.users.use_cases import delete_user

CAME = (AttendanceStatus.PRESENT, AttendanceStatus.LATE)
AROUND_NOW = [-3 * HOUR, -HOUR / 2, timedelta(), HOUR / 6, 2 * HOUR]
times = st.sampled_from(AROUND_NOW)
steps = st.tuples(
    st.sampled_from(
        [
            "create",
            "move",
            "settle",
            "settle",
            "enrol",
            "withdraw",
            "replace",
            "mark",
            "mark",
            "mark",
            "wait",
            "delete",
            "leave",
        ]
    ),
    st.integers(0, 9),  # who
    st.integers(0, 2),  # which session
    st.integers(0, 9),  # which trainee
    times,
    st.sampled_from(SessionStatus),
    st.none() | st.sampled_from(AttendanceStatus),
    st.booleans(),
)


class History:
    """People who try things, and a ledger of the marks that they set and did not take back; ``discarded`` are those of
    trainees who were removed with them and then added again."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.ids: list[int] = []
        self.marks: dict[tuple[int, int], AttendanceStatus] = {}
        self.discarded: list[tuple[tuple[int, int], AttendanceStatus]] = []

    async def begin(self) -> None:
        self.actors = [await self.world.admin(), await self.world.trainer(), await self.world.trainer()]
        self.trainees = await self.world.trainees(2)
        for start in (NOW - HOUR / 2, NOW + HOUR / 6):
            session = await self.world.session(self.actors[1], *self.trainees, start=start)
            self.ids.append(session.id)

    async def step(
        self,
        what: str,
        who: int,
        which: int,
        whom: int,
        ahead: timedelta,
        status: SessionStatus,
        mark: AttendanceStatus | None,
        flag: bool,
    ) -> None:
        actor: User = self.actors[who % len(self.actors)]
        session_id = self.ids[which % len(self.ids)]
        trainee = self.trainees[whom % len(self.trainees)]
        when = self.world.now + ahead
        with suppress(TmsError):
            await getattr(self, what)(as_actor(actor), session_id, trainee, when, status, mark, flag)

    async def run(self, use_case: Any, *arguments: Any, **options: Any) -> Any:
        return await self.world.app.run(use_case, *arguments, **options)

    async def create(self, actor: Any, _: int, trainee: User, when: Any, status: Any, *rest: Any) -> None:
        new = NewSession(
            title="t",
            scheduled_date=when,
            duration_minutes=60,
            trainee_ids=(trainee.id,),
            status=status,
            trainer_id=self.actors[1].id if actor.is_admin else None,
        )
        self.ids.append((await self.run(create_session, actor, new, allow_conflicts=True)).id)

    async def move(self, actor: Any, session_id: int, _: User, when: Any, *rest: Any) -> None:
        changes = SessionChanges(scheduled_date=when)
        await self.run(update_session, actor, session_id, changes, allow_conflicts=True)

    async def settle(
        self, actor: Any, session_id: int, _: User, when: Any, status: Any, mark: Any, flag: bool
    ) -> None:
        changes = (
            SessionChanges(status=status, scheduled_date=when) if flag else SessionChanges(status=status)
        )
        await self.run(update_session, actor, session_id, changes, allow_conflicts=True)

    async def enrol(self, actor: Any, session_id: int, trainee: User, *rest: Any) -> None:
        enrolled = trainee.id in (await self.stored(session_id)).trainee_ids
        newcomer = TraineeList(trainee_ids=(trainee.id,))
        await self.run(add_trainees, actor, session_id, newcomer, allow_conflicts=True)
        if not enrolled and (mark := self.marks.pop((session_id, trainee.id), None)):
            self.discarded.append(((session_id, trainee.id), mark))

    async def withdraw(self, actor: Any, session_id: int, trainee: User, *rest: Any) -> None:
        await self.run(remove_trainee, actor, session_id, trainee.id, discard_attendance=rest[-1])

    async def replace(self, actor: Any, session_id: int, trainee: User, *rest: Any) -> None:
        enrolled = trainee.id in (await self.stored(session_id)).trainee_ids
        changes = SessionChanges(trainee_ids=(trainee.id,))
        options = {"allow_conflicts": True, "discard_attendance": rest[-1]}
        await self.run(update_session, actor, session_id, changes, **options)
        if not enrolled and (mark := self.marks.pop((session_id, trainee.id), None)):
            self.discarded.append(((session_id, trainee.id), mark))

    async def mark(
        self, actor: Any, session_id: int, trainee: User, when: Any, status: Any, mark: Any, flag: bool
    ) -> None:
        record: Any = {"trainee_id": trainee.id, "status": mark}
        if flag and mark in CAME:
            record["minutes"] = 20
        await self.run(mark_attendance, actor, session_id, Attendance(records=(record,)))
        if mark is None:
            self.marks.pop((session_id, trainee.id), None)
        else:
            self.marks[session_id, trainee.id] = mark

    async def wait(self, *rest: Any) -> None:
        self.world.now += timedelta(minutes=7)

    async def delete(self, actor: Any, session_id: int, *rest: Any) -> None:
        await self.run(delete_session, actor, session_id)
        self.marks = {key: mark for key, mark in self.marks.items() if key[0] != session_id}
        self.discarded = [(key, mark) for key, mark in self.discarded if key[0] != session_id]

    async def leave(self, *rest: Any) -> None:
        await self.run(
            delete_user, SYSTEM, self.actors[2].id, reassign_to=self.actors[1].id, allow_conflicts=True
        )

    async def stored(self, session_id: int) -> TrainingSession:
        """Raises ``NotFound``."""
        for session in await self.sessions([session_id]):
            return session
        raise NotFound("session")

    async def sessions(self, ids: Sequence[int]) -> list[TrainingSession]:
        async with self.world.store.writer(self.world.app.services, self.world.now) as uow:
            return list((await uow.repository(SessionRepository).lock(ids)).values())

    async def check(self) -> None:
        now = self.world.now
        sessions = await self.sessions(self.ids)
        kept: dict[tuple[int, int], AttendanceStatus] = {}
        discarded: list[tuple[tuple[int, int], AttendanceStatus]] = []
        for session in sessions:
            everybody = (*session.roster, *session.unenrolled)
            kept |= {(session.id, each.trainee_id): each.status for each in everybody if each.status}
            discarded += [
                ((session.id, each.trainee_id), mark.status) for each in everybody for mark in each.discarded
            ]
            is_open = session.status is SessionStatus.SCHEDULED
            assert (session.closed_at is None) is (session.closed_by is None) is is_open
            if session.status is SessionStatus.COMPLETED or session.marked_ids:
                assert session.scheduled_date <= now
            assert len({each.trainee_id for each in everybody}) == len(everybody)
        # No mark was lost or made up.
        assert kept == self.marks
        assert sorted(discarded) == sorted(self.discarded)
        passed = {
            each.id: max(0.0, (min(each.ends_at, now) - each.scheduled_date).total_seconds())
            for each in sessions
        }
        done = [each for each in sessions if each.status is SessionStatus.COMPLETED]
        period = RequestedPeriod(from_=NOW - 100 * HOUR, to=NOW + 100 * HOUR)
        delivered = (await self.world.app.read(get_overview, SYSTEM, period)).totals.hours_delivered
        assert abs(delivered - sum(passed[each.id] for each in done) / 3600) < 0.01
        for trainee in self.trainees:
            progress = await self.world.app.read(get_progress, SYSTEM, trainee.id)
            there = [
                each.id
                for each in sessions
                if each.status is not SessionStatus.CANCELLED
                and kept.get((each.id, trainee.id)) in CAME
                and trainee.id in each.trainee_ids
            ]
            assert progress.attended == len(there)
            assert progress.hours_attended <= sum(passed[each] for each in there) / 3600 + 0.01


@settings(max_examples=80)
@given(st.lists(steps, min_size=10, max_size=40))
def test_the_record_only_claims_what_happened(activity: list[tuple[Any, ...]]) -> None:
    async def prove(world: World) -> None:
        history = History(world)
        await history.begin()
        for each in activity:
            await history.step(*each)
            await history.check()

    run_in_memory(prove)
