"""Training sessions, their trainees and attendance."""

from typing import Annotated, Literal

from litestar.params import FromQuery, JSONBody, QueryParameter

from tms_core.entity import SuccessMessage
from tms_core.sessions import commands, queries
from tms_core.sessions.attendance import mark_attendance
from tms_core.sessions.conflicts import ScheduleConflicts
from tms_core.sessions.events import SessionView
from tms_core.sessions.inputs import Attendance, SessionChanges, SessionFilter, TraineeList
from tms_core.sessions.model import NewSession, SessionStatus
from tms_core.sessions.queries import RequestedTime, find_conflicts
from tms_core.sessions.replies import NewReply, reply_to_session
from tms_web.http.query_parameters import (
    AllowConflicts,
    Begin,
    Besides,
    ByDate,
    Count,
    Cursor,
    DiscardAttendance,
    From,
    Limit,
    Minutes,
    PathId,
    QueryId,
    QueryIds,
    Search,
    Skip,
    To,
    TrainerId,
    page_request,
    parse_instant,
    parse_required_instant,
)
from tms_web.http.request import ApiRequest
from tms_web.http.responses import RawResponse
from tms_web.http.routing import Tag, delete, get, post, put

TAG = Tag("Sessions", "Planning without double bookings, trainees and attendance.")

Order = Annotated[
    Literal["scheduled_date", "-scheduled_date"],
    QueryParameter(description="By start, then by id; with `-` the latest first."),
]


@get("/sessions/", queries.list_sessions)
async def list_sessions(
    request: ApiRequest,
    status: FromQuery[SessionStatus | None] = None,
    trainer_id: QueryId = None,
    trainee_id: QueryId = None,
    from_: From = None,
    to: To = None,
    q: Search = None,
    order: Order = "-scheduled_date",
    skip: Skip = 0,
    limit: Limit = 100,
    count: Count = True,
    cursor: Cursor = None,
) -> RawResponse[list[SessionView]]:
    wanted = SessionFilter(
        status=status,
        trainer_id=trainer_id,
        trainee_id=trainee_id,
        from_=parse_instant("from", from_),
        to=parse_instant("to", to),
        q=q,
        ascending=order == "scheduled_date",
    )
    page = page_request(skip, limit, count, cursor, ByDate)
    return await request.page(queries.list_sessions, wanted, page)


@post(
    "/sessions/",
    commands.create_session,
    "schedule_conflict",
    "session_full",
    "not_started",
    "external_id_taken",
    status=201,
)
async def create_session(
    request: ApiRequest, data: JSONBody[NewSession], allow_conflicts: AllowConflicts = False
) -> RawResponse[SessionView]:
    return await request.create(_address, commands.create_session, data, allow_conflicts)


def _address(session: SessionView) -> str:
    return f"/sessions/{session.id}"


@get("/sessions/conflicts", find_conflicts, "not_found")
async def list_conflicts(
    request: ApiRequest,
    scheduled_date: Begin,
    duration_minutes: Minutes,
    trainer_id: TrainerId = None,
    trainee_ids: QueryIds = None,
    besides: Besides = None,
) -> RawResponse[ScheduleConflicts]:
    asked = RequestedTime(
        scheduled_date=parse_required_instant("scheduled_date", scheduled_date),
        duration_minutes=duration_minutes,
        trainer_id=trainer_id,
        trainee_ids=tuple(trainee_ids or ()),
        exclude_session_id=besides,
    )
    return await request.read(find_conflicts, asked)


@get("/sessions/{session_id}", queries.get_session)
async def get_session(request: ApiRequest, session_id: PathId) -> RawResponse[SessionView]:
    return await request.read(queries.get_session, session_id)


@put(
    "/sessions/{session_id}",
    commands.update_session,
    "schedule_conflict",
    "session_full",
    "status_change_not_allowed",
    "not_started",
    "has_attendance",
    "external_id_taken",
    "stale_version",
)
async def update_session(
    request: ApiRequest,
    session_id: PathId,
    data: JSONBody[SessionChanges],
    allow_conflicts: AllowConflicts = False,
    discard_attendance: DiscardAttendance = False,
) -> RawResponse[SessionView]:
    return await request.run(
        commands.update_session,
        session_id,
        data,
        allow_conflicts,
        request.expected_versions,
        discard_attendance,
    )


@delete("/sessions/{session_id}", commands.delete_session, "has_attendance", "stale_version")
async def delete_session(request: ApiRequest, session_id: PathId) -> RawResponse[SuccessMessage]:
    return await request.run(commands.delete_session, session_id, request.expected_versions)


@post(
    "/sessions/{session_id}/trainees",
    commands.add_trainees,
    "schedule_conflict",
    "session_full",
    "stale_version",
)
async def add_trainees(
    request: ApiRequest,
    session_id: PathId,
    data: JSONBody[TraineeList],
    allow_conflicts: AllowConflicts = False,
) -> RawResponse[SessionView]:
    return await request.run(
        commands.add_trainees, session_id, data, allow_conflicts, request.expected_versions
    )


@delete(
    "/sessions/{session_id}/trainees/{trainee_id}", commands.remove_trainee, "has_attendance", "stale_version"
)
async def remove_trainee(
    request: ApiRequest,
    session_id: PathId,
    trainee_id: PathId,
    discard_attendance: DiscardAttendance = False,
) -> RawResponse[SessionView]:
    return await request.run(
        commands.remove_trainee, session_id, trainee_id, request.expected_versions, discard_attendance
    )


@put(
    "/sessions/{session_id}/reply",
    reply_to_session,
    "already_started",
    "session_cancelled",
    "stale_version",
)
async def reply(
    request: ApiRequest, session_id: PathId, data: JSONBody[NewReply]
) -> RawResponse[SessionView]:
    return await request.run(reply_to_session, session_id, data, request.expected_versions)


@put(
    "/sessions/{session_id}/attendance",
    mark_attendance,
    "not_started",
    "session_cancelled",
    "stale_version",
)
async def put_attendance(
    request: ApiRequest, session_id: PathId, data: JSONBody[Attendance]
) -> RawResponse[SessionView]:
    return await request.run(mark_attendance, session_id, data, request.expected_versions)
