"""Figures for the dashboard, and trainees' progress."""

from tms_core.analytics import queries
from tms_core.analytics.model import Attention, Overview, SessionCounts, TraineeProgress, UserCounts
from tms_core.analytics.overview import RequestedPeriod
from tms_web.http.query_parameters import End, PathId, Start, TimeZone, parse_instant
from tms_web.http.request import ApiRequest
from tms_web.http.responses import RawResponse
from tms_web.http.routing import Tag, get

TAG = Tag("Analytics", "Numbers for the dashboard.")


@get("/analytics/users", queries.count_users)
async def count_users(request: ApiRequest) -> RawResponse[UserCounts]:
    return await request.read(queries.count_users)


@get("/analytics/sessions", queries.count_sessions)
async def count_sessions(request: ApiRequest) -> RawResponse[SessionCounts]:
    return await request.read(queries.count_sessions)


@get("/analytics/overview", queries.get_overview)
async def get_overview(
    request: ApiRequest, from_: Start = None, to: End = None, time_zone: TimeZone = None
) -> RawResponse[Overview]:
    asked = RequestedPeriod(
        from_=parse_instant("from", from_), to=parse_instant("to", to), time_zone=time_zone
    )
    return await request.read(queries.get_overview, asked)


@get("/analytics/attention", queries.get_attention)
async def get_attention(request: ApiRequest) -> RawResponse[Attention]:
    return await request.read(queries.get_attention)


@get("/progress/trainees/{trainee_id}", queries.get_progress)
async def get_progress(request: ApiRequest, trainee_id: PathId) -> RawResponse[TraineeProgress]:
    return await request.read(queries.get_progress, trainee_id)
