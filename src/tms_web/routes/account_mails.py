"""Forgotten passwords, invitations and new e-mail addresses: links that are sent by mail."""

from dataclasses import replace

from litestar import HttpMethod
from litestar.params import JSONBody

from tms_core.account_mails import address_change, use_cases
from tms_core.account_mails.model import EmailConfirmation, ForgottenPassword, PasswordByLink
from tms_core.actor import SYSTEM
from tms_core.auth.model import PasswordChanged
from tms_core.entity import SuccessMessage
from tms_core.users.model import User
from tms_web.http.query_parameters import PathId
from tms_web.http.request import ApiRequest, client_of
from tms_web.http.responses import RawResponse, json_response
from tms_web.http.routing import Tag, delete, post, public
from tms_web.middleware.origins import rate_limit_key

TAG = Tag(
    "Links by mail", "Links that are sent by mail to set a password, or to confirm a new e-mail address."
)


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


@post("/users/{user_id}/invite", use_cases.invite_user, "already_active", "no_public_url", "too_many_mails")
async def invite_user(request: ApiRequest, user_id: PathId) -> RawResponse[User]:
    return await request.run(use_cases.invite_user, user_id)


@public("/auth/confirm-email", "link_expired", "email_taken", method=HttpMethod.POST)
async def confirm_email(
    request: ApiRequest, data: JSONBody[EmailConfirmation]
) -> RawResponse[SuccessMessage]:
    """Confirm a new e-mail address with the token of the link that was sent there.

    It becomes the address of the account, signed in or not. Opening the link changes nothing: only this call uses it.
    """
    caller = replace(SYSTEM, client=client_of(request.scope))
    return json_response(await request.application.run(address_change.confirm_email, caller, data))


@post(
    "/users/{user_id}/pending-email",
    address_change.send_email_confirmation,
    "no_pending_email",
    "no_public_url",
    "too_many_mails",
)
async def send_email_confirmation(request: ApiRequest, user_id: PathId) -> RawResponse[User]:
    return await request.run(address_change.send_email_confirmation, user_id)


@delete("/users/{user_id}/pending-email", address_change.cancel_email_change, "no_pending_email")
async def cancel_email_change(request: ApiRequest, user_id: PathId) -> RawResponse[User]:
    return await request.run(address_change.cancel_email_change, user_id)
