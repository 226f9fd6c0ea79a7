"""SQL is written by SQLAlchemy, once for each shape of a question, and run on the driver's own cursor.

SQLAlchemy is at its best writing portable SQL, and a driver at running it; between the two, compiling and
wrapping results cost several times what the database does. So a query is compiled the first time its shape is
asked for, with the conversions its columns need, and from then on only values travel.
"""

from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache, wraps
from typing import Any, ParamSpec, cast

from sqlalchemy import Dialect
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler

P = ParamSpec("P")
Row = Sequence[Any]
Convert = Callable[[Any], Any]


class Query:
    """One statement in one shape; knows its text for each dialect that has asked."""

    def __init__(self, statement: ClauseElement) -> None:
        self._statement = statement
        self._compiled: dict[str, Compiled] = {}

    def compiled(self, dialect: Dialect) -> "Compiled":
        """The statement as text for ``dialect``."""
        found = self._compiled.get(dialect.name)
        if found is None:
            found = self._compiled[dialect.name] = Compiled(self._statement, dialect)
        return found


class Compiled:
    """Text with placeholders, in the order and form that the driver wants its values."""

    def __init__(self, statement: ClauseElement, dialect: Dialect) -> None:
        compiler = statement.compile(dialect=dialect)
        if not isinstance(compiler, SQLCompiler):
            raise TypeError(f"not a statement with values: {statement}")
        self.sql = str(compiler)
        self._binds = [
            (name, compiler.binds[name].value, _converter(compiler.binds[name].type, dialect, "bind"))
            for name in compiler.positiontup or ()
        ]
        types = [column.type for column in getattr(statement, "selected_columns", ())]
        converters = [_converter(kind, dialect, "result") for kind in types]
        self._converters = [(index, convert) for index, convert in enumerate(converters) if convert]

    def values(self, parameters: Mapping[str, Any]) -> tuple[Any, ...]:
        """What the driver sends, in order: constants of the statement, and the values of ``parameters``."""
        return tuple(
            convert(value) if convert else value
            for value, convert in (
                (parameters.get(name, constant), convert) for name, constant, convert in self._binds
            )
        )

    def converted(self, rows: Sequence[Row]) -> list[Row]:
        """Rows as the driver read them, with times aware and choices as members."""
        if not self._converters:
            return list(rows)
        result = [list(row) for row in rows]
        for index, convert in self._converters:
            for values in result:
                values[index] = convert(values[index])
        return result  # type: ignore[return-value]  # a list of lists is a list of sequences


def _converter(kind: Any, dialect: Dialect, direction: str) -> Convert | None:
    implementation = kind.dialect_impl(dialect)
    if direction == "bind":
        return implementation.bind_processor(dialect)  # type: ignore[no-any-return]  # untyped in SQLAlchemy
    return implementation.result_processor(dialect, None)  # type: ignore[no-any-return]  # as above


def query(build: Callable[P, ClauseElement]) -> Callable[P, Query]:
    """Turn a function that builds a statement from its shape into one that remembers what it built.

    The arguments are the shape (which filters, how many ids, in what order), never values.
    """

    @lru_cache(maxsize=1024)
    @wraps(build)
    def remembered(*shape: P.args, **named: P.kwargs) -> Query:
        return Query(build(*shape, **named))

    return cast("Callable[P, Query]", remembered)


SIZES = (1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 1024, 2048)


def padded(ids: Sequence[int]) -> list[int]:
    """``ids`` with the last repeated up to a usual size, so that lists of any length share a few statements."""
    size = next((size for size in SIZES if size >= len(ids)), len(ids))
    return [*ids, *[ids[-1]] * (size - len(ids))]


def listed(name: str, ids: Sequence[int]) -> dict[str, int]:
    """The parameters of ``in_(markers(name, …))``."""
    return {f"{name}_{index}": value for index, value in enumerate(ids)}
