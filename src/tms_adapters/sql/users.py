"""Users in SQL."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.sql import Delete, Select, Update

from tms_adapters.sql.compiled_query import reads, writes
from tms_adapters.sql.feature import Changes, Queries, SqlFeature, UniqueViolation, read_counts
from tms_adapters.sql.queries import user_list as lists
from tms_adapters.sql.queries.search import find_users, terms_of
from tms_adapters.sql.row_mapper import (
    RowMapper,
    derived,
    in_list,
    insert_all,
    insert_one,
    padded_in_list,
    placeholders,
    update_by_id,
)
from tms_adapters.sql.tables import user_search_terms, users
from tms_core.entity import DELETED_NAME, Page, PageRequest, PersonRef, split_page, total_from
from tms_core.errors import Conflict
from tms_core.users.feature import USERS
from tms_core.users.model import (
    User,
    UserFilter,
    UserRepository,
    UserStatus,
    email_taken,
    external_id_taken,
    order_key,
    search_key_of,
    sort_key_of,
    username_taken,
)
from tms_core.validation.text import casefold_key, search_words

NAME = ("first_name", "last_name", "name")
DERIVED = {
    "sort_key": derived(sort_key_of, *NAME),
    "username_key": derived(lambda user: casefold_key(user.username), "username"),
    "email_key": derived(lambda user: casefold_key(user.email), "email"),
    "search_key": derived(search_key_of, *NAME, "username", "email"),
}
ROWS = RowMapper(users, User, DERIVED)


@reads(User)
def living_by_ids(count: int, locked: bool) -> Select[Any]:
    """``count`` users by id, in id order; if ``locked``, until the transaction ends."""
    found = (
        select(*ROWS.columns)
        .where(users.c.id.in_(placeholders("id", count)), lists.LIVING)
        .order_by(users.c.id)
    )
    return found.with_for_update() if locked else found


@reads(PersonRef)
def select_names(count: int) -> Select[Any]:
    """Ids and names, including those of deleted users."""
    return select(users.c.id, users.c.name).where(users.c.id.in_(placeholders("id", count)))


@reads(int)
def lock_admins() -> Select[Any]:
    """The ids of all admins who can sign in."""
    return (
        select(users.c.id)
        .where(users.c.role == "admin", users.c.status == UserStatus.ACTIVE, lists.LIVING)
        .order_by(users.c.id)
        .with_for_update()
    )


@reads(int)
def select_any() -> Select[Any]:
    """Any user, deleted or not."""
    return select(users.c.id).limit(1)


@reads(int)
def select_namesake(column: str) -> Select[Any]:
    """Another user with the same case-folded username or e-mail address."""
    return select(users.c.id).where(users.c[column] == bindparam("key"), users.c.id != bindparam("id"))


@writes
def delete_terms(count: int) -> Delete:
    """Delete ``count`` terms by which a user was found."""
    terms = user_search_terms.c
    return user_search_terms.delete().where(
        terms.user_id == bindparam("user_id"), terms.term.in_(placeholders("term", count))
    )


@writes
def wipe() -> Update:
    """Erase all personal data from a row."""
    nobody: dict[str, Any] = {
        "username": "",
        "email": "",
        "search_key": None,
        "sort_key": None,
        "username_key": None,
        "email_key": None,
        "language": None,
        "time_zone": None,
        "pending_email": None,
        "email_verified_at": None,
        "external_id": None,
        "custom": {},
        "deactivated_at": None,
    }
    named = {"first_name": "Deleted", "last_name": "user", "name": DELETED_NAME}
    return (
        update(users)
        .where(users.c.id == bindparam("row_id"))
        .values(**nobody, **named, deleted_at=bindparam("deleted_at", type_=users.c.deleted_at.type))
    )


class SqlUsers:
    """See ``UserRepository``."""

    def __init__(self, connection: Queries, counts: Changes) -> None:
        self._connection = connection
        self._counts = counts

    async def get(self, user_id: int) -> User | None:
        """See ``UserRepository``."""
        return (await self._by_ids([user_id], locked=False)).get(user_id)

    async def get_many(self, user_ids: Iterable[int]) -> dict[int, User]:
        """See ``UserRepository``."""
        return await self._by_ids(sorted(set(user_ids)), locked=False)

    async def lock(self, user_ids: Iterable[int]) -> dict[int, User]:
        """See ``UserRepository``."""
        return await self._by_ids(sorted(set(user_ids)), locked=True)

    async def _by_ids(self, ids: list[int], locked: bool) -> dict[int, User]:
        if not ids:
            return {}
        ids = padded_in_list(ids)
        found = await self._connection.rows(living_by_ids(len(ids), locked), **in_list("id", ids))
        return {user.id: user for user in found}

    async def lock_admins(self) -> list[int]:
        """See ``UserRepository``."""
        return await self._connection.rows(lock_admins())

    async def add(self, user: User) -> User:
        """See ``UserRepository``."""
        values = ROWS.values(user)
        try:
            new_id = await insert_one(self._connection, users, values)
        except UniqueViolation as error:
            raise await self._name_taken(user) from error
        self._counts["users", user.role] += 1
        added = replace(user, id=new_id)
        await self._replace_terms(new_id, {}, terms_of(added))
        return added

    async def _replace_terms(self, user_id: int, before: dict[str, bool], after: dict[str, bool]) -> None:
        """Store what is new of the terms by which a user is found, and delete what is gone."""
        if gone := [term for term, of_name in before.items() if after.get(term) is not of_name]:
            gone = padded_in_list(gone)
            await self._connection.run(delete_terms(len(gone)), user_id=user_id, **in_list("term", gone))
        new = [
            {"term": term, "user_id": user_id, "of_name": of_name}
            for term, of_name in after.items()
            if before.get(term) is not of_name
        ]
        await insert_all(self._connection, user_search_terms, new)

    async def update(self, before: User, after: User) -> None:
        """See ``UserRepository``."""
        changes = ROWS.changes(before, after)
        if "status" in changes:
            changes["deactivated_at"] = after.updated_at if after.is_deactivated else None
        try:
            await self._connection.run(update_by_id(users, tuple(changes)), row_id=after.id, **changes)
        except UniqueViolation as error:
            raise await self._name_taken(after) from error
        if "search_key" in changes:
            await self._replace_terms(after.id, terms_of(before), terms_of(after))
        self._counts["users", before.role] -= 1
        self._counts["users", after.role] += 1

    async def _name_taken(self, user: User) -> Conflict:
        """Which of the names is taken: if several are, the database reports
        whichever index it checked first."""
        keys = {"username_key": casefold_key(user.username), "email_key": casefold_key(user.email)}
        for column, taken in (("username_key", username_taken), ("email_key", email_taken)):
            if await self._connection.rows(select_namesake(column), key=keys[column], id=user.id):
                return taken()
        return email_taken() if user.external_id is None else external_id_taken()

    async def remove(self, user: User, at: datetime) -> None:
        """See ``UserRepository``."""
        await self._connection.run(wipe(), row_id=user.id, deleted_at=at)
        await self._replace_terms(user.id, terms_of(user), {})
        self._counts["users", user.role] -= 1

    async def has_email(self, email: str) -> bool:
        """See ``UserRepository``."""
        found = await self._connection.rows(select_namesake("email_key"), key=casefold_key(email), id=0)
        return bool(found)

    async def people(self, user_ids: Iterable[int]) -> dict[int, PersonRef]:
        """See ``UserRepository``."""
        ids = sorted(set(user_ids))
        if not ids:
            return {}
        ids = padded_in_list(ids)
        found = await self._connection.rows(select_names(len(ids)), **in_list("id", ids))
        return {person.id: person for person in found}

    async def page(self, wanted: UserFilter, page: PageRequest) -> Page[User]:
        """See ``UserRepository``."""
        if wanted.roles == ():
            return Page(items=[], total=0 if page.count else None, next=None)
        words = search_words(wanted.q or "")
        found_ids = await find_users(self._connection, words) if words else None
        if found_ids == []:
            return Page(items=[], total=0 if page.count else None, next=None)
        shape, values = lists.question(wanted, words, found_ids, after=page.after)
        is_rare = shape.assigned is not None or shape.deactivated or shape.status
        is_long = (shape.words and not shape.found) or is_rare
        ask = self._connection.scan if is_long else self._connection.rows
        found = await ask(lists.select_page(shape), limit=page.limit + 1, skip=page.skip, **values)
        total = total_from(page, len(found))
        if page.count and total is None:
            total = await self._total(wanted, words, found_ids)
        items, last = split_page(found, page.limit)
        return Page(items=items, total=total, next=order_key(last, wanted.order) if last else None)

    async def _total(self, wanted: UserFilter, words: tuple[str, ...], found_ids: list[int] | None) -> int:
        """The total. Counts by role come from counters that every change keeps
        up to date, so they are cheap."""
        if not words and (wanted.assigned, wanted.deactivated, wanted.status) == (None, None, None):
            kept = await read_counts(self._connection, self._counts, "users")
            return sum(n for role, n in kept.items() if wanted.roles is None or role in wanted.roles)
        shape, values = lists.question(wanted, words, found_ids)
        [total] = await self._connection.scan(lists.count_all(shape), **values)
        return total

    async def is_empty(self) -> bool:
        """See ``UserRepository``."""
        return not await self._connection.rows(select_any())


FEATURE = SqlFeature(
    feature=USERS,
    tables=(users, user_search_terms),
    repositories={UserRepository: lambda unit: SqlUsers(unit.connection, unit.counts)},
)
