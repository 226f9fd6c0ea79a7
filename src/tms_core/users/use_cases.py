"""Add, change, delete and list users, and export what is stored about a person."""

from collections.abc import Collection
from dataclasses import asdict, dataclass, replace

from tms_core.actor import ALL_ROLES, SYSTEM, Actor, Role
from tms_core.entity import Page, PageRequest, SuccessMessage
from tms_core.errors import Conflict, NotFound, NotPermitted, Stale
from tms_core.organisation.custom_fields import CustomFieldOwner, CustomValue, checked
from tms_core.organisation.model import organisation_in_force
from tms_core.security.log import SecurityEvent, SecurityRecord
from tms_core.unit_of_work import Departure, ReadUnit, UnitOfWork
from tms_core.use_cases import UseCaseRunner, command, prepared_command, query
from tms_core.users.events import (
    credentials_shared,
    user_created,
)
from tms_core.users.model import (
    OWN_FIELDS,
    VISIBLE_TO_TRAINERS,
    CreatedUser,
    NewUser,
    User,
    UserChanges,
    UserFilter,
    UserReader,
    UserRepository,
    UserStatus,
)
from tms_core.users.passwords import (
    Credentials,
    NewPassword,
    check_password_unchanged,
    hashed_password,
    keep_first_password,
)
from tms_core.users.updating import (
    as_shown,
    changed_values,
    password_required,
    proof_of_identity,
    record_changes,
    sign_out_everywhere,
    with_pending_email,
    with_shown_values,
    with_status,
)
from tms_core.validation import validated


@query(Role.ADMIN, Role.TRAINER)
async def list_users(uow: ReadUnit, actor: Actor, wanted: UserFilter, page: PageRequest) -> Page[User]:
    """List users, by id unless another order is requested: all for admins, trainers and trainees for trainers."""
    if not actor.is_admin:
        if wanted.assigned is not None:
            raise NotPermitted("Only admins can filter by assignment. You can list your own assignments.")
        asked = wanted.roles or VISIBLE_TO_TRAINERS
        wanted = replace(wanted, roles=tuple(role for role in asked if role in VISIBLE_TO_TRAINERS))
    found = await uow.repository(UserReader).page(wanted, page)
    seen = [visible for user in found.items if (visible := user.shown_to(actor))]
    return replace(found, items=await with_shown_values(uow, seen))


@query(*ALL_ROLES)
async def get_user(uow: ReadUnit, actor: Actor, user_id: int) -> User:
    """One user: anybody for admins, trainers and trainees for trainers, yourself for everybody."""
    user = await uow.repository(UserReader).get(user_id)
    seen = user.shown_to(actor) if user else None
    if seen is None:
        raise NotFound("user")
    return await as_shown(uow, seen)


