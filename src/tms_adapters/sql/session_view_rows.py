"""Sessions as readers see them: two statements for any number of sessions, read straight into views. Who takes part
is filled in by the core's own ``fill_roster``, as it is in the view of an entity."""

from collections import defaultdict
from dataclasses import fields
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.sql import Select

from tms_adapters.sql.compiled_query import reads
from tms_adapters.sql.row_mapper import placeholders
from tms_adapters.sql.tables.sessions import seats, sessions
from tms_adapters.sql.tables.users import users
from tms_core.entity import PersonRef
from tms_core.sessions.model import AttendanceStatus
from tms_core.sessions.views import SessionView, fill_roster

TRAINER_NAME = select(users.c.name).where(users.c.id == sessions.c.trainer_id).scalar_subquery()
"""No join: with one, MariaDB reads and sorts the whole table rather than follow an index to the limit."""

LISTED = (
    *(sessions.c[each.name] for each in fields(SessionView) if each.name in sessions.c),
    sessions.c.trainer_id.label("trainer__id"),
    TRAINER_NAME.label("trainer__name"),
)


class NamedSeat(NamedTuple):
    """A seat in a session, and how the trainee is called."""

    session_id: int
    trainee_id: int
    name: str
    status: AttendanceStatus | None
    note: str | None
    marked_at: datetime | None
    marked_by: int | None


@reads(SessionView)
def select_view() -> Select[Any]:
    """One session, still without its roster."""
    return select(*LISTED).where(sessions.c.id == bindparam("id"))


@reads(NamedSeat)
def select_seats(count: int) -> Select[Any]:
    """The named seats of ``count`` sessions, in the order trainees were added."""
    columns = [(users if name == "name" else seats).c[name] for name in NamedSeat._fields]
    return (
        select(*columns)
        .select_from(seats.outerjoin(users, users.c.id == seats.c.trainee_id))
        .where(seats.c.session_id.in_(placeholders("id", count)))
        .order_by(seats.c.session_id, seats.c.place)
    )


def fill_rosters(views: list[SessionView], taken: list[NamedSeat]) -> None:
    """Fill in who takes part in sessions that were read just now."""
    rosters: defaultdict[int, list[NamedSeat]] = defaultdict(list)
    people: dict[int, PersonRef] = {}
    for seat in taken:
        rosters[seat.session_id].append(seat)
        if seat.trainee_id not in people:
            people[seat.trainee_id] = PersonRef(id=seat.trainee_id, name=seat.name)
    for view in views:
        fill_roster(view, rosters[view.id], people)
