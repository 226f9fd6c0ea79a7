"""Ask for a link, and set a password with one."""

import math
from dataclasses import dataclass, replace
from datetime import timedelta

from tms_core.account_mails.consumer import queue_invitation
from tms_core.account_mails.letters import has_been_active_since
from tms_core.account_mails.model import (
    MAX_REQUESTS_OF_ADDRESS,
    MAX_TYPED_NAME,
    WINDOW,
    AccountLink,
    ForgottenPassword,
    LinkReader,
    LinkRepository,
    LinkRequest,
    PasswordByLink,
    Purpose,
    link_requested,
)
from tms_core.actor import SYSTEM, Actor, Client, Role
from tms_core.auth.issuing import begin_sign_in
from tms_core.auth.model import PasswordChanged, password_changed
from tms_core.auth.sign_ins import SignInRepository
from tms_core.entity import SuccessMessage
from tms_core.errors import Conflict, Invalid, NotFound, Throttled
from tms_core.security.log import Outcome, SecurityEvent, SecurityRecord
from tms_core.unit_of_work import ReadUnit, UnitOfWork
from tms_core.use_cases import UseCaseRunner, command, prepared_command, query
from tms_core.users.model import User, UserReader, UserRepository, UserStatus
from tms_core.users.passwords import (
    Credentials,
    CredentialsReader,
    CredentialsRepository,
    NewPassword,
    PasswordAction,
    hashed_password,
    log_password,
)
from tms_core.users.updating import as_shown, record_changes
from tms_core.validation.text import casefold_key

KEPT_FOR = timedelta(hours=2)
"""How long requests are counted, and what has expired is kept."""


@command()
async def request_password_link(
    uow: UnitOfWork, actor: Actor, forgotten: ForgottenPassword, network: str
) -> None:
    """Store that somebody has forgotten a password. The account is looked up later, so that nothing here depends on whether
    there is one."""
    typed = forgotten.username.strip()[:MAX_TYPED_NAME].encode(errors="replace").decode()
    record = SecurityRecord(event=SecurityEvent.PASSWORD_LINK, typed_name=casefold_key(typed))
    links = uow.repository(LinkRepository)
    if await links.count_requests(uow.now, network=network) >= MAX_REQUESTS_OF_ADDRESS:
        uow.log_security(replace(record, outcome=Outcome.THROTTLED))
        return
    request_id = await links.add_request(LinkRequest(typed=typed, network=network, requested_at=uow.now))
    uow.record(link_requested(request_id))
    uow.log_security(record)


