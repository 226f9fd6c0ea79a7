"""SQL is written by SQLAlchemy, once for each shape of a question, and run on the driver's own cursor.

SQLAlchemy is at its best writing portable SQL, and a driver at running it; between the two, compiling and
wrapping results cost several times what the database does. So a query is compiled the first time its shape is
asked for, with the conversions its columns need, and from then on only values travel.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, wraps
from typing import Any, Generic, ParamSpec, TypeVar, cast

from sqlalchemy import Column, Dialect
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.elements import BindParameter, Label

from tms_adapters.sql.row_reader import NESTED, Convert, Reader, Row, reader_for

P = ParamSpec("P")
T = TypeVar("T")


class Query(Generic[T]):
    """One statement in one shape, whose rows are read as ``T``; knows its text for each dialect that has asked."""

    def __init__(self, statement: ClauseElement, result: type[T] | None = None) -> None:
        self._statement = statement
        self._result = result
        self._compiled: dict[str, Compiled[T]] = {}

    def compiled(self, dialect: Dialect) -> "Compiled[T]":
        """The statement as text for ``dialect``."""
        found = self._compiled.get(dialect.name)
        if found is None:
            found = self._compiled[dialect.name] = Compiled(self._statement, self._result, dialect)
        return found


class Compiled(Generic[T]):
    """Text with placeholders, in the order and form that the driver wants its values; ``read`` turns the driver's rows
    into the results of the query."""

    def __init__(self, statement: ClauseElement, result: type[T] | None, dialect: Dialect) -> None:
        compiler = statement.compile(dialect=dialect)
        if not isinstance(compiler, SQLCompiler):
            raise TypeError(f"not a statement with values: {statement}")
        self.sql = str(compiler)
        self.values = _binder([compiler.binds[name] for name in compiler.positiontup or ()], dialect)
        """Parameters by name → what the driver sends, in its order. Raises ``KeyError`` for one that is missing."""
        columns: Sequence[Any] = getattr(statement, "selected_columns", ())
        named = [(column.key, _converter(column.type, dialect, "result")) for column in columns]
        self.read: Reader[T] = reader_for(result, named) if result else _nothing


def _binder(
    binds: Sequence[BindParameter[Any]], dialect: Dialect
) -> Callable[[Mapping[str, Any]], tuple[Any, ...]]:
    """Generated, because it runs with every statement: constants of the statement, and the values of parameters."""
    known: dict[str, Any] = {}
    values = []
    for index, bind in enumerate(binds):
        value = f"given[{bind.key!r}]"
        if not bind.required:
            known[f"constant{index}"] = bind.value
            value = f"constant{index}"
        if convert := _converter(bind.type, dialect, "bind"):
            known[f"convert{index}"] = convert
            value = f"convert{index}({value})"
        values.append(value)
    source = f"lambda given: ({''.join(f'{value}, ' for value in values)})"
    return cast("Callable[[Mapping[str, Any]], tuple[Any, ...]]", eval(source, known))  # noqa: S307 - of names of ours


def _nothing(_: Any) -> list[Any]:
    """What is read of a statement that only writes."""
    return []


def _converter(kind: Any, dialect: Dialect, direction: str) -> Convert | None:
    implementation = kind.dialect_impl(dialect)
    if direction == "bind":
        return implementation.bind_processor(dialect)  # type: ignore[no-any-return]  # untyped in SQLAlchemy
    return implementation.result_processor(dialect, None)  # type: ignore[no-any-return]  # as above


def reads(result: type[T]) -> Callable[[Callable[P, ClauseElement]], Callable[P, Query[T]]]:
    """Turn a function that builds a statement from its shape into one that remembers what it built.

    The arguments are the shape (which filters, how many ids, in what order), never values. The columns of the
    statement carry the names of the fields of ``result``.
    """

    def decorate(build: Callable[P, ClauseElement]) -> Callable[P, Query[T]]:
        @lru_cache(maxsize=1024)
        @wraps(build)
        def cached(*shape: P.args, **named: P.kwargs) -> Query[T]:
            return Query(build(*shape, **named), result)

        return cast("Callable[P, Query[T]]", cached)

    return decorate


def writes(build: Callable[P, ClauseElement]) -> Callable[P, Query[None]]:
    """The same for a statement that reads nothing."""

    @lru_cache(maxsize=1024)
    @wraps(build)
    def cached(*shape: P.args, **named: P.kwargs) -> Query[None]:
        return Query(build(*shape, **named))

    return cast("Callable[P, Query[None]]", cached)


def within(field: str, columns: Sequence[Column[Any]]) -> list[Label[Any]]:
    """``columns`` as those of the fields of ``field``."""
    return [column.label(f"{field}{NESTED}{column.name}") for column in columns]


SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048)


def padded_in_list(ids: Sequence[int]) -> list[int]:
    """``ids`` with the last repeated up to a usual size, so that lists of any length share a few statements."""
    size = next((size for size in SIZES if size >= len(ids)), len(ids))
    return [*ids, *[ids[-1]] * (size - len(ids))]


def in_list(name: str, ids: Sequence[int]) -> dict[str, int]:
    """The parameters of ``in_(markers(name, …))``."""
    return {f"{name}_{index}": value for index, value in enumerate(ids)}


__all__ = ["Query", "Row", "in_list", "padded_in_list", "reads", "within", "writes"]
