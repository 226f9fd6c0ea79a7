"""Who may do what: generated from the use cases themselves, so that a new one without a rule fails here."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Callable
from types import ModuleType
from typing import Any

import pytest

import tms_core
import tms_demo
from tests.core.world import World
from tms_core.actor import SYSTEM, Actor, Role
from tms_core.auth.use_cases import get_me
from tms_core.errors import NotPermitted
from tms_core.permissions import rule_of

UseCase = Callable[..., Any]

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
"""The contract's last column, in words of the core."""
WITH_A_TEMPORARY_PASSWORD = {"auth.change_password", "auth.get_me", "auth.sign_out"}


def use_cases() -> dict[str, UseCase]:
    """Every public asynchronous function of ``use_cases`` modules, and of others that hold a use case."""
    found = {}
    modules = (
        *pkgutil.walk_packages(tms_core.__path__, "tms_core."),
        *pkgutil.walk_packages(tms_demo.__path__, "tms_demo."),
    )
    for module in modules:
        functions = public_coroutines(importlib.import_module(module.name))
        if module.name.endswith(".use_cases") or any(map(rule_of, functions.values())):
            feature = module.name.split(".")[1]
            found |= {f"{feature}.{name}": function for name, function in functions.items()}
    return found


def public_coroutines(module: ModuleType) -> dict[str, UseCase]:
    """What a module itself defines."""
    return {
        name: member
        for name, member in vars(module).items()
        if inspect.iscoroutinefunction(inspect.unwrap(member))
        and member.__module__ == module.__name__
        and not name.startswith("_")
    }


async def call_without_a_store(name: str, actor: Actor) -> str:
    """The code of the refusal, or ``let in`` where the use case went for the store, which is none."""
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
    rules = {name: rule_of(use_case) for name, use_case in use_cases().items()}
    assert [name for name, rule in rules.items() if rule is None] == []
    assert {name: set(rule.roles) for name, rule in rules.items() if rule} == ALLOWED


def test_only_few_are_open_to_a_temporary_password() -> None:
    open_to = {
        name
        for name, use_case in use_cases().items()
        if (rule := rule_of(use_case)) and rule.temporary_password
    }
    assert open_to == WITH_A_TEMPORARY_PASSWORD


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("name", sorted(ALLOWED))
async def test_a_role_is_refused_before_anything_is_looked_at(name: str, role: Role) -> None:
    actor = Actor(id=1, role=role, token_id="one")
    expected = "let in" if role in ALLOWED[name] else "forbidden"
    assert await call_without_a_store(name, actor) == expected


@pytest.mark.parametrize("role", list(Role))
@pytest.mark.parametrize("name", sorted(ALLOWED))
async def test_a_temporary_password_must_be_changed_first(name: str, role: Role) -> None:
    actor = Actor(id=1, role=role, must_change_password=True, token_id="one")
    expected = "let in" if name in WITH_A_TEMPORARY_PASSWORD else "password_change_required"
    assert await call_without_a_store(name, actor) == expected


async def test_the_system_itself_is_nobody_in_particular(world: World) -> None:
    with pytest.raises(NotPermitted):
        await world.app.read(get_me, SYSTEM)
