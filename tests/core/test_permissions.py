"""Who may do what: every command and query has the rule that ``tests/core/rules/`` states for its feature."""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator
from types import ModuleType

import pytest

import tms_core
import tms_demo
from tests.core import rules
from tests.core.organisation import World
from tms_core.actor import SYSTEM, Actor, Role
from tms_core.auth.use_cases import get_me
from tms_core.errors import NotPermitted
from tms_core.use_cases import UseCase

RULES = {
    module.name: importlib.import_module(f"{rules.__name__}.{module.name}")
    for module in pkgutil.iter_modules(rules.__path__)
}
ALLOWED = {
    f"{name}.{each}": roles for name, module in RULES.items() for each, roles in module.ALLOWED.items()
}
WITH_A_TEMPORARY_PASSWORD = {
    f"{name}.{each}"
    for name, module in RULES.items()
    for each in getattr(module, "WITH_A_TEMPORARY_PASSWORD", ())
}
STEPS_OF_COMMANDS = {
    "tms_core.auth.sign_ins.end_own_sign_in",
    "tms_core.auth.sign_ins.sign_in_used_by",
    "tms_core.auth.issuing.renew_sign_in",
    "tms_core.sessions.conflicts.check_available",
    "tms_core.sessions.conflicts.find_schedule_conflicts",
    "tms_core.sessions.saving.lock_for_update",
    "tms_core.sessions.saving.save",
    "tms_core.users.passwords.keep_first_password",
    "tms_core.users.passwords.log_password",
}
"""Public functions that commands and queries call once their own rule has admitted the actor."""


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
