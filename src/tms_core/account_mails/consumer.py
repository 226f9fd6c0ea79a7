"""Queues the mails that follow from what happens to accounts."""

from typing import Any

from tms_core.account_mails.address_letters import (
    ADDRESS_CHANGED,
    ADDRESS_CHANGING,
    ADDRESS_WANTED,
    CONFIRM_ADDRESS,
)
from tms_core.account_mails.letters import (
    GUESSING,
    INVITATION,
    PASSWORD_CHANGED_MAIL,
    PASSWORD_LINK,
    PASSWORD_RESET_MAIL,
)
from tms_core.account_mails.model import (
    LINK_REQUESTED,
    MAX_CONFIRMATIONS,
    MAX_INVITATIONS,
    MAX_REQUESTS_OF_ACCOUNT,
    LinkRepository,
    LinkRequest,
    account_origin,
    invitation_origin,
)
from tms_core.account_mails.new_sign_in import NEW_SIGN_IN_MAIL
from tms_core.account_mails.words import words_for
from tms_core.application.feature import Consumer
from tms_core.application.letters import MailKind
from tms_core.auth.known_devices import NEW_SIGN_IN
from tms_core.auth.model import PASSWORD_CHANGED, PASSWORD_RESET, AuthReader
from tms_core.events import LoggedEvent
from tms_core.mail.outbox import queue_mail
from tms_core.organisation.model import organisation_of
from tms_core.unit_of_work import UnitOfWork
from tms_core.users.events import USER_CREATED, USER_UPDATED
from tms_core.users.model import User, UserReader, UserStatus
from tms_core.users.throttle import SIGN_IN_WARNING
from tms_core.validation.text import casefold_key

SUBJECTS = {
    PASSWORD_LINK.name: "A new password for your account",
    PASSWORD_CHANGED_MAIL.name: "Your password was changed",
    PASSWORD_RESET_MAIL.name: "An admin gave your account a temporary password",
    NEW_SIGN_IN_MAIL.name: "New sign-in to your account",
    GUESSING.name: "Somebody is guessing your password",
    CONFIRM_ADDRESS.name: "Confirm your new e-mail address",
    ADDRESS_CHANGING.name: "Your e-mail address is to be changed",
    ADDRESS_CHANGED.name: "Your e-mail address was changed",
    ADDRESS_WANTED.name: "Somebody wanted to use your e-mail address",
    INVITATION.name: "{organisation} invites you",
}
KINDS = {
    PASSWORD_CHANGED.name: PASSWORD_CHANGED_MAIL,
    PASSWORD_RESET.name: PASSWORD_RESET_MAIL,
    SIGN_IN_WARNING.name: GUESSING,
}


async def queue_account_mail(
    uow: UnitOfWork, kind: MailKind, user: User, *, address: str | None = None, **data: Any
) -> None:
    """Queue a mail about an account, with a subject in its owner's language. ``data`` is what the letter needs besides."""
    organisation = await organisation_of(uow)
    say = words_for(user.language or organisation.language)
    name = organisation.name or "Training Management System"
    subject = say(SUBJECTS[kind.name], organisation=name)
    await queue_mail(uow, kind, user.id, subject, data=data, address=address)


async def _handle(uow: UnitOfWork, happened: LoggedEvent) -> None:
    event = happened.event
    if event.type == LINK_REQUESTED.name:
        await _answer_request(uow, event.entity_id)
        return
    user = (await uow.repository(UserReader).get_many([event.entity_id])).get(event.entity_id)
    if user is None:
        return
    if event.type == USER_CREATED.name:
        if user.status is UserStatus.INVITED:
            await queue_invitation(uow, user, by=happened.actor_id)
    elif event.type == USER_UPDATED.name:
        # By the event: they may have been activated again since.
        if isinstance(event.data, User) and event.data.is_deactivated:
            await uow.repository(LinkRepository).end_all_of(user.id)
        await _tell_of_address(uow, happened, user)
    elif event.type == NEW_SIGN_IN.name:
        if isinstance(event.data, dict):
            await queue_account_mail(uow, NEW_SIGN_IN_MAIL, user, sign_in_id=event.data["sign_in_id"])
    else:
        failures = event.data.get("failures") if isinstance(event.data, dict) else None
        data = {} if failures is None else {"failures": failures}
        await queue_account_mail(uow, KINDS[event.type], user, **data)


async def _tell_of_address(uow: UnitOfWork, happened: LoggedEvent, user: User) -> None:
    event, before = happened.event, happened.event.before or {}
    old = before.get("email")
    if isinstance(old, str) and casefold_key(old) != casefold_key(user.email):
        await queue_account_mail(uow, ADDRESS_CHANGED, user, address=old)
        if user.status is UserStatus.INVITED:
            # The link that was sent to the old address has ended.
            await queue_invitation(uow, user, by=happened.actor_id)
    asked_for = event.data.pending_email if isinstance(event.data, User) else None
    # Unless the next event says that it is another one by now, or none.
    if "pending_email" in before and asked_for is not None and asked_for == user.pending_email:
        await queue_account_mail(uow, ADDRESS_CHANGING, user, address=user.email, new_address=asked_for)
        await queue_confirmation(uow, user)


async def queue_invitation(uow: UnitOfWork, user: User, *, by: int | None) -> bool:
    """Queue an invitation by an admin (None: by the system). False if there were too many."""
    links, origin = uow.repository(LinkRepository), invitation_origin(user.id)
    if await links.count_requests(uow.now, network=origin) >= MAX_INVITATIONS:
        return False
    await links.add_request(LinkRequest(typed=None, network=origin, requested_at=uow.now))
    await queue_account_mail(uow, INVITATION, user, invited_by=by)
    return True


async def queue_confirmation(uow: UnitOfWork, user: User) -> bool:
    """Queue the mail with a link to the address that a user wants, or, if that is somebody else's, tell its owner. False if
    there were too many."""
    links, address = uow.repository(LinkRepository), user.pending_email
    origin = account_origin(user.id)
    sent = await links.count_requests(uow.now, network=origin)
    if address is None or sent >= MAX_CONFIRMATIONS:
        return False
    await links.add_request(LinkRequest(typed=None, network=origin, requested_at=uow.now))
    owner = await uow.repository(AuthReader).find_by_login(casefold_key(address))
    if owner is not None:
        await queue_account_mail(uow, ADDRESS_WANTED, owner[0])
    elif not await uow.repository(UserReader).has_email(address):
        await queue_account_mail(uow, CONFIRM_ADDRESS, user, address=address)
    return True


async def _answer_request(uow: UnitOfWork, request_id: int) -> None:
    """Look the account up that somebody typed the name of, and queue a mail if there is one, unless there were too many."""
    links = uow.repository(LinkRepository)
    request = await links.get_request(request_id)
    if request is None or request.typed is None:
        return
    account = await uow.repository(AuthReader).find_by_login(casefold_key(request.typed))
    user = account[0] if account else None
    await links.resolve_request(request, user.id if user else None)
    if user is None or uow.services.mail.public_url is None:
        return
    if await links.count_requests(uow.now, user_id=user.id) <= MAX_REQUESTS_OF_ACCOUNT:
        await queue_account_mail(uow, PASSWORD_LINK, user)


ACCOUNT_MAILS_CONSUMER = Consumer(
    name="account_mails",
    handle=_handle,
    events=(
        LINK_REQUESTED,
        USER_CREATED,
        USER_UPDATED,
        PASSWORD_CHANGED,
        PASSWORD_RESET,
        SIGN_IN_WARNING,
        NEW_SIGN_IN,
    ),
)
