"""A reference implementation of the overview that counts sessions one by one: slow, but simple enough to trust."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from tms_core.analytics.model import (
    BusiestHour,
    NoShow,
    Overview,
    SessionCounts,
    Totals,
    TrainerNumbers,
    WeekNumbers,
)
from tms_core.entity import PersonRef
from tms_core.sessions.model import TrainingSession

A_DAY = timedelta(days=1)


def reference_overview(
    sessions: Sequence[TrainingSession],
    names: Mapping[int, str],
    start: datetime,
    end: datetime,
    time_zone: str,
    now: datetime,
) -> Overview:
    """What ``overview_of`` should return at ``now`` for exactly these sessions; ``names`` holds everybody in them."""
    zone = ZoneInfo(time_zone)
    sessions = [session for session in sessions if start <= session.scheduled_date < end]
    grid = [[0] * 24 for _ in range(7)]
    by_week: dict[date, list[TrainingSession]] = {week: [] for week in weeks_between(start, end, zone)}
    for session in sessions:
        local = session.scheduled_date.astimezone(zone)
        by_week[monday_of(local.date())].append(session)
        if session.status != "cancelled":
            grid[local.weekday()][local.hour] += 1
    begun = [session for session in sessions if session.scheduled_date <= now]
    trainers = {session.trainer_id for session in begun if session.status == "completed"}
    return Overview(
        starts_at=start,
        ends_at=end,
        time_zone=time_zone,
        totals=Totals(
            sessions=counts(sessions), hours_delivered=hours(sessions, now), attendance_rate=rate(begun)
        ),
        weeks=[
            WeekNumbers(
                week=f"{week:%G-W%V}",
                starts_on=week,
                sessions=counts(by_week[week]),
                attendance_rate=rate([each for each in by_week[week] if each in begun]),
            )
            for week in by_week
        ],
        trainers=sorted(
            (trainer(trainer_id, names, begun, now) for trainer_id in trainers),
            key=lambda each: (-seconds_led(each.trainer.id, begun, now), each.trainer.id),
        ),
        busiest=busiest(grid),
        week_grid=grid,
        no_shows=no_shows(names, begun),
    )


def weeks_between(start: datetime, end: datetime, zone: ZoneInfo) -> list[date]:
    day = start.astimezone(zone).date()
    last = (end - timedelta(microseconds=1)).astimezone(zone).date()
    weeks = []
    while day <= last:
        weeks.append(monday_of(day))
        day += A_DAY
    return sorted({*weeks, monday_of(last)})


def monday_of(day: date) -> date:
    while day.weekday() != 0:
        day -= A_DAY
    return day


def counts(sessions: Sequence[TrainingSession]) -> SessionCounts:
    return SessionCounts(**Counter(str(session.status) for session in sessions))


def seconds_of(session: TrainingSession, now: datetime) -> int:
    """How long a session took so far, by a clock that shows seconds."""
    start, end = (int(time.timestamp() // 1) for time in (session.scheduled_date, min(session.ends_at, now)))
    return max(0, end - start)


def hours(sessions: Sequence[TrainingSession], now: datetime) -> float:
    return round(sum(seconds_of(each, now) for each in sessions if each.status == "completed") / 3600, 2)


def marks(sessions: Sequence[TrainingSession]) -> Counter[str]:
    return Counter(
        str(seat.status)
        for session in sessions
        if session.status != "cancelled"
        for seat in session.roster
        if seat.status
    )


def rate(sessions: Sequence[TrainingSession]) -> float | None:
    made = marks(sessions)
    came, all_of_them = made["present"] + made["late"], made["present"] + made["late"] + made["absent"]
    return round(came / all_of_them, 4) if all_of_them else None


def seconds_led(trainer_id: int, sessions: Sequence[TrainingSession], now: datetime) -> int:
    led = [session for session in sessions if session.trainer_id == trainer_id]
    return sum(seconds_of(session, now) for session in led if session.status == "completed")


def trainer(
    trainer_id: int, names: Mapping[int, str], sessions: Sequence[TrainingSession], now: datetime
) -> TrainerNumbers:
    led = [session for session in sessions if session.trainer_id == trainer_id]
    return TrainerNumbers(
        trainer=PersonRef(id=trainer_id, name=names[trainer_id]),
        sessions_delivered=sum(session.status == "completed" for session in led),
        hours_delivered=hours(led, now),
        attendance_rate=rate(led),
    )


def busiest(grid: list[list[int]]) -> BusiestHour | None:
    cells = [(grid[day][hour], day, hour) for day in range(7) for hour in range(24)]
    most, day, hour = max(cells, key=lambda cell: (cell[0], -cell[1], -cell[2]))
    return BusiestHour(weekday=day + 1, hour=hour, sessions=most) if most else None


def no_shows(names: Mapping[int, str], sessions: Sequence[TrainingSession]) -> list[NoShow]:
    theirs: dict[int, Counter[str]] = {}
    for session in sessions:
        for seat in session.roster:
            if session.status != "cancelled" and seat.status and seat.status != "excused":
                theirs.setdefault(seat.trainee_id, Counter())[str(seat.status)] += 1
    missed = [
        NoShow(
            trainee=PersonRef(id=trainee_id, name=names[trainee_id]),
            absences=made["absent"],
            marked=made.total(),
            absence_rate=round(made["absent"] / made.total(), 4),
        )
        for trainee_id, made in theirs.items()
        if made["absent"]
    ]
    return sorted(missed, key=lambda each: (-each.absences, each.marked, each.trainee.id))[:20]
