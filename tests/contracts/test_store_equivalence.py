"""Whatever happens to an organisation, the SQL and memory stores agree."""

from __future__ import annotations

import shutil
from collections.abc import Awaitable, Callable
from functools import partial
from itertools import count
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.contracts.store_state_machine import StoreStateMachine
from tests.contracts.stores import OpenStore, in_mariadb, in_sqlite


def tell(open_sql: Callable[[], Awaitable[OpenStore]], examples: int, steps: int) -> None:
    run_state_machine_as_test(
        partial(StoreStateMachine, open_sql),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


@pytest.mark.parametrize("examples", [15, pytest.param(40, marks=pytest.mark.long)])
def test_sqlite_and_memory_agree(migrated_sqlite: Path, tmp_path: Path, examples: int) -> None:
    numbers = count()

    async def opening() -> OpenStore:
        return await in_sqlite(Path(shutil.copy(migrated_sqlite, tmp_path / f"{next(numbers)}.db")))

    tell(opening, examples=examples, steps=50)


@pytest.mark.slow
@pytest.mark.parametrize("examples", [4, pytest.param(8, marks=pytest.mark.long)])
def test_mariadb_and_memory_agree(migrated_mariadb_url: Callable[[], str], examples: int) -> None:
    async def opening() -> OpenStore:
        return await in_mariadb(migrated_mariadb_url())

    tell(opening, examples=examples, steps=60)
