"""Whatever MariaDB answers to any command of a transaction: it takes effect once and completely, or not at all."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass

import pytest

from tests.contracts.transactions import look
from tests.core.organisation import HOUR, NOW, World
from tests.services import MariaDB
from tests.services.proxy import Plan, Proxy
from tms_adapters.sql import migrate, open_store
from tms_core.actor import SYSTEM, Actor
from tms_core.analytics.repository import AnalyticsRepository
from tms_core.entity import PageRequest
from tms_core.errors import TransactionConflict, Unavailable
from tms_core.sessions.inputs import SessionFilter
from tms_core.sessions.repository import SessionReader
from tms_core.unit_of_work import ReadUnit
from tms_core.use_cases import command, query
from tms_core.users.model import User, UserReader

COMMANDS = 10
"""Of creating a session: begin, the organisation's time zone, lock the people, find conflicts, session, seats, count,
position, event, commit."""


@dataclass
class Behind:
    """An organisation whose database is accessed through a proxy; ``plain`` accesses it directly."""

    proxy: Proxy
    world: World
    plain: World
    trainer: User
    trainee: User

    async def plan(self) -> None:
        await self.world.plan(self.trainer, self.trainee)

    async def sessions(self) -> int:
        """The number of sessions; counters and events must agree with the rows."""
        async with look(self.plain.store) as uow:
            total = (await uow.repository(SessionReader).page(SessionFilter(), PageRequest())).total or 0
            assert (await uow.repository(AnalyticsRepository).sessions_by_status()).get(
                "scheduled", 0
            ) == total
        entries = await self.plain.store.log.after(0, 1000)
        assert [entry.position.number for entry in entries] == list(range(1, len(entries) + 1))
        assert [entry.event.type for entry in entries].count("session_created") == total
        return total


@pytest.fixture
async def behind(mariadb: MariaDB, fresh_mariadb_url: Callable[[], str]) -> AsyncIterator[Behind]:
    url = fresh_mariadb_url()
    await migrate(url)
    async with Proxy(mariadb.port) as proxy:
        store = await open_store(url.replace(f":{mariadb.port}/", f":{proxy.port}/"))
        plain = World(await open_store(url))
        yield Behind(proxy, World(store), plain, await plain.trainer(), await plain.trainee())
        await store.close()
        await plain.store.close()


def once(wanted: int, what: int | str) -> Plan:
    """Do ``what`` to the command with that number, in the first transaction only."""
    left = [what]

    def plan(number: int, text: str) -> int | str | None:
        return left.pop() if number == wanted and left else None

    return plan


@pytest.mark.parametrize("code", [1213, 1205, 1020, 1317], ids=str)
async def test_a_transaction_aborted_at_any_command_is_repeated_as_a_whole(behind: Behind, code: int) -> None:
    numbers = range(1, COMMANDS - 1) if code == 1317 else range(COMMANDS)
    for planned, number in enumerate(numbers, start=1):
        behind.proxy.plan = once(number, code)
        behind.proxy.commands.clear()
        await behind.world.plan(behind.trainer, behind.trainee, start=NOW + HOUR * 2 * number)
        assert behind.proxy.commands.count("START TRANSACTION") == 2, behind.proxy.commands
        assert await behind.sessions() == planned


@pytest.mark.parametrize("number", [1, 2])
async def test_a_transaction_that_ended_without_an_error_is_noticed(behind: Behind, number: int) -> None:
    behind.proxy.plan = once(number, "silent")
    await behind.plan()
    assert behind.proxy.commands.count("START TRANSACTION") == 2
    assert await behind.sessions() == 1


async def test_statements_are_not_prepared(behind: Behind) -> None:
    """The driver interprets any error of a PREPARE, even an abort, as a statement that cannot be prepared."""
    await behind.plan()
    assert not [command for command in behind.proxy.commands if "?" in command]


async def test_a_connection_that_breaks_at_any_command_before_the_commit_does_no_harm(behind: Behind) -> None:
    for number in range(COMMANDS - 1):
        behind.proxy.plan = once(number, "lost")
        await behind.world.plan(behind.trainer, behind.trainee, start=NOW + HOUR * 2 * number)
        assert await behind.sessions() == number + 1


@pytest.mark.parametrize(("what", "counted"), [("lost", 0), ("done", 1)])
async def test_a_commit_whose_answer_is_lost_is_not_repeated(behind: Behind, what: str, counted: int) -> None:
    behind.proxy.plan = once(COMMANDS - 1, what)
    with pytest.raises(Unavailable, match="Check whether the change was made"):
        await behind.plan()
    assert await behind.sessions() == counted


UNAVAILABLE = {
    1021: "disk full",
    1028: "sort aborted",
    1030: "error from the storage engine",
    1114: "table full",
    1044: "access denied to the database",
    1142: "access denied to the table",
    1049: "unknown database",
    1146: "missing table",
    1054: "missing column",
    1194: "crashed table",
    1206: "lock table full",
    1226: "too many resources",
    1290: "read-only",
    1836: "read-only",
    1969: "time limit",
    3024: "time limit",
    1999: "unknown",
    4321: "unknown",
}


@pytest.mark.parametrize("code", UNAVAILABLE, ids=lambda code: f"{code} {UNAVAILABLE[code]}")
async def test_temporary_database_errors_are_unavailable_with_their_cause(behind: Behind, code: int) -> None:
    for number in (1, 5, COMMANDS - 1):
        behind.proxy.plan = once(number, code)
        with pytest.raises(Unavailable) as refused:
            await behind.plan()
        assert f":{behind.proxy.port}: {code} injected by a test" in refused.value.cause
    assert await behind.sessions() == 0
    await behind.plan()
    assert await behind.sessions() == 1


async def test_a_killed_query_is_not_repeated(behind: Behind) -> None:
    behind.proxy.plan = lambda number, text: 1317 if "FROM sessions" in text else None
    with pytest.raises(Unavailable) as refused:
        async with look(behind.world.store) as uow:
            await uow.repository(SessionReader).page(SessionFilter(), PageRequest())
    assert "1317" in refused.value.cause


@pytest.mark.parametrize("code", [1064, 1366, 1406, 1452, 1048, 1136], ids=str)
async def test_an_invalid_statement_is_not_an_outage(behind: Behind, code: int) -> None:
    behind.proxy.plan = lambda number, text: code if number == 3 else None
    with pytest.raises(Exception, match="injected") as error:
        await behind.plan()
    assert not isinstance(error.value, Unavailable | TransactionConflict)
    assert behind.proxy.commands.count("START TRANSACTION") == 1
    behind.proxy.plan = lambda number, text: None
    await behind.plan()
    assert await behind.sessions() == 1


async def test_a_programming_error_is_not_a_lost_connection(behind: Behind) -> None:
    tries = 0

    async def mistaken(uow: ReadUnit, _actor: Actor) -> None:
        nonlocal tries
        tries += 1
        await uow.repository(UserReader).get(behind.trainer.id)
        raise AttributeError("'NoneType' object has no attribute 'name'")

    with pytest.raises(AttributeError):
        await behind.world.app.run(command()(mistaken), SYSTEM)
    with pytest.raises(AttributeError):
        await behind.world.app.read(query()(mistaken), SYSTEM)
    assert tries == 2


async def test_a_transaction_that_keeps_failing_stops_retrying(
    behind: Behind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tms_core.application.GIVE_UP_AFTER", 0.0)
    behind.proxy.plan = lambda number, text: 1205 if number == 1 else None
    with pytest.raises(Unavailable) as refused:
        await behind.plan()
    assert "1205" in refused.value.cause
    assert behind.proxy.commands.count("START TRANSACTION") <= 2
