"""Derived columns are computed again only when a field changes that they say they come from, so they must say all."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from tests.contracts.test_round_trips import a_user
from tests.core.test_attendance import a_session
from tms_adapters.sql import users
from tms_adapters.sql.queries import session_rows
from tms_adapters.sql.row_mapper import RowMapper, digest_of
from tms_core.sessions.model import TrainingSession
from tms_core.users.model import User

MAPPED = [(users.ROWS, a_user()), (session_rows.ROWS, a_session(1))]
COLUMNS = [(mapper, entity, name) for mapper, entity in MAPPED for name in mapper.derived]


def fields_read(mapper: RowMapper[Any], entity: User | TrainingSession, name: str) -> set[str]:
    """The fields that computing a derived column reads."""
    known, read = {field.name for field in fields(entity)}, set()

    class Watched(type(entity)):  # type: ignore[misc]
        __slots__ = ()

        def __getattribute__(self, attribute: str) -> Any:
            read.add(attribute)
            return super().__getattribute__(attribute)

    watched = object.__new__(Watched)
    for field in known:
        object.__setattr__(watched, field, getattr(entity, field))
    mapper.derived[name].compute(watched)
    return read & known


@pytest.mark.parametrize(("mapper", "entity", "name"), COLUMNS, ids=[name for *_, name in COLUMNS])
def test_a_derived_column_names_the_fields_it_is_computed_from(
    mapper: RowMapper[Any], entity: User | TrainingSession, name: str
) -> None:
    assert fields_read(mapper, entity, name) <= mapper.derived[name].fields


def test_changes_bring_what_is_derived_from_them_and_nothing_else() -> None:
    before = a_session(1, title="Excel", description="Basics")
    renamed = a_session(1, title="Éxcel", description="Basics")
    changes = session_rows.ROWS.changes(before, renamed)
    key = "excel\nbasics"
    assert changes == {"title": "Éxcel", "search_key": key, "text_digest": digest_of(key)}
    longer = a_session(1, title="Excel", description="Basics", duration_minutes=90)
    assert session_rows.ROWS.changes(before, longer) == {"duration_minutes": 90, "ends_at": longer.ends_at}
    assert session_rows.ROWS.changes(before, before) == {}
