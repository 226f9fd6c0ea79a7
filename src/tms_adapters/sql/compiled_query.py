"""Statements are written with SQLAlchemy, compiled once per shape, and run on the driver's own cursor.

SQLAlchemy is good at writing portable SQL, and the driver at running it, but compiling statements and
wrapping results takes several times as long as the database needs. So a query is compiled the first time its
shape is used, together with the conversions for its columns; after that, only the values change.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import MISSING, fields, is_dataclass
from functools import cache, lru_cache, wraps
from inspect import ismemberdescriptor
from types import UnionType
from typing import Any, Generic, ParamSpec, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from sqlalchemy import Column, Dialect
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import BindParameter, Label

T = TypeVar("T")
Row = Sequence[Any]
Convert = Callable[[Any], Any]
Reader = Callable[[Iterable[Row]], list[T]]

NESTED = "__"
"""Separates the name of a nested field from that of its parent: ``trainer__name``
is the ``name`` of ``trainer``."""

P = ParamSpec("P")


class Expression:
    """A conversion of one value, given as source so that generated code can inline it instead of calling a
    function for every value. ``{0}`` is replaced by the value; ``known`` defines the other names in the
    source."""

    def __init__(self, source: str, **known: Any) -> None:
        self.source = source
        self.known = known
        self._function: Convert = eval(f"lambda value: {source.format('value')}", known)  # noqa: S307 - ours

    def __call__(self, value: Any) -> Any:
        """The converted value."""
        return self._function(value)


def applied(convert: Convert, value: str, known: dict[str, Any]) -> str:
    """The source of ``convert(value)``; the names that it uses are added to ``known``."""
    if isinstance(convert, Expression):
        known.update(convert.known)
        return f"({convert.source.format(value)})"
    name = f"convert{len(known)}"
    known[name] = convert
    return f"{name}({value})"


def reader_for(result: type[T], columns: Sequence[tuple[str, Convert | None]]) -> Reader[T]:
    """A function that reads rows with these columns as ``result``.

    ``result`` is a dataclass or ``NamedTuple``, whose fields may be such classes themselves, or a plain type
    if there is only one column. ``columns`` are pairs of a name and the conversion from the driver's value
    to ours. Raises ``TypeError`` for a column that matches no field, and for a field that has neither a
    column nor a default.
    """
    return _Generator(columns).reader(result)


class _Generator:
    """Generates the source of one reader."""

    def __init__(self, columns: Sequence[tuple[str, Convert | None]]) -> None:
        self._count = len(columns)
        self._known: dict[str, Any] = {"new": object.__new__, "new_tuple": tuple.__new__}
        self._values: dict[str, str] = {}
        """Column → the expression for its value; expressions are removed when they are used."""
        self._lines: list[str] = []
        for index, (name, convert) in enumerate(columns):
            value = f"value{index}"
            self._values[name] = value if convert is None else applied(convert, value, self._known)

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
        exec(source, self._known)  # noqa: S102 - field and column names, all ours
        read: Reader[T] = self._known["read"]
        return read

    def _only_value(self, result: type[Any]) -> str:
        if len(self._values) != 1:
            raise TypeError(f"{result.__name__} is one value, not {', '.join(self._values)}")
        return self._values.popitem()[1]

    def _made(self, cls: Any, prefix: str) -> str:
        """An expression that creates a ``cls``; the statements that must come
        before it are added to the lines."""
        values = dict(self._fields(cls, prefix))
        if issubclass(cls, tuple):
            return f"new_tuple({self._constant(cls)}, ({', '.join(values.values())},))"
        if not all(ismemberdescriptor(getattr(cls, name, None)) for name in values):
            named = ", ".join(f"{name}={value}" for name, value in values.items())
            return f"{self._constant(cls)}({named})"
        made = f"made{len(self._lines)}"
        frozen = cls.__dataclass_params__.frozen
        self._lines.append(f"{made} = new({self._constant(_unfrozen(cls) if frozen else cls)})")
        self._lines += [f"{made}.{name} = {value}" for name, value in values.items()]
        if frozen:
            self._lines.append(f"{made}.__class__ = {self._constant(cls)}")
        return made

    def _fields(self, cls: type[Any], prefix: str) -> Iterator[tuple[str, str]]:
        """Field → the expression for its value."""
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


@cache
def _unfrozen(cls: type[Any]) -> type[Any]:
    """A frozen dataclass whose fields can be set. Setting them by assignment, and then the class, takes a third of the
    time of setting each through its descriptor."""
    settable = {"__setattr__": object.__setattr__, "__delattr__": object.__delattr__}
    return type(f"Unfrozen{cls.__name__}", (cls,), {"__slots__": (), **settable})


def _fields_of(cls: type[Any]) -> dict[str, tuple[Any, Any]]:
    """Field → its default and default factory, ``MISSING`` if there is none; no fields for plain types."""
    if is_dataclass(cls):
        return {each.name: (each.default, each.default_factory) for each in fields(cls)}
    defaults = getattr(cls, "_field_defaults", {})
    return {name: (defaults.get(name, MISSING), MISSING) for name in getattr(cls, "_fields", ())}


def _class_of(cls: type[Any], field: str) -> type[Any]:
    """The class of a field; for a union, the first class in it."""
    hint = get_type_hints(cls)[field]
    found: type[Any] = get_args(hint)[0] if get_origin(hint) in (Union, UnionType) else hint
    return found


class Query(Generic[T]):
    """A statement in one shape, whose rows are read as ``T``; its SQL is compiled once for each dialect."""

    def __init__(self, statement: ClauseElement, result: type[T] | None = None) -> None:
        self.statement = statement
        self.compiled: Mapping[Dialect, Compiled[T]] = _CompiledByDialect(statement, result)
        """The statement compiled for a dialect, on first look-up."""


class _CompiledByDialect(dict[Dialect, "Compiled[Any]"]):
    def __init__(self, statement: ClauseElement, result: type[Any] | None) -> None:
        self._statement = statement
        self._result = result

    def __missing__(self, dialect: Dialect) -> "Compiled[Any]":
        self[dialect] = Compiled(self._statement, self._result, dialect)
        return self[dialect]


class Compiled(Generic[T]):
    """SQL with placeholders, and the parameters in the order and form that the driver expects; ``read``
    turns the driver's rows into the results of the query."""

    def __init__(self, statement: ClauseElement, result: type[T] | None, dialect: Dialect) -> None:
        compiler = statement.compile(dialect=dialect)
        if not isinstance(compiler, SQLCompiler):
            raise TypeError(f"not a statement with values: {statement}")
        self.sql = str(compiler)
        self.values = _binder([compiler.binds[name] for name in compiler.positiontup or ()], dialect)
        """Turns parameters by name into the driver's values, in order. Raises
        ``KeyError`` if one is missing."""
        columns: Sequence[Any] = getattr(statement, "selected_columns", ())
        named = [(column.key, _converter(column.type, dialect, "result")) for column in columns]
        self.read: Reader[T] = reader_for(result, named) if result else _nothing


