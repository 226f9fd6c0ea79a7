"""Analytics in memory. Overall counts are kept up to date on every write; counts for a
period are computed on demand."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from tms_adapters.memory.assignments import ASSIGNMENTS
from tms_adapters.memory.feature import MemoryFeature
from tms_adapters.memory.sessions import SESSIONS, SESSIONS_OF, STATUS_COUNTS
from tms_adapters.memory.tables import USERS, Data, Touch, person_of
from tms_adapters.memory.users import ROLE_COUNTS
from tms_core.actor import Role
from tms_core.analytics.feature import ANALYTICS
from tms_core.analytics.model import SessionBrief
from tms_core.analytics.repository import (
    Absences,
    AnalyticsRepository,
    AttendanceBucket,
    Counted,
    CountedList,
    Delivery,
    EnrolmentCount,
    Overlap,
    SessionBucket,
    TimeBuckets,
    seconds_so_far,
)
from tms_core.entity import DELETED_NAME, PersonRef
from tms_core.sessions.enrolment import AttendanceStatus, Enrolment
from tms_core.sessions.model import SessionStatus, TrainingSession

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
ABSENT = AttendanceStatus.ABSENT
ATTENDED = (AttendanceStatus.PRESENT, AttendanceStatus.LATE)
RATED = (*ATTENDED, ABSENT)


class MemoryAnalytics:
    """Implements ``AnalyticsRepository``."""

    def __init__(self, touch: Touch) -> None:
        self._touch = touch

    async def users_by_role(self) -> dict[str, int]:
        return {role.value: number for role, number in (await self._touch())[ROLE_COUNTS].items()}

    async def sessions_by_status(self) -> dict[str, int]:
        return {status.value: number for status, number in (await self._touch())[STATUS_COUNTS].items()}

    async def sessions_by_start(self, counted: Counted, time_buckets: TimeBuckets) -> list[SessionBucket]:
        found: defaultdict[int, Counter[SessionStatus]] = defaultdict(Counter)
        seconds: Counter[int] = Counter()
        for session in _counted(await self._touch(), counted):
            at = _bucket(session, time_buckets)
            found[at][session.status] += 1
            if session.status is SessionStatus.COMPLETED:
                seconds[at] += seconds_so_far(session.interval, counted.now)
        return [
            SessionBucket(at, *(*(found[at][status] for status in SessionStatus), seconds[at]))
            for at in sorted(found)
        ]

    async def marks_by_start(self, counted: Counted, time_buckets: TimeBuckets) -> list[AttendanceBucket]:
        found: defaultdict[int, Counter[AttendanceStatus]] = defaultdict(Counter)
        for session, _, mark in _marks(await self._touch(), counted):
            found[_bucket(session, time_buckets)][mark] += 1
        return [AttendanceBucket(at, *(found[at][mark] for mark in AttendanceStatus)) for at in sorted(found)]

    async def deliveries(self, counted: Counted) -> list[Delivery]:
        data = await self._touch()
        number: Counter[int] = Counter()
        seconds: Counter[int] = Counter()
        for session in _counted(data, counted):
            if session.status is SessionStatus.COMPLETED:
                number[session.trainer_id] += 1
                seconds[session.trainer_id] += seconds_so_far(session.interval, counted.now)
        marks = [(session.trainer_id, mark) for session, _, mark in _marks(data, counted)]
        attended = Counter(trainer_id for trainer_id, mark in marks if mark in ATTENDED)
        rated = Counter(trainer_id for trainer_id, mark in marks if mark in RATED)
        work = [
            Delivery(
                trainer_id,
                _name(data, trainer_id),
                number[trainer_id],
                seconds[trainer_id],
                attended[trainer_id],
                rated[trainer_id],
            )
            for trainer_id in number
        ]
        return sorted(work, key=lambda each: (-each.seconds, each.trainer_id))

    async def absences(self, counted: Counted, most: int) -> list[Absences]:
        data = await self._touch()
        marks = [(trainee_id, mark) for _, trainee_id, mark in _marks(data, counted)]
        absent = Counter(trainee_id for trainee_id, mark in marks if mark is ABSENT)
        rated = Counter(trainee_id for trainee_id, mark in marks if mark in RATED)
        order = sorted(absent, key=lambda trainee_id: (-absent[trainee_id], rated[trainee_id], trainee_id))
        return [Absences(each, _name(data, each), absent[each], rated[each]) for each in order[:most]]

    async def enrolments_of(self, trainee_id: int, now: datetime) -> list[EnrolmentCount]:
        data = await self._touch()
        alike: defaultdict[tuple[SessionStatus, AttendanceStatus | None, bool], list[_Taken]]
        alike = defaultdict(list)
        for session_id in data[SESSIONS_OF].get(trainee_id) or ():
            session = data[SESSIONS].get(session_id)
            for seat in session.roster if session else ():
                if session and seat.trainee_id == trainee_id:
                    key = session.status, seat.status, session.scheduled_date > now
                    alike[key].append(_Taken(session.scheduled_date, _seconds_there(session, seat, now)))
        return [_seats(*key, taken) for key, taken in alike.items()]

    async def double_bookings(
        self, now: datetime, until: datetime, led_by: int | None, most: int
    ) -> CountedList[Overlap]:
        return _double_bookings(await self._touch(), now, until, led_by, most)

    async def unclosed(self, now: datetime, led_by: int | None, most: int) -> CountedList[SessionBrief]:
        return _unclosed(await self._touch(), now, led_by, most)

    async def without_trainees(
        self, now: datetime, until: datetime, led_by: int | None, most: int
    ) -> CountedList[SessionBrief]:
        """See ``AnalyticsRepository``."""
        return _without_trainees(await self._touch(), now, until, led_by, most)

    async def with_temporary_passwords(self, most: int) -> CountedList[PersonRef]:
        return _with_temporary_passwords(await self._touch(), most)

    async def unassigned_trainees(self, most: int) -> CountedList[PersonRef]:
        return _unassigned_trainees(await self._touch(), most)


def _counted(data: Data, counted: Counted) -> Iterator[TrainingSession]:
    for session in data[SESSIONS].values():
        if (
            counted.start <= session.scheduled_date < counted.end
            and counted.trainer_id in (None, session.trainer_id)
            and counted.status in (None, session.status)
        ):
            yield session


def _marks(data: Data, counted: Counted) -> Iterator[tuple[TrainingSession, int, AttendanceStatus]]:
    """(session, trainee id, mark) for every mark in the counted sessions."""
    for session in _counted(data, counted):
        if session.status is not SessionStatus.CANCELLED:
            for seat in session.roster:
                if seat.status is not None:
                    yield session, seat.trainee_id, seat.status


def _bucket(session: TrainingSession, time_buckets: TimeBuckets) -> int:
    shown = session.scheduled_date - EPOCH + timedelta(seconds=time_buckets.ahead)
    return shown // timedelta(seconds=time_buckets.length) * time_buckets.length - time_buckets.ahead


def _name(data: Data, user_id: int) -> str:
    person = person_of(data, user_id)
    return person.name if person else DELETED_NAME


class _Taken(NamedTuple):
    """A trainee's session: its start, and for how long they were there."""

    start: datetime
    seconds: int


