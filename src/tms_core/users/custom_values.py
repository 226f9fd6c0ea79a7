"""The values that users have in the fields that the organisation has defined."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import TypeVar

from tms_core.organisation.custom_fields import CustomFieldOwner, CustomValue, checked, shown
from tms_core.organisation.model import organisation_of
from tms_core.unit_of_work import ReadUnit
from tms_core.users.model import User

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
    return (await with_shown_values(uow, [user]))[0]