def _binder(
    binds: Sequence[BindParameter[Any]], dialect: Dialect
) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
    """A generated function, because it runs with every statement: it combines the statement's constants
    with the values of the parameters."""
    known: dict[str, Any] = {}
    values = []
    for index, bind in enumerate(binds):
        value = f"given[{bind.key!r}]"
        if not bind.required:
            known[f"constant{index}"] = bind.value
            value = f"constant{index}"
        if convert := _converter(bind.type, dialect, "bind"):
            value = applied(convert, value, known)
        values.append(value)
    source = f"lambda given: ({''.join(f'{value}, ' for value in values)})"
    return cast("Callable[[Mapping[str, Any]], tuple[Any, ...]]", eval(source, known))  # noqa: S307 - of names of ours


def _nothing(_: Any) -> list[Any]:
    """The result of a statement that only writes."""
    return []


def _converter(kind: Any, dialect: Dialect, direction: str) -> Convert | None:
    implementation = kind.dialect_impl(dialect)
    convert: Convert | None
    if direction == "bind":
        convert = implementation.bind_processor(dialect)
    else:
        convert = implementation.result_processor(dialect, None)
    return convert


def reads(result: type[T]) -> Callable[[Callable[P, ClauseElement]], Callable[P, Query[T]]]:
    """Decorates a function that builds a statement from its shape, so that each shape is built only once.

    The arguments are the shape (which filters, how many ids, which order), never values. The column labels
    of the statement are the field names of ``result``.
    """

    def decorate(build: Callable[P, ClauseElement]) -> Callable[P, Query[T]]:
        @lru_cache(maxsize=1024)
        @wraps(build)
        def cached(*shape: P.args, **named: P.kwargs) -> Query[T]:
            return Query(build(*shape, **named), result)

        return cast("Callable[P, Query[T]]", cached)

    return decorate


def writes(build: Callable[P, ClauseElement]) -> Callable[P, Query[None]]:
    """Like ``reads``, for a statement that returns no rows."""

    @lru_cache(maxsize=1024)
    @wraps(build)
    def cached(*shape: P.args, **named: P.kwargs) -> Query[None]:
        return Query(build(*shape, **named))

    return cast("Callable[P, Query[None]]", cached)


def within(field: str, columns: Sequence[Column[Any]]) -> list[Label[Any]]:
    """Label ``columns`` as fields of the nested object ``field``."""
    return [column.label(f"{field}{NESTED}{column.name}") for column in columns]
