"""Read and change the organisation's settings and logo."""

from collections.abc import Collection

from tms_core.actor import ALL_ROLES, Actor, Role
from tms_core.errors import Conflict, NotFound, Stale
from tms_core.organisation.logo import Logo
from tms_core.organisation.model import (
    Organisation,
    OrganisationChanges,
    OrganisationReader,
    OrganisationRepository,
    OrganisationView,
    SignInOptions,
    organisation_of,
    organisation_updated,
    to_view,
)
from tms_core.unit_of_work import ReadUnit, UnitOfWork
from tms_core.use_cases import command, query


@query(*ALL_ROLES)
async def get_organisation(uow: ReadUnit, actor: Actor) -> OrganisationView:
    """The organisation's settings. Admins also see the sender of mails, and which settings the operator has fixed."""
    return to_view(await organisation_of(uow)).for_reader(actor)


@command(Role.ADMIN)
async def update_organisation(
    uow: UnitOfWork,
    actor: Actor,
    changes: OrganisationChanges,
    expected_versions: Collection[int] | None = None,
) -> OrganisationView:
    """Change the settings that are sent. What the operator has fixed in the environment cannot be changed here.

    Values of a custom field stay stored when its definition is removed, and are shown again when it returns.
    """
    _check_not_fixed(uow, changes)
    stored = await _lock(uow, expected_versions)
    return await _save(uow, stored, stored.with_changes(uow.now, changes))


@command(Role.ADMIN)
async def set_logo(
    uow: UnitOfWork, actor: Actor, content: bytes, expected_versions: Collection[int] | None = None
) -> OrganisationView:
    """Replace the logo: a PNG, JPEG or WebP image of up to 256 KiB, recognised by its content."""
    logo = Logo.of(content)
    stored = await _lock(uow, expected_versions)
    if (changed := stored.with_logo(uow.now, logo)) is not stored:
        await uow.repository(OrganisationRepository).save_logo(logo)
    return await _save(uow, stored, changed)


@command(Role.ADMIN)
async def remove_logo(
    uow: UnitOfWork, actor: Actor, expected_versions: Collection[int] | None = None
) -> OrganisationView:
    """Remove the logo. Without one, nothing changes."""
    stored = await _lock(uow, expected_versions)
    await uow.repository(OrganisationRepository).save_logo(None)
    return await _save(uow, stored, stored.with_logo(uow.now, None))


@query()
async def get_logo(uow: ReadUnit, actor: Actor) -> Logo:
    """The logo, which everybody may see. Raises ``NotFound`` if there is none."""
    logo = await uow.repository(OrganisationReader).logo()
    if logo is None:
        raise NotFound("logo")
    return logo


@query()
async def get_sign_in_options(uow: ReadUnit, actor: Actor) -> SignInOptions:
    """What everybody may know before signing in."""
    organisation = await organisation_of(uow)
    return SignInOptions(
        organisation=organisation.name,
        logo_url=organisation.logo_url,
        language=organisation.language,
        forgot_password=uow.services.mail.public_url is not None,
        sends_mail=uow.services.mail.server is not None,
    )


def _check_not_fixed(uow: UnitOfWork, changes: OrganisationChanges) -> None:
    """Raises ``Conflict`` ``fixed_by_environment`` for settings that the operator has fixed."""
    fixed = [name for name in uow.services.organisation.fixed if name in changes]
    if fixed:
        sources = uow.services.organisation.sources
        named = ", ".join(f"{name} (by {sources[name]})" if name in sources else name for name in fixed)
        raise Conflict(
            "fixed_by_environment",
            f"The operator of this installation has fixed {named}; it cannot be changed here.",
            fields=fixed,
        )


async def _lock(uow: UnitOfWork, expected_versions: Collection[int] | None) -> Organisation:
    stored = await uow.repository(OrganisationRepository).lock()
    if expected_versions is not None and stored.version not in expected_versions:
        raise Stale(_in_force(uow, stored))
    return stored


async def _save(uow: UnitOfWork, before: Organisation, after: Organisation) -> OrganisationView:
    if after is not before:
        await uow.repository(OrganisationRepository).update(before, after)
        fixed = uow.services.organisation
        uow.record(organisation_updated(before.with_fixed(fixed), after.with_fixed(fixed)))
    return _in_force(uow, after)


def _in_force(uow: UnitOfWork, stored: Organisation) -> OrganisationView:
    return to_view(stored.with_fixed(uow.services.organisation))
