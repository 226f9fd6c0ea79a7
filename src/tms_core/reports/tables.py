"""The tables of a report: their columns, and their rows, read from the store page by page."""

from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from tms_core.actor import Actor, Role
from tms_core.application import Application
from tms_core.entity import Key, Page, PageRequest
from tms_core.organisation.custom_fields import (
    CustomField,
    CustomFieldOwner,
    CustomFieldType,
    CustomValue,
    shown,
)
from tms_core.reports.model import Cell, Column, ColumnType, ReportFilter, Row, Section, Table
from tms_core.sessions.enrolment import AttendanceStatus
from tms_core.sessions.events import SessionView
from tms_core.sessions.inputs import SessionFilter
from tms_core.sessions.model import SessionStatus
from tms_core.sessions.repository import SessionReader
from tms_core.sessions.roster_view import AttendanceMark
from tms_core.unit_of_work import ReadUnit
from tms_core.use_cases import query
from tms_core.users.model import User, UserFilter, UserReader

T = TypeVar("T")

PAGE_SIZE = 50
"""Sessions per read: few enough not to hold up other work."""
CAME = (AttendanceStatus.PRESENT, AttendanceStatus.LATE)
RATED = (*CAME, AttendanceStatus.ABSENT)

USER_COLUMNS = (
    Column(name="id", title="No.", kind=ColumnType.WHOLE, width=0.5),
    Column(name="name", title="Name", width=2.2),
    Column(name="username", title="Username", width=1.8),
    Column(name="email", title="E-mail", width=2.6),
    Column(name="role", title="Role", kind=ColumnType.WORD, width=0.8),
    Column(name="created_at", title="Since", kind=ColumnType.TIME, width=1.3),
)
SESSION_COLUMNS = (
    Column(name="id", title="No.", kind=ColumnType.WHOLE, width=0.6),
    Column(name="scheduled_date", title="Starts", kind=ColumnType.TIME, width=1.5),
    Column(name="title", title="Session", width=2.3),
    Column(name="trainer", title="Trainer", width=1.5),
    Column(name="trainees", title="Trainees", width=2.7),
    Column(name="time_zone", title="Time zone", width=1.5),
    Column(name="duration_minutes", title="Duration", kind=ColumnType.MINUTES, width=0.95),
    Column(name="status", title="Status", kind=ColumnType.WORD, width=1.0),
    Column(name="trainee_count", title="Seats taken", kind=ColumnType.WHOLE, width=0),
    Column(name="attended", title="Came", kind=ColumnType.WHOLE, width=0.75),
    Column(name="attendance_rate", title="Attendance", kind=ColumnType.SHARE, width=1.2),
    Column(name="status_reason", title="Reason", width=0),
    Column(name="location", title="Location", width=1.8),
)
ATTENDANCE_COLUMNS = (
    Column(name="session_id", title="No.", kind=ColumnType.WHOLE, width=0.6),
    Column(name="scheduled_date", title="Starts", kind=ColumnType.TIME, width=1.35),
    Column(name="title", title="Session", width=2.4),
    Column(name="trainer", title="Trainer", width=1.6),
    Column(name="trainee_id", title="Trainee no.", kind=ColumnType.WHOLE, width=0),
    Column(name="trainee", title="Trainee", width=1.8),
    Column(name="session_status", title="Status", kind=ColumnType.WORD, width=1.0),
    Column(name="attendance", title="Attendance", kind=ColumnType.WORD, width=1.0),
    Column(name="note", title="Note", width=2.0),
    Column(name="minutes", title="Minutes present", kind=ColumnType.MINUTES, width=0),
    Column(name="location", title="Location", width=0),
)


