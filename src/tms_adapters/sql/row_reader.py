"""Rows become values by name: the columns of a statement fill the fields that are called the same.

What is stored was checked when it was sent, so nothing is checked here: an entity is restored as it lies in the
table, without its ``__init__`` and ``__post_init__``. For that a function is generated for each statement, as
``dataclasses`` generates its methods, which is also several times as fast as calling constructors.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import MISSING, fields, is_dataclass
from inspect import ismemberdescriptor
from types import UnionType
from typing import Any, TypeVar, Union, get_args, get_origin, get_type_hints

T = TypeVar("T")
Row = Sequence[Any]
Convert = Callable[[Any], Any]
Reader = Callable[[Iterable[Row]], list[T]]

NESTED = "__"
"""Between the name of a field and the names of the fields in it: ``trainer__name`` is the name of ``trainer``."""


def reader_for(result: type[T], columns: Sequence[tuple[str, Convert | None]]) -> Reader[T]:
    """A function that reads rows with these columns as ``result``: a dataclass or ``NamedTuple``, whose fields may be
    such classes again, or a plain type where there is one column.

    ``columns`` are names with what turns the driver's value into ours. Raises ``TypeError`` for a column that is no
    field, and for a field that has neither a column nor a default.
    """
    return _Generator(columns).reader(result)


class _Generator:
    """Writes the source of one reader."""

    def __init__(self, columns: Sequence[tuple[str, Convert | None]]) -> None:
        self._count = len(columns)
        self._known: dict[str, Any] = {"new": object.__new__, "new_tuple": tuple.__new__}
        self._values: dict[str, str] = {}
        """Column → the expression of its value; those that are used up are gone."""
        self._lines: list[str] = []
        for index, (name, convert) in enumerate(columns):
            value = f"value{index}"
            self._values[name] = value if convert is None else f"{self._constant(convert)}({value})"

    def reader(self, result: type[T]) -> Reader[T]:
        made = self._made(result, "") if _fields_of(result) else self._only_value(result)
        if self._values:
            raise TypeError(f"{result.__name__} has no field for {', '.join(self._values)}")
        variables = "".join(f"value{index}, " for index in range(self._count))
        source = "\n".join(
            [
                "def read(rows):",
                "    found = []",
                f"    for {variables}in rows:",
                *(f"        {line}" for line in self._lines),
                f"        found.append({made})",
                "    return found",
            ]
        )
        exec(source, self._known)  # noqa: S102 - of names of fields and columns, which are ours
        read: Reader[T] = self._known["read"]
        return read

    def _only_value(self, result: type[Any]) -> str:
        if len(self._values) != 1:
            raise TypeError(f"{result.__name__} is one value, not {', '.join(self._values)}")
        return self._values.popitem()[1]

    def _made(self, cls: type[Any], prefix: str) -> str:
        """An expression for a new ``cls``; what has to happen before it goes to the lines."""
        values = dict(self._fields(cls, prefix))
        if issubclass(cls, tuple):
            return f"new_tuple({self._constant(cls)}, ({', '.join(values.values())},))"
        if not all(ismemberdescriptor(getattr(cls, name, None)) for name in values):
            named = ", ".join(f"{name}={value}" for name, value in values.items())
            return f"{self._constant(cls)}({named})"
        made = f"made{len(self._lines)}"
        self._lines.append(f"{made} = new({self._constant(cls)})")
        frozen = cls.__dataclass_params__.frozen
        for name, value in values.items():
            if frozen:
                self._lines.append(f"{self._constant(getattr(cls, name).__set__)}({made}, {value})")
            else:
                self._lines.append(f"{made}.{name} = {value}")
        return made

    def _fields(self, cls: type[Any], prefix: str) -> Iterator[tuple[str, str]]:
        """Field → the expression of its value."""
        for name, (default, factory) in _fields_of(cls).items():
            column = prefix + name
            if column in self._values:
                yield name, self._values.pop(column)
            elif any(each.startswith(column + NESTED) for each in self._values):
                yield name, self._made(_class_of(cls, name), column + NESTED)
            elif default is not MISSING:
                yield name, self._constant(default)
            elif factory is not MISSING:
                yield name, f"{self._constant(factory)}()"
            else:
                raise TypeError(f"no column for {column} of {cls.__name__}")

    def _constant(self, value: Any) -> str:
        name = f"constant{len(self._known)}"
        self._known[name] = value
        return name


def _fields_of(cls: type[Any]) -> dict[str, tuple[Any, Any]]:
    """Field → its default and what makes one, ``MISSING`` where there is none; no fields for plain types."""
    if is_dataclass(cls):
        return {each.name: (each.default, each.default_factory) for each in fields(cls)}
    defaults = getattr(cls, "_field_defaults", {})
    return {name: (defaults.get(name, MISSING), MISSING) for name in getattr(cls, "_fields", ())}


def _class_of(cls: type[Any], field: str) -> type[Any]:
    """The class of a field; the first one of several that are possible."""
    hint = get_type_hints(cls)[field]
    found: type[Any] = get_args(hint)[0] if get_origin(hint) in (Union, UnionType) else hint
    return found
