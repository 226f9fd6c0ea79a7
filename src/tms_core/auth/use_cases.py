"""Change and reset passwords, sign out, and read one's own account and the password log."""

from dataclasses import replace
from datetime import timedelta

from tms_core.actor import ALL_ROLES, Actor, Role
from tms_core.auth.model import (
    AuditFilter,
    AuthReader,
    AuthRepository,
    OwnPassword,
    PasswordChange,
    PasswordChanged,
    PasswordReset,
    PasswordResetResult,
    password_changed,
    password_reset,
    signed_out,
)
from tms_core.entity import Page, PageRequest, SuccessMessage
from tms_core.errors import Invalid, NotFound
from tms_core.unit_of_work import OrganisationSettings, ReadUnit, UnitOfWork
from tms_core.use_cases import command, query
from tms_core.users.events import credentials_shared, user_updated
from tms_core.users.model import User, UserReader, UserRepository
from tms_core.users.passwords import (
    Credentials,
    PasswordAction,
    PasswordRecord,
    check_password,
    generated_password,
    log_password,
)


@command(*ALL_ROLES, temporary_password=True)
async def change_password(uow: UnitOfWork, actor: Actor, change: PasswordChange) -> PasswordChanged:
    """Choose a new password. All earlier tokens are revoked; the response contains a new one.

    Admins may omit ``current_password``, and so may anybody whose password is temporary.
    """
    user = await _lock_for_update(uow, actor.user_id)
    _check_new_password(user, change.new_password, uow.services.organisation)
    credentials = await _credentials(uow, user.id)
    await _check_current(uow, user, credentials, change.current_password)
    return await _set_own_password(uow, user, credentials, change.new_password)


@command(Role.ADMIN)
async def admin_change_password(uow: UnitOfWork, actor: Actor, change: OwnPassword) -> PasswordChanged:
    """Choose a new password without sending the current one. All your earlier tokens are revoked."""
    user = await _lock_for_update(uow, actor.user_id)
    _check_new_password(user, change.new_password, uow.services.organisation)
    return await _set_own_password(uow, user, await _credentials(uow, user.id), change.new_password)


@command(Role.ADMIN)
async def reset_password(
    uow: UnitOfWork, actor: Actor, user_id: int, reset: PasswordReset
) -> PasswordResetResult:
    """Give a user a temporary password, generated unless you send one. All their tokens are revoked.

    A generated password is in this response and is never shown again.
    """
    chosen = reset.new_password
    password = generated_password(uow.services.organisation) if chosen is None else chosen
    user = await _lock_for_update(uow, user_id)
    _check_new_password(user, password, uow.services.organisation)
    credentials = await _credentials(uow, user.id)
    how = "A temporary password was generated." if chosen is None else "A temporary password was chosen."
    await _replace_password(uow, credentials, password)
    await log_password(uow, actor, user_id, PasswordAction.RESET, how)
    uow.record(password_reset(user_id))
    await _mark_temporary(uow, user, True)
    uow.record(credentials_shared(user, actor.id))
    message = f"The password of {user.name} has been reset."
    return PasswordResetResult(message=message, temporary_password=password if chosen is None else None)


@command(*ALL_ROLES, temporary_password=True)
async def sign_out(uow: UnitOfWork, actor: Actor) -> SuccessMessage:
    """Sign out: revoke the token that this request was sent with."""
    if actor.token_id:
        expires_at = actor.token_expires_at or uow.now + timedelta(
            seconds=uow.services.tokens.lifetime_seconds
        )
        await uow.repository(AuthRepository).revoke_token(actor.token_id, expires_at, uow.now)
        uow.record(signed_out(actor.user_id))
    return SuccessMessage(message="You have been signed out.")


async def _lock_for_update(uow: UnitOfWork, user_id: int) -> User:
    user = (await uow.repository(UserRepository).lock([user_id])).get(user_id)
    if user is None:
        raise NotFound("user")
    return user


async def _credentials(uow: UnitOfWork, user_id: int) -> Credentials:
    credentials = await uow.repository(AuthRepository).lock_credentials(user_id)
    if credentials is None:
        raise NotFound("user")
    return credentials


async def _check_current(uow: UnitOfWork, user: User, credentials: Credentials, current: str | None) -> None:
    if current is None:
        if user.is_temporary_password or user.role is Role.ADMIN:
            return
        raise Invalid.field("current_password", "is required to choose a new password")
    if not await uow.services.passwords.verify(credentials.password_hash, current):
        raise Invalid.field("current_password", "is not your current password", "wrong_current_password")


async def _set_own_password(
    uow: UnitOfWork, user: User, credentials: Credentials, password: str
) -> PasswordChanged:
    renewed = await _replace_password(uow, credentials, password)
    await log_password(uow, user.actor, user.id, PasswordAction.CHANGED, "Chosen by the user.")
    uow.record(password_changed(user.id))
    await _mark_temporary(uow, user, False)
    tokens = uow.services.tokens
    return PasswordChanged(
        message="Your password has been changed.",
        access_token=tokens.issue(user.id, renewed.token_generation, uow.now),
        expires_in=tokens.lifetime_seconds,
    )


async def _replace_password(uow: UnitOfWork, credentials: Credentials, password: str) -> Credentials:
    renewed = replace(
        credentials,
        password_hash=await uow.services.passwords.hash(password),
        token_generation=credentials.token_generation + 1,
    )
    await uow.repository(AuthRepository).save_credentials(renewed)
    return renewed


async def _mark_temporary(uow: UnitOfWork, user: User, temporary: bool) -> None:
    changed = user.with_changes(uow.now, is_temporary_password=temporary)
    if changed is not user:
        await uow.repository(UserRepository).update(user, changed)
        uow.record(user_updated(changed))


def _check_new_password(user: User, password: str, organisation: OrganisationSettings) -> None:
    check_password(password, user.username, user.email, organisation, "new_password")


@query(*ALL_ROLES, temporary_password=True)
async def get_me(uow: ReadUnit, actor: Actor) -> User:
    """The signed-in user."""
    user = await uow.repository(UserReader).get(actor.user_id)
    if user is None:
        raise NotFound("user")
    return user


@query(Role.ADMIN)
async def list_password_log(
    uow: ReadUnit, actor: Actor, wanted: AuditFilter, page: PageRequest
) -> Page[PasswordRecord]:
    """The password log: whose password was created, changed or reset, by whom and when; newest first."""
    return await uow.repository(AuthReader).password_log_page(wanted, page)