@query(*ALL_ROLES)
async def export_person(uow: ReadUnit, actor: Actor, user_id: int) -> dict[str, object]:
    """Everything that the features store about a person: for admins, and for the person."""
    user = await uow.repository(UserReader).get(user_id)
    if user is None or not (actor.is_admin or actor.id == user_id):
        raise NotFound("user")
    exported: dict[str, object] = {}
    for held in uow.person_data:
        exported |= await held.export(uow, user.person)
    uow.log_security(
        SecurityRecord(event=SecurityEvent.EXPORT, account_id=user_id, details={"what": "person"})
    )
    return exported


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What is checked and computed before a user is created."""

    password: NewPassword | None
    custom: dict[str, CustomValue]


async def _prepared(app: UseCaseRunner, actor: Actor, new: NewUser) -> Prepared:
    organisation = await organisation_in_force(app)
    custom = checked(organisation.custom_fields, CustomFieldOwner.USER, new.custom)
    if new.invite:
        if app.services.mail.public_url is None:
            raise Conflict(
                "no_public_url", "Links cannot be mailed: TMS_PUBLIC_URL is not set on the server."
            )
        return Prepared(password=None, custom=custom)
    password = await hashed_password(app, new.password, new, "password", organisation)
    return Prepared(password=password, custom=custom)


@prepared_command(_prepared, Role.ADMIN)
async def create_user(uow: UnitOfWork, actor: Actor, prepared: Prepared, new: NewUser) -> CreatedUser:
    """Create a user. The password is temporary: they choose their own at the first sign-in.

    Without a ``password`` one is generated; it is in this response and is never shown again. With ``invite`` they get a mail
    with a link to choose one instead, which works for 14 days. Usernames and e-mail addresses are unique, ignoring case.
    """
    return await _add_user(uow, actor, replace(new, custom=prepared.custom), prepared.password)


async def _add_user(uow: UnitOfWork, actor: Actor, new: NewUser, password: NewPassword | None) -> CreatedUser:
    user = await uow.repository(UserRepository).add(_new_user(uow, new, password))
    uow.record(user_created(user))
    if password is None:
        return _created(user, None)
    await keep_first_password(uow, actor, user.id, password.password_hash, password.origin)
    uow.record(credentials_shared(user, actor.id))
    return _created(user, password.generated)


def _new_user(uow: UnitOfWork, new: NewUser, password: NewPassword | None) -> User:
    return User(
        username=new.username,
        email=new.email,
        role=new.role,
        first_name=new.first_name,
        last_name=new.last_name,
        language=new.language,
        time_zone=new.time_zone,
        external_id=new.external_id,
        custom=new.custom,
        is_temporary_password=password is not None and password.is_temporary,
        status=UserStatus.INVITED if password is None else UserStatus.ACTIVE,
        created_at=uow.now,
        updated_at=uow.now,
    )


def _created(user: User, temporary_password: str | None) -> CreatedUser:
    fields = {name: value for name, value in asdict(user).items() if name != "name"}
    return CreatedUser(**fields, temporary_password=temporary_password)


@prepared_command(proof_of_identity, *ALL_ROLES)
async def update_user(
    uow: UnitOfWork,
    actor: Actor,
    proof: Credentials | None,
    user_id: int,
    changes: UserChanges,
    expected_versions: Collection[int] | None = None,
) -> User:
    """Change a user: your own e-mail address, names, language and time zone; as an admin, anybody's, and everything else.

    A new e-mail address of your own is `pending_email` until you follow the link that is mailed there, unless you are an
    admin; an address that somebody else has is answered alike, and its owner is told. Where links cannot be mailed
    (`TMS_PUBLIC_URL` is not set), it changes at once, and one that is taken is a conflict. The old address is told either way.
    The last admin stays an active admin, and a role on which sessions or assignments depend cannot be changed. A
    deactivated user is signed out at once, cannot sign in, and cannot be added to anything new; name and history stay.
    """
    if not actor.is_admin:
        await _check_changes_own(uow, actor, user_id, changes)
    user = await _lock_for_update(uow, user_id, expected_versions)
    wanted = validated(UserChanges, dict(changes))
    wanted.pop("current_password", None)
    if "custom" in wanted:
        wanted["custom"] = await changed_values(uow, user, wanted["custom"])
    wanted = with_pending_email(uow, actor, user, wanted)
    changed = user.with_changes(uow.now, **await with_status(uow, user, wanted))
    if changed is user:
        return await as_shown(uow, user)
    addresses = (changed.email, changed.pending_email)
    if addresses != (user.email, user.pending_email) and not actor.is_admin:
        if proof is None:
            raise password_required()  # the address was changed meanwhile
        await check_password_unchanged(uow, proof)
    if user.is_active_admin and not changed.is_active_admin:
        await _check_not_last_admin(uow)
    if changed.role is not user.role:
        await _check_role_may_change(uow, user)
    if changed.is_deactivated and not user.is_deactivated:
        if actor.id == user.id:
            raise Conflict("own_account", "You cannot deactivate your own account. Ask another admin.")
        await sign_out_everywhere(uow, user)
    await uow.repository(UserRepository).update(user, changed)
    seen = await as_shown(uow, changed)
    await record_changes(uow, user, seen)
    return seen


async def _check_changes_own(uow: UnitOfWork, actor: Actor, user_id: int, changes: UserChanges) -> None:
    if actor.id != user_id:
        await get_user(uow, actor, user_id)
        raise NotPermitted("Only admins can change other people.")
    if foreign := changes.keys() - OWN_FIELDS:
        raise NotPermitted(f"Only admins can change {', '.join(sorted(foreign))}.")


@command(Role.ADMIN)
async def delete_user(
    uow: UnitOfWork,
    actor: Actor,
    user_id: int,
    reassign_to: int | None = None,
    allow_conflicts: bool = False,
    expected_versions: Collection[int] | None = None,
) -> SuccessMessage:
    """Delete a user: name and e-mail address are erased, tokens are revoked, and history reads "Deleted user".

    A trainer's sessions that have not ended go to ``reassign_to``, who must be free for them; a trainee is removed from
    sessions that have not begun.
    """
    if actor.id == user_id:
        raise Conflict("own_account", "You cannot delete your own account. Ask another admin.")
    user = await _lock_for_update(uow, user_id, expected_versions)
    if user.is_active_admin:
        await _check_not_last_admin(uow)
    departure = Departure(person=user.person, reassign_to=reassign_to, allow_conflicts=allow_conflicts)
    for held in uow.person_data:
        if refusal := await held.blocks_deletion(uow, departure):
            raise refusal
    for held in reversed(uow.person_data):  # features build on those before them
        await held.erase(uow, actor, departure)
    return SuccessMessage(message="User deleted.")


async def _lock_for_update(uow: UnitOfWork, user_id: int, expected_versions: Collection[int] | None) -> User:
    user = (await uow.repository(UserRepository).lock([user_id])).get(user_id)
    if user is None:
        raise NotFound("user")
    if expected_versions is not None and user.version not in expected_versions:
        raise Stale(await as_shown(uow, user))
    return user


async def _check_not_last_admin(uow: UnitOfWork) -> None:
    if len(await uow.repository(UserRepository).lock_admins()) < 2:
        raise Conflict("last_admin", "This is the last admin. Make somebody else an admin first.")


async def _check_role_may_change(uow: UnitOfWork, user: User) -> None:
    for held in uow.person_data:
        if refusal := await held.blocks_role_change(uow, user.person):
            raise refusal


FIRST_ADMIN = NewUser(
    username="admin",
    email="admin@localhost",
    role=Role.ADMIN,
    first_name="System",
    last_name="Administrator",
)


async def _first_password(app: UseCaseRunner, actor: Actor, new: NewUser) -> NewPassword:
    """For admins added on the command line, whom required fields do not hold up."""
    return await hashed_password(app, new.password, new, "password")


async def _first_admin_password(app: UseCaseRunner, actor: Actor) -> NewPassword | None:
    is_needed = await app.read(_is_empty, SYSTEM)
    return await _first_password(app, actor, FIRST_ADMIN) if is_needed else None


@prepared_command(_first_admin_password, Role.ADMIN)
async def add_first_admin(uow: UnitOfWork, actor: Actor, password: NewPassword | None) -> CreatedUser | None:
    """Add ``admin`` with a temporary password, shown only in this result, if no user was ever added.

    None if there are users. If several processes run this at once, one adds the admin and the others raise
    ``Conflict`` ``username_taken``.
    """
    if password is None or not await uow.repository(UserRepository).is_empty():
        return None
    return await _add_user(uow, actor, FIRST_ADMIN, password)


@query()
async def _is_empty(uow: ReadUnit, _: Actor) -> bool:
    return await uow.repository(UserReader).is_empty()


@prepared_command(_first_password, Role.ADMIN)
async def add_admin(uow: UnitOfWork, actor: Actor, password: NewPassword, new: NewUser) -> CreatedUser:
    """Add an admin from the command line. A password given there is permanent; a generated one is temporary,
    and is shown only in this result."""
    kept = replace(password, is_temporary=password.generated is not None)
    return await _add_user(uow, actor, new, kept)
