"""Numbers for the dashboard, and how far a trainee has come."""

from tms_core.analytics import use_cases
from tms_core.analytics.model import Attention, Overview, SessionCounts, TraineeProgress, UserCounts
from tms_core.analytics.periods import RequestedPeriod
from tms_web.http.query_parameters import End, PathId, Start, TimeZone, parse_instant
from tms_web.http.request import ApiRequest
from tms_web.http.responses import RawResponse
from tms_web.http.routing import Tag, get

TAG = Tag("Analytics", "Numbers for the dashboard.")


@get("/analytics/users", use_cases.count_users)
async def count_users(request: ApiRequest) -> RawResponse[UserCounts]:
    return await request.read(use_cases.count_users)


@get("/analytics/sessions", use_cases.count_sessions)
async def count_sessions(request: ApiRequest) -> RawResponse[SessionCounts]:
    return await request.read(use_cases.count_sessions)


@get("/analytics/overview", use_cases.get_overview)
async def get_overview(
    request: ApiRequest, from_: Start = None, to: End = None, time_zone: TimeZone = None
) -> RawResponse[Overview]:
    asked = RequestedPeriod(
        from_=parse_instant("from", from_), to=parse_instant("to", to), time_zone=time_zone
    )
    return await request.read(use_cases.get_overview, asked)


@get("/analytics/attention", use_cases.get_attention)
async def get_attention(request: ApiRequest) -> RawResponse[Attention]:
    return await request.read(use_cases.get_attention)


@get("/progress/trainees/{trainee_id}", use_cases.get_progress)
async def get_progress(request: ApiRequest, trainee_id: PathId) -> RawResponse[TraineeProgress]:
    return await request.read(use_cases.get_progress, trainee_id)
