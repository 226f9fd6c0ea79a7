"""The fast path of reading: rows become what readers see without becoming entities first.

A list is read far more often than anything is written. The contract suite holds what this builds equal to
``full_view`` of the entities.
"""

from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.sql import Select

from tms_adapters.sql.query import Row, query
from tms_adapters.sql.rows import markers
from tms_adapters.sql.tables import seats, sessions, users
from tms_core.entity import PersonRef
from tms_core.sessions.views import AttendanceMark, SessionView

TRAINER_NAME = select(users.c.name).where(users.c.id == sessions.c.trainer_id).scalar_subquery()
"""No join: with one, MariaDB reads and sorts the whole table rather than follow an index to the limit."""

LISTED = (
    sessions.c.id,
    sessions.c.title,
    sessions.c.description,
    sessions.c.trainer_id,
    TRAINER_NAME,
    sessions.c.capacity,
    sessions.c.scheduled_date,
    sessions.c.duration_minutes,
    sessions.c.ends_at,
    sessions.c.time_zone,
    sessions.c.status,
    sessions.c.class_link,
    sessions.c.version,
    sessions.c.created_at,
    sessions.c.updated_at,
)


@query
def select_view() -> Select[Any]:
    """One session."""
    return select(*LISTED).where(sessions.c.id == bindparam("id"))


@query
def select_seats(count: int) -> Select[Any]:
    """The named seats of ``count`` sessions, in the order trainees were added."""
    seat = (
        seats.c.trainee_id,
        users.c.name,
        seats.c.status,
        seats.c.note,
        seats.c.marked_at,
        seats.c.marked_by,
    )
    return (
        select(seats.c.session_id, *seat)
        .select_from(seats.outerjoin(users, users.c.id == seats.c.trainee_id))
        .where(seats.c.session_id.in_(markers("id", count)))
        .order_by(seats.c.session_id, seats.c.place)
    )


def views(rows: list[Row], seat_rows: list[Row]) -> list[SessionView]:
    """Rows of ``LISTED`` with the rows of their seats."""
    found = [_view(row) for row in rows]
    by_id = {view.id: view for view in found}
    people: dict[int, PersonRef] = {}
    for session_id, trainee_id, name, status, note, marked_at, marked_by in seat_rows:
        view = by_id[session_id]
        person = people.get(trainee_id)
        if person is None:
            person = people[trainee_id] = PersonRef(id=trainee_id, name=name)
        view.trainee_ids.append(trainee_id)
        view.trainees.append(person)
        if status is not None:
            view.attendance.append(
                AttendanceMark(
                    trainee_id=trainee_id, status=status, note=note, marked_at=marked_at, marked_by=marked_by
                )
            )
    for view in found:
        view.trainee_count = len(view.trainee_ids)
        view.trainee_id = view.trainee_ids[0] if view.trainee_ids else None
    return found


def _view(row: Row) -> SessionView:
    return SessionView(
        id=row[0],
        title=row[1],
        description=row[2],
        trainer_id=row[3],
        trainer=PersonRef(id=row[3], name=row[4]),
        trainee_id=None,
        trainee_ids=[],
        trainees=[],
        trainee_count=0,
        capacity=row[5],
        scheduled_date=row[6],
        duration_minutes=row[7],
        ends_at=row[8],
        time_zone=row[9],
        status=row[10],
        class_link=row[11],
        attendance=[],
        version=row[12],
        created_at=row[13],
        updated_at=row[14],
    )
