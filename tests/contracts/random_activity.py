"""An organisation in which anybody tries anything, and much of it is allowed."""

from __future__ import annotations

import random
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

from tests.core.organisation import HOUR, NOW, PASSWORD, World
from tms_core.actor import Actor, Role
from tms_core.assignments.model import NewAssignment
from tms_core.assignments.use_cases import assign_student, unassign_student
from tms_core.auth.model import PasswordReset
from tms_core.auth.use_cases import reset_password
from tms_core.errors import TmsError
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
from tms_core.sessions.model import NewSession, SessionStatus
from tms_core.users.model import NewUser, User, UserChanges
from tms_core.users.use_cases import create_user, delete_user, update_user

NOBODY = 10**9
NAMES = ["Ana", "Zoë", "山田", "Rui", "Ömer"]


class RandomActivity:
    """``step`` runs one command. ``done`` counts the successful ones by name."""

    def __init__(self, world: World, seed: int) -> None:
        self.world = world
        self.random = random.Random(seed)
        self.people: dict[int, User] = {}
        self.sessions: set[int] = set()
        self.done: dict[str, int] = {}

    async def begin(self) -> None:
        """Two of each role."""
        for role in (Role.ADMIN, Role.TRAINER, Role.TRAINEE, Role.TRAINEE) * 2:
            user = await self.world.user(role)
            self.people[user.id] = user

    async def step(self) -> None:
        """One command by somebody, who may or may not be allowed to."""
        commands: list[tuple[int, Callable[[], Awaitable[Any]]]] = [
            (2, self.add_user),
            (4, self.rename),
            (6, self.change_role),
            (2, self.remove_user),
            (2, self.reset),
            (8, self.plan),
            (10, self.change_session),
            (8, self.settle_session),
            (4, self.enrol),
            (4, self.withdraw),
            (6, self.mark),
            (1, self.remove_session),
            (2, self.assign),
            (4, self.unassign),
        ]
        weights, choices = zip(*commands, strict=True)
        command = self.random.choices(choices, weights)[0]
        with suppress(TmsError):
            await command()
            self.done[command.__name__] = self.done.get(command.__name__, 0) + 1

    def somebody(self, *roles: Role) -> int:
        """The id of one of them; if there is none, an id that does not exist."""
        ids = [user.id for user in self.people.values() if user.role in (roles or Role)]
        return self.random.choice(ids or [NOBODY])

    def actor(self) -> Actor:
        """Mostly an admin: otherwise nearly everything would be refused."""
        anyone = self.somebody() if self.random.random() < 0.3 else self.somebody(Role.ADMIN)
        return self.people[anyone].actor

    def trainees(self) -> tuple[int, ...]:
        return tuple({self.somebody(Role.TRAINEE) for _ in range(self.random.randrange(4))})

    def session(self) -> int:
        return self.random.choice(sorted(self.sessions) or [NOBODY])

    async def run(self, use_case: Any, *arguments: Any, **options: Any) -> Any:
        return await self.world.app.run(use_case, self.actor(), *arguments, **options)

    async def add_user(self) -> None:
        name = f"u{self.random.randrange(10**9)}"
        role = self.random.choice(list(Role))
        address = f"{name}@example.org"
        new = NewUser(
            username=name, email=address, role=role, first_name="A", last_name="B", password=PASSWORD
        )
        user = await self.run(create_user, new)
        self.people[user.id] = user

    async def rename(self) -> None:
        await self.change_user(first_name=self.random.choice(NAMES))

    async def change_role(self) -> None:
        await self.change_user(role=self.random.choice(list(Role)))

    async def change_user(self, **changes: Any) -> None:
        user = await self.run(update_user, self.somebody(), UserChanges(**changes))
        self.people[user.id] = user

    async def remove_user(self) -> None:
        user_id, successor = self.somebody(), self.somebody(Role.TRAINER)
        await self.run(delete_user, user_id, reassign_to=successor, allow_conflicts=True)
        del self.people[user_id]

    async def reset(self) -> None:
        await self.run(reset_password, self.somebody(), PasswordReset(new_password=PASSWORD))

    async def plan(self) -> None:
        new = NewSession(
            title=self.random.choice(NAMES),
            scheduled_date=NOW + HOUR * self.random.randrange(-5, 5),
            duration_minutes=60,
            trainer_id=self.somebody(Role.TRAINER, Role.ADMIN),
            trainee_ids=self.trainees(),
        )
        self.sessions.add((await self.run(create_session, new, allow_conflicts=True)).id)

    async def change_session(self) -> None:
        changes: Any = self.random.choice(
            [
                {"title": f"t{self.random.randrange(99)}"},
                {"trainer_id": self.somebody(Role.TRAINER, Role.ADMIN)},
                {"trainee_ids": self.trainees()},
                {"capacity": self.random.choice([None, 1, 5])},
                {"location": self.random.choice([None, "Room 1", "Room 2"])},
            ]
        )
        await self.run(update_session, self.session(), SessionChanges(**changes), allow_conflicts=True)

    async def settle_session(self) -> None:
        changes = SessionChanges(status=self.random.choice(list(SessionStatus)))
        await self.run(update_session, self.session(), changes, allow_conflicts=True)

    async def enrol(self) -> None:
        newcomers = TraineeList(trainee_ids=self.trainees())
        await self.run(add_trainees, self.session(), newcomers, allow_conflicts=True)

    async def withdraw(self) -> None:
        await self.run(remove_trainee, self.session(), self.somebody(Role.TRAINEE))

    async def mark(self) -> None:
        status = self.random.choice([None, *AttendanceStatus])
        record: Any = {"trainee_id": self.somebody(Role.TRAINEE), "status": status}
        await self.run(mark_attendance, self.session(), Attendance(records=(record,)))

    async def remove_session(self) -> None:
        session_id = self.session()
        await self.run(delete_session, session_id)
        self.sessions.discard(session_id)

    async def assign(self) -> None:
        pair = NewAssignment(student_id=self.somebody(Role.TRAINEE), teacher_id=self.somebody(Role.TRAINER))
        await self.run(assign_student, pair)

    async def unassign(self) -> None:
        await self.run(unassign_student, self.somebody(Role.TRAINEE), self.somebody(Role.TRAINER))
