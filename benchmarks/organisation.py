"""A generated organisation of any size: its people and their sessions. The same every time.

The working week has 40 one-hour slots. In each slot every trainer leads one session with 1 to 11 trainees (6 on
average), none of whom is in another session in that slot. The last tenth of the slots is after ``TODAY``.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import NamedTuple

from tms_core.actor import Role
from tms_core.sessions.enrolment import AttendanceStatus
from tms_core.sessions.model import SessionStatus

TODAY = datetime(2026, 10, 5, tzinfo=UTC)  # a Monday
FIRST_HOUR = 8
SLOTS_A_DAY = 8
DAYS_A_WEEK = 5
MOST_TRAINEES = 11
SLOT = timedelta(hours=1)

COURSES = [
    ("First aid at work", "Recovery position, resuscitation and the contents of the cabinet."),
    ("Fire wardens", "Routes, roles and the drill itself. Bring the floor plan of your building."),
    ("Manual handling", "Lifting, carrying and when to ask for help."),
    ("Working at height", "Ladders, harnesses and permits, with an hour of practice in the yard."),
    ("Données personnelles", "Ce que la loi demande, et ce que nous faisons de plus."),
    ("Forklift licence, part two", "Ramps, narrow aisles and the practical examination."),
    ("Gesprächsführung", "Schwierige Gespräche vorbereiten, führen und gut beenden."),
    ("Spreadsheets beyond sums", "Look-ups, pivot tables and charts that tell the truth."),
    ("Atención al cliente", "Escuchar, resolver y despedirse."),
    ("食品衛生の基礎", "温度管理、交差汚染、記録のつけ方。"),
    ("Welding refresher", "MIG and TIG on thin sheet; your own mask if you have one."),
    ("New managers", "The first hundred days: delegation, feedback and holidays."),
]
MARKS = [AttendanceStatus.PRESENT] * 8 + [
    AttendanceStatus.ABSENT,
    AttendanceStatus.LATE,
    AttendanceStatus.EXCUSED,
]


@dataclass(frozen=True)
class Organisation:
    """How many people (at least 20) and sessions there are."""

    users: int
    sessions: int

    @property
    def admin(self) -> int:
        """The id of an admin."""
        return 1

    @property
    def trainers(self) -> range:
        """The ids of the trainers: one in 20 people."""
        return range(2, 2 + self.users // 20)

    @property
    def trainees(self) -> range:
        """The ids of the trainees: everyone else."""
        return range(self.trainers.stop, self.users + 1)

    def role(self, user_id: int) -> Role:
        """The role of the person with that id."""
        if user_id in self.trainers:
            return Role.TRAINER
        return Role.TRAINEE if user_id in self.trainees else Role.ADMIN

    def planned(self) -> Iterator["Planned"]:
        """Every session, oldest first, with ids from 1."""
        past = self.sessions // len(self.trainers) * 9 // 10
        for index in range(self.sessions):
            slot, place = divmod(index, len(self.trainers))
            ahead = slot >= past
            yield Planned(
                id=index + 1,
                course=index % len(COURSES),
                trainer_id=self.trainers[place],
                trainee_ids=self._taught(slot, place, 1 + index * 7 % MOST_TRAINEES),
                start=slot_start(slot - past),
                status=SessionStatus.SCHEDULED if ahead else _outcome(index),
            )

    def _taught(self, slot: int, place: int, count: int) -> list[int]:
        """Adjacent sessions of a slot take trainees from adjacent ranges, so that nobody is in two of them."""
        first = slot * 131 + place * MOST_TRAINEES
        return [self.trainees[(first + seat) % len(self.trainees)] for seat in range(count)]


class Planned(NamedTuple):
    """One session of the organisation; ``course`` is an index into ``COURSES``."""

    id: int
    course: int
    trainer_id: int
    trainee_ids: list[int]
    start: datetime
    status: SessionStatus

    def mark(self, trainee_id: int) -> AttendanceStatus | None:
        """The trainee's attendance mark, if the session has taken place."""
        if self.status is not SessionStatus.COMPLETED:
            return None
        return MARKS[(self.id + trainee_id) % len(MARKS)]


def slot_start(slot: int) -> datetime:
    """When a slot begins; slot 0 is the first one of ``TODAY``."""
    day, of_day = divmod(slot, SLOTS_A_DAY)
    week, of_week = divmod(day, DAYS_A_WEEK)
    return TODAY + timedelta(days=week * 7 + of_week, hours=FIRST_HOUR + of_day)


def _outcome(index: int) -> SessionStatus:
    return SessionStatus.CANCELLED if index % 12 == 7 else SessionStatus.COMPLETED
