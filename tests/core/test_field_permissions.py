"""Who may change what, by role and field."""

from __future__ import annotations

from collections.abc import Awaitable
from dataclasses import fields
from datetime import timedelta
from typing import Any

import pytest

from tests.core.organisation import HOUR, NOW, PASSWORD, World, as_actor
from tms_core.actor import Role
from tms_core.errors import TmsError
from tms_core.organisation.model import Language
from tms_core.sessions.commands import create_session, update_session
from tms_core.sessions.inputs import SessionChanges
from tms_core.sessions.model import NewSession, SessionStatus
from tms_core.users.model import User, UserChanges, UserStatus
from tms_core.users.use_cases import update_user

ADMIN, TRAINER, TRAINEE = Role.ADMIN, Role.TRAINER, Role.TRAINEE
USER_FIELDS: dict[str, Any] = {
    "username": "renamed",
    "email": "new@example.org",
    "role": Role.TRAINEE,
    "first_name": "Neu",
    "last_name": "Neu",
    "language": Language.PORTUGUESE,
    "time_zone": "Asia/Kathmandu",
    "status": UserStatus.ACTIVE,
    "external_id": "p-17",
    "custom": {},
    "current_password": PASSWORD,
}
OWN = {"email", "first_name", "last_name", "language", "time_zone", "current_password"}


@pytest.mark.parametrize("field", sorted(UserChanges.__annotations__))
@pytest.mark.parametrize("role", list(Role))
async def test_users_can_change_only_some_of_their_own_fields(world: World, role: Role, field: str) -> None:
    await world.admin()
    someone = await world.user(role)
    outcome = await code_of(
        world.app.run(
            update_user,
            as_actor(someone),
            someone.id,
            {field: USER_FIELDS[field], "current_password": PASSWORD},
        )
    )
    assert outcome == ("ok" if role is ADMIN or field in OWN else "forbidden")


@pytest.mark.parametrize("field", sorted(UserChanges.__annotations__))
@pytest.mark.parametrize(
    ("role", "other", "expected"),
    [
        (ADMIN, TRAINEE, "ok"),
        (TRAINER, TRAINEE, "forbidden"),
        (TRAINER, ADMIN, "not_found"),
        (TRAINEE, TRAINEE, "not_found"),
    ],
)
async def test_only_admins_change_others(
    world: World, role: Role, other: Role, expected: str, field: str
) -> None:
    changer, changed = await world.user(role), await world.user(other)
    outcome = await code_of(
        world.app.run(update_user, as_actor(changer), changed.id, {field: USER_FIELDS[field]})
    )
    assert outcome == expected


FOR_ADMINS = {"trainer_id", "external_id"}
"""The fields of a session that only admins may set to something else."""


def session_fields(trainer: User, trainee: User) -> dict[str, Any]:
    """A valid value for every session field that can be sent."""
    return {
        "title": "New",
        "scheduled_date": NOW + timedelta(days=3),
        "duration_minutes": 30,
        "description": "New",
        "trainer_id": trainer.id,
        "trainee_ids": (trainee.id,),
        "trainee_id": trainee.id,
        "capacity": 5,
        "time_zone": "Europe/Lisbon",
        "class_link": "https://example.org/room",
        "location": "Room 2",
        "status": SessionStatus.CANCELLED,
        "status_reason": "Rain",
        "external_id": "A-1",
        "custom": {},
    }


@pytest.mark.parametrize("field", [field.name for field in fields(NewSession)])
@pytest.mark.parametrize("role", list(Role))
async def test_trainers_cannot_plan_sessions_for_others(world: World, role: Role, field: str) -> None:
    values = session_fields(await world.trainer(), await world.trainee())
    needed = {name: values[name] for name in ("title", "scheduled_date", "duration_minutes")}
    new = NewSession(**{**needed, field: values[field]})
    outcome = await code_of(world.app.run(create_session, as_actor(await world.user(role)), new))
    allowed = role is ADMIN or (role is TRAINER and field not in FOR_ADMINS)
    assert outcome == ("ok" if allowed else "forbidden")


@pytest.mark.parametrize("field", sorted(SessionChanges.__annotations__))
@pytest.mark.parametrize(
    ("who", "expected"),
    [
        ("admin", "ok"),
        ("its trainer", "ok"),
        ("another trainer", "not_found"),
        ("its trainee", "forbidden"),
        ("another trainee", "forbidden"),
    ],
)
async def test_a_session_is_changed_by_its_trainer_and_by_admins(
    world: World, who: str, expected: str, field: str
) -> None:
    people = {
        "admin": await world.admin(),
        "its trainer": await world.trainer(),
        "another trainer": await world.trainer(),
        "its trainee": await world.trainee(),
        "another trainee": await world.trainee(),
    }
    session = await world.session(people["its trainer"], people["its trainee"])
    values = session_fields(people["another trainer"], people["another trainee"])
    if who == "its trainer" and field in FOR_ADMINS:
        expected = "forbidden"
    changes: Any = {field: values[field]}
    if field == "status_reason":
        changes["status"] = SessionStatus.CANCELLED
    assert (
        await code_of(world.app.run(update_session, as_actor(people[who]), session.id, changes)) == expected
    )


@pytest.mark.parametrize(
    ("before", "after", "by_trainer", "by_admin"),
    [
        ("scheduled", "completed", "ok", "ok"),
        ("scheduled", "cancelled", "ok", "ok"),
        ("completed", "scheduled", "forbidden", "ok"),
        ("cancelled", "scheduled", "forbidden", "ok"),
        ("completed", "cancelled", "status_change_not_allowed", "status_change_not_allowed"),
        ("cancelled", "completed", "status_change_not_allowed", "status_change_not_allowed"),
        ("scheduled", "scheduled", "ok", "ok"),
        ("completed", "completed", "ok", "ok"),
        ("cancelled", "cancelled", "ok", "ok"),
    ],
)
async def test_only_allowed_status_transitions_are_possible(
    world: World, before: str, after: str, by_trainer: str, by_admin: str
) -> None:
    trainer, admin = await world.trainer(), await world.admin()
    changes = SessionChanges(status=SessionStatus(after))
    for actor, expected in ((trainer, by_trainer), (admin, by_admin)):
        session = await world.session(trainer, start=world.now - HOUR, status=SessionStatus(before))
        world.now += timedelta(minutes=11)
        outcome = await code_of(
            world.app.run(update_session, as_actor(actor), session.id, changes, allow_conflicts=True)
        )
        assert outcome == expected


async def code_of(running: Awaitable[object]) -> str:
    """``ok``, or the error code."""
    try:
        await running
    except TmsError as refusal:
        return refusal.code
    return "ok"