def _seconds_there(session: TrainingSession, seat: Enrolment, now: datetime) -> int:
    passed = seconds_so_far(session.interval, now)
    if seat.minutes is None:
        return passed
    return min(seat.minutes * 60, passed)


def _seats(
    status: SessionStatus, mark: AttendanceStatus | None, ahead: bool, taken: list[_Taken]
) -> EnrolmentCount:
    seconds = sum(each.seconds for each in taken)
    return EnrolmentCount(status, mark, ahead, len(taken), seconds, min(each.start for each in taken))


def _double_bookings(
    data: Data, now: datetime, until: datetime, led_by: int | None, most: int
) -> CountedList[Overlap]:
    coming = [
        session
        for session in _scheduled(data, led_by)
        if session.ends_at > now and session.scheduled_date < until
    ]
    busy_until: defaultdict[int, datetime] = defaultdict(lambda: now)
    found = []
    for session in sorted(coming, key=lambda each: (each.scheduled_date, each.id)):
        for person_id in sorted(session.people_ids):
            if person_id in busy_until and busy_until[person_id] > session.scheduled_date:
                found.append(Overlap(session.id, person_id, session.interval))
            busy_until[person_id] = max(busy_until[person_id], session.ends_at)
    return CountedList(len(found), found[:most])


def _unclosed(data: Data, now: datetime, led_by: int | None, most: int) -> CountedList[SessionBrief]:
    ended = [session for session in _scheduled(data, led_by) if session.ends_at <= now]
    ended.sort(key=lambda each: (each.scheduled_date, each.id), reverse=True)
    return CountedList(len(ended), [_brief(session) for session in ended[:most]])


def _without_trainees(
    data: Data, now: datetime, until: datetime, led_by: int | None, most: int
) -> CountedList[SessionBrief]:
    empty = [
        session
        for session in _scheduled(data, led_by)
        if now <= session.scheduled_date < until and not session.trainee_ids
    ]
    empty.sort(key=lambda each: (each.scheduled_date, each.id))
    return CountedList(len(empty), [_brief(session) for session in empty[:most]])


def _with_temporary_passwords(data: Data, most: int) -> CountedList[PersonRef]:
    found = [
        user.person for user in data[USERS].values() if user.is_temporary_password and not user.is_deactivated
    ]
    return _first(found, most)


def _unassigned_trainees(data: Data, most: int) -> CountedList[PersonRef]:
    cared_for = {assignment.student_id for assignment in data[ASSIGNMENTS].values()}
    trainees = [
        user for user in data[USERS].values() if user.role is Role.TRAINEE and not user.is_deactivated
    ]
    return _first([user.person for user in trainees if user.id not in cared_for], most)


def _scheduled(data: Data, led_by: int | None) -> Iterator[TrainingSession]:
    for session in data[SESSIONS].values():
        if session.status is SessionStatus.SCHEDULED and led_by in (None, session.trainer_id):
            yield session


def _first(people: list[PersonRef], most: int) -> CountedList[PersonRef]:
    return CountedList(len(people), sorted(people, key=lambda person: person.id)[:most])


def _brief(session: TrainingSession) -> SessionBrief:
    return SessionBrief(
        id=session.id, title=session.title, scheduled_date=session.scheduled_date, ends_at=session.ends_at
    )


FEATURE = MemoryFeature(
    feature=ANALYTICS, repositories={AnalyticsRepository: lambda unit: MemoryAnalytics(unit.touch)}
)
