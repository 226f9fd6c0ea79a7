"""Numbers for the dashboard."""

from tms_core.analytics import use_cases
from tms_core.analytics.use_cases import SessionCounts, UserCounts
from tms_web.answers import Answer
from tms_web.calls import Call
from tms_web.endpoints import reads


@reads("/analytics/users", use_cases.count_users)
async def count_users(request: Call) -> Answer[UserCounts]:
    return await request.read(use_cases.count_users)


@reads("/analytics/sessions", use_cases.count_sessions)
async def count_sessions(request: Call) -> Answer[SessionCounts]:
    return await request.read(use_cases.count_sessions)
