"""Two years of sessions, generated from a date alone: the same day gives the same timetable.

People are represented by their index in ``people.TRAINERS`` and ``people.TRAINEES``.
"""

import random
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta

from tms_core.sessions.enrolment import AttendanceStatus, Reply
from tms_core.sessions.model import SessionStatus
from tms_core.validation import zone_named
from tms_demo.courses import NOTES, REPLIES, TRAINER_PROFILES, Course, TrainerProfile
from tms_demo.people import TRAINEES, TRAINERS

WEEKS = 52
WEEK = timedelta(weeks=1)
SEED = 2468
NEWCOMERS = 6
"""How many trainees, at the end of the list, were added this month and took part in nothing before."""
NEWCOMERS_SINCE = timedelta(days=9)
REPLIES_AHEAD = timedelta(days=8)
"""How long before a session people have said whether they will come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Offer:
    """Something that a trainer teaches at a certain time, and who is invited."""

    trainer: int
    start: datetime
    minutes: int
    title: str
    about: str
    capacity: int | None
    invited: tuple[int, ...]
    location: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Presence:
    """Whether one trainee came."""

    trainee: int
    status: AttendanceStatus
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class GivenReply:
    """Whether one trainee says that they will come."""

    trainee: int
    reply: Reply
    note: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Planned:
    """A session in the timetable. ``presence`` is empty until attendance was recorded, ``replies`` unless it is soon."""

    offer: Offer
    trainees: tuple[int, ...]
    status: SessionStatus
    presence: tuple[Presence, ...]
    replies: tuple[GivenReply, ...]
    class_link: str | None

    @property
    def ends_at(self) -> datetime:
        """The end: the first instant after the session."""
        return self.offer.start + timedelta(minutes=self.offer.minutes)


def cared_for() -> list[tuple[int, int]]:
    """Pairs of trainee and trainer: everyone has one trainer, a third of them have two."""
    trainers = len(TRAINERS)
    first = [(trainee, trainee % trainers) for trainee in range(len(TRAINEES))]
    second = [(trainee, (trainee + 3) % trainers) for trainee in range(0, len(TRAINEES), 3)]
    return first + second


def timetable(today: date) -> list[Planned]:
    """All sessions from a year before ``today`` to a year after it, by start. Nobody is in two at once."""
    dice = random.Random(SEED)  # noqa: S311 - reproducible on purpose
    midnight = datetime.combine(today, time(), UTC)
    groups: list[list[int]] = [[] for _ in TRAINERS]
    for trainee, trainer in cared_for():
        groups[trainer].append(trainee)
    offers = [
        offer
        for trainer, profile in enumerate(TRAINER_PROFILES)
        for offer in _offers(dice, trainer, profile, groups[trainer], today)
    ]
    offers.sort(key=lambda offer: (offer.start, offer.trainer))
    return list(_planned(dice, offers, midnight))


def _planned(dice: random.Random, offers: Iterable[Offer], midnight: datetime) -> Iterator[Planned]:
    """Schedule offers by start time; a person is free again when their last session has ended."""
    reliability = [dice.uniform(0.72, 0.98) for _ in TRAINEES]
    busy_until = [datetime.min.replace(tzinfo=UTC)] * (len(TRAINEES) - NEWCOMERS)
    busy_until += [midnight - NEWCOMERS_SINCE + timedelta(days=1)] * NEWCOMERS
    for offer in offers:
        ends_at = offer.start + timedelta(minutes=offer.minutes)
        trainees = tuple(trainee for trainee in offer.invited if busy_until[trainee] <= offer.start)
        if not trainees:
            continue
        for trainee in trainees:
            busy_until[trainee] = ends_at
        status = _status(dice, ends_at, midnight)
        completed = status is SessionStatus.COMPLETED
        is_soon = status is SessionStatus.SCHEDULED and midnight < offer.start <= midnight + REPLIES_AHEAD
        yield Planned(
            offer=offer,
            trainees=trainees,
            status=status,
            presence=tuple(_presence(dice, one, reliability[one]) for one in trainees) if completed else (),
            replies=tuple(_replies(offer, trainees)) if is_soon else (),
            class_link=_link(dice) if TRAINER_PROFILES[offer.trainer].online else None,
        )


def _status(dice: random.Random, ends_at: datetime, midnight: datetime) -> SessionStatus:
    """Past sessions are completed, except that some were cancelled and some
    recent ones are not closed yet."""
    chance = dice.random()
    if chance < (0.05 if ends_at <= midnight else 0.02):
        return SessionStatus.CANCELLED
    forgotten = chance > 0.7 and ends_at > midnight - timedelta(days=14)
    return SessionStatus.SCHEDULED if forgotten or ends_at > midnight else SessionStatus.COMPLETED


def _presence(dice: random.Random, trainee: int, reliability: float) -> Presence:
    if dice.random() < reliability:
        status, talkative = AttendanceStatus.PRESENT, 0.08
    else:
        late_or_away = (AttendanceStatus.LATE, AttendanceStatus.ABSENT, AttendanceStatus.EXCUSED)
        status, talkative = dice.choice(late_or_away), 0.7
    note = dice.choice(NOTES[status]) if dice.random() < talkative else None
    return Presence(trainee=trainee, status=status, note=note)


def _replies(offer: Offer, trainees: Iterable[int]) -> Iterator[GivenReply]:
    """With dice of its own for each session: those of the timetable must fall as they always have."""
    dice = random.Random(f"{SEED} {offer.start} {offer.trainer}")  # noqa: S311 - reproducible on purpose
    for trainee in trainees:
        chance = dice.random()
        if chance < 0.4:
            reply = Reply.NOT_COMING if chance < 0.1 else Reply.COMING
            is_talkative = dice.random() < (0.8 if reply is Reply.NOT_COMING else 0.1)
            yield GivenReply(
                trainee=trainee, reply=reply, note=dice.choice(REPLIES[reply]) if is_talkative else None
            )


def _link(dice: random.Random) -> str:
    word = "".join(dice.choice("abcdefghijkmnopqrstuvwxyz") for _ in range(9))
    return f"https://meet.meridian.example/{word[:3]}-{word[3:6]}-{word[6:]}"


def _offers(
    dice: random.Random, trainer: int, profile: TrainerProfile, group: list[int], today: date
) -> Iterator[Offer]:
    """A trainer's weeks: two parallel courses, one-to-one coaching, and an open hour every third week."""
    first, second = (_lessons(dice, course, group) for course in profile.courses)
    monday = today - timedelta(days=today.weekday()) - WEEKS * WEEK
    for week in range(2 * WEEKS + 1):
        if not _away(trainer, monday):
            yield _lesson(
                trainer, profile, monday + timedelta(days=trainer % 5), time(9 + trainer % 2), next(first)
            )
            yield _lesson(
                trainer,
                profile,
                monday + timedelta(days=(trainer + 2) % 5),
                time(13, 30),
                next(second),
                in_room=True,
            )
            alone = (group[(week * 7 + trainer) % len(group)],)
            coaching = (profile.coaching, "One to one. Bring what you are working on.", 45, 1, alone)
            yield _lesson(
                trainer, profile, monday + timedelta(days=(trainer + 3) % 5), time(11, 15), coaching
            )
            if (week + trainer) % 3 == 0:
                everyone = tuple(dice.sample(group, 3 * len(group) // 4))
                hour = (profile.open_hour, "Come and go as you like.", 60, 40, everyone)
                day = monday + timedelta(days=(trainer + 4) % 5)
                yield _lesson(trainer, profile, day, time(16), hour, in_room=True)
        monday += WEEK


def _away(trainer: int, monday: date) -> bool:
    """Whether a trainer is on holiday: around New Year, and for two weeks in
    summer, not all at the same time."""
    week = monday.isocalendar().week
    return week in (52, 53, 1) or week in (30 + trainer % 4, 31 + trainer % 4)


Lesson = tuple[str, str, int, int | None, tuple[int, ...]]


def _lessons(dice: random.Random, course: Course, group: list[int]) -> Iterator[Lesson]:
    """The parts of a course one after the other, then again with other people."""
    while True:
        most = min(course.capacity or len(group), len(group))
        invited = tuple(dice.sample(group, dice.randint(most // 2, most)))
        for number, part in enumerate(course.parts, start=1):
            title = f"{course.title} {number}/{len(course.parts)}: {part}"
            yield title, course.about, course.minutes, course.capacity, invited


def _lesson(
    trainer: int, profile: TrainerProfile, day: date, at: time, lesson: Lesson, in_room: bool = False
) -> Offer:
    title, about, minutes, capacity, invited = lesson
    start = datetime.combine(day, at, zone_named(profile.time_zone)).astimezone(UTC)
    return Offer(
        trainer=trainer,
        start=start,
        minutes=minutes,
        title=title,
        about=about,
        capacity=capacity,
        invited=invited,
        location=profile.room if in_room or not profile.online else None,
    )