async def forgot_password(
    app: UseCaseRunner, forgotten: ForgottenPassword, network: str, client: Client
) -> SuccessMessage:
    """Ask for a link to set a new password. The answer is always the same."""
    await app.run(request_password_link, replace(SYSTEM, client=client), forgotten, network)
    message = "If there is such an account, a mail with a link is on its way. The link works for 30 minutes."
    return SuccessMessage(message=message)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A valid link, and the checked and hashed password."""

    link: AccountLink
    password: NewPassword


@query()
async def find_link(uow: ReadUnit, actor: Actor, token: str) -> tuple[AccountLink, User] | None:
    """The link with a token and whose it is, if it can still be used."""
    link = await uow.repository(LinkReader).find(uow.services.link_hash(token))
    return None if link is None or link.purpose is Purpose.EMAIL else await _valid(uow, link)


async def _valid(uow: ReadUnit, link: AccountLink) -> tuple[AccountLink, User] | None:
    user = (await uow.repository(UserReader).get_many([link.user_id])).get(link.user_id)
    if user is None or user.is_deactivated or not link.is_current(uow.now):
        return None
    if link.address is not None and casefold_key(link.address) != casefold_key(user.email):
        return None  # whoever reads mail at an earlier address, or a mistyped one, gets in no more
    if link.purpose is Purpose.INVITATION:
        has_password = await uow.repository(CredentialsReader).find_account(user.id) is not None
        return None if has_password else (link, user)
    return None if await has_been_active_since(uow, link) else (link, user)


async def _prepare(app: UseCaseRunner, actor: Actor, chosen: PasswordByLink) -> Prepared:
    found = await app.read(find_link, SYSTEM, chosen.token)
    if found is None:
        failed = SecurityRecord(event=SecurityEvent.PASSWORD_CHANGE, outcome=Outcome.FAILURE).by(actor)
        app.services.security_log.write(failed)
        raise link_expired()
    link, user = found
    password = await hashed_password(app, chosen.new_password, user, "new_password")
    return Prepared(link=link, password=password)


@prepared_command(_prepare)
async def set_password_by_link(
    uow: UnitOfWork, actor: Actor, prepared: Prepared, chosen: PasswordByLink
) -> PasswordChanged:
    """Set the password of the account that a link was sent for, and sign in. All its other sign-ins end."""
    link = prepared.link
    user = (await uow.repository(UserRepository).lock([link.user_id])).get(link.user_id)
    known = await uow.repository(CredentialsRepository).lock_credentials(link.user_id)
    is_valid = user is not None and await _valid(uow, link) is not None
    if user is None or not is_valid or not await uow.repository(LinkRepository).use(link):
        raise link_expired()
    fresh = Credentials(user_id=user.id, password_hash=prepared.password.password_hash, set_at=uow.now)
    if known is not None:
        fresh = replace(
            known,
            password_hash=fresh.password_hash,
            set_at=uow.now,
            token_generation=known.token_generation + 1,
        )
    await uow.repository(CredentialsRepository).save_credentials(fresh)
    await uow.repository(SignInRepository).end(user.id, uow.now)
    action = PasswordAction.CREATED if known is None else PasswordAction.CHANGED
    await log_password(uow, user.actor, user.id, action, "Chosen by the user, through a link sent by mail.")
    changed = user.with_changes(
        uow.now, is_temporary_password=False, status=UserStatus.ACTIVE, pending_email=None
    )
    if changed is not user:
        await uow.repository(UserRepository).update(user, changed)
        await record_changes(uow, user, await as_shown(uow, changed))
    if known is not None:
        uow.record(password_changed(user.id))
    uow.log_security(SecurityRecord(event=SecurityEvent.PASSWORD_CHANGE, account_id=user.id))
    issued = await begin_sign_in(uow, user.id, fresh.token_generation, actor.client, is_proven=True)
    return PasswordChanged(
        message="Your password has been set.",
        access_token=issued.text,
        expires_in=uow.services.tokens.lifetime_seconds,
    )


@command(Role.ADMIN)
async def invite_user(uow: UnitOfWork, actor: Actor, user_id: int) -> User:
    """Send somebody who has no password an invitation: a mail with a link to choose one, which works for 14 days. Earlier
    links stop working. At most five are sent to somebody in an hour."""
    if uow.services.mail.public_url is None:
        raise no_public_url()
    user = (await uow.repository(UserRepository).lock([user_id])).get(user_id)
    if user is None:
        raise NotFound("user")
    if user.is_deactivated or await uow.repository(CredentialsReader).find_account(user_id) is not None:
        raise Conflict("already_active", "This account has a password already, or is deactivated.")
    invited = user.with_changes(uow.now, status=UserStatus.INVITED)
    if invited is not user:
        await uow.repository(UserRepository).update(user, invited)
        await record_changes(uow, user, await as_shown(uow, invited))
    if not await queue_invitation(uow, invited, by=actor.id):
        raise too_many_mails("Too many invitations were sent to this person. Try again in an hour.")
    return await as_shown(uow, invited)


@command()
async def forget_links(uow: UnitOfWork, actor: Actor) -> int:
    """Remove requests and links that are of no use any more."""
    before = uow.now - KEPT_FOR
    return await uow.repository(LinkRepository).forget(before, before)


def link_expired() -> Invalid:
    """For wrong, used and old links alike."""
    message = (
        "is not valid any more: it was used, has expired, or was replaced by a newer one; ask for another"
    )
    return Invalid.field("token", message, "link_expired")


def too_many_mails(detail: str) -> Throttled:
    """Raised instead of sending yet another link to an address that may be anybody's."""
    return Throttled("too_many_mails", detail, retry_after=math.ceil(WINDOW.total_seconds()))


def no_public_url() -> Conflict:
    """There can be no link in a mail."""
    return Conflict("no_public_url", "Links cannot be mailed: TMS_PUBLIC_URL is not set on the server.")
