"""Change and reset passwords, sign out, and read one's own account and the password log."""

from dataclasses import dataclass, replace

from tms_core.actor import ALL_ROLES, SYSTEM, Actor, Role
from tms_core.auth.issuing import renew_sign_in
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
)
from tms_core.auth.sign_ins import end_own_sign_in
from tms_core.entity import Page, PageRequest, SuccessMessage
from tms_core.errors import Invalid, NotAuthenticated, NotFound
from tms_core.organisation.model import organisation_in_force
from tms_core.security.log import SecurityEvent, SecurityRecord
from tms_core.unit_of_work import ReadUnit, UnitOfWork
from tms_core.use_cases import UseCaseRunner, command, prepared_command, query
from tms_core.users.events import credentials_shared
from tms_core.users.model import User, UserReader, UserRepository, UserStatus
from tms_core.users.passwords import (
    Credentials,
    NewPassword,
    PasswordAction,
    PasswordRecord,
    account_of,
    check_current_password,
    check_password,
    hashed_password,
    log_password,
    matching_form,
)
from tms_core.users.updating import as_shown, record_changes


@dataclass(frozen=True, slots=True, kw_only=True)
class Replacement:
    """A new password for an account, and the ``token_generation`` of the password that it was checked against."""

    password: NewPassword
    generation: int


async def _own_replacement(app: UseCaseRunner, actor: Actor, change: PasswordChange) -> Replacement:
    user, credentials = await account_of(app, actor.user_id)
    organisation = await organisation_in_force(app)
    check_password(change.new_password, user, organisation, "new_password")
    await _check_current(app, actor, (user, credentials), change.current_password)
    await _check_not_kept(app, (user, credentials), change.new_password)
    password = await hashed_password(app, change.new_password, user, "new_password", organisation)
    return Replacement(password=password, generation=credentials.token_generation)


@prepared_command(_own_replacement, *ALL_ROLES, temporary_password=True)
async def change_password(
    uow: UnitOfWork, actor: Actor, replacement: Replacement, change: PasswordChange
) -> PasswordChanged:
    """Choose a new password. All earlier tokens are revoked; the response contains a new one.

    Admins may omit ``current_password``, and so may anybody whose password is temporary.
    """
    return await _set_own_password(uow, actor, replacement)


async def _admins_replacement(app: UseCaseRunner, actor: Actor, change: OwnPassword) -> Replacement:
    user, credentials = await account_of(app, actor.user_id)
    password = await _hashed(app, user, change.new_password)
    return Replacement(password=password, generation=credentials.token_generation)


@prepared_command(_admins_replacement, Role.ADMIN)
async def admin_change_password(
    uow: UnitOfWork, actor: Actor, replacement: Replacement, change: OwnPassword
) -> PasswordChanged:
    """Choose a new password without sending the current one. All your earlier tokens are revoked."""
    return await _set_own_password(uow, actor, replacement)


async def _temporary_password(
    app: UseCaseRunner, actor: Actor, user_id: int, reset: PasswordReset
) -> NewPassword:
    user = await app.read(_user, SYSTEM, user_id)
    return await _hashed(app, user, reset.new_password)


@query()
async def _user(uow: ReadUnit, _: Actor, user_id: int) -> User:
    user = await uow.repository(UserReader).get(user_id)
    if user is None:
        raise NotFound("user")
    return user


@prepared_command(_temporary_password, Role.ADMIN)
async def reset_password(
    uow: UnitOfWork, actor: Actor, password: NewPassword, user_id: int, reset: PasswordReset
) -> PasswordResetResult:
    """Give a user a temporary password, generated unless you send one. All their tokens are revoked.

    A generated password is in this response and is never shown again. Somebody who had no password can sign in from now
    on, unless they are deactivated.
    """
    user = await _lock_for_update(uow, user_id)
    auth = uow.repository(AuthRepository)
    known = await auth.lock_credentials(user_id)
    if known is None:
        first = Credentials(user_id=user_id, password_hash=password.password_hash, set_at=uow.now)
        await auth.save_credentials(first)
    else:
        await _replace_password(uow, known, password)
    await auth.end_sign_ins(user_id, uow.now)
    await log_password(uow, actor, user_id, PasswordAction.RESET, password.origin)
    uow.record(password_reset(user_id))
    uow.log_security(SecurityRecord(event=SecurityEvent.PASSWORD_RESET, account_id=user_id))
    await _mark_temporary(uow, user, True)
    uow.record(credentials_shared(user, actor.id))
    message = (
        f"{user.name} has a password now."
        if known is None
        else f"The password of {user.name} has been reset."
    )
    return PasswordResetResult(message=message, temporary_password=password.generated)


