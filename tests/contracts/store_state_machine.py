"""Every command, given to two stores at once."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    multiple,
    rule,
)

from tests.contracts.store_pair import Command, PairedStore, founded
from tests.contracts.stores import OpenStore, in_memory
from tests.contracts.strategies import (
    admins,
    leaders,
    marks,
    names,
    new_sessions,
    pages,
    queries,
    roles,
    session_changes,
    session_filters,
    sessions,
    some_trainees,
    starts,
    trainees,
    trainers,
    user_changes,
    users,
    versions,
)
from tests.core.organisation import HOUR, PASSWORD
from tms_core.actor import SYSTEM, Role
from tms_core.analytics.overview import RequestedPeriod
from tms_core.analytics.queries import get_overview, get_progress
from tms_core.assignments.model import NewAssignment
from tms_core.assignments.use_cases import assign_student, list_assignments, unassign_student
from tms_core.auth.model import AuditFilter, PasswordReset
from tms_core.auth.use_cases import list_password_log, reset_password
from tms_core.entity import PageRequest
from tms_core.sessions.attendance import mark_attendance
from tms_core.sessions.commands import (
    add_trainees,
    create_session,
    delete_session,
    purge_deleted_sessions,
    remove_trainee,
    update_session,
)
from tms_core.sessions.inputs import Attendance, SessionFilter, TraineeList
from tms_core.sessions.model import NewSession
from tms_core.sessions.queries import list_sessions
from tms_core.users.model import NewUser, UserFilter
from tms_core.users.use_cases import create_user, delete_user, list_users, update_user


class StoreStateMachine(RuleBasedStateMachine):
    """Gives every command to both stores."""

    def __init__(self, open_sql: Callable[[], Awaitable[OpenStore]]) -> None:
        super().__init__()
        self.runner = asyncio.Runner()
        self.stores = [self.runner.run(founded(opening)) for opening in (in_memory, open_sql)]

    @initialize(target=users)
    def founders(self) -> Any:
        return multiple(*range(len(self.stores[0].users)))

    @initialize(target=sessions)
    def founding_sessions(self) -> Any:
        return multiple(*range(len(self.stores[0].sessions)))

    @rule(target=users, actor=admins, username=names, role=roles, password=st.sampled_from([PASSWORD, None]))
    def add_user(self, actor: int, username: str, role: Role, password: str | None) -> Any:
        async def command(store: PairedStore) -> Any:
            address = f"{username}@example.org"
            new = NewUser(
                username=username, email=address, role=role, first_name="A", last_name="B", password=password
            )
            user = await store.run(create_user, actor, new)
            store.users.append(user.id)
            return replace(user, temporary_password="" if user.temporary_password else None)

        return self.new(self.both(command), self.stores[0].users)

    @rule(actor=admins, user=users, changes=user_changes, expected=versions)
    def change_user(self, actor: int, user: int, changes: Any, expected: set[int] | None) -> None:
        self.both(
            lambda store: store.run(
                update_user, actor, store.users[user], changes, expected_versions=expected
            )
        )

    @rule(actor=admins, user=users, successor=st.none() | trainers, anyway=st.booleans())
    def remove_user(self, actor: int, user: int, successor: int | None, anyway: bool) -> None:
        self.both(
            lambda store: store.run(
                delete_user,
                actor,
                store.users[user],
                reassign_to=None if successor is None else store.users[successor],
                allow_conflicts=anyway,
            )
        )

    @rule(actor=admins, user=users)
    def reset(self, actor: int, user: int) -> None:
        reset = PasswordReset(new_password=PASSWORD)
        self.both(lambda store: store.run(reset_password, actor, store.users[user], reset))

    @rule(
        target=sessions,
        actor=leaders,
        trainer=st.none() | trainers,
        trainees=some_trainees,
        fields=new_sessions,
        anyway=st.booleans(),
    )
    def plan(
        self, actor: int, trainer: int | None, trainees: tuple[int, ...], fields: Any, anyway: bool
    ) -> Any:
        async def command(store: PairedStore) -> Any:
            new = NewSession(
                **fields,
                trainer_id=None if trainer is None else store.users[trainer],
                trainee_ids=store.ids(trainees),
            )
            view = await store.run(create_session, actor, new, allow_conflicts=anyway)
            store.sessions.append(view.id)
            return view

        return self.new(self.both(command), self.stores[0].sessions)

    @rule(
        actor=leaders,
        session=sessions,
        changes=session_changes,
        trainer=st.none() | trainers,
        trainees=st.none() | some_trainees,
        anyway=st.booleans(),
        expected=versions,
        discard=st.booleans(),
    )
    def change_session(
        self,
        actor: int,
        session: int,
        changes: Any,
        trainer: int | None,
        trainees: tuple[int, ...] | None,
        anyway: bool,
        expected: set[int] | None,
        discard: bool,
    ) -> None:
        def people(store: PairedStore) -> dict[str, Any]:
            leader = {} if trainer is None else {"trainer_id": store.users[trainer]}
            return leader if trainees is None else {**leader, "trainee_ids": store.ids(trainees)}

        self.both(
            lambda store: store.run(
                update_session,
                actor,
                store.sessions[session],
                {**changes, **people(store)},
                allow_conflicts=anyway,
                expected_versions=expected,
                discard_attendance=discard,
            )
        )

    @rule(actor=leaders, session=sessions, trainees=some_trainees)
    def enrol(self, actor: int, session: int, trainees: tuple[int, ...]) -> None:
        def newcomers(store: PairedStore) -> TraineeList:
            return TraineeList(trainee_ids=store.ids(trainees))

        self.both(lambda store: store.run(add_trainees, actor, store.sessions[session], newcomers(store)))

    @rule(actor=leaders, session=sessions, trainee=trainees, discard=st.booleans())
    def withdraw(self, actor: int, session: int, trainee: int, discard: bool) -> None:
        self.both(
            lambda store: store.run(
                remove_trainee,
                actor,
                store.sessions[session],
                store.users[trainee],
                discard_attendance=discard,
            )
        )

    @rule(actor=leaders, session=sessions, marks=marks, minutes=st.none() | st.sampled_from([0, 20, 600]))
    def mark(self, actor: int, session: int, marks: dict[int, Any], minutes: int | None) -> None:
        def attendance(store: PairedStore) -> Attendance:
            given: dict[str, Any] = {} if minutes is None else {"note": "🚌", "minutes": minutes}
            return Attendance(
                records=tuple(
                    {"trainee_id": store.users[trainee], "status": status, **given}
                    for trainee, status in marks.items()
                )
            )

        self.both(lambda store: store.run(mark_attendance, actor, store.sessions[session], attendance(store)))

    @rule(actor=leaders, session=sessions)
    def remove_session(self, actor: int, session: int) -> None:
        self.both(lambda store: store.run(delete_session, actor, store.sessions[session]))

    @rule(actor=admins, student=trainees, teacher=trainers)
    def assign(self, actor: int, student: int, teacher: int) -> None:
        def pair(store: PairedStore) -> NewAssignment:
            return NewAssignment(student_id=store.users[student], teacher_id=store.users[teacher])

        self.both(lambda store: store.run(assign_student, actor, pair(store)))

    @rule(actor=admins, student=trainees, teacher=trainers)
    def unassign(self, actor: int, student: int, teacher: int) -> None:
        self.both(
            lambda store: store.run(unassign_student, actor, store.users[student], store.users[teacher])
        )

    @rule(actor=users, page=pages, q=queries, roles=st.none() | st.lists(roles, max_size=2).map(tuple))
    def read_people(
        self, actor: int, page: PageRequest, q: str | None, roles: tuple[Role, ...] | None
    ) -> None:
        self.both(lambda store: store.run(list_users, actor, UserFilter(q=q, roles=roles), page))
        self.both(lambda store: store.run(list_assignments, actor, page))
        self.both(lambda store: store.run(list_password_log, actor, AuditFilter(), page))

    @rule(
        actor=users,
        page=pages,
        fields=session_filters,
        trainer=st.none() | trainers,
        trainee=st.none() | trainees,
    )
    def read_sessions(
        self, actor: int, page: PageRequest, fields: Any, trainer: int | None, trainee: int | None
    ) -> None:
        def wanted(store: PairedStore) -> SessionFilter:
            return SessionFilter(
                **fields,
                trainer_id=None if trainer is None else store.users[trainer],
                trainee_id=None if trainee is None else store.users[trainee],
            )

        self.both(lambda store: store.run(list_sessions, actor, wanted(store), page))

    @rule(actor=users, start=starts, hours=st.integers(0, 9), trainee=users)
    def read_numbers(self, actor: int, start: Any, hours: int, trainee: int) -> None:
        asked = RequestedPeriod(from_=start, to=start + hours * HOUR, time_zone="Asia/Kathmandu")
        self.both(lambda store: store.run(get_overview, actor, asked))
        self.both(lambda store: store.run(get_progress, actor, store.users[trainee]))

    @rule(time=st.sampled_from([HOUR / 12, HOUR / 3, HOUR, 5 * HOUR, 31 * 24 * HOUR]))
    def wait(self, time: timedelta) -> None:
        for store in self.stores:
            store.world.now += time
        self.both(lambda store: store.world.app.run(purge_deleted_sessions, SYSTEM))

    def teardown(self) -> None:
        try:
            self.both(lambda store: store.everything())
        finally:
            for store in self.stores:
                self.runner.run(store.opened.store.close())
            self.runner.close()

    def both(self, command: Command) -> Any:
        """The result of both stores, which must be the same."""
        in_memory_store, in_sql = (self.runner.run(store.outcome(command)) for store in self.stores)
        assert in_sql == in_memory_store
        return in_sql

    def new(self, answer: Any, things: list[int]) -> Any:
        """The number of what was just added, or nothing if it was refused."""
        return multiple(len(things) - 1) if isinstance(answer, dict) else multiple()
