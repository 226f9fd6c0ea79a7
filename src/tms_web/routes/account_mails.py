"""Forgotten passwords and invitations: links that are sent by mail."""

from dataclasses import replace

from litestar import HttpMethod
from litestar.params import JSONBody

from tms_core.account_mails import use_cases
from tms_core.account_mails.model import ForgottenPassword, PasswordByLink
from tms_core.actor import SYSTEM
from tms_core.auth.model import PasswordChanged
from tms_core.entity import SuccessMessage
from tms_core.users.model import User
from tms_web.http.query_parameters import PathId
from tms_web.http.request import ApiRequest, client_of
from tms_web.http.responses import RawResponse, json_response
from tms_web.http.routing import Tag, post, public
from tms_web.middleware.origins import rate_limit_key

TAG = Tag("Passwords by mail", "Links that are sent by mail to set a password.")


@public("/auth/forgot-password", method=HttpMethod.POST, status=202)
async def forgot_password(
    request: ApiRequest, data: JSONBody[ForgottenPassword]
) -> RawResponse[SuccessMessage]:
    """Ask for a mail with a link to set a new password.

    The answer is the same whether there is such an account or not. The link works once, for 30 minutes, until the account is
    signed in to or another link is asked for. At most three mails an hour are sent to an account, and at most twenty requests
    an hour looked at from an address.
    """
    client, network = client_of(request.scope), rate_limit_key(request.scope)
    message = await use_cases.forgot_password(request.application, data, network, client)
    return json_response(message, 202)


@public("/auth/set-password", "link_expired", "password_common", "busy", method=HttpMethod.POST)
async def set_password(request: ApiRequest, data: JSONBody[PasswordByLink]) -> RawResponse[PasswordChanged]:
    """Set a password with the token of a link, and sign in.

    All other sign-ins of the account end. Opening a link changes nothing: only this call uses it.
    """
    caller = replace(SYSTEM, client=client_of(request.scope))
    return json_response(await request.application.run(use_cases.set_password_by_link, caller, data))


@post("/users/{user_id}/invite", use_cases.invite_user, "already_active", "no_public_url")
async def invite_user(request: ApiRequest, user_id: PathId) -> RawResponse[User]:
    return await request.run(use_cases.invite_user, user_id)
