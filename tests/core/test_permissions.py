"""Who may do what: generated from the use cases themselves, so that a new one without a rule fails here."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from datetime import timedelta
from typing import Any, cast

import pytest

import tms_core
from tests.core.world import NOW, World, as_actor
from tms_adapters.memory import MemoryStore
from tms_core.actor import Actor, Role
from tms_core.errors import NotPermitted, TmsError
from tms_core.permissions import rule_of
from tms_core.sessions.inputs import SessionChanges
from tms_core.sessions.use_cases import update_session
from tms_core.users.model import UserChanges
from tms_core.users.use_cases import update_user

UseCase = Callable[..., Any]

ADMIN, TRAINER, TRAINEE = Role.ADMIN, Role.TRAINER, Role.TRAINEE
ALLOWED = {
    "accounts.admin_change_password": {ADMIN},
    "accounts.change_password": {ADMIN, TRAINER, TRAINEE},
    "accounts.get_me": {ADMIN, TRAINER, TRAINEE},
    "accounts.list_password_log": {ADMIN},
    "accounts.reset_password": {ADMIN},
    "accounts.sign_out": {ADMIN, TRAINER, TRAINEE},
    "analytics.count_sessions": {ADMIN},
    "analytics.count_users": {ADMIN},
    "assignments.assign_student": {ADMIN},
    "assignments.list_assignments": {ADMIN, TRAINER, TRAINEE},
    "assignments.unassign_student": {ADMIN},
    "sessions.add_trainees": {ADMIN, TRAINER},
    "sessions.create_session": {ADMIN, TRAINER},
    "sessions.delete_session": {ADMIN},
    "sessions.get_session": {ADMIN, TRAINER, TRAINEE},
    "sessions.list_sessions": {ADMIN, TRAINER, TRAINEE},
    "sessions.mark_attendance": {ADMIN, TRAINER},
    "sessions.remove_trainee": {ADMIN, TRAINER},
    "sessions.update_session": {ADMIN, TRAINER},
    "users.create_user": {ADMIN},
    "users.delete_user": {ADMIN},
    "users.get_user": {ADMIN, TRAINER, TRAINEE},
    "users.list_users": {ADMIN, TRAINER},
    "users.update_user": {ADMIN, TRAINER, TRAINEE},
}
"""The contract's last column, in words of the core."""
WITH_A_TEMPORARY_PASSWORD = {"accounts.change_password", "accounts.get_me", "accounts.sign_out"}


def use_cases() -> dict[str, UseCase]:
    """Every public asynchronous function that a ``use_cases`` module defines, as ``feature.name``."""
    found = {}
    for module in pkgutil.walk_packages(tms_core.__path__, "tms_core."):
        if module.name.endswith(".use_cases"):
            feature = module.name.split(".")[1]
            members = vars(importlib.import_module(module.name)).items()
            found |= {
                f"{feature}.{name}": member
                for name, member in members
                if inspect.iscoroutinefunction(inspect.unwrap(member))
                and member.__module__ == module.name
                and not name.startswith("_")
            }
    return found


def test_every_use_case_has_the_rule_of_the_contract() -> None:
    rules = {name: rule_of(use_case) for name, use_case in use_cases().items()}
    assert [name for name, rule in rules.items() if rule is None] == []
    assert {name: set(rule.roles) for name, rule in rules.items() if rule} == ALLOWED


def test_only_few_are_open_to_a_temporary_password() -> None:
    open_to = {
        name for name, use_case in use_cases().items() if cast(Any, rule_of(use_case)).temporary_password
    }
    assert open_to == WITH_A_TEMPORARY_PASSWORD


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("name", sorted(ALLOWED))
async def test_a_role_is_refused_before_anything_is_looked_at(name: str, role: Role) -> None:
    """The unit of work is no unit at all: whoever reaches it was let in."""
    actor = Actor(id=1, role=role)
    arguments = [None] * (len(inspect.signature(use_cases()[name]).parameters) - 2)
    refused = False
    try:
        await use_cases()[name](None, actor, *arguments)
    except NotPermitted as refusal:
        refused = refusal.code == "forbidden"
    except (AttributeError, TypeError):
        pass  # let in, and nothing there
    assert refused == (role not in ALLOWED[name])


@pytest.mark.parametrize("name", sorted(ALLOWED.keys() - WITH_A_TEMPORARY_PASSWORD))
async def test_a_temporary_password_must_be_changed_first(name: str) -> None:
    actor = Actor(id=1, role=ADMIN, must_change_password=True)
    arguments = [None] * (len(inspect.signature(use_cases()[name]).parameters) - 2)
    with pytest.raises(NotPermitted) as refused:
        await use_cases()[name](None, actor, *arguments)
    assert refused.value.code == "password_change_required"


USER_FIELDS: dict[str, Any] = {
    "username": "renamed",
    "email": "new@example.org",
    "role": Role.TRAINEE,
    "first_name": "Neu",
    "last_name": "Neu",
}
OWN = {"email", "first_name", "last_name"}


@pytest.mark.parametrize("field", sorted(UserChanges.__annotations__))
@pytest.mark.parametrize("role", list(Role))
async def test_people_change_only_some_of_their_own_fields(role: Role, field: str) -> None:
    world = World(MemoryStore())
    await world.admin()
    someone = await world.user(role)
    outcome = await code_of(
        world.app.run(update_user, as_actor(someone), someone.id, {field: USER_FIELDS[field]})
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
async def test_only_admins_change_others(role: Role, other: Role, expected: str, field: str) -> None:
    world = World(MemoryStore())
    changer, changed = await world.user(role), await world.user(other)
    outcome = await code_of(
        world.app.run(update_user, as_actor(changer), changed.id, {field: USER_FIELDS[field]})
    )
    assert outcome == expected


@pytest.mark.parametrize("field", sorted(SessionChanges.__annotations__))
@pytest.mark.parametrize("who", ["admin", "its trainer", "another trainer", "its trainee"])
async def test_who_changes_which_field_of_a_session(who: str, field: str) -> None:
    world = World(MemoryStore())
    admin, trainer, other, trainee = (
        await world.admin(),
        await world.trainer(),
        await world.trainer(),
        await world.trainee(),
    )
    session = await world.session(trainer, trainee)
    values: dict[str, Any] = {
        "title": "New",
        "scheduled_date": NOW + timedelta(days=3),
        "duration_minutes": 30,
        "description": "New",
        "trainer_id": other.id,
        "trainee_ids": (),
        "trainee_id": None,
        "capacity": 5,
        "time_zone": "Europe/Lisbon",
        "class_link": "https://example.org/room",
        "status": "completed",
    }
    actors = {"admin": admin, "its trainer": trainer, "another trainer": other, "its trainee": trainee}
    outcome = await code_of(
        world.app.run(update_session, as_actor(actors[who]), session.id, {field: values[field]})
    )
    hands_it_over = who == "its trainer" and field == "trainer_id"
    expected = {
        "admin": "ok",
        "its trainer": "ok",
        "another trainer": "not_found",
        "its trainee": "forbidden",
    }
    assert outcome == ("forbidden" if hands_it_over else expected[who])


async def code_of(running: Any) -> str:
    """``ok``, or the code of the refusal."""
    try:
        await running
    except TmsError as refusal:
        return refusal.code
    return "ok"
