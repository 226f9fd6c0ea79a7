"""What people are told, what they have read, and what they want to be told."""

from typing import Annotated

from litestar.params import JSONBody, QueryParameter

from tms_core.entity import SuccessMessage
from tms_core.notifications import use_cases
from tms_core.notifications.model import NotificationView, PreferencesView
from tms_core.notifications.told_people import SessionNotification, list_session_notifications
from tms_core.notifications.use_cases import PreferenceChanges, ReadNotifications
from tms_web.http.query_parameters import ByDate, Count, Cursor, Limit, PathId, QueryId, Skip, page_request
from tms_web.http.request import ApiRequest
from tms_web.http.responses import RawResponse
from tms_web.http.routing import Tag, get, post, put

TAG = Tag("Notifications", "What you are told of what happened, and what you want to be told.")

Unread = Annotated[bool, QueryParameter(description="Only what you have not read.")]


@get("/notifications/", use_cases.list_notifications)
async def list_notifications(
    request: ApiRequest,
    unread: Unread = False,
    skip: Skip = 0,
    limit: Limit = 100,
    count: Count = True,
    cursor: Cursor = None,
) -> RawResponse[list[NotificationView]]:
    page = page_request(skip, limit, count, cursor, ByDate)
    return await request.page(use_cases.list_notifications, page, unread)


@post("/notifications/read", use_cases.mark_notifications_read)
async def mark_notifications_read(
    request: ApiRequest, data: JSONBody[ReadNotifications]
) -> RawResponse[SuccessMessage]:
    return await request.run(use_cases.mark_notifications_read, data)


@get("/notifications/preferences", use_cases.get_preferences)
async def get_preferences(request: ApiRequest) -> RawResponse[PreferencesView]:
    return await request.read(use_cases.get_preferences)


@put("/notifications/preferences", use_cases.update_preferences)
async def update_preferences(
    request: ApiRequest, data: JSONBody[PreferenceChanges]
) -> RawResponse[PreferencesView]:
    return await request.run(use_cases.update_preferences, data)


@get("/sessions/{session_id}/notifications", list_session_notifications)
async def list_notifications_of_session(
    request: ApiRequest,
    session_id: PathId,
    user_id: QueryId = None,
    skip: Skip = 0,
    limit: Limit = 100,
    count: Count = True,
    cursor: Cursor = None,
) -> RawResponse[list[SessionNotification]]:
    page = page_request(skip, limit, count, cursor)
    return await request.page(list_session_notifications, session_id, page, user_id)
