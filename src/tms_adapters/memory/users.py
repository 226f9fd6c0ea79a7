"""People, in memory."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from itertools import count

from tms_adapters.memory.paging import page_of
from tms_adapters.memory.tables import Data, Table, Touch, add_to
from tms_core.actor import Role
from tms_core.entity import PersonRef
from tms_core.errors import Conflict, TransactionConflict
from tms_core.pagination import Page, PageRequest
from tms_core.text import casefold_key
from tms_core.users.model import DELETED_NAME, User, UserFilter, order_key, search_text


class MemoryUsers:
    """Implements ``UserRepository``."""

    def __init__(self, touch: Touch, ids: "count[int]") -> None:
        self._touch = touch
        self._ids = ids

    async def get(self, user_id: int) -> User | None:
        return (await self._touch()).users.get(user_id)

    async def get_many(self, user_ids: Iterable[int]) -> dict[int, User]:
        return await self.lock(user_ids)

    async def lock(self, user_ids: Iterable[int]) -> dict[int, User]:
        users = (await self._touch()).users
        return {user_id: user for user_id in sorted(set(user_ids)) if (user := users.get(user_id))}

    async def lock_admins(self) -> list[int]:
        users = (await self._touch()).users
        return sorted(user.id for user in users.values() if user.role is Role.ADMIN)

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
        data.deleted_users.put(user.id, at)

    async def people(self, user_ids: Iterable[int]) -> dict[int, PersonRef]:
        data = await self._touch()
        return {user_id: person for user_id in user_ids if (person := person_of(data, user_id))}

    async def page(self, wanted: UserFilter, page: PageRequest) -> Page[User]:
        data = await self._touch()
        assigned = {person for pair, _ in data.assignments.items() for person in pair}
        found = (user for user in data.users.values() if _matches(user, wanted, user.id in assigned))
        return page_of(
            found, lambda user: order_key(user, wanted.order), page, ascending=wanted.order.ascending
        )

    async def is_empty(self) -> bool:
        data = await self._touch()
        return not any(True for table in (data.users, data.deleted_users) for _ in table.items())


def person_of(data: Data, user_id: int) -> PersonRef | None:
    """How somebody is named to others, also when they have been deleted."""
    if user := data.users.get(user_id):
        return user.person
    return PersonRef(id=user_id, name=DELETED_NAME) if data.deleted_users.get(user_id) else None


def _matches(user: User, wanted: UserFilter, is_assigned: bool) -> bool:
    if wanted.assigned not in (None, is_assigned):
        return False
    if wanted.roles is not None and user.role not in wanted.roles:
        return False
    return wanted.q is None or casefold_key(wanted.q) in search_text(user)


def _check_unchanged(data: Data, user: User) -> None:
    stored = data.users.get(user.id)
    if stored is None or stored.version != user.version:
        raise TransactionConflict


def _check_names_free(data: Data, user: User) -> None:
    if _taken(data.usernames, user.username, user.id):
        raise Conflict("username_taken", f"The username {user.username} is taken. Choose another one.")
    if _taken(data.emails, user.email, user.id):
        raise Conflict("email_taken", f"Somebody else uses the address {user.email}. Choose another one.")


def _taken(names: Table[str, int], name: str, user_id: int) -> bool:
    return names.get(casefold_key(name)) not in (None, user_id)


def _keep(data: Data, user: User) -> None:
    data.users.put(user.id, user)
    data.usernames.put(casefold_key(user.username), user.id)
    data.emails.put(casefold_key(user.email), user.id)
    add_to(data.role_counts, user.role, 1)


def _drop(data: Data, user: User) -> None:
    data.users.drop(user.id)
    data.usernames.drop(casefold_key(user.username))
    data.emails.drop(casefold_key(user.email))
    add_to(data.role_counts, user.role, -1)
