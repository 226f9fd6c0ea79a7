"""Numbers for the dashboard, and how far a trainee has come."""

from tms_core.analytics import use_cases
from tms_core.analytics.model import Attention, Overview, SessionCounts, TraineeProgress, UserCounts
from tms_core.analytics.periods import RequestedPeriod
from tms_web.answers import Answer
from tms_web.calls import Call
from tms_web.endpoints import Tag, reads
from tms_web.parameters import End, PathId, Start, TimeZone, moment

TAG = Tag("Analytics", "Numbers for the dashboard.")


@reads("/analytics/users", use_cases.count_users)
async def count_users(request: Call) -> Answer[UserCounts]:
    return await request.read(use_cases.count_users)


@reads("/analytics/sessions", use_cases.count_sessions)
async def count_sessions(request: Call) -> Answer[SessionCounts]:
    return await request.read(use_cases.count_sessions)


@reads("/analytics/overview", use_cases.get_overview)
async def get_overview(
    request: Call, from_: Start = None, to: End = None, time_zone: TimeZone = None
) -> Answer[Overview]:
    asked = RequestedPeriod(from_=moment("from", from_), to=moment("to", to), time_zone=time_zone)
    return await request.read(use_cases.get_overview, asked)


@reads("/analytics/attention", use_cases.get_attention)
async def get_attention(request: Call) -> Answer[Attention]:
    return await request.read(use_cases.get_attention)


@reads("/progress/trainees/{trainee_id}", use_cases.get_progress)
async def get_progress(request: Call, trainee_id: PathId) -> Answer[TraineeProgress]:
    return await request.read(use_cases.get_progress, trainee_id)
