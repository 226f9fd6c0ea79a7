"""``tms doctor``: one function for each thing that can be wrong with an installation.

A check is a function in a module of this package with the decorator ``@check``; it needs no other registration. Checks
never change anything, and they run concurrently, each within ``CHECK_SECONDS``.
"""

import asyncio
import inspect
import pkgutil
from collections.abc import AsyncIterator, Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from importlib import import_module
from pathlib import Path
from typing import Any, Protocol, TypeAlias

from tms_core.errors import MissingExtra, Unavailable
from tms_web.app import in_daemon_thread
from tms_web.settings import Settings

CHECK_SECONDS = 12


EXPLAINING = ("database", "schema")
"""The checks whose findings explain why others were skipped."""


class Level(StrEnum):
    """Severity. ``SKIPPED`` is for a check that could not run for a reason given by another finding."""

    OK = "ok"
    SKIPPED = "skipped"
    WARNING = "warning"
    PROBLEM = "problem"


BAD = (Level.WARNING, Level.PROBLEM)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One line of output: what was checked, the result, and a remedy unless all is well."""

    level: Level
    text: str
    advice: str = ""
    explains: bool = False
    """Whether other checks are skipped because of this although nothing is wrong: the database does not exist yet."""


def ok(text: str, *, explains: bool = False) -> Finding:
    """All is well."""
    return Finding(level=Level.OK, text=text, explains=explains)


def warning(text: str, advice: str) -> Finding:
    """It works, but needs attention."""
    return Finding(level=Level.WARNING, text=text, advice=advice)


def problem(text: str, advice: str) -> Finding:
    """It does not work, or soon will not."""
    return Finding(level=Level.PROBLEM, text=text, advice=advice)


class Database(Protocol):
    """A database to inspect."""

    path: Path | None
    hosts: list[str]

    @property
    def head(self) -> str:
        """The schema version that this program requires."""

    @property
    def pool_size(self) -> int:
        """The maximum number of connections of one process."""

    def orphaned_log(self) -> str | None:
        """Describes, with a remedy, a SQLite file that is missing or empty although a log with its changes exists."""

    @property
    def expected_columns(self) -> dict[str, set[str]]:
        """The columns of each table in this program's schema."""

    async def columns(self) -> dict[str, set[str]]:
        """The columns of each existing table. Raises ``Unavailable`` with a reason."""

    async def rows(self, sql: str, host: str | None = None) -> list[tuple[Any, ...]]:
        """The result of a query on the given host, or on the first one that answers. Raises ``Unavailable``."""

    async def server_rows(self, sql: str, host: str) -> list[tuple[Any, ...]]:
        """The result of a query about the server itself on one host, whatever its state. Raises ``Unavailable``."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Patient:
    """The installation to check. ``workers`` is the number of server processes on each host."""

    settings: Settings
    environ: Mapping[str, str]
    database: Database
    ping_bus: Callable[[str], Any]
    workers: int


Check: TypeAlias = Callable[[Patient], Any]
"""Yields ``Finding``s; a generator, or an async generator if it does I/O."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Registered:
    """A check, the name shown in its lines, and its position: lower ``place`` first."""

    name: str
    place: int
    function: Check


_registered: list[Registered] = []


def check(name: str, place: int) -> Callable[[Check], Check]:
    """Register a check. ``name`` has at most 12 characters."""

    def register(function: Check) -> Check:
        _registered.append(Registered(name=name, place=place, function=function))
        return function

    return register


def all_checks() -> list[Registered]:
    """The checks of all modules in this package, in order."""
    for module in pkgutil.iter_modules(__path__):
        import_module(f"{__name__}.{module.name}")
    return sorted(_registered, key=lambda one: (one.place, one.name))


async def examine(patient: Patient) -> list[tuple[str, Finding]]:
    """Run all checks; the name of each check with its findings."""
    checks = all_checks()
    findings = await asyncio.gather(*(_run(one, patient) for one in checks))
    lines = [(one.name, finding) for one, found in zip(checks, findings, strict=True) for finding in found]
    if any(name in EXPLAINING and (line.explains or line.level in BAD) for name, line in lines):
        return lines
    return [(name, _unexplained(line) if line.level is Level.SKIPPED else line) for name, line in lines]


def _unexplained(skipped: Finding) -> Finding:
    return warning(skipped.text, "No other check found a reason. Run this again; if it stays, report it.")


async def _run(one: Registered, patient: Patient) -> list[Finding]:
    found: list[Finding] = []
    try:
        async with asyncio.timeout(CHECK_SECONDS):
            async for finding in _findings(one.function, patient):
                found.append(finding)  # noqa: PERF401 - those found before a failure count
    except TimeoutError:
        found.append(
            problem(f"no answer within {CHECK_SECONDS} s", "Find out what hangs: a disk or a server.")
        )
    except Unavailable as error:
        found.append(Finding(level=Level.SKIPPED, text=f"not checked: {error.detail}"))
    except MissingExtra as error:
        found.append(Finding(level=Level.SKIPPED, text=f"not checked: {error.problem}"))
    except Exception as error:
        text = f"the check itself failed: {type(error).__name__}: {error}"
        found.append(problem(text, "Report this as a bug."))
    return found


async def _findings(function: Check, patient: Patient) -> AsyncIterator[Finding]:
    if inspect.isasyncgenfunction(function):
        async for finding in function(patient):
            yield finding
    else:
        found: Iterable[Finding] = await in_daemon_thread(lambda: list(function(patient)))
        for finding in found:
            yield finding
