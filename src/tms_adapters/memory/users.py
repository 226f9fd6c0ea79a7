"""Users, in memory."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from itertools import count

from tms_adapters.memory.assignments import ASSIGNMENTS
from tms_adapters.memory.feature import MemoryFeature
from tms_adapters.memory.tables import (
    DELETED_USERS,
    EMAILS,
    USER_EXTERNAL_IDS,
    USERNAMES,
    USERS,
    Data,
    Table,
    TableKey,
    Touch,
    add_to,
    page_of,
    person_of,
)
from tms_core.actor import Role
from tms_core.entity import Page, PageRequest, PersonRef
from tms_core.errors import TransactionConflict
from tms_core.users.feature import USERS as USERS_FEATURE
from tms_core.users.model import (
    User,
    UserFilter,
    UserRepository,
    email_taken,
    external_id_taken,
    order_key,
    search_key_of,
    username_taken,
)
from tms_core.validation.text import casefold_key, search_words

ROLE_COUNTS: TableKey[Role, int] = TableKey("role_counts")


class MemoryUsers:
    """Implements ``UserRepository``."""

    def __init__(self, touch: Touch, ids: "count[int]") -> None:
        self._touch = touch
        self._ids = ids

    async def get(self, user_id: int) -> User | None:
        return (await self._touch())[USERS].get(user_id)

    async def get_many(self, user_ids: Iterable[int]) -> dict[int, User]:
        return await self.lock(user_ids)

    async def lock(self, user_ids: Iterable[int]) -> dict[int, User]:
        users = (await self._touch())[USERS]
        return {user_id: user for user_id in sorted(set(user_ids)) if (user := users.get(user_id))}

    async def lock_admins(self) -> list[int]:
        users = (await self._touch())[USERS]
        return sorted(user.id for user in users.values() if user.is_active_admin)

    async def add(self, user: User) -> User:
        data = await self._touch()
        _check_names_free(data, user)
        user = replace(user, id=next(self._ids))
        _keep(data, user)
        return user

    async def update(self, before: User, after: User) -> None:
        data = await self._touch()
        _check_unchanged(data, before)
        _check_names_free(data, after)
        _drop(data, before)
        _keep(data, after)

    async def remove(self, user: User, at: datetime) -> None:
        data = await self._touch()
        _check_unchanged(data, user)
        _drop(data, user)
        data[DELETED_USERS].put(user.id, at)

    async def has_email(self, email: str) -> bool:
        return (await self._touch())[EMAILS].get(casefold_key(email)) is not None

    async def people(self, user_ids: Iterable[int]) -> dict[int, PersonRef]:
        data = await self._touch()
        return {user_id: person for user_id in user_ids if (person := person_of(data, user_id))}

    async def page(self, wanted: UserFilter, page: PageRequest) -> Page[User]:
        data = await self._touch()
        assigned = {person for pair, _ in data[ASSIGNMENTS].items() for person in pair}
        found = (user for user in data[USERS].values() if _matches(user, wanted, user.id in assigned))
        return page_of(
            found, lambda user: order_key(user, wanted.order), page, ascending=wanted.order.ascending
        )

    async def is_empty(self) -> bool:
        data = await self._touch()
        return not any(True for table in (data[USERS], data[DELETED_USERS]) for _ in table.items())


def _matches(user: User, wanted: UserFilter, is_assigned: bool) -> bool:
    if wanted.assigned not in (None, is_assigned):
        return False
    if wanted.deactivated not in (None, user.is_deactivated):
        return False
    if wanted.status not in (None, user.status):
        return False
    if wanted.roles is not None and user.role not in wanted.roles:
        return False
    if wanted.q is None:
        return True
    key = search_key_of(user)
    return all(word in key for word in search_words(wanted.q))


def _check_unchanged(data: Data, user: User) -> None:
    stored = data[USERS].get(user.id)
    if stored is None or stored.version != user.version:
        raise TransactionConflict


def _check_names_free(data: Data, user: User) -> None:
    if _taken(data[USERNAMES], user.username, user.id):
        raise username_taken()
    if _taken(data[EMAILS], user.email, user.id):
        raise email_taken()
    if user.external_id and data[USER_EXTERNAL_IDS].get(user.external_id) not in (None, user.id):
        raise external_id_taken()


def _taken(names: Table[str, int], name: str, user_id: int) -> bool:
    return names.get(casefold_key(name)) not in (None, user_id)


def _keep(data: Data, user: User) -> None:
    data[USERS].put(user.id, user)
    data[USERNAMES].put(casefold_key(user.username), user.id)
    data[EMAILS].put(casefold_key(user.email), user.id)
    if user.external_id:
        data[USER_EXTERNAL_IDS].put(user.external_id, user.id)
    add_to(data[ROLE_COUNTS], user.role, 1)


def _drop(data: Data, user: User) -> None:
    data[USERS].drop(user.id)
    data[USERNAMES].drop(casefold_key(user.username))
    data[EMAILS].drop(casefold_key(user.email))
    if user.external_id:
        data[USER_EXTERNAL_IDS].drop(user.external_id)
    add_to(data[ROLE_COUNTS], user.role, -1)


FEATURE = MemoryFeature(
    feature=USERS_FEATURE,
    repositories={UserRepository: lambda unit: MemoryUsers(unit.touch, unit.ids(USERS))},
)
