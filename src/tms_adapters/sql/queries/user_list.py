"""User lists: every possible shape, each backed by an index in its order."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Column, and_, bindparam, exists, func, not_, or_, select
from sqlalchemy.sql import ColumnElement, Select

from tms_adapters.sql.compiled_query import reads
from tms_adapters.sql.row_mapper import RowMapper, in_list, padded_in_list, placeholders
from tms_adapters.sql.tables import assignments, users
from tms_core.entity import Key
from tms_core.users.model import User, UserFilter, UserOrder, UserStatus

LISTED = RowMapper(users, User).columns
LIVING = users.c.deleted_at.is_(None)
NOT_DEACTIVATED = users.c.status != UserStatus.DEACTIVATED
INDEXES = {
    "id": "PRIMARY",
    "name": "ix_users_sort_key_id",
    "username": "uq_users_username_key",
    "email": "uq_users_email_key",
}


@dataclass(frozen=True)
class Shape:
    """Which conditions a list of users has, and its direction: ``words`` is the number of words searched for,
    ``found`` that of candidates among whom to look for them (0: everybody)."""

    roles: int
    words: int
    found: int
    assigned: bool | None
    deactivated: bool | None
    after: bool
    order: UserOrder
    status: bool = False


def question(
    wanted: UserFilter,
    words: Sequence[str] = (),
    found: Sequence[int] | None = None,
    after: Key | None = None,
) -> tuple[Shape, dict[str, Any]]:
    """The shape of a list, and its parameters."""
    roles = wanted.roles or ()
    found = padded_in_list(found) if found else ()
    shape = Shape(
        roles=len(roles),
        words=len(words),
        found=len(found),
        assigned=wanted.assigned,
        deactivated=wanted.deactivated,
        after=after is not None,
        order=wanted.order,
        status=wanted.status is not None,
    )
    values: dict[str, Any] = {f"role_{index}": role for index, role in enumerate(roles)}
    values |= {f"word_{index}": word for index, word in enumerate(words)} | in_list("found", found)
    if wanted.status is not None:
        values["status"] = wanted.status
    if after is not None:
        values["after_id"] = after[-1]
        if wanted.order.field != "id":
            values["after_text"] = after[1]
    return shape, values


@reads(User)
def select_page(shape: Shape) -> Select[Any]:
    """A page of users."""
    columns = _order_columns(shape)
    order = columns if shape.order.ascending else [column.desc() for column in columns]
    found = select(*LISTED)
    if index := _index(shape):
        found = found.with_hint(users, f"FORCE INDEX ({index})", "mysql")
    return (
        found.where(*_conditions(shape), *_after(shape, columns))
        .order_by(*order)
        .limit(bindparam("limit"))
        .offset(bindparam("skip"))
    )


@reads(int)
def count_all(shape: Shape) -> Select[Any]:
    """The number of users in a list."""
    found = select(func.count()).select_from(users)
    if shape.found:
        found = found.with_hint(users, f"FORCE INDEX ({INDEXES['id']})", "mysql")
    return found.where(*_conditions(shape))


def _order_columns(shape: Shape) -> list[Column[Any]]:
    """Usernames and e-mail addresses are unique, so no id follows them: it would change
    nothing and make MariaDB sort."""
    field = shape.order.field
    if field == "id":
        return [users.c.id]
    return [users.c.sort_key, users.c.id] if field == "name" else [users.c[f"{field}_key"]]


def _index(shape: Shape) -> str | None:
    """The index with a list in its order; MariaDB is told which one, for the reason given in
    ``session_list``. It is left to choose between reading the users of one role and following the order,
    because only it knows how many have that role."""
    if shape.found:
        return INDEXES["id"]
    if shape.roles != 1:
        return INDEXES[shape.order.field]
    return "ix_users_role_sort_key_id" if shape.order.field == "name" else None


def _conditions(shape: Shape) -> list[ColumnElement[bool]]:
    conditions: list[ColumnElement[bool]] = [LIVING]
    if shape.roles == 1:
        conditions.append(users.c.role == bindparam("role_0", type_=users.c.role.type))
    elif shape.roles:
        roles = [bindparam(f"role_{index}", type_=users.c.role.type) for index in range(shape.roles)]
        conditions.append(users.c.role.in_(roles))
    if shape.found:
        conditions.append(users.c.id.in_(placeholders("found", shape.found)))
    conditions += [
        func.instr(users.c.search_key, bindparam(f"word_{index}")) > 0 for index in range(shape.words)
    ]
    if shape.assigned is not None:
        conditions.append(_is_assigned() if shape.assigned else not_(_is_assigned()))
    if shape.deactivated is not None:
        conditions.append(not_(NOT_DEACTIVATED) if shape.deactivated else NOT_DEACTIVATED)
    if shape.status:
        conditions.append(users.c.status == bindparam("status", type_=users.c.status.type))
    return conditions


def _is_assigned() -> ColumnElement[bool]:
    """In an assignment, as trainee or trainer: there is an index for each."""
    sides = (assignments.c.student_id, assignments.c.teacher_id)
    return or_(*(exists().where(side == users.c.id) for side in sides))


def _after(shape: Shape, columns: list[Column[Any]]) -> list[ColumnElement[bool]]:
    """After a key; without a key, after deleted users, whose text is null. With two columns, the first
    condition is implied by the second, and tells the index where to start."""
    first, *second = columns
    if not shape.after:
        return [] if first is users.c.id else [first.is_not(None)]
    at: Any = bindparam("after_id" if first is users.c.id else "after_text")
    if not second:
        return [_beyond(shape, first, at)]
    reached = first >= at if shape.order.ascending else first <= at
    tied = and_(first == at, _beyond(shape, second[0], bindparam("after_id")))
    return [reached, or_(_beyond(shape, first, at), tied)]


def _beyond(shape: Shape, column: Any, value: Any) -> ColumnElement[bool]:
    beyond: ColumnElement[bool] = column > value if shape.order.ascending else column < value
    return beyond
