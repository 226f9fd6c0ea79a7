"""docs/operations.md explains every setting, metric, log line and doctor check."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import fields

import pytest
from prometheus_client import REGISTRY

from tests.docs.markdown import ROOT
from tms_core.security.log import SecurityEvent
from tms_web.doctor import all_checks
from tms_web.observability import metrics
from tms_web.settings import Settings

TEXT = (ROOT / "docs/operations.md").read_text()
LEVELS = {"debug", "info", "warning", "error", "exception", "critical"}
PLACEHOLDERS = re.compile(r"(?:%s)+")


def section(heading: str) -> str:
    """From a heading to the next of the same level."""
    found = re.search(rf"^## {heading}$(.*?)(?=^## |\Z)", TEXT, re.MULTILINE | re.DOTALL)
    assert found, heading
    return found[1]


def first_cells(table: str) -> set[str]:
    """The code spans in the first column of a table."""
    rows = re.findall(r"^\| *(`[^|]*) *\|", table, re.MULTILINE)
    return {name for row in rows for name in re.findall(r"`([^`]+)`", row)}


def logged() -> Iterator[tuple[str, str]]:
    """Where something is logged, and under which event name; placeholders are written `…`."""
    for path in sorted((ROOT / "src").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if is_log_call(node):
                where = f"{path.relative_to(ROOT)}:{node.lineno}"
                message = node.args[0]
                assert isinstance(message, ast.Constant), f"{where}: the event is not a literal"
                yield where, PLACEHOLDERS.sub("…", message.value)


def is_log_call(node: ast.AST) -> bool:
    return (
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and node.func.attr in LEVELS
        and isinstance(node.func.value, ast.Name)
        and node.func.value.id in ("log", "logger")
        and bool(node.args)
    )


def test_every_log_line_is_explained() -> None:
    lines = list(logged())
    assert len(lines) > 15
    documented = first_cells(section("Logs"))
    assert [line for line in lines if line[1] not in documented] == []


def test_every_line_of_the_security_log_is_explained() -> None:
    _, _, table = section("Logs").partition("### Security log")
    assert first_cells(table) - {"event"} == set(SecurityEvent)


def test_every_metric_is_explained() -> None:
    ours = {
        sample.name
        for metric in (metrics._sockets, metrics._sent_events)
        for family in metric.collect()
        for sample in family.samples
    }
    exported = {family.name for family in REGISTRY.collect() if family.name.startswith("tms_")}
    documented = first_cells(section("Health and metrics"))
    assert ours <= documented
    assert {name for name in exported if not {name, f"{name}_total"} & documented} == set()
    assert len(exported) == len(documented)


def test_every_setting_is_explained() -> None:
    assert first_cells(section("Settings")) == {f"TMS_{each.name.upper()}" for each in fields(Settings)}


def test_every_check_of_the_doctor_is_explained() -> None:
    assert first_cells(section("tms doctor")) == {check.name for check in all_checks()}


@pytest.mark.parametrize("status", ["0", "1", "2"])
def test_the_exit_status_of_the_doctor_is_explained(status: str) -> None:
    assert re.search(rf"^\| {status} \|", section("tms doctor"), re.MULTILINE)