@command(*ALL_ROLES, temporary_password=True)
async def sign_out(uow: UnitOfWork, actor: Actor) -> SuccessMessage:
    """Sign out: revoke the token that this request was sent with."""
    await end_own_sign_in(uow, actor)
    return SuccessMessage(message="You have been signed out.")


async def _lock_for_update(uow: UnitOfWork, user_id: int) -> User:
    user = (await uow.repository(UserRepository).lock([user_id])).get(user_id)
    if user is None:
        raise NotFound("user")
    return user


async def _lock_credentials(uow: UnitOfWork, user_id: int) -> Credentials:
    credentials = await uow.repository(AuthRepository).lock_credentials(user_id)
    if credentials is None:
        raise NotFound("user")
    return credentials


async def _hashed(app: UseCaseRunner, user: User, chosen: str | None) -> NewPassword:
    return await hashed_password(app, chosen, user, "new_password")


async def _check_current(
    app: UseCaseRunner, actor: Actor, account: tuple[User, Credentials], current: str | None
) -> None:
    user, credentials = account
    if current is None:
        if user.is_temporary_password or user.role is Role.ADMIN:
            return
        raise Invalid.field("current_password", "is required to choose a new password")
    await check_current_password(app, actor, credentials, current, SecurityEvent.PASSWORD_CHANGE)


async def _check_not_kept(app: UseCaseRunner, account: tuple[User, Credentials], new: str) -> None:
    """Somebody else knows a temporary password, so it cannot be kept."""
    user, credentials = account
    if user.is_temporary_password and await matching_form(
        app.services.passwords, credentials.password_hash, new
    ):
        message = "is your temporary password, which somebody else has seen; choose another"
        raise Invalid.field("new_password", message, "password_unchanged")


async def _set_own_password(uow: UnitOfWork, actor: Actor, replacement: Replacement) -> PasswordChanged:
    user = await _lock_for_update(uow, actor.user_id)
    credentials = await _lock_credentials(uow, user.id)
    if credentials.token_generation != replacement.generation:
        # Another password was set meanwhile, which ended the sign-in that this request was sent with.
        raise NotAuthenticated("token_revoked", "Your password has just been changed. Sign in again.")
    renewed = await _replace_password(uow, credentials, replacement.password)
    await log_password(uow, user.actor, user.id, PasswordAction.CHANGED, "Chosen by the user.")
    uow.record(password_changed(user.id))
    uow.log_security(SecurityRecord(event=SecurityEvent.PASSWORD_CHANGE, account_id=user.id))
    await _mark_temporary(uow, user, False)
    issued = await renew_sign_in(uow, actor, renewed.token_generation)
    return PasswordChanged(
        message="Your password has been changed.",
        access_token=issued.text,
        expires_in=uow.services.tokens.lifetime_seconds,
    )


async def _replace_password(uow: UnitOfWork, credentials: Credentials, password: NewPassword) -> Credentials:
    renewed = replace(
        credentials,
        password_hash=password.password_hash,
        token_generation=credentials.token_generation + 1,
        set_at=uow.now,
    )
    await uow.repository(AuthRepository).save_credentials(renewed)
    return renewed


async def _mark_temporary(uow: UnitOfWork, user: User, temporary: bool) -> None:
    status = user.status if user.is_deactivated else UserStatus.ACTIVE
    # Whoever had the old password may have asked for another address, from which a link would set a new one.
    changed = user.with_changes(uow.now, is_temporary_password=temporary, status=status, pending_email=None)
    if changed is not user:
        await uow.repository(UserRepository).update(user, changed)
        await record_changes(uow, user, await as_shown(uow, changed))


@query(*ALL_ROLES, temporary_password=True)
async def get_me(uow: ReadUnit, actor: Actor) -> User:
    """The signed-in user."""
    user = await uow.repository(UserReader).get(actor.user_id)
    if user is None:
        raise NotFound("user")
    return await as_shown(uow, user)


@query(Role.ADMIN)
async def list_password_log(
    uow: ReadUnit, actor: Actor, wanted: AuditFilter, page: PageRequest
) -> Page[PasswordRecord]:
    """The password log: whose password was created, changed or reset, by whom and when; newest first."""
    return await uow.repository(AuthReader).password_log_page(wanted, page)