@dataclass(frozen=True, slots=True)
class Source:
    """Reads the rows, in separate reads on behalf of ``actor``, filtered by ``wanted``. ``definitions`` are the
    organisation's own fields, which become columns."""

    application: Application
    actor: Actor
    wanted: ReportFilter
    definitions: tuple[CustomField, ...] = ()

    def tables(self, sections: tuple[Section, ...], users: int, sessions: int) -> tuple[Table, ...]:
        """The tables of these sections, in order; ``users`` and ``sessions``
        are the expected numbers of rows."""
        known = {
            Section.USERS: (
                "Users",
                (*USER_COLUMNS, *_own_columns(self._of_users)),
                self._user_rows,
                users,
            ),
            Section.SESSIONS: (
                "Sessions",
                (*SESSION_COLUMNS, *_own_columns(self._of_sessions)),
                self._session_rows,
                sessions,
            ),
            Section.ATTENDANCE: ("Attendance", ATTENDANCE_COLUMNS, self._attendance_rows, sessions),
        }
        return tuple(
            Table(section=section, title=title, columns=columns, rows=rows(), pages=-(-count // PAGE_SIZE))
            for section in sections
            for title, columns, rows, count in [known[section]]
        )

    @property
    def _of_users(self) -> list[CustomField]:
        return [each for each in self.definitions if each.of is CustomFieldOwner.USER]

    @property
    def _of_sessions(self) -> list[CustomField]:
        return [each for each in self.definitions if each.of is CustomFieldOwner.SESSION]

    async def _user_rows(self) -> AsyncIterator[list[Row]]:
        async for users in self._users():
            yield [(*_user_row(user), *_own_cells(self._of_users, user.custom)) for user in users]

    async def _session_rows(self) -> AsyncIterator[list[Row]]:
        async for sessions in self._sessions():
            yield [
                (*_session_row(session), *_own_cells(self._of_sessions, session.custom))
                for session in sessions
            ]

    async def _attendance_rows(self) -> AsyncIterator[list[Row]]:
        async for sessions in self._sessions():
            yield [row for session in sessions for row in _attendance_rows_of(session)]

    async def _users(self) -> AsyncIterator[list[User]]:
        after: Key | None = None
        while True:
            page = await self.application.read(_users_page, self.actor, _page(after))
            yield page.items
            if (after := page.next) is None:
                return

    async def _sessions(self) -> AsyncIterator[list[SessionView]]:
        """Sessions by start, without those that had started before the period."""
        since, wanted = self.wanted.from_, session_filter(self.wanted)
        after: Key | None = None
        while True:
            page = await self.application.read(_sessions_page, self.actor, wanted, _page(after))
            yield [each for each in page.items if since is None or each.scheduled_date >= since]
            if (after := page.next) is None:
                return


OWN_KINDS = {CustomFieldType.NUMBER: ColumnType.NUMBER, CustomFieldType.BOOLEAN: ColumnType.WORD}


def _own_columns(definitions: Iterable[CustomField]) -> Iterator[Column]:
    for each in definitions:
        kind = OWN_KINDS.get(each.type, ColumnType.TEXT)
        yield Column(name=f"custom.{each.key}", title=each.label, kind=kind, width=1.2, own=True)


def _own_cells(definitions: Iterable[CustomField], stored: Mapping[str, CustomValue]) -> Iterator[Cell]:
    for each in definitions:
        value = shown([each], each.of, stored).get(each.key)
        yield str(value).lower() if isinstance(value, bool) else value


def session_filter(wanted: ReportFilter, ascending: bool = True) -> SessionFilter:
    """A filter for the sessions that overlap the report's period."""
    return SessionFilter(
        from_=wanted.from_,
        to=wanted.to,
        trainer_id=wanted.trainer_id,
        status=wanted.status,
        ascending=ascending,
    )


@query(Role.ADMIN)
async def _users_page(uow: ReadUnit, _: Actor, page: PageRequest) -> Page[User]:
    return await uow.repository(UserReader).page(UserFilter(), page)


@query(Role.ADMIN)
async def _sessions_page(
    uow: ReadUnit, _: Actor, wanted: SessionFilter, page: PageRequest
) -> Page[SessionView]:
    return await uow.repository(SessionReader).page(wanted, page)


def _page(after: Key | None) -> PageRequest:
    return PageRequest(limit=PAGE_SIZE, count=False, after=after)


def _user_row(user: User) -> Row:
    return (user.id, user.name, user.username, user.email, user.role.value, user.created_at)


def _session_row(session: SessionView) -> Row:
    marks = _marks(session)
    came = sum(mark.status in CAME for mark in marks)
    rated = sum(mark.status in RATED for mark in marks)
    return (
        session.id,
        session.scheduled_date,
        session.title,
        session.trainer.name,
        ", ".join([person.name for person in session.trainees]),
        session.time_zone,
        session.duration_minutes,
        session.status.value,
        session.trainee_count,
        came if marks else None,
        came / rated if rated else None,
        session.status_reason,
        session.location,
    )


def _marks(session: SessionView) -> list[AttendanceMark]:
    """The marks that count: a cancelled session was attended by nobody, whatever was marked before."""
    return [] if session.status is SessionStatus.CANCELLED else session.attendance


def _minutes_there(session: SessionView, mark: AttendanceMark | None) -> int | None:
    """As long as the session at most, as in the numbers: it may have been shortened since."""
    if mark is None or mark.minutes is None:
        return None
    return min(mark.minutes, session.duration_minutes)


def _attendance_rows_of(session: SessionView) -> list[Row]:
    marks = {mark.trainee_id: mark for mark in _marks(session)}
    about = (session.id, session.scheduled_date, session.title, session.trainer.name)
    return [
        (
            *about,
            person.id,
            person.name,
            session.status.value,
            mark.status.value if (mark := marks.get(person.id)) else None,
            mark.note if mark else None,
            _minutes_there(session, mark),
            session.location,
        )
        for person in session.trainees
    ]
