"""Commands and queries are distinct, both to the type checker and at run time."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.core.organisation import World
from tests.patience import HANGS
from tms_core.actor import SYSTEM, Actor, Role
from tms_core.application.idempotency import IdempotentRequest
from tms_core.entity import PageRequest
from tms_core.errors import NotPermitted, TransactionConflict
from tms_core.unit_of_work import ReadUnit, UnitOfWork
from tms_core.use_cases import UseCaseRunner, command, prepared_command, query
from tms_core.users.model import NewUser, UserFilter
from tms_core.users.use_cases import create_user, delete_user, list_users

ROOT = Path(__file__).parents[2]
SNIPPET = """
from tms_core.actor import SYSTEM
from tms_core.application import Application
from tms_core.entity import PageRequest
from tms_core.unit_of_work import ReadUnit, UnitOfWork
from tms_core.users.use_cases import create_user
from tms_core.users.model import NewUser, UserFilter
from tms_core.users.use_cases import get_user, list_users
from tms_core.users.model import UserReader


async def mixed_up(app: Application, new: NewUser, unit: ReadUnit, work: UnitOfWork) -> None:
    await app.run(create_user, SYSTEM, new)
    await app.read(list_users, SYSTEM, UserFilter(), PageRequest())
    await get_user(work, SYSTEM, 1)
    await app.read(create_user, SYSTEM, new)  # WRONG
    await app.run(get_user, SYSTEM, 1)  # WRONG
    await app.read(get_user, SYSTEM, "1")  # WRONG
    await create_user(unit, SYSTEM, new)  # WRONG
    await unit.repository(UserReader).add  # WRONG
    unit.record  # WRONG
"""
NEW = NewUser(
    username="ana",
    email="ana@example.org",
    role=Role.TRAINER,
    first_name="Ana",
    last_name="Reis",
    password="x",
)


def test_mixing_them_up_is_a_type_error(tmp_path: Path) -> None:
    (tmp_path / "snippet.py").write_text(SNIPPET)
    options = ["--no-error-summary", "--hide-error-context", f"--cache-dir={tmp_path}"]
    ran = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--follow-imports=silent", *options, "snippet.py"],
        cwd=tmp_path,
        env={"MYPYPATH": str(ROOT / "src"), "PATH": ""},
        capture_output=True,
        text=True,
        timeout=2 * HANGS,
        check=False,
    )
    errors = [line for line in ran.stdout.splitlines() if ": error:" in line]
    lines = SNIPPET.splitlines()
    wrong = [number for number, line in enumerate(lines, 1) if line.endswith("# WRONG")]
    assert sorted({int(error.split(":")[1]) for error in errors}) == wrong, ran.stdout + ran.stderr


async def test_mixing_them_up_raises_before_anything_runs(world: World) -> None:
    request = IdempotentRequest(key="k", fingerprint="f", render=lambda _: b"")
    everybody = (UserFilter(), PageRequest())
    with pytest.raises(TypeError) as refusal:
        await world.app.read(create_user, SYSTEM, NEW)  # type: ignore[arg-type]
    assert str(refusal.value) == (
        "Application.read takes queries, and create_user is a command: call Application.run."
    )
    with pytest.raises(TypeError) as refusal:
        await world.app.run(list_users, SYSTEM, *everybody)  # type: ignore[arg-type]
    assert str(refusal.value) == (
        "Application.run takes commands, and list_users is a query: call Application.read."
    )
    with pytest.raises(TypeError, match=r"Application\.run_once takes commands, and list_users is a query"):
        await world.app.run_once(request, list_users, SYSTEM, *everybody)  # type: ignore[arg-type]
    assert (await world.app.read(list_users, SYSTEM, *everybody)).items == []


async def test_a_plain_function_is_refused_with_an_explanation(world: World) -> None:
    async def count_rooms(uow: ReadUnit, actor: Actor) -> int:
        raise AssertionError("it was called")

    with pytest.raises(TypeError, match=r"count_rooms is neither .*: mark it with @query\(roles…\)\."):
        await world.app.read(count_rooms, SYSTEM)  # type: ignore[arg-type]
    with pytest.raises(TypeError, match=r"count_rooms is neither .*: mark it with @command\(roles…\)\."):
        await world.app.run(count_rooms, SYSTEM)  # type: ignore[arg-type]


async def test_without_roles_only_the_system_may_call(world: World) -> None:
    @command()
    async def tidy(uow: UnitOfWork, actor: Actor) -> str:
        """Tidy up."""
        return "done"

    assert (tidy.__name__, tidy.__doc__) == ("tidy", "Tidy up.")
    assert await world.app.run(tidy, SYSTEM) == "done"
    with pytest.raises(NotPermitted):
        await world.app.run(tidy, (await world.admin()).actor)


async def test_a_command_may_call_queries_and_other_commands(world: World) -> None:
    ana, _ = await world.trainer(), await world.trainer(first_name="Eva", last_name="Reis")

    @query(*Role)
    async def names(uow: ReadUnit, actor: Actor) -> list[str]:
        return [user.name for user in (await list_users(uow, SYSTEM, UserFilter(), PageRequest())).items]

    @command(Role.ADMIN)
    async def delete_and_list(uow: UnitOfWork, actor: Actor) -> list[str]:
        await delete_user(uow, actor, ana.id)
        return await names(uow, actor)

    assert await world.app.run(delete_and_list, SYSTEM) == ["Eva Reis"]


async def test_a_preparation_runs_once_before_the_transaction_even_if_that_is_retried(world: World) -> None:
    told: list[str] = []

    async def prepare(app: UseCaseRunner, actor: Actor, word: str) -> str:
        told.append(f"prepared {word}")
        return word.upper()

    @prepared_command(prepare, Role.ADMIN)
    async def shout(uow: UnitOfWork, actor: Actor, loud: str, word: str) -> str:
        told.append(loud)
        if told.count(loud) < 3:
            raise TransactionConflict
        return loud

    assert await world.app.run(shout, SYSTEM, "word") == "WORD"
    assert told == ["prepared word", "WORD", "WORD", "WORD"]


async def test_nothing_is_prepared_for_callers_without_permission_or_inside_a_transaction(
    world: World,
) -> None:
    async def prepare(app: UseCaseRunner, actor: Actor) -> None:
        raise AssertionError("it was called")

    @prepared_command(prepare, Role.ADMIN)
    async def tidy(uow: UnitOfWork, actor: Actor, prepared: None) -> None:
        """Tidy up."""

    @command(Role.ADMIN)
    async def nested(uow: UnitOfWork, actor: Actor) -> None:
        await tidy(uow, actor)

    assert (tidy.__name__, tidy.__doc__) == ("tidy", "Tidy up.")
    with pytest.raises(NotPermitted):
        await world.app.run(tidy, (await world.trainee()).actor)
    with pytest.raises(TypeError, match="call Application"):
        await world.app.run(nested, SYSTEM)
