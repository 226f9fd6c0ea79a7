"""Confirm a new e-mail address through the link that was sent there, have another one sent, or cancel the change."""

from tms_core.account_mails.consumer import queue_confirmation
from tms_core.account_mails.model import (
    AccountLink,
    EmailConfirmation,
    LinkRepository,
    Purpose,
)
from tms_core.account_mails.use_cases import link_expired, no_public_url, too_many_mails
from tms_core.actor import ALL_ROLES, Actor
from tms_core.entity import SuccessMessage
from tms_core.errors import Conflict, NotFound, NotPermitted
from tms_core.security.log import Outcome, SecurityEvent, SecurityRecord
from tms_core.unit_of_work import UnitOfWork
from tms_core.use_cases import command
from tms_core.users.model import User, UserRepository
from tms_core.users.updating import as_shown, can_be_confirmed, record_changes


@command()
async def confirm_email(uow: UnitOfWork, actor: Actor, confirmation: EmailConfirmation) -> SuccessMessage:
    """Make the address that a link was sent to that of the account. Raises ``Conflict`` ``email_taken`` if somebody else has
    got it since the link was sent."""
    links = uow.repository(LinkRepository)
    link = await links.find(uow.services.link_hash(confirmation.token))
    user = None if link is None else await _lock_waiting(uow, link)
    if link is None or user is None or not await links.use(link):
        failed = SecurityRecord(event=SecurityEvent.EMAIL_CHANGE, outcome=Outcome.FAILURE)
        uow.services.security_log.write(failed.by(actor))  # at once: this unit does not succeed
        raise link_expired()
    confirmed = user.with_changes(uow.now, email=user.pending_email, pending_email=None)
    await _save(uow, user, confirmed)
    return SuccessMessage(message="Your e-mail address has been confirmed.")


async def _lock_waiting(uow: UnitOfWork, link: AccountLink) -> User | None:
    """Whose link it is, if it can still be used: for the address that they are waiting to have confirmed."""
    if link.purpose is not Purpose.EMAIL or not link.is_current(uow.now):
        return None
    user = (await uow.repository(UserRepository).lock([link.user_id])).get(link.user_id)
    if user is None or user.is_deactivated or user.pending_email != link.address:
        return None
    return user


@command(*ALL_ROLES)
async def send_email_confirmation(uow: UnitOfWork, actor: Actor, user_id: int) -> User:
    """Send another link to the address that waits to be confirmed, your own or, as an admin, anybody's. It works for 24
    hours; earlier links stop working."""
    user = await _lock_changing(uow, actor, user_id)
    if not can_be_confirmed(uow.services):
        raise no_public_url()
    if not await queue_confirmation(uow, user):
        raise too_many_mails(
            "Too many links were sent to new addresses of this account. Try again in an hour."
        )
    return await as_shown(uow, user)


@command(*ALL_ROLES)
async def cancel_email_change(uow: UnitOfWork, actor: Actor, user_id: int) -> User:
    """Keep the present address, your own or, as an admin, anybody's. The link that was sent to the new one stops working."""
    user = await _lock_changing(uow, actor, user_id)
    kept = user.with_changes(uow.now, pending_email=None)
    await _save(uow, user, kept)
    return await as_shown(uow, kept)


async def _lock_changing(uow: UnitOfWork, actor: Actor, user_id: int) -> User:
    """The user, who has an address that waits to be confirmed."""
    user = (await uow.repository(UserRepository).lock([user_id])).get(user_id)
    if user is None or not user.visible_to(actor):
        raise NotFound("user")
    if not (actor.is_admin or actor.id == user_id):
        raise NotPermitted("Only admins can change other people.")
    if user.pending_email is None:
        raise Conflict("no_pending_email", "There is no new e-mail address that waits to be confirmed.")
    return user


async def _save(uow: UnitOfWork, before: User, after: User) -> None:
    await uow.repository(UserRepository).update(before, after)
    await record_changes(uow, before, await as_shown(uow, after))
