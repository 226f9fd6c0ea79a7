"""Assignments in SQL."""

from dataclasses import replace
from typing import Any

from sqlalchemy import bindparam, func, or_, select
from sqlalchemy.sql import ColumnElement, Select

from tms_adapters.sql.compiled_query import reads, within
from tms_adapters.sql.feature import Queries, SqlFeature, UniqueViolation, first
from tms_adapters.sql.row_mapper import RowMapper, delete_where, equal, insert_one
from tms_adapters.sql.tables import assignments, users
from tms_adapters.sql.users import ROWS as USERS
from tms_core.assignments.feature import ASSIGNMENTS
from tms_core.assignments.model import (
    Assignment,
    AssignmentFilter,
    AssignmentRepository,
    AssignmentView,
    already_assigned,
)
from tms_core.entity import Page, PageRequest, split_page

ROWS = RowMapper(assignments, Assignment)
student = users.alias("student")
teacher = users.alias("teacher")


@reads(AssignmentView)
def select_page(columns: tuple[str, ...], after: bool) -> Select[Any]:
    """A page of assignments, each with both people."""
    people = [
        label
        for name, table in (("student", student), ("teacher", teacher))
        for label in within(name, [table.c[column.name] for column in USERS.columns])
    ]
    joined = assignments.outerjoin(student, student.c.id == assignments.c.student_id)
    joined = joined.outerjoin(teacher, teacher.c.id == assignments.c.teacher_id)
    conditions: list[ColumnElement[bool]] = equal(assignments, columns)
    if after:
        conditions.append(assignments.c.id > bindparam("after_id"))
    found = (
        select(assignments.c.id, assignments.c.assigned_date, *people).select_from(joined).where(*conditions)
    )
    return found.order_by(assignments.c.id).limit(bindparam("limit")).offset(bindparam("skip"))


@reads(int)
def count_all(columns: tuple[str, ...]) -> Select[Any]:
    """The number of assignments in a list."""
    return select(func.count()).select_from(assignments).where(*equal(assignments, columns))


@reads(Assignment)
def select_pair() -> Select[Any]:
    """The assignment between two people, locked until the transaction ends."""
    return select(*ROWS.columns).where(*equal(assignments, ("student_id", "teacher_id"))).with_for_update()


@reads(Assignment)
def select_of_person() -> Select[Any]:
    """The assignments of a person, as the student or as the teacher."""
    mine = or_(
        assignments.c.student_id == bindparam("person"), assignments.c.teacher_id == bindparam("person")
    )
    return select(*ROWS.columns).where(mine).order_by(assignments.c.id)


class SqlAssignments:
    """See ``AssignmentRepository``."""

    def __init__(self, connection: Queries) -> None:
        self._connection = connection

    async def add(self, assignment: Assignment) -> Assignment:
        """See ``AssignmentRepository``."""
        try:
            new_id = await insert_one(self._connection, assignments, ROWS.values(assignment))
        except UniqueViolation as error:
            raise already_assigned() from error
        return replace(assignment, id=new_id)

    async def remove(self, student_id: int, teacher_id: int) -> Assignment | None:
        """See ``AssignmentRepository``."""
        found = await first(self._connection, select_pair(), student_id=student_id, teacher_id=teacher_id)
        if found is None:
            return None
        await self._connection.run(delete_where(assignments, ("id",)), id=found.id)
        return found

    async def of_person(self, user_id: int) -> list[Assignment]:
        """See ``AssignmentRepository``."""
        return await self._connection.rows(select_of_person(), person=user_id)

    async def page(self, wanted: AssignmentFilter, page: PageRequest) -> Page[AssignmentView]:
        """See ``AssignmentRepository``."""
        asked = {"student_id": wanted.student_id, "teacher_id": wanted.teacher_id}
        values: dict[str, Any] = {name: value for name, value in asked.items() if value is not None}
        total = None
        if page.count:
            [total] = await self._connection.scan(count_all(tuple(values)), **values)
        after = {"after_id": page.after[0]} if page.after else {}
        found = await self._connection.rows(
            select_page(tuple(values), bool(after)), limit=page.limit + 1, skip=page.skip, **values, **after
        )
        items, last = split_page(found, page.limit)
        return Page(items=items, total=total, next=(last.id,) if last else None)


FEATURE = SqlFeature(
    feature=ASSIGNMENTS,
    tables=(assignments,),
    repositories={AssignmentRepository: lambda unit: SqlAssignments(unit.connection)},
)
