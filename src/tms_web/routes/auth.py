"""Signing in and out, passwords, and the password log."""

from litestar import HttpMethod
from litestar.params import JSONBody

from tms_core.auth import sign_ins, use_cases
from tms_core.auth.model import (
    AuditFilter,
    OwnPassword,
    PasswordChange,
    PasswordChanged,
    PasswordReset,
    PasswordResetResult,
    SignIn,
    TokenResponse,
)
from tms_core.auth.sign_in import sign_in as exchange
from tms_core.auth.sign_ins import OpenSignIn
from tms_core.entity import SuccessMessage
from tms_core.users.model import User
from tms_core.users.passwords import PasswordRecord
from tms_web.http.query_parameters import Count, Cursor, Limit, PathId, QueryId, Skip, page_request
from tms_web.http.request import ApiRequest, client_of
from tms_web.http.responses import RawResponse, json_response
from tms_web.http.routing import Tag, delete, get, post, public
from tms_web.middleware.origins import rate_limit_key

TAG = Tag("Signing in", "Tokens, sign-ins, passwords and the password log.")
GENERATED = PasswordReset()
"""Stands for an absent body: no password was chosen."""


@public(
    "/auth/login",
    "invalid_credentials",
    "password_expired",
    "too_many_attempts",
    "busy",
    method=HttpMethod.POST,
)
async def sign_in(request: ApiRequest, data: JSONBody[SignIn]) -> RawResponse[TokenResponse]:
    """Sign in: exchange a username (or e-mail address) and password for a token.

    Send the token with every other call, as `Authorization: Bearer …`. A wrong name and a wrong password look alike.
    While `force_password_change` is true, only changing the password, `GET /auth/me` and signing out are allowed.
    """
    client = client_of(request.scope)
    return json_response(await exchange(request.application, data, rate_limit_key(request.scope), client))


@post(
    "/auth/change-password",
    use_cases.change_password,
    "wrong_current_password",
    "password_common",
    "password_unchanged",
    "too_many_attempts",
    "busy",
)
async def change_password(
    request: ApiRequest, data: JSONBody[PasswordChange]
) -> RawResponse[PasswordChanged]:
    return await request.run(use_cases.change_password, data)


@post("/auth/reset-password/{user_id}", use_cases.reset_password, "password_common", "busy")
async def reset_password(
    request: ApiRequest, user_id: PathId, data: JSONBody[PasswordReset] = GENERATED
) -> RawResponse[PasswordResetResult]:
    return await request.run(use_cases.reset_password, user_id, data)


@post("/auth/admin-change-password", use_cases.admin_change_password, "password_common", "busy")
async def admin_change_password(
    request: ApiRequest, data: JSONBody[OwnPassword]
) -> RawResponse[PasswordChanged]:
    return await request.run(use_cases.admin_change_password, data)


@get("/auth/me", use_cases.get_me)
async def get_me(request: ApiRequest) -> RawResponse[User]:
    return await request.read(use_cases.get_me)


@post("/auth/logout", use_cases.sign_out)
async def sign_out(request: ApiRequest) -> RawResponse[SuccessMessage]:
    return await request.run(use_cases.sign_out)


@get("/auth/sign-ins", sign_ins.list_sign_ins)
async def list_sign_ins(
    request: ApiRequest,
    skip: Skip = 0,
    limit: Limit = 100,
    count: Count = True,
    cursor: Cursor = None,
) -> RawResponse[list[OpenSignIn]]:
    return await request.page(sign_ins.list_sign_ins, page_request(skip, limit, count, cursor))


@delete("/auth/sign-ins", sign_ins.end_other_sign_ins)
async def end_other_sign_ins(request: ApiRequest) -> RawResponse[SuccessMessage]:
    return await request.run(sign_ins.end_other_sign_ins)


@delete("/auth/sign-ins/{sign_in_id}", sign_ins.end_sign_in)
async def end_sign_in(request: ApiRequest, sign_in_id: PathId) -> RawResponse[SuccessMessage]:
    return await request.run(sign_ins.end_sign_in, sign_in_id)


@get("/audit/passwords", use_cases.list_password_log)
async def list_password_log(
    request: ApiRequest,
    user_id: QueryId = None,
    skip: Skip = 0,
    limit: Limit = 100,
    count: Count = True,
    cursor: Cursor = None,
) -> RawResponse[list[PasswordRecord]]:
    wanted = AuditFilter(user_id=user_id)
    return await request.page(use_cases.list_password_log, wanted, page_request(skip, limit, count, cursor))
