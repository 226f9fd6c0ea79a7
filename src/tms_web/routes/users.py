"""Users."""

from typing import Annotated, Any

from litestar.params import FromQuery, JSONBody, QueryParameter

from tms_core.actor import Role
from tms_core.entity import SuccessMessage
from tms_core.users import use_cases
from tms_core.users.model import CreatedUser, NewUser, User, UserChanges, UserFilter, UserOrder, UserStatus
from tms_web.http.query_parameters import (
    AllowConflicts,
    ById,
    Count,
    Cursor,
    Limit,
    PathId,
    ReassignTo,
    Search,
    Skip,
    key_in_order,
    page_request,
)
from tms_web.http.request import ApiRequest
from tms_web.http.responses import RawResponse
from tms_web.http.routing import Tag, delete, get, post, put

TAG = Tag("People", "Trainees, trainers and admins.")

Order = Annotated[
    UserOrder,
    QueryParameter(
        description="By this field, then by id; with `-` in descending order. Text is compared by code point, ignoring "
        "case. A cursor is only valid for the order it came from."
    ),
]
Assigned = Annotated[
    bool | None,
    QueryParameter(
        description="Only people who have assignments, as trainee or as trainer; with `false`, only people without. "
        "For admins."
    ),
]
Deactivated = Annotated[
    bool | None,
    QueryParameter(
        description="Only people who have been deactivated; with `false`, only people who have not."
    ),
]
Status = Annotated[UserStatus | None, QueryParameter(description="Only people with this status.")]
KEYS: dict[UserOrder, Any] = {
    **{order: key_in_order(order, str, int) for order in UserOrder},
    UserOrder.ID: ById,
    UserOrder.ID_DESC: key_in_order(UserOrder.ID_DESC, int),
}


@get("/users/", use_cases.list_users)
async def list_users(
    request: ApiRequest,
    role: FromQuery[Role | None] = None,
    q: Search = None,
    assigned: Assigned = None,
    deactivated: Deactivated = None,
    status: Status = None,
    order: Order = UserOrder.ID,
    skip: Skip = 0,
    limit: Limit = 100,
    count: Count = True,
    cursor: Cursor = None,
) -> RawResponse[list[User]]:
    wanted = UserFilter(
        roles=None if role is None else (role,),
        q=q,
        assigned=assigned,
        deactivated=deactivated,
        status=status,
        order=order,
    )
    page = page_request(skip, limit, count, cursor, KEYS[order])
    return await request.page(use_cases.list_users, wanted, page)


@post(
    "/users/",
    use_cases.create_user,
    "username_taken",
    "email_taken",
    "external_id_taken",
    "no_public_url",
    "password_common",
    "busy",
    status=201,
)
async def create_user(request: ApiRequest, data: JSONBody[NewUser]) -> RawResponse[CreatedUser]:
    return await request.create(_address, use_cases.create_user, data)


def _address(user: User) -> str:
    return f"/users/{user.id}"


@get("/users/{user_id}", use_cases.get_user)
async def get_user(request: ApiRequest, user_id: PathId) -> RawResponse[User]:
    return await request.read(use_cases.get_user, user_id)


@put(
    "/users/{user_id}",
    use_cases.update_user,
    "username_taken",
    "email_taken",
    "external_id_taken",
    "own_account",
    "last_admin",
    "has_scheduled_sessions",
    "has_assignments",
    "wrong_current_password",
    "too_many_attempts",
    "busy",
    "stale_version",
    "wrong_current_password",
    "too_many_attempts",
    "busy",
)
async def update_user(request: ApiRequest, user_id: PathId, data: JSONBody[UserChanges]) -> RawResponse[User]:
    return await request.run(use_cases.update_user, user_id, data, request.expected_versions)


@delete(
    "/users/{user_id}",
    use_cases.delete_user,
    "own_account",
    "last_admin",
    "has_scheduled_sessions",
    "schedule_conflict",
    "stale_version",
)
async def delete_user(
    request: ApiRequest,
    user_id: PathId,
    reassign_to: ReassignTo = None,
    allow_conflicts: AllowConflicts = False,
) -> RawResponse[SuccessMessage]:
    return await request.run(
        use_cases.delete_user, user_id, reassign_to, allow_conflicts, request.expected_versions
    )
