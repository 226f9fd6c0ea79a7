"""The statements that lock, change and purge sessions and their seats, and that read rosters."""

from collections import defaultdict
from datetime import datetime
from operator import attrgetter
from typing import Any, NamedTuple

from sqlalchemy import Table, bindparam, not_, or_, select, update
from sqlalchemy.sql import Delete, Select, Update

from tms_adapters.sql.compiled_query import reads, within, writes
from tms_adapters.sql.queries.sessions import ENROLLED, KEPT
from tms_adapters.sql.row_mapper import RowMapper, derived, placeholders
from tms_adapters.sql.tables import seats, sessions, users
from tms_core.entity import PersonRef
from tms_core.sessions.enrolment import AttendanceStatus, Enrolment, Reply
from tms_core.sessions.events import SessionView, fill_roster
from tms_core.sessions.model import TrainingSession, search_key_of

ROWS = RowMapper(
    sessions,
    TrainingSession,
    {
        "ends_at": derived(attrgetter("ends_at"), "scheduled_date", "duration_minutes"),
        "search_key": derived(search_key_of, "title", "description", "location"),
    },
    digests={"text_digest": "search_key"},
)
SEATS = RowMapper(seats, Enrolment)
COPIED = {"scheduled_date": "scheduled_date", "ends_at": "ends_at", "status": "session_status"}
"""What a seat copies from its session: session column → seat column. It also copies ``deleted_at``."""


@reads(TrainingSession)
def lock_by_ids(count: int) -> Select[Any]:
    """``count`` sessions by id, in id order, locked until the transaction ends."""
    found = select(*ROWS.columns).where(sessions.c.id.in_(placeholders("id", count)), KEPT)
    return found.order_by(sessions.c.id).with_for_update()


class TakenSeat(NamedTuple):
    """A seat with the id of its session."""

    session_id: int
    seat: Enrolment


@reads(TakenSeat)
def select_rosters(count: int) -> Select[Any]:
    """All seats of ``count`` sessions, in the order in which trainees were added."""
    found = select(seats.c.session_id, *within("seat", SEATS.columns)).where(
        seats.c.session_id.in_(placeholders("id", count))
    )
    return found.order_by(seats.c.session_id, seats.c.place)


@reads(TakenSeat)
def select_discarding() -> Select[Any]:
    """The seats of a trainee who was added again after a mark of theirs had been discarded."""
    found = select(seats.c.session_id, *within("seat", SEATS.columns))
    return found.where(seats.c.trainee_id == bindparam("person"), seats.c.discarded.is_not(None))


class NamedSeat(NamedTuple):
    """A seat in a session, with the trainee's name."""

    session_id: int
    place: int
    trainee_id: int
    name: str
    status: AttendanceStatus | None
    minutes: int | None
    note: str | None
    marked_at: datetime | None
    marked_by: int | None
    reply: Reply | None
    reply_note: str | None


@reads(NamedSeat)
def select_seats(count: int) -> Select[Any]:
    """The seats of ``count`` sessions with names, in no particular order."""
    columns = [(users if name == "name" else seats).c[name] for name in NamedSeat._fields]
    return (
        select(*columns)
        .select_from(seats.outerjoin(users, users.c.id == seats.c.trainee_id))
        .where(seats.c.session_id.in_(placeholders("id", count)), ENROLLED)
    )


def fill_rosters(views: list[SessionView], taken: list[NamedSeat]) -> None:
    """Fill in the rosters of sessions that have just been read, in the order in which trainees were added."""
    taken.sort(key=attrgetter("place"))  # a database takes twice as long, because it copies the rows
    rosters: defaultdict[int, list[NamedSeat]] = defaultdict(list)
    people: dict[int, PersonRef] = {}
    for seat in taken:
        rosters[seat.session_id].append(seat)
        if seat.trainee_id not in people:
            people[seat.trainee_id] = PersonRef(id=seat.trainee_id, name=seat.name)
    for view in views:
        fill_roster(view, rosters[view.id], people)


@writes
def update_seats(columns: tuple[str, ...]) -> Update:
    """Update all seats of a session."""
    values = {name: bindparam(f"new_{name}", type_=seats.c[name].type) for name in columns}
    return update(seats).where(seats.c.session_id == bindparam("session")).values(values)


@writes
def update_seat(columns: tuple[str, ...]) -> Update:
    """Update one seat."""
    one = (seats.c.session_id == bindparam("session"), seats.c.trainee_id == bindparam("trainee"))
    values = {name: bindparam(f"new_{name}", type_=seats.c[name].type) for name in columns}
    return update(seats).where(*one).values(values)


@reads(int)
def select_outdated(most: int) -> Select[Any]:
    """The ids of sessions that were deleted before a time."""
    deleted_at = sessions.c.deleted_at
    outdated = select(sessions.c.id).where(deleted_at < bindparam("before", type_=deleted_at.type))
    return outdated.order_by(deleted_at).limit(most)


@writes
def purge_from(table: Table, column: str, count: int) -> Delete:
    """Delete the rows of ``count`` sessions from a table."""
    return table.delete().where(table.c[column].in_(placeholders("id", count)))


@writes
def erase_hidden_notes() -> Update:
    """Erase the notes about a trainee, and their own, in deleted sessions and where they are not enrolled."""
    noted = or_(seats.c.note.is_not(None), seats.c.reply_note.is_not(None))
    hidden = seats.c.trainee_id == bindparam("person"), noted, not_(ENROLLED)
    return update(seats).where(*hidden).values(note=None, reply_note=None)
