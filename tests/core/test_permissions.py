"""Who may do what: generated from the use cases themselves, so that a new one without a rule fails here."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from types import ModuleType

import pytest

import tms_core
import tms_demo
from tests.core.organisation import World
from tms_core.actor import SYSTEM, Actor, Role
from tms_core.auth.use_cases import get_me
from tms_core.errors import NotPermitted
from tms_core.use_cases import UseCase

ADMIN, TRAINER, TRAINEE = Role.ADMIN, Role.TRAINER, Role.TRAINEE
ALLOWED = {
    "analytics.count_sessions": {ADMIN},
    "analytics.count_users": {ADMIN},
    "analytics.get_attention": {ADMIN, TRAINER},
    "analytics.get_overview": {ADMIN, TRAINER},
    "analytics.get_progress": {ADMIN, TRAINER, TRAINEE},
    "assignments.assign_student": {ADMIN},
    "assignments.list_assignments": {ADMIN, TRAINER, TRAINEE},
    "assignments.unassign_student": {ADMIN},
    "auth.admin_change_password": {ADMIN},
    "auth.change_password": {ADMIN, TRAINER, TRAINEE},
    "auth.get_me": {ADMIN, TRAINER, TRAINEE},
    "auth.list_password_log": {ADMIN},
    "auth.reset_password": {ADMIN},
    "auth.sign_out": {ADMIN, TRAINER, TRAINEE},
    "reports.generate_report": {ADMIN},
    "seed.seed_demo": {ADMIN},
    "sessions.add_trainees": {ADMIN, TRAINER},
    "sessions.create_session": {ADMIN, TRAINER},
    "sessions.delete_session": {ADMIN},
    "sessions.find_conflicts": {ADMIN, TRAINER},
    "sessions.get_session": {ADMIN, TRAINER, TRAINEE},
    "sessions.list_sessions": {ADMIN, TRAINER, TRAINEE},
    "sessions.mark_attendance": {ADMIN, TRAINER},
    "sessions.remove_trainee": {ADMIN, TRAINER},
    "sessions.update_session": {ADMIN, TRAINER},
    "users.add_admin": {ADMIN},
    "users.add_first_admin": {ADMIN},
    "users.create_user": {ADMIN},
    "users.delete_user": {ADMIN},
    "users.export_person": {ADMIN, TRAINER, TRAINEE},
    "users.get_user": {ADMIN, TRAINER, TRAINEE},
    "users.list_users": {ADMIN, TRAINER},
    "users.update_user": {ADMIN, TRAINER, TRAINEE},
}
"""The last column of the API contract's table, in the core's terms."""
STEPS_OF_COMMANDS = {
    "tms_core.sessions.conflicts.check_available",
    "tms_core.sessions.conflicts.find_schedule_conflicts",
    "tms_core.users.passwords.keep_first_password",
    "tms_core.users.passwords.log_password",
}
"""Public functions that commands and queries call once their own rule has admitted the actor."""
WITH_A_TEMPORARY_PASSWORD = {"auth.change_password", "auth.get_me", "auth.sign_out"}


def modules() -> Iterator[ModuleType]:
    for package in (tms_core, tms_demo):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            yield importlib.import_module(module.name)


def use_cases() -> dict[str, UseCase]:
    """Every command and query that is not private to its module."""
    return {
        f"{module.__name__.split('.')[1]}.{name}": member
        for module in modules()
        for name, member in vars(module).items()
        if isinstance(member, UseCase) and member.__module__ == module.__name__ and not name.startswith("_")
    }


def test_every_public_command_and_query_has_a_rule() -> None:
    without_a_rule = {
        f"{module.__name__}.{name}"
        for module in modules()
        for name, member in vars(module).items()
        if inspect.iscoroutinefunction(member)
        and member.__module__ == module.__name__
        and not name.startswith("_")
        and list(inspect.signature(member).parameters)[:2] == ["uow", "actor"]
    }
    assert without_a_rule == STEPS_OF_COMMANDS


async def call_without_a_store(name: str, actor: Actor) -> str:
    """The error code, or ``let in`` if the use case tried to access the store, which does not exist."""
    use_case = use_cases()[name]
    arguments = [None] * (len(inspect.signature(use_case).parameters) - 2)
    try:
        await use_case(None, actor, *arguments)
    except NotPermitted as refusal:
        return refusal.code
    except (AttributeError, TypeError):
        return "let in"
    return "answered"


def test_every_use_case_has_the_rule_of_the_contract() -> None:
    assert {name: set(use_case.rule.roles) for name, use_case in use_cases().items()} == ALLOWED


def test_only_a_few_use_cases_accept_a_temporary_password() -> None:
    open_to = {name for name, use_case in use_cases().items() if use_case.rule.temporary_password}
    assert open_to == WITH_A_TEMPORARY_PASSWORD


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("name", sorted(ALLOWED))
async def test_a_role_is_refused_before_anything_is_read(name: str, role: Role) -> None:
    actor = Actor(id=1, role=role, token_id="one")
    expected = "let in" if role in ALLOWED[name] else "forbidden"
    assert await call_without_a_store(name, actor) == expected


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("name", sorted(ALLOWED))
async def test_a_temporary_password_must_be_changed_first(name: str, role: Role) -> None:
    actor = Actor(id=1, role=role, must_change_password=True, token_id="one")
    expected = "let in" if name in WITH_A_TEMPORARY_PASSWORD else "password_change_required"
    assert await call_without_a_store(name, actor) == expected


async def test_the_system_has_no_account_of_its_own(world: World) -> None:
    with pytest.raises(NotPermitted):
        await world.app.read(get_me, SYSTEM)
