"""Lists, page by page, against the same rows filtered and sorted in Python."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Sequence
from datetime import timedelta
from itertools import product
from typing import Any, TypeVar

import pytest

from tests.contracts.transactions import change, look
from tests.core.organisation import HOUR, NOW, World, as_actor
from tms_core.actor import Role
from tms_core.application import Store
from tms_core.assignments.model import AssignmentFilter, AssignmentReader, NewAssignment
from tms_core.assignments.use_cases import assign_student
from tms_core.auth.model import AuditFilter, AuthReader, AuthRepository
from tms_core.entity import Key, Page, PageRequest
from tms_core.sessions.events import SessionView
from tms_core.sessions.inputs import SessionFilter
from tms_core.sessions.model import SessionStatus
from tms_core.sessions.repository import SessionReader, SessionRepository
from tms_core.users.model import User, UserFilter, UserOrder, UserReader, UserRepository
from tms_core.users.passwords import PasswordAction, PasswordRecord
from tms_core.validation.text import fold

T = TypeVar("T")
ReadPage = Callable[[PageRequest], Awaitable[Page[T]]]


async def check_pages(read: ReadPage[T], expected: Sequence[T], key: Callable[[T], Key]) -> None:
    """Every way to page through a list shows ``expected``, in that order."""
    whole = await read(PageRequest(limit=500))
    assert (whole.items, whole.total, whole.next) == (list(expected), len(expected), None)
    for limit in (1, 2, 5):
        assert await read_by_key(read, limit) == list(expected)
    for skip in range(len(expected) + 2):
        page = await read(PageRequest(skip=skip, limit=3))
        rest = expected[skip:]
        assert (page.items, page.total) == (list(rest[:3]), len(expected))
        assert page.next == (key(rest[2]) if len(rest) > 3 else None)
    uncounted = await read(PageRequest(limit=2, count=False))
    assert (uncounted.items, uncounted.total) == (list(expected[:2]), None)


async def read_by_key(read: ReadPage[T], limit: int) -> list[T]:
    """The whole list, following ``next``."""
    items: list[T] = []
    after = None
    while True:
        page = await read(PageRequest(limit=limit, after=after))
        assert len(page.items) <= limit
        assert page.next is None or page.next != after
        items += page.items
        after = page.next
        if after is None:
            return items


@pytest.mark.parametrize(
    ("wanted", "names"),
    [
        (UserFilter(), ["ana", "rui", "eva", "zoe", "max", "aya"]),
        (UserFilter(roles=(Role.TRAINER,)), ["rui", "zoe"]),
        (UserFilter(roles=(Role.TRAINEE, Role.TRAINER)), ["rui", "eva", "zoe", "max", "aya"]),
        (UserFilter(roles=()), []),
        (UserFilter(q="Z"), ["zoe", "max"]),  # in a username; in an e-mail address
        (UserFilter(q="ＭÜＬＬＥＲ"), ["eva"]),
        (UserFilter(q="muller"), ["eva"]),
        (UserFilter(q="a silva"), ["ana", "aya"]),  # across first and last name
        (UserFilter(q="100%"), ["rui"]),
        (UserFilter(q="1_0"), []),
        (UserFilter(q="_"), ["aya"]),
        (UserFilter(q="\\"), ["rui"]),
        (UserFilter(q="'"), ["max"]),
        (UserFilter(q="😀"), ["zoe"]),
        (UserFilter(q="😁"), []),
        (UserFilter(q=""), ["ana", "rui", "eva", "zoe", "max", "aya"]),
        (UserFilter(q="nobody"), []),
        (UserFilter(q="a", roles=(Role.TRAINEE,)), ["eva", "max", "aya"]),
    ],
)
async def test_users_by_id(store: Store, wanted: UserFilter, names: list[str]) -> None:
    world = World(store)
    people: dict[str, User] = {}
    for username, role, special in (
        ("ana", Role.ADMIN, {"last_name": "Silva"}),
        ("gone", Role.TRAINER, {"last_name": "Silva"}),
        ("rui", Role.TRAINER, {"first_name": "100%", "last_name": "back\\slash"}),
        ("eva", Role.TRAINEE, {"last_name": "Müller"}),
        ("zoe", Role.TRAINER, {"last_name": "😀"}),
        ("max", Role.TRAINEE, {"email": "z@example.org", "last_name": "O'Brien"}),
        ("aya", Role.TRAINEE, {"email": "a_a@example.org", "last_name": "Silva"}),
    ):
        given = {"email": f"{username}@example.org", "first_name": username}
        people[username] = await world.user(role, username=username, **(given | special))
    async with change(store) as uow:
        await uow.repository(UserRepository).remove(people["gone"], NOW)
        changed = people["ana"].with_changes(NOW, is_temporary_password=False)
        await uow.repository(UserRepository).update(people["ana"], changed)
    people["ana"] = changed

    async def read(page: PageRequest) -> Page[User]:
        async with look(store) as uow:
            return await uow.repository(UserReader).page(wanted, page)

    await check_pages(read, [people[name] for name in names], lambda user: (user.id,))


STATUSES = list(SessionStatus)


async def a_month_of_sessions(world: World) -> tuple[list[User], list[User], list[SessionView]]:
    """Two trainers, three trainees and twenty sessions, many of which begin at the same time."""
    trainers = [await world.trainer(), await world.trainer()]
    trainees = await world.trainees(3)
    sessions = [
        await world.session(
            trainers[number % 2],
            *trainees[: number % 4],
            start=NOW + HOUR * (number * 7 % 5) + timedelta(microseconds=number % 2),
            minutes=1 + number * 13 % 90,
            status=STATUSES[number % 3],
            title=("Straße 🚲", "Excel 100%", "jose")[number % 3],
            description="Größe" if number % 5 == 0 else "",
        )
        for number in range(20)
    ]
    return trainers, trainees, sessions


def is_wanted(session: SessionView, wanted: SessionFilter) -> bool:
    """The fields of ``SessionFilter`` applied one by one."""
    text = fold(f"{session.title} {session.description} {session.trainer.name}")
    text += fold(
        " ".join(trainee.name for trainee in session.trainees if wanted.taken_by in (None, trainee.id))
    )
    conditions = [
        wanted.status is None or session.status == wanted.status,
        wanted.trainer_id is None or session.trainer_id == wanted.trainer_id,
        wanted.led_by is None or session.trainer_id == wanted.led_by,
        wanted.trainee_id is None or wanted.trainee_id in session.trainee_ids,
        wanted.taken_by is None or wanted.taken_by in session.trainee_ids,
        wanted.taken_by is None or wanted.trainee_id in (None, wanted.taken_by),
        wanted.from_ is None or session.ends_at > wanted.from_,
        wanted.to is None or session.scheduled_date < wanted.to,
        wanted.q is None or all(word in text for word in fold(wanted.q).split()),
    ]
    return all(conditions)


async def test_sessions_by_start(store: Store) -> None:
    trainers, trainees, sessions = await a_month_of_sessions(World(store))
    filters: list[dict[str, Any]] = [
        {},
        {"status": SessionStatus.SCHEDULED},
        {"trainer_id": trainers[0].id},
        {"trainee_id": trainees[1].id},
        {"led_by": trainers[1].id},
        {"taken_by": trainees[2].id},
        {"led_by": trainers[1].id, "trainer_id": trainers[0].id},
        {"led_by": trainers[1].id, "trainee_id": trainees[0].id, "status": SessionStatus.CANCELLED},
        {"taken_by": trainees[0].id, "trainee_id": trainees[2].id},
        {"taken_by": trainees[0].id, "trainee_id": 0},
        {"taken_by": trainees[0].id, "trainer_id": trainers[0].id, "from_": NOW + HOUR},
        {"trainer_id": 10**15},
        {"from_": NOW + HOUR, "to": NOW + 3 * HOUR},
        {"from_": sessions[3].ends_at},
        {"to": sessions[3].scheduled_date},
        {"from_": sessions[3].scheduled_date, "to": sessions[3].scheduled_date},
        {"from_": NOW + 3 * HOUR, "to": NOW + HOUR},
        {"q": "STRASSE"},
        {"q": "größe", "status": SessionStatus.COMPLETED},
        {"q": "100%"},
        {"q": "José"},
        {"q": "🚲"},
        {"q": "🚗"},
        {"q": "%"},
    ]
    for fields, ascending in product(filters, (False, True)):
        wanted = SessionFilter(**fields, ascending=ascending)
        expected = [session for session in sessions if is_wanted(session, wanted)]
        expected.sort(key=lambda session: (session.scheduled_date, session.id), reverse=not ascending)

        async def read(page: PageRequest, wanted: SessionFilter = wanted) -> Page[SessionView]:
            async with look(store) as uow:
                return await uow.repository(SessionReader).page(wanted, page)

        if fields in ({}, {"trainer_id": trainers[0].id}, {"taken_by": trainees[2].id}, {"q": "STRASSE"}):
            await check_pages(read, expected, lambda session: (session.scheduled_date, session.id))
        else:
            whole = await read(PageRequest(limit=500))
            assert (whole.items, whole.total) == (expected, len(expected)), fields
            assert await read_by_key(read, 3) == expected, fields


async def test_keyset_pagination_continues_correctly_after_rows_changed(store: Store) -> None:
    world = World(store)
    trainer = await world.trainer()
    first, second, third = [await world.session(trainer, start=NOW + HOUR * hour) for hour in (1, 2, 3)]

    async def page(after: Key | None = None) -> Page[SessionView]:
        async with look(store) as uow:
            return await uow.repository(SessionReader).page(
                SessionFilter(ascending=True), PageRequest(limit=2, after=after)
            )

    seen = await page()
    assert seen.items == [first, second]
    async with change(store) as uow:
        await uow.repository(SessionRepository).remove(
            (await uow.repository(SessionRepository).lock([second.id]))[second.id], NOW
        )
    await world.session(trainer, start=NOW)
    assert (await page(seen.next)).items == [third]


async def test_the_password_log_is_listed_newest_first(store: Store) -> None:
    async with change(store) as uow:
        for number in range(7):
            await uow.repository(AuthRepository).add_password_record(
                PasswordRecord(
                    user_id=number % 2 + 1,
                    action=PasswordAction.CHANGED,
                    performed_by=number,
                    timestamp=NOW - HOUR * number,
                    details="",
                )
            )
    for wanted, order in (
        (AuditFilter(), [6, 5, 4, 3, 2, 1, 0]),
        (AuditFilter(user_id=1), [6, 4, 2, 0]),
        (AuditFilter(user_id=3), []),
    ):

        async def read(page: PageRequest, wanted: AuditFilter = wanted) -> Page[PasswordRecord]:
            async with look(store) as uow:
                return await uow.repository(AuthReader).password_log_page(wanted, page)

        lines = (await read(PageRequest())).items
        assert [line.performed_by for line in lines] == order
        await check_pages(read, lines, lambda line: (line.id,))


async def test_assignments_by_id(store: Store) -> None:
    world = World(store)
    boss = as_actor(await world.admin())
    trainers, trainees = [await world.trainer(), await world.trainer()], await world.trainees(3)
    pairs = [
        await world.app.run(assign_student, boss, NewAssignment(student_id=trainee.id, teacher_id=trainer.id))
        for trainee, trainer in product(trainees, trainers)
    ]
    for wanted, expected in (
        (AssignmentFilter(), pairs),
        (AssignmentFilter(student_id=trainees[1].id), pairs[2:4]),
        (AssignmentFilter(teacher_id=trainers[1].id), pairs[1::2]),
        (AssignmentFilter(teacher_id=trainers[1].id, student_id=trainees[0].id), pairs[1:2]),
        (AssignmentFilter(teacher_id=trainees[0].id), []),
    ):

        async def read(page: PageRequest, wanted: AssignmentFilter = wanted) -> Page[int]:
            async with look(store) as uow:
                found = await uow.repository(AssignmentReader).page(wanted, page)
            return Page(items=[view.id for view in found.items], total=found.total, next=found.next)

        await check_pages(read, [pair.id for pair in expected], lambda number: (number,))


async def test_users_by_whether_they_have_an_assignment(store: Store) -> None:
    world = World(store)
    boss = await world.admin()
    ana, rui = await world.trainer(), await world.trainer()
    eva, zoe = await world.trainees(2)
    for trainer in (ana, rui):
        await world.app.run(
            assign_student, as_actor(boss), NewAssignment(student_id=eva.id, teacher_id=trainer.id)
        )

    async def ids(**wanted: Any) -> list[int]:
        async with look(store) as uow:
            page = await uow.repository(UserReader).page(UserFilter(**wanted), PageRequest())
        assert page.total == len(page.items)
        return [user.id for user in page.items]

    assert await ids(assigned=True) == [ana.id, rui.id, eva.id]
    assert await ids(assigned=False) == [boss.id, zoe.id]
    assert await ids(assigned=False, roles=(Role.TRAINEE,), order=UserOrder.NAME) == [zoe.id]
    assert await ids(assigned=True, q=zoe.username) == []
