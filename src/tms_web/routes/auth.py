"""Signing in and out, passwords, and their log."""

from litestar import HttpMethod
from litestar.params import JSONBody

from tms_core.auth import use_cases
from tms_core.auth.model import (
    AuditFilter,
    GeneratedPassword,
    OwnPassword,
    PasswordChange,
    PasswordChanged,
    PasswordReset,
    SignIn,
    TokenResponse,
)
from tms_core.auth.sign_in import sign_in as exchange
from tms_core.entity import SuccessMessage
from tms_core.passwords.model import PasswordRecord
from tms_core.users.model import User
from tms_web.answers import Answer, json_answer
from tms_web.calls import Call
from tms_web.endpoints import Tag, posts, public, reads
from tms_web.middleware.clients import origin_of
from tms_web.paging import Count, Cursor, Limit, Skip, page_request
from tms_web.parameters import PathId, QueryId

TAG = Tag("Signing in", "Tokens, passwords, and the log of their changes.")

GENERATED = PasswordReset()
"""What an absent body stands for: no password is chosen."""


@public("/auth/login", "invalid_credentials", "too_many_attempts", method=HttpMethod.POST)
async def sign_in(request: Call, data: JSONBody[SignIn]) -> Answer[TokenResponse]:
    """Exchange a username (or e-mail address) and password for a token.

    Send the token with every other call, as `Authorization: Bearer …`. A wrong name and a wrong password look alike.
    While `force_password_change` is true, only changing the password, `GET /auth/me` and signing out are allowed.
    """
    return json_answer(await exchange(request.application, data, origin_of(request.scope)))


@posts("/auth/change-password", use_cases.change_password, "wrong_current_password")
async def change_password(request: Call, data: JSONBody[PasswordChange]) -> Answer[PasswordChanged]:
    return await request.run(use_cases.change_password, data)


@posts("/auth/reset-password/{user_id}", use_cases.reset_password)
async def reset_password(
    request: Call, user_id: PathId, data: JSONBody[PasswordReset] = GENERATED
) -> Answer[SuccessMessage | GeneratedPassword]:
    return await request.run(use_cases.reset_password, user_id, data)


@posts("/auth/admin-change-password", use_cases.admin_change_password)
async def admin_change_password(request: Call, data: JSONBody[OwnPassword]) -> Answer[PasswordChanged]:
    return await request.run(use_cases.admin_change_password, data)


@reads("/auth/me", use_cases.get_me)
async def get_me(request: Call) -> Answer[User]:
    return await request.read(use_cases.get_me)


@posts("/auth/logout", use_cases.sign_out)
async def sign_out(request: Call) -> Answer[SuccessMessage]:
    return await request.run(use_cases.sign_out)


@reads("/audit/passwords", use_cases.list_password_log)
async def list_password_log(
    request: Call,
    user_id: QueryId = None,
    skip: Skip = 0,
    limit: Limit = 100,
    count: Count = True,
    cursor: Cursor = None,
) -> Answer[list[PasswordRecord]]:
    wanted = AuditFilter(user_id=user_id)
    return await request.page(use_cases.list_password_log, wanted, page_request(skip, limit, count, cursor))
