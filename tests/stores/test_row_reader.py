"""Rows are mapped to objects by column name, and stored values are not validated again."""

from __future__ import annotations

import ast
from dataclasses import FrozenInstanceError, dataclass, field
from pathlib import Path
from typing import NamedTuple

import pytest

import tms_adapters.sql
from tms_adapters.sql.compiled_query import reader_for


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    x: int
    y: int = 7

    def __post_init__(self) -> None:
        raise AssertionError("a stored point is not checked")


class Line(NamedTuple):
    name: str
    start: Point
    end: Point | None


@dataclass(slots=True)
class Open:
    name: str
    tags: list[str] = field(default_factory=list)


@dataclass
class Plain:
    """Without slots, values can only be set by its constructor."""

    name: str


def test_columns_are_mapped_to_fields_by_name_in_any_order() -> None:
    [point] = reader_for(Point, [("y", None), ("x", None)])([(2, 1)])
    assert (point.x, point.y) == (1, 2)


def test_a_frozen_object_is_of_its_very_class_and_stays_frozen() -> None:
    [point] = reader_for(Point, [("x", None)])([(1,)])
    assert type(point) is Point
    with pytest.raises(FrozenInstanceError):
        point.x = 2  # type: ignore[misc]  # on purpose


def test_a_field_without_a_column_has_its_default_and_default_lists_are_not_shared() -> None:
    [point] = reader_for(Point, [("x", None)])([(1,)])
    assert point.y == 7
    one, other = reader_for(Open, [("name", None)])([("a",), ("b",)])
    one.tags.append("x")
    assert (other.name, other.tags) == ("b", [])


def test_nested_values_use_prefixed_column_names() -> None:
    columns = [("name", None), ("start__x", None), ("end__x", None), ("end__y", None)]
    [line] = reader_for(Line, columns)([("l", 1, 2, 3)])
    assert isinstance(line, Line)
    assert (line.name, line.start.x, line.start.y) == ("l", 1, 7)
    assert line.end is not None
    assert (line.end.x, line.end.y) == (2, 3)


def test_the_values_of_the_driver_are_converted() -> None:
    assert reader_for(int, [("anything", int)])([("1",), ("2",)]) == [1, 2]
    assert reader_for(Plain, [("name", str.upper)])([("a",)]) == [Plain("A")]


@pytest.mark.parametrize(
    ("result", "columns", "message"),
    [
        (Point, ["x", "z"], "Point has no field for z"),
        (Point, ["y"], "no column for x of Point"),
        (Line, ["name", "start__x"], "no column for end of Line"),
        (int, ["x", "y"], "int is one value, not x, y"),
    ],
)
def test_mismatched_column_names_are_a_programming_error(
    result: type, columns: list[str], message: str
) -> None:
    with pytest.raises(TypeError, match=message):
        reader_for(result, [(name, None) for name in columns])


def test_no_query_reads_columns_by_index() -> None:
    """``row[3]`` means something else as soon as a column is inserted before it."""
    counted = [
        f"{path.name}:{node.lineno}"
        for path in Path(tms_adapters.sql.__path__[0]).rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Subscript) and _is_of_a_row(node.value)
    ]
    assert counted == []


def _is_of_a_row(value: ast.expr) -> bool:
    if isinstance(value, ast.Subscript):
        return _is_of_a_row(value.value)
    if isinstance(value, ast.Call):
        return isinstance(value.func, ast.Attribute) and value.func.attr in ("fetchone", "fetchall", "rows")
    return isinstance(value, ast.Name) and value.id in ("row", "rows", "head")
