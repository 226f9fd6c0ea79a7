"""What changing a user involves: proof of identity, what a status means, the values of the organisation's own fields, and who
is told."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from typing import Any, TypeVar

from tms_core.actor import SYSTEM, Actor
from tms_core.errors import Invalid
from tms_core.events import Audience, resync
from tms_core.organisation.custom_fields import CustomFieldOwner, CustomValue, checked, shown
from tms_core.organisation.model import organisation_of
from tms_core.security.log import SecurityEvent, SecurityRecord
from tms_core.unit_of_work import ReadUnit, Services, UnitOfWork
from tms_core.use_cases import UseCaseRunner, query
from tms_core.users.events import record_name_change, user_hidden_from_trainers, user_updated
from tms_core.users.model import VISIBLE_TO_TRAINERS, User, UserChanges, UserReader, UserStatus, email_taken
from tms_core.users.passwords import Credentials, CredentialsRepository, account_of, check_current_password
from tms_core.users.throttle import Guess, attempt
from tms_core.validation import validated
from tms_core.validation.text import casefold_key


async def proof_of_identity(
    app: UseCaseRunner,
    actor: Actor,
    user_id: int,
    changes: UserChanges,
    expected_versions: Collection[int] | None = None,
) -> Credentials | None:
    """The credentials with which somebody proved that it is they who change their e-mail address. None if no proof is
    needed: without it, whoever finds a screen unlocked could take over the account by mail.

    Addresses that others have are refused, and limited like wrong passwords: they tell who has an account. Where addresses
    are confirmed by mail, one that is taken is treated like a free one here.
    """
    if actor.is_admin or actor.id != user_id or "email" not in changes:
        return None
    user, credentials = await account_of(app, user_id)
    email = validated(UserChanges, {"email": changes["email"]})["email"]
    if email == user.email:
        return None
    if "current_password" not in changes:
        raise password_required()
    current = changes["current_password"]
    await check_current_password(app, actor, credentials, current, SecurityEvent.EMAIL_CHANGE)
    if casefold_key(email) != casefold_key(user.email) and not can_be_confirmed(app.services):
        await _check_address_free(app, user_id, email)
    return credentials


async def _check_address_free(app: UseCaseRunner, user_id: int, email: str) -> None:
    async def check() -> bool:
        return not await app.read(_has_email, SYSTEM, email)

    if not await attempt(app, Guess(target=f"email_of:{user_id}"), check):
        raise email_taken()


@query()
async def _has_email(uow: ReadUnit, _: Actor, email: str) -> bool:
    return await uow.repository(UserReader).has_email(email)


def password_required() -> Invalid:
    """Raised when the proof is missing."""
    return Invalid.field("current_password", "is required to change your e-mail address")


def can_be_confirmed(services: Services) -> bool:
    """Whether people confirm new addresses through a link that is sent there. Otherwise nobody could change theirs."""
    return services.mail.public_url is not None


def with_pending_email(uow: ReadUnit, actor: Actor, user: User, changes: dict[str, Any]) -> dict[str, Any]:
    """The changes, where the new address of somebody who is no admin waits to be confirmed. Another case is no new
    address; what an admin sets replaces what was waiting."""
    email = changes.get("email", user.email)
    if casefold_key(email) == casefold_key(user.email):
        return changes
    if actor.is_admin or not can_be_confirmed(uow.services):
        return {**changes, "pending_email": None}
    others = {name: value for name, value in changes.items() if name != "email"}
    return {**others, "pending_email": email}


async def with_status(uow: UnitOfWork, user: User, changes: dict[str, Any]) -> dict[str, Any]:
    """The changes, with the status that results: a user who is activated again, but has no password, still cannot
    sign in. Raises ``Invalid`` for a status that cannot be chosen."""
    status = changes.get("status", user.status)
    if status is user.status or status is UserStatus.DEACTIVATED:
        return changes
    if status is not UserStatus.ACTIVE:
        raise Invalid.field("status", "must be active or deactivated")
    if await uow.repository(CredentialsRepository).lock_credentials(user.id) is None:
        if not user.is_deactivated:
            raise Invalid.field("status", "becomes active once there is a password")
        status = UserStatus.NO_SIGN_IN
    return {**changes, "status": status}


async def sign_out_everywhere(uow: UnitOfWork, user: User) -> None:
    """Revoke all tokens for good: they stay revoked if the user is activated again."""
    credentials = await uow.repository(CredentialsRepository).lock_credentials(user.id)
    if credentials is not None:
        ended = replace(credentials, token_generation=credentials.token_generation + 1)
        await uow.repository(CredentialsRepository).save_credentials(ended)
    await uow.repository(CredentialsRepository).end_sign_ins(user.id, uow.now)


async def record_changes(uow: UnitOfWork, before: User, after: User) -> None:
    """Record who sees what of the change, and in the security log what concerns rights."""
    uow.record(user_updated(await as_shown(uow, before), after))
    is_hidden = before.role in VISIBLE_TO_TRAINERS and after.role not in VISIBLE_TO_TRAINERS
    if is_hidden:
        uow.record(user_hidden_from_trainers(after))
    if after.role is not before.role:
        roles = {"before": before.role, "after": after.role}
        uow.log_security(SecurityRecord(event=SecurityEvent.ROLE_CHANGE, account_id=after.id, details=roles))
        uow.record(resync(after.id, Audience.of(users=[after.id]), "role_changed"))
    if after.status is not before.status:
        statuses = {"before": before.status, "after": after.status}
        uow.log_security(
            SecurityRecord(event=SecurityEvent.STATUS_CHANGE, account_id=after.id, details=statuses)
        )
    if after.email != before.email:
        uow.log_security(SecurityRecord(event=SecurityEvent.EMAIL_CHANGE, account_id=after.id))
    elif after.pending_email != before.pending_email:
        step = {"step": "cancelled" if after.pending_email is None else "requested"}
        uow.log_security(SecurityRecord(event=SecurityEvent.EMAIL_CHANGE, account_id=after.id, details=step))
    if is_hidden or after.name != before.name:
        await record_name_change(uow, after)


U = TypeVar("U", bound=User)


async def changed_values(
    uow: ReadUnit, user: User, values: Mapping[str, CustomValue]
) -> dict[str, CustomValue]:
    """All values to store once ``values`` have been applied to those of ``user``. Raises ``Invalid``."""
    definitions = (await organisation_of(uow)).custom_fields
    return checked(definitions, CustomFieldOwner.USER, values, user.custom)


async def with_shown_values(uow: ReadUnit, users: Sequence[U]) -> list[U]:
    """The users without the values of fields that the organisation has removed. Those stay stored, and are shown again
    when the field returns."""
    if not any(user.custom for user in users):
        return list(users)
    definitions = (await organisation_of(uow)).custom_fields
    return [
        replace(user, custom=shown(definitions, CustomFieldOwner.USER, user.custom)) if user.custom else user
        for user in users
    ]


async def as_shown(uow: ReadUnit, user: U) -> U:
    """The same for one user."""
    return (await with_shown_values(uow, [user]))[0] if user.custom else user
